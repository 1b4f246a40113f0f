"""The catalogue as a workbook: written, read back the same, and every fault of an office's hand named by its cell."""

from collections.abc import Callable
from datetime import date as Date
from pathlib import Path

import msgspec
import openpyxl
import pytest
from openpyxl.workbook import Workbook

from exports.catalogue.workbook_reader import ReadCatalogue, read_catalogue
from exports.catalogue.workbook_writer import template_bytes
from logs.catalogue.directive import Directive, read_directive, shipped
from logs.catalogue.other_years import catalogue_of_year
from logs.errors import SotayError
from tests.exports.counted.targets import KINDS, targets_text_of

Change = Callable[[Workbook], object]


def template(folder: Path, change: Change = lambda _book: None) -> Path:
    path = folder / "danh-muc.xlsx"
    path.write_bytes(template_bytes(shipped()))
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def read(folder: Path, change: Change) -> ReadCatalogue:
    return read_catalogue(template(folder, change), shipped())


def content(directive: Directive) -> object:
    """All of a catalogue but its text and the numbers by which groups are put in order."""
    groups = [msgspec.structs.replace(group, order=0) for group in directive.groups]
    lists = {**directive.lists, "group": (), "theme": ()}
    return directive.head, directive.reporting, groups, lists, directive.targets


@pytest.mark.parametrize("year", [2014, 2026])
def test_what_a_template_says_is_read_back_the_same(tmp_path: Path, year: int) -> None:
    directive = catalogue_of_year(shipped(), year)
    path = tmp_path / "a.xlsx"
    path.write_bytes(template_bytes(directive))
    found = read_catalogue(path, shipped())
    assert found.faults == ()
    assert found.directive is not None
    assert content(found.directive) == content(directive)


def test_targets_are_a_sheet_of_words(tmp_path: Path) -> None:
    directive = read_directive((shipped().source + targets_text_of(KINDS)).encode())
    path = tmp_path / "a.xlsx"
    path.write_bytes(template_bytes(directive))
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["Chỉ tiêu"].iter_rows(max_row=4)]
    assert rows[1][2:6] == ["Buổi mỗi chủ đề", "1", "có", "Cốt lõi"]
    assert rows[3][6] == "LC-01, QT"
    found = read_catalogue(path, shipped())
    assert found.faults == ()
    assert found.directive is not None
    assert found.directive.targets == directive.targets


def test_a_workbook_of_before_there_were_targets_keeps_those_at_hand(tmp_path: Path) -> None:
    path = template(tmp_path, lambda book: book.remove(book["Chỉ tiêu"]))
    directive = read_directive((shipped().source + targets_text_of(KINDS)).encode())
    found = read_catalogue(path, directive).directive
    assert found is not None
    assert found.targets == directive.targets


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("C2", "Buổi mỗi quý", "catalogue_cell_choice"),
        ("D2", "0", "catalogue_cell_count"),
        ("D2", "ba", "catalogue_cell_count"),
        ("F2", "Mới", "catalogue_cell_choice"),
        ("G2", "LC-01, đất", "catalogue_cell_code"),
        ("I2", "32/1", "catalogue_cell_day"),
    ],
)
def test_a_fault_of_a_target_is_told_by_its_cell(tmp_path: Path, cell: str, value: str, code: str) -> None:
    def change(book: Workbook) -> None:
        book["Chỉ tiêu"].append(["T1", "Một", "Buổi trong kỳ"])
        book["Chỉ tiêu"][cell] = value

    (fault,) = read(tmp_path, change).faults
    assert (fault.code, fault.params["cell"]) == (code, f"Chỉ tiêu!{cell}")


def test_a_workbook_saved_by_another_program_reads_the_same(tmp_path: Path) -> None:
    found = read(tmp_path, lambda _book: None)
    assert found.directive is not None
    assert content(found.directive) == content(shipped())


