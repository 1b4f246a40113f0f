"""What the sessions of a book bring up: codes that nobody knows, conflicts, likely duplicates.

It is kept, and brought up to date with what has changed. Of a session no more is decoded than is looked at; duplicates
are kept by unit, and looked for anew among the sessions of a unit where one of them has changed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Raw, Struct

from logs.book.book import LogBook
from logs.catalogue.directive import Directive
from logs.duplicates.index import Likeness, doubles_by_unit
from logs.exchange.code_maps import CodeField
from logs.gc_pause import no_collecting
from logs.model import Brief, Session
from logs.session.query import entries_of
from logs.versions import Heads, Record

_MANY = 1_000  # changed sessions, from which on everything is looked at again

Foreign = tuple[str, CodeField, str, str]
"""The unit of a session, and the field, the catalogue ("" for the book's lists) and the code that is not known."""


class _Entry(Struct, frozen=True, gc=False):
    id: str
    session: Session | Brief


class _Briefs(Heads[Brief], frozen=True):
    """The record of a session as far as it is looked at."""


_decode = msgspec.json.Decoder(_Briefs).decode
_decode_whole = msgspec.json.Decoder(Record).decode


class Findings:
    """What was found in a book's sessions as of the save `generation`.

    `foreign` are the sessions by the codes that neither the catalogue in use nor the book's lists had when they were
    looked at; `conflicts` those whose versions differ.
    """

    def __init__(self, book: LogBook) -> None:
        self.generation = book.generation
        self.foreign: defaultdict[Foreign, set[str]] = defaultdict(set)
        self.conflicts: set[str] = set()
        self._foreign_of: dict[str, list[tuple[Foreign, str]]] = {}
        self._several: set[str] = set()  # of several versions
        self._units_of: dict[str, tuple[str, ...]] = {}  # whose duplicates a session may be one of
        self._by_unit: defaultdict[str, set[str]] = defaultdict(set)
        self._ranked: tuple[Likeness, ...] | None = None
        self._lens, self._lists = book.exchange.lens, known_codes(book)
        with no_collecting():
            rows = book.storage.rows("sessions")
            compared = [entry for raw in rows.documents() for entry in self._take(book, raw)]
            self._doubles = doubles_by_unit(compared)

    def follow(self, book: LogBook) -> bool:
        """Take in what has changed in the book since; False where everything is to be looked at again."""
        changed, lists = book.history.changed_since(self.generation, _MANY), known_codes(book)
        if changed is None or lists["themes"] is not self._lists["themes"]:
            return False
        if any(codes.keys() - lists[field].keys() for field, codes in self._lists.items()):
            return False
        if self._lens is not book.exchange.lens:
            # Whether several units claim an id follows from what their codes mean.
            changed |= self._several
        self.generation, self._lens, self._lists = book.generation, book.exchange.lens, lists
        rows = book.storage.rows("sessions")
        units = {unit for key in changed for unit in self._forget(key)}
        for key in changed & rows.keys():
            self._take(book, rows[key])
            units.update(self._units_of.get(key, ()))
        if units:
            beside = {key for unit in units for key in self._by_unit[unit]}
            entries = (entry for key in beside for entry in _read(book, rows[key])[1])
            found = doubles_by_unit(entries, units=units)
            self._doubles = {unit: pairs for unit, pairs in self._doubles.items() if unit not in units} | found
            self._ranked = None
        return True

    @property
    def doubles(self) -> tuple[Likeness, ...]:
        """The pairs of sessions that look like one event, best first."""
        if self._ranked is None:
            pairs = {(one.a, one.b): one for found in self._doubles.values() for one in found}
            self._ranked = tuple(sorted(pairs.values(), key=lambda one: (-one.score, one.a, one.b)))
        return self._ranked

    def _take(self, book: LogBook, raw: bytes | Raw) -> list[_Entry]:
        """Remember what a session brings up by itself; returns what of it is to be compared with others."""
        record, entries = _read(book, raw)
        if len(record.heads) > 1:
            self._several.add(record.id)
            if record.is_conflict:
                self.conflicts.add(record.id)
        for entry in entries:
            for code in _foreign(entry.session, book.directive, self._lists):
                self.foreign[code].add(entry.id)
                self._foreign_of.setdefault(record.id, []).append((code, entry.id))
        # Whose a session is that several units claim is asked first.
        compared = [one for one in entries if one.id == record.id and one.session.status == "complete"]
        for one in compared:
            self._units_of[one.id] = units = (one.session.unit, *one.session.partners)
            for unit in units:
                self._by_unit[unit].add(one.id)
        return compared

    def _forget(self, session_id: str) -> Collection[str]:
        """Know nothing of a session; returns the units whose duplicates it may be one of."""
        self._several.discard(session_id)
        self.conflicts.discard(session_id)
        for code, entry_id in self._foreign_of.pop(session_id, ()):
            self.foreign[code].discard(entry_id)
        units = self._units_of.pop(session_id, ())
        for unit in units:
            self._by_unit[unit].discard(session_id)
        return units


_found: WeakKeyDictionary[LogBook, Findings] = WeakKeyDictionary()


def is_at_hand(book: LogBook) -> bool:
    """Whether all sessions of the book were looked at before, so that what has changed is taken in at once."""
    return (found := _found.get(book)) is not None and book.generation - found.generation < _MANY


def findings_of(book: LogBook) -> Findings:
    """What was found in the sessions of a book, as it stands."""
    found = _found.get(book)
    if found is None or (found.generation != book.generation and not found.follow(book)):
        found = _found[book] = Findings(book)
    return found


def known_codes(book: LogBook) -> Mapping[str, Mapping[str, object]]:
    """What codes there are for each field of CODE_FIELDS."""
    directive = book.directive
    return {
        "unit": book.units,
        "partners": book.units,
        "reporters": book.reporters,
        "themes": directive.themes,
        "audience": directive.audience_by_code,
        "documents": directive.document_by_code,
    }


def _read(book: LogBook, raw: bytes | Raw) -> tuple[Heads[Any], list[_Entry]]:
    """A record, and what is shown of it."""
    record = _decode(raw)
    if len(record.heads) > 1:
        # Which is shown and whether they differ is seen in all of their fields.
        whole = _decode_whole(raw)
        return whole, [_Entry(one.id, one.session) for one in entries_of(whole, book.exchange.lens.unit)]
    content = record.shown.content
    return record, [_Entry(record.id, content)] if content is not None else []


def _foreign(session: Session | Brief, ours: Directive, known: Mapping[str, Mapping[str, object]]) -> Iterator[Foreign]:
    """The codes of a session that are not known; of another catalogue all themes, where the session was held in the
    reporting period of ours.
    """
    unit, lists, reporting = session.unit, known, ours.reporting
    if unit not in lists["unit"]:
        yield unit, "unit", "", unit
    yield from ((unit, "partners", "", code) for code in session.partners if code not in lists["partners"])
    yield from ((unit, "reporters", "", code) for code in session.reporters if code not in lists["reporters"])
    if session.directive == ours.id:
        of_catalogue: tuple[tuple[CodeField, Iterable[str]], ...] = (
            ("themes", session.themes), ("audience", session.audience), ("documents", session.documents),
        )  # fmt: skip
        for field, codes in of_catalogue:
            yield from ((unit, field, ours.id, code) for code in codes if code not in lists[field])
    elif reporting.period_start <= session.date <= reporting.period_end:
        yield from ((unit, "themes", session.directive, code) for code in session.themes)
