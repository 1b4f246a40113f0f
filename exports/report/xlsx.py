"""The annexes of a report as an Excel workbook: a sheet for each, with formulas in the last rows, rules and charts."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from itertools import groupby, islice
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.long_sheet import LONGEST, POINTS, Cell, filled
from exports.report.annexes import counting_rules, filterable
from exports.report.paper import Paper
from exports.report.table import Annex, Column, Value
from exports.xml_text import cell_text, xml_text

# Rows of the sheet that a chart covers, and how much wider and higher it is than the library makes one; more bars than
# these make it higher still.
_ROWS = 22
_WIDER, _HIGHER = 1.9, 1.4
_BARS = 14
_MOST_UNITS = 40  # bars that can still be read
_NAMES, _SESSIONS = 1, 2  # columns of the annexes by unit and by month


def add_charts(book: Workbook, paper: Paper, sheets: "Mapping[str, _Sheet]") -> None:
    """Add a sheet of charts: sessions by group of themes, by month, and by unit where there are not too many."""
    if not paper.report.total.sessions:
        return
    sheet = book.add_worksheet("Biểu đồ")
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 1)
    row = _groups(book, sheet, paper)
    for key, title, kind in (("thoi-gian", "Số buổi theo tháng", "column"), ("don-vi", "Số buổi theo đơn vị", "bar")):
        rows, at = sheets[key].annex.rows, sheets[key]
        bars = [(str(line[_NAMES]), line[_SESSIONS]) for line in rows]
        if kind == "column" or len(bars) <= _MOST_UNITS:
            place = (at.sheet.get_name(), at.first, at.last)
            row = _chart(book, sheet, row, title, bars, place=place, columns=(_NAMES, _SESSIONS), kind=kind)


def _groups(book: Workbook, sheet: Worksheet, paper: Paper) -> int:
    """The groups' sessions in cells of the sheet itself, since their annex has the themes between them."""
    style = book.add_format({"font_name": "Times New Roman", "font_size": 11})
    sheet.set_column(0, 0, 60)
    bars = [(group.title, group.sessions) for group in paper.report.groups]
    for row, (title, sessions) in enumerate(bars):
        sheet.write_string(row, 0, cell_text(title), style)
        sheet.write_number(row, 1, sessions, style)
    place = (sheet.get_name(), 0, len(bars) - 1)
    title = "Số buổi theo nhóm nội dung"
    return _chart(book, sheet, len(bars) + 1, title, bars, place=place, columns=(0, 1), kind="bar")


