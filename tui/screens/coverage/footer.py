"""What stands below the coverage table: how much is covered, what is counted apart, and by which rule."""

from collections.abc import Iterable, Mapping, Sequence

from textual.content import Content

from logs.book.book import LogBook
from logs.catalogue.exemptions import Exemption
from logs.coverage.table import Coverage, Row, Totals
from logs.session.query import Query
from tui.core.i18n import _
from tui.screens.coverage.grid import NOT_ASKED, base_words
from tui.screens.register.conditions import describe
from tui.text.counting import beside_lines, rule_words, several_words
from tui.text.formats import day, number
from tui.text.values import left_out_words
from tui.text.visible import visible


def foot(
    coverage: Coverage, rows: Sequence[Row], left_out: Mapping[str, Sequence[Exemption]], asked: Query, book: LogBook
) -> Content:
    """The lines below the table; `rows` are those of the base, `left_out` what does not apply to any unit shown."""
    parts = [base_words(rows), *_counts(coverage.totals)]
    words = describe(asked, book)
    if words:
        parts.append(_("Filter: {words}").format(words=visible(words)))
    rule = _("A session with several themes counts once under each; totals count it once.")
    notes = [f"{rule_words(book.directive, asked)} {rule}"]
    if coverage.by == "reporter" and coverage.totals.several:
        notes.append(several_words(coverage.totals.several))
    if left_out:
        notes.append(left_out_words(left_out))
    lines = [Content(" · ").join(map(Content, parts)), *(Content.styled(note, "$foreground-muted") for note in notes)]
    return Content("\n").join(lines)


def _counts(totals: Totals) -> Iterable[str]:
    """What was counted, then what is told beside."""
    yield _("Sessions: {n}").format(n=number(totals.sessions))
    yield _("Attendance: {n}").format(n=number(totals.attendance))
    if totals.conflicts:
        yield _("! Conflicts: {n}").format(n=number(totals.conflicts))
    yield from (line.rstrip(".") for line in beside_lines(totals))


def cell_words(coverage: Coverage, row: Row, column: str | None, mark: Exemption | None) -> str:
    """What a cell of a theme says in words; without a column, the whole row."""
    if mark is not None:
        return f"{NOT_ASKED} " + _("not applicable: {reason}").format(reason=visible(mark.reason))
    if column is not None:
        titles = {
            "sessions": _("Sessions: {n}"), "attendance": _("Attendance: {n}"), "units": _("Units: {n}"),
        }  # fmt: skip
        count = row.cells[column]
        return titles[coverage.measure].format(n=number(count)) if count else _("nothing yet")
    if row.last is None:
        return _("Sessions: {n}").format(n=number(row.sessions)) if row.sessions else _("nothing yet")
    return _("Sessions: {n} · attendance {attendance} · units {units} · last on {date}").format(
        n=number(row.sessions), attendance=number(row.attendance), units=number(row.units), date=day(row.last)
    )
