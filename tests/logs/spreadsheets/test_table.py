"""Tables of any office: one content reads the same whatever program wrote it; what is no table is named."""

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from datetime import date as Date
from datetime import datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from logs.errors import SotayError
from logs.spreadsheets.bounds import MOST_AREA, MOST_COLUMNS, MOST_ROWS
from logs.spreadsheets.table import read_sheets, read_table
from tests.logs.spreadsheets.hostile_tables import archive, number, ods, record, rows, xls, xlsx

SHOWN = [
    ["Ngày", "Chuyên đề", "", "Số người"],
    ["05/03/2014", "Biên giới", "Biên giới", "25"],
    ["", "07:30", "x", "2.5"],
    ["05/03/2014", "Tiếng Việt: đổi mới", "", "1200"],
]


def refusal(data: bytes) -> SotayError:
    """Why the bytes are refused."""
    with pytest.raises(SotayError) as caught:
        read_table(data)
    return caught.value


def by_excel(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Ngày", "Chuyên đề", None, "Số người"])
    sheet.append([Date(2014, 3, 5), "Biên giới", None, 25])
    sheet.append([None, time(7, 30), True, 2.5])
    sheet.append([datetime(2014, 3, 5, 8, 30), "Tiếng Việt: đổi mới", False, 1_200.0])  # noqa: DTZ001
    sheet.merge_cells("B2:C2")
    book.create_sheet("Tháng 2").append(["nothing of this"])
    book.save(path)
    return path


def text_of(text: str) -> bytes:
    """A text as old workbooks hold it."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def by_old_excel(path: Path) -> Path:
    """Shared texts, one of them over two records; a text and a number that formulas made; days by their format."""
    texts = [text_of(text) for text in ("Ngày", "Chuyên đề", "Số người", "Biên giới")]
    whole = b"".join(texts)
    cut = len(whole) - 8  # within the letters of the last
    shared = record(0x00FC, struct.pack("<II", 4, 4) + whole[:cut]) + record(0x003C, b"\x01" + whole[cut:])
    formats = [record(0x00E0, struct.pack("<HH16x", 0, code)) for code in (0, 14, 20)]

    def shown(row: int, column: int, place: int) -> bytes:
        return record(0x00FD, struct.pack("<HHHI", row, column, 0, place))

    def styled(row: int, column: int, style: int, value: float) -> bytes:
        return record(0x0203, struct.pack("<HHHd", row, column, style, value))

    formula = struct.pack("<HHH", 3, 1, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(6) + struct.pack("<H", 0)
    sheet = [
        record(0x0200, struct.pack("<IIHHH", 0, 2**31, 0, 200, 0)),
        *(shown(0, column, place) for column, place in ((0, 0), (1, 1), (3, 2))),
        styled(1, 0, 1, 41_703.0), shown(1, 1, 3), record(0x027E, struct.pack("<HHHI", 1, 3, 0, 25 << 2 | 2)),
        styled(2, 1, 2, 0.3125), record(0x0205, struct.pack("<HHHBB", 2, 2, 0, 1, 0)), number(2, 3, 2.5),
        styled(3, 0, 1, 41_703.354166), record(0x0006, formula),
        record(0x0207, text_of("Tiếng Việt: đổi mới")), record(0x0201, struct.pack("<HHH", 3, 2, 0)),
        record(0x0006, struct.pack("<HHHd", 3, 3, 0, 1_200.0) + bytes(6) + struct.pack("<H", 0)),
        record(0x00E5, struct.pack("<5H", 1, 1, 1, 1, 2)),
    ]  # fmt: skip
    return xls(path, sheet, before=[*formats, shared])


def by_libreoffice(path: Path) -> Path:
    def cell(text: str, **more: str) -> str:
        attributes = "".join(
            f' {name.replace("_", ":", 1).replace("_", "-")}="{value}"' for name, value in more.items()
        )
        return f"<table:table-cell{attributes}>{text and f'<text:p>{text}</text:p>'}</table:table-cell>"

    def word(text: str, **more: str) -> str:
        return cell(text, office_value_type="string", **more)

    def count(value: str) -> str:
        return cell(value, office_value_type="float", office_value=value)

    day = cell("05/03/14", office_value_type="date", office_date_value="2014-03-05")
    moment = cell("05/03/14", office_value_type="date", office_date_value="2014-03-05T08:30:00")
    hour = cell("7:30", office_value_type="time", office_time_value="PT07H30M00S")
    yes = cell("TRUE", office_value_type="boolean", office_boolean_value="true")
    spanned = word("Biên giới", table_number_columns_spanned="2", table_number_rows_spanned="1")
    table = [
        f"{word('Ngày')}{word('Chuyên đề')}{cell('')}{word('Số người')}",
        f"{day}{spanned}<table:covered-table-cell/>{count('25')}",
        f"{cell('')}{hour}{yes}{count('2.5')}",
        f"{moment}{word('Tiếng Việt:<text:s/>đổi mới')}{cell('')}{count('1200')}",
    ]
    lines = [f"<table:table-row>{row}</table:table-row>" for row in table]
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    end = f'<table:table-row table:number-rows-repeated="1048572">{blank}</table:table-row>'
    return ods(path, [*lines, end])


@pytest.mark.parametrize("write", [by_excel, by_old_excel, by_libreoffice])
def test_a_table_reads_the_same_of_every_program(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    assert read_table(write(tmp_path / "table").read_bytes()) == SHOWN


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), ("\t", "utf-16-le"), (";", "utf-16-be"), (";", "cp1258")],
)
def test_text_is_read_in_every_encoding_of_vietnamese_windows(delimiter: str, encoding: str) -> None:
    lines = [["Ngày", "Chuyên đề", "Số người"], ["5/3/2014", "Biên giới, lãnh thổ", "25"], ["6/3", "Đường lối mở", "9"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    if encoding == "cp1258":  # a letter and its tone are two there
        tones = {"ớ": "ơ\u0301", "ổ": "ô\u0309", "ờ": "ơ\u0300", "ố": "ô\u0301", "ở": "ơ\u0309", "ề": "ê\u0300"}
        text = "".join(tones.get(letter, letter) for letter in text).replace("ã", "a\u0303")
    assert read_table(text.encode(encoding)) == lines


def test_a_formatted_sheet_without_values_is_an_empty_one(tmp_path: Path) -> None:
    blank = "".join(f'<c r="{letter}{{0}}" s="1"/>' for letter in "ABCDEFGHIJ")
    lines = [f'<row r="{row}" s="1">{blank.format(row)}</row>' for row in range(1, 25_001)]
    assert read_table(xlsx(tmp_path / "a.xlsx", rows(lines)).read_bytes()) == []
    # A border far below what is written ends nothing.
    written = '<row r="1"><c r="A1"><v>7</v></c></row>'
    assert read_table(xlsx(tmp_path / "b.xlsx", rows([written, *lines[1:]])).read_bytes()) == [["7"]]
    blank_texts = f'<row r="{MOST_ROWS + 5}"><c t="str"><f>""</f><v></v></c></row>'
    assert read_table(xlsx(tmp_path / "c.xlsx", rows([written, blank_texts])).read_bytes()) == [["7"]]


def test_rows_are_counted_by_what_is_in_them(tmp_path: Path) -> None:
    last = f'<row r="{MOST_ROWS}"><c><v>1</v></c></row>'
    assert len(read_table(xlsx(tmp_path / "a.xlsx", rows([last])).read_bytes())) == MOST_ROWS
    beyond = f'<row r="{MOST_ROWS + 1}"><c><v>1</v></c></row>'
    for data in (
        xlsx(tmp_path / "b.xlsx", rows([beyond])).read_bytes(),
        xls(tmp_path / "b.xls", [number(MOST_ROWS, 0)]).read_bytes(),
        b"1\n" * (MOST_ROWS + 1),
    ):
        error = refusal(data)
        assert (error.code, error.params) == ("table_too_long", {"most": MOST_ROWS})
    assert len(read_table(b"1,\n" * MOST_ROWS + b"\n\n,,\n")) == MOST_ROWS


def test_what_stands_far_to_the_right_is_left_out_where_the_sheet_is_short(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="CV1"><v>2</v></c></row>'
    assert read_table(xlsx(tmp_path / "a.xlsx", rows([row])).read_bytes()) == [["1", *[""] * (MOST_COLUMNS - 1)]]
    high = f'<row r="{MOST_AREA // 100 + 1}"><c r="A{MOST_AREA // 100 + 1}"><v>1</v></c></row>'
    assert refusal(xlsx(tmp_path / "b.xlsx", rows([row, high])).read_bytes()).code == "table_too_big"


def test_the_first_sheet_of_cells_is_read_wherever_it_lies(tmp_path: Path) -> None:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = "<Relationships>{}</Relationships>".format
    one = '<Relationship Id="{}" Type="' + kinds + '/{}" Target="{}"/>'
    parts = {
        "_rels/.rels": related(one.format("r1", "officeDocument", "/book/w.xml")),
        "book/w.xml": (
            f'<workbook xmlns:q="{kinds}"><workbookPr date1904="1"/>'
            '<sheets><sheet q:id="a"/><sheet q:id="b"/></sheets></workbook>'
        ),
        "book/_rels/w.xml.rels": related(
            one.format("a", "chartsheet", "c.xml") + one.format("b", "worksheet", "../s.xml")
        ),
        "s.xml": "".join(rows(['<x:row xmlns:x="urn:x"><x:c s="0"><x:v>1</x:v></x:c></x:row>'])),
        "book/styles.xml": '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    assert read_table(archive(tmp_path / "a.xlsx", parts).read_bytes()) == [["02/01/1904"]]


def zipped(parts: Mapping[str, str | bytes | bytearray]) -> bytes:
    """An archive as bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text if isinstance(text, str) else bytes(text))
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\n", "table_is_pdf"),
        (b"\r\n%PDF-1.4\n", "table_is_pdf"),
        (b"<html xmlns:o='urn'><head>", "table_is_html"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>", "table_is_html"),
        ("\ufeff<table><tr><td>1".encode("utf-16-le"), "table_is_html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x", "table_is_html"),
        (b"<?xml version='1.0'?>\n<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "table_is_xml"),
        (b"\x89PNG\r\n\x1a\n\0", "table_is_picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "table_is_picture"),
        (b"BM\x36\x10\0\0\0\0\0\0", "table_is_picture"),
        (b"\0\0\0\x18ftypheic", "table_is_picture"),
        (b"{\\rtf1\\ansi", "table_is_document"),
        (b"Rar!\x1a\x07\x01\0", "table_is_archive"),
        (b"SQLite format 3\0", "table_is_database"),
        (b"PK\x03\x04nonsense", "table_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "table_unreadable"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(data: bytes, code: str) -> None:
    assert refusal(data).code == code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"_rels/.rels": "<Relationships/>", "word/document.xml": "<w/>"}, "table_is_document"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}, "table_is_document"),
        ({"so-cu.xlsx": "x"}, "table_is_archive"),
    ],
)
def test_an_archive_that_is_no_workbook_is_named_too(parts: dict[str, str], code: str) -> None:
    assert refusal(zipped(parts)).code == code


