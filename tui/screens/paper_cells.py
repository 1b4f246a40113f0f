"""How the table for paper records looks: its columns, its cells, and what is said under it."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from logs.session.validation import Problem
from tui.core.i18n import N_, _
from tui.screens.form_fields import HINTS as FORM_HINTS
from tui.screens.form_values import to_text
from tui.screens.line_preview import GUESS
from tui.screens.paper_rows import PaperRows
from tui.text.error_messages import problem_sentence
from tui.text.labels import field_title
from tui.text.values import titled_code
from tui.text.visible import visible
from tui.widgets.cells import Cell
from tui.widgets.columns import Column

_WIDTHS = {
    "date": 10, "unit": 6, "form": 4, "themes": 12, "attendance": 7, "audience": 12, "minutes": 5, "reporters": 16,
}  # fmt: skip
HINTS = FORM_HINTS | {
    "date": N_("5/12, 05122014, “yesterday” … + and - alone: the day after or before the one above; F4: calendar."),
    "themes": N_("Codes or words, marks or not, commas between: lc2, bien gioi. The first one is the main theme."),
    "audience": N_("dv, or with counts 18dv 7cb, which add up to the attendance."),
    "reporters": N_("Who spoke: the name or the code."),
}
_SHORT = {"form": N_("Fm."), "attendance": N_("Att."), "minutes": N_("Min.")}


def columns(fields: Iterable[str]) -> list[Column]:
    """The row's number and a column for each field."""
    return [Column("row", "", 4), *(_column(field) for field in fields)]


def _column(field: str) -> Column:
    title = _(_SHORT[field]) if field in _SHORT else field_title(field)
    return Column(field, title, _WIDTHS.get(field), right=field in ("attendance", "minutes"), least=14)


def cells(rows: PaperRows, row: int, problems: Sequence[Problem]) -> list[Cell]:
    """The cells of a row: what is typed, guesses marked as such, what is wrong or doubtful marked too."""
    if not rows.is_filled(row):
        return [str(row + 1)]
    wrong = {problem.field: problem.severity for problem in reversed(problems)}
    return [_state(row, problems), *(_cell(rows, row, field, wrong.get(field, "")) for field in rows.fields)]


def _cell(rows: PaperRows, row: int, field: str, severity: str) -> Cell:
    text = rows.text(row, field)
    if severity:
        return (f"✗ {text}".strip(), "$text-error") if severity == "error" else (f"? {text}".strip(), "$text-warning")
    guesses = rows.read(row).guesses
    if not text and field in guesses:
        return (f"{GUESS}{to_text(guesses[field])}", "italic $text-accent")
    return text


def _state(row: int, problems: Sequence[Problem]) -> Cell:
    """The row's number, and whether something in it is wrong or doubtful."""
    if any(one.severity == "error" for one in problems):
        return (f"{row + 1} ✗", "bold $text-error")
    return (f"{row + 1} ?", "bold $text-warning") if problems else str(row + 1)


def row_sentence(row: int, problem: Problem) -> str:
    """A finding with the number of its row."""
    return _("Row {n}: {problem}").format(n=row + 1, problem=problem_sentence(problem))


def row_finding(row: int, problem: Problem) -> Content:
    """A finding under the table, an error or a doubt."""
    sign, style = ("✗", "$text-error") if problem.severity == "error" else ("?", "$text-warning")
    return Content.styled(f"{sign} {row_sentence(row, problem)}", style)


def offered(rows: PaperRows, field: str, hits: Sequence[str], taken: int) -> Content:
    """What a cell may become, from the one taken on."""
    first = max(0, taken)
    return Content("").join(
        Content.styled(visible(f" {titled_code(field, hit, rows.book)} "), "reverse" if place == taken else "")
        for place, hit in enumerate(hits[first:], first)
    )
