"""What a report reads of a book's sessions: all of them once, as much of each as its figures need, and the register
line by line, when it is written.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast, overload

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import force_setattr

from exports.report.model import RegisterLine
from logs.book.book import LogBook
from logs.catalogue.rows import Rows
from logs.model import FormCode, Part, Session
from logs.session.query import Entry, entries_of
from logs.versions import Record


class _Read(Part, frozen=True, gc=False):
    """What figures and questions about doubles need of a session."""

    form: FormCode | None = None
    partners: tuple[str, ...] = ()
    place: str = ""
    topic: str = ""
    mode: str | None = None
    new_media: bool = False


class _Version(Struct, gc=False):
    id: str
    content: _Read | None


class _Heads(Struct, gc=False):
    id: str
    heads: tuple[_Version, ...]


# What many sessions have in common is held once.
_SHARED = ("directive", "date", "unit", "reporters", "themes", "place", "topic")
_WHOLE = msgspec.json.Decoder(Record)
Kept = bytes | Raw


class Read(Struct, frozen=True, gc=False):
    """A live session as it is written, as far as figures need it, and as it is kept in the book."""

    entry: Entry
    kept: Kept


def all_read(book: LogBook) -> Iterator[Read]:
    """Every live session, drafts too, in no order."""
    meaning, decode = book.exchange.lens.unit, msgspec.json.Decoder(_Heads).decode
    shared: dict[Any, Any] = {}
    for key, kept in book.storage.rows("sessions").encoded():
        heads = decode(kept).heads
        if len(heads) > 1:
            # Whether they differ is seen in all of their fields.
            yield from (Read(entry, kept) for entry in _entries(kept, meaning))
        elif (content := heads[0].content) is not None:
            for name in _SHARED:
                value = getattr(content, name)
                force_setattr(content, name, shared.setdefault(value, value))
            yield Read(Entry(key, heads[0].id, cast("Session", content)), kept)


def _entries(kept: Kept, meaning: Callable[[str], str]) -> tuple[Entry, ...]:
    return entries_of(_WHOLE.decode(kept), meaning)


class Register(Sequence[RegisterLine]):
    """The lines of a register, each made when it is looked at, of the sessions as they were kept when it was reckoned.

    `attendance` is of all of them.
    """

    def __init__(self, book: LogBook, rows: Rows, sessions: Sequence[Read]) -> None:
        self.attendance = sum(one.entry.session.attendance or 0 for one in sessions)
        self._lens, self._rows, self._kept = book.exchange.lens, rows, [(one.kept, one.entry.id) for one in sessions]
        self._units, self._reporters, self._directive = book.units, book.reporters, book.directive

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[RegisterLine]:
        return map(self._line, self._kept)

    @overload
    def __getitem__(self, place: int) -> RegisterLine: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[RegisterLine, ...]: ...
    def __getitem__(self, place: int | slice) -> RegisterLine | tuple[RegisterLine, ...]:
        if isinstance(place, slice):
            return tuple(map(self._line, self._kept[place]))
        return self._line(self._kept[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _line(self, one: tuple[Kept, str]) -> RegisterLine:
        kept, key = one
        entry = next(shown for shown in _entries(kept, self._lens.unit) if shown.id == key)
        session, directive = self._lens.session(entry.session), self._directive
        row = self._rows.of(session.unit)
        unit, above = self._units.get(session.unit), self._units.get(row)
        form = directive.form_by_code.get(session.form or "")
        groups, documents = directive.audience_by_code, directive.document_by_code
        reporters = (self._reporters.get(code) for code in session.reporters)
        return RegisterLine(
            id=entry.id,
            version=entry.version,
            date=session.date,
            unit=unit.name if unit else session.unit,
            form=form.title if form else session.form or "",
            attendance=session.attendance or 0,
            reporters=tuple(one.name if one else code for one, code in zip(reporters, session.reporters, strict=True)),
            themes=session.themes,
            audience=tuple(groups[code].title if code in groups else code for code in session.audience),
            place=session.place,
            topic=session.topic or session.themes_other,
            documents=tuple(documents[code].number if code in documents else code for code in session.documents),
            notes=session.notes,
            conflict=entry.conflict,
            content=session,
            counts_in=above.name if above else row,
        )
