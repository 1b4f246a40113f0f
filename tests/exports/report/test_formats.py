"""The files of a report: the same figures in all of them, nothing of the book is run, the layout of official papers."""

import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable
from datetime import date as Date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Pt
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook

from exports.official.numbers import day_in_words, decimal, figure
from exports.report.formats import ENDINGS, save_paper, writer_of
from exports.report.model import UnitLine
from exports.report.paper import Paper
from exports.report.pdf import pdf_bytes
from logs.errors import SotayError
from logs.exchange.office_settings import Office, Profile
from logs.rates import share
from tests.exports.desk import Desk
from tests.exports.papers import HOSTILE, committee_paper, hostile_paper

# What the program writes itself; PDF is another program's.
_OWN = tuple(ending for ending in ENDINGS if ending != ".pdf")


def made(paper: Paper, ending: str) -> bytes:
    """The paper as a file of that ending."""
    return b"".join(writer_of(Path(f"bao-cao{ending}"))(paper))


def words_of(data: bytes) -> str:
    """Every word of a document, of its tables too."""
    document = Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(texts)


def sheet_of(data: bytes, name: str, *, data_only: bool = False) -> Any:
    """The sheet whose name begins so."""
    book = load_workbook(io.BytesIO(data), data_only=data_only)
    return next(sheet for sheet in book if sheet.title.startswith(name))


def sheet_rows(data: bytes, name: str, *, formulas: bool = False) -> list[list[Any]]:
    """The cells of a sheet: values as they were stored beside the formulas, or the formulas."""
    sheet = sheet_of(data, name, data_only=not formulas)
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def total_row(rows: list[list[Any]]) -> list[Any]:
    """The row of the sums."""
    return next(row for row in rows if "Tổng cộng" in row)


# ---------------------------------------------------------------- figures


def test_every_file_states_the_same_totals(desk: Desk) -> None:
    paper = committee_paper(desk)
    total = paper.report.total
    assert (total.sessions, total.attendance) == (12, 780)
    sentence = f"tổ chức {figure(total.sessions)} buổi tuyên truyền cho {figure(total.attendance)} lượt người nghe"
    assert sentence in words_of(made(paper, ".docx"))
    assert sentence in made(paper, ".html").decode()
    workbook = made(paper, ".xlsx")
    for number in (1, 3):
        assert total_row(sheet_rows(workbook, f"Biểu {number}"))[2:4] == [12, 780]
    assert total_row(sheet_rows(workbook, "Biểu 2"))[3:5] == [12, 780]
    assert total_row(sheet_rows(workbook, "Biểu 5"))[9] == 780
    rows = list(csv.reader(io.StringIO(made(paper, ".csv").decode("utf-8-sig"))))
    assert [row[2:4] for row in rows if row[1:2] == ["Tổng cộng"]] == [["12", "780"], ["12", "780"]]
    document = json.loads(made(paper, ".json"))
    assert document["report"]["total"] == {"sessions": 12, "attendance": 780}
    assert [len(table["rows"]) for table in document["tables"]] == [2, 41, 12, 2, 12]


def test_the_last_rows_of_the_workbook_are_formulas_with_their_values(desk: Desk) -> None:
    data = made(committee_paper(desk), ".xlsx")
    formulas, values = (total_row(sheet_rows(data, "Biểu 1", formulas=wanted)) for wanted in (True, False))
    assert re.fullmatch(r"=SUM\(C\d+:C\d+\)", formulas[2])
    assert values[2] == 12
    first, last = map(int, re.findall(r"\d+", formulas[2]))
    rows = sheet_rows(data, "Biểu 1")
    assert sum(row[2] for row in rows[first - 1 : last]) == 12
    # Sessions with several themes would be counted twice by a sum.
    assert total_row(sheet_rows(data, "Biểu 2", formulas=True))[3] == 12


