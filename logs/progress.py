"""Who has reported and who has not, by the day each unit's first file came in."""

from collections.abc import Iterable, Mapping
from datetime import date as Date
from datetime import timedelta
from typing import Literal

from msgspec import Struct

from logs.directive import Reporting
from logs.model import Unit
from logs.periods import read_period
from logs.received import Received

State = Literal["on_time", "late", "nil", "supplement", "missing"]


class UnitProgress(Struct, frozen=True):
    """Where a unit stands: days of its first and last file, how many files, sessions and attendance sent.

    The first receipt decides between on time and late and is never overwritten by a later file; `supplement` is a unit
    that was on time and has sent more since the deadline.
    """

    unit: str
    state: State
    first: Date | None
    last: Date | None
    files: int
    sessions: int
    attendance: int


def last_day(reporting: Reporting) -> Date:
    """The last day on which a report is on time."""
    return reporting.deadline - timedelta(days=1) if reporting.deadline_exclusive else reporting.deadline


def days_left(reporting: Reporting, on: Date) -> int:
    """Days from `on` to the last day on time: 0 on that day itself, negative when it has passed."""
    return (last_day(reporting) - on).days


def obliged(units: Iterable[Unit], on: Date, besides: str = "") -> tuple[Unit, ...]:
    """The units that report: valid on that day, and not the one (`besides`) whose desk this is."""
    return tuple(
        unit
        for unit in units
        if unit.code != besides
        and (unit.since is None or unit.since <= on)
        and (unit.until is None or on <= unit.until)
    )


def progress(
    units: Iterable[Unit], received: Mapping[str, Received], reporting: Reporting, on: Date
) -> tuple[UnitProgress, ...]:
    """Each of the units given as it stands on the day `on`; files that came later are not looked at."""
    by_unit: dict[str, list[Received]] = {}
    for file in received.values():
        if file.received.date() <= on:
            by_unit.setdefault(file.unit, []).append(file)
    return tuple(_unit_progress(unit.code, by_unit.get(unit.code, []), last_day(reporting)) for unit in units)


def _unit_progress(unit: str, files: list[Received], last_on_time: Date) -> UnitProgress:
    if not files:
        return UnitProgress(unit, "missing", None, None, 0, 0, 0)
    in_order = sorted(files, key=lambda file: (file.received, file.number, file.sha256))
    first, last = in_order[0].received.date(), in_order[-1].received.date()
    in_time = [file for file in in_order if file.received.date() <= last_on_time]
    # What each book had sent by the deadline; an older file that turns up later adds nothing.
    sent = {file.book: max(one.number for one in in_time if one.book == file.book) for file in in_time}
    state: State = "on_time"
    if not in_time:
        state = "late"
    elif any(file.number > sent.get(file.book, 0) for file in in_order if file not in in_time):
        state = "supplement"
    elif all(file.nil for file in in_order):
        state = "nil"
    # Files are cumulative: of each book the one of the longest period counts, of several the newest.
    fullest: dict[str, Received] = {}
    for file in sorted(in_order, key=lambda file: (_days(file.period), file.number, file.received, file.sha256)):
        fullest[file.book] = file
    sessions = sum(file.sessions for file in fullest.values())
    attendance = sum(file.attendance for file in fullest.values())
    return UnitProgress(unit, state, first, last, len(in_order), sessions, attendance)


def _days(period: str) -> int:
    span = read_period(period)
    return (span.end - span.start).days