def test_what_an_office_changes_is_in_the_catalogue(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["Chung"]["B1"], book["Chung"]["B2"], book["Chung"]["B3"] = "TTDN-2026", 2026, "Công tác năm 2026"
        for row, day in ((15, "01/01/2026"), (16, "30/11/2026"), (17, "5.12.2026")):
            book["Chung"].cell(row, 2, day)
        themes = book["Chủ đề"]
        themes.append([None] * 8 + ["XX-01", "Chủ đề mới", None, "có"])
        themes.append(["MO", "Nhóm mới", *[None] * 6, "MO-01", "Chủ đề của nhóm mới", "không"])

    found = read(tmp_path, change).directive
    assert found is not None
    assert (found.id, found.head.year, found.reporting.deadline.isoformat()) == ("TTDN-2026", 2026, "2026-12-05")
    last_group = next(group for group in found.groups if group.code == list(shipped().group_by_code)[-1])
    assert last_group.themes[-1].code == "XX-01"
    assert (found.themes["XX-01"].priority, found.themes["MO-01"].core) == (True, False)
    assert len(found.themes) == len(shipped().themes) + 2


def test_a_table_of_themes_alone_takes_all_else_from_the_catalogue_in_use(tmp_path: Path) -> None:
    path = tmp_path / "chu-de.csv"
    path.write_text("Mã nhóm;Tên nhóm;Mã chủ đề;Tên chủ đề\nA;Nhóm A;A-01;Một\n;;A-02;Hai\n", encoding="utf-8")
    found = read_catalogue(path, shipped()).directive
    assert found is not None
    assert list(found.themes) == ["A-01", "A-02"]
    assert (found.head, found.audiences) == (shipped().head, shipped().audiences)


def cell(sheet: str, place: str, value: object) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][place] = value

    return change


def days(sheet: str, first: str, last: str) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][first], book[sheet][last] = "01/07/2014", "30/06/2014"

    return change


def without(sheet: str) -> Change:
    return lambda book: book.remove(book[sheet])


def without_column(sheet: str, number: int) -> Change:
    return lambda book: book[sheet].delete_cols(number)


FAULTS: list[tuple[Change, str, str]] = [
    (cell("Chung", "B1", None), "catalogue_cell_empty", "Chung!B1"),
    (cell("Chung", "B1", "Danh mục 2026"), "catalogue_cell_code", "Chung!B1"),
    (cell("Chung", "B1", "A" * 33), "catalogue_cell_code", "Chung!B1"),
    (cell("Chung", "B2", None), "catalogue_cell_empty", "Chung!B2"),
    (cell("Chung", "B2", "năm 2026"), "catalogue_cell_year", "Chung!B2"),
    (cell("Chung", "B2", 1914), "catalogue_cell_year", "Chung!B2"),
    (cell("Chung", "B3", "  "), "catalogue_cell_empty", "Chung!B3"),
    (cell("Chung", "B7", "ngày ký"), "catalogue_cell_day", "Chung!B7"),
    (cell("Chung", "B15", None), "catalogue_cell_empty", "Chung!B15"),
    (cell("Chung", "B15", "31/02/2014"), "catalogue_cell_day", "Chung!B15"),
    (cell("Chung", "B16", "14/12"), "catalogue_cell_day", "Chung!B16"),
    (cell("Chung", "B17", "tháng 12"), "catalogue_cell_day", "Chung!B17"),
    (cell("Chung", "B18", "có thể"), "catalogue_cell_yes", "Chung!B18"),
    (cell("Chủ đề", "A2", None), "catalogue_cell_empty", "Chủ đề!A2"),
    (cell("Chủ đề", "A2", "Nhóm 1"), "catalogue_cell_code", "Chủ đề!A2"),
    (cell("Chủ đề", "B2", None), "catalogue_cell_empty", "Chủ đề!A2"),
    (cell("Chủ đề", "B2", "x" * 201), "catalogue_cell_long", "Chủ đề!B2"),
    (cell("Chủ đề", "D2", "rất"), "catalogue_cell_yes", "Chủ đề!D2"),
    (cell("Chủ đề", "I3", None), "catalogue_cell_empty", "Chủ đề!I3"),
    (cell("Chủ đề", "I3", "LC 02"), "catalogue_cell_code", "Chủ đề!I3"),
    (cell("Chủ đề", "I3", "lc-01"), "catalogue_code_twice", "Chủ đề!I3"),
    (cell("Chủ đề", "J3", None), "catalogue_cell_empty", "Chủ đề!J3"),
    (cell("Chủ đề", "K3", "2"), "catalogue_cell_yes", "Chủ đề!K3"),
    (cell("Đối tượng", "A3", "CB"), "catalogue_code_twice", "Đối tượng!A3"),
    (cell("Đối tượng", "B2", None), "catalogue_cell_empty", "Đối tượng!B2"),
    (cell("Hình thức", "A2", "XX"), "catalogue_cell_choice", "Hình thức!A2"),
    (cell("Văn bản", "D2", "30/30/2014"), "catalogue_cell_day", "Văn bản!D2"),
    (cell("Văn bản", "C2", None), "catalogue_cell_empty", "Văn bản!C2"),
    (cell("Cấp báo cáo viên", "B2", None), "catalogue_cell_empty", "Cấp báo cáo viên!B2"),
    (without("Chung"), "catalogue_sheet_missing", "Chung"),
    (without("Chủ đề"), "catalogue_sheet_missing", "Chủ đề"),
    (without("Đối tượng"), "catalogue_sheet_missing", "Đối tượng"),
    (without_column("Chủ đề", 9), "catalogue_column_missing", "Mã chủ đề"),
    (without_column("Văn bản", 6), "catalogue_column_missing", "Trích yếu"),
    (lambda book: book["Chung"].delete_rows(17), "catalogue_line_missing", "Hạn báo cáo"),
    (lambda book: book["Đối tượng"].delete_rows(2, 50), "catalogue_list_empty", "Đối tượng"),
    (lambda book: book["Chủ đề"].delete_rows(1), "catalogue_heading_missing", "Chủ đề"),
    (cell("Chung", "B15", "31/12/2014"), "catalogue_period_backwards", "2014-12-31"),
    (days("Chủ đề", "E2", "F2"), "catalogue_days_backwards", "Chủ đề!F2"),
    (days("Chủ đề", "O3", "P3"), "catalogue_days_backwards", "Chủ đề!P3"),
    (days("Hình thức", "C2", "D2"), "catalogue_days_backwards", "Hình thức!D2"),
    (cell("Văn bản", "G2", "tháng 4"), "catalogue_cell_day", "Văn bản!G2"),
    (cell("Chung", "B17", "01/12/2013"), "catalogue_deadline_early", "2013-12-01"),
]


