"""The rows of a data set, from a book as its tables count it; `schema.TABLES` says what the columns mean."""

from collections.abc import Iterable, Iterator
from datetime import date as Date
from datetime import datetime
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from logs.book.book import LogBook
from logs.counting.facts import shares_of
from logs.counting.unit_totals import Amount, Month, Told, ToldForm, as_read
from logs.exchange.received import Level
from logs.exchange.same_event import least_of_groups, same_pairs
from logs.model import Code, Name, UnitType
from logs.session.query import Entry

R = TypeVar("R", bound=Struct)
Moment = Annotated[datetime, Meta(tz=True)]


class SessionRow(Struct, frozen=True):
    """An event that counts."""

    session: str
    version: str
    versions: int
    directive: str
    date: Date
    year: int
    unit: str
    form: str | None
    attendance: int
    conflict: bool
    themes: tuple[str, ...]
    reporters: tuple[str, ...]
    audience: tuple[str, ...]
    heard: tuple[int, ...]
    documents: tuple[str, ...]


class SameRow(Struct, frozen=True, kw_only=True):
    """A session that was answered to be one event with others."""

    book: str = ""
    session: str
    event: str


class FigureRow(Struct, frozen=True, kw_only=True):
    """Sessions of a unit known in figures only: of a month and form, with `theme` those about it."""

    book: str = ""
    file: str
    directive: str
    unit: Code
    theme: Code | None
    month: Month
    form: ToldForm
    sessions: Amount
    attendance: Amount


class ToldRow(Struct, frozen=True, kw_only=True):
    """A session that the figures of a unit tell of."""

    book: str = ""
    file: str
    unit: Code
    session: str


class UnitRow(Struct, frozen=True, kw_only=True):
    """A unit of the list."""

    book: str = ""
    code: Code
    type: UnitType
    name: Name
    parent: Code | None
    since: Date | None
    until: Date | None


class CatalogueRow(Struct, frozen=True, kw_only=True):
    """A catalogue in use."""

    book: str = ""
    id: Code
    year: int
    deadline: Date
    deadline_exclusive: bool
    period_start: Date
    period_end: Date
    toml: str


class ThemeRow(Struct, frozen=True, kw_only=True):
    """A theme of a catalogue in use, by its place in every table."""

    book: str = ""
    directive: str
    place: int
    theme: str
    title: str
    theme_group: str
    core: bool
    priority: bool


class ReceivedRow(Struct, frozen=True, kw_only=True):
    """A file that came; `sender` is the book that it is of."""

    book: str = ""
    sha256: str
    unit: Code
    sender: str
    number: int
    level: Level
    period: str
    directive: str
    made: Moment
    received: Moment
    received_day: Date
    sessions: int
    attendance: int
    set_aside: int
    nil: bool


def session_rows(book: LogBook) -> Iterator[SessionRow]:
    """Every event that the book counts, of whatever catalogue and year; drafts never."""
    return (_session_row(entry, _versions(book, entry)) for entry in book.figures.events())


def small_tables(book: LogBook) -> dict[str, Iterable[Struct]]:
    """The rows of all other tables."""
    return {
        "same": _same_rows(book),
        "figures": _figure_rows(book),
        "told": _told_rows(book),
        "units": (_row(UnitRow, unit) for unit in book.units.values()),
        "catalogues": [_catalogue_row(book)],
        "themes": _theme_rows(book),
        "received": (
            _row(ReceivedRow, one, sender=one.book, book="", received_day=one.received.date())
            for one in book.exchange.received.values()
        ),
    }


def _row(kind: type[R], record: Struct, **more: object) -> R:
    """What a row has of the fields of something else, with more."""
    known = {name: getattr(record, name) for name in kind.__struct_fields__ if hasattr(record, name)}
    return kind(**{**known, **more})


def _session_row(entry: Entry, versions: int) -> SessionRow:
    session = entry.session
    attendance = session.attendance or 0
    heard = shares_of(session)
    return SessionRow(
        entry.id, entry.version, versions, session.directive, session.date, session.date.year, session.unit,
        session.form, attendance, entry.conflict, session.themes, session.reporters, tuple(heard),
        tuple(heard.values()), session.documents,
    )  # fmt: skip


def _versions(book: LogBook, entry: Entry) -> int:
    """How many versions of the session the book knows; of two books that which has received more knows more."""
    record = book.sessions.record(entry.id)
    assert record is not None  # noqa: S101 - the entry was found in the book
    return len(record.heads) + len(record.replaced)


def _same_rows(book: LogBook) -> Iterator[SameRow]:
    pairs = same_pairs(book.figures.links.values())
    found = least_of_groups(pairs, {one for pair in pairs for one in pair})
    return (SameRow(session=one, event=event) for one, event in found.items())


def _told(book: LogBook) -> Iterable[Told]:
    """The totals without sessions that the book counts."""
    return book.figures.counting().told if book.exchange.totals else ()


def _figure_rows(book: LogBook) -> Iterator[FigureRow]:
    for told in _told(book):
        file = told.file
        read = as_read(told.totals, file.unit, file.directive, book.exchange.lens)
        named = {"file": file.sha256, "directive": file.directive, "unit": read.unit}
        yield from (_row(FigureRow, month, **named, theme=None) for month in read.months)
        yield from (_row(FigureRow, cell, **named) for cell in read.cells)


def _told_rows(book: LogBook) -> Iterator[ToldRow]:
    for told in _told(book):
        unit = book.exchange.lens.unit(told.totals.unit)
        for session in told.totals.versions:
            yield ToldRow(file=told.file.sha256, unit=unit, session=session)


def _catalogue_row(book: LogBook) -> CatalogueRow:
    directive = book.directive
    named = {"id": directive.id, "year": directive.head.year, "toml": directive.source}
    return _row(CatalogueRow, directive.reporting, **named)


def _theme_rows(book: LogBook) -> Iterator[ThemeRow]:
    for place, theme in enumerate(book.directive.themes.values(), 1):
        yield _row(ThemeRow, theme, directive=book.directive.id, place=place, theme=theme.code, theme_group=theme.group)
