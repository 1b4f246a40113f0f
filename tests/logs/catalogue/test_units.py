"""The list of units as an office keeps it, and finding a unit in it."""

import unicodedata
from datetime import date as Date
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from logs.catalogue.units import find_unit, read_units, shipped_units, under
from logs.errors import SotayError
from logs.model import Unit

TABLE = [
    ["code", "kind", "name", "parent", "aliases", "from", "to"],
    ["DU", "dang_bo", "Đảng ủy Khối", "", "Đảng bộ Khối;ĐU Khối", "", ""],
    ["DB01", "Đảng bộ", "Đảng bộ Sở Y tế", "DU", "", "01/01/2010", ""],
    ["CB01", "chi bộ", "Chi bộ Thanh tra, Sở Y tế", "DB01", "", "1/6/2012", "2014-06-30"],
]


def write(path: Path, rows: list[list[str]], delimiter: str = "\t", encoding: str = "utf-8") -> Path:
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in rows]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in quoted).encode(encoding))
    return path


def refusal(path: Path) -> SotayError:
    with pytest.raises(SotayError) as caught:
        read_units(path)
    return caught.value


@pytest.fixture
def units(tmp_path: Path) -> dict[str, Unit]:
    """The units of `TABLE` by code."""
    return {unit.code: unit for unit in read_units(write(tmp_path / "units.tsv", TABLE))}


# ---------------------------------------------------------------- reading


def test_the_shipped_list_holds_sixty_units() -> None:
    listed = shipped_units()
    assert len({unit.code for unit in listed}) == 60
    assert {unit.type for unit in listed} == {"dang_bo", "chi_bo"}


def test_every_column_is_read(units: dict[str, Unit]) -> None:
    assert units["DU"].aliases == ("Đảng bộ Khối", "ĐU Khối")
    assert units["DB01"] == Unit(
        code="DB01", type="dang_bo", name="Đảng bộ Sở Y tế", parent="DU", since=Date(2010, 1, 1)
    )
    assert (units["CB01"].type, units["CB01"].since, units["CB01"].until) == (
        "chi_bo",
        Date(2012, 6, 1),
        Date(2014, 6, 30),
    )


@pytest.mark.parametrize(("delimiter", "encoding"), [("\t", "utf-8-sig"), (",", "utf-8"), (";", "utf-8-sig")])
def test_separators_and_a_byte_order_mark_make_no_difference(
    tmp_path: Path, units: dict[str, Unit], delimiter: str, encoding: str
) -> None:
    assert read_units(write(tmp_path / "units.csv", TABLE, delimiter, encoding)) == tuple(units.values())


def test_a_workbook_gives_the_same_units(tmp_path: Path, units: dict[str, Unit]) -> None:
    book = Workbook()
    for row in TABLE:
        book.active.append(row)
    book.active["F3"] = datetime(2010, 1, 1)  # noqa: DTZ001 - workbooks know no time zones
    book.save(tmp_path / "units.xlsx")
    assert read_units(tmp_path / "units.xlsx") == tuple(units.values())


