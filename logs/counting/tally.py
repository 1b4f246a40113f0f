"""Running sums of sessions by theme, and what a cell may count: sessions, attendance, or the units that held them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date as Date

import msgspec
from msgspec import Raw, Struct

from logs.catalogue.directive import Directive
from logs.gc_pause import no_collecting
from logs.model import Session
from logs.periods import month_of, quarter_of
from logs.session.query import entries_of
from logs.versions import Heads, Record

MEASURES = ("sessions", "attendance", "units")

# The column of what does not say in which of the other columns it belongs.
UNSPLIT = ""

Key = str | tuple[str, str]
"""Under what a cell is summed: its column; for units the column and the unit, so that each unit is known apart."""
Parts = list[tuple[str, Collection[Key], int]]
"""For a kind of table the keys to which an amount is added."""


def of_attendance(parts: Parts, audience: Mapping[str, int | None], attendance: int) -> Parts:
    """The listeners in place of each session; by audience each group's own number, as far as it is known."""
    found: Parts = []
    for kind, names, sign in parts:
        if kind == "audience":
            shares = split_of(audience, attendance).items()
            found += [(kind, (group,), sign * number) for group, number in shares if number]
        else:
            found.append((kind, names, sign * attendance))
    return found


def of_units(parts: Parts, unit: str) -> Parts:
    """The unit of each session besides its columns."""
    return [(kind, [(column_of(name), unit) for name in names], sign) for kind, names, sign in parts]


def split_of(audience: Mapping[str, int | None], attendance: int) -> dict[str, int]:
    """Listeners by group: those counted, the rest under the only group without a count, else under UNSPLIT."""
    counts = {group: count for group, count in audience.items() if count is not None}
    others = [group for group in audience if group not in counts]
    rest = attendance - sum(counts.values())
    if not rest:
        return counts
    return counts | {others[0] if len(others) == 1 else UNSPLIT: rest}


def column_of(key: Key) -> str:
    """The column that a cell's key belongs to."""
    return key if isinstance(key, str) else key[0]


def in_columns(measure: str, *sums: Mapping[Key, int]) -> Counter[str]:
    """What each column holds by several sums together: amounts added up, of units each one once."""
    found: Counter[str] = Counter()
    if measure == "units":
        found.update(column_of(key) for key in {key for one in sums for key, number in one.items() if number})
        return found
    for one in sums:
        for key, number in one.items():
            found[column_of(key)] += number
    return found


def columns_of(keys: Iterable[Key]) -> set[str]:
    """The columns that any of the keys belongs to."""
    return {column_of(key) for key in keys}


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
            record = decode(document)
            if len(record.heads) > 1:
                # Whether they differ is seen in all of their fields.
                whole = decode_whole(document)
                for entry in entries_of(whole, str):
                    tallies.add(entry.session, conflict=entry.conflict)
            elif (content := record.shown.content) is not None:
                tallies.add(content)
    return tallies
