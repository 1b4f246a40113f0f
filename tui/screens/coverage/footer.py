"""What stands below the coverage table: how much is covered, what is counted apart, and by which rule."""

from collections.abc import Iterable, Mapping, Sequence

from logs.book.book import LogBook
from logs.catalogue.exemptions import Exemption
from logs.coverage.table import Coverage, Row, Totals
from logs.session.query import Query
from tui.core.i18n import _
from tui.screens.register.conditions import describe
from tui.text.counting import beside_lines, rule_words, several_words
from tui.text.formats import day, number
from tui.text.labels import NOT_ASKED
from tui.text.values import left_out_words
from tui.text.visible import visible


def foot(
    coverage: Coverage, left_out: Mapping[str, Sequence[Exemption]], asked: Query, book: LogBook
) -> tuple[str, str]:
    """What was counted, then by which rule, to stand below the table; `left_out` does not apply to any unit shown."""
    parts = [*_counts(coverage.totals)]
    words = describe(asked, book)
    if words:
        parts.append(_("Filter: {words}").format(words=visible(words)))
    if coverage.by == "reporter" and coverage.totals.several:
        parts.append(several_words(coverage.totals.several))
    if left_out:
        parts.append(left_out_words(left_out))
    rule = _("A session with several themes counts once under each; totals count it once.")
    return " · ".join(parts), f"{rule_words(book.directive, asked)} {rule}"


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
    if column is not None and column not in row.cells:
        return f"{NOT_ASKED} " + _("not valid then: no gap")
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
