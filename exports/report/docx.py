"""The report as a Word document in the layout of official papers, ready to be signed; its large tables in one piece.

Measures and sizes are those of the profiles: A4, margins 20, 20, 30 and 15 mm, Times New Roman 14, lines of 18 points.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from msgspec import Struct

from exports.report.body import Block, body
from exports.report.letterhead import Letterhead
from exports.report.paper import Paper
from exports.report.table import Annex, Column, Value, rows_of, shown
from exports.xml_text import xml_text

_SIZE = 20  # half points
_BESIDE_NOTES = 3  # rows that stay on one page with the notes below the table
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def add_table(document: WordDocument, annex: Annex, *, width: Length) -> None:
    """Append the annex as a table of that width: its header on every page, the head of a group with its first row, the
    last row in bold, and below it the notes.
    """
    whole = sum(column.width for column in annex.columns)
    widths = [round(column.width * width.twips / whole) for column in annex.columns]
    rows = tuple(rows_of(annex))
    kept = {place for place, row in enumerate(rows[:-1]) if row[0] is None}
    kept |= set(range(len(rows))[-_BESIDE_NOTES:]) if annex.notes else set()
    lines = [
        _row(annex.columns, widths, row, bold=row[0] is None, is_kept=place in kept) for place, row in enumerate(rows)
    ]
    if annex.notes:
        # A row of the table, without lines around it: only rows are kept together by every program.
        nothing = "".join(f'<w:{edge} w:val="nil"/>' for edge in ("left", "bottom", "right"))
        more = f'<w:gridSpan w:val="{len(widths)}"/><w:tcBorders>{nothing}</w:tcBorders>'
        lines.append(_line([_cell(f"Ghi chú: {' '.join(annex.notes)}", sum(widths), "both", italic=True, more=more)]))
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in _EDGES)
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    table = parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar></w:tblPr>'
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


def _row(columns: Sequence[Column], widths: Sequence[int], row: Sequence[Value], *, bold: bool, is_kept: bool) -> str:
    return _line(
        _cell(shown(value, column), width, column.align, bold=bold, is_kept=is_kept)
        for value, column, width in zip(row, columns, widths, strict=True)
    )


def _line(cells: Iterable[str], *, is_header: bool = False) -> str:
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_header else "")
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(
    text: str,
    width: int,
    align: str,
    *,
    bold: bool = False,
    italic: bool = False,
    is_kept: bool = False,
    more: str = "",
) -> str:
    style = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + f'<w:sz w:val="{_SIZE}"/>'
    layout = (
        "<w:keepNext/>" if is_kept else ""
    ) + f'<w:spacing w:before="20" w:after="20"/><w:jc w:val="{align}"/><w:rPr>{style}</w:rPr>'
    words = escape(xml_text(text).replace("\n", " "))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p><w:pPr>{layout}</w:pPr>"
        f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p></w:tc>'
    )


class _Look(Struct, frozen=True):
    """What the Party's and the State's rules have apart: millimetres of the two halves of head and foot and of the rule
    below the nation's lines, sizes in points.

    `most` characters of the office's name are on a line of the left half.
    """

    left: int
    right: int
    rule: int
    nation: int
    own: int
    kind: int
    recipients: int
    most: int


# The rule is as long as the words above it, and the nation's name stands on one line.
_PARTY = _Look(left=78, right=87, rule=73, nation=15, own=14, kind=16, recipients=12, most=25)
_STATE = _Look(left=66, right=99, rule=60, nation=13, own=13, kind=14, recipients=11, most=23)
_TEXT = 165  # millimetres between the margins
_BELOW_ISSUER, _BELOW_ABSTRACT = 30, 55  # rules of the State's papers: a third to a half of the words
_FONT = "Times New Roman"
_LANGUAGE = "vi-VN"
_LONGEST_PROPERTY = 255
_IN_DOCUMENT = 4  # annexes; the register goes into the workbook
CENTRE, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


def document_bytes(paper: Paper) -> bytes:
    """The document: head, title, body, signature and recipients, annexes 1 to 4 on landscape pages."""
    document = Document()
    _prepare(document, paper)
    _head(document, paper.letterhead)
    _title(document, paper)
    for block in body(paper):
        _BLOCKS[block.kind](document, block)
    _foot(document, paper.letterhead)
    _annexes(document, paper)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _prepare(document: WordDocument, paper: Paper) -> None:
    """Page, fonts, language, page numbers from the second page on, properties."""
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(14), RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        fonts.set(qn("w:eastAsia"), _FONT)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.line_spacing = Pt(0), Pt(0), 1.0
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    _margins(section)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _add_field(number, "PAGE")
    properties = document.core_properties
    properties.title = xml_text(paper.title)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = xml_text(paper.letterhead.author)[:_LONGEST_PROPERTY]
    properties.comments, properties.language = "", _LANGUAGE
    properties.created = properties.modified = paper.report.made.replace(tzinfo=None)


def _margins(section: Section) -> None:
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)


def _paragraph(
    into: WordDocument | _Cell,
    text: str,
    *,
    size: int = 14,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = CENTRE,
    style: str | None = None,
    first: bool = False,
) -> Paragraph:
    """One more paragraph, `size` in points; the `first` one of a cell is the empty one that every cell begins with."""
    paragraph: Paragraph = into.paragraphs[0] if first else into.add_paragraph(style=style)
    paragraph.alignment = align
    run = paragraph.add_run(xml_text(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


# ---------------------------------------------------------------- head and foot


def _head(document: WordDocument, head: Letterhead) -> None:
    look = _look(head)
    left, right = _two_halves(document, look)
    _paragraph(left, _balanced(head.superior, look.most), size=look.own, first=True)
    _paragraph(left, _balanced(head.issuer, look.most), size=look.own, bold=True)
    if head.is_state:
        _rule(left, look.left, _BELOW_ISSUER)
    else:
        _paragraph(left, "*")
    _paragraph(left, head.numbered, size=look.own)
    first, *more = head.nation
    _paragraph(right, first, size=look.nation, bold=True, first=True)
    for line in more:
        _paragraph(right, line, bold=True)
    _rule(right, look.right, look.rule)
    _paragraph(right, head.place_and_date, italic=True)


def _look(head: Letterhead) -> _Look:
    return _STATE if head.is_state else _PARTY


def _balanced(text: str, most: int) -> str:
    """A name of more characters than that in two lines of like length, so that no word is left over."""
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if len(text) <= most or not spaces:
        return text
    middle = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def _title(document: WordDocument, paper: Paper) -> None:
    kind = _paragraph(document, "BÁO CÁO", size=_look(paper.letterhead).kind, bold=True)
    kind.paragraph_format.space_before = Pt(18)
    last = _paragraph(document, paper.subject, bold=True)
    if paper.letterhead.is_state:
        last = _rule(document, _TEXT, _BELOW_ABSTRACT)
    last.paragraph_format.space_after = Pt(18)


def _foot(document: WordDocument, head: Letterhead) -> None:
    # The last words stay with the signature.
    for last in (document.paragraphs[-1], _paragraph(document, "", size=6)):
        last.paragraph_format.keep_with_next = True
    look = _look(head)
    left, right = _two_halves(document, look)
    if head.is_state:
        _paragraph(left, "Nơi nhận:", size=12, bold=True, italic=True, align=LEFT, first=True)
    else:
        _paragraph(left, "Nơi nhận:", align=LEFT, first=True).runs[0].underline = True
    every = [
        *(f"- {recipient}," for recipient in head.recipients[:-1]),
        f"- {head.recipients[-1]}.",
    ]
    for recipient in every:
        _paragraph(left, recipient, size=look.recipients, align=LEFT)
    signature = ((head.authority, True), (head.position, head.is_state))
    for place, (text, bold) in enumerate((text, bold) for text, bold in signature if text):
        _paragraph(right, text, bold=bold, first=place == 0)
    for _empty in range(5):
        _paragraph(right, "")
    _paragraph(right, head.office.signer, bold=True)
    # Word wants a paragraph behind a table. One of the usual height would begin a page where the table ends one.
    _exactly(document.add_paragraph(), 1)


def _two_halves(document: WordDocument, look: _Look) -> tuple[_Cell, _Cell]:
    """A table of two cells without borders and without margins: no tab stops in head or foot."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    sides = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
    table._tbl.tblPr.insert_element_before(
        parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"), "w:tblLook"
    )
    row = table.rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    # Word goes by the cells, other programs by the grid.
    for column, cell, width in zip(table.columns, row.cells, (look.left, look.right), strict=True):
        column.width = cell.width = Mm(width)
    return row.cells[0], row.cells[1]


