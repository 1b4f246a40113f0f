"""The unit list by command: each change is shown before, is one step, and is taken back by one."""

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from exports.package.keys import load_signer
from exports.package.kit import write_kit
from logs.book.book import LogBook
from tests.tui.commands import done, read, refused
from tests.tui.desk import make_office
from tests.tui.merging import Office
from tui.core.clock import now


def listed(office: Office) -> dict[str, dict[str, object]]:
    return {unit["code"]: unit for unit in read(*office.at("office"), "units", "show")["units"]}


def sessions_of(office: Office, unit: str) -> int:
    return len(read(*office.at("office"), "list", "--unit", unit)["sessions"])


@pytest.fixture
def merged(office: Office, unit_book: None) -> Office:
    """An office with a file of CB01 that holds a session."""
    office.merge(office.export("a"))
    return office


def test_the_template_is_filled_in_and_read_back_in_real_processes(merged: Office) -> None:
    def sotay(*words: str) -> str:
        command = [sys.executable, "-m", "tui", *merged.at("office"), *words]
        ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    path = merged.folder / "don-vi.xlsx"
    sotay("units", "template", "--to", str(path))
    assert "Danh sách giữ nguyên" in sotay("units", "use", str(path))
    book = load_workbook(path)
    sheet = book["Đơn vị"]
    row = next(cells for cells in sheet.iter_rows(min_row=2) if cells[0].value == "CB01")
    row[2].value, row[3].value = "Chi bộ Tài chính - Kế hoạch", "DB01"
    for column, value in enumerate(("007", "Chi bộ", "Chi bộ 7"), start=1):
        sheet.cell(sheet.max_row + (column == 1), column, value)
    book.save(path)
    printed = sotay("units", "use", str(path), "--dry-run")
    for words in ("Đổi tên: CB01: Chi bộ", "(số buổi: 1, số tệp: 1)", "từ không có sang DB01", "Thêm: 007 Chi bộ 7"):
        assert words in printed.replace("\n", " "), printed
    assert "007" not in listed(merged)
    sotay("units", "use", str(path))
    assert listed(merged)["007"]["name"] == "Chi bộ 7"
    assert (listed(merged)["CB01"]["parent"], sessions_of(merged, "DB01")) == ("DB01", 1)
    sotay("undo")
    assert "007" not in listed(merged)
    assert sessions_of(merged, "DB01") == 0


def test_a_unit_is_added_renamed_merged_and_ended(merged: Office) -> None:
    at = merged.at("office")
    done(*at, "units", "add", "007", "Chi bộ 7", "--from", "1/1/2014", "--parent", "DB01")
    assert listed(merged)["007"] == {
        "code": "007", "type": "chi_bo", "name": "Chi bộ 7", "parent": "DB01", "from": "2014-01-01"
    }  # fmt: skip
    former = str(listed(merged)["CB01"]["name"])
    done(*at, "units", "rename", "cb01", "Chi bộ Mới", "--code", "CB70", "--alias", "Mới")
    assert listed(merged)["CB70"]["aliases"] == ["Mới", former, "CB01"]
    assert sessions_of(merged, former) == 1
    changed = read(*at, "units", "merge", "CB70", "007")
    assert [(one["kind"], one["sessions"], one["files"]) for one in changed["changes"]] == [("merged", 1, 1)]
    assert sessions_of(merged, "007") == 1
    shown = done(*at, "units", "end", "007", "31/12/2014", "--dry-run").stdout
    assert "Ngày cuối: 007 Chi bộ 7: 31/12/2014 (số buổi: 1, số tệp: 1)" in shown
    assert "to" not in listed(merged)["007"]
    done(*at, "units", "end", "007", "31/12/2014")
    assert listed(merged)["007"]["to"] == "2014-12-31"
    for _step in range(4):
        done(*at, "undo")
    assert "007" not in listed(merged)
    assert sessions_of(merged, "CB01") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "cb01", "Chi bộ"), "CB01"),
        (("add", "mã", "Chi bộ"), "mã"),
        (("add", "CB70", "Chi bộ", "--parent", "CB99"), "CB99"),
        (("rename", "CB99", "Chi bộ"), "CB99"),
        (("rename", "CB01", "--parent", "CB01"), "CB01 → CB01"),
        (("merge", "CB01", "CB01"), "chính mình"),
        (("merge", "DU", "CB01"), "đơn vị của sổ này"),
        (("end", "CB01", "31/13/2014"), "31/13/2014"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(merged: Office, words: tuple[str, ...], said: str) -> None:
    before = listed(merged)
    assert said in refused(1, *merged.at("office"), "units", *words)
    assert listed(merged) == before


def test_every_fault_of_a_file_is_named_by_its_cell(merged: Office, tmp_path: Path) -> None:
    path = tmp_path / "don-vi.csv"
    path.write_text("Danh sách;;;\n;;;\nMã;Loại;Tên đơn vị;Cấp trên\nCB 1;tổ;;x y\n", encoding="utf-8")
    said = refused(1, *merged.at("office"), "units", "use", str(path))
    for cell in ("A4", "B4", "C4", "D4"):
        assert cell in said, said


def test_a_units_address_stays_in_the_offices_book(tmp_path: Path) -> None:
    make_office(tmp_path / "book").close()
    book = ("--book", str(tmp_path / "book"), "--lang", "en")
    assert "e-mail: cb01@a.vn" in done(*book, "units", "rename", "CB01", "--email", "cb01@a.vn").stdout
    assert "is no e-mail address" in refused(1, *book, "units", "rename", "CB01", "--email", "cb01 a.vn")
    with LogBook.open(tmp_path / "book", clock=now) as office:
        assert office.units["CB01"].email == "cb01@a.vn"
        assert b"a.vn" not in write_kit(office, load_signer(tmp_path / "keys", office.owner.book))
    done(*book, "units", "template", "--to", str(tmp_path / "units.xlsx"))
    assert "The list stays as it is." in done(*book, "units", "use", str(tmp_path / "units.xlsx"), "--dry-run").stdout
    done(*book, "units", "rename", "CB01", "--email", "-")
    with LogBook.open(tmp_path / "book", clock=now) as office:
        assert office.units["CB01"].email == ""
    done(*book, "undo")
