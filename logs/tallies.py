"""Running sums of sessions by theme: kept, so that a table after one more session costs only its printing."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date as Date

import msgspec
from msgspec import Raw, Struct

from logs.directive import Directive
from logs.measures import Key, Parts, of_attendance, of_units
from logs.memory import no_collecting
from logs.model import Session
from logs.periods import month_of, quarter_of
from logs.versions import Heads, Record

BY = ("unit", "month", "quarter", "audience", "form", "reporter", "document")


class Part(Struct, frozen=True):
    """What tables read of a session: as much of `logs.model.Session` as is decoded for them alone.

    Its documents were checked when they came into the book.
    """

    directive: str
    date: Date
    unit: str
    status: str
    form: str | None = None
    reporters: tuple[str, ...] = ()
    attendance: int | None = None
    audience: dict[str, int | None] = {}
    themes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


Countable = Session | Part


COLUMNS_OF: dict[str, Callable[[Countable], Collection[str]]] = {
    "unit": lambda session: (session.unit,),
    "month": lambda session: (month_of(session.date),),
    "quarter": lambda session: (quarter_of(session.date),),
    "audience": lambda session: session.audience,
    "form": lambda session: (session.form,) if session.form else (),
    "reporter": lambda session: session.reporters,
    "document": lambda session: session.documents,
}


class Tally:
    """The sums of one theme: sessions, attendance, sessions by unit and by day, and what is measured by the columns of
    each of the `kinds`.
    """

    def __init__(self, kinds: Iterable[str]) -> None:
        self.sessions = 0
        self.attendance = 0
        self.units: Counter[str] = Counter()
        self.days: Counter[Date] = Counter()
        self.cells: dict[str, Counter[Key]] = {kind: Counter() for kind in kinds}


class Tallies:
    """The sums of the sessions added so far, for tables of these `kinds` (see BY) and of one measure (see MEASURES).

    `columns` hold what each column adds up to, every session once.
    """

    def __init__(self, directive: Directive, kinds: Iterable[str] = BY, measure: str = "sessions") -> None:
        self.directive = directive
        self.kinds = tuple(kinds)
        self.measure = measure
        self.sessions = self.attendance = self.drafts = self.conflicts = self.outside = self.other = 0
        self.themes = {theme: Tally(self.kinds) for theme in directive.themes}
        self.columns: dict[str, Counter[Key]] = {kind: Counter() for kind in self.kinds}
        self._start, self._end = directive.reporting.period_start, directive.reporting.period_end

    def of(self, theme: str, kind: str) -> tuple[Tally, Counter[Key]]:
        """The sums of a theme, and what is measured of it by the columns of that kind of table."""
        tally = self.themes.get(theme) or Tally((kind,))
        return tally, tally.cells[kind]

    def add(self, session: Countable, *, conflict: bool = False) -> None:
        """Count a session."""
        self._change(session, 1, conflict)

    def remove(self, session: Countable, *, conflict: bool = False) -> None:
        """Take a session out again that was counted so."""
        for kind, keys, _amount in self._change(session, -1, conflict):
            counter = self.columns[kind]
            for key in keys:
                if not counter[key]:
                    # No column of it is left.
                    del counter[key]
        for theme in session.themes:
            tally = self.themes.get(theme)
            if tally is not None and not tally.units[session.unit]:
                del tally.units[session.unit]
            if tally is not None and not tally.days[session.date]:
                del tally.days[session.date]

    def _change(self, session: Countable, by: int, conflict: bool) -> Parts:
        """Count the session `by` times; returns what was added to which columns, nothing where it is not counted."""
        if session.status == "draft":
            self.drafts += by
            return []
        if session.directive != self.directive.id:
            self.other += by
            return []
        listeners = by * (session.attendance or 0)
        self.sessions += by
        self.attendance += listeners
        self.conflicts += by * conflict
        if not self._start <= session.date <= self._end:
            self.outside += by
        parts = self._parts(session, by)
        for kind, keys, amount in parts:
            for key in keys:
                self.columns[kind][key] += amount
        for theme in session.themes:
            tally = self.themes.get(theme) or self.themes.setdefault(theme, Tally(self.kinds))
            tally.sessions += by
            tally.attendance += listeners
            tally.units[session.unit] += by
            tally.days[session.date] += by
            for kind, keys, amount in parts:
                cells = tally.cells[kind]
                for key in keys:
                    cells[key] += amount
        return parts

    def _parts(self, session: Countable, by: int) -> Parts:
        parts: Parts = [(kind, COLUMNS_OF[kind](session), by) for kind in self.kinds]
        if self.measure == "attendance":
            return of_attendance(parts, session.audience, session.attendance or 0)
        return of_units(parts, session.unit) if self.measure == "units" else parts


class _Parts(Heads[Part], frozen=True):
    """The record of a session as far as tables read it."""


def tallied(documents: Iterable[bytes | Raw], directive: Directive, kind: str, measure: str = "sessions") -> Tallies:
    """The sums for tables of one kind from encoded records, of which no more is decoded than these need.

    Raises msgspec.MsgspecError for one that is no record.
    """
    tallies = Tallies(directive, (kind,), measure)
    decode, decode_whole = msgspec.json.Decoder(_Parts).decode, msgspec.json.Decoder(Record).decode
    with no_collecting():
        for document in documents:
            record: Heads[Part] | Record = decode(document)
            if len(record.heads) > 1:
                # Whether they differ is seen in all of their fields.
                record = decode_whole(document)
            content = record.shown.content
            if content is not None:
                tallies.add(content, conflict=record.is_conflict)
    return tallies
