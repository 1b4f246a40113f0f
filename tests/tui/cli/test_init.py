from pathlib import Path

import pytest

from logs.catalogue.directive import shipped
from tests.tui.commands import GOOD, done, log, new_book, read, refused


@pytest.fixture
def units(tmp_path: Path) -> Path:
    path = tmp_path / "đơn vị.tsv"
    path.write_text("code\tkind\tname\nDU\tdang_bo\tĐảng bộ huyện\nCB07\tchi_bo\tChi bộ Thư viện\n", encoding="utf-8")
    return path


def test_a_book_is_made_with_the_shipped_lists() -> None:
    made = read("init", "--unit", "cb01", "--reporter", "  Lò  Văn Pản ")
    assert (made["unit"], made["reporter"], made["role"]) == ("CB01", "CB01-lo-van-pan", "reporter")
    assert Path(made["book"], "book.json").exists()
    assert read("directive", "show")["id"] == shipped().id
    assert len(read("units", "show")["units"]) == 60


def test_a_book_is_never_made_over_another() -> None:
    new_book()
    session_id = log(*GOOD)
    assert "Đã có sổ tại" in refused(1, "init", "--unit", "CB02", "--reporter", "Ai")
    assert read("show", session_id)["unit"] == "CB01"


def test_without_a_list_an_unknown_unit_is_added_under_its_code() -> None:
    result = done("init", "--unit", "XB09", "--reporter", "Lò Văn Pản")
    assert "Đơn vị XB09 chưa có trong danh sách" in result.stderr
    assert {"code": "XB09", "type": "chi_bo", "name": "XB09"} in read("units", "show")["units"]


def test_a_committee_of_its_own_is_added_as_a_party_organisation(units: Path) -> None:
    done("init", "--unit", "DUK", "--reporter", "Mai", "--role", "committee", "--units", str(units))
    assert {"code": "DUK", "type": "dang_bo", "name": "DUK"} in read("units", "show")["units"]
    assert len(read("units", "show")["units"]) == 3


def test_a_unit_that_no_list_names_is_given_its_name(units: Path) -> None:
    named = ("--unit-name", "Đảng ủy Khối", "--reporter", "Mai", "--role", "committee", "--units", str(units))
    assert "đã có tên trong danh sách" in refused(2, "init", "--unit", "CB07", *named)
    assert done("init", "--unit", "DUK", *named).stderr == ""
    assert {"code": "DUK", "type": "dang_bo", "name": "Đảng ủy Khối"} in read("units", "show")["units"]


def test_a_reporters_unit_has_to_be_in_the_list_that_was_given(units: Path) -> None:
    said = refused(1, "init", "--unit", "CB70", "--reporter", "Pản", "--units", str(units))
    assert "“CB70” không có trong danh sách đơn vị.tsv. Đơn vị gần giống: CB07." in said
    assert "CB07" in refused(1, "init", "--unit", "thu vien", "--reporter", "Pản", "--units", str(units))
    assert read("init", "--unit", "chi bộ thư viện", "--reporter", "Pản", "--units", str(units))["unit"] == "CB07"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--unit", "chi bộ lạ", "--reporter", "A"], "không phải là mã đơn vị"),
        (["--unit", "", "--reporter", "A"], "không phải là mã đơn vị"),
        (["--unit", "CB01", "--reporter", " "], "Chưa nhập họ tên"),
        (["--unit", "CB01", "--reporter", "x" * 201], "dài hơn 200 ký tự"),
        (["--unit", "CB01", "--reporter", "A", "--units", "nothing.tsv"], "Không có tệp hoặc thư mục nothing.tsv"),
        (
            ["--unit", "CB01", "--reporter", "A", "--directive", "nothing.toml"],
            "thư mục nothing.toml",
        ),
    ],
)
def test_what_cannot_be_made_leaves_no_book(args: list[str], said: str, tmp_path: Path) -> None:
    assert said in refused(1, "init", *args)
    assert not (tmp_path / "book").exists()


def test_another_catalogue_is_taken_in_and_sessions_keep_theirs(tmp_path: Path) -> None:
    new_book()
    session_id = log(*GOOD)
    path = tmp_path / "2015.toml"
    path.write_text(shipped().source.replace("LC-TTDN-2014", "LC-TTDN-2015"), encoding="utf-8")
    assert read("directive", "use", str(path))["id"] == "LC-TTDN-2015"
    assert read("directive", "show")["id"] == "LC-TTDN-2015"
    assert read("show", session_id)["directive"] == "LC-TTDN-2014"
    path.write_text("nonsense", encoding="utf-8")
    assert "Không đọc được danh mục" in refused(1, "directive", "use", str(path))
    assert read("directive", "show")["id"] == "LC-TTDN-2015"


def test_the_catalogue_is_printed_with_its_themes() -> None:
    new_book()
    printed = done("directive", "show").stdout
    assert "14/12/2014" in printed
    assert "LC-02" in printed
    assert "(trọng tâm)" in printed
    assert "External" not in printed
    assert "(priority)" in done("--lang", "en", "directive", "show").stdout


def test_another_unit_list_is_taken_in_and_the_own_unit_stays(units: Path) -> None:
    new_book()
    log(*GOOD, "--unit", "DB02")
    result = done("units", "use", str(units))
    assert "Bỏ khỏi danh sách: DB02 Đảng bộ Sở Y tế (số buổi: 1, số tệp: 0)" in result.stdout
    assert "Buổi của đơn vị ngoài danh sách: 0 → 1" in result.stdout
    assert {unit["code"] for unit in read("units", "show")["units"]} == {"CB01", "DU", "CB07"}
    assert "Số đơn vị: 3" in done("units", "show").stdout


@pytest.mark.parametrize("command", ["units", "directive"])
def test_a_list_that_is_not_there_is_told(command: str, tmp_path: Path) -> None:
    new_book()
    assert "Không có tệp hoặc thư mục" in refused(1, command, "use", str(tmp_path / "none.tsv"))