def test_the_sheets_are_ready_to_print(desk: Desk) -> None:
    data = made(committee_paper(desk), ".xlsx")
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == [
        "Biểu 1 Đơn vị", "Biểu 2 Nội dung", "Biểu 3 Tháng", "Biểu 4 Gửi báo cáo", "Biểu 5 Sổ theo dõi",
        "Quy tắc", "Biểu đồ",
    ]  # fmt: skip
    assert (book.properties.title, book.properties.creator) == (
        "Báo cáo kết quả thực hiện công tác thông tin đối ngoại năm 2014",
        "Đảng ủy Khối các cơ quan tỉnh",
    )
    for sheet in book.worksheets[:-1]:
        page = sheet.page_setup
        assert (page.orientation, page.paperSize, page.fitToHeight) == ("landscape", 9, 0)
        numbers = numbers_row(sheet)
        assert sheet.freeze_panes == f"C{numbers + 1}"
        assert str(sheet.print_title_rows).endswith(f":${numbers}")
        assert sheet.print_area
        assert "Kèm theo Báo cáo số" in str(sheet.cell(6, 1).value)
    sheet = book.worksheets[0]
    first = sheet.cell(numbers_row(sheet) + 1, 3)
    assert (first.number_format, first.font.name, first.border.left.style) == ("#,##0", "Times New Roman", "thin")
    sent = sheet.cell(numbers_row(sheet) + 1, 17)
    assert (sent.number_format, sent.value.date()) == ("dd/mm/yyyy", Date(2014, 5, 20))
    progress = sheet_of(data, "Biểu 4")
    assert progress.auto_filter.ref == f"A{numbers_row(progress)}:F{numbers_row(progress) + 2}"


def numbers_row(sheet: Any) -> int:
    """The row of the columns' numbers, the last one of the header."""
    return next(n for n, (first, *_rest) in enumerate(sheet.iter_rows(values_only=True), start=1) if first == "(1)")


def test_charts_are_read_out(desk: Desk) -> None:
    with zipfile.ZipFile(io.BytesIO(made(committee_paper(desk), ".xlsx"))) as parts:
        said = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', parts.read("xl/drawings/drawing1.xml").decode())
    assert [one.split(":")[0] for one in said] == [
        "Số buổi theo nhóm nội dung", "Số buổi theo tháng", "Số buổi theo đơn vị",
    ]  # fmt: skip
    assert "Tháng 12/2014: 1" in said[1]


def test_a_sheet_says_how_it_was_counted(desk: Desk) -> None:
    paper = committee_paper(desk)
    apart = replace(paper.report.apart, drafts=3)
    rows = sheet_rows(made(replace(paper, report=replace(paper.report, apart=apart)), ".xlsx"), "Quy tắc")
    said = {row[1]: row[2] for row in rows if isinstance(row[0], int)}
    assert "từ 01/01/2014 đến 31/12/2014, mỗi sự kiện một lần" in said["Buổi được tính"]
    assert said["Trong số liệu này"] == "Chưa gồm 3 bản nháp."


@given(st.integers(1, 20_000), st.data())
def test_a_share_in_a_cell_is_the_share_in_the_letter(whole: int, data: st.DataObject) -> None:
    said = share(data.draw(st.integers(0, whole)), whole)
    assert said is not None
    # Excel rounds what it shows of a cell half up, in fifteen digits.
    cell = Decimal(f"{round(said / 100, 3):.15g}") * 100
    assert decimal(said) == f"{cell.quantize(Decimal('0.1'), ROUND_HALF_UP)}".replace(".", ",")


def test_the_register_is_filtered_to_the_figures_of_each_annex(desk: Desk) -> None:
    data = made(committee_paper(desk), ".xlsx")
    sheet = sheet_of(data, "Biểu 5")
    titles, *lines = [row for row in sheet_rows(data, "Biểu 5") if len(row) > 15 and (row[0] == "STT" or row[1])]
    lines = [line for line in lines if isinstance(line[0], int)]
    numbers = numbers_row(sheet)
    assert sheet.auto_filter.ref == f"A{numbers}:Q{numbers + len(lines)}"
    assert sheet.print_area.endswith(f"$L${sheet.max_row}"), "what is there to filter by is not printed"

    def sessions_of(title: str, name: str) -> int:
        return sum(name in str(line[titles.index(title)]).split(", ") for line in lines)

    units, months, themes = (
        [row for row in sheet_rows(data, f"Biểu {n}") if isinstance(row[0], int)] for n in (1, 3, 2)
    )
    assert all(sessions_of("Đơn vị báo cáo", row[1]) == row[2] for row in units)
    assert all(sessions_of("Tháng", row[1]) == row[2] for row in months)
    assert all(sessions_of("Chủ đề", row[1]) == row[3] for row in themes)
    groups = [row for row in sheet_rows(data, "Biểu 2") if row[0] is None and row[1] and isinstance(row[3], int)]
    assert groups
    assert all(sessions_of("Nhóm nội dung", row[1]) == row[3] for row in groups)
    assert sum(sessions_of("Mã hình thức", code) for code in ("SH", "HC", "TM")) == len(lines)


def test_a_report_of_nothing_can_be_written(desk: Desk) -> None:
    from exports.report.freezing import paper_of
    from tests.exports.papers import YEAR

    paper = paper_of(desk.book("CB01"), YEAR)
    for ending in _OWN:
        assert made(paper, ending)
    assert "Chi bộ chưa tổ chức buổi tuyên truyền nào" in words_of(made(paper, ".docx"))


