"""The rows of a table as what they stand for: sessions of one row or several, sections, totals, and what is none."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Literal

from msgspec import Struct

from exports.intake.columns import Columns
from exports.intake.headings import MONTH, NUMBER, SESSIONS, fields_of
from exports.intake.layout import Table, TableRow, is_signature, total_label
from exports.intake.values import Context, looks_like_count, looks_like_day, month_of_text
from logs.session.validation import Known
from logs.text import fold

_LABEL = re.compile(r"\(?(?:[ivxlc]+|[a-zđ]|\d{1,3}(?:\.\d{1,2})*)\)?[.)]?", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*\(?(?:[IVXLC]+|[A-ZĐ]|\d{1,2})\s*[.)/:-]\s*")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_YEARS = re.compile(r"20\d\d\s*[-–]\s*20\d\d")
_MONTHS_NAMED = re.compile(r"thang\s*(\d{1,2})(?:\s*[/-]\s*|\s*nam\s*|\s+)?(20\d\d)?")
_OTHER_STRETCH = re.compile(r"(?:quy|nam|6 thang|9 thang|tuan|hoc ky|ky|dot|thang)\b.*")
# What a row without a day or a count of its own may add to the session above it.
_ADDED = frozenset({"themes", "topic", "audience", "notes", "materials", "documents", "reporters", "themes_other"})

AsideKind = Literal["hidden", "struck", "signature", "section", "sum"]


class Aside(Struct, frozen=True):
    """A row that is read as no session, and why."""

    line: int
    kind: AsideKind
    text: str


class Section(Struct, frozen=True):
    """A row that says something of the rows below it: a unit, a month or what is neither."""

    line: int
    text: str = ""
    context: Context = Context()


class Total(Struct, frozen=True):
    """A row in which the sheet adds up itself; `since` is the line of the last total or section above it."""

    line: int
    label: str
    count: str
    since: int


class Block(Struct, frozen=True):
    """The rows of one session, with the section they stand in; `is_split` where their days differ under one count."""

    rows: tuple[TableRow, ...]
    unit_section: Section
    context: Context
    is_split: bool = False

    @property
    def line(self) -> int:
        """The line of its first row."""
        return self.rows[0].line

    def texts(self, index: int | None) -> list[str]:
        """What stands in a column, each merged cell once, each text once."""
        if index is None:
            return []
        own = (row.cells[index] for row in self.rows if row.top(index) == row.line or row is self.rows[0])
        return list(dict.fromkeys(text for text in own if text))

    def numbers(self, index: int) -> list[str]:
        """As `texts`, but what stands twice is twice."""
        own = (row.cells[index] for row in self.rows if row.top(index) == row.line or row is self.rows[0])
        return [text for text in own if text]


class Rows(Struct, frozen=True):
    """What the rows of a table stand for."""

    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    totals: tuple[Total, ...]
    asides: tuple[Aside, ...]


def year_of(texts: Iterable[str]) -> int | None:
    """The one year that is named, if there is one."""
    years = {int(year) for text in texts for year in _YEAR.findall(_YEARS.sub(" ", text))}
    return years.pop() if len(years) == 1 else None


def context_of(text: str, context: Context) -> Context | None:
    """What a line such as `Tháng 3/2014`, `Quý I` or `Năm 2014` says of days below it; None where it names no time."""
    folded = _NUMBERED.sub("", text) and fold(_NUMBERED.sub("", text)).strip(" .:-")
    found = _MONTHS_NAMED.fullmatch(folded) or None
    month = (int(found[1]), int(found[2]) if found[2] else None) if found else month_of_text(folded)
    if month is not None and 1 <= month[0] <= 12:
        return Context(month[1] or context.year, month[0])
    if _OTHER_STRETCH.fullmatch(folded):
        return Context(year_of([text]) or context.year)
    return None


class RowReader:
    """Goes through the rows of a table from the top; `unit` is what names the unit of rows before the first section."""

    def __init__(
        self,
        table: Table,
        columns: Columns,
        known: Known,
        context: Context,
        is_unit: Callable[[str], bool],
        *,
        unit: str = "",
        with_hidden: bool = False,
    ) -> None:
        self._table = table
        self._fields = columns.fields
        self._context = context
        self._is_unit = is_unit
        self._with_hidden = with_hidden
        self._parts = frozenset(columns.parts.values())
        numbered = (index for index, column in enumerate(table.columns) if NUMBER in fields_of(column.title))
        self._number = next(numbered, None)
        counts = {self._fields.get(name) for name in ("attendance", SESSIONS)}
        self._counts = frozenset(index for index in counts if index is not None) | self._parts
        self._blocks: list[Block] = []
        self._sections: list[Section] = []
        self._totals: list[Total] = []
        self._asides: list[Aside] = []
        self._unit_section = Section(0, unit)
        self._since = 0
        self._is_day = cache(partial(looks_like_day, known=known))

    def read(self) -> Rows:
        """What the rows stand for."""
        rows = [row for row in self._table.rows if not self._set_aside(row)]
        end = self._end(rows)
        for row in rows[:end]:
            self._take(row)
        for row in rows[end:]:
            self._aside(row, "signature")
        return Rows(tuple(self._blocks), tuple(self._sections), tuple(self._totals), tuple(self._asides))

    def _set_aside(self, row: TableRow) -> bool:
        grid = self._table.grid
        kinds: tuple[tuple[AsideKind, frozenset[int]], ...] = (
            ("hidden", grid.hidden_rows),
            ("struck", grid.struck_rows),
        )
        for kind, places in kinds:
            if row.line - 1 in places and not self._with_hidden:
                self._aside(row, kind)
                return True
        return False

    def _aside(self, row: TableRow, kind: AsideKind) -> None:
        self._asides.append(Aside(row.line, kind, " · ".join(dict.fromkeys(filter(None, row.cells)))))

    def _end(self, rows: Sequence[TableRow]) -> int:
        """Where the signatures under the table begin."""
        end = len(rows)
        for place in range(len(rows) - 1, -1, -1):
            row = rows[place]
            if self._has_day(row) or any(row.cells[index] for index in self._counts):
                break
            if is_signature(row.cells) and not total_label(row.cells):
                end = place
        return end

    def _has_day(self, row: TableRow) -> bool:
        index = self._fields.get("date")
        return index is not None and bool(row.cells[index]) and self._is_day(row.cells[index])

    def _has_count(self, row: TableRow) -> bool:
        return any(looks_like_count(row.cells[index]) for index in self._counts)

    def _own(self, row: TableRow) -> Iterator[tuple[int, str]]:
        """The cells that the row itself fills, but for its number."""
        for index, text in enumerate(row.cells):
            if text and row.top(index) == row.line and not (index == self._number and _LABEL.fullmatch(text)):
                yield index, text

    def _take(self, row: TableRow) -> None:
        has_day, own = self._has_day(row), list(self._own(row))
        label = "" if has_day else total_label(row.cells)
        if label:
            self._take_total(row, label)
        elif not has_day and (section := self._section(row, own)) is not None:
            self._sections.append(section)
            self._since = row.line
        elif not has_day and self._is_sum(row, own):
            self._take_total(row, "")
        elif self._blocks and self._continues(row, own):
            self._extend(row)
        else:
            self._blocks.append(Block((row,), self._unit_section, self._context))

    def _take_total(self, row: TableRow, label: str) -> None:
        index = self._fields.get("attendance")
        self._totals.append(Total(row.line, label, row.cells[index] if index is not None else "", self._since))
        self._since = row.line

    def _section(self, row: TableRow, own: Sequence[tuple[int, str]]) -> Section | None:
        """The section that a row begins: one text at the left, no day, no count."""
        if len(own) != 1 or self._has_count(row):
            return None
        (index, text), label = own[0], row.cells[self._number] if self._number is not None else ""
        context = context_of(text, self._context)
        is_label = bool(label) and not label.isdecimal()
        left = max((self._fields[name] for name in ("date", MONTH, "unit") if name in self._fields), default=1)
        named = _NUMBERED.sub("", text).strip()
        at_left = index <= max(left, 1) and (index not in self._list_columns() or bool(_NUMBERED.match(text)))
        if context is None and not (is_label or at_left or self._is_unit(named)):
            return None
        if context is not None:
            self._context = context
            return Section(row.line, "", context)
        self._unit_section = Section(row.line, named)
        return self._unit_section

    def _list_columns(self) -> frozenset[int]:
        return frozenset(index for field, index in self._fields.items() if field in _ADDED)

    def _is_sum(self, row: TableRow, own: Sequence[tuple[int, str]]) -> bool:
        """Whether a row has counts alone, as one that adds up and does not say so."""
        places = {index for index, _text in own}
        return bool(own) and places <= self._counts and not (self._number is not None and row.cells[self._number])

    def _continues(self, row: TableRow, own: Sequence[tuple[int, str]]) -> bool:
        """Whether a row belongs to the session above it."""
        last = self._blocks[-1].rows[-1]
        if any(row.top(index) < row.line and row.top(index) == last.top(index) for index in self._counts):
            return True
        numbered = self._number is not None and row.top(self._number) == row.line and row.cells[self._number]
        if numbered or self._has_count(row):
            return False
        return bool(own) and {index for index, _text in own} <= self._list_columns()

    def _extend(self, row: TableRow) -> None:
        block = self._blocks[-1]
        index = self._fields.get("date")
        days = {text for one in (*block.rows, row) if index is not None and (text := one.cells[index])}
        self._blocks[-1] = Block((*block.rows, row), block.unit_section, block.context, len(days) > 1)
