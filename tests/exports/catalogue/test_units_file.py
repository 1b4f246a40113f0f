"""The list of units as an office keeps it: read, written, and every fault of an office's hand named by its cell."""

import unicodedata
from datetime import date as Date
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from exports.catalogue.units_reader import ReadUnits, read_units
from exports.catalogue.workbook_writer import units_template_bytes
from logs.catalogue.units import shipped_units
from logs.errors import Notice, SotayError
from logs.model import Unit
from logs.text import clean_line, same_key
from tests.logs.spreadsheets.hostile_tables import ods
from tui.text.errors.messages import sentence

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


LISTED = (
    Unit(code="DU", type="dang_bo", name="Đảng ủy Khối", aliases=("Đảng bộ Khối", "ĐU Khối")),
    Unit(code="DB01", type="dang_bo", name="Đảng bộ Sở Y tế", parent="DU", since=Date(2010, 1, 1)),
)


def units_in(path: Path) -> tuple[Unit, ...]:
    read = read_units(path)
    assert read.faults == ()
    return read.units


def refusal(path: Path) -> Notice | SotayError:
    """The first fault, or why nothing could be read."""
    try:
        read = read_units(path)
    except SotayError as error:
        return error
    assert read.units == ()
    return read.faults[0]


@pytest.fixture
def units(tmp_path: Path) -> dict[str, Unit]:
    """The units of `TABLE` by code."""
    return {unit.code: unit for unit in units_in(write(tmp_path / "units.tsv", TABLE))}


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
    assert units_in(write(tmp_path / "units.csv", TABLE, delimiter, encoding)) == tuple(units.values())


def test_a_workbook_gives_the_same_units(tmp_path: Path, units: dict[str, Unit]) -> None:
    book = Workbook()
    for row in TABLE:
        book.active.append(row)
    book.active["F3"] = datetime(2010, 1, 1)  # noqa: DTZ001 - workbooks know no time zones
    book.save(tmp_path / "units.xlsx")
    assert units_in(tmp_path / "units.xlsx") == tuple(units.values())