def test_text_that_only_begins_like_something_else_is_text() -> None:
    assert read_table(b"<5 ng\xc6\xb0\xe1\xbb\x9di,2\n") == [["<5 người", "2"]]
    assert read_table(b"BMT,BM\n1,2\n") == [["BMT", "BM"], ["1", "2"]]
    assert read_table(b"") == []


@pytest.fixture(scope="module", params=[by_excel, by_old_excel, by_libreoffice])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    write: Callable[[Path], Path] = request.param
    return write(tmp_path_factory.mktemp("sample") / "table").read_bytes()


@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(sample: bytes, data: st.DataObject) -> None:
    parts = {"": bytearray(sample)}
    if sample.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(sample)) as file:
            parts = {name: bytearray(file.read(name)) for name in file.namelist()}
    name = data.draw(st.sampled_from([name for name, content in parts.items() if content]))
    for _ in range(data.draw(st.integers(1, 5))):
        parts[name][data.draw(st.integers(0, len(parts[name]) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(parts[""]) if "" in parts else zipped(parts)
    with contextlib.suppress(SotayError):
        assert isinstance(read_table(damaged), list)


def _marked_xlsx(path: Path) -> Path:
    cells = '<row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c></row>'
    run = "<r>{}<t>{}</t></r>".format
    struck = run("<rPr><strike/></rPr>", "45"), run('<rPr><strike val="0"/></rPr>', " 46"), run("", "!")
    strings = f"<sst><si>{''.join(struck)}</si><si><t>b</t></si><si>{struck[0]}</si></sst>"
    sheet = f'<worksheet><cols><col min="2" max="3" hidden="1"/></cols><sheetData>{cells}</sheetData></worksheet>'
    return xlsx(path, sheet, strings)


def _marked_xls(path: Path) -> Path:
    fonts = [record(0x0031, struct.pack("<HH", 200, grbit)) for grbit in (0, 8)]
    rich = struct.pack("<HBH", 2, 8, 1) + b"46" + struct.pack("<HH", 0, 1)
    strings = record(0x00FC, struct.pack("<II", 2, 2) + rich + text_of("b"))
    cells = [record(0x00FD, struct.pack("<HHHI", 0, column, 0, column)) for column in (0, 1)]
    columns = record(0x007D, struct.pack("<5H2x", 1, 2, 256, 0, 1))
    return xls(path, [columns, *cells], before=[record(0x0022, b"\x01\0"), *fonts, strings])


def _marked_ods(path: Path) -> Path:
    style = (
        '<style:style xmlns:style="s" style:name="T1"><style:text-properties style:text-line-through-style="solid"/>'
    )
    words = '<text:p><text:span text:style-name="T1">4</text:span>6</text:p>'
    value = '<table:table-cell office:value-type="string">{}</table:table-cell>'.format
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    row = f"<table:table-row>{value(words)}{value('<text:p>b</text:p>')}</table:table-row>"
    return ods(path, f"{style}</style:style>{columns}{row}")


@pytest.mark.parametrize("write", [_marked_xlsx, _marked_xls, _marked_ods])
def test_hidden_columns_and_words_struck_through_are_told(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    (sheet,) = read_sheets(write(tmp_path / "a").read_bytes())
    assert sheet.marks.part_struck_rows == {0}
    assert sheet.marks.hidden_columns == {1, 2}
    assert sheet.marks.is_1904 == (write is _marked_xls)
    if write is _marked_xlsx:
        assert (sheet.cells[0], sheet.marks.struck_rows) == (["46!", "b"], {1})
