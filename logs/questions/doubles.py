"""The sessions of a book that look like one event: kept by unit, and brought up to date with what has changed.

What was found in book.json is kept beside it (`logs.store.derived`). Where a session changes, those of its unit and of
its partners are looked at anew; of each no more than columns tell, unless that much of it agrees with another one.
"""

from collections.abc import Collection
from contextlib import suppress
from functools import cache, cached_property
from hashlib import blake2b
from itertools import compress
from operator import methodcaller
from typing import Self
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct

from logs.book.book import LogBook
from logs.duplicates.index import Comparable, Likeness, doubles_by_unit, ranked, sketch
from logs.model import Brief
from logs.store.derived import DOUBLES_FILE
from logs.store.snapshot import DamageError
from logs.versions import Heads

_FEW = 50  # changed sessions that are looked at in no time
_MANY = 1_000  # and from which on everything is looked at again
_PART = "state"

ByUnit = dict[str, list[Likeness]]


class _Compared(Struct, frozen=True, gc=False):
    id: str
    session: Brief


class _Briefs(Heads[Brief], frozen=True):
    """The record of a session as far as it is compared."""


_decode = msgspec.json.Decoder(_Briefs).decode


class _State(Struct, frozen=True):
    """Pairs by unit; and of the sessions of which columns do not tell what they are now, as they were looked at last, a
    checksum and the units whose pairs each may be one of.
    """

    by_unit: ByUnit
    looked_at: dict[str, tuple[str, list[str]]]


class Doubles:
    """The pairs of a book's sessions that look like one event, as of the save `generation`."""

    def __init__(self, book: LogBook, state: _State) -> None:
        self.generation = book.generation
        self._lens = book.exchange.lens
        self._state = state

    @classmethod
    def found(cls, book: LogBook) -> Self:
        """Those of the book as it stands: what was kept, brought up to date, or else looked for anew."""
        kept = _kept_state(book)
        changed = _changed(book, kept) if kept is not None else []
        state = _looked_for(book) if kept is None or len(changed) > _MANY else _followed(book, kept, changed)
        if state is not kept:
            _keep(book, state)
        return cls(book, state)

    def followed(self, book: LogBook) -> Self | None:
        """With what has changed in the book since; None where everything is to be looked at again."""
        changed = book.history.changed_since(self.generation, _MANY)
        if changed is None:
            return None
        if self._lens is not book.exchange.lens:
            # Whether several units claim an id follows from what their codes mean.
            changed |= self._state.looked_at.keys()
        followed = type(self)(book, _followed(book, self._state, changed))
        if followed._state is self._state and "pairs" in vars(self):
            followed.pairs = self.pairs
        return followed

    def is_near(self, book: LogBook) -> bool:
        """Whether little has changed in the book since, and is taken in at once."""
        return self._lens is book.exchange.lens and book.history.changed_since(self.generation, _FEW) is not None

    @cached_property
    def pairs(self) -> list[Likeness]:
        """Each pair once, best first."""
        return ranked(self._state.by_unit)


_kept: WeakKeyDictionary[LogBook, Doubles] = WeakKeyDictionary()


def doubles_of(book: LogBook) -> Doubles:
    """The pairs of the book's complete sessions that look like one event.

    Whose a session is that several units claim is asked first.
    """
    known = _kept.get(book)
    if known is None or known.generation != book.generation:
        known = _kept[book] = (known and known.followed(book)) or Doubles.found(book)
    return known


def check_doubles(book: LogBook) -> bool:
    """Whether the file of doubles beside book.json, if there is one, leads to what a search through every session
    finds; another one is made again.
    """
    if not book.storage.has_derived(DOUBLES_FILE):
        return True
    anew, kept = _looked_for(book), _kept_state(book)
    if kept is not None:
        kept = _followed(book, kept, _changed(book, kept))
        looked_at = {key: _now(book, key) for key in {*kept.looked_at, *anew.looked_at}}
        if kept.looked_at == looked_at and _sets(kept) == _sets(anew):
            return True
    _keep(book, anew)
    learn_doubles(book, Doubles(book, anew))
    return False


def learn_doubles(book: LogBook, doubles: Doubles) -> None:
    """Know those that were found in the book as it stood."""
    _kept[book] = doubles


def are_at_hand(book: LogBook) -> bool:
    """Whether they were looked for before, and little has changed since."""
    return book in _kept and _kept[book].is_near(book)


