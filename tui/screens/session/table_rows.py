"""The rows and cells of the table for paper records: texts as typed, what they mean, what is in the way of a save."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from textual.content import Content

from logs.book.book import LogBook
from logs.entry.completion import Completions
from logs.entry.doubles import AmongRows, Doubles
from logs.entry.line_parser import read_line
from logs.entry.suggestions import Guesses
from logs.errors import SotayError
from logs.model import Session
from logs.session.fields import FIELD_BY_NAME, FIELDS, SESSION_FIELDS, read_field
from logs.session.validation import Composed, Problem
from tui.core.i18n import _
from tui.screens.session.fields import HINTS as FORM_HINTS
from tui.screens.session.values import Read, read_texts, to_text
from tui.text.errors.messages import problem_sentence
from tui.text.labels import GUESS
from tui.text.session_fields import DISPLAY, DISPLAYS, narrow_title
from tui.text.values import titled_code
from tui.text.visible import visible
from tui.widgets.cells import Cell
from tui.widgets.columns import Column

FIRST_ROWS = 10
MOST_ROWS = 200
# What paper records hold comes first; a row is saved complete.
_FIRST = ("date", "form", "themes", "attendance", "audience", "topic", "place", "minutes", "reporters", "notes")
_COLUMNS = (*_FIRST, *(name for name in FIELDS if name not in (*_FIRST, "unit", "status")))
# Fields whose words stand for codes: leaving such a cell takes the best hit of what was typed.
_CODED = frozenset(field.name for field in SESSION_FIELDS if field.kind in ("code", "codes", "groups"))
_SEVERAL = frozenset(field.name for field in SESSION_FIELDS if field.kind in ("codes", "groups"))
HINTS = FORM_HINTS | {display.name: display.cell_hint for display in DISPLAYS if display.cell_hint}


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
        self.doubles = Doubles(book)
        self._alike = AmongRows()
        self.completions = Completions(book.reference.known(), self.guesses)
        self.fields = _COLUMNS if book.owner.role == "reporter" else ("date", "unit", *_COLUMNS[1:])
        self.rows = [dict(row) for row in rows]
        # By row: the guesses that stood in empty cells when the keyboard left them, which no later one changes.
        self._left: list[dict[str, Any]] = [{} for _ in self.rows]
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
            self._append()
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

    def leave(self, row: int, field: str) -> None:
        """The keyboard leaves a cell: settle it; a guess that stands in it stays."""
        self.settle(row, field)
        if row < len(self.rows) and self.is_filled(row) and field not in self._left[row]:
            self._left[row][field] = self.read(row).guesses.get(field)

    def copy_above(self, row: int, field: str) -> bool:
        """Take the text of the cell above; whether there is one."""
        text = self.text(row - 1, field) if row else ""
        if text:
            self.put(row, field, text)
        return bool(text)

    def drop(self, row: int) -> None:
        """Take a row out; those below move up."""
        del self.rows[row], self._left[row]
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
        left = {name: value for name, value in self._left[row].items() if name not in typed}
        key = (("", f"{self.book.generation} {left}"), *typed.items())
        if key not in self._seen:
            read = self._read(typed)
            unread = {problem.field for problem in read.unread}
            guesses = self.guesses.of(read.values | left | dict.fromkeys((*unread, "date")))
            guesses |= {name: value for name, value in left.items() if value and name not in (*unread, "date")}
            composed = Read({**guesses, **read.values}, read.unread).compose(self.book, self.doubles)
            self._seen[key] = RowRead(read, guesses, composed)
        return self._seen[key]

    def compare(self) -> None:
        """Look which rows are alike, as they are now."""
        for row in range(len(self)):
            self._alike.put(row, self.read(row).composed.session if self.is_filled(row) else None)

    def problems(self, row: int) -> tuple[Problem, ...]:
        """What is in the way of a row or in doubt, also that it looks like one before it when `compare` was asked."""
        found, before = self.read(row).composed.problems, self._alike.before(row)
        if before is None:
            return found
        return (*found, Problem("date", "like_row", "warning", {"value": before + 1}))

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
        while len(self.rows) < min(wanted, MOST_ROWS):
            self._append()

    def _append(self) -> None:
        self.rows.append({})
        self._left.append({})


def columns(fields: Iterable[str]) -> list[Column]:
    """The row's number and a column for each field."""
    return [Column("row", "", 4), *(_column(field) for field in fields)]


def _column(field: str) -> Column:
    right, title, width = FIELD_BY_NAME[field].kind == "count", narrow_title(field), DISPLAY[field].cell_width
    return Column(field, title, width and max(width, len(title)), right=right, least=14)


def cells(rows: PaperRows, row: int, problems: Sequence[Problem]) -> list[Cell]:
    """The cells of a row: what is typed, guesses marked as such, what is wrong or doubtful marked too."""
    if not rows.is_filled(row):
        return [str(row + 1)]
    wrong = {problem.field: problem.severity for problem in reversed(problems)}
    return [_state(row, problems), *(_cell(rows, row, field, wrong.get(field, "")) for field in rows.fields)]


def _cell(rows: PaperRows, row: int, field: str, severity: str) -> Cell:
    text = rows.text(row, field)
    if severity:
        return (f"✗ {text}".strip(), "$text-error") if severity == "error" else (f"? {text}".strip(), "$text-warning")
    guesses = rows.read(row).guesses
    if not text and field in guesses:
        return (f"{GUESS}{to_text(guesses[field])}", "italic $text-muted")
    return text


def _state(row: int, problems: Sequence[Problem]) -> Cell:
    """The row's number, and whether something in it is wrong or doubtful."""
    if any(problem.severity == "error" for problem in problems):
        return (f"{row + 1} ✗", "bold $text-error")
    return (f"{row + 1} ?", "bold $text-warning") if problems else str(row + 1)


def row_sentence(row: int, problem: Problem) -> str:
    """A finding with the number of its row."""
    return _("Row {n}: {problem}").format(n=row + 1, problem=problem_sentence(problem))


def row_finding(row: int, problem: Problem) -> Content:
    """A finding under the table, an error or a doubt."""
    sign, style = ("✗", "$text-error") if problem.severity == "error" else ("?", "$text-warning")
    return Content.styled(f"{sign} {row_sentence(row, problem)}", style)


def offered(rows: PaperRows, field: str, hits: Sequence[str], taken: int) -> Content:
    """What a cell may become, from the one taken on."""
    first = max(0, taken)
    return Content("").join(
        Content.styled(visible(f" {titled_code(field, hit, rows.book)} "), "reverse" if place == taken else "")
        for place, hit in enumerate(hits[first:], first)
    )
