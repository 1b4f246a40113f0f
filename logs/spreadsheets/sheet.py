"""A sheet on its way from a workbook to rows of text."""

from collections.abc import Iterable
from datetime import date as Date
from datetime import datetime, time
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from logs.errors import SotayError
from logs.spreadsheets.bounds import MOST_AREA, MOST_COLUMNS, MOST_ROWS, too_big

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Range = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


class CheckedSheet(Struct):
    """A workbook of one kind that was checked: what the reader of workbooks may load, and what it does not tell.

    The sheet is the first of `source`; `merged` are its merged ranges, `texts` what cells show that are not in it, by
    row and column from 0.
    """

    source: BinaryIO
    merged: list[Range]
    texts: dict[tuple[int, int], str]


def rows_of(sheet: CheckedSheet) -> list[list[str]]:
    """The rows from the first line of the sheet to the last that holds something, with merged cells filled.

    Raises SotayError `table_unreadable`, `table_too_long` (most), `table_too_big`.
    """
    cells = _loaded(sheet)
    for (row, column), text in sheet.texts.items():
        if column < MOST_COLUMNS and text:
            _place(cells, row, column, text)
    while cells and not any(cells[-1]):
        cells.pop()
    _spread(cells, sheet.merged)
    return cells


def _loaded(sheet: CheckedSheet) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - for workbooks alone

    try:
        with CalamineWorkbook.from_filelike(sheet.source) as workbook:
            return _texts(workbook.get_sheet_by_index(0))
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
