"""Rows that an import did not take, as a file of the same kind to correct and import again."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

from exports.csv_cells import csv_file
from exports.intake.intake import Intake
from exports.intake.layout import REASON
from exports.intake.sessions import Row
from exports.paths import save_new
from exports.xml_text import cell_text

ENDINGS = (".xlsx", ".csv")
_WIDTH = 20  # characters of a column


def write_rejects(intake: Intake, beside: Path, reason_of: Callable[[Row], str], to: Path | None = None) -> Path | None:
    """Write the rows that have to be corrected beside the notebook; a file that is there already is kept.

    None where there are none. Raises SotayError as `exports.paths.save_new` does.
    """
    if not intake.rejected:
        return None
    ending = ".xlsx" if beside.suffix.lower() in (".xlsx", ".xls", ".ods") else ".csv"
    wanted = (to or beside.with_name(f"{beside.stem}-can-sua{ending}")).absolute()
    return save_new(wanted, rejects_bytes(wanted, intake, reason_of), taken="number", failed="report_failed")


def rejects_bytes(path: Path, intake: Intake, reason_of: Callable[[Row], str]) -> bytes:
    """The rows under their titles with the reason behind each, as a file of the kind that the path's ending names.

    Sheets of one layout stand under one heading; those of others follow, each under its own.
    """
    tables: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for sheet in intake.read_sheets:
        titles = tuple(column.name for column in sheet.table.columns) if sheet.table is not None else ()
        rows = [(*row.cells, reason_of(row)) for row in intake.rejected if row.sheet == sheet.grid.name]
        if rows:
            tables.setdefault(titles, []).extend(rows)
    if path.suffix.lower() == ".xlsx":
        return _workbook([[(*titles, REASON), *rows] for titles, rows in tables.items()])
    return csv_file([line for titles, rows in tables.items() for line in ((*titles, REASON), *rows)])


def _workbook(tables: Sequence[Sequence[Sequence[str]]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    font = {"font_name": "Times New Roman", "font_size": 12, "border": 1}
    plain, head = book.add_format(font | {"text_wrap": True}), book.add_format(font | {"bold": True})
    red = book.add_format(font | {"font_color": "#B00000"})
    for table in tables:
        sheet = book.add_worksheet()
        last = len(table[0]) - 1
        for place, row in enumerate(table):
            for column, cell in enumerate(row):
                style = head if place == 0 else red if column == last else plain
                sheet.write_string(place, column, cell_text(cell), style)
        sheet.set_column(0, last, _WIDTH)
        sheet.set_column(last, last, 3 * _WIDTH)
        sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()
