"""The catalogue as a workbook to fill in: the present one stands in it as the example."""

import io
from collections.abc import Iterable, Mapping
from datetime import date as Date
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.catalogue.sheets import GROUP, HEAD, HEAD_SHEET, LISTS, NO, REPORTING, THEMES, YES, Field
from exports.xml_text import xml_text
from logs.catalogue.directive import Directive
from logs.catalogue.other_years import catalogue_values

_MOST_LINES = 2_000  # of a list that have choices to pick from
_ABOUT = (
    "Sửa các trang trong tệp này theo hướng dẫn của năm, lưu lại, rồi đưa vào sổ.",
    "Cột có dấu * phải điền. Mã gồm chữ cái không dấu, chữ số, dấu - và _; mã đã dùng thì không đổi, không dùng lại.",
    "Trang Chủ đề: mã nhóm và tên nhóm ghi ở chủ đề đầu của nhóm; các dòng dưới để trống là cùng nhóm.",
    "Trang Chỉ tiêu: mỗi dòng là một việc phải đạt ít nhất bấy nhiêu lần ở mỗi đơn vị, hoặc chung cả Đảng bộ.",
    "Ngày ghi như 15/12/2026. Cột có/không: bỏ trống là như nhóm hoặc như thường lệ.",
    "Từ ngày, Đến ngày: chỉ ghi khi mục bắt đầu hoặc thôi dùng trong năm. Mục thôi dùng: ghi Đến ngày, không xóa dòng.",
)


def template_bytes(directive: Directive) -> bytes:
    """The workbook (.xlsx) of a catalogue. All text is written as text: none becomes a formula or a link."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    _Template(book, catalogue_values(directive)).write()
    book.close()
    return target.getvalue()


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
        self._write_list(THEMES.name, (*GROUP, *THEMES.fields), self._themes())
        for listed in LISTS:
            self._write_list(listed.name, listed.fields, self._values.get(listed.table, ()))
        about = self._book.add_worksheet("Cách điền")
        about.set_column(0, 0, 110, self._text)
        for row, words in enumerate(_ABOUT):
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

    def _write_list(self, name: str, fields: tuple[Field, ...], lines: Iterable[Mapping[str, Any]]) -> None:
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
            sheet.write_string(row, column, xml_text(text), self._text)

    def _offer(self, sheet: Worksheet, first: int, last: int, column: int, field: Field) -> None:
        """Let the cells of a field with few answers be picked from."""
        choices = (YES, NO) if field.kind == "yes" else field.choices
        if choices:
            sheet.data_validation(first, column, last, column, {"validate": "list", "source": list(choices)})


def _title(field: Field) -> str:
    return f"{field.heading} *" if field.is_required else field.heading
