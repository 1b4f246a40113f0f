"""A page of official papers in Word: its measures and fonts, its head and foot, its paragraphs.

Measures and sizes are those of the profiles: A4, margins 20, 20, 30 and 15 mm, Times New Roman 14, lines of 18 points.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from msgspec import Struct

from exports.official.letterhead import Letterhead
from exports.xml_text import xml_text


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
TEXT_WIDTH = 165  # millimetres between the margins
_BELOW_ISSUER, BELOW_ABSTRACT = 30, 55  # rules of the State's papers: a third to a half of the words
_LATER = "w:later"  # no element of that name is in a document
_FONT = "Times New Roman"
_LANGUAGE = "vi-VN"
_LONGEST_PROPERTY = 255
CENTRE, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


def new_document(title: str, author: str, made: datetime) -> WordDocument:
    """A document with page, fonts, language, page numbers from the second page on, and properties."""
    document = Document()
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
    set_margins(section)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _add_field(number, "PAGE")
    set_properties(document, title, author, made)
    return document


def set_properties(document: WordDocument, title: str, author: str, made: datetime) -> None:
    """What a file says of itself."""
    properties = document.core_properties
    properties.title = xml_text(title)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = xml_text(author)[:_LONGEST_PROPERTY]
    properties.comments, properties.language = "", _LANGUAGE
    properties.created = properties.modified = made.replace(tzinfo=None)


def add_later(document: WordDocument, xml: Iterable[str], later: list[Iterable[str]]) -> None:
    """Append the pieces of XML that are made once the document is `saved` with them: a long table, of which a tree
    would fill the memory.
    """
    # Before the properties of the last section, which stay at the end.
    document.element.body.insert_element_before(OxmlElement(_LATER), "w:sectPr")
    later.append(xml)


def saved(document: WordDocument, later: Sequence[Iterable[str]] = ()) -> bytes:
    """The bytes of a document, with what was to be put in `later`."""
    target = io.BytesIO()
    document.save(target)
    if not later:
        return target.getvalue()
    whole = io.BytesIO()
    with ZipFile(target) as source, ZipFile(whole, "w", ZIP_DEFLATED) as made:
        for member in source.infolist():
            parts = source.read(member).split(f"<{_LATER}/>".encode())
            with made.open(member, "w") as file:
                for part, pieces in zip(parts, (*later[: len(parts) - 1], ()), strict=True):
                    file.write(part)
                    file.writelines(piece.encode() for piece in pieces)
    return whole.getvalue()


def set_margins(section: Section) -> None:
    """The margins of an upright page."""
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)


def new_section(document: WordDocument) -> Section:
    """Begin a page of another layout, or another paper in the same file, behind the last signature."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    # The break stands in the paragraph behind the signature.
    *_, last, breaking = document.element.body.iterchildren(qn("w:p"))
    last.get_or_add_pPr().append(breaking.pPr.sectPr)
    breaking.getparent().remove(breaking)
    return section


def count_from_one(section: Section) -> None:
    """Number the pages of the section by itself."""
    number = OxmlElement("w:pgNumType")
    number.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(number, "w:cols", "w:titlePg", "w:docGrid")


def add_paragraph(
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


def add_head(document: WordDocument, head: Letterhead, *, about: str = "") -> None:
    """The two halves above the title; of a letter also what it is `about`, below its number."""
    look = look_of(head)
    left, right = _two_halves(document, look)
    add_paragraph(left, balanced(head.superior, look.most), size=look.own, first=True)
    add_paragraph(left, balanced(head.issuer, look.most), size=look.own, bold=True)
    if head.is_state:
        add_rule(left, look.left, _BELOW_ISSUER)
    else:
        add_paragraph(left, "*")
    add_paragraph(left, head.numbered, size=look.own)
    if about:
        add_paragraph(left, f"V/v {about}", size=12, italic=not head.is_state)
    first, *more = head.nation
    add_paragraph(right, first, size=look.nation, bold=True, first=True)
    for line in more:
        add_paragraph(right, line, bold=True)
    add_rule(right, look.right, look.rule)
    add_paragraph(right, head.place_and_date, italic=True)


def look_of(head: Letterhead) -> _Look:
    """The rules that the paper follows."""
    return _STATE if head.is_state else _PARTY


def balanced(text: str, most: int) -> str:
    """A name of more characters than that in two lines of like length, so that no word is left over."""
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if len(text) <= most or not spaces:
        return text
    middle = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def add_foot(document: WordDocument, head: Letterhead) -> None:
    """Who gets it, and who signs."""
    # The last words stay with the signature.
    for last in (document.paragraphs[-1], add_paragraph(document, "", size=6)):
        last.paragraph_format.keep_with_next = True
    look = look_of(head)
    left, right = _two_halves(document, look)
    if head.is_state:
        add_paragraph(left, "Nơi nhận:", size=12, bold=True, italic=True, align=LEFT, first=True)
    else:
        add_paragraph(left, "Nơi nhận:", align=LEFT, first=True).runs[0].underline = True
    for recipient in head.recipient_lines:
        add_paragraph(left, recipient, size=look.recipients, align=LEFT)
    signature = ((head.authority, True), (head.position, head.is_state))
    for place, (text, bold) in enumerate((text, bold) for text, bold in signature if text):
        add_paragraph(right, text, bold=bold, first=place == 0)
    for _empty in range(5):
        add_paragraph(right, "")
    add_paragraph(right, head.office.signer, bold=True)
    # Word wants a paragraph behind a table. One of the usual height would begin a page where the table ends one.
    set_exactly(document.add_paragraph(), 1)


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


def set_exactly(paragraph: Paragraph, points: int) -> None:
    """Give its lines exactly that height."""
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)


def add_rule(into: WordDocument | _Cell, width: int, length: int) -> Paragraph:
    """A solid line of so many millimetres in the middle of a half, or of a page, of that width."""
    paragraph = add_paragraph(into, "", size=2)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm((width - length) / 2)
    set_exactly(paragraph, 4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    # Before the properties that the schema wants behind it.
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    return paragraph


def add_text(document: WordDocument, text: str, *, italic: bool = False, style: str | None = None) -> Paragraph:
    """A paragraph of the body, or a heading in that style."""
    paragraph = add_paragraph(document, text, bold=style is not None, italic=italic, align=JUSTIFY, style=style)
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_after = Mm(10), Pt(6)
    set_exactly(paragraph, 18)
    return paragraph


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