def test_names_are_cleaned_and_empty_lines_passed_over(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Chi bộ\u202e  Sở Y tế")
    rows = [*TABLE[:1], ["CB01", "chi_bo", name], [""], ["CB02", "chi_bo", "Chi bộ 2"]]
    assert [unit.name for unit in units_in(write(tmp_path / "units.tsv", rows))] == ["Chi bộ Sở Y tế", "Chi bộ 2"]


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


# ---------------------------------------------------------------- faults


FAULTY: list[tuple[dict[str, object], str, str]] = [
    ({"A3": None}, "catalogue_cell_empty", "Đơn vị!A3"),
    ({"B3": None}, "catalogue_cell_empty", "Đơn vị!B3"),
    ({"C3": "  "}, "catalogue_cell_empty", "Đơn vị!C3"),
    ({"A3": "mã 1"}, "catalogue_cell_code", "Đơn vị!A3"),
    ({"A3": "CB/01"}, "catalogue_cell_code", "Đơn vị!A3"),
    ({"A3": "X" * 33}, "catalogue_cell_code", "Đơn vị!A3"),
    ({"A3": 1.5}, "catalogue_cell_code", "Đơn vị!A3"),
    ({"B3": "Chi đoàn"}, "catalogue_cell_choice", "Đơn vị!B3"),
    ({"C3": "x" * 201}, "catalogue_cell_long", "Đơn vị!C3"),
    ({"D3": "Đảng ủy"}, "catalogue_cell_code", "Đơn vị!D3"),
    ({"D3": "DB99"}, "unit_parent", "Đơn vị!D3"),
    ({"D3": "DB01"}, "unit_circle", "Đơn vị!D3"),
    ({"D2": "DB01", "D3": "DU"}, "unit_circle", "Đơn vị!D2"),
    ({"A4": "db01"}, "catalogue_code_twice", "Đơn vị!A4"),
    ({"A4": "DB01"}, "catalogue_code_twice", "Đơn vị!A4"),
    ({"E3": "Đảng bộ Khối; Khác"}, "unit_alias", "Đơn vị!E3"),
    ({"E3": "CB02"}, "unit_alias", "Đơn vị!E3"),
    ({"E3": "; ".join(f"tên {n}" for n in range(51))}, "unit_aliases", "Đơn vị!E3"),
    ({"E3": "x" * 201}, "catalogue_cell_long", "Đơn vị!E3"),
    ({"F3": "30/02/2014"}, "catalogue_cell_day", "Đơn vị!F3"),
    ({"F3": "5/12"}, "catalogue_cell_day", "Đơn vị!F3"),  # of which year?
    ({"G3": "hôm nay"}, "catalogue_cell_day", "Đơn vị!G3"),
    ({"G3": "31/12/2009"}, "catalogue_days_backwards", "Đơn vị!G3"),
    ({"A1": "Số"}, "catalogue_column_missing", "Mã đơn vị"),
    ({"B1": None}, "catalogue_column_missing", "Loại"),
    ({"A1": None, "B1": None, "C1": None}, "catalogue_column_missing", "Đơn vị"),
]


@pytest.mark.parametrize(("cells", "code", "where"), FAULTY)
def test_a_fault_is_told_by_its_cell(tmp_path: Path, cells: dict[str, object], code: str, where: str) -> None:
    path = tmp_path / "don-vi.xlsx"
    path.write_bytes(units_template_bytes([*LISTED, Unit(code="CB02", type="chi_bo", name="Chi bộ 2")]))
    book = load_workbook(path)
    for place, value in cells.items():
        book["Đơn vị"][place] = value
    book.save(path)
    read = read_units(path)
    assert read.units == ()
    assert code in [fault.code for fault in read.faults], read.faults
    fault = next(fault for fault in read.faults if fault.code == code)
    words = sentence(fault.code, fault.params)
    assert where in words
    assert "…" not in words, "a parameter is missing"


def test_every_fault_is_told_not_the_first_alone(tmp_path: Path) -> None:
    rows = [["Mã", "Loại", "Tên đơn vị", "Cấp trên"], ["CB 1", "chi_bo", ""], ["CB02", "tổ", "Tổ", "đâu đó"]]
    found = [fault.params["cell"] for fault in read_units(write(tmp_path / "u.csv", rows, ",")).faults]
    assert found == ["A2", "C2", "B3", "D3"]


@pytest.mark.parametrize("rows", [[[""]], [["x"], ["CB01", "Chi bộ 1"]]])
def test_a_table_without_headings_is_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    assert refusal(write(tmp_path / "units.tsv", rows)).code == "catalogue_heading_missing"


def test_a_table_without_any_unit_is_refused(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "units.tsv", [["code", "kind", "name"]])).code == "catalogue_list_empty"


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
        assert len(units_in(path)) == len(rows)
        return
    value, unit, other = wrong
    error = refusal(path)
    cell = f"D{2 + list(aliases).index(unit)}"
    assert error.code == "unit_alias"
    assert error.params == {"cell": cell, "value": value, "unit": unit, "other": other}


def test_a_unit_that_is_no_more_gives_its_code_to_another(tmp_path: Path) -> None:
    rows = [["A", "chi_bo", "Chi bộ A", "", "31/12/2013"], ["B", "chi_bo", "Chi bộ B", "A", ""]]
    assert len(units_in(write(tmp_path / "units.tsv", [["code", "kind", "name", "aliases", "to"], *rows]))) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_a_list_is_read_in_the_encodings_of_windows(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "units.txt"
    text = "code\tkind\tname\nCB01\tchi_bo\tChi b\u00f4\u0323 S\u01a1\u0309 Y t\u00ea\u0301\n"
    path.write_bytes(text.encode(encoding))
    assert [unit.name for unit in units_in(path)] == ["Chi bộ Sở Y tế"]


@pytest.mark.parametrize("kind", ["tsv", "xlsx"])
def test_too_many_units_are_refused_not_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("exports.catalogue.units_reader.MOST_UNITS", 3)
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


def test_a_list_with_the_offices_own_titles_is_read_below_its_title_lines(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["DANH SÁCH ĐƠN VỊ"], [], ["STT", "Mã đơn vị", "Loại", "Tên đơn vị"], [1, 2, "Chi bộ", "Chi bộ 2"]):
        book.active.append(row)
    book.active["B4"].number_format = "00"
    book.save(tmp_path / "units.xlsx")
    assert units_in(tmp_path / "units.xlsx") == (Unit(code="02", type="chi_bo", name="Chi bộ 2"),)


# ---------------------------------------------------------------- the template


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=60)
endings = texts.map(clean_line).filter(lambda text: text and ";" not in text)
names = endings.map(lambda ending: clean_line(f"Chi bộ {ending}"[:200]))
days = st.none() | st.dates(Date(1950, 1, 1), Date(2100, 1, 1))


