"""The report as a Word document in the layout of official papers, ready to be signed; its large tables in one piece.

Measures and sizes are those of the profiles: A4, margins 20, 20, 30 and 15 mm, Times New Roman 14, lines of 18 points.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from exports.official.letterhead import Letterhead
from exports.official.numbers import figure
from exports.official.page import (
    BELOW_ABSTRACT,
    JUSTIFY,
    LEFT,
    TEXT_WIDTH,
    add_foot,
    add_head,
    add_later,
    add_paragraph,
    add_rule,
    add_text,
    look_of,
    new_document,
    new_section,
    saved,
    set_exactly,
    set_margins,
)
from exports.report.body import Block, body
from exports.report.paper import Paper
from exports.report.pictures import LEGEND, Bars, Heat, heats, month_bars
from exports.report.table import Annex, Column, Value, rows_of, shown
from exports.xml_text import xml_text

_SIZE, _SMALL = 20, 16  # half points
_BESIDE_NOTES = 3  # rows that stay on one page with the notes below the table
_CLOSED = "</w:tbl>"
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
# Twentieths of a point: a bar's name, each of its steps and its figure; a heat map, its widest cells, shortest names.
_NAME, _STEP, _STEPS, _FIGURE = 800, 160, 48, 800
_WIDE, _CELL, _LEAST_NAME = 9354, 540, 2400
_ON_A_PAGE = 25  # rows of a heat map that is not parted
_SHADES = ("FFFFFF", "ECECEC", "D8D8D8", "C4C4C4", "B0B0B0", "9C9C9C", "888888")  # black words stand out on each
_BARS = [f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' for fill in ("404040", "C8C8C8")]


def add_table(document: WordDocument, annex: Annex, *, width: Length) -> None:
    """Append the annex as a table of that width."""
    _append(document, table_xml(annex, width=width))


def _append(document: WordDocument, table: str) -> None:
    # Before the properties of the last section, which stay at the end.
    document.element.body.insert_element_before(parse_xml(table), "w:sectPr")


def table_xml(annex: Annex, *, width: Length) -> str:
    """The annex as the XML of a table."""
    return "".join(table_pieces(annex, width=width))


def table_pieces(annex: Annex, *, width: Length) -> Iterator[str]:
    """The same row by row: its header on every page, the head of a group with its first row, the last row in bold, and
    below it the notes.
    """
    whole = sum(column.width for column in annex.columns)
    widths = [round(column.width * width.twips / whole) for column in annex.columns]
    rows = tuple(rows_of(annex))
    kept = {place for place, row in enumerate(rows[:-1]) if row[0] is None}
    kept |= set(range(len(rows))[-_BESIDE_NOTES:]) if annex.notes else set()
    yield _opened(widths)
    yield from _header(annex.columns, widths)
    for place, row in enumerate(rows):
        yield _row(annex.columns, widths, row, bold=row[0] is None, is_kept=place in kept)
    if annex.notes:
        # A row of the table, without lines around it: only rows are kept together by every program.
        nothing = "".join(f'<w:{edge} w:val="nil"/>' for edge in ("left", "bottom", "right"))
        more = f"{_spanning(len(widths))}<w:tcBorders>{nothing}</w:tcBorders>"
        yield _line([_cell(f"Ghi chú: {' '.join(annex.notes)}", sum(widths), "both", italic=True, more=more)])
    yield _CLOSED


def _table(widths: Sequence[int], lines: Iterable[str], *, line: str = "single", read_out: str = "") -> str:
    return "".join((_opened(widths, line=line, read_out=read_out), *lines, _CLOSED))


def _opened(widths: Sequence[int], *, line: str = "single", read_out: str = "") -> str:
    """What stands before the rows of a table with such a line around each cell; `read_out` is what a reader of screens
    says of it.
    """
    borders = "".join(f'<w:{edge} w:val="{line}" w:sz="4" w:space="0" w:color="000000"/>' for edge in _EDGES)
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    told = f"<w:tblDescription w:val={quoteattr(xml_text(read_out))}/>" if read_out else ""
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar>{told}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _header(columns: Sequence[Column], widths: Sequence[int]) -> Iterable[str]:
    """Titles in two rows where some share a heading, and the columns' numbers."""
    grouped = any(column.group for column in columns)
    if grouped:
        cells = []
        for group, members in groupby(enumerate(columns), key=lambda numbered: numbered[1].group):
            places = [place for place, _column in members]
            if group:
                width = sum(widths[place] for place in places)
                cells.append(_cell(group, width, "center", bold=True, more=_spanning(len(places))))
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
    paint: str = "",
    size: int = _SIZE,
) -> str:
    style = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + f'<w:sz w:val="{size}"/>'
    layout = (
        ("<w:keepNext/>" if is_kept else "") + paint
    ) + f'<w:spacing w:before="20" w:after="20"/><w:jc w:val="{align}"/><w:rPr>{style}</w:rPr>'
    words = escape(xml_text(text).replace("\n", " "))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p><w:pPr>{layout}</w:pPr>"
        f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p></w:tc>'
    )


