"""Who has reported for a period and who has not, by the day each unit's first file for it came in.

A file counts for the period that it names and for no other. Where only a longer one came, made after the period's end,
the period is covered; where none came and sessions of the unit count all the same, these are its report. In both what
happened is known.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date as Date
from datetime import timedelta
from functools import cache, partial
from itertools import chain
from typing import Literal, get_args

from msgspec import Struct

from logs.book.book import LogBook
from logs.catalogue.directive import Directive, Reporting
from logs.catalogue.rows import Rows, above_and_self
from logs.counting.facts import Dim
from logs.counting.sums import NOTHING, Sum, Sums
from logs.counting.unit_totals import Summed
from logs.exchange.code_maps import Lens
from logs.exchange.received import Received, day_made, newest_export, span_of
from logs.model import Unit
from logs.periods import Period, read_period
from logs.session.query import Query

State = Literal["on_time", "late", "nil", "supplement", "received", "covered", "counted", "missing"]
STATES: tuple[State, ...] = get_args(State)


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
    """Where a unit stands with a period: days of its first and last file, how many files, what of it counts here with
    all below the unit, and how many `records` the newest file of each book says that it has.

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
    records: int = 0
    nil: bool = False
    covered_by: str = ""
    covered_on: Date | None = None

    @property
    def has_reported(self) -> bool:
        """Whether its sessions are known, late, nil or in a longer report included."""
        return self.state != "missing"


class Rate(Struct, frozen=True):
    """How many of the units that have to report did: `nil`, `covered` by a longer report and `counted` without a file
    are among `reported`, `missing` are the others.
    """

    obliged: int
    reported: int
    nil: int
    covered: int
    counted: int
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


def reports_due(directive: Directive) -> dict[str, Due]:
    """Every report that the guidance asks for, by the names of their periods, that of the year first."""
    year = year_due(directive)
    besides = (Due(read_period(part.code), part.date, year.exclusive) for part in directive.deadlines)
    return {due.period.name: due for due in (year, *besides)}


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


def files_by_unit(
    received: Iterable[Received], directive: str, on: Date, lens: Lens | None = None
) -> dict[str, list[Received]]:
    """The files that had come by the day `on` and follow the catalogue, by unit, in the order of their receipt.

    By what a book's `lens` says they are of the unit that their sender's code means, and follow the catalogue where
    their own was adopted for the sender.
    """
    by_unit: dict[str, list[Received]] = {}
    for file in sorted(received, key=lambda file: (file.day, file.received, file.number, file.sha256)):
        unit = lens.unit(file.unit) if lens is not None else file.unit
        adoption = lens.adoption(unit, file.directive) if lens is not None else None
        is_adopted = adoption is not None and adoption.adopted
        if file.day <= on and (file.directive in ("", directive) or is_adopted):
            by_unit.setdefault(unit, []).append(file)
    return by_unit


class CountedByUnit:
    """What counts of each unit of the rows, with all below it, in the periods of the guidance.

    `by_day` gives what counts by unit and day; where all of that lies on certain `days`, `by_unit` gives it by unit
    alone. `summed` gives what figures in place of sessions add.
    """

    def __init__(
        self,
        directive: Directive,
        rows: Rows,
        *,
        by_day: Callable[[], Sums],
        summed: Callable[[Query], Summed],
        days: Period | None = None,
        by_unit: Callable[[], Sums] | None = None,
    ) -> None:
        self._directive = directive
        self._days = days
        self._rows = rows
        self._by_unit = by_unit
        self._summed = summed
        self._by_day = cache(by_day)

    def within(self, period: Period) -> Mapping[str, Sum]:
        """What counts of each unit in the days of that period, of one with a name in those of its name."""
        span = self._directive.period_named(period.name) if period.name else period
        by_unit, days = defaultdict[str, Sum](Sum), self._days
        if self._by_unit is not None and days is not None and days.start in span and days.end in span:
            sums = [(unit, held) for (unit,), held in self._by_unit().of("unit").items()]
        else:
            first, last = span.start.isoformat(), span.end.isoformat()
            by_day = self._by_day().of("unit", "day").items()
            sums = [(unit, held) for (unit, day), held in by_day if first <= day <= last]
        figures = self._summed(Query(start=span.start, end=span.end)).figures
        for unit, held in (*sums, *((one.unit, Sum(one.sessions, one.attendance)) for one in figures)):
            into = by_unit[self._rows.of(unit)]
            into.sessions += held.sessions
            into.attendance += held.attendance
        return by_unit


