"""How a sheet is laid out: the lines above its table, the heading with its groups, and the rows below it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from exports.intake.headings import SESSIONS, fields_of
from exports.intake.workbook import Grid
from logs.errors import SotayError
from logs.spreadsheets.bounds import MOST_AREA, too_big
from logs.text import fold

REASON = "Lý do không nhận"
"""The title of the column that tells why a row came back; it is not read again."""
_LOOKED_AT = 40  # rows in which the heading is looked for
_LEAST_TITLES = 3  # known titles that make a row a heading
_MOST_HEADING_ROWS = 3
_MONTH = re.compile(r"thang \d{1,2}(?:\s*[/-]\s*\d{4})?")
_LONGEST_MONTH = 20
_NUMBER = re.compile(r"[\d.,/\-\s]+")
_LONGEST_NUMBERING = 12  # `(6)=3+4+5`
_NUMBERING = re.compile(r"\(?(?:[a-z]|\d{1,2})\)?(?:\s*=.*)?")
# Marks tell `Cộng` from `Công đoàn`; what is written without any is a total only as a whole.
_TOTAL = re.compile(
    r"(?:tổng cộng|tổng số|lu[ỹy] kế|lũy kế|cộng dồn)(?:\W|$)|"
    r"(?:tổng|cộng)\s*(?:[:.(]|$|(?:tháng|quý|năm|toàn|cả|chung|số|các|mục|phần|trang|kỳ|buổi|[ivx]+|\d+)(?:\W|$))",
    re.IGNORECASE,
)
_TOTALS_BEGIN = frozenset("TtCcLl")
_BARE_TOTAL = re.compile(r"(?:tong cong|tong so|tong|cong)\s*[:.]?")
_SIGNATURE = re.compile(
    r"(?:nguoi (?:lap|ghi|tong hop|bao cao)|t/m|tm\.|k/t|kt\.|t/l|tl\.|noi nhan|xac nhan|thu truong|(?:pho )?bi thu|"
    r"chi uy|cap uy|ghi chu\s*:|\(?ky,?( va)? (?:ghi|dong)|.*,? ngay .* thang .* nam|truong ban|pho truong ban)"
)

Kind = Literal["entry", "section", "total", "aside"]


class Column(Struct, frozen=True):
    """A column: its place, its title, and the titles above that it shares with others."""

    place: int
    title: str
    group: str = ""

    @property
    def name(self) -> str:
        """What it is called: the group's title and its own."""
        return f"{self.group} / {self.title}" if self.group and self.group != self.title else self.title


class TableRow(Struct, frozen=True):
    """A row below the heading; `line` is its number in the sheet.

    A cell merged downwards holds its text in every row; `tops` are the first lines of the cells, () where none is.
    """

    line: int
    cells: tuple[str, ...]
    tops: tuple[int, ...]

    def top(self, index: int) -> int:
        """The first line of the cell."""
        return self.tops[index] if self.tops else self.line


class Table(Struct, frozen=True):
    """A sheet's table: the lines above it, its columns and what stands below the heading, numbering left out."""

    grid: Grid
    above: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


def find_table(grid: Grid, titles: Collection[str] = ()) -> Table:
    """The table of a sheet; `titles` are those by which its heading is known as well.

    Raises SotayError `notebook_heading`, `table_too_big`.
    """
    first, last = _heading_rows(grid, {fold(title) for title in titles})
    columns = _columns(grid, first, last)
    above = tuple(
        dict.fromkeys(line for row in grid.cells[:first] for cell in row for line in cell.split("\n") if line)
    )
    return _by_months(Table(grid, above, columns, _rows(grid, columns, first, last)))


# ---------------------------------------------------------------- the heading


def _heading_rows(grid: Grid, named: set[str]) -> tuple[int, int]:
    """The first and the last row of the heading."""
    most, best = 0, -1
    for place, row in enumerate(grid.cells[:_LOOKED_AT]):
        known = {
            fold(cell)
            for cell in row
            if cell and (fold(cell) in named or any(fields_of(cell).values()) or _is_month(cell))
        }
        if len(known) > most:
            most, best = len(known), place
    if most < min(_LEAST_TITLES, len(named) or _LEAST_TITLES):
        raise SotayError("notebook_heading")
    first = last = best
    while first > 0 and last - first < _MOST_HEADING_ROWS - 1 and _belongs_above(grid, first - 1):
        first -= 1
    while last + 1 < len(grid.cells) and last - first < _MOST_HEADING_ROWS - 1 and _belongs_below(grid, last):
        last += 1
    return first, last


