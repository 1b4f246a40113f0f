"""Who has reported for a period and who has not, by the day each unit's first file for it came in.

A file counts for the period that it names and for no other. Where only a longer one came, made after the period's end,
the period is covered: what happened in it is known, and its own report is still not there.
"""

from collections.abc import Iterable, Mapping
from datetime import date as Date
from datetime import timedelta
from typing import Literal

from msgspec import Struct

from logs.book.book import LogBook
from logs.catalogue.directive import Directive, Reporting
from logs.catalogue.rows import above_and_self
from logs.exchange.received import Received, day_made, span_of
from logs.model import Unit
from logs.periods import Period, read_period

State = Literal["on_time", "late", "nil", "supplement", "received", "covered", "missing"]
STATES: tuple[State, ...] = ("on_time", "late", "nil", "supplement", "received", "covered", "missing")


class Due(Struct, frozen=True):
    """A period to report for; `deadline` where one was set, and with `exclusive` the day before it is the last.

    Units owe the report where it is `asked`; of other periods only what came is looked at.
    """

    period: Period
    deadline: Date | None = None
    exclusive: bool = True
    asked: bool = True

    @property
    def last_day(self) -> Date | None:
        """The last day on which the report is on time."""
        return None if self.deadline is None else _last_before(self.deadline, self.exclusive)


class UnitProgress(Struct, frozen=True):
    """Where a unit stands with a period: days of its first and last file, how many files, sessions, attendance sent.

    The first receipt decides between on time and late and is never overwritten by a later file; `supplement` is a unit
    that was on time and has sent more since the deadline, `received` one that reported where no deadline was set. With
    `nil` every file said that there was nothing to report. `covered_by` is the longer period of the first file, come
    on the day `covered_on`, that holds the sessions of a period without a report of its own.
    """

    unit: str
    state: State
    first: Date | None = None
    last: Date | None = None
    files: int = 0
    sessions: int = 0
    attendance: int = 0
    nil: bool = False
    covered_by: str = ""
    covered_on: Date | None = None

    @property
    def has_reported(self) -> bool:
        """Whether a file for the period itself has come, late or nil included."""
        return self.files > 0


class Rate(Struct, frozen=True):
    """How many of the units that have to report did: `nil` are among `reported`, `covered` and `missing` are not."""

    obliged: int
    reported: int
    nil: int
    covered: int
    missing: int


def last_day(reporting: Reporting) -> Date:
    """The last day on which a report is on time."""
    return _last_before(reporting.deadline, reporting.deadline_exclusive)


def days_left(reporting: Reporting, on: Date) -> int:
    """Days from `on` to the last day on time: 0 on that day itself, negative when it has passed."""
    return (last_day(reporting) - on).days


def year_due(directive: Directive) -> Due:
    """The report that the guidance asks for: its year, by its deadline."""
    reporting = directive.reporting
    return Due(read_period(str(directive.head.year)), reporting.deadline, reporting.deadline_exclusive)


def reporting_units(book: LogBook, on: Date | None = None) -> tuple[Unit, ...]:
    """The units that report to this book's office as of a day, today unless told: those of the last day of the
    guidance's own period where that has passed.
    """
    day = min(on or book.today(), book.directive.reporting.period_end)
    return obliged(book.units.values(), day, besides=book.owner.unit)


def obliged(units: Iterable[Unit], on: Date, besides: str = "") -> tuple[Unit, ...]:
    """The units that report: valid on that day, and not the one (`besides`) whose desk this is, nor those above it.

    A unit that the list places under another one reports to that one, which merges it first.
    """
    listed = {unit.code: unit for unit in units}
    desk = above_and_self(listed, besides)
    return tuple(
        unit
        for unit in listed.values()
        if unit.code not in desk
        and (unit.parent in (None, besides) or unit.parent not in listed)
        and (unit.since is None or unit.since <= on)
        and (unit.until is None or on <= unit.until)
    )


def progress(
    units: Iterable[Unit], received: Mapping[str, Received], directive: Directive, on: Date, due: Due | None = None
) -> tuple[UnitProgress, ...]:
    """Each of the units given as it stands on the day `on` with the year's report, or with that of `due`.

    Units that there were not in the period are left out; files that came later or follow another catalogue are not
    looked at.
    """
    due = due or year_due(directive)
    return standings(units, files_by_unit(received.values(), directive.id, on), due)


def files_by_unit(received: Iterable[Received], directive: str, on: Date) -> dict[str, list[Received]]:
    """The files that had come by the day `on` and follow the catalogue, by unit, in the order of their receipt."""
    found: dict[str, list[Received]] = {}
    for file in sorted(received, key=lambda file: (file.received, file.number, file.sha256)):
        if file.received.date() <= on and file.directive in ("", directive):
            found.setdefault(file.unit, []).append(file)
    return found


def standings(units: Iterable[Unit], files: Mapping[str, list[Received]], due: Due) -> tuple[UnitProgress, ...]:
    """As `progress`, from the files of each unit in the order of their receipt."""
    return tuple(_standing(unit.code, files.get(unit.code, []), due) for unit in units if _was_there(unit, due.period))


def rate(units: Iterable[UnitProgress]) -> Rate:
    """The units counted; each is in exactly one of `reported`, `covered` and `missing`."""
    every = tuple(units)
    states = [one.state for one in every]
    return Rate(
        obliged=len(every),
        reported=sum(one.has_reported for one in every),
        nil=sum(one.nil for one in every),
        covered=states.count("covered"),
        missing=states.count("missing"),
    )


def _last_before(deadline: Date, exclusive: bool) -> Date:
    return deadline - timedelta(days=1) if exclusive else deadline


def _was_there(unit: Unit, period: Period) -> bool:
    return (unit.since is None or unit.since <= period.end) and (unit.until is None or period.start <= unit.until)


def _standing(unit: str, files: list[Received], due: Due) -> UnitProgress:
    own = [file for file in files if file.period == due.period.name]
    if not own:
        return _without_own(unit, files, due.period)
    # Files are cumulative: of each book the newest counts.
    newest = {file.book: file for file in sorted(own, key=lambda file: file.number)}.values()
    return UnitProgress(
        unit,
        _state(own, due.last_day),
        first=own[0].received.date(),
        last=own[-1].received.date(),
        files=len(own),
        sessions=sum(file.sessions for file in newest),
        attendance=sum(file.attendance for file in newest),
        nil=all(file.nil for file in own),
    )


def _state(own: list[Received], last_on_time: Date | None) -> State:
    nil = all(file.nil for file in own)
    if last_on_time is None:
        return "nil" if nil else "received"
    in_time = [file for file in own if file.received.date() <= last_on_time]
    if not in_time:
        return "late"
    # What each book had sent by the deadline; an older file that turns up later adds nothing.
    sent = {file.book: max(one.number for one in in_time if one.book == file.book) for file in in_time}
    if any(file.number > sent.get(file.book, 0) for file in own):
        return "supplement"
    return "nil" if nil else "on_time"


def _without_own(unit: str, files: list[Received], period: Period) -> UnitProgress:
    for file in files:
        span = span_of(file)
        # By either clock made after the period: sessions of its last days are in it.
        if span and span.covers(period) and min(day_made(file), file.received.date()) >= period.end:
            return UnitProgress(unit, "covered", covered_by=file.period, covered_on=file.received.date())
    return UnitProgress(unit, "missing")