def _exactly(paragraph: Paragraph, points: int) -> None:
    """Give its lines exactly that height."""
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)


def _rule(into: WordDocument | _Cell, width: int, length: int) -> Paragraph:
    """A solid line of so many millimetres in the middle of a half, or of a page, of that width."""
    paragraph = _paragraph(into, "", size=2)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm((width - length) / 2)
    _exactly(paragraph, 4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    # Before the properties that the schema wants behind it.
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    return paragraph


# ---------------------------------------------------------------- body


def _in_body(document: WordDocument, text: str, *, italic: bool = False, style: str | None = None) -> Paragraph:
    paragraph = _paragraph(document, text, bold=style is not None, italic=italic, align=JUSTIFY, style=style)
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_after = Mm(10), Pt(6)
    _exactly(paragraph, 18)
    return paragraph


def _heading(document: WordDocument, block: Block) -> None:
    _in_body(document, block.text, style="Heading 1" if block.kind == "part" else "Heading 2")


def _text(document: WordDocument, block: Block) -> None:
    _in_body(document, block.text)


def _item(document: WordDocument, block: Block) -> None:
    _in_body(document, f"- {block.text}")


def _gap(document: WordDocument, block: Block) -> None:
    """What a person has to write, marked so that nobody overlooks it."""
    paragraph = _in_body(document, f"[{block.text}…]", italic=True)
    paragraph.runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW


_BLOCKS: dict[str, Callable[[WordDocument, Block], None]] = {
    "part": _heading,
    "section": _heading,
    "text": _text,
    "item": _item,
    "gap": _gap,
}


# ---------------------------------------------------------------- annexes


def _annexes(document: WordDocument, paper: Paper) -> None:
    every = [annex for annex in paper.tables if annex.number <= _IN_DOCUMENT and annex.rows]
    if not every:
        return
    # The break stands in the paragraph behind the signature.
    section = document.add_section(WD_SECTION.NEW_PAGE)
    *_, last, breaking = document.element.body.iterchildren(qn("w:p"))
    last.get_or_add_pPr().append(breaking.pPr.sectPr)
    breaking.getparent().remove(breaking)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    _margins(section)
    section.left_margin = section.right_margin = Mm(15)
    section.different_first_page_header_footer = False
    for place, annex in enumerate(every):
        title = _paragraph(document, annex.heading.upper(), bold=True, style="Heading 1")
        title.paragraph_format.page_break_before = place > 0
        _paragraph(document, paper.attached_to, size=12, italic=True)
        _paragraph(document, annex.unit_of_measure, size=12, italic=True, align=WD_ALIGN_PARAGRAPH.RIGHT)
        add_table(document, annex, width=Mm(267))
    _exactly(document.add_paragraph(), 1)


def _add_field(paragraph: Paragraph, code: str) -> None:
    """A field that Word fills in itself, such as the page's number."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run._r.append(element)
