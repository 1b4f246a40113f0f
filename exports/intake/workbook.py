"""An old notebook as its file has it: sheets of Unicode text, with what is merged, hidden or struck through."""

from itertools import islice
from pathlib import Path

from msgspec import Struct

from exports.size_limit import read_named
from logs.errors import SotayError
from logs.spreadsheets.legacy_encodings import Encoding, convert, detect, lost
from logs.spreadsheets.sheet import Range
from logs.spreadsheets.table import read_sheets
from logs.text import clean_text

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt")
"""What the names of such files usually end in."""
_LONGEST = 4_000  # characters of a cell
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
            grids.append(
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
