"""Old notebooks in: every row is taken once, or comes back with the reason; nothing is guessed."""

import contextlib
import unicodedata
from datetime import date as Date
from datetime import datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from exports.intake.headings import fields_of
from exports.intake.intake import Intake, apply_intake, plan_intake
from exports.intake.plan import ReadingPlan, read_plan
from exports.intake.rejects import rejects_bytes
from exports.intake.workbook import read_workbook
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.spreadsheets.bounds import MOST_ROWS
from logs.spreadsheets.legacy_encodings import _TCVN3, _VNI, Encoding, convert, detect, lost
from tests.exports.desk import Desk
from tests.exports.notebooks import ROWS, TITLES, text_file, workbook


def plan(book: LogBook, path: Path, **more: object) -> Intake:
    """What an import of the file would do."""
    return plan_intake(book, read_workbook(path), plan=ReadingPlan(**more))  # type: ignore[arg-type]


def mapped_by(mapping: Path, book: LogBook, path: Path) -> Intake:
    """What an import of the file would do whose columns another file names."""
    return plan_intake(book, read_workbook(path), plan=read_plan(mapping))


def codes(intake: Intake) -> list[tuple[str, ...]]:
    """What is wrong with each rejected row."""
    return [tuple(one.code for one in row.problems) for row in intake.rejected]


# ---------------------------------------------------------------- rows


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_notebook_is_taken_in(desk: Desk, tmp_path: Path, kind: str) -> None:
    path = (workbook if kind == "xlsx" else text_file)(tmp_path / f"sổ cũ.{kind}")
    book = desk.book("CB01")
    intake = plan(book, path)
    assert (len(intake.new), len(intake.rejected), book.find()) == (3, 2, [])
    assert codes(intake) == [("date_impossible",), ("count_unreadable",)]
    assert apply_intake(book, intake) == 3
    first, second, third = (entry.session for entry in book.find())
    assert (first.form, first.themes, first.attendance, first.unit) == ("SH", ("LC-01", "DQ-01"), 25, "CB01")
    assert first.reporters == ("CB01-an",)
    assert (second.attendance, second.notes) == (50, "tốt\nSố lượt người nghe ghi trong sổ cũ: khoảng 50 người")
    assert (str(third.date), third.form, third.themes, third.attendance) == ("2014-05-01", "HC", ("LC-06",), 1_200)


def test_importing_twice_adds_nothing(desk: Desk, tmp_path: Path) -> None:
    book, path = desk.book("CB01"), workbook(tmp_path / "a.xlsx")
    apply_intake(book, plan(book, path))
    again = plan(book, workbook(tmp_path / "b.xlsx", (*ROWS, (6, "7/5/2014", "X", "TM", "Mới", "LC-01", "CB", 9, ""))))
    assert (len(again.new), len(again.known), len(again.rejected)) == (1, 3, 2)
    # What a person has changed or deleted since is not brought back.
    book.delete(book.find()[0].id)
    assert len(plan(book, path).new) == 0


def test_two_rows_alike_are_two_sessions(desk: Desk, tmp_path: Path) -> None:
    book, path = desk.book("CB01"), workbook(tmp_path / "a.xlsx", (ROWS[0], ROWS[0]))
    assert apply_intake(book, plan(book, path)) == 2
    assert len(plan(book, path).known) == 2


def test_an_import_is_one_step(desk: Desk, tmp_path: Path) -> None:
    book, path = desk.book("CB01"), workbook(tmp_path / "a.xlsx")
    apply_intake(book, plan(book, path))
    assert book.history.undo().action == "import"
    assert book.find() == []
    assert len(plan(book, path).new) == 3
    book.history.redo()
    assert len(book.find()) == 3


