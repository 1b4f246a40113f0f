"""Files of a few kilobytes, or of a few megabytes, that ask a reader of tables for gigabytes or minutes."""

import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, repeat
from pathlib import Path

from logs.spreadsheets.compound_file import around

_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Parts = Mapping[str, str | Iterable[str]]


def archive(path: Path, parts: Parts) -> Path:
    """An archive of these parts, each a text or the pieces of one."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            with file.open(name, "w", force_zip64=True) as part:
                for piece in [text] if isinstance(text, str) else text:
                    part.write(piece.encode())
    return path


def xlsx(path: Path, sheet: str | Iterable[str], strings: str | Iterable[str] = "", more: Parts | None = None) -> Path:
    """A workbook of Excel around the XML of its one sheet."""
    relations = "<Relationships>{}</Relationships>".format
    sheets = '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
    parts: dict[str, str | Iterable[str]] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(f'<Relationship Id="r1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<workbook xmlns:r="{_DOCUMENT}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            f'<Relationship Id="r1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return archive(path, parts | ({"xl/sharedStrings.xml": strings} if strings else {}) | dict(more or {}))


def rows(inner: Iterable[str], after: str = "") -> Iterable[str]:
    """The XML of a sheet with these rows."""
    return chain(["<worksheet><sheetData>"], inner, [f"</sheetData>{after}</worksheet>"])


def ods(path: Path, table: str | Iterable[str]) -> Path:
    """A workbook of LibreOffice around the XML of a table's rows."""
    names = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("office", "table", "text"))
    head = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="A">'
    tail = "</table:table></office:spreadsheet></office:body></office:document-content>"
    content = chain([head], [table] if isinstance(table, str) else table, [tail])
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return archive(path, {"mimetype": mimetype, "META-INF/manifest.xml": "<manifest/>", "content.xml": content})


def xls(path: Path, records: Iterable[bytes], before: Iterable[bytes] = ()) -> Path:
    """A workbook of Excel 97 around the records of its one sheet; `before` are those of the whole book."""
    head = [record(0x0809, struct.pack("<HH12x", 0x0600, 5)), *before]
    at = sum(map(len, head)) + 13 + 4
    head += [record(0x0085, struct.pack("<IBB", at, 0, 0) + b"\x01\x00A"), record(0x000A, b"")]
    sheet = [record(0x0809, struct.pack("<HH12x", 0x0600, 16)), *records, record(0x000A, b"")]
    path.write_bytes(around("Workbook", b"".join(head + sheet)))
    return path


def record(kind: int, body: bytes) -> bytes:
    """A record of such a workbook."""
    return struct.pack("<HH", kind, len(body)) + body


