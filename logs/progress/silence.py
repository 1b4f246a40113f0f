"""Who has had no session for some time: units that report, each with all below it, and their reporters."""

from datetime import date as Date

from msgspec import Struct

from logs.book.book import LogBook
from logs.catalogue.rows import Rows
from logs.counting.sums import Sums
from logs.periods import days_of
from logs.progress.status import reporting_units
from logs.session.query import Query

USUAL_DAYS = 30
"""Days without a session after which somebody is said to be silent."""


class Silent(Struct, frozen=True):
    """A unit, or one of its reporters by code, with the day of the last session and the days since; None where there
    was none.
    """

    unit: str
    reporter: str
    last: Date | None
    days: int | None


def silent(book: LogBook, days: int, on: Date | None = None) -> tuple[Silent, ...]:
    """Who had no session in so many days up to a day, today unless told; those that had none at all first.

    Sessions are looked at whatever their catalogue. Of monthly totals the last day of the month stands for the unit;
    they do not tell of reporters. Who has been listed for less than so many days is not silent yet.
    """
    day = on or book.today()
    units = reporting_units(book, day) if book.owner.role == "committee" else (book.units[book.owner.unit],)
    rows = Rows((unit.code for unit in units), book.units)
    last: dict[tuple[str, str], Date] = {}

    def heard(unit: str, reporter: str, when: Date) -> None:
        for code in (reporter,) if reporter else rows.all_of(unit):
            place = ("", code) if reporter else (code, "")
            last[place] = max(min(when, day), last.get(place, Date.min))

    sums = Sums([("unit", "day"), ("reporter", "day")])
    for entry in book.figures.events(Query(status="complete", end=day)):
        sums.add(entry.session)
    for unit, when in sums.of("unit", "day"):
        heard(unit, "", Date.fromisoformat(when))
    for code, when in sums.of("reporter", "day"):
        heard("", code, Date.fromisoformat(when))
    for figures in book.figures.summed().figures:
        for month in figures.months:
            heard(figures.unit, "", days_of(month.month)[1])
    found = [
        _silent(day, unit.code, "", last.get((unit.code, "")))
        for unit in units
        if unit.since is None or (day - unit.since).days >= days
    ]
    found += [
        _silent(day, reporter.unit, reporter.code, last.get(("", reporter.code)))
        for reporter in book.reporters.values()
        if rows.all_of(reporter.unit)
    ]
    kept = (one for one in found if one.days is None or one.days >= days)
    return tuple(sorted(kept, key=lambda one: (one.last or Date.min, one.unit, one.reporter)))


def _silent(on: Date, unit: str, reporter: str, last: Date | None) -> Silent:
    return Silent(unit, reporter, last, None if last is None else (on - last).days)