IN_DOCUMENT = 4  # annexes; the register goes into the workbook
WIDE = Mm(267)  # between the margins of a page on its side


def document_bytes(paper: Paper) -> bytes:
    """The document: head, title, body, signature and recipients, pictures, annexes 1 to 4 on landscape pages."""
    document = new_document(paper.title, paper.letterhead.author, paper.report.made)
    add_head(document, paper.letterhead)
    add_title(document, paper.letterhead, paper.subject)
    for block in body(paper):
        _BLOCKS[block.kind](document, block)
    add_foot(document, paper.letterhead)
    _pictures(document, paper)
    return saved(document, _annexes(document, paper))


def add_title(document: WordDocument, head: Letterhead, subject: str) -> None:
    """What the paper is, and below it what it is about."""
    kind = add_paragraph(document, "BÁO CÁO", size=look_of(head).kind, bold=True)
    kind.paragraph_format.space_before = Pt(18)
    last = add_paragraph(document, subject, bold=True)
    if head.is_state:
        last = add_rule(document, TEXT_WIDTH, BELOW_ABSTRACT)
    last.paragraph_format.space_after = Pt(18)


# ---------------------------------------------------------------- body


def add_heading(document: WordDocument, block: Block) -> None:
    """The heading of a part or a section."""
    add_text(document, block.text, style="Heading 1" if block.kind == "part" else "Heading 2")


def _text(document: WordDocument, block: Block) -> None:
    add_text(document, printed(block))


def printed(block: Block) -> str:
    """The words of a paragraph; what a person has to write stands in brackets."""
    return {"item": f"- {block.text}", "gap": f"[{block.text}…]"}.get(block.kind, block.text)


def _gap(document: WordDocument, block: Block) -> None:
    mark(add_text(document, printed(block)))


def mark(gap: Paragraph) -> None:
    """Let nobody overlook what he has to write."""
    for run in gap.runs:
        run.italic, run.font.highlight_color = True, WD_COLOR_INDEX.YELLOW


_BLOCKS: dict[str, Callable[[WordDocument, Block], None]] = {
    "part": add_heading,
    "section": add_heading,
    "text": _text,
    "item": _text,
    "gap": _gap,
}


# ---------------------------------------------------------------- pictures, as tables: text, and shades of grey


def pictures_xml(paper: Paper) -> str:
    """Its pictures, with what stands around them, as the XML of paragraphs and tables; "" for none."""
    document = new_document("", "", paper.report.made)
    _pictures(document, paper)
    return "".join(element.xml for element in document.element.body if element.tag != qn("w:sectPr"))


def _pictures(document: WordDocument, paper: Paper) -> None:
    bars = month_bars(paper.report)
    every: list[Bars | Heat] = [*([bars] if bars else []), *heats(paper.report)]
    for place, picture in enumerate(every, start=1):
        title = add_paragraph(document, f"Biểu đồ {place}. {picture.title}", bold=True, style="Heading 1")
        title.paragraph_format.page_break_before = place == 1
        title.paragraph_format.space_before = Pt(12)
        words = add_paragraph(document, picture.words, size=12, italic=True, align=JUSTIFY).paragraph_format
        words.space_after, words.keep_with_next = Pt(4), True
        if isinstance(picture, Bars):
            _bars(document, picture)
        else:
            _heat(document, picture)
            spans = "; ".join(words for _shade, words in picture.legend)
            legend = f"Ô đậm là nhiều buổi ({spans}); {LEGEND}"
            add_paragraph(document, legend, size=10, italic=True, align=LEFT)
    if every:
        set_exactly(document.add_paragraph(), 1)


