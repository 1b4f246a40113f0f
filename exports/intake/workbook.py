"""An old notebook as its file has it: sheets of Unicode text, with what is merged, hidden or struck through."""

import re
from itertools import islice, pairwise
from pathlib import Path

from msgspec import Struct, structs

from exports.intake.headings import fields_of
from exports.size_limit import read_named
from logs.errors import SotayError
from logs.spreadsheets.legacy_encodings import Encoding, convert, detect, lost
from logs.spreadsheets.sheet import Range
from logs.spreadsheets.table import read_sheets
from logs.text import clean_text, fold

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt")
"""What the names of such files usually end in."""
_LONGEST = 4_000  # characters of a cell
_LEAST_TITLES = 3
_FIRST_TITLE = re.compile(r"(?:s?tt|số tt|số thứ tự|ngày|thời gian|tháng)\b", re.IGNORECASE)
_MOST_HEADING_ROWS = 3
_MOST_SHOWN = 5  # examples of converted text


class Grid(Struct, frozen=True):
    """A sheet: its cells row by row, all rows of one width; places are rows and columns from 0."""

    name: str
    cells: tuple[tuple[str, ...], ...]
    merged: tuple[Range, ...] = ()
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    struck_rows: frozenset[int] = frozenset()
    part_struck_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_1904: bool = False

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.cells[0]) if self.cells else 0


class Workbook(Struct, frozen=True):
    """A notebook's sheets that hold something. All text is Unicode.

    `converted` are examples of text that had been written for an old font, before and after; `lost` are characters
    that the font's table does not have.
    """

    name: str
    grids: tuple[Grid, ...]
    encoding: Encoding = "unicode"
    converted: tuple[tuple[str, str], ...] = ()
    lost: str = ""


def _tables_of(grid: Grid) -> list[Grid]:
    """A sheet, or one for each of its tables below each other, the rows of the others empty in it."""
    heading: tuple[str, ...] = ()
    begins: list[int] = []
    last = -_MOST_HEADING_ROWS
    for place, row in enumerate(grid.cells):
        if not _is_heading(row):
            continue
        titles = tuple(map(fold, row))
        if place - last >= _MOST_HEADING_ROWS and titles != heading:
            heading = titles
            begins.append(place)
        last = place
    starts = [0]
    for place in begins[1:]:
        top = place
        while top > starts[-1] and sum(map(bool, grid.cells[top - 1])) == 1:  # lines over the table
            top -= 1
        starts.append(top)
    blank = ("",) * grid.width
    return (
        [
            structs.replace(
                grid,
                name=f"{grid.name} ({number})" if number > 1 else grid.name,
                cells=(*[blank] * start, *grid.cells[start:end]),
                merged=tuple(found for found in grid.merged if start <= found[0] and found[2] < end),
            )
            for number, (start, end) in enumerate(pairwise([*starts, len(grid.cells)]), 1)
        ]
        if len(starts) > 1
        else [grid]
    )


def _is_heading(row: tuple[str, ...]) -> bool:
    """Whether a row is titles of columns and nothing else, one of the first those of numbers or days."""
    filled = [cell for cell in row if cell]
    if len(filled) < _LEAST_TITLES or not any(map(_FIRST_TITLE.match, filled[:_LEAST_TITLES])):
        return False
    known = {fold(cell) for cell in filled if any(fields_of(cell).values())}
    return len(known) >= _LEAST_TITLES and not any(cell[0].isdecimal() for cell in filled)


def read_workbook(path: Path) -> Workbook:
    """The sheets of a workbook, or a CSV file as one sheet.

    Raises SotayError as `exports.size_limit.read_named` does, those of `read_sheets` (name),
    `notebook_unreadable` (name), `notebook_too_long` (most).
    """
    return workbook_of(read_named(path), path.name)


def workbook_of(data: bytes, name: str) -> Workbook:
    """The sheets of a file's bytes, or of a table that was copied as text; raises as `read_workbook` does."""
    try:
        sheets = read_sheets(data)
    except SotayError as error:
        code = {"table_unreadable": "notebook_unreadable", "table_too_long": "notebook_too_long"}.get(error.code)
        raise SotayError(code or error.code, name=name, **error.params) from error
    texts = dict.fromkeys(cell[:_LONGEST] for sheet in sheets for row in sheet.cells for cell in row)
    old_texts = [text for text in texts if not text.isascii()]
    encoding = detect(old_texts)
    read = {text: clean_text(text if encoding == "unicode" else convert(text, encoding)) for text in texts}
    grids: list[Grid] = []
    for sheet in sheets:
        width = max(map(len, sheet.cells), default=0)
        cells = tuple((*(read[cell[:_LONGEST]] for cell in row), *("",) * (width - len(row))) for row in sheet.cells)
        marks = sheet.marks
        if any(map(any, cells)):
            grids += _tables_of(
                Grid(
                    clean_text(marks.name), cells, tuple(marks.merged), marks.is_hidden,
                    frozenset(marks.hidden_rows), frozenset(marks.struck_rows), frozenset(marks.part_struck_rows),
                    frozenset(marks.hidden_columns), marks.is_1904,
                )
            )  # fmt: skip
    if encoding == "unicode":
        return Workbook(name, tuple(grids))
    changed = ((text, convert(text, encoding)) for text in old_texts if convert(text, encoding) != text)
    return Workbook(name, tuple(grids), encoding, tuple(islice(changed, _MOST_SHOWN)), lost(old_texts, encoding))