# ---------------------------------------------------------------- data is data


def test_no_text_of_the_book_is_run(desk: Desk) -> None:
    paper = hostile_paper(desk)
    workbook = made(paper, ".xlsx")
    cells = [cell for row in sheet_of(workbook, "Biểu 5").iter_rows() for cell in row if cell.value]
    assert {
        cell.data_type for cell in cells if str(cell.value).startswith("=") and "(109,J" not in str(cell.value)
    } <= {"s"}
    assert sum(str(cell.value) == "=1+1" for cell in cells) == 3
    rows = list(csv.reader(io.StringIO(made(paper, ".csv").decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    page = made(paper, ".html").decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    for text in HOSTILE[:4]:
        assert text in words_of(made(_named(paper, text), ".docx"))


def test_a_long_register_looks_like_a_short_one_and_runs_no_text_either(desk: Desk) -> None:
    short = hostile_paper(desk)
    lines = [*short.report.register]
    many = replace(short, report=replace(short.report, register=lines * 30))
    of_short, of_long = (_lines_of(sheet_of(made(paper, ".xlsx"), "Biểu 5")) for paper in (short, many))
    assert of_long == [(str(place), *of_short[place % len(lines)][1:]) for place in range(30 * len(lines))]
    sheet = sheet_of(made(many, ".xlsx"), "Biểu 5")
    assert (sheet.auto_filter.ref, sheet.print_title_rows) == (f"A9:Q{9 + 30 * len(lines)}", "$8:$9")
    assert sheet.cell(10 + 30 * len(lines), 10).value == f"=SUBTOTAL(109,J10:J{9 + 30 * len(lines)})"


def _lines_of(sheet: Any) -> list[tuple[Any, ...]]:
    """Of each line its place from 0, its height, and the cells behind the first: text, kind and looks."""
    rows = list(sheet.iter_rows(min_row=10, max_row=9 + sum(isinstance(cell.value, int) for cell in sheet["A"])))
    return [
        (
            str(row[0].value - 1),
            sheet.row_dimensions[row[0].row].height,
            *((_read(cell.value), cell.data_type, cell.style_id) for cell in row[1:]),
        )
        for row in rows
    ]


def _read(value: object) -> str:
    """A text as Excel reads it: openpyxl takes the sign before what looks like a number out of shared texts only."""
    return str(value).strip().replace("_x005F_", "_")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_that_means_harm_stays_a_name(desk: Desk, text: str) -> None:
    paper = _named(committee_paper(desk), text)
    for ending in _OWN:
        data = made(paper, ending)
        if ending in (".docx", ".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                assert parts.testzip() is None
                assert not [
                    name for name in parts.namelist() if "hyperlink " in parts.read(name).decode("utf-8", "replace")
                ]
    assert words_of(made(paper, ".docx"))
    assert sheet_of(made(paper, ".xlsx"), "Biểu 1").max_row > 10


def _named(paper: Paper, text: str) -> Paper:
    """The paper with every name and title in it replaced."""

    def renamed(line: UnitLine) -> UnitLine:
        return replace(line, name=text)

    report = paper.report
    units = tuple(map(renamed, report.units)) or (UnitLine("X", text, 0, 0, {}, {}, 0),)
    groups = tuple(replace(part, title=text) for part in report.groups)
    register = tuple(replace(line, unit=text, reporters=(text,)) for line in report.register)
    office = Office(superior=text, issuer=text, place=text, signer=text, position=text, recipients=(text, text))
    return replace(
        paper, report=replace(report, units=units, groups=groups, register=register, unit_name=text), office=office
    )


# ---------------------------------------------------------------- the layout of official papers


def test_the_layout_of_the_party(desk: Desk) -> None:
    paper = replace(committee_paper(desk), number=5, dated=Date(2014, 4, 2))
    document = Document(io.BytesIO(made(paper, ".docx")))
    section = document.sections[0]
    assert [_millimetres(one) for one in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [_millimetres(one) for one in margins] == [20, 20, 30, 15]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert not section.first_page_header.paragraphs[0].text
    style = document.styles["Normal"]
    assert (style.font.name, style.font.size) == ("Times New Roman", Pt(14))
    left, right = document.tables[0].rows[0].cells
    assert [paragraph.text for paragraph in left.paragraphs] == [
        "ĐẢNG BỘ TỈNH LAI CHÂU", "ĐẢNG ỦY KHỐI CÁC\nCƠ QUAN TỈNH", "*", "Số 05-BC/ĐU",
    ]  # fmt: skip
    assert [left.paragraphs[n].runs[0].bold for n in (0, 1)] == [False, True]
    party, rule, place = right.paragraphs
    assert (party.text, party.runs[0].font.size, party.runs[0].bold) == ("ĐẢNG CỘNG SẢN VIỆT NAM", Pt(15), True)
    assert "w:pBdr" in rule._p.xml
    assert (place.text, place.runs[0].italic) == ("Lai Châu, ngày 02 tháng 4 năm 2014", True)
    opening = next(one for one in document.paragraphs if one.text.startswith("Thực hiện Hướng dẫn"))
    layout = opening.paragraph_format
    assert opening.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert _millimetres(layout.first_line_indent) == 10
    assert (layout.space_after, layout.line_spacing) == (Pt(6), Pt(18))
    left, right = document.tables[1].rows[0].cells
    assert [one.text for one in left.paragraphs] == [
        "Nơi nhận:", "- Ban Tuyên giáo Tỉnh ủy (b/c),", "- Các chi, đảng bộ cơ sở,", "- Lưu.",
    ]  # fmt: skip
    assert [(one.text, one.runs[0].bold) for one in right.paragraphs[:2]] == [
        ("T/M BAN THƯỜNG VỤ", True),
        ("PHÓ BÍ THƯ", False),
    ]
    assert _millimetres(document.sections[1].page_width) == 297


def _millimetres(length: Length | None) -> int:
    return round(length.mm) if length is not None else 0


def test_the_layout_of_the_state(desk: Desk) -> None:
    paper = replace(committee_paper(desk), number=5, office=Office(profile="nd30-2020"))
    document = Document(io.BytesIO(made(paper, ".docx")))
    head, foot = document.tables[:2]
    left, right = head.rows[0].cells
    assert [(one.text, one.runs[0].font.size) for one in right.paragraphs[:2]] == [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Pt(13)),
        ("Độc lập - Tự do - Hạnh phúc", Pt(14)),
    ]
    assert (left.paragraphs[-1].text, left.paragraphs[-1].runs[0].font.size) == ("Số: 05/BC-ĐU", Pt(13))
    # Programs go by the grid or by the cells.
    for table in (head, foot):
        assert [column.width for column in table.columns] == [cell.width for cell in table.rows[0].cells]
    kind, abstract, rule = document.paragraphs[:3]
    assert (kind.text, kind.runs[0].font.size) == ("BÁO CÁO", Pt(14))
    assert abstract.text == "Kết quả thực hiện công tác thông tin đối ngoại năm 2014"
    assert "w:pBdr" in rule._p.xml
    parts = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    assert parts[:2] == ["I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO", "II. KẾT QUẢ THỰC HIỆN"]
    recipients, signature = foot.rows[0].cells
    label, first = recipients.paragraphs[:2]
    assert (label.text, label.runs[0].bold, label.runs[0].italic, label.runs[0].font.size) == (
        "Nơi nhận:", True, True, Pt(12),
    )  # fmt: skip
    assert first.runs[0].font.size == Pt(11)
    assert signature.paragraphs[0].text == "TM. BAN THƯỜNG VỤ"


def test_word_knows_whose_paper_it_is_and_in_what_language(desk: Desk) -> None:
    document = Document(
        io.BytesIO(made(replace(committee_paper(desk), office=Office(issuer="Ban Tuyên giáo")), ".docx"))
    )
    properties = document.core_properties
    assert properties.title == "Báo cáo kết quả thực hiện công tác thông tin đối ngoại năm 2014"
    assert (properties.author, properties.last_modified_by) == ("Ban Tuyên giáo", "Ban Tuyên giáo")
    assert (properties.comments, properties.language) == ("", "vi-VN")
    assert re.findall(r'<w:lang w:val="([^"]+)"', document.styles.element.xml) == ["vi-VN"]
    headings = [
        (one.style.name, one.text) for one in document.paragraphs if one.style and "Head" in str(one.style.name)
    ]
    assert ("Heading 1", "II- KẾT QUẢ THỰC HIỆN") in headings
    assert ("Heading 2", "2. Nội dung") in headings
    assert ("Heading 1", "BIỂU 4. TÌNH HÌNH GỬI BÁO CÁO") in headings


def test_room_is_left_for_number_and_day(desk: Desk) -> None:
    paper = committee_paper(desk)
    assert paper.attached_to == "(Kèm theo Báo cáo số ……-BC/ĐU, ngày …… tháng …… năm 2014)"
    dated = replace(paper, number=5, dated=Date(2014, 4, 2))
    assert dated.attached_to == "(Kèm theo Báo cáo số 05-BC/ĐU, ngày 02 tháng 4 năm 2014)"


@pytest.mark.parametrize(
    ("profile", "mark"), [("hd05-2026", "báo cáo."), ("hd36-2018", "báo cáo./."), ("nd30-2020", "báo cáo./.")]
)
def test_the_last_word_has_the_end_mark(desk: Desk, profile: Any, mark: str) -> None:
    paper = replace(committee_paper(desk), office=Office(profile=profile))
    last = next(one.text for one in Document(io.BytesIO(made(paper, ".docx"))).paragraphs if "Trên đây" in one.text)
    assert last.endswith(f"kính {mark}")
    chosen = replace(paper, office=Office(profile=profile, end_mark="."))
    assert "kính báo cáo./." not in words_of(made(chosen, ".docx"))


def test_judgements_are_marked_gaps(desk: Desk) -> None:
    document = Document(io.BytesIO(made(committee_paper(desk), ".docx")))
    gaps = [one for one in document.paragraphs if any(run.font.highlight_color for run in one.runs)]
    assert len(gaps) == 5
    headings = [one.text for one in document.paragraphs if re.match(r"[IV]+- ", one.text)]
    assert [one.split("-")[0] for one in headings] == ["I", "II", "III", "IV", "V"]


def test_who_signs(desk: Desk) -> None:
    paper = committee_paper(desk)
    board = replace(paper, office=Office(block="board")).letterhead
    assert (board.superior, board.issuer) == ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH", "BAN TUYÊN GIÁO")
    assert (board.authority, board.position, board.numbered) == ("", "TRƯỞNG BAN", "Số        -BC/BTGĐU")
    cell = replace(
        paper, report=replace(paper.report, role="reporter"), unit_type="chi_bo", superior_name="Đảng ủy Khối"
    ).letterhead
    assert (cell.superior, cell.authority, cell.position) == ("ĐẢNG ỦY KHỐI", "T/M CHI BỘ", "BÍ THƯ")
    assert cell.recipients == ("Ban Tuyên giáo Đảng uỷ (b/c)", "Lưu")


def test_the_office_s_own_spelling(desk: Desk) -> None:
    paper = replace(committee_paper(desk), office=Office(old_spelling=True, block="unit"))
    assert paper.letterhead.authority == "T/M ĐẢNG UỶ"
    assert "toàn Đảng bộ" in words_of(made(paper, ".docx"))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (Date(2014, 4, 2), "ngày 02 tháng 4 năm 2014"),
        (Date(2014, 2, 12), "ngày 12 tháng 02 năm 2014"),
        (Date(2014, 12, 31), "ngày 31 tháng 12 năm 2014"),
    ],
)
def test_days_in_words(day: Date, words: str) -> None:
    assert day_in_words(day) == words


# ---------------------------------------------------------------- on the disk


def test_a_file_is_never_replaced(desk: Desk, tmp_path: Path) -> None:
    paper = committee_paper(desk)
    paths = [save_paper(paper, tmp_path / "Báo cáo.csv") for _ in range(3)]
    assert [path.name for path in paths] == ["Báo cáo.csv", "Báo cáo (2).csv", "Báo cáo (3).csv"]
    assert len({path.read_bytes() for path in paths}) == 1


@pytest.mark.parametrize(
    ("name", "code"), [("x.odt", "report_ending"), ("x", "report_ending"), ("nowhere/x.csv", "report_failed")]
)
def test_what_cannot_be_written_is_told(desk: Desk, tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(SotayError) as caught:
        save_paper(committee_paper(desk), tmp_path / name)
    assert caught.value.code == code


def test_without_libreoffice_no_pdf_is_promised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("exports.report.pdf._usual_places", lambda: [tmp_path / "soffice"])
    with pytest.raises(SotayError, match="pdf_without_office"):
        writer_of(Path("x.pdf"))


def test_a_libreoffice_that_makes_nothing_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.report.pdf.find_office", lambda: sys.executable)
    with pytest.raises(SotayError, match="pdf_failed"):
        pdf_bytes(committee_paper(desk))


@pytest.mark.parametrize("profile", get_args(Profile))
@pytest.mark.parametrize("ending", _OWN)
def test_the_same_paper_gives_the_same_bytes(desk: Desk, profile: Any, ending: str) -> None:
    paper = replace(committee_paper(desk), office=Office(profile=profile))
    parts: Callable[[bytes], object] = _parts if ending in (".docx", ".xlsx") else bytes
    assert parts(made(paper, ending)) == parts(made(paper, ending))


def _parts(data: bytes) -> dict[str, bytes]:
    """What is in a zipped file; the hour that the zip notes of its parts is no part of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}
