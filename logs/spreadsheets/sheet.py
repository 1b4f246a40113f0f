"""A sheet on its way from a workbook to rows of text."""

from collections.abc import Iterable, Sequence
from datetime import date as Date
from datetime import datetime, time
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct, field

from logs.errors import SotayError
from logs.spreadsheets.bounds import MOST_AREA, MOST_COLUMNS, MOST_PADDED, MOST_ROWS, too_big

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Range = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


class Marks(Struct):
    """What a sheet says of its cells besides their values; all places are rows and columns from 0.

    `padded` are numbers that are shown with zeros before them, with the digits shown; `struck_rows` are rows of which
    every value is struck through, `part_struck_rows` those in which some words of a value are, which are left out of it
    where the reader can tell them apart. Where `is_1904` days are numbered from 1904.
    """

    name: str = ""
    is_hidden: bool = False
    merged: list[Range] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    struck_rows: set[int] = set()
    part_struck_rows: set[int] = set()
    is_1904: bool = False
    padded: dict[tuple[int, int], int] = {}

    def hide_columns(self, first: int, last: int) -> None:
        """Columns that are not shown, of those that are read."""
        self.hidden_columns.update(range(max(0, first), min(last + 1, MOST_COLUMNS)))

    def pad(self, place: tuple[int, int], digits: int) -> None:
        """Remember a number shown with zeros; of a sheet of nothing else some stay as they are."""
        if len(self.padded) < MOST_PADDED:
            self.padded[place] = digits


class RowMarks:
    """Which rows are struck through, told cell by cell in the order of rows."""

    def __init__(self, struck_rows: set[int]) -> None:
        self._struck_rows = struck_rows
        self._plain_row = -1  # the last row that holds a value which is not struck through

    def add(self, row: int, *, is_struck: bool) -> None:
        """A value of the row."""
        if not is_struck:
            self._plain_row = row
            self._struck_rows.discard(row)
        elif row != self._plain_row and row < MOST_ROWS:
            self._struck_rows.add(row)


class CheckedSheet(Struct):
    """A sheet that was checked: what the reader of workbooks may load, and what it does not tell.

    It is the sheet at `place` of `source`; `texts` are what cells show that are not in it, by row and column from 0.
    """

    source: BinaryIO
    place: int
    marks: Marks
    texts: dict[tuple[int, int], str] = {}


class Sheet(Struct, frozen=True):
    """A sheet as text: the rows from its first line to the last that holds something."""

    cells: list[list[str]]
    marks: Marks = field(default_factory=Marks)


def load_sheets(sheets: Sequence[CheckedSheet]) -> list[Sheet]:
    """The sheets as text.

    Raises SotayError `table_unreadable`, `table_too_long` (most).
    """
    loaded: list[Sheet] = []
    while len(loaded) < len(sheets):
        source = sheets[len(loaded)].source
        of_source = [sheet for sheet in sheets if sheet.source is source]
        loaded += map(_with_texts, of_source, _loaded(source, [sheet.place for sheet in of_source]))
    return loaded


def filled(sheet: Sheet) -> list[list[str]]:
    """The rows of a sheet with every cell of a merged range holding what the range shows.

    Raises SotayError `table_too_big`.
    """
    cells = [list(row) for row in sheet.cells]
    _spread(cells, sheet.marks.merged)
    return cells


def _with_texts(sheet: CheckedSheet, cells: list[list[str]]) -> Sheet:
    for (row, column), text in sheet.texts.items():
        if column < MOST_COLUMNS and text:
            _place(cells, row, column, text)
    for (row, column), digits in sheet.marks.padded.items():
        if row < len(cells) and column < len(cells[row]) and cells[row][column].isdecimal():
            cells[row][column] = cells[row][column].zfill(digits)
    while cells and not any(cells[-1]):
        cells.pop()
    return Sheet(cells, sheet.marks)


def _loaded(source: BinaryIO, places: Iterable[int]) -> list[list[list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - for workbooks alone

    try:
        with CalamineWorkbook.from_filelike(source) as workbook:
            return [_texts(workbook.get_sheet_by_index(place)) for place in places]
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        raise SotayError("table_unreadable") from error
    except BaseException as error:
        # A reader in Rust that gives up raises what is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise SotayError("table_unreadable") from error


def _texts(loaded: "CalamineSheet") -> list[list[str]]:
    above, left = loaded.start or (0, 0)
    if above >= MOST_ROWS:
        raise SotayError("table_too_long", most=MOST_ROWS)
    padding = [""] * left
    cells: list[list[str]] = []
    for row in loaded.iter_rows():  # from the first row of the sheet, but from the first column that holds something
        texts = [*padding, *map(_text, row)][:MOST_COLUMNS]
        if len(cells) >= MOST_ROWS and any(texts):
            raise SotayError("table_too_long", most=MOST_ROWS)
        cells.append(texts)
    return cells


def _place(cells: list[list[str]], row: int, column: int, text: str) -> None:
    if row >= MOST_ROWS:
        raise SotayError("table_too_long", most=MOST_ROWS)
    cells.extend([] for _ in range(row + 1 - len(cells)))
    cells[row].extend([""] * (column + 1 - len(cells[row])))
    cells[row][column] = text


def _spread(cells: list[list[str]], merged: Iterable[Range]) -> None:
    """Let every cell of a merged range hold what the range shows, down to the last row that holds something."""
    room = MOST_AREA
    for top, left, bottom, right in merged:
        width = min(right + 1, MOST_COLUMNS)
        if top >= len(cells) or left >= len(cells[top]) or left >= width:
            continue
        value = cells[top][left]
        rows = cells[top : bottom + 1]
        room -= len(rows) * (width - left)
        if room < 0:  # ranges over each other, as no program makes them
            raise too_big()
        for row in rows:
            row.extend([""] * (width - len(row)))
            row[left:width] = [value] * (width - left)


def _text(value: object) -> str:
    """A cell as its reader saw it: days day first, whole numbers without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, datetime | Date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