def _bars(document: WordDocument, bars: Bars) -> None:
    """A row a bar, its figure behind it: this year's dark, those of the year before light and all of them lower."""
    widths = [_NAME, *[_STEP] * _STEPS, _FIGURE]
    lines = []
    for place, (name, numbers) in enumerate(bars.months, start=1):
        size = _SIZE if len(numbers) == 1 else _SMALL
        for number, paint in zip(numbers, _BARS, strict=False):
            is_first, long = paint is _BARS[0], -(-number * _STEPS // bars.most)
            merge = '<w:vMerge w:val="restart"/>' if is_first else "<w:vMerge/>"
            is_kept = place < len(bars.months) or is_first
            cells = [_cell(name if is_first else "", _NAME, "center", more=merge, is_kept=is_kept, size=size)]
            if long:
                cells.append(_cell("", long * _STEP, "left", more=_spanning(long), paint=paint, size=size))
            rest = _STEPS - long + 1
            wide = (rest - 1) * _STEP + _FIGURE
            cells.append(_cell(figure(number), wide, "left", more=_spanning(rest), size=size))
            lines.append(_line(cells))
    _append(document, _table(widths, lines, line="nil", read_out=f"{bars.title}: {bars.read_out}"))


def _heat(document: WordDocument, heat: Heat) -> None:
    each = min(_CELL, (_WIDE - _LEAST_NAME) // len(heat.columns))
    widths = [_WIDE - each * len(heat.columns), *[each] * len(heat.columns)]
    titles = (heat.first, *(code for code, _title in heat.columns))
    cells = (
        _cell(title, width, "center", bold=True, is_kept=True) for title, width in zip(titles, widths, strict=True)
    )
    lines = [_line(cells, is_header=True)]
    kept = len(heat.rows) if len(heat.rows) <= _ON_A_PAGE else _BESIDE_NOTES
    for place, row in enumerate(heat.rows):
        shaded = (_cell(text, each, "center", more=_shade(shade)) for text, shade in row.cells)
        is_kept = place >= len(heat.rows) - kept
        lines.append(_line([_cell(row.name, widths[0], "left", is_kept=is_kept), *shaded]))
    _append(document, _table(widths, lines, read_out=f"{heat.title}. {heat.words}"))


def _spanning(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def _shade(shade: int) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADES[shade]}"/>'


# ---------------------------------------------------------------- annexes


def _annexes(document: WordDocument, paper: Paper) -> list[Iterable[str]]:
    """Append the annexes, whose tables are put in when the document is saved."""
    every, tables = in_document(paper), list[Iterable[str]]()
    if every:
        lie_down(document)
        for place, annex in enumerate(every):
            head_table(document, (annex.heading.upper(), paper.attached_to, annex.unit_of_measure), first=place == 0)
            add_later(document, table_pieces(annex, width=WIDE), tables)
        set_exactly(document.add_paragraph(), 1)
    return tables


def in_document(paper: Paper) -> list[Annex]:
    """The annexes that stand behind the letter."""
    return [annex for annex in paper.tables if annex.number <= IN_DOCUMENT and annex.rows]


def lie_down(document: WordDocument) -> None:
    """Begin a page that lies on its side, as all behind it do."""
    section = new_section(document)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    set_margins(section)
    section.left_margin = section.right_margin = Mm(15)
    section.different_first_page_header_footer = False


def head_table(document: WordDocument, texts: tuple[str, str, str], *, first: bool) -> None:
    """What stands above a table: its title, which begins a page, what it is attached to, its unit of measure."""
    title = add_paragraph(document, texts[0], bold=True, style="Heading 1")
    title.paragraph_format.page_break_before = not first
    add_paragraph(document, texts[1], size=12, italic=True)
    add_paragraph(document, texts[2], size=12, italic=True, align=WD_ALIGN_PARAGRAPH.RIGHT)
