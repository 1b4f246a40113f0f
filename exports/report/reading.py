"""What a report reads of a book's sessions one by one, when it is written: the lines of the register, and versions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date as Date
from functools import cache, cached_property, reduce
from operator import eq, or_
from typing import Any, overload

import msgspec
from msgspec import Struct

from exports.report.model import RegisterLine
from logs.book.book import LogBook
from logs.book.reading import Selection
from logs.catalogue.rows import Rows
from logs.counting.rule import Judged
from logs.model import Brief, Session
from logs.versions import Heads


class _Printed(Brief, frozen=True, gc=False):
    """What a register prints of a session, which was checked when it came into the book."""

    themes_other: str = ""
    notes: str = ""
    record_number: str = ""
    record_date: Date | None = None


class _Version(Struct, frozen=True, gc=False):
    id: str
    content: _Printed


class _OfPrinted(Struct, frozen=True, gc=False):
    """The record of a session of one version, as far as it is printed."""

    id: str
    heads: tuple[_Version]


_whole = msgspec.json.Decoder(Heads[Session]).decode
_printed = msgspec.json.Decoder(_OfPrinted).decode


class Register(Sequence[RegisterLine]):
    """The lines of a register, each made when it is looked at, of the sessions as they were kept when it was reckoned.

    `attendance` is of all of them.
    """

    def __init__(self, book: LogBook, rows: Rows, sessions: Selection) -> None:
        self.attendance = sessions.counts.attendance
        self._asked, self._rows = sessions, rows
        self._sessions, self._lens = book.sessions.known(book.storage.as_it_stands()), book.exchange.lens
        self._units, self._reporters, self._directive = book.units, book.reporters, book.directive

    def __len__(self) -> int:
        return len(self._asked)

    def __iter__(self) -> Iterator[RegisterLine]:
        return self._lines(self._order, _whole)

    def printed(self) -> Iterator[RegisterLine]:
        """The same, of the content of each session as much as is printed."""
        return self._lines(self._order, _printed)

    @overload
    def __getitem__(self, place: int) -> RegisterLine: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[RegisterLine, ...]: ...
    def __getitem__(self, place: int | slice) -> RegisterLine | tuple[RegisterLine, ...]:
        if isinstance(place, slice):
            return tuple(self._lines(self._order[place], _whole))
        return next(self._lines([self._order[place]], _whole))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    @cached_property
    def _order(self) -> list[int | Judged]:
        """The sessions in the order of the lines: the numbers of those in columns, and the others."""
        return self._asked.in_order()

    @cached_property
    def _foreign(self) -> bytes:
        """For each session in columns, whether it may be read otherwise than it is written."""
        columns = self._sessions.columns
        return columns.bytes_of(reduce(or_, (columns.where(*condition) for condition in self._lens.foreign), 0))

    def _lines(self, order: Sequence[int | Judged], decode: Callable[[bytes], Any]) -> Iterator[RegisterLine]:
        documents = self._sessions.plain_documents([one for one in order if isinstance(one, int)])
        made = self._line_maker()
        for one in order:
            if isinstance(one, int):
                record = decode(next(documents))
                (head,) = record.heads
                session = self._lens.session(head.content) if self._foreign[one] else head.content
                yield made(record.id, head.id, session)
            else:
                yield made(one.read.id, one.read.version, one.read.session, conflict=one.read.conflict)

    def _line_maker(self) -> Callable[..., RegisterLine]:
        """Makes a line of an id, a version and a session; what many lines have in common is made once."""
        directive, units, people = self._directive, self._units, self._reporters
        forms, groups, documents = directive.form_by_code, directive.audience_by_code, directive.document_by_code

        @cache
        def unit_name(code: str) -> str:
            return units[code].name if code in units else code

        @cache
        def reporters(codes: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(people[code].name if code in people else code for code in codes)

        @cache
        def audience(codes: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(groups[code].title if code in groups else code for code in codes)

        @cache
        def numbers(codes: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(documents[code].number if code in documents else code for code in codes)

        def line(key: str, version: str, session: Session, *, conflict: bool = False) -> RegisterLine:
            form = session.form or ""
            return RegisterLine(
                id=key,
                version=version,
                date=session.date,
                unit=unit_name(session.unit),
                form=forms[form].title if form in forms else form,
                attendance=session.attendance or 0,
                reporters=reporters(session.reporters),
                themes=session.themes,
                audience=audience((*session.audience,)),
                place=session.place,
                topic=session.topic or session.themes_other,
                documents=numbers(session.documents),
                notes=session.notes,
                conflict=conflict,
                content=session,
                counts_in=unit_name(self._rows.of(session.unit)),
            )

        return line


class Versions(Mapping[str, str]):
    """The versions of sessions, and of others `besides`, by the ids and in their order; found when first asked for."""

    def __init__(self, sessions: Selection, besides: Mapping[str, str]) -> None:
        self._sessions = sessions
        self._besides = besides

    @cached_property
    def _known(self) -> dict[str, str]:
        return dict(sorted({**self._besides, **self._sessions.versions()}.items()))

    def __getitem__(self, session_id: str) -> str:
        return self._known[session_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
