"""Sheets in the layouts that offices keep them in, each with what is read of it, or what is asked.

A reading is `day unit form listeners themes`, with ` ~code` for a remark, or `month unit sessions/listeners` for the
totals of a month; a question `field: word`.
"""

from collections.abc import Callable
from datetime import date as Date
from datetime import datetime

from msgspec import Struct, field
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

Cells = tuple[object, ...]
H: Cells = (
    "STT",
    "Ngày",
    "Đơn vị",
    "Hình thức",
    "Chuyên đề",
    "Chủ đề",
    "Đối tượng",
    "Số người nghe",
    "Địa điểm",
    "Ghi chú",
)
_WITHOUT_UNIT = tuple(title for title in H if title != "Đơn vị")
BLANK: Cells = (None,) * 10


class Layout(Struct):
    """A workbook and what it says: `sheets` by name, ranges merged in all of them, values that are set."""

    sheets: dict[str, list[Cells]]
    reads: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()  # `line field code`
    merged: tuple[str, ...] = ()
    sets: dict[str, str] = {}
    above: tuple[str, ...] = ()
    controls: tuple[tuple[int, int], ...] = ()  # told and read
    unread: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()  # `line kind`
    draw: Callable[[Worksheet], None] = field(default=lambda _sheet: None)


def row(
    day: object = "12/5/2014",
    count: object = 45,
    *,
    unit: object = "CB01",
    form: object = "SH",
    topic: object = "Biên giới",
    themes: object = "LC-02",
    audience: object = "DV",
    number: object = 1,
    place: object = "Hội trường",
    notes: object = None,
) -> Cells:
    """A row under the titles `H`."""
    return (number, day, unit, form, topic, themes, audience, count, place, notes)


def one(*rows: Cells, titles: Cells = H, **more: object) -> Layout:
    """A workbook of one sheet with its titles in the first row."""
    return Layout({"Sổ": [titles, *rows]}, **more)  # type: ignore[arg-type]


def without_unit(*cells: object) -> Cells:
    """The row without its unit."""
    return (*cells[:2], *cells[3:])


def _hide_columns(*letters: str) -> Callable[[Worksheet], None]:
    def draw(sheet: Worksheet) -> None:
        for letter in letters:
            sheet.column_dimensions[letter].hidden = True

    return draw