def _joined(grid: Grid, row: int) -> bool:
    """Whether a merged cell of few rows holds this row and the next together."""
    return any(
        top <= row < bottom and bottom - top < _MOST_HEADING_ROWS and grid.cells[top][left]
        for top, left, bottom, _right in grid.merged
        if left < grid.width and top < len(grid.cells)
    )


def _groups(grid: Grid, row: int) -> list[tuple[int, int]]:
    """The columns of each cell of a row that is merged over several, but for a line over the whole sheet."""
    ranges = [(left, right) for top, left, bottom, right in grid.merged if top <= row <= bottom and right > left]
    return [(left, right) for left, right in ranges if right - left + 1 < max(3, grid.width - 1)]


def _belongs_above(grid: Grid, row: int) -> bool:
    if _joined(grid, row):
        return True
    under = grid.cells[row + 1]
    return any(
        grid.cells[row][left] and any(under[left : right + 1]) and sum(map(bool, grid.cells[row])) > 1
        for left, right in _groups(grid, row)
    )


def _belongs_below(grid: Grid, row: int) -> bool:
    """Whether the row under one of the heading names the columns of its groups."""
    if _joined(grid, row):
        return True
    titles, under = grid.cells[row], grid.cells[row + 1]
    filled = [place for place, cell in enumerate(under) if cell]
    if not filled or any(_NUMBER.fullmatch(under[place]) for place in filled):
        return False
    groups = {place for left, right in _groups(grid, row) for place in range(left, right + 1)}
    if groups:
        return set(filled) <= groups
    # Without merged cells a group is a title with blanks beside it.
    blank = {place for place, cell in enumerate(titles) if not cell}
    headed = blank | {place - 1 for place in blank if place}
    return bool(blank & set(filled)) and set(filled) <= headed


def _columns(grid: Grid, first: int, last: int) -> tuple[Column, ...]:
    rows = _heading_texts(grid, first, last)
    columns: list[Column] = []
    names: dict[str, int] = {}
    for place in range(grid.width):
        titles = list(dict.fromkeys(" ".join(row[place].split()) for row in rows if row[place]))
        if not titles:
            columns.append(Column(place, ""))
        elif fold(titles[-1]) != fold(REASON):
            column = Column(place, titles[-1], " / ".join(titles[:-1]))
            number = names[column.name] = names.get(column.name, 0) + 1
            columns.append(column if number == 1 else Column(place, f"{column.title} ({number})", column.group))
    return tuple(columns)


def _heading_texts(grid: Grid, first: int, last: int) -> list[list[str]]:
    """The rows of the heading with each cell of a group holding the group's title."""
    rows = [list(row) for row in grid.cells[first : last + 1]]
    for top, left, bottom, right in grid.merged:
        if first <= top <= last and left < grid.width:
            width = min(right + 1, grid.width) - left
            for row in rows[top - first : min(bottom, last) - first + 1]:
                row[left : left + width] = [grid.cells[top][left]] * width
    for upper, lower in pairwise(rows):
        for place in range(1, grid.width):  # of a group that is not merged
            if not upper[place] and lower[place]:
                upper[place] = upper[place - 1]
    return rows


# ---------------------------------------------------------------- months side by side


def _is_month(title: str) -> bool:
    return len(title) < _LONGEST_MONTH and _MONTH.fullmatch(fold(title)) is not None


