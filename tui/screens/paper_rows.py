"""The rows of the table for paper records: texts as typed, what they mean, and what is in the way of saving them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from logs.book.book import LogBook
from logs.entry.completion import Completions
from logs.entry.line_parser import read_line
from logs.entry.suggestions import Guesses
from logs.errors import SotayError
from logs.model import Session
from logs.session.fields import read_field
from logs.session.validation import Composed
from tui.screens.form_values import Read, read_texts, to_text

FIRST_ROWS = 10
MOST_ROWS = 200
_COLUMNS = ("date", "form", "themes", "attendance", "audience", "topic", "place", "minutes", "reporters", "notes")
# Fields whose words stand for codes: leaving such a cell takes the best hit of what was typed.
_CODED = frozenset({"form", "themes", "audience", "reporters", "unit"})
_SEVERAL = frozenset({"themes", "audience", "reporters"})


class RowRead(NamedTuple):
    """What a row means: the texts that could be read, the guesses for what is empty, the session with its problems."""

    read: Read
    guesses: dict[str, Any]
    composed: Composed


class PaperRows:
    """Rows of texts by field, always a few empty ones at the end."""

    def __init__(self, book: LogBook, rows: Iterable[Mapping[str, str]] = ()) -> None:
        self.book = book
        self.guesses = Guesses(book)
        self.completions = Completions(book.known(), self.guesses)
        self.fields = _COLUMNS if book.owner.role == "reporter" else ("date", "unit", *_COLUMNS[1:])
        self.rows = [dict(row) for row in rows]
        self._seen: dict[tuple[tuple[str, str], ...], RowRead] = {}
        self._fill_up()

    def __len__(self) -> int:
        return len(self.rows)

    def text(self, row: int, field: str) -> str:
        """What is typed in a cell."""
        return self.rows[row].get(field, "")

    def put(self, row: int, field: str, text: str) -> None:
        """Type a text into a cell; rows are added as long as there may be more."""
        while len(self.rows) <= row < MOST_ROWS:
            self.rows.append({})
        if row < len(self.rows):
            self.rows[row][field] = text
            self._fill_up()

    def put_cells(self, row: int, field: str, cells: Iterable[Iterable[str]]) -> int:
        """Put pasted cells to the right of a cell and below it; how many rows of them found no room."""
        first, left = self.fields.index(field), 0
        for place, texts in enumerate(cells, row):
            left += place >= MOST_ROWS
            for name, text in zip(self.fields[first:], texts, strict=False):
                self.put(place, name, " ".join(text.split()))
                self.settle(place, name)
        return left

    def settle(self, row: int, field: str) -> None:
        """Write a cell's value out: 5/12 as 05/12/2014, words as their codes; what cannot be read stays as typed."""
        text = self.text(row, field).strip() if row < len(self.rows) else ""
        if text:
            try:
                value = self._value(field, text)
            except SotayError:
                return
            self.put(row, field, to_text(value))

    def copy_above(self, row: int, field: str) -> bool:
        """Take the text of the cell above; whether there is one."""
        text = self.text(row - 1, field) if row else ""
        if text:
            self.put(row, field, text)
        return bool(text)

    def drop(self, row: int) -> None:
        """Take a row out; those below move up."""
        del self.rows[row]
        self._fill_up()

    def is_filled(self, row: int) -> bool:
        """Whether anything is typed in a row."""
        return any(text.strip() for text in self.rows[row].values())

    @property
    def filled(self) -> list[int]:
        """The rows in which anything is typed."""
        return [row for row in range(len(self.rows)) if self.is_filled(row)]

    def texts(self) -> tuple[dict[str, str], ...]:
        """What is typed, to be kept: every row down to the last one filled."""
        last = max(self.filled, default=-1)
        return tuple({name: text for name, text in row.items() if text} for row in self.rows[: last + 1])

    def read(self, row: int) -> RowRead:
        """What a row means, empty fields by guesses; a day and a number of listeners are never guessed."""
        typed = {name: text.strip() for name, text in self.rows[row].items() if text.strip()}
        key = (("", str(self.book.generation)), *typed.items())
        if key not in self._seen:
            read = self._read(typed)
            unread = {problem.field for problem in read.unread}
            guesses = self.guesses.of(read.values | dict.fromkeys((*unread, "date")))
            composed = Read({**guesses, **read.values}, read.unread).compose(self.book)
            self._seen[key] = RowRead(read, guesses, composed)
        return self._seen[key]

    def sessions(self) -> list[Session]:
        """The sessions of all filled rows; only to be asked for when no row has an error."""
        found = (self.read(row).composed.session for row in self.filled)
        return [session for session in found if session is not None]

    def hits(self, field: str, text: str) -> list[str]:
        """The codes or earlier texts that what is typed last in a cell may become, best first."""
        last = text.replace(";", ",").rpartition(",")[2].strip() if field in _SEVERAL else text.strip()
        return self.completions.of_field(field, last.lstrip("#")) if last else []

    def take(self, row: int, field: str, hit: str) -> None:
        """Put a hit in place of what is typed last in a cell."""
        before, comma, _last = self.text(row, field).replace(";", ",").rpartition(",")
        self.put(row, field, f"{before.strip()}{comma} {hit}".strip() if field in _SEVERAL else hit)

    def _read(self, typed: Mapping[str, str]) -> Read:
        read = read_texts({name: text for name, text in typed.items() if name not in _SEVERAL}, self.book)
        unread = list(read.unread)
        values = dict(read.values)
        for name in _SEVERAL & typed.keys():
            one = read_texts({name: to_text(self._value_or_text(name, typed[name]))}, self.book)
            values |= one.values
            unread += one.unread
        counts = list((values.get("audience") or {}).values())
        if "attendance" not in typed and counts and None not in counts:
            values["attendance"] = sum(counts)
        return Read(values, tuple(unread))

    def _value_or_text(self, field: str, text: str) -> Any:
        try:
            return self._value(field, text, hits=False)
        except SotayError:
            return text

    def _value(self, field: str, text: str, *, hits: bool = True) -> Any:
        """A cell's value, by the grammar of fields, by that of the entry line, or with `hits` by its best hits."""
        try:
            return read_field(field, text, self.completions.known)
        except SotayError:
            if field not in _CODED:
                raise
        parts = [part.strip() for part in text.replace(";", ",").split(",")] if field in _SEVERAL else [text]
        codes = [self._code(field, part, hits=hits) for part in parts if part]
        return read_field(field, ", ".join(codes), self.completions.known)

    def _code(self, field: str, text: str, *, hits: bool) -> str:
        """One of several parts of a cell as text that its field takes."""
        parsed = read_line(text, self.book, self.guesses)
        if not parsed.problems and field in parsed.fields and field not in parsed.guessed:
            return to_text(parsed.fields[field])
        best = self.hits(field, text) if hits else []
        return best[0] if best else text

    def _fill_up(self) -> None:
        """Empty rows to go on with."""
        wanted = max(FIRST_ROWS, max(self.filled, default=-1) + 2)
        self.rows += [{} for _ in range(min(wanted, MOST_ROWS) - len(self.rows))]
