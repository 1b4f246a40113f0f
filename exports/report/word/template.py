"""A report filled into the office's own Word document: read within bounds, as a stranger's file is, checked, filled."""

import io
from collections.abc import Callable
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from exports.official.page import saved, set_properties
from exports.report.body import HINTS
from exports.report.docx import mark
from exports.report.paper import Paper
from exports.report.word.fields import TABLES, values_of
from exports.report.word.mistakes import mistakes
from exports.report.word.sandbox import Sandbox
from logs.errors import SotayError
from logs.spreadsheets.archive import Archive, Copy
from logs.spreadsheets.bounds import Budget
from logs.spreadsheets.xml_scan import local, scan

MOST_BYTES = 1_000_000
_MOST_UNPACKED = 12_000_000
_OUTSIDE = ("embeddings/", "activex/", "vbaproject", "afchunk")  # parts that a letter has no use for
_BROKEN = (
    AttributeError, BadZipFile, KeyError, LookupError, OSError, RecursionError, SyntaxError, TypeError,
    UnicodeError, ValueError,
)  # fmt: skip


def check(data: bytes) -> None:
    """Find what is wrong with a template before it is used.

    Raises SotayError `template_unreadable`, `template_too_big` (most, in MB), `template_outside` (name: what it would
    load or run), `template_mistakes` (mistakes).
    """
    _opened(data)


def filled(paper: Paper) -> bytes:
    """The paper's template with the paper in it.

    Raises SotayError as `check` does, `template_too_much`, `template_failed` (detail) where it cannot be filled in.
    """
    template = _opened(paper.template)
    document = template.get_docx()
    try:
        template.render(values_of(paper, _widths(document)), Sandbox())
        target = io.BytesIO()
        template.save(target)
        target.seek(0)
        document = Document(target)
    except (TemplateError, *_BROKEN) as error:
        raise SotayError("template_failed", detail=str(error)[:200]) from error
    _mend(document)
    set_properties(document, paper.title, paper.letterhead.author, paper.report.made)
    return saved(document)


def _opened(data: bytes) -> DocxTemplate:
    if len(data) > MOST_BYTES:
        raise SotayError("template_too_big", most=MOST_BYTES // 1_000_000)
    try:
        template = DocxTemplate(_checked(data))
        document = template.get_docx()
        # Texts of its properties would be filled in too.
        properties = document.core_properties
        for name in ("author", "comments", "identifier", "language", "subject", "title"):
            setattr(properties, name, "")
        found = mistakes(document)
    except _BROKEN as error:
        raise SotayError("template_unreadable") from error
    if found:
        raise SotayError("template_mistakes", mistakes=found)
    return template


def _checked(data: bytes) -> io.BytesIO:
    """A copy that holds only what was looked at."""
    budget = Budget()
    budget.bytes = _MOST_UNPACKED
    try:
        with Copy() as copy:
            archive = Archive(data, budget)
            for name in archive:
                if any(part in name for part in _OUTSIDE):
                    raise SotayError("template_outside", name=name)
                chunks = copy.copying(archive.spelled(name), archive.chunks(name))
                if name.endswith((".xml", ".rels")):
                    scan(chunks, budget, _start(name))
                else:
                    for _chunk in chunks:
                        pass
        return copy.bytes
    except SotayError as error:
        code = {"table_unreadable": "template_unreadable", "table_too_big": "template_too_big"}.get(error.code)
        if code is None:
            raise
        raise SotayError(code, most=MOST_BYTES // 1_000_000) from error


def _start(name: str) -> Callable[[str, dict[str, str]], None]:
    """Refuse what would be loaded from elsewhere when somebody opens the paper."""

    def refuse(element: str, attributes: dict[str, str]) -> None:
        is_link = attributes.get("Type", "").endswith("/hyperlink")
        if local(element) == "Relationship" and attributes.get("TargetMode") == "External" and not is_link:
            raise SotayError("template_outside", name=attributes.get("Target", "")[:200])

    return refuse if name.endswith(".rels") else lambda _element, _attributes: None


def _widths(document: WordDocument) -> dict[str, Length]:
    """The room between the margins where each annex stands."""
    widths = {}
    tags = {f"{{{{p {name} }}}}".replace(" ", ""): name for name in TABLES}
    for section in document.sections:
        sides = (section.page_width, section.left_margin, section.right_margin)
        page, left, right = (side or Length(0) for side in sides)
        for block in section.iter_inner_content():
            name = tags.get(block.text.replace(" ", "")) if isinstance(block, Paragraph) else None
            if name and page > left + right:
                widths[name] = Length(page - left - right)
    return widths


def _mend(document: WordDocument) -> None:
    """What programs want of a document wherever loops leave nothing, and the gaps marked as everywhere."""
    body: Any = document.element.body
    for row in [row for row in body.iter(qn("w:tr")) if row.find(f".//{qn('w:tc')}") is None]:
        row.getparent().remove(row)
    for table in [table for table in body.iter(qn("w:tbl")) if table.find(f".//{qn('w:tr')}") is None]:
        table.getparent().remove(table)
    for cell in body.iter(qn("w:tc")):
        if not len(cell) or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))
    gaps = {f"[{hint}…]" for hint in HINTS.values()}
    for element in body.iter(qn("w:p")):
        paragraph = Paragraph(element, document)
        if paragraph.text in gaps:
            mark(paragraph)