def _by_months(table: Table) -> Table:
    """The table with a row for each month, where months with numbers of sessions and listeners stand side by side."""
    months: dict[str, dict[str, int]] = {}
    for index, column in enumerate(table.columns):
        if _is_month(column.group):
            fields = fields_of(column.title)
            held = SESSIONS if SESSIONS in fields else "attendance" if fields.get("attendance") else column.title
            months.setdefault(column.group, {})[held] = index
    if len(months) < 2 or any(set(held) != {SESSIONS, "attendance"} for held in months.values()):
        return table
    taken = {index for held in months.values() for index in held.values()}
    kept = [index for index in range(len(table.columns)) if index not in taken]
    titles = ("Tháng", "Số buổi", "Số lượt người nghe")
    columns = (*(table.columns[index] for index in kept), *(Column(-1, title) for title in titles))
    rows = tuple(part for row in table.rows for part in _months_of(row, kept, months))
    return Table(table.grid, table.above, columns, rows)


def _months_of(row: TableRow, kept: Sequence[int], months: Mapping[str, Mapping[str, int]]) -> Iterator[TableRow]:
    """The months of a row that hold something; of one that adds up, their sum."""
    own = tuple(row.cells[index] for index in kept)
    tops = (*(row.top(index) for index in kept), row.line, row.line, row.line) if row.tops else ()
    numbers = {month: (row.cells[held[SESSIONS]], row.cells[held["attendance"]]) for month, held in months.items()}
    if total_label(row.cells):
        listeners = [text.replace(".", "") for _sessions, text in numbers.values() if text]
        told = str(sum(map(int, listeners))) if all(map(str.isdecimal, listeners)) else ""
        yield TableRow(row.line, (*own, "", "", told), tops)
        return
    filled = {month: counts for month, counts in numbers.items() if any(counts)}
    for month, counts in filled.items():
        yield TableRow(row.line, (*own, month, *counts), tops)
    if not filled:
        yield TableRow(row.line, (*own, "", "", ""), tops)


# ---------------------------------------------------------------- the rows


def _rows(grid: Grid, columns: Sequence[Column], first: int, last: int) -> tuple[TableRow, ...]:
    cells = {row: list(grid.cells[row]) for row in range(last + 1, len(grid.cells))}
    tops: dict[tuple[int, int], int] = {}
    room = MOST_AREA
    for top, left, bottom, right in grid.merged:
        if top <= last or left >= grid.width or bottom <= top:
            continue
        room -= min(bottom, len(grid.cells) - 1) - top + 1
        if room < 0:
            raise too_big()
        for row in range(top, min(bottom + 1, len(grid.cells))):
            if row > top:
                cells[row][left : right + 1] = [""] * (min(right + 1, grid.width) - left)
            cells[row][left] = grid.cells[top][left]
            tops[row, left] = top
    merged_rows = {row for row, _place in tops}
    heading = [fold(column.title) for column in columns]
    found: list[TableRow] = []
    for row, texts in cells.items():
        shown = tuple(texts[column.place] for column in columns)
        if (
            any(shown)
            and not _is_numbering(shown, row - last)
            and not all(fold(text) == title for text, title in zip(shown, heading, strict=True))
        ):
            at = tuple(tops.get((row, column.place), row) + 1 for column in columns) if row in merged_rows else ()
            found.append(TableRow(row + 1, shown, at))
    return tuple(found)


def _is_numbering(cells: Sequence[str], below: int) -> bool:
    """Whether the cells number the columns: `A, B, 1, 2, 3=1+2`."""
    if max(map(len, cells)) > _LONGEST_NUMBERING:
        return False
    filled = [fold(cell) for cell in cells if cell]
    if len(filled) < 3 or not all(_NUMBERING.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(found[0]) for cell in filled if (found := re.search(r"\d+", cell.partition("=")[0]))]
    letters = len(filled) - len(numbers)
    follow = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    return follow and (below <= 2 or letters > 0 or len(numbers) == len(cells)) and (not numbers or numbers[0] <= 3)


def total_label(cells: Sequence[str]) -> str:
    """The cell that makes a row without a day a total; "" for none."""
    for cell in cells:
        if cell[:1] in _TOTALS_BEGIN and (_TOTAL.match(cell) or (cell.isascii() and _BARE_TOTAL.fullmatch(fold(cell)))):
            return cell
    return ""


def is_signature(cells: Sequence[str]) -> bool:
    """Whether a row is of those under a table: who made it, who signs, where and when."""
    return any(_SIGNATURE.match(fold(cell)) for cell in cells if cell)