def _from_1904(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.epoch = CALENDAR_MAC_1904


def _struck(text: str, rest: str = "") -> CellRichText:
    return CellRichText(TextBlock(InlineFont(strike=True), text), *filter(None, (rest,)))


def _hide(*names: str) -> Callable[[Worksheet], None]:
    def draw(sheet: Worksheet) -> None:
        if sheet.title in names:
            sheet.sheet_state = "hidden"

    return draw


def _hidden_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def _struck_row(sheet: Worksheet) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


def _struck_in_part(sheet: Worksheet) -> None:
    sheet.cell(3, 5).font = Font(strike=True)


def _bordered_far_below(sheet: Worksheet) -> None:
    sheet.cell(25_000, 3).border = Border(left=Side("thin"))


_COUNTS: Cells = ("Số lượt người nghe", None, None, None)
_GROUPED = [(*H[:7], *_COUNTS), (*BLANK[:7], "CB", "ĐV", "Người lao động", "Tổng")]
_GROUP_MERGED = ("H1:K1", *(f"{letter}1:{letter}2" for letter in "ABCDEFG"))
_SESSION = "2014-05-12 CB01 SH 45 LC-02"

LAYOUTS: dict[str, Layout] = {
    # ---- days
    "several days": one(
        row("05-06/05"), row("1-3/12"), row("12-13/5"), asks=("date: 05-06/05", "date: 1-3/12", "date: 12-13/5")
    ),
    "days joined by words": one(
        row("12/5 và 13/5"), row("từ 12 đến 14/5"), asks=("date: 12/5 và 13/5", "date: từ 12 đến 14/5")
    ),
    "days in words": one(
        row("ngày 12 tháng 5"),
        row("Sáng 13/5", 20),
        row("Thứ hai, 15/5/2014", 20),
        row("7h30 17/5", 20),
        row("19/5/2014 (chiều)", 20),
        reads=(_SESSION, *(f"2014-05-{day} CB01 SH 20 LC-02" for day in (13, 15, 17, 19))),
    ),
    "days as a spreadsheet counts them": one(
        row(41_771),
        row(Date(2014, 5, 13), 20),
        row(datetime(2014, 5, 16, 8, 0), 20),  # noqa: DTZ001
        reads=(_SESSION, "2014-05-13 CB01 SH 20 LC-02", "2014-05-16 CB01 SH 20 LC-02"),
    ),
    "a day that is none": one(row("31/2/2014"), row("chưa rõ"), asks=("date: 31/2/2014", "date: chưa rõ")),
    "a year of before": one(row("12/5/13"), reads=("2013-05-12 CB01 SH 45 LC-02 ~date_outside_period",)),
    "the year of the title": Layout(
        {"Sổ": [("SỔ THEO DÕI NĂM 2013",), H, row("12/5")]}, reads=("2013-05-12 CB01 SH 45 LC-02 ~date_outside_period",)
    ),
    "day and month apart": one(
        ("12", "5", "LC-02", "DV", 45),
        titles=("Ngày", "Tháng", "Chủ đề", "Đối tượng", "Số người"),
        sets={"form": "SH"},
        reads=(_SESSION,),
    ),
    # ---- rows of one session
    "themes under each other, merged": one(
        row(),
        row(None, None, unit=None, form=None, topic=None, themes="QT-02", audience=None, number=None, place=None),
        row(None, None, unit=None, form=None, topic=None, themes="DQ-01", audience=None, number=None, place=None),
        row("13/5/2014", 20, number=2),
        merged=tuple(f"{letter}2:{letter}4" for letter in "ABCDEGHI"),
        reads=("2014-05-12 CB01 SH 45 LC-02,QT-02,DQ-01", "2014-05-13 CB01 SH 20 LC-02"),
    ),
    "themes under each other, not merged": one(
        row(),
        (*BLANK[:5], "QT-02"),
        (*BLANK[:5], "DQ-01"),
        row("13/5/2014", 20, number=2),
        reads=("2014-05-12 CB01 SH 45 LC-02,QT-02,DQ-01 ~rows_joined", "2014-05-13 CB01 SH 20 LC-02"),
    ),
    "a day merged over sessions": one(
        row(),
        row(None, 20, number=2, topic="Du lịch"),
        merged=("B2:B3",),
        reads=(_SESSION, "2014-05-12 CB01 SH 20 LC-02"),
    ),
    "a count merged over units": one(
        row(),
        row(None, None, unit="DB02", form=None, topic=None, themes=None, audience=None, number=None, place=None),
        merged=("B2:B3", "H2:H3"),
        reads=("2014-05-12 CB01+DB02 SH 45 LC-02",),
    ),
    "a count merged over days": one(
        row(), row("13/5/2014", None, number=2), merged=("H2:H3",), refuses=("2 date count_over_days",)
    ),
    "days left blank": one(row(), row(None, 20, number=2), asks=("date: ",), reads=(_SESSION,)),
    "days left blank, said to be as above": one(
        row(),
        row(None, 20, number=2, topic="Du lịch"),
        above=("date",),
        reads=(_SESSION, "2014-05-12 CB01 SH 20 LC-02"),
    ),
    "units left blank": one(
        row(unit="DB02"), row("13/5/2014", 20, unit=None), asks=("unit: ",), reads=("2014-05-12 DB02 SH 45 LC-02",)
    ),
    "two units in a cell": one(row(unit="CB01, DB02"), reads=("2014-05-12 CB01+DB02 SH 45 LC-02",)),
    # ---- which column
    "absent and present": one(
        (*row()[:7], 3, 45),
        titles=(*H[:7], "Số người vắng", "Số người có mặt"),
        reads=(_SESSION,),
        unread=("Số người vắng",),
    ),
    "invited and come": one(
        (*row()[:7], 60, 45),
        titles=(*H[:7], "Số người mời", "Số người dự"),
        reads=(_SESSION,),
        unread=("Số người mời",),
    ),
    "registered, papers, come": one(
        (*row()[:7], 50, 100, 45),
        titles=(*H[:7], "Số đăng ký", "Số lượng tài liệu", "Số người nghe"),
        reads=(_SESSION,),
        unread=("Số đăng ký", "Số lượng tài liệu"),
    ),
    "two counts that may be meant": one(
        (*row()[:7], 45, 50),
        titles=(*H[:7], "Số người nghe", "Lượt người nghe"),
        refuses=("2 attendance columns_unclear",),
    ),
    "the day of the report stands first": one(
        (1, "1/12", "12/5", *row()[2:]),
        titles=("STT", "Ngày báo cáo", "Ngày tổ chức", *H[2:]),
        reads=(_SESSION,),
        unread=("Ngày báo cáo",),
    ),
    "groups with their sum": Layout(
        {"Sổ": [*_GROUPED, (*row()[:7], 10, 25, 10, 45)]}, merged=_GROUP_MERGED, reads=(_SESSION,)
    ),
    "groups with their sum, not merged": Layout({"Sổ": [*_GROUPED, (*row()[:7], 10, 25, 10, 45)]}, reads=(_SESSION,)),
    "groups, one of them unknown": Layout(
        {"Sổ": [_GROUPED[0], (*BLANK[:7], "CB", "ĐV", "Quần chúng", "Tổng"), (*row()[:7], 10, 25, 10, 45)]},
        merged=_GROUP_MERGED,
        asks=("audience: Quần chúng",),
    ),
    "groups without a sum": one((*row()[:6], 20, 25), titles=(*H[:6], "Cán bộ", "Đảng viên"), reads=(_SESSION,)),
    "groups that do not add up": Layout(
        {"Sổ": [*_GROUPED, (*row()[:7], 10, 25, 5, 45)]}, merged=_GROUP_MERGED, refuses=("3 audience audience_sum",)
    ),
    "titles with strokes": one(
        (1, "12/5", "LC-02", "DV", 45),
        titles=("STT", "Ngày/tháng", "Nội dung/chủ đề", "Đối tượng/thành phần", "Số lượng (người)"),
        sets={"form": "SH"},
        reads=(_SESSION,),
    ),
    "numbered columns": Layout({"Sổ": [H, ("A", *range(1, 10)), row()]}, reads=(_SESSION,)),
    "the heading again on the next page": one(
        row(), H, row("13/5/2014", 20), reads=(_SESSION, "2014-05-13 CB01 SH 20 LC-02")
    ),
    # ---- sheets
    "a sheet for each month": Layout(
        {f"Tháng {month}": [H, row(f"12/{month}/2014")] for month in (1, 2, 3)},
        reads=tuple(f"2014-0{month}-12 CB01 SH 45 LC-02" for month in (1, 2, 3)),
    ),
    "days alone in sheets of months": Layout(
        {f"T{month}": [H, row(12)] for month in (1, 2)},
        reads=("2014-01-12 CB01 SH 45 LC-02", "2014-02-12 CB01 SH 45 LC-02"),
    ),
    "a day of another month than its sheet's": Layout(
        {"Tháng 3": [H, row("12/4/2014")]}, reads=("2014-04-12 CB01 SH 45 LC-02 ~date_other_month",)
    ),
    "a sheet for each unit": Layout(
        {"Đảng bộ Sở Y tế": [_WITHOUT_UNIT, without_unit(*row())], "CB02": [_WITHOUT_UNIT, without_unit(*row())]},
        reads=("2014-05-12 DB02 SH 45 LC-02", "2014-05-12 CB02 SH 45 LC-02"),
    ),
    "a sheet named like a unit, and not quite": Layout(
        {"Sở Y tế": [_WITHOUT_UNIT, without_unit(*row())], "CB02": [_WITHOUT_UNIT, without_unit(*row())]},
        reads=("2014-05-12 CB02 SH 45 LC-02",),
        asks=("unit: Sở Y tế",),
    ),
    "a hidden sheet first": Layout(
        {"Nháp": [H, row("1/1/2014", 9)], "Sổ": [H, row()]}, draw=_hide("Nháp"), reads=(_SESSION,)
    ),
    "a cover before the table": Layout({"Bìa": [("SỔ GHI",), ("Năm 2014",)], "Sổ": [H, row()]}, reads=(_SESSION,)),
    "all months once more in a sheet": Layout({"Tháng 5": [H, row()], "Cả năm": [H, row()]}, reads=(_SESSION,)),
    "a hidden row": one(row(), row("13/5/2014", 20), draw=_hidden_row, reads=(_SESSION,), left_out=("3 hidden",)),
    "a row struck through": one(
        row(), row("13/5/2014", 20), draw=_struck_row, reads=(_SESSION,), left_out=("3 struck",)
    ),
    "a word struck through": one(
        row(), row("13/5/2014", 20), draw=_struck_in_part, reads=(_SESSION, "2014-05-13 CB01 SH 20 LC-02")
    ),
    "a border far below": one(row(), draw=_bordered_far_below, reads=(_SESSION,)),
    # ---- rows that are no sessions
    "sections of units": one(
        ("I", "Đảng bộ Sở Y tế"),
        without_unit(*row()),
        ("II", "CB Sở Tài chính"),
        without_unit(*row("13/5/2014", 20)),
        titles=_WITHOUT_UNIT,
        reads=("2014-05-12 DB02 SH 45 LC-02", "2014-05-13 CB02 SH 20 LC-02"),
    ),
    "sections over all columns": one(
        ("I. Đảng bộ Sở Y tế",),
        without_unit(*row()),
        titles=_WITHOUT_UNIT,
        merged=("A2:I2",),
        reads=("2014-05-12 DB02 SH 45 LC-02",),
    ),
    "a section of a unit nobody knows": one(
        ("I", "Đảng bộ Sở Xây dựng"), without_unit(*row()), titles=_WITHOUT_UNIT, asks=("unit: Đảng bộ Sở Xây dựng",)
    ),
    "sections of months": one(
        ("THÁNG 3",),
        row(5),
        ("Tháng 4/2014",),
        row("6/4", 20),
        reads=("2014-03-05 CB01 SH 45 LC-02", "2014-04-06 CB01 SH 20 LC-02"),
    ),
    "totals that agree": one(
        row(),
        row("13/5/2014", 20),
        ("", "Tổng cộng", *BLANK[:5], 65),
        reads=(_SESSION, "2014-05-13 CB01 SH 20 LC-02"),
        controls=((65, 65),),
    ),
    "a total that does not agree": one(
        row(),
        row("31/2/2014", 20),
        ("", "Cộng:", *BLANK[:5], 65),
        reads=(_SESSION,),
        asks=("date: 31/2/2014",),
        controls=((65, 45),),
    ),
    "sums of parts": one(
        row(),
        ("", "Cộng tháng 5", *BLANK[:5], 45),
        row("13/6/2014", 20),
        ("", "Cộng tháng 6", *BLANK[:5], 20),
        ("", "TỔNG CỘNG", *BLANK[:5], 65),
        reads=(_SESSION, "2014-06-13 CB01 SH 20 LC-02"),
        controls=((45, 45), (20, 20), (65, 65)),
    ),
    "a sum that says nothing of itself": one(row(), (*BLANK[:7], 45), reads=(_SESSION,), controls=((45, 45),)),
    "a topic that begins like a total": one(
        row(topic="Cộng hòa xã hội chủ nghĩa"),
        row("13/5/2014", 20, topic="Tổng kết nghị quyết"),
        reads=(_SESSION, "2014-05-13 CB01 SH 20 LC-02"),
    ),
    "signatures below": one(
        row(),
        (),
        (*BLANK[:5], "Lai Châu, ngày 20 tháng 12 năm 2014"),
        ("", "NGƯỜI LẬP", *BLANK[:4], "BÍ THƯ"),
        ("", "Lò Văn Pản"),
        reads=(_SESSION,),
        left_out=("4 signature", "5 signature", "6 signature"),
    ),
    # ---- values
    "counts with words": one(
        row(count="45 đ/c"),
        row("14/5/2014", "45/50"),
        row("16/5/2014", "45 (vắng 2)"),
        row("18/5/2014", "1.200 lượt"),
        reads=(
            _SESSION,
            "2014-05-14 CB01 SH 45 LC-02 ~count_read_as",
            "2014-05-16 CB01 SH 45 LC-02 ~count_read_as",
            "2014-05-18 CB01 SH 1200 LC-02 ~attendance_many",
        ),
    ),
    "counts of groups in a cell": one(
        row(count="25 đv, 5 cb", audience=None),
        reads=("2014-05-12 CB01 SH 30 LC-02",),
    ),
    "counts that are none": one(
        row(count="50-60"), row(count="45 (25 nữ)"), asks=("attendance: 50-60", "attendance: 45 (25 nữ)")
    ),
    "themes in a cell": one(
        row(themes="LC-02\nQT-02"),
        row("14/5/2014", themes="LC-02 và QT-02"),
        row("16/5/2014", themes="lc2"),
        row("17/5/2014", themes="- Dân chủ\n- Nhân quyền"),
        row("18/5/2014", themes="LC-02: Những nét văn hóa truyền thống"),
        reads=(
            "2014-05-12 CB01 SH 45 LC-02,QT-02",
            "2014-05-14 CB01 SH 45 LC-02,QT-02",
            "2014-05-16 CB01 SH 45 LC-02",
            "2014-05-17 CB01 SH 45 DQ-02,DQ-03",
            "2014-05-18 CB01 SH 45 LC-02",
        ),
    ),
    "a number is no theme": one(row(themes="30"), asks=("themes: 30",)),
    "a text that fits two themes": one(row(themes="của tỉnh"), asks=("themes: của tỉnh",)),
    "sessions in a column": one(
        (*row(), 1),
        (*row("13/5/2014", 60), 3),
        titles=(*H, "Số buổi"),
        reads=(_SESSION,),
        refuses=("3 sessions sessions_several",),
    ),
    "monthly numbers of units": one(
        ("1", "CB01", "Tháng 3", 5, 120, "SH"),
        ("2", "CB02", "Tháng 3", 1, 30, "TM"),
        ("3", "CB01", "4", 2, "45 đ/c", None),
        ("4", "DB01", "Tháng 3", 0, 0, None),
        ("5", "DB02", "Tháng 3", 3, 2, None),
        (None, "Tổng cộng", None, 8, 195, None),
        titles=("STT", "Đơn vị", "Tháng", "Số buổi", "Số lượt người nghe", "Hình thức"),
        reads=("2014-03 CB01 5/120 SH=5", "2014-03 CB02 1/30 TM=1", "2014-04 CB01 2/45"),
        refuses=("6 line totals_amount",),
        controls=((195, 195),),
    ),
    "months by sheets, themes by rows": Layout(
        {
            f"Tháng {month}": [
                ("BÁO CÁO SỐ LIỆU NĂM 2014",),
                ("STT", "Đơn vị", "Chủ đề", "Số cuộc", "Lượt người dự"),
                ("1", "CB01", "LC-02", month, 40),
                ("2", "CB01", "QT-02", 2, 50),
            ]
            for month in (3, 4)
        },
        reads=("2014-03 CB01 5/90 LC-02=3 QT-02=2", "2014-04 CB01 6/90 LC-02=4 QT-02=2"),
    ),
    "one month in two sheets": Layout(
        {
            name: [("Đơn vị", "Tháng", "Số buổi", "Số lượt người nghe"), ("CB01", "Tháng 3", 3, 40)]
            for name in ("Quý I", "Cả năm")
        },
        refuses=("2 line totals_in_sheets", "2 line totals_in_sheets"),
    ),
    "months beside sessions": one(
        (*row(), 1),
        (*row("Tháng 5", 60), 3),
        titles=(*H, "Số buổi"),
        reads=(_SESSION, "2014-05 CB01 3/60 SH=3 LC-02=3 ~totals_beside"),
    ),
    "words struck through in a cell": one(
        row(count=_struck("45", " 46")),
        row("13/5/2014", topic=_struck("Bài cũ ", "Bài mới")),
        row("14/5/2014", notes=_struck("hoãn")),
        reads=(
            "2014-05-12 CB01 SH 46 LC-02 ~struck_in_part",
            "2014-05-13 CB01 SH 45 LC-02 ~struck_in_part",
            "2014-05-14 CB01 SH 45 LC-02",
        ),
    ),
    "a hidden column of other counts": one(
        (*row()[:7], 60, 45),
        titles=(*H[:7], "Số người nghe", "Số lượt người dự"),
        reads=(_SESSION,),
        draw=_hide_columns("H"),
    ),
    "days numbered from 1904": one(
        row(40_309),
        row(Date(2014, 5, 13)),
        reads=(_SESSION, "2014-05-13 CB01 SH 45 LC-02 ~like_row"),
        draw=_from_1904,
    ),
    "two tables below each other": Layout(
        {
            "Sổ": [
                ("Quý I",),
                H,
                row("5/1"),
                BLANK,
                ("Quý II",),
                (*H[:4], "Chủ đề", "Chuyên đề", *H[6:]),
                (1, "5/4", "CB02", "TM", "QT-02", "Ngoại giao", "DV", 30, "Sở", None),
            ]
        },
        reads=("2014-01-05 CB01 SH 45 LC-02", "2014-04-05 CB02 TM 30 QT-02"),
    ),
    "men and women beside the sum": one(
        (1, "12/5", "CB01", "SH", "LC-02", "DV", 20, 25, 45, "90%"),
        titles=("STT", "Ngày", "Đơn vị", "Hình thức", "Chủ đề", "Đối tượng", "Nam", "Nữ", "Tổng số", "Tỷ lệ dự (%)"),
        reads=(_SESSION,),
        unread=("Nam", "Nữ", "Tỷ lệ dự (%)"),
    ),
    "days with the year first or an apostrophe": one(
        row("2014/5/12"),
        row("'13/5/2014", unit="CB02"),
        row("14.5.14", unit="DB01"),
        reads=(_SESSION, "2014-05-13 CB02 SH 45 LC-02", "2014-05-14 DB01 SH 45 LC-02"),
    ),
    "the count in the column of groups": Layout(
        {
            "Sổ": [
                ("Đơn vị: Chi bộ Sở Tài chính",),
                ("STT", "Ngày", "Hình thức", "Chủ đề", "Thành phần, số lượng"),
                (1, "12/5", "SH", "LC-02", "Đảng viên 45 đ/c"),
            ]
        },
        reads=("2014-05-12 CB02 SH 45 LC-02",),
    ),
    "months side by side": one(
        (None, None, "Số buổi", "Số lượt", "Số buổi", "Số lượt"),
        (1, "CB01", 2, 40, 3, 60),
        (2, "CB02", 1, 20, 0, 0),
        (3, "DB01", None, None, None, None),
        (None, "Tổng cộng", 3, 60, 3, 60),
        titles=("STT", "Đơn vị", "Tháng 1", None, "Tháng 2", None),
        merged=("C1:D1", "E1:F1"),
        reads=("2014-01 CB01 2/40", "2014-02 CB01 3/60", "2014-01 CB02 1/20"),
        controls=((120, 120),),
    ),
    "listeners beyond measure": one(
        row(count=45_000),
        row("12/5/2024", 9),
        row("13/5/2014", 20, notes="0912 345 678"),
        row("15/5/2014", 20, notes="1. Lò Văn Pản 2. Vàng Thị Đua 3. Giàng A Páo"),
        reads=(
            "2014-05-12 CB01 SH 45000 LC-02 ~attendance_many",
            "2024-05-12 CB01 SH 9 LC-02 ~date_in_future",
            "2014-05-13 CB01 SH 20 LC-02 ~personal_data",
            "2014-05-15 CB01 SH 20 LC-02 ~personal_data",
        ),
    ),
    "two rows of one event": one(
        row(count=45), row("13/5/2014", 46), reads=(_SESSION, "2014-05-13 CB01 SH 46 LC-02 ~like_row")
    ),
    "words nobody knows": one(
        row(unit="Sở Y tế", form="SHCB", audience="nhân dân"),
        row("13/5/2014", audience="nhân dân"),
        asks=("audience: nhân dân", "unit: Sở Y tế", "form: SHCB"),
    ),
    "a reporter nobody knows": one(
        (*row(), "Đ/c Vàng Thị Đua"), titles=(*H, "Báo cáo viên"), asks=("reporters: Vàng Thị Đua",)
    ),
}