@pytest.mark.parametrize(("change", "code", "where"), FAULTS)
def test_every_fault_is_told_with_its_place(tmp_path: Path, change: Change, code: str, where: str) -> None:
    found = read(tmp_path, change)
    assert found.directive is None
    assert any(fault.code == code and where in map(str, fault.params.values()) for fault in found.faults), found.faults


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["Chung"]["B2"] = "x"
        book["Chủ đề"]["I3"] = None
        book["Hình thức"]["A2"] = "XX"

    assert {str(fault.params["cell"]) for fault in read(tmp_path, change).faults} == {
        "Chung!B2", "Chủ đề!I3", "Hình thức!A2",
    }  # fmt: skip


def test_text_of_a_catalogue_is_no_formula(tmp_path: Path) -> None:
    source = shipped().source.replace('title = "Hình ảnh', 'title = "=1+1 Hình ảnh', 1)
    from logs.catalogue.directive import read_directive

    path = tmp_path / "a.xlsx"
    path.write_bytes(template_bytes(read_directive(source.encode())))
    cells = [cell for row in openpyxl.load_workbook(path)["Chủ đề"].iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}


def test_what_is_no_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(SotayError, match="table_is_pdf"):
        read_catalogue(path, shipped())


def test_days_of_groups_and_entries_are_read_and_written(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["Chủ đề"]["E2"], book["Chủ đề"]["P3"] = "01/04/2014", "30/06/2014"
        book["Đối tượng"]["E2"] = "30/09/2014"

    found = read(tmp_path, change).directive
    assert found is not None
    first, second = found.groups[0].themes[:2]
    assert (first.since, first.until, second.until) == (Date(2014, 4, 1), None, Date(2014, 6, 30))
    assert found.audiences[0].until == Date(2014, 9, 30)
    path = tmp_path / "lại.xlsx"
    path.write_bytes(template_bytes(found))
    again = read_catalogue(path, shipped()).directive
    assert again is not None
    assert content(again) == content(found)


def test_a_workbook_without_ranks_leaves_them_as_they_are(tmp_path: Path) -> None:
    new = read(tmp_path, cell("Cấp báo cáo viên", "A2", "xa")).directive
    assert new is not None
    assert new.ranks[0].code == "xa"
    found = read_catalogue(template(tmp_path, without("Cấp báo cáo viên")), new).directive
    assert found is not None
    assert found.ranks == new.ranks