def test_names_are_cleaned_and_empty_lines_passed_over(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Chi bộ\u202e  Sở Y tế")
    rows = [*TABLE[:1], ["CB01", "chi_bo", name], [""], ["CB02", "chi_bo", "Chi bộ 2"]]
    assert [unit.name for unit in read_units(write(tmp_path / "units.tsv", rows))] == ["Chi bộ Sở Y tế", "Chi bộ 2"]


@pytest.mark.parametrize(
    "data", [b"PK\x05\x06", b"code,kind,name\n" + b'"' + b"x" * 200_000], ids=["no archive", "huge cell"]
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(data)
    error = refusal(path)
    assert (error.code, error.params) == ("units_unreadable", {"name": "units.csv"})


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    assert refusal(path).code == "units_unreadable"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.tsv").code == "path_missing"
    assert refusal(tmp_path).code == "path_unreadable"


@pytest.mark.parametrize("rows", [[[""]], [["code", "name"], ["CB01", "Chi bộ 1"]], [["code", "kind", "name"]]])
def test_a_table_without_its_columns_or_any_unit_is_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    assert refusal(write(tmp_path / "units.tsv", rows)).code == "units_columns"


@pytest.mark.parametrize(
    "row",
    [
        ["mã", "chi_bo", "Chi bộ 1"],
        ["", "chi_bo", "Chi bộ 1"],
        ["CB01", "chi_doan", "Chi đoàn 1"],
        ["CB01", "chi_bo", ""],
        ["CB01", "chi_bo", "x" * 201],
        ["CB01", "chi_bo", "Chi bộ 1", "", "", "30/02/2014"],
        ["CB01", "chi_bo", "Chi bộ 1", "", "", "5/12"],  # a day of which year?
        ["CB01", "chi_bo", "Chi bộ 1", "", "", "", "hôm nay"],
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path: Path, row: list[str]) -> None:
    error = refusal(write(tmp_path / "units.tsv", [TABLE[0], ["CB00", "chi_bo", "Chi bộ 0"], row]))
    assert (error.code, error.params["line"]) == ("unit_row", 3)


def test_a_code_that_comes_twice_is_refused(tmp_path: Path) -> None:
    again = ["du", *TABLE[1][1:]]
    for row in (TABLE[1], again):
        error = refusal(write(tmp_path / "units.tsv", [*TABLE, row]))
        assert (error.code, error.params) == ("unit_twice", {"line": 5, "value": row[0], "other": "DU", "first": 2})


def test_a_parent_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    error = refusal(write(tmp_path / "units.tsv", [TABLE[0], TABLE[2]]))
    assert (error.code, error.params) == ("unit_parent", {"value": "DB01", "parent": "DU"})


@pytest.mark.parametrize(
    ("parents", "circle"),
    [
        ({"A": "A"}, "A → A"),
        ({"A": "B", "B": "A"}, "A → B → A"),
        ({"X": "A", "A": "B", "B": "C", "C": "A", "D": ""}, "A → B → C → A"),
    ],
)
def test_units_in_a_circle_are_refused(tmp_path: Path, parents: dict[str, str], circle: str) -> None:
    rows = [[code, "dang_bo", f"Đảng bộ {code}", parent] for code, parent in parents.items()]
    error = refusal(write(tmp_path / "units.tsv", [["code", "kind", "name", "parent"], *rows]))
    line = 2 + list(parents).index("A")
    assert (error.code, error.params) == ("unit_circle", {"line": line, "value": "A", "circle": circle})


@pytest.mark.parametrize(
    ("aliases", "wrong"),
    [
        ({"A": "Cũ", "B": "Khác; cũ"}, ("cũ", "B", "A")),
        ({"A": "Cũ; b", "B": ""}, ("b", "A", "B")),
        ({"A": "", "B": "Mới; A"}, ("A", "B", "A")),
        ({"A": "A; Cũ", "B": "B"}, None),
        ({"A": "C; C", "B": "D"}, None),
    ],
)
def test_a_former_name_leads_to_one_unit(
    tmp_path: Path, aliases: dict[str, str], wrong: tuple[str, str, str] | None
) -> None:
    rows = [[code, "chi_bo", f"Chi bộ {code}", names] for code, names in aliases.items()]
    path = write(tmp_path / "units.tsv", [["code", "kind", "name", "aliases"], *rows])
    if wrong is None:
        assert len(read_units(path)) == len(rows)
        return
    value, unit, other = wrong
    error = refusal(path)
    line = 2 + list(aliases).index(unit)
    assert (error.code, error.params) == (
        "unit_alias",
        {"line": line, "value": value, "unit": unit, "other": other},
    )


def test_a_unit_that_is_no_more_gives_its_code_to_another(tmp_path: Path) -> None:
    rows = [["A", "chi_bo", "Chi bộ A", "", "31/12/2013"], ["B", "chi_bo", "Chi bộ B", "A", ""]]
    assert len(read_units(write(tmp_path / "units.tsv", [["code", "kind", "name", "aliases", "to"], *rows]))) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_a_list_is_read_in_the_encodings_of_windows(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "units.txt"
    text = "code\tkind\tname\nCB01\tchi_bo\tChi b\u00f4\u0323 S\u01a1\u0309 Y t\u00ea\u0301\n"
    path.write_bytes(text.encode(encoding))
    assert [unit.name for unit in read_units(path)] == ["Chi bộ Sở Y tế"]


@pytest.mark.parametrize("kind", ["tsv", "xlsx"])
def test_too_many_units_are_refused_not_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("logs.catalogue.units.MOST_UNITS", 3)
    path = tmp_path / f"units.{kind}"
    rows = [TABLE[0], *([f"CB{n}", "chi_bo", f"Chi bộ {n}"] for n in range(4))]
    if kind == "tsv":
        write(path, rows)
    else:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    assert refusal(path).code == "units_too_many"


# ---------------------------------------------------------------- finding


@pytest.mark.parametrize(
    "text",
    ["DU", "du", " DU ", "Đảng uỷ Khối", "ĐẢNG ỦY KHỐI", "đảng bộ khối", unicodedata.normalize("NFD", "Đảng ủy Khối")],
)
def test_a_unit_is_found_by_code_name_or_alias_in_any_spelling(units: dict[str, Unit], text: str) -> None:
    assert find_unit(units, text) == units["DU"]


@pytest.mark.parametrize("text", ["", "Dang uy Khoi", "Đảng ủy", "DB"])
def test_a_unit_is_never_guessed(units: dict[str, Unit], text: str) -> None:
    assert find_unit(units, text) is None


def test_a_code_names_its_own_unit_before_any_name_or_alias() -> None:
    renamed = Unit(code="DB01", type="dang_bo", name="Đảng bộ 1", aliases=("CB02", "Chi bộ 3"))
    units = {
        unit.code: unit
        for unit in (renamed, *(Unit(code=f"CB0{n}", type="chi_bo", name=f"Chi bộ {n}") for n in (2, 3)))
    }
    named = [find_unit(units, text) for text in ("CB02", "cb02", "chi bộ 3")]
    assert [unit and unit.code for unit in named] == ["CB02", "CB02", "CB03"]


def test_under_a_unit_are_all_levels_below_it(units: dict[str, Unit]) -> None:
    assert under(units, "DU") == {"DU", "DB01", "CB01"}
    assert under(units, "CB01") == {"CB01"}
    assert under(units, "unknown") == {"unknown"}


def test_units_that_stand_under_each_other_do_not_hang() -> None:
    ring = {code: Unit(code=code, type="dang_bo", name=code, parent=parent) for code, parent in ("AB", "BC", "CA")}
    assert under(ring, "A") == {"A", "B", "C"}


def test_a_list_with_the_offices_own_titles_is_read_below_its_title_lines(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["DANH SÁCH ĐƠN VỊ"], [], ["STT", "Mã đơn vị", "Loại", "Tên đơn vị"], [1, 2, "Chi bộ", "Chi bộ 2"]):
        book.active.append(row)
    book.active["B4"].number_format = "00"
    book.save(tmp_path / "units.xlsx")
    assert read_units(tmp_path / "units.xlsx") == (Unit(code="02", type="chi_bo", name="Chi bộ 2"),)
