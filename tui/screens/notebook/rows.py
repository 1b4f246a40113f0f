"""The rows of the preview: what has to be corrected first, then what is new and what is here already."""

from msgspec import Struct

from exports.intake.intake import Intake
from exports.intake.sessions import Row
from tui.core.i18n import _
from tui.text.formats import day, number
from tui.text.notebook_text import edit_text, row_reason, totals_text
from tui.widgets.cells import Cell


class PreviewRow(Struct, frozen=True):
    """A row of an old notebook as it would be taken in."""

    row: Row
    mark: str
    remark: str

    def cells(self) -> list[Cell]:
        """Row, mark, session, remark."""
        style = {"✗": "$text-error", "!": "$text-warning", "≠": "$text-accent"}.get(self.mark, "")
        return [number(self.row.line), (self.mark, style), self.text, (self.remark, style)]

    @property
    def text(self) -> str:
        """The session in a few words, or what stands in the row."""
        session = self.row.session
        if self.row.totals is not None:
            return totals_text(self.row.totals)
        if session is None:
            return " · ".join(cell.replace("\n", " ") for cell in self.row.cells if cell)
        words = (day(session.date), session.unit, session.form or "", number(session.attendance or 0))
        return " ".join((*words, ", ".join(session.themes), session.topic))


def preview_rows(intake: Intake) -> tuple[PreviewRow, ...]:
    """All rows: those to correct, those that would change a session, those to check, the others."""
    rows = [PreviewRow(row, "✗", row_reason(row)) for row in intake.rejected]
    rows += [PreviewRow(edit.row, "≠", edit_text(edit)) for edit in intake.edits]
    for month in intake.changed_totals:
        assert month.before is not None  # noqa: S101 - they changed
        words = _("here: {totals}").format(totals=totals_text(month.before))
        rows += [PreviewRow(row, "≠", words) for row in month.rows]
    new = (*intake.new, *intake.month_rows)
    rows += [PreviewRow(row, "!", row_reason(row)) for row in new if row.problems]
    rows += [PreviewRow(row, "+", "") for row in new if not row.problems]
    rows += [PreviewRow(row, "=", "") for row in intake.known]
    return tuple(rows)
