"""The rows of a data set, from a book as its tables count it; `schema.TABLES` says what the columns mean."""

from collections.abc import Iterable, Iterator
from datetime import date as Date
from datetime import datetime
from typing import Annotated, TypeVar

from msgspec import Meta, Raw, Struct

from logs.book.book import LogBook
from logs.book.documents import decode
from logs.counting.facts import shares_of
from logs.counting.unit_totals import Amount, Month, Told, ToldForm, as_read
from logs.exchange.received import Level
from logs.exchange.same_event import Answer
from logs.model import Code, Name, Session, UnitType
from logs.session.query import Entry, Query, session_id_of
from logs.versions import OWN, Record, unit_of, version_id

R = TypeVar("R", bound=Struct)
Moment = Annotated[datetime, Meta(tz=True)]


class SessionRow(Struct, frozen=True):
    """A version of a session that stands."""

    session: str
    version: str
    versions: int
    content: str
    left_out: str | None
    beside: str | None
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
    """What was answered about two sessions."""

    book: str = ""
    session: str
    event: str
    version: str
    answer: Answer


class GoneRow(Struct, frozen=True, kw_only=True):
    """A version that stands no more, or for a deletion."""

    book: str = ""
    session: str
    version: str
    deleted: bool


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
    version: str


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
    """Every version that stands of the book's complete sessions, of whatever catalogue and year; drafts never."""
    counting, read = book.figures.counting(), book.exchange.lens.session
    documents = book.storage.rows("sessions")
    for judged in book.figures.reading.select(Query()).judged():
        entry = judged.read
        record = decode(documents.view(session_id_of(entry.id)), Record)
        beside = (
            None if counting.counts(entry.id) else "in_totals" if judged.counts_as in counting.covered else "same_event"
        )
        for head in record.heads:
            written, is_shown = head.content, head.id == entry.version
            if written is None or written.status != "complete" or not _is_of(entry, written, book):
                continue
            is_open = entry.session.status != "complete"
            left_out = "draft" if is_open else judged.left_out if is_shown else "other_version"
            session = entry.session if is_shown else read(written)
            content = version_id(record.id, written, ()) if head.parents else head.id
            known = len(record.heads) + len(record.replaced)
            heard = shares_of(session)
            yield SessionRow(
                entry.id, head.id, known, content, left_out, beside, session.directive, session.date,
                session.date.year, session.unit, session.form, session.attendance or 0, entry.conflict,
                session.themes, session.reporters, tuple(heard), tuple(heard.values()), session.documents,
            )  # fmt: skip


def _is_of(entry: Entry, written: Session, book: LogBook) -> bool:
    """Whether a version is of the session that the entry shows: of an id that several units claim each has its own."""
    return entry.id == session_id_of(entry.id) or book.exchange.lens.unit(written.unit) == entry.session.unit


def small_tables(book: LogBook) -> dict[str, Iterable[Struct]]:
    """The rows of all other tables."""
    return {
        "same": _same_rows(book),
        "gone": _gone_rows(book),
        "figures": _figure_rows(book),
        "told": _told_rows(book),
        "units": (_row(UnitRow, unit) for unit in book.units.values()),
        "catalogues": [_catalogue_row(book)],
        "themes": _theme_rows(book),
        "received": (
            _row(ReceivedRow, one, sender=one.book, book="", received_day=one.day)
            for one in book.exchange.received.values()
        ),
    }


def _row(kind: type[R], record: Struct, **more: object) -> R:
    """What a row has of the fields of something else, with more."""
    known = {name: getattr(record, name) for name in kind.__struct_fields__ if hasattr(record, name)}
    return kind(**{**known, **more})


def _same_rows(book: LogBook) -> Iterator[SameRow]:
    for link in book.figures.links.values():
        for head in link.heads:
            if (said := head.content) is not None:
                first, second = said.sessions
                yield SameRow(session=first, event=second, version=head.id, answer=said.answer)


class _Said(Struct, frozen=True):
    """A record as far as it says whether any of its versions was replaced."""

    seen: list[Raw] = []
    told: dict[str, Raw] = {}


def _gone_rows(book: LogBook) -> Iterator[GoneRow]:
    documents = book.storage.rows("sessions")
    for key in sorted(documents):
        raw = documents.view(key)
        said = decode(raw, _Said)
        # Of most nothing was replaced.
        if (said.seen or said.told) and (record := decode(raw, Record)).replaced:
            replaced = _replaced(record, book)
            yield from _gone(record.id, replaced)
            deletions = (head.id for head in record.heads if head.content is None and replaced.issuperset(head.parents))
            yield from _gone(record.id, deletions, deleted=True)
    documents.let_go()
    for link in book.figures.links.values():
        yield from _gone(link.id, link.seen)


def _gone(key: str, versions: Iterable[str], *, deleted: bool = False) -> Iterator[GoneRow]:
    return (GoneRow(session=key, version=version, deleted=deleted) for version in sorted(versions))


def _replaced(record: Record, book: LogBook) -> set[str]:
    """The versions that were replaced by who speaks for the session's units: the book's owner or somebody that it has
    heard, and what live versions were made from.
    """
    hearing, speakers = book.figures.hearing, book.exchange.speakers
    units = [unit for unit in record.units() or record.deleters() if book.exchange.lens.unit(unit) in book.units]
    found = {parent for head in record.heads if head.content is not None for parent in head.parents}
    if all(speakers.is_above(book.owner.unit, unit) for unit in units):
        found |= record.replaced
    for voice, said in record.told.items():
        if voice != OWN and hearing.may_speak(unit_of(voice)[0], (record.id,)):
            found.update(said.seen)
    return found


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
        for session, version in told.totals.versions.items():
            yield ToldRow(file=told.file.sha256, unit=unit, session=session, version=version)


def _catalogue_row(book: LogBook) -> CatalogueRow:
    directive = book.directive
    named = {"id": directive.id, "year": directive.head.year, "toml": directive.source}
    return _row(CatalogueRow, directive.reporting, **named)


def _theme_rows(book: LogBook) -> Iterator[ThemeRow]:
    for place, theme in enumerate(book.directive.themes.values(), 1):
        yield _row(ThemeRow, theme, directive=book.directive.id, place=place, theme=theme.code, theme_group=theme.group)
