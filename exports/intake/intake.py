"""Old notebooks in: which rows of a workbook are sessions, which are here already, which have to be corrected first."""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from exports.intake.notebook_reader import Sheet, guess_columns
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.model import Session
from logs.session.fields import FIELDS, read_field
from logs.session.validation import Known, Problem
from logs.text import fold
from logs.versions import new_record

# A count that was written with words around it: `khoảng 50 người`, `trên 100 đ/c`.
_ABOUT = re.compile(
    r"(?P<about>khoang|gan|tren|hon|chung|~|tam|uoc)?\s*(?P<count>\d[\d.]*)\s*"
    r"(?:luot|nguoi|d/c|dong chi|dang vien|nghe|du|\s)*",
    re.ASCII,
)
_NAMES_OF_FORMS = {
    "bao cao vien": "TM", "tuyen truyen mieng": "TM", "hop chi bo": "SH", "sinh hoat": "SH", "hop": "HC",
    "hop co quan": "HC", "hop don vi": "HC",
}  # fmt: skip


class Row(Struct, frozen=True):
    """A row that is a session, or the problems that stand in its way; `digest` names its text."""

    line: int
    cells: tuple[str, ...]
    digest: str
    session: Session | None
    problems: tuple[Problem, ...] = ()


class Mapped(Struct, frozen=True, omit_defaults=True):
    """How the columns of a notebook are read: fields by title, and values for what it has no column for."""

    columns: dict[str, str]
    values: dict[str, str] = {}


class Intake(Struct, frozen=True):
    """What an import would do, before anything is done; `known` rows were imported before."""

    titles: tuple[str, ...]
    mapped: Mapped
    new: tuple[Row, ...]
    known: tuple[Row, ...]
    rejected: tuple[Row, ...]


def read_mapping(path: Path) -> Mapped:
    """A mapping from a TOML file: `[columns]` title = field, `[values]` field = value.

    Raises SotayError `path_missing`, `mapping_unreadable` (detail).
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), Mapped)
    except FileNotFoundError as error:
        raise SotayError("path_missing", path=str(path)) from error
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise SotayError("mapping_unreadable", detail=str(error)) from error


def plan_intake(
    book: LogBook, sheet: Sheet, *, mapping: Mapped | None = None, values: Mapping[str, str] = {}
) -> Intake:
    """Read the rows of a notebook; nothing is changed.

    Columns are read as `mapping` says, or as this book read columns of these titles before, or as the titles say
    themselves. `values` fill in what the notebook has no column or nothing in a cell for.

    Raises SotayError `notebook_columns` (value), `field_unknown`.
    """
    titles = sheet.titles
    mapped = mapping or _remembered(book, titles) or _guessed(titles)
    mapped = Mapped(mapped.columns, mapped.values | dict(values))
    places = _places(titles, mapped)
    reader = _Reader(book, mapped.values)
    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[str, list[Row]] = {"new": [], "known": [], "rejected": []}
    imported = book.storage.rows("imported")
    for line, row in sheet.rows:
        own = tuple(f"{field}={row[place]}" for place, field in sorted(places.items(), key=lambda item: item[1]))
        seen[own] += 1
        digest = hashlib.sha256("\n".join((*own, str(seen[own]))).encode()).hexdigest()
        if digest in imported:
            found["known"].append(Row(line, row, digest, None))
            continue
        session, problems = reader.read({field: row[place] for place, field in places.items()})
        found["rejected" if session is None else "new"].append(Row(line, row, digest, session, problems))
    return Intake(titles=titles, mapped=mapped, **{name: tuple(rows) for name, rows in found.items()})


def apply_intake(book: LogBook, intake: Intake) -> int:
    """Save the new rows as one step, and how the columns were read; returns how many there were."""
    key = _titles_key(intake.titles)
    if intake.new:
        records = [(row.digest, new_record(book.new_id(), row.session)) for row in intake.new if row.session]
        book.history.commit(
            "import",
            {
                "sessions": {record.id: msgspec.json.encode(record) for _digest, record in records},
                "imported": {digest: msgspec.json.encode(record.id) for digest, record in records},
            },
            made={record.id: record for _digest, record in records},
        )
    book.storage.commit({"mappings": {key: msgspec.json.encode(intake.mapped)}})
    return len(intake.new)


# ---------------------------------------------------------------- columns


def _guessed(titles: tuple[str, ...]) -> Mapped:
    return Mapped({titles[place]: field for place, field in guess_columns(titles).items()})


def _titles_key(titles: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(map(fold, titles)).encode()).hexdigest()


def _remembered(book: LogBook, titles: tuple[str, ...]) -> Mapped | None:
    raw = book.storage.rows("mappings").get(_titles_key(titles))
    return None if raw is None else msgspec.json.decode(raw, type=Mapped)


def _places(titles: tuple[str, ...], mapped: Mapped) -> dict[int, str]:
    """The column of each field."""
    folded = [fold(title) for title in titles]
    found: dict[int, str] = {}
    for title, field in mapped.columns.items():
        if field not in FIELDS:
            raise SotayError("field_unknown", value=field)
        if fold(title) not in folded:
            raise SotayError("notebook_columns", value=title)
        found[folded.index(fold(title))] = field
    if "date" not in found.values():
        raise SotayError("notebook_columns", value="date")
    return found


# ---------------------------------------------------------------- rows


class _Reader:
    """Reads rows against what the book knows."""

    def __init__(self, book: LogBook, values: Mapping[str, str]) -> None:
        self.book = book
        self.known: Known = book.reference.known()
        self.values = {"unit": book.owner.unit, "reporters": book.owner.reporter} | dict(values)

    def read(self, texts: Mapping[str, str]) -> tuple[Session | None, tuple[Problem, ...]]:
        """The session of a row with its doubts, or None with everything that stands in its way."""
        fields: dict[str, Any] = {"directive": self.book.directive.id, "status": "complete"}
        notes: list[str] = []
        problems: list[Problem] = []
        for field, text in {**self.values, **{name: text for name, text in texts.items() if text.strip()}}.items():
            try:
                fields[field] = self._value(field, text, notes)
            except SotayError as error:
                problems.append(Problem(field, error.code, params=error.params))
        if notes:
            fields["notes"] = "\n".join(filter(None, [str(fields.get("notes") or ""), *notes]))
        composed = self.book.compose(fields)
        told = {problem.field for problem in problems}
        every = (*problems, *(one for one in composed.problems if one.field not in told))
        return (None if problems else composed.session), tuple(_without_warnings(every, composed.session is None))

    def _value(self, field: str, text: str, notes: list[str]) -> object:
        if field == "attendance":
            count, about = _count(text)
            if about:
                notes.append(f"Số lượt người nghe ghi trong sổ cũ: {text.strip()}")
            return read_field(field, count, self.known)
        if field == "form" and fold(text) in _NAMES_OF_FORMS:
            return _NAMES_OF_FORMS[fold(text)]
        return read_field(field, text, self.known)


def _count(text: str) -> tuple[str, bool]:
    """The count of a text, and whether the text says that it is not exact."""
    found = _ABOUT.fullmatch(fold(text))
    return (found["count"].rstrip("."), bool(found["about"])) if found else (text, False)


def _without_warnings(problems: Iterable[Problem], refused: bool) -> Iterator[Problem]:
    """Of a row that is refused only what has to be corrected."""
    return (one for one in problems if one.severity == "error" or not refused)