def test_rejected_rows_come_back_and_are_taken_once_corrected(desk: Desk, tmp_path: Path) -> None:
    book, path = desk.book("CB01"), workbook(tmp_path / "a.xlsx")
    intake = plan(book, path)
    apply_intake(book, intake)
    back = tmp_path / "cần sửa.xlsx"
    back.write_bytes(rejects_bytes(back, intake, lambda row: row.problems[0].code))
    edited = load_workbook(back)
    sheet = edited.active
    assert sheet is not None
    assert [sheet.cell(row, 10).value for row in (1, 2, 3)] == [
        "Lý do không nhận",
        "date_impossible",
        "count_unreadable",
    ]
    sheet.cell(2, 2).value = "28/02/2014"
    edited.save(back)
    again = plan(book, back)
    assert (len(again.new), codes(again)) == (1, [("count_unreadable",)])
    apply_intake(book, again)
    assert len(book.find()) == 4


def test_what_the_notebook_does_not_say_is_filled_in_when_told(desk: Desk, tmp_path: Path) -> None:
    book = desk.book("CB01")
    path = tmp_path / "a.csv"
    path.write_text("Ngày,Chuyên đề,Số người\n5/3/2014,Biên giới,20\n", encoding="utf-8")
    assert {one.field for one in plan(book, path).rejected[0].problems} == {"form", "audience", "themes"}
    intake = plan(book, path, values={"form": "SH", "audience": "DV", "themes": "LC-01"})
    assert len(intake.new) == 1
    apply_intake(book, intake)
    # The next notebook of the same columns is read the same way.
    path.write_text("Ngày,Chuyên đề,Số người\n6/3/2014,Biên giới,30\n", encoding="utf-8")
    assert len(plan(book, path).new) == 1


@pytest.mark.parametrize(
    ("words", "form"), [("Họp cơ quan", "HC"), ("họp đơn vị", "HC"), ("Họp chi bộ", "SH"), ("BÁO CÁO VIÊN", "TM")]
)
def test_a_form_is_known_by_what_offices_call_it(desk: Desk, tmp_path: Path, words: str, form: str) -> None:
    row = ("6/3/2014", "Trụ sở", words, "Biên giới", "LC-01", "CB", 30, "")
    new = plan(desk.book("CB01"), workbook(tmp_path / "a.xlsx", ((1, *row),))).new
    assert [one.session.form for one in new if one.session] == [form]


def test_columns_are_read_as_a_file_says(desk: Desk, tmp_path: Path) -> None:
    book, mapping = desk.book("CB01"), tmp_path / "cot.toml"
    mapping.write_text(
        '[columns]\n"A" = "date"\n"B" = "topic"\n"Số người" = "attendance"\n[values]\nform = "SH"\n', "utf-8"
    )
    path = tmp_path / "a.csv"
    path.write_text("A,B,Số người,Ngày,Ghi chú\n5/3/2014,Biên giới,20,x,y\n", encoding="utf-8")
    columns = {"A": "date", "B": "topic", "Số người": "attendance"}
    assert read_plan(mapping) == ReadingPlan(columns, {"form": "SH"})
    assert {one.field for one in mapped_by(mapping, book, path).rejected[0].problems} == {
        "audience",
        "themes",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[columns\n", "mapping_unreadable"),
        ("[columns]\nA = 1\n", "mapping_unreadable"),
        ('[columns]\nA = "colour"\n', "field_unknown"),
        ('[columns]\nA = "date"\nX = "topic"\n', "notebook_columns"),
        ('[columns]\nA = "topic"\n', "notebook_columns"),
    ],
)
def test_a_file_that_says_no_columns_is_told(desk: Desk, tmp_path: Path, text: str, code: str) -> None:
    mapping, path = tmp_path / "cot.toml", tmp_path / "a.csv"
    mapping.write_text(text, "utf-8")
    path.write_text("A,B,Ngày,Ghi chú\n5/3/2014,Biên giới,x,y\n", encoding="utf-8")
    with pytest.raises(SotayError, match=code):
        mapped_by(mapping, desk.book("CB01"), path)


