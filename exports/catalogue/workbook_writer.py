"""The catalogue as a workbook to fill in: the present one stands in it as the example."""

import io
from collections.abc import Iterable, Mapping
from datetime import date as Date
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.catalogue.sheets import (
    GROUP,
    HEAD,
    HEAD_SHEET,
    LISTS,
    NO,
    REPORTING,
    THEMES,
    UNIT_TYPES,
    UNITS,
    YES,
    Field,
)
from exports.paths import check_ending, folder_for_files, save_new
from exports.xml_text import cell_text
from logs.catalogue.directive import Directive
from logs.catalogue.other_years import catalogue_values
from logs.model import Unit

_MOST_LINES = 2_000  # of a list that have choices to pick from
_ABOUT = (
    "Sửa các trang trong tệp này theo hướng dẫn của năm, lưu lại, rồi đưa vào sổ.",
    "Cột có dấu * phải điền. Mã gồm chữ cái không dấu, chữ số, dấu - và _; mã đã dùng thì không đổi, không dùng lại.",
    "Trang Chủ đề: mã nhóm và tên nhóm ghi ở chủ đề đầu của nhóm; các dòng dưới để trống là cùng nhóm.",
    "Trang Chỉ tiêu: mỗi dòng là một việc phải đạt ít nhất bấy nhiêu lần ở mỗi đơn vị, hoặc chung cả Đảng bộ.",
    "Ngày ghi như 15/12/2026. Cột có/không: bỏ trống là như nhóm hoặc như thường lệ.",
    "Từ ngày, Đến ngày: chỉ ghi khi mục bắt đầu hoặc thôi dùng trong năm. Mục thôi dùng: ghi Đến ngày, không xóa dòng.",
)
_ABOUT_UNITS = (
    "Mỗi dòng một đơn vị: sửa, thêm dòng, lưu lại, rồi đưa vào sổ. Trước khi thay, sổ cho xem những gì sẽ đổi.",
    "Cột có dấu * phải điền. Mã gồm chữ cái không dấu, chữ số, dấu - và _; ghi dạng chữ để giữ số 0 ở đầu.",
    "Mã cấp trên là mã của một dòng khác; bỏ trống: báo cáo thẳng về Đảng ủy. Tên khác, mã cũ: cách nhau bằng dấu ;",
    "Đơn vị thôi hoạt động: ghi Đến ngày, không xóa dòng.",
    "Nhập vào đơn vị khác: xóa dòng, rồi ghi mã cũ vào ô Tên khác của đơn vị kia.",
    "Ví dụ: 007 | Chi bộ | Chi bộ Sở Tài chính | DB01 | Chi bộ Tài chính - Giá; CB07 | 01/01/2026 |",
)


def template_bytes(directive: Directive) -> bytes:
    """The workbook (.xlsx) of a catalogue. All text is written as text: none becomes a formula or a link."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    _Template(book, catalogue_values(directive)).write()
    book.close()
    return target.getvalue()


def units_template_bytes(units: Iterable[Unit]) -> bytes:
    """The workbook (.xlsx) of a list of units; codes are text, so that zeros before them stay."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    titles = {kind: title for title, kind in UNIT_TYPES.items()}
    lines = (
        {**msgspec.to_builtins(unit), "type": titles[unit.type], "aliases": "; ".join(unit.aliases)}
        | {"from": unit.since, "to": unit.until}
        for unit in units
    )
    template = _Template(book, {})
    template.write_list(UNITS.name, UNITS.fields, lines)
    template.write_about(_ABOUT_UNITS)
    book.close()
    return target.getvalue()


def save_template(to: Path, name: str, data: bytes) -> Path:
    """Write a template into that file, or under that name into that folder; nothing there is replaced.

    Returns its path. Raises SotayError as `exports.paths` does.
    """
    if to.suffix:
        check_ending(to, (".xlsx",))
    else:
        to = folder_for_files(to, ".xlsx") / f"{name}.xlsx"
    return save_new(to, data)


class _Template:
    """The sheets of a workbook for the values of a catalogue."""

    def __init__(self, book: Workbook, values: Mapping[str, Any]) -> None:
        self._book = book
        self._values = values
        self._heading = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#DDEBF7"})
        self._text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self._day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})

    def write(self) -> None:
        """Write every sheet."""
        self._write_head()
        self.write_list(THEMES.name, (*GROUP, *THEMES.fields), self._themes())
        for listed in LISTS:
            self.write_list(listed.name, listed.fields, self._values.get(listed.table, ()))
        self.write_about(_ABOUT)

    def write_about(self, lines: Iterable[str]) -> None:
        """Write the sheet that says how the others are filled in."""
        about = self._book.add_worksheet("Cách điền")
        about.set_column(0, 0, 110, self._text)
        for row, words in enumerate(lines):
            about.write_string(row, 0, words, self._text)

    def _write_head(self) -> None:
        sheet = self._book.add_worksheet(HEAD_SHEET)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 80, self._text)
        of_head = [(field, self._values["directive"]) for field in HEAD]
        of_reporting = [(field, self._values["reporting"]) for field in REPORTING]
        for row, (field, values) in enumerate(of_head + of_reporting):
            sheet.write_string(row, 0, _title(field), self._heading)
            self._write_cell(sheet, row, 1, field, values.get(field.name))
            self._offer(sheet, row, row, 1, field)

    def _themes(self) -> Iterable[dict[str, Any]]:
        """A line for each theme; its group stands in the first one."""
        for group in self._values["group"]:
            of_group = {f"group {field.name}": group.get(field.name) for field in GROUP}
            for theme in group.get("theme", ()):
                yield {**of_group, **theme}
                of_group = {}

    def write_list(self, name: str, fields: tuple[Field, ...], lines: Iterable[Mapping[str, Any]]) -> None:
        """Write a sheet with a line for each entry."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 32)
        keys = [f"group {field.name}" if field in GROUP and name == THEMES.name else field.name for field in fields]
        for column, field in enumerate(fields):
            sheet.set_column(column, column, field.width, self._text)
            sheet.write_string(0, column, _title(field), self._heading)
            self._offer(sheet, 1, _MOST_LINES, column, field)
        for row, line in enumerate(lines, start=1):
            for column, (key, field) in enumerate(zip(keys, fields, strict=True)):
                self._write_cell(sheet, row, column, field, line.get(key))

    def _write_cell(self, sheet: Worksheet, row: int, column: int, field: Field, value: Any) -> None:
        if isinstance(value, Date):
            sheet.write_datetime(row, column, value, self._day)
        elif field.kind == "yes":
            sheet.write_string(row, column, "" if value is None else YES if value else NO, self._text)
        elif value not in (None, ""):
            between = "\n" if field.kind == "lines" else ", "
            text = between.join(value) if isinstance(value, list) else str(field.word(value))
            sheet.write_string(row, column, cell_text(text), self._text)

    def _offer(self, sheet: Worksheet, first: int, last: int, column: int, field: Field) -> None:
        """Let the cells of a field with few answers be picked from."""
        choices = (YES, NO) if field.kind == "yes" else field.choices
        if choices:
            sheet.data_validation(first, column, last, column, {"validate": "list", "source": list(choices)})


def _title(field: Field) -> str:
    return f"{field.heading} *" if field.is_required else field.heading
