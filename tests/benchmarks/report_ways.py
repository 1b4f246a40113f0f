"""Other ways to write the register of a report as a workbook: the cells and nothing besides."""

import importlib
import io
from collections.abc import Callable
from datetime import date as Date
from typing import Any, NamedTuple

import xlsxwriter

from exports.report.annexes import register
from exports.report.paper import Paper

BARE = "bare XlsxWriter, constant memory"


class Way(NamedTuple):
    """What writes the workbook, and what must be installed for it."""

    write: Callable[[Paper], bytes]
    needs: tuple[str, ...]


def bare(paper: Paper) -> bytes:
    """XlsxWriter, which forgets each row once it is written; a format for each column."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    text, number, day = (book.add_format({"border": 1, "num_format": form}) for form in ("@", "#,##0", "dd/mm/yyyy"))
    sheet = book.add_worksheet()
    for row, line in enumerate(register(paper.report).rows):
        for place, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(row, place, value, text)
            elif isinstance(value, Date):
                sheet.write_number(row, place, (value - Date(1899, 12, 30)).days, day)
            elif value is not None:
                sheet.write_number(row, place, value, number)
    book.close()
    return target.getvalue()


def openpyxl(paper: Paper) -> bytes:
    """openpyxl, row after row, without formats."""
    target = io.BytesIO()
    book: Any = importlib.import_module("openpyxl").Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in register(paper.report).rows:
        sheet.append(list(line))
    book.save(target)
    return target.getvalue()


def pandas(paper: Paper) -> bytes:
    """A frame of pandas, written by XlsxWriter."""
    target = io.BytesIO()
    frame: Any = importlib.import_module("pandas").DataFrame(register(paper.report).rows)
    frame.to_excel(target, engine="xlsxwriter", index=False)
    return target.getvalue()


def polars(paper: Paper) -> bytes:
    """A frame of polars, written by XlsxWriter."""
    target = io.BytesIO()
    lines = [list(line) for line in register(paper.report).rows]
    frame: Any = importlib.import_module("polars").DataFrame(lines, orient="row", infer_schema_length=None)
    frame.write_excel(target)
    return target.getvalue()


WAYS = {
    BARE: Way(bare, ("xlsxwriter",)),
    "openpyxl": Way(openpyxl, ("openpyxl",)),
    "pandas": Way(pandas, ("pandas",)),
    "polars": Way(polars, ("polars",)),
}
