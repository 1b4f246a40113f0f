"""What single sessions bring up: codes that nobody knows here, and versions that nobody has decided between."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date as Date
from weakref import WeakKeyDictionary

from logs.book.book import LogBook
from logs.book.columns import Columns
from logs.exchange.code_maps import OF_CATALOGUE, CodeField
from logs.model import Part, Session

Foreign = tuple[str, CodeField, str, str]
"""The unit of a session, the field, the catalogue that the code is of ("": the book's lists), and the code."""
_Known = Mapping[CodeField, Callable[[str], bool]]
_found: WeakKeyDictionary[Columns, tuple[object, Mapping[Foreign, list[str]]]] = WeakKeyDictionary()


def conflicts_of(book: LogBook) -> list[str]:
    """The ids of the sessions of which versions differ, in order."""
    sessions = book.sessions
    return sorted(key for key in sessions.loose if any(entry.conflict for entry in sessions.entries(key)))


def foreign_codes(book: LogBook) -> Mapping[Foreign, list[str]]:
    """The ids of sessions by codes that neither the catalogue in use nor the book's lists have, and by the themes of
    other catalogues where they were held in the reporting period of ours.
    """
    sessions, known, loose = book.sessions, _known(book), book.sessions.loose
    found: defaultdict[Foreign, list[str]] = defaultdict(list)
    for code, keys in _in_columns(book, known).items():
        if left := [key for key in keys if key not in loose]:
            found[code] = left
    for entry in (entry for key in loose for entry in sessions.entries(key)):
        for code in _foreign(book, entry.session, known):
            found[code].append(entry.id)
    return found


def _in_columns(book: LogBook, known: _Known) -> Mapping[Foreign, list[str]]:
    """The same of the sessions in columns, whatever has changed since; found once for the same lists."""
    sessions, columns = book.sessions, book.sessions.columns
    lists = book.exchange.lens, book.reporters, book.directive
    if columns not in _found or _found[columns][0] != lists:
        asked = columns.where(("directive",), lambda directive: directive != book.directive.id)
        asked &= columns.where(("date",), lambda day: _is_due(book, day))
        for field, is_known in known.items():
            asked |= columns.where((field,), lambda value, is_known=is_known: not all(map(is_known, _codes(value))))
        found: defaultdict[Foreign, list[str]] = defaultdict(list)
        for row in columns.rows(asked):
            for code in _foreign(book, sessions.part_at(row), known):
                found[code].append(columns.id_of(row))
        _found[columns] = lists, found
    return _found[columns][1]


def _known(book: LogBook) -> _Known:
    """Whether a code of a field is known."""
    directive, lens, units = book.directive, book.exchange.lens, book.units

    def is_unit(code: str) -> bool:
        return code in units or lens.unit(code) != code

    return {
        "unit": is_unit,
        "partners": is_unit,
        "reporters": book.reporters.__contains__,
        "themes": directive.themes.__contains__,
        "audience": directive.audience_by_code.__contains__,
        "documents": directive.document_by_code.__contains__,
    }


def _foreign(book: LogBook, session: Part | Session, known: _Known) -> Iterator[Foreign]:
    unit, is_ours = session.unit, session.directive == book.directive.id
    for field, is_known in known.items():
        codes = _codes(getattr(session, field))
        if field not in OF_CATALOGUE:
            yield from ((unit, field, "", code) for code in codes if not is_known(code))
        elif is_ours:
            yield from ((unit, field, session.directive, code) for code in codes if not is_known(code))
        elif field == "themes" and _is_due(book, session.date):
            yield from ((unit, field, session.directive, code) for code in codes)


def _is_due(book: LogBook, day: Date) -> bool:
    reporting = book.directive.reporting
    return reporting.period_start <= day <= reporting.period_end


def _codes(value: str | Iterable[str]) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value