def _chart(
    book: Workbook,
    sheet: Worksheet,
    row: int,
    title: str,
    bars: Sequence[tuple[str, Value]],
    *,
    place: tuple[str, int, int],
    columns: tuple[int, int],
    kind: str,
) -> int:
    """Put a chart of the cells at `place` at the row, its bars read out too; returns the row below it."""
    name, first, last = place
    names, values = columns
    chart = book.add_chart({"type": kind})
    chart.add_series(
        {
            "categories": [name, first, names, last, names],
            "values": [name, first, values, last, values],
            "gap": 60,
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": title, "name_font": {"name": "Times New Roman", "size": 13}})
    chart.set_legend({"none": True})
    if kind == "bar":
        # The first line of the table on top, and a name beside every bar.
        chart.set_y_axis({"reverse": True, "interval_unit": 1})
    height = max(1.0, (last - first + 1) / _BARS)
    read_out = xml_text(f"{title}: {'; '.join(f'{name}: {sessions}' for name, sessions in bars)}")
    sheet.insert_chart(row, 0, chart, {"x_scale": _WIDER, "y_scale": _HIGHER * height, "description": read_out})
    return row + round(_ROWS * height)


_REGISTER, _PROGRESS = "so-theo-doi", "tinh-hinh-bao-cao"
# What a sheet is called behind its number, by the key of its annex.
_SHEETS = {
    "don-vi": "Đơn vị",
    "chu-de": "Nội dung",
    "thoi-gian": "Tháng",
    _PROGRESS: "Gửi báo cáo",
    _REGISTER: "Sổ theo dõi",
    "quy-tac": "Quy tắc",
    "thay-doi": "Thay đổi",
}
_FONT = "Times New Roman"
_A4 = 9
_LONG = 200  # lines of a sheet, from which on they are written straight into the file
# The day that Excel counts as 1 is the first of 1900, and it believes in a 29 February of that year.
_EPOCH = Date(1899, 12, 30)
_NUMBER_FORMATS = {"number": "#,##0", "place": "0", "percent": "0.0%", "date": "dd/mm/yyyy"}


def workbook_bytes(paper: Paper) -> bytes:
    """The workbook of the paper's report: its annexes, the changes since it was frozen, the rules of counting, charts.

    Text from the book is always written as text: no cell of it becomes a formula or a link.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    # The day it was reckoned, so that a frozen report gives the same bytes on any later day.
    made = paper.report.made.replace(tzinfo=None)
    book.set_properties({"title": xml_text(paper.title), "author": xml_text(paper.letterhead.author), "created": made})
    styles = _Styles(book)
    annexes = (*paper.tables, counting_rules(paper.report))
    sheets = {annex.key: _Sheet(book, styles, paper, annex) for annex in annexes}
    sheets[_REGISTER].annex = filterable(paper.report)
    for key in (_REGISTER, _PROGRESS):
        sheets[key].is_filtered = True
    for sheet in sheets.values():
        sheet.write()
    add_charts(book, paper, sheets)
    book.close()
    data = target.getvalue()
    for part, sheet in enumerate(sheets.values(), 1):
        if sheet.more:
            data = filled(data, f"xl/worksheets/sheet{part}.xml", sheet.first + 1, sheet.more, sheet)
    return data


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": _FONT, "font_size": 12, "valign": "vcenter"} | properties
            )
        return self._made[key]

    def cell(self, column: Column, **properties: Any) -> Format:
        """The format of a column's cells."""
        number = _NUMBER_FORMATS.get(column.kind)
        more: dict[str, object] = {"num_format": number} if number else {"text_wrap": True}
        if column.align == "right":
            more["indent"] = 1
        return self(border=1, align=column.align, **more, **properties)


class _Sheet:
    """One annex on a sheet of its own; `first` and `last` are the rows of its lines.

    Its lines can be filtered where it `is_filtered`; its annex may then have columns to filter by that are not printed.
    """

    def __init__(self, book: Workbook, styles: _Styles, paper: Paper, annex: Annex) -> None:
        self.styles, self.paper, self.annex = styles, paper, annex
        self.sheet: Worksheet = book.add_worksheet(
            f"Biểu {annex.number} {_SHEETS[annex.key]}" if annex.number else _SHEETS[annex.key]
        )
        self.right = len(annex.columns) - 1
        self.is_filtered = False
        self.row = 0
        self.first = self.last = 0
        self.more: Iterable[tuple[Value, ...]] = ()  # lines that are not written yet

    def write(self) -> None:
        """Head block, title, header, lines, last row, notes."""
        self._head()
        self._title()
        header = self.row
        self._header()
        self.first = self.row
        self._lines()
        if self.is_filtered and self.annex.rows:
            # On the row of column numbers: the titles above it are of several rows.
            self.sheet.autofilter(self.first - 1, 0, self.last, len(self.annex.columns) - 1)
        self._total()
        end = self.row
        self._notes()
        self._page(header, max(end - 1, self.first))

    # The parts, from above

    def _head(self) -> None:
        """Whose paper it is at the left, the nation's or the Party's line at the right."""
        middle = max(1, self.right // 2)
        left = (
            self.paper.letterhead.superior,
            self.paper.letterhead.issuer,
            "" if self.paper.letterhead.is_state else "*",
        )
        right = (*self.paper.letterhead.nation, "", "")[:3]
        for place, (own, nation) in enumerate(zip(left, right, strict=True)):
            self._across(0, middle, own, self.styles(bold=place == 1, align="center"))
            if middle < self.right:
                self._across(middle + 1, self.right, nation, self.styles(bold=True, align="center"))
            self.row += 1

    def _title(self) -> None:
        style = self.styles(bold=True, align="center", font_size=14)
        self._across(0, self.right, self.annex.heading.upper(), style)
        self.row += 1
        for line in (f"Kỳ báo cáo: {self.paper.days_in_words}", self.paper.attached_to):
            self._across(0, self.right, line, self.styles(italic=True, align="center"))
            self.row += 1
        self._across(0, self.right, self.annex.unit_of_measure, self.styles(italic=True, align="right"))
        self.row += 1

    def _header(self) -> None:
        """Titles in two rows, and a row of column numbers."""
        columns = self.annex.columns
        style = self.styles(bold=True, border=1, align="center", text_wrap=True)
        grouped = any(column.group for column in columns)
        for group, members in groupby(enumerate(columns), key=lambda numbered: numbered[1].group):
            places = [place for place, _column in members]
            if group:
                self._across(places[0], places[-1], group, style)
            for place in places:
                if grouped and not group:
                    self.sheet.merge_range(self.row, place, self.row + 1, place, "", style)
                self.sheet.write_string(self.row + bool(group), place, columns[place].title, style)
        self.sheet.set_row(self.row + grouped, 48 if not grouped else 32)
        self.row += 1 + grouped
        for place in range(len(columns)):
            self.sheet.write_string(
                self.row, place, f"({place + 1})", self.styles(italic=True, border=1, align="center")
            )
        self.row += 1

    def _lines(self) -> None:
        columns = self.annex.columns
        plain, bold = ([self.styles.cell(column, bold=is_head) for column in columns] for is_head in (False, True))
        lines = iter(self.annex.rows)
        is_long = len(self.annex.rows) > _LONG
        for line in islice(lines, 1 if is_long else None):
            # A line without a number of its own heads a group.
            self._cells(line, bold if line[0] is None else plain)
            if (height := self._height(line)) > 1:
                self.sheet.set_row(self.row - 1, POINTS * height)
        if is_long:
            self.more = lines
            self.row = self.first + len(self.annex.rows)
        self.last = self.row - 1

    def _height(self, line: tuple[Value, ...]) -> int:
        return max(self.high(value, place) for place, value in enumerate(line) if isinstance(value, str))

    def high(self, text: str, place: int) -> int:
        """Lines that a text takes in the column of that place: most letters are narrower than Excel's unit."""
        return -(-len(text) // round(1.2 * self.annex.columns[place].width)) + text.count("\n")

    def cell(self, value: Value, place: int) -> Cell:
        """A value of the column of that place as Excel has it."""
        if isinstance(value, Date):
            return (value - _EPOCH).days
        if isinstance(value, int | float) and self.annex.columns[place].kind == "percent":
            return round(value / 100, 3)
        return value

    def _cells(self, line: tuple[Value, ...], formats: Sequence[Format]) -> None:
        sheet, row = self.sheet, self.row
        for place, style in enumerate(formats):
            value = self.cell(line[place], place)
            if value is None or value == "":
                sheet.write_blank(row, place, None, style)
            elif isinstance(value, str):
                sheet.write_string(row, place, cell_text(value)[:LONGEST], style)
            else:
                sheet.write_number(row, place, value, style)
        self.row += 1

    def _total(self) -> None:
        """The last row: sums as formulas, with their values for programs that do not reckon."""
        annex, values = self.annex, self.annex.last_row
        if values is None:
            return
        styles = [self.styles.cell(column, bold=True) for column in annex.columns]
        self._cells(values, styles)
        for place, column in enumerate(annex.columns):
            if annex.total is None and column.adds_up:
                cells = xl_range(self.first, place, self.last, place)
                sum_of = f"=SUBTOTAL(109,{cells})" if self.is_filtered else f"=SUM({cells})"
                self.sheet.write_formula(self.row - 1, place, sum_of, styles[place], values[place])

    def _notes(self) -> None:
        self.row += 1
        style = self.styles(italic=True, text_wrap=True, valign="top")
        width = round(1.1 * sum(column.width for column in self.annex.columns))
        for place, note in enumerate(self.annex.notes):
            text = f"Ghi chú: {note}" if place == 0 else note
            self._across(0, self.right, text, style)
            self.sheet.set_row(self.row, POINTS * (1 + len(text) // width))
            self.row += 1

    def _page(self, header: int, last: int) -> None:
        """How it looks on screen and on paper."""
        sheet = self.sheet
        for place, column in enumerate(self.annex.columns):
            sheet.set_column(place, place, column.width)
        sheet.freeze_panes(self.first, 2)
        sheet.repeat_rows(header, self.first - 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, max(self.row - 1, last), self.right)
        sheet.set_footer('&C&"Times New Roman,Regular"&10&P/&N')
        sheet.hide_gridlines(2)

    # Cells over several columns

    def _across(self, first: int, last: int, text: str, style: Format) -> None:
        """Text over the columns from `first` to `last` of the row."""
        if first < last:
            self.sheet.merge_range(self.row, first, self.row, last, "", style)
        self.sheet.write_string(self.row, first, cell_text(text), style)