@st.composite
def lists(draw: st.DrawFn) -> list[Unit]:
    """Units below each other, with names that nobody has twice, each with a letter by which no old font is guessed."""
    codes = draw(st.lists(st.from_regex(r"[A-Za-z0-9_-]{1,32}", fullmatch=True), min_size=1, unique_by=str.lower))
    aliases = iter(draw(st.lists(names, unique_by=same_key, max_size=12)))
    taken = {same_key(code) for code in codes}
    made: list[Unit] = []
    for code in codes:
        since, until = draw(days), draw(days)
        if since and until and since > until:
            since, until = until, since
        own = tuple(alias for _, alias in zip(range(draw(st.integers(0, 3))), aliases, strict=False))
        made.append(
            Unit(
                code=code, type=draw(st.sampled_from(("dang_bo", "chi_bo"))), name=draw(names),
                parent=draw(st.sampled_from([None, *(unit.code for unit in made)])),
                aliases=tuple(alias for alias in own if same_key(alias) not in taken), since=since, until=until,
            )
        )  # fmt: skip
    return made


def test_a_sign_among_the_units_does_not_make_their_names_those_of_an_old_font(tmp_path: Path) -> None:
    units = (Unit(code="1", type="chi_bo", name="Chi bo 1", aliases=("µ",)), Unit(code="2", type="chi_bo", name="û"))
    path = tmp_path / "don-vi.xlsx"
    path.write_bytes(units_template_bytes(units))
    assert read_units(path) == ReadUnits(units)


@given(lists())
def test_what_a_template_says_is_read_back_the_same(units: list[Unit]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "don-vi.xlsx"
        path.write_bytes(units_template_bytes(units))
        assert read_units(path) == ReadUnits(tuple(units))


def test_codes_keep_the_zeros_before_them_however_they_are_typed(tmp_path: Path) -> None:
    path = tmp_path / "don-vi.xlsx"
    path.write_bytes(units_template_bytes([Unit(code="007", type="chi_bo", name="Chi bộ 7")]))
    book = load_workbook(path)
    sheet = book["Đơn vị"]
    assert (sheet["A2"].value, sheet["A2"].number_format, sheet.column_dimensions["A"].number_format) == (
        "007",
        "@",
        "@",
    )
    for row, (value, shown) in enumerate([("008", "@"), (9, "000"), (10, "General")], start=3):
        for column, cell in enumerate([value, "Chi bộ", f"Chi bộ {value}"], start=1):
            sheet.cell(row, column, cell).number_format = shown if column == 1 else "General"
    book.save(path)
    assert [unit.code for unit in units_in(path)] == ["007", "008", "009", "10"]


def test_the_kinds_are_offered_as_a_list_and_the_columns_have_their_names(tmp_path: Path) -> None:
    path = tmp_path / "don-vi.xlsx"
    path.write_bytes(units_template_bytes(shipped_units()))
    sheet = load_workbook(path)["Đơn vị"]
    names = ("Mã đơn vị *", "Loại *", "Tên đơn vị *", "Mã cấp trên", "Tên khác", "Từ ngày", "Đến ngày")
    headings = [*names, "Thư điện tử"]
    assert [cell.value for cell in sheet[1]] == headings
    assert {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation} == {
        "B2:B2001": '"Chi bộ,Đảng bộ"'
    }
    assert units_in(path) == shipped_units()


def test_an_open_document_gives_the_same_units(tmp_path: Path) -> None:
    path = tmp_path / "don-vi.ods"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    ods(path, ("".join(["<table:table-row>", *map(cell.format, row), "</table:table-row>"]) for row in TABLE))
    assert [unit.code for unit in units_in(path)] == ["DU", "DB01", "CB01"]