def test_a_heading_of_strange_titles_is_known_by_a_file_that_names_them(desk: Desk, tmp_path: Path) -> None:
    plan, path = ReadingPlan({"Khi nào": "date", "Về gì": "topic"}, {"form": "SH"}), tmp_path / "a.csv"
    path.write_text("Khi nào,Về gì,Bao nhiêu\n5/3/2014,Biên giới,20\n", encoding="utf-8")
    with pytest.raises(SotayError, match="notebook_heading"):
        plan_intake(desk.book("CB01"), read_workbook(path))
    intake = plan_intake(desk.book("CB02"), read_workbook(path), plan=plan)
    assert "date" not in {one.field for one in intake.rejected[0].problems}


def test_a_file_of_columns_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SotayError, match="path_missing"):
        read_plan(tmp_path / "cot.toml")


def test_rows_that_are_wrong_come_back_as_a_workbook_too(desk: Desk, tmp_path: Path) -> None:
    intake = plan(desk.book("CB01"), workbook(tmp_path / "a.xlsx"))
    path = tmp_path / "sai.xlsx"
    path.write_bytes(rejects_bytes(path, intake, lambda row: row.problems[0].code))
    rows = [[cell.value for cell in row] for row in load_workbook(path).worksheets[0].iter_rows()]
    assert rows[0][: len(TITLES)] == list(TITLES)
    assert [row[-1] for row in rows[1:]] == [problems[0] for problems in codes(intake)]


