"""The rows of a data set, from a book as its tables count it."""

from collections.abc import Iterable, Iterator
from datetime import date as Date

from msgspec import Struct

from logs.book import LogBook
from logs.links import least_of_groups, same_pairs
from logs.measures import UNSPLIT, split_of
from logs.query import Entry, Query
from logs.received import Received
from logs.sums import as_read
from logs.totals import MonthSum, ThemeSum


class SessionRow(Struct, frozen=True):
    """An event that counts; the columns are told of in `schema.TABLES`."""

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


Cell = str | int | bool | None | Date
Fields = dict[str, Cell]


def session_rows(book: LogBook) -> Iterator[SessionRow]:
    """Every event that the book counts, of whatever catalogue and year; drafts never."""
    return (_session_row(entry, _versions(book, entry)) for entry in book.counted(Query(status="complete")))


def small_tables(book: LogBook) -> dict[str, Iterable[Fields]]:
    """The rows of all other tables."""
    return {
        "same": _same_rows(book),
        "figures": _figure_rows(book),
        "units": _unit_rows(book),
        "catalogues": [_catalogue_row(book)],
        "themes": _theme_rows(book),
        "received": (_received_row(one) for one in book.received.values()),
    }


def _session_row(entry: Entry, versions: int) -> SessionRow:
    session = entry.session
    attendance = session.attendance or 0
    heard = split_of(session.audience, attendance)
    audience = (*session.audience, UNSPLIT) if UNSPLIT in heard else tuple(session.audience)
    return SessionRow(
        entry.id, entry.version, versions, session.directive, session.date, session.date.year, session.unit,
        session.form, attendance, entry.conflict, session.themes, session.reporters, audience,
        tuple(heard.get(group, 0) for group in audience), session.documents,
    )  # fmt: skip


def _versions(book: LogBook, entry: Entry) -> int:
    """How many versions of the session the book knows; of two books that which has received more knows more."""
    record = book.record(entry.id)
    return len(record.heads) + len(record.seen) if record else 1


def _same_rows(book: LogBook) -> Iterator[Fields]:
    pairs = same_pairs(book.links.values())
    found = least_of_groups(pairs, {one for pair in pairs for one in pair})
    return ({"session": one, "event": event} for one, event in found.items())


def _figure_rows(book: LogBook) -> Iterator[Fields]:
    for told in book.counting().told if book.totals else ():
        read = as_read(told.totals, told.file.unit, told.file.directive, book.lens)
        named: Fields = {"file": told.file.sha256, "directive": told.file.directive, "unit": read.unit}
        yield from (named | _figure(one, None) for one in read.months)
        yield from (named | _figure(one, one.theme) for one in read.cells)


def _figure(one: MonthSum | ThemeSum, theme: str | None) -> Fields:
    return {
        "theme": theme,
        "month": one.month,
        "form": one.form,
        "sessions": one.sessions,
        "attendance": one.attendance,
    }


def _unit_rows(book: LogBook) -> Iterator[Fields]:
    for one in book.units.values():
        yield {
            "code": one.code,
            "type": one.type,
            "name": one.name,
            "parent": one.parent,
            "since": one.since,
            "until": one.until,
        }


def _catalogue_row(book: LogBook) -> Fields:
    directive, reporting = book.directive, book.directive.reporting
    return {
        "id": directive.id,
        "year": directive.head.year,
        "deadline": reporting.deadline,
        "deadline_exclusive": reporting.deadline_exclusive,
        "period_start": reporting.period_start,
        "period_end": reporting.period_end,
        "toml": directive.source,
    }


def _theme_rows(book: LogBook) -> Iterator[Fields]:
    for place, one in enumerate(book.directive.themes.values(), 1):
        yield {
            "directive": book.directive.id,
            "place": place,
            "theme": one.code,
            "title": one.title,
            "theme_group": one.group,
            "core": one.core,
            "priority": one.priority,
        }


def _received_row(one: Received) -> Fields:
    return {
        "sha256": one.sha256,
        "unit": one.unit,
        "sender": one.book,
        "number": one.number,
        "level": one.level,
        "period": one.period,
        "directive": one.directive,
        "made": one.made.isoformat(),
        "received": one.received.isoformat(),
        "received_day": one.received.date(),
        "sessions": one.sessions,
        "attendance": one.attendance,
        "set_aside": one.set_aside,
        "nil": one.nil,
    }