def _looked_for(book: LogBook) -> _State:
    """What is found in all sessions as they are."""
    loose = book.sessions.loose
    return _State(_found(book, loose), {key: _now(book, key) for key in loose})


def _changed(book: LogBook, state: _State) -> list[str]:
    """The sessions that are not as they were looked at."""
    before = {key: check for key, (check, _units) in state.looked_at.items()}
    return [key for key in {*before, *book.sessions.loose} if before.get(key) != _check(book, key)]


def _sets(state: _State) -> dict[str, set[Likeness]]:
    """The pairs by unit, in whatever order they were found."""
    return {unit: set(pairs) for unit, pairs in state.by_unit.items() if pairs}


def _followed(book: LogBook, state: _State, changed: Collection[str]) -> _State:
    """The state with sessions as they are now."""
    if not changed:
        return state
    columns, looked_at, touched = book.sessions.columns, dict(state.looked_at), set[str]()
    for key in changed:
        if key in looked_at:
            touched.update(looked_at[key][1])
        elif (row := columns.row(key)) is not None and row < columns.size:
            touched.update((columns.column("unit").of(row), *columns.column("partners").of(row)))
        looked_at[key] = _now(book, key)
        touched.update(looked_at[key][1])
    others = {unit: pairs for unit, pairs in state.by_unit.items() if unit not in touched}
    return _State(others | (_found(book, book.sessions.loose, touched) if touched else {}), looked_at)


def _kept_state(book: LogBook) -> _State | None:
    """What was found in the sessions of book.json and some saved since; None for nothing."""
    kept = book.storage.derived(DOUBLES_FILE)
    if kept is not None:
        with suppress(DamageError, msgspec.MsgspecError):
            return msgspec.json.decode(kept.part(_PART), type=_State)
    return None


def _keep(book: LogBook, state: _State) -> None:
    """Keep what was found for the next program."""
    book.storage.keep_derived({_PART: msgspec.json.encode(state)}, DOUBLES_FILE)


def _now(book: LogBook, session_id: str) -> tuple[str, list[str]]:
    """As a session is looked at now."""
    return _check(book, session_id), _units_of(book, session_id)


def _check(book: LogBook, session_id: str) -> str:
    """What tells whether a session is still as it was looked at."""
    raw = book.storage.rows("sessions").get(session_id, b"")
    several = raw and len(_decode(raw).heads) > 1 and book.sessions.entry(session_id) is None
    return blake2b(raw, digest_size=8).hexdigest() + "-" * bool(several)


def _found(book: LogBook, loose: Collection[str], units: Collection[str] | None = None) -> ByUnit:
    """The pairs of the sessions in columns, and of the loose ones as they are now."""
    columns, documents = book.sessions.columns, book.storage.rows("sessions")
    asked = columns.where(("status",), frozenset({"complete"}).__contains__)
    asked &= ~columns.mask_of(row for key in loose if (row := columns.row(key)) is not None)
    if units is not None:
        near = columns.where(("unit",), units.__contains__)
        asked &= near | columns.where(("partners",), lambda partners: not {*units}.isdisjoint(partners))
    rows, chosen = columns.rows(asked), columns.bytes_of(asked)
    unit, date, themes, partners, attendance = (
        compress(columns.column(name).each(), chosen) for name in ("unit", "date", "themes", "partners", "attendance")
    )
    days, counts = map(methodcaller("toordinal"), date), (count or 0 for count in attendance)
    sketches = list(zip(unit, days, themes, partners, counts, strict=True))
    # Whose a session is that several units claim is asked first.
    entries = [entry for key in loose if (entry := book.sessions.entry(key)) is not None]
    sketches += [sketch(entry.session) for entry in entries]

    @cache
    def session_at(place: int) -> Comparable:
        if place >= len(rows):
            return entries[place - len(rows)]
        key = columns.id_of(rows[place])
        content = _decode(documents.base_document(key) or b"").shown.content
        assert content is not None  # noqa: S101 - columns have live sessions
        return _Compared(key, content)

    return doubles_by_unit(sketches, session_at, units=units)


def _units_of(book: LogBook, session_id: str) -> list[str]:
    """Whose pairs a session may be one of."""
    entry = book.sessions.entry(session_id)
    return [] if entry is None else [entry.session.unit, *entry.session.partners]
