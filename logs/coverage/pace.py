"""What has been done so far month by month, what remains, and where the present pace leads by the end of the period.

The projection is arithmetic and kept apart from what has happened: no table and no report holds it.
"""

from datetime import date as Date

from msgspec import Struct

from logs.book.book import LogBook
from logs.coverage.rows import asked_units
from logs.coverage.scope import base_of, gaps, rows_in
from logs.coverage.table import coverage_of
from logs.periods import days_of, months
from logs.session.query import Query


class Pace(Struct, frozen=True):
    """What has happened from the first day of the reporting period to the day `on`, of all days up to its `end`."""

    start: Date
    on: Date
    end: Date
    sessions: int
    attendance: int

    @property
    def days(self) -> int:
        """Days passed, the first and the present one included."""
        return (self.on - self.start).days + 1

    @property
    def all_days(self) -> int:
        """Days of the whole period."""
        return (self.end - self.start).days + 1

    def projected(self, number: int) -> int:
        """The number divided by the days passed, times all days, rounded to a whole one, half of one up."""
        return (2 * number * self.all_days + self.days) // (2 * self.days)


class Facts(Struct, frozen=True):
    """How far the work has come on the day `on`.

    `months` are the sessions of each month of the reporting period; `themes`, `units` and `empty_months` (those that
    have begun) what there is no session of yet. `pace` is None before the period and once it has ended: there is
    nothing to project.
    """

    on: Date
    months: dict[str, int]
    sessions: int
    attendance: int
    themes: tuple[str, ...]
    units: tuple[str, ...]
    empty_months: tuple[str, ...]
    pace: Pace | None


def facts(book: LogBook) -> Facts:
    """The book's facts as of today."""
    on, reporting, units = book.today(), book.directive.reporting, asked_units(book)
    by_month = coverage_of(book, Query(), by="month")
    by_unit = coverage_of(book, Query(), by="unit")
    named = {month: by_month.sums.get(month, 0) for month in months(reporting.period_start, reporting.period_end)}
    return Facts(
        on=on,
        months=named,
        sessions=by_month.totals.sessions,
        attendance=by_month.totals.attendance,
        themes=gaps(rows_in(by_month, base_of(book), units)),
        units=tuple(unit for unit in units if not by_unit.sums.get(unit)),
        empty_months=tuple(one for one, held in named.items() if not held and days_of(one)[0] <= on),
        pace=pace(book),
    )


def pace(book: LogBook) -> Pace | None:
    """The pace of the sessions within the reporting period up to today; None where nothing is left to project."""
    on, reporting = book.today(), book.directive.reporting
    start, end = reporting.period_start, reporting.period_end
    if not start <= on < end:
        return None
    asked = Query(start=start, end=on, counted=True)
    counts, figures = book.figures.reading.select(asked).counts, book.figures.summed(asked).figures
    return Pace(
        start, on, end,
        counts.counted + sum(figure.sessions for figure in figures),
        counts.attendance + sum(figure.attendance for figure in figures),
    )  # fmt: skip