def number(row: int, column: int, value: float = 1.0) -> bytes:
    """The record of a number."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def _cells(row: int, columns: int) -> str:
    return f'<row r="{row}">' + "<c><v>1</v></c>" * columns + "</row>"


def _far_apart(path: Path) -> Path:
    return xlsx(path, rows(['<row r="1"><c r="A1"><v>1</v></c></row>', '<row><c r="XFD1048576"><v>1</v></c></row>']))


def _merged(path: Path) -> Path:
    ranges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 20_001))
    return xlsx(path, rows([_cells(1, 3)], f"<mergeCells>{ranges}</mergeCells>"))


def _merged_over_rows(path: Path) -> Path:
    ranges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 20_001))
    return xlsx(path, rows((_cells(row, 30) for row in range(1, 20_001)), f"<mergeCells>{ranges}</mergeCells>"))


def _one_string_everywhere(path: Path) -> Path:
    shown = '<c t="s"><v>0</v></c>' * 20
    strings = f"<sst><si><t>{'x' * 32_000}</t></si></sst>"
    return xlsx(path, rows(f"<row>{shown}</row>" for _ in range(20_000)), strings)


def _one_string_by_a_number_in_pieces(path: Path) -> Path:
    shown = '<c t="s"><v>0<!-- -->1</v></c>' * 20
    strings = f"<sst><si><t>{'x' * 32_000}</t></si><si><t>y</t></si></sst>"
    return xlsx(path, rows(f"<row>{shown}</row>" for _ in range(20_000)), strings)


def _three_million_strings(path: Path) -> Path:
    return xlsx(path, rows([_cells(1, 1)]), chain(["<sst>"], repeat("<si><t>a</t></si>" * 1_000, 3_000), ["</sst>"]))


def _entities(path: Path) -> Path:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "0123456789">{levels}]>'
    return xlsx(path, f'{text}<worksheet><sheetData><row><c t="str"><v>&e11;</v></c></row></sheetData></worksheet>')


def _many_parts(path: Path) -> Path:
    return xlsx(path, rows([]), more={f"x{n}": "" for n in range(60_000)})


def _size_belied(path: Path) -> Path:
    """The directory says of a part of 100 MB that it has 100 bytes."""
    xlsx(path, rows(repeat(" " * 1_000_000, 100)))
    data = path.read_bytes()
    with zipfile.ZipFile(path) as file:
        size = file.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(data.replace(struct.pack("<I", size), struct.pack("<I", 100)))
    return path


def _xls_far_apart(path: Path) -> Path:
    return xls(path, [number(0, 0), number(65_535, 255)])


def _xls_declared(path: Path) -> Path:
    """Two cells and room for four thousand million declared."""
    return xls(path, [record(0x0200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 255, 0)), number(0, 0), number(1, 1)])


def _xls_one_string_everywhere(path: Path) -> Path:
    strings = record(0x00FC, struct.pack("<IIHB", 1, 1, 8_000, 0) + b"x" * 8_000)
    cells = (record(0x00FD, struct.pack("<HHHI", row, column, 0, 0)) for row in range(20_000) for column in range(20))
    return xls(path, cells, [strings])


def _xls_text_declared(path: Path) -> Path:
    """Many cells of one letter that say to have 65,535."""
    labels = (
        record(0x0204, struct.pack("<HHHHB", row, column, 0, 65_535, 0) + b"x")
        for row in range(20_000)
        for column in range(20)
    )
    return xls(path, labels)


def _xls_circle(path: Path) -> Path:
    """The sectors of the stream lead back to the first."""
    xls(path, [number(row, 0) for row in range(2_000)])
    data = path.read_bytes()
    table = data.rfind(struct.pack("<II", 1, 2))
    path.write_bytes(data[: table + 4] + struct.pack("<I", 0) + data[table + 8 :])
    return path


def _xls_merged(path: Path) -> Path:
    ranges = record(0x00E5, struct.pack("<H", 1_000) + struct.pack("<4H", 0, 65_535, 0, 255) * 1_000)
    return xls(path, [*(number(row, column) for row in range(2_000) for column in range(30)), *[ranges] * 20])


def _ods_repeated(path: Path) -> Path:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    return ods(path, f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


def _ods_blanks(path: Path) -> Path:
    cell = (
        '<table:table-cell office:value-type="string"><text:p><text:s text:c="999999999"/></text:p></table:table-cell>'
    )
    return ods(path, f"<table:table-row>{cell}</table:table-row>")


def _ods_merged(path: Path) -> Path:
    span = 'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'
    cell = f'<table:table-cell {span} office:value-type="float" office:value="1"/>'
    return ods(path, repeat(f"<table:table-row>{cell * 30}</table:table-row>", 1_500))


def _csv_wide(path: Path) -> Path:
    path.write_bytes(b"," * 19_000_000)
    return path


def _csv_lines(path: Path) -> Path:
    path.write_bytes(b"\n" * 19_000_000)
    return path


def _csv_short_rows(path: Path) -> Path:
    path.write_bytes(b"a,b\n" * 4_900_000)
    return path


def _csv_open_quotes(path: Path) -> Path:
    path.write_bytes(b'"a\n",' * 3_900_000)
    return path


def _csv_other_planes(path: Path) -> Path:
    path.write_bytes(("a,b\n" * 4_000_000 + "\U0001f600").encode())
    return path


def _attributes(path: Path) -> Path:
    names = (" ".join(f'a{n}=""' for n in range(start, start + 1_000)) for start in range(0, 1_000_000, 1_000))
    return xlsx(path, rows(chain(["<row "], names, ["/>"])))


def largest_notebook(path: Path, lines: int = 20_000) -> Path:
    """A notebook with as many rows as are read, each cell with a text of its own."""
    titles = ("Ngày", "Chuyên đề", "Số người nghe", *(f"Cột {n}" for n in range(12)))

    def row(texts: Iterable[str]) -> str:
        return "<row>" + "".join(f'<c t="str"><v>{text}</v></c>' for text in texts) + "</row>"

    body = (row(["x/y", *(f"Tuyên truyền biển đảo {line} {n}" for n in range(14))]) for line in range(lines - 1))
    return xlsx(path, rows(chain([row(titles)], body)))


HOSTILE: dict[str, Callable[[Path], Path]] = {
    "far.xlsx": _far_apart,
    "merged.xlsx": _merged,
    "merged-rows.xlsx": _merged_over_rows,
    "wide.xlsx": lambda path: xlsx(path, rows(_cells(row, 15_000) for row in range(1, 301))),
    "million.xlsx": lambda path: xlsx(path, rows(_cells(row, 1) for row in range(1, 1_000_001))),
    "strings.xlsx": _three_million_strings,
    "count.xlsx": lambda path: xlsx(path, rows([_cells(1, 1)]), f'<sst uniqueCount="{2**40}"><si><t>a</t></si></sst>'),
    "one-string.xlsx": _one_string_everywhere,
    "pieces.xlsx": _one_string_by_a_number_in_pieces,
    "bomb.xlsx": lambda path: xlsx(path, rows(repeat(" " * 1_000_000, 300))),
    "belied.xlsx": _size_belied,
    "parts.xlsx": _many_parts,
    "deep.xlsx": lambda path: xlsx(path, chain(repeat("<a>" * 1_000, 3_000), ["x"], repeat("</a>" * 1_000, 3_000))),
    "attribute.xlsx": lambda path: xlsx(path, rows(chain(['<row r="'], repeat("1" * 1_000_000, 40), ['"/>']))),
    "attributes.xlsx": _attributes,
    "comment.xlsx": lambda path: xlsx(path, rows(chain(["<!--"], repeat("x" * 1_000_000, 45), ["-->"]))),
    "entities.xlsx": _entities,
    "styles.xlsx": lambda path: xlsx(
        path,
        rows([_cells(1, 1)]),
        more={"xl/styles.xml": chain(["<s><cellXfs>"], repeat("<xf/>" * 1_000, 9_000), ["</cellXfs></s>"])},
    ),
    "far.xls": _xls_far_apart,
    "declared.xls": _xls_declared,
    "wide.xls": lambda path: xls(path, (number(row, column) for row in range(3_900) for column in range(256))),
    "rows.xls": lambda path: xls(path, (number(row, 0) for row in range(65_536))),
    "one-string.xls": _xls_one_string_everywhere,
    "text.xls": _xls_text_declared,
    "circle.xls": _xls_circle,
    "merged.xls": _xls_merged,
    "repeated.ods": _ods_repeated,
    "blanks.ods": _ods_blanks,
    "merged.ods": _ods_merged,
    "million.ods": lambda path: ods(
        path,
        repeat(
            '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>',
            1_000_000,
        ),
    ),
    "deep.ods": lambda path: ods(path, chain(repeat("<a>" * 1_000, 3_000), repeat("</a>" * 1_000, 3_000))),
    "wide.csv": _csv_wide,
    "lines.csv": _csv_lines,
    "short-rows.csv": _csv_short_rows,
    "open-quotes.csv": _csv_open_quotes,
    "planes.csv": _csv_other_planes,
}
"""Each kind of file by the name it goes by, and what writes it to a path."""