def counted_by_unit(book: LogBook) -> CountedByUnit:
    """What a book counts of the units that report to it."""

    def counted(*shape: Dim) -> Sums:
        sums = Sums([shape])
        book.figures.reading.select(Query(counted=True)).add_to(sums)
        return sums

    rows = Rows((unit.code for unit in reporting_units(book)), book.units)
    return CountedByUnit(
        book.directive, rows, by_day=partial(counted, "unit", "day"), summed=book.figures.summed,
        days=book.directive.own_period, by_unit=partial(counted, "unit"),
    )  # fmt: skip


def progress_of(book: LogBook, on: Date) -> tuple[UnitProgress, ...]:
    """Where the units that report to a book stand on a day with the year's report."""
    files = files_by_unit(book.exchange.received.values(), book.directive.id, on, book.exchange.lens)
    return standings(reporting_units(book), files, year_due(book.directive), counted_by_unit(book))


def standings(
    units: Iterable[Unit], files: Mapping[str, list[Received]], due: Due, counted: CountedByUnit | None = None
) -> tuple[UnitProgress, ...]:
    """As `progress`, from the files of each unit in the order of their receipt, and from what counts of each."""
    known = counted.within(due.period) if counted is not None else None
    there = (unit.code for unit in units if _was_there(unit, due.period))
    return tuple(
        _standing(code, files.get(code, []), due, None if known is None else known.get(code, NOTHING)) for code in there
    )


def rate(units: Iterable[UnitProgress]) -> Rate:
    """The units counted; each is either `reported` or `missing`."""
    every = tuple(units)
    states = [one.state for one in every]
    return Rate(
        obliged=len(every),
        reported=sum(one.has_reported for one in every),
        nil=sum(one.nil for one in every),
        covered=states.count("covered"),
        counted=states.count("counted"),
        missing=states.count("missing"),
    )


def _last_before(deadline: Date, exclusive: bool) -> Date:
    return deadline - timedelta(days=1) if exclusive else deadline


def _was_there(unit: Unit, period: Period) -> bool:
    return (unit.since is None or unit.since <= period.end) and (unit.until is None or period.start <= unit.until)


def _standing(unit: str, files: list[Received], due: Due, counted: Sum | None) -> UnitProgress:
    own = [file for file in files if file.period == due.period.name]
    if not own:
        return _without_own(unit, files, due.period, counted or NOTHING)
    # Files are cumulative: of each book the newest counts.
    newest = list(chain.from_iterable(newest_export(own).values()))
    records = sum(file.sessions for file in newest)
    if counted is None:
        counted = Sum(records, sum(file.attendance for file in newest))
    return UnitProgress(
        unit,
        _state(own, due.last_day),
        first=own[0].day,
        last=own[-1].day,
        files=len({file.export for file in own}),
        sessions=counted.sessions,
        attendance=counted.attendance,
        records=records,
        nil=all(file.nil for file in own),
    )


def _state(own: list[Received], last_on_time: Date | None) -> State:
    nil = all(file.nil for file in own)
    if last_on_time is None:
        return "nil" if nil else "received"
    in_time = [file for file in own if file.day <= last_on_time]
    if not in_time:
        return "late"
    # What each book had sent by the deadline; an older file that turns up later adds nothing.
    sent = {file.book: max(one.number for one in in_time if one.book == file.book) for file in in_time}
    # So does a part of it, or of what had been sent, that comes after the deadline.
    late_part = any(file.part is not None and file.day > last_on_time for file in own)
    if late_part or any(file.number > sent.get(file.book, 0) for file in own):
        return "supplement"
    return "nil" if nil else "on_time"


def _without_own(unit: str, files: list[Received], period: Period, counted: Sum) -> UnitProgress:
    for file in files:
        span = span_of(file)
        # By either clock made after the period: sessions of its last days are in it.
        if span and span.covers(period) and min(day_made(file), file.day) >= period.end:
            return UnitProgress(
                unit, "covered", covered_by=file.period, covered_on=file.day,
                sessions=counted.sessions, attendance=counted.attendance,
            )  # fmt: skip
    state: State = "counted" if counted.sessions else "missing"
    return UnitProgress(unit, state, sessions=counted.sessions, attendance=counted.attendance)