def test_cells_are_read_as_they_were_seen(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Ngày", "Hình thức", "Chuyên đề", "Số người", "Ghi chú"])
    sheet.append(
        [
            datetime(2014, 3, 5, 8, 30),  # noqa: DTZ001 - workbooks know no zones
            time(7, 30),
            True,
            25.0,
            2.5,
        ]
    )
    sheet.append([Date(2014, 3, 6), None, False, 1_200, "x"])
    book.save(tmp_path / "a.xlsx")
    assert list(read_workbook(tmp_path / "a.xlsx").grids[0].cells[1:]) == [
        ("05/03/2014", "07:30", "x", "25", "2.5"), ("06/03/2014", "", "", "1200", "x"),
    ]  # fmt: skip


def test_a_column_is_known_by_how_its_title_begins() -> None:
    assert fields_of("Ngày, tháng tổ chức (nếu có)").keys() == fields_of("Ngày").keys() == {"date"}
    assert not any(fields_of("Họ và tên vợ").values())


def test_merged_cells_hold_for_all_their_rows(desk: Desk, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Ngày", "Hình thức", "Chuyên đề", "Nội dung", "Kết quả", ""])
    sheet.append(["", "", "", "", "Số người nghe", "Đối tượng"])
    for column in range(1, 5):
        sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
    sheet.merge_cells("E1:F1")
    for topic in ("Sáng", "Chiều"):
        sheet.append(["5/3/2014", "SH", topic, "", 10, "DV"])
    sheet.cell(4, 1).value = None
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "gop.xlsx")
    intake = plan(desk.book("CB01"), tmp_path / "gop.xlsx", values={"themes": "LC-01"})
    assert [(str(row.session.date), row.session.topic) for row in intake.new if row.session] == [
        ("2014-03-05", "Sáng"), ("2014-03-05", "Chiều"),
    ]  # fmt: skip


# ---------------------------------------------------------------- files that are none


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04nonsense", "notebook_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "notebook_unreadable"),
        (b"", "notebook_heading"),
        (b"a,b\n1,2\n", "notebook_heading"),
        (b"\xff\xfe" + "Ngày,Chuyên đề\n".encode("utf-16-le"), "notebook_heading"),
        (
            b"Ng\xc3\xa0y,Chuy\xc3\xaan \xc4\x91\xe1\xbb\x81,Ghi ch\xc3\xba\n" + b"1,2,3\n" * MOST_ROWS,
            "notebook_too_long",
        ),
        (b'"' + b"x" * 200_000, "notebook_unreadable"),
    ],
)
def test_what_is_no_notebook_is_told(desk: Desk, tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(SotayError) as caught:
        plan(desk.book("CB01"), path)
    assert caught.value.code == code


def test_a_notebook_that_is_not_there_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(SotayError) as caught:
        read_workbook(tmp_path / "a.xlsx")
    assert (caught.value.code, caught.value.params) == ("path_missing", {"path": str(tmp_path / "a.xlsx")})


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(data)
    with contextlib.suppress(SotayError):
        assert isinstance(read_workbook(path).grids, tuple)


def test_a_formula_is_read_as_what_it_shows(desk: Desk, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ((1, "5/3/2014", "X", "TM", "=1+1", "LC-01", "CB", 9, ""),))
    assert plan(desk.book("CB01"), path).new[0].cells[TITLES.index("Chuyên đề")] == ""


# ---------------------------------------------------------------- fonts of the years before Unicode

SAMPLE = (
    "Chủ quyền quốc gia biên giới, lãnh thổ; đường lối, chủ trương của Đảng, chính sách pháp luật của Nhà nước, "
    "tiềm năng thế mạnh của tỉnh, ưu tiên phát triển kỹ thuật, ngữ nghĩa, nghiễm nhiên, cưỡng bức"
)


def written_for(text: str, encoding: Encoding) -> str:
    """The text as it was typed for the old fonts."""
    spelled: dict[str, str] = {}
    for spelling, letter in (_TCVN3 if encoding == "tcvn3" else _VNI).items():
        spelled.setdefault(letter, spelling)
    return "".join(spelled.get(letter, letter) for letter in text)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_old_fonts_are_known_and_read(encoding: Encoding) -> None:
    old = written_for(SAMPLE, encoding)
    assert detect([old]) == encoding
    assert convert(old, encoding) == SAMPLE
    assert lost([old], encoding) == ""


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE,
        unicodedata.normalize("NFD", SAMPLE),
        "Café crème à la carte, Zürich, Ångström",
        "plain",
        "",
        "đ/c Lò Văn Pản",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert detect([text]) == "unicode"


def test_known_words_of_both_fonts() -> None:
    assert convert("Chñ quyÒn quèc gia biªn giíi", "tcvn3") == "Chủ quyền quốc gia biên giới"
    assert convert("TUY£N TRUYÒN MIÖNG", "tcvn3") == "TUYÊN TRUYỀN MIỆNG"
    assert convert("Kinh tÕ Lai Ch©u, UBND tØnh, TÕ", "tcvn3") == "Kinh tế Lai Châu, UBND tỉnh, Tế"
    assert convert("Chuû quyeàn quoác gia bieân giôùi", "vni") == "Chủ quyền quốc gia biên giới"
    assert convert("ÑAÛNG BOÄ TÆNH", "vni") == "ĐẢNG BỘ TỈNH"
    assert lost(["Chñ quyÿn", "Đảng ÿ"], "tcvn3") == "ÿ"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_a_notebook_of_old_fonts_is_converted_and_shown(desk: Desk, tmp_path: Path, encoding: Encoding) -> None:
    rows = tuple(tuple(written_for(c, encoding) if isinstance(c, str) else c for c in row) for row in ROWS)
    titles = tuple(written_for(title, encoding) for title in TITLES)
    book = desk.book("CB01")
    read = read_workbook(workbook(tmp_path / "a.xlsx", rows, titles))
    assert (read.encoding, read.grids[0].cells[3][1], read.lost) == (encoding, "Ngày, tháng", "")
    assert read.converted[0] == (titles[1], "Ngày, tháng")
    intake = plan_intake(book, read)
    assert (len(intake.new), len(intake.rejected)) == (3, 2)
    apply_intake(book, intake)
    assert book.find()[0].session.topic == "Biên giới"
