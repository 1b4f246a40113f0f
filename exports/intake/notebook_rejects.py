"""Rows that an import did not take, as a file of the same kind to correct and import again."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

from exports.csv_cells import csv_file
from exports.intake.intake import Row
from exports.intake.notebook_reader import REASON
from exports.xml_text import xml_text

ENDINGS = (".xlsx", ".csv")
_WIDTH = 20  # characters of a column


def rejects_bytes(path: Path, titles: Sequence[str], rows: Sequence[Row], reason_of: Callable[[Row], str]) -> bytes:
    """The rows under their titles with the reason behind each, as a file of the kind that the path's ending names."""
    table = [(*titles, REASON), *((*row.cells, reason_of(row)) for row in rows)]
    return _workbook(table) if path.suffix.lower() == ".xlsx" else csv_file(table)


def _workbook(table: Sequence[Sequence[str]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    plain = book.add_format({"font_name": "Times New Roman", "font_size": 12, "border": 1, "text_wrap": True})
    head = book.add_format({"font_name": "Times New Roman", "font_size": 12, "border": 1, "bold": True})
    red = book.add_format({"font_name": "Times New Roman", "font_size": 12, "border": 1, "font_color": "#B00000"})
    last = len(table[0]) - 1
    for place, row in enumerate(table):
        for column, cell in enumerate(row):
            style = head if place == 0 else red if column == last else plain
            sheet.write_string(place, column, xml_text(cell), style)
    sheet.set_column(0, last, _WIDTH)
    sheet.set_column(last, last, 3 * _WIDTH)
    sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()
