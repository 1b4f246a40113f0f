"""Charts of a report's workbook, drawn by the spreadsheet program from cells."""

from collections.abc import Mapping

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.paper import Paper
from exports.xml_text import xml_text

# Rows of the sheet that a chart covers, and how much wider and higher it is than the library makes one; more bars than
# these make it higher still.
_ROWS = 22
_WIDER, _HIGHER = 1.9, 1.4
_BARS = 14
_MOST_UNITS = 40  # bars that can still be read
_NAMES, _SESSIONS = 1, 2  # columns of the annexes by unit and by month


def add_charts(book: Workbook, paper: Paper, places: Mapping[str, tuple[str, int, int]]) -> None:
    """Add a sheet of charts: sessions by group of themes, by month, and by unit where there are not too many.

    `places` gives, by an annex's key, its sheet and the first and the last row of its lines.
    """
    if not paper.report.total.sessions:
        return
    sheet = book.add_worksheet("Biểu đồ")
    sheet.fit_to_pages(1, 1)
    row = _groups(book, sheet, paper)
    months, units = places["thoi-gian"], places["don-vi"]
    row = _chart(book, sheet, row, "Số buổi theo tháng", months, columns=(_NAMES, _SESSIONS), kind="column")
    if units[2] - units[1] < _MOST_UNITS:
        _chart(book, sheet, row, "Số buổi theo đơn vị", units, columns=(_NAMES, _SESSIONS), kind="bar")


def _groups(book: Workbook, sheet: Worksheet, paper: Paper) -> int:
    """The groups' sessions in cells of the sheet itself, since their annex has the themes between them."""
    style = book.add_format({"font_name": "Times New Roman", "font_size": 11})
    sheet.set_column(0, 0, 60)
    for row, group in enumerate(paper.report.groups):
        sheet.write_string(row, 0, xml_text(group.title), style)
        sheet.write_number(row, 1, group.sessions, style)
    last = len(paper.report.groups) - 1
    place = (sheet.get_name(), 0, last)
    return _chart(book, sheet, last + 2, "Số buổi theo nhóm nội dung", place, columns=(0, 1), kind="bar")


def _chart(
    book: Workbook,
    sheet: Worksheet,
    row: int,
    title: str,
    place: tuple[str, int, int],
    *,
    columns: tuple[int, int],
    kind: str,
) -> int:
    """Put a chart at the row; returns the row below it."""
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
    sheet.insert_chart(row, 0, chart, {"x_scale": _WIDER, "y_scale": _HIGHER * height})
    return row + round(_ROWS * height)
