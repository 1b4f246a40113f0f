"""The figures of the overview, each by the function of the screen that its door leads to."""

from collections.abc import Mapping
from dataclasses import dataclass

from logs.book.book import LogBook
from logs.catalogue.directive import Theme
from logs.coverage.rows import asked_units
from logs.coverage.scope import base_of, covered, gaps, rows_in
from logs.coverage.table import Row, coverage_of
from logs.coverage.targets import Reckoning, Standing
from logs.periods import months
from logs.session.query import Query
from tui.text.delivery_state import count_to_mend, count_unsent


@dataclass(frozen=True)
class Year:
    """What tables count: themes of the catalogue talked about, of how many, those `empty`, and by group (covered, of
    how many); the sessions by month of the reporting period, and in all with their attendance; how far the targets are.
    """

    covered: int
    themes: int
    empty: tuple[Theme, ...]
    groups: Mapping[str, tuple[int, int]]
    months: Mapping[str, int]
    sessions: int
    attendance: int
    targets: Standing


def year_of(book: LogBook) -> Year:
    """The year as the coverage table and the figures by month have it."""
    coverage = coverage_of(book, Query(), by="month")
    rows = rows_in(coverage, base_of(book), asked_units(book))
    talked, themes = covered(rows)
    reporting, known = book.directive.reporting, book.directive.themes
    by_group: dict[str, list[Row]] = {}
    for row in rows:
        if row.group:
            by_group.setdefault(row.group, []).append(row)
    return Year(
        talked,
        themes,
        tuple(known[theme] for theme in gaps(rows)),
        {group: covered(of_group) for group, of_group in by_group.items()},
        {month: coverage.sums.get(month, 0) for month in months(reporting.period_start, reporting.period_end)},
        coverage.totals.sessions,
        coverage.totals.attendance,
        Reckoning(book).standing,
    )


@dataclass(frozen=True)
class Sent:
    """How far a reporter's sessions have come: complete ones that no file has carried, those to mend, drafts, and the
    days since the last file; None before the first.
    """

    unsent: int
    to_mend: int
    drafts: int
    days_ago: int | None


def sent_of(book: LogBook) -> Sent:
    """What went out of the book, as its register marks it."""
    exports = book.exchange.exports()
    ago = (book.today() - exports[-1].made.astimezone().date()).days if exports else None
    drafts = len(book.figures.reading.select(Query(status="draft")))
    return Sent(count_unsent(book), count_to_mend(book), drafts, ago)
