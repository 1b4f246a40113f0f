"""A table of a Word document, its XML made in one piece: cell by cell the library takes minutes for a large one."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length

from exports.tabular import Annex, Column, Value, shown
from exports.xml_text import xml_text

_SIZE = 20  # half points
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def add_table(document: WordDocument, annex: Annex, *, width: Length) -> None:
    """Append the annex as a table of that width: its header on every page, its last row in bold."""
    whole = sum(column.width for column in annex.columns)
    widths = [round(column.width * width.twips / whole) for column in annex.columns]
    lines = [_row(annex.columns, widths, row, bold=row[0] is None) for row in annex.rows]
    if (last := annex.last_row) is not None:
        lines.append(_row(annex.columns, widths, last, bold=True))
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in _EDGES)
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    table = parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(_header(annex.columns, widths))}{''.join(lines)}</w:tbl>"
    )
    # Before the properties of the last section, which stay at the end.
    document.element.body.insert_element_before(table, "w:sectPr")


def _header(columns: Sequence[Column], widths: Sequence[int]) -> Iterable[str]:
    """Titles in two rows where some share a heading, and the columns' numbers."""
    grouped = any(column.group for column in columns)
    if grouped:
        cells = []
        for group, members in groupby(enumerate(columns), key=lambda numbered: numbered[1].group):
            places = [place for place, _column in members]
            if group:
                width = sum(widths[place] for place in places)
                cells.append(_cell(group, width, "center", bold=True, more=f'<w:gridSpan w:val="{len(places)}"/>'))
            else:
                restart = '<w:vMerge w:val="restart"/>'
                cells += [_cell(columns[n].title, widths[n], "center", bold=True, more=restart) for n in places]
        yield _line(cells, is_header=True)
    titles = [
        _cell("", width, "center", more="<w:vMerge/>")
        if grouped and not column.group
        else _cell(column.title, width, "center", bold=True)
        for column, width in zip(columns, widths, strict=True)
    ]
    yield _line(titles, is_header=True)
    numbers = [_cell(f"({place})", width, "center", italic=True) for place, width in enumerate(widths, start=1)]
    yield _line(numbers, is_header=True)


def _row(columns: Sequence[Column], widths: Sequence[int], row: Sequence[Value], *, bold: bool) -> str:
    return _line(
        _cell(shown(value, column), width, column.align, bold=bold)
        for value, column, width in zip(row, columns, widths, strict=True)
    )


def _line(cells: Iterable[str], *, is_header: bool = False) -> str:
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_header else "")
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, align: str, *, bold: bool = False, italic: bool = False, more: str = "") -> str:
    style = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + f'<w:sz w:val="{_SIZE}"/>'
    words = escape(xml_text(text).replace("\n", " "))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p></w:tc>'
    )
