"""Other ways to write a register as a workbook, each a process of its own: `report_ways WAY FOLDER`.

They read the lines in the folder and write the cells and nothing besides.
"""

import importlib
import sys
from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path
from typing import Any

import msgspec

from tests.benchmarks.stores.store import LINES

COLUMNS = ("day", "unit", "form", "attendance", "reporters", "themes", "audience", "place", "topic", "notes")
WORKBOOK = "peer.xlsx"


def bare(folder: Path) -> None:
    """XlsxWriter, which forgets each row once it is written; a format for each column."""
    xlsxwriter = importlib.import_module("xlsxwriter")
    book = xlsxwriter.Workbook(str(folder / WORKBOOK), {"constant_memory": True})
    text, number, day = (book.add_format({"border": 1, "num_format": form}) for form in ("@", "#,##0", "dd/mm/yyyy"))
    sheet = book.add_worksheet()
    for row, line in enumerate(_rows(folder)):
        for place, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(row, place, value, text)
            else:
                sheet.write_number(row, place, value, number if place else day)
    book.close()


def openpyxl(folder: Path) -> None:
    """openpyxl, row after row, without formats."""
    book: Any = importlib.import_module("openpyxl").Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in _rows(folder):
        sheet.append(list(line))
    book.save(folder / WORKBOOK)


def pandas(folder: Path) -> None:
    """A frame of pandas, written by XlsxWriter."""
    frame: Any = importlib.import_module("pandas").DataFrame(_rows(folder))
    frame.to_excel(folder / WORKBOOK, engine="xlsxwriter", index=False)


def polars(folder: Path) -> None:
    """A frame of polars, written by XlsxWriter."""
    frame: Any = importlib.import_module("polars").DataFrame(list(_rows(folder)), orient="row")
    frame.write_excel(folder / WORKBOOK)


def _rows(folder: Path) -> Iterator[tuple[Any, ...]]:
    """The cells of each session; days as workbooks count them."""
    first = Date(1899, 12, 30).toordinal()
    for line in map(msgspec.json.decode, (folder / LINES).read_bytes().splitlines()):
        values = (line[column] for column in COLUMNS[1:])
        yield line["day"] - first, *(", ".join(one) if isinstance(one, list) else one for one in values)


WAYS = {"bare XlsxWriter": bare, "openpyxl": openpyxl, "pandas": pandas, "polars": polars}
NEEDS = {"bare XlsxWriter": "xlsxwriter", "openpyxl": "openpyxl", "pandas": "pandas", "polars": "polars"}

if __name__ == "__main__":
    WAYS[sys.argv[1]](Path(sys.argv[2]))
