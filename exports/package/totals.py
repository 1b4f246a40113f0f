"""Totals in packages: what a committee writes in place of sessions, and what of it a merge takes."""

from collections.abc import Iterable, Sequence

import msgspec

from exports.package.format import Counts, TotalsLine
from exports.package.reader import Package
from logs.book.book import LogBook
from logs.counting.unit_totals import Told, TotalsBuilder, UnitTotals
from logs.errors import SotayError
from logs.periods import Period, days_of
from logs.session.query import Query
from logs.versions import Record


def totals_lines(book: LogBook, period: Period | None, *, in_full: bool) -> list[TotalsLine]:
    """The totals that a package of the book carries: those that came to it in figures only and that it counts itself.

    With `in_full` they also tell what its own tables count one by one, in place of these sessions. Raises SotayError
    `totals_period` (units, period) where figures that came reach beyond the period.
    """
    sums: dict[str, TotalsBuilder] = {}
    for told in _passed_on(book, period):
        sums.setdefault(book.exchange.lens.unit(told.totals.unit), TotalsBuilder()).join(told.totals)
    if in_full:
        for entry in book.figures.events(Query(directive=book.directive.id)):
            if period is None or entry.session.date in period:
                sums.setdefault(entry.session.unit, TotalsBuilder()).add(entry)
    return [_line(sums[unit].totals(unit)) for unit in sorted(sums)]


def _passed_on(book: LogBook, period: Period | None) -> list[Told]:
    passed_on = (
        [one for one in book.figures.counting().told if one.file.directive == book.directive.id]
        if book.exchange.totals
        else []
    )
    if period is None:
        return passed_on
    inside = {one.key: [_lies_in(month.month, period) for month in one.totals.months] for one in passed_on}
    if split := sorted(one.totals.unit for one in passed_on if len(set(inside[one.key])) > 1):
        raise SotayError("totals_period", units=split, period=period.name)
    return [one for one in passed_on if all(inside[one.key])]


def _lies_in(month: str, period: Period) -> bool:
    first, last = days_of(month)
    return first in period and last in period


def _line(totals: UnitTotals) -> TotalsLine:
    return TotalsLine(**msgspec.structs.asdict(totals))


def counts_with(records: Iterable[Record], totals: Sequence[UnitTotals]) -> Counts:
    """The sessions of a package and their attendance: those that its totals cover count there."""
    covered = {key for total in totals for key in total.versions}
    contents = (record.shown.content for record in records if record.id not in covered)
    live = [content for content in contents if content is not None]
    return Counts(
        sessions=len(live) + sum(one.sessions for one in totals),
        attendance=sum(content.attendance or 0 for content in live) + sum(one.attendance for one in totals),
    )


def counted_in(package: Package) -> Counts:
    """The sessions of a package and their attendance, as its sender counts them."""
    if package.totals:
        return counts_with(package.records.values(), package.totals)
    return Counts(sessions=package.tally.sessions, attendance=package.tally.attendance)
