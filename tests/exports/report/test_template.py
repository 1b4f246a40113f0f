"""The office's own Word template: unchanged, edited, broken, hostile."""

import io
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from jinja2 import TemplateError
from msgspec.structs import replace

from exports.report.freezing import freeze, frozen_paper, paper_of
from exports.report.paper import Paper
from exports.report.pdf import convert
from exports.report.word.draft import template_bytes
from exports.report.word.sandbox import Sandbox
from exports.report.word.template import MOST_BYTES, check
from exports.report.word.writer import docx_bytes
from logs.errors import SotayError
from logs.exchange.office_settings import Office
from tests.exports.desk import Desk
from tests.exports.papers import HOSTILE, YEAR, committee_paper, hostile_paper
from tests.exports.report.test_pages import skip_without


@pytest.fixture
def paper(desk: Desk) -> Paper:
    return committee_paper(desk)


def paragraphs(data: bytes) -> list[str]:
    """The words of every paragraph that has some, tables included."""
    every = (
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in Document(io.BytesIO(data)).element.body.iter(qn("w:p"))
    )
    return [words for words in every if words]


def edited(data: bytes, *edits: Callable[[WordDocument], object]) -> bytes:
    """The document after somebody's changes."""
    document = Document(io.BytesIO(data))
    for edit in edits:
        edit(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def of_lines(*lines: str) -> bytes:
    """A template of nothing but these paragraphs."""
    return edited(_empty(), lambda document: [document.add_paragraph(line) for line in lines])


def _empty() -> bytes:
    target = io.BytesIO()
    Document().save(target)
    return target.getvalue()


def filled(paper: Paper, template: bytes) -> list[str]:
    return paragraphs(docx_bytes(replace(paper, template=template)))


# ---------------------------------------------------------------- used


@pytest.mark.parametrize("office", [Office(), Office(profile="nd30-2020", signer="Lò Văn Pản"), Office(block="board")])
def test_an_unchanged_template_gives_the_program_s_own_letter(paper: Paper, office: Office) -> None:
    paper = replace(paper, office=office, narrative={"strengths": "Một đoạn.\n- Một ý"})
    own = docx_bytes(paper)
    assert filled(paper, template_bytes(paper)) == paragraphs(own)
    data = docx_bytes(replace(paper, template=template_bytes(paper)))
    assert Document(io.BytesIO(data)).core_properties.title == paper.title
    marked = [run for paragraph in Document(io.BytesIO(data)).paragraphs for run in paragraph.runs]
    assert sum(run.font.highlight_color is not None for run in marked) == 4  # parts that nobody has written


def test_a_template_edited_in_word(paper: Paper) -> None:
    """A part moved, an annex deleted, wording changed, a table of one's own and a field in the page header."""

    def edit(document: WordDocument) -> None:
        body = document.element.body
        lines = {paragraph.text: paragraph for paragraph in document.paragraphs}
        lines["I- CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO"].text = "A. CÔNG TÁC CHỈ ĐẠO ĐIỀU HÀNH"
        forms = list(body).index(lines["3. Hình thức"]._p)
        moved = list(body)[forms : forms + 4]
        lines["2. Nội dung"]._p.addprevious(moved[0])
        for before, element in pairwise(moved):
            before.addnext(element)
        first = list(body).index(lines["{%p if bieu_1 %}"]._p)
        for element in list(body)[first : first + 6]:
            body.remove(element)
        table = document.add_table(rows=3, cols=3)
        cells = [
            ["{%tr for d in cac_don_vi %}"],
            ["{{ d.stt }}", "{{ d.ten|upper }}", "{{ d.so_buoi }}"],
            ["{%tr endfor %}"],
        ]
        for row, texts in zip(table.rows, cells, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text
        lines["{{ doan_ket }}"]._p.addprevious(table._tbl)
        document.sections[0].first_page_header.paragraphs[0].text = "Mật · {{ ky }}"

    template = edited(template_bytes(paper), edit)
    check(template)
    data = docx_bytes(replace(paper, template=template))
    words = paragraphs(data)
    assert words.index("3. Hình thức") < words.index("2. Nội dung")
    assert "A. CÔNG TÁC CHỈ ĐẠO ĐIỀU HÀNH" in words
    assert not [line for line in words if line.startswith("BIỂU 1")]
    own = next(table for table in Document(io.BytesIO(data)).tables if len(table.columns) == 3)
    assert [[cell.text for cell in row.cells][1:] for row in own.rows] == [
        [unit.name.upper(), str(unit.sessions)] for unit in paper.report.units
    ]
    assert Document(io.BytesIO(data)).sections[0].first_page_header.paragraphs[0].text == "Mật · năm 2014"


def test_a_template_that_went_through_libreoffice(paper: Paper, tmp_path: Path) -> None:
    skip_without(office=True)
    (tmp_path / "mau.docx").write_bytes(template_bytes(paper))
    convert([tmp_path / "mau.docx"], "odt", tmp_path)
    convert([tmp_path / "mau.odt"], "docx", tmp_path / "again")
    assert filled(paper, (tmp_path / "again" / "mau.docx").read_bytes()) == paragraphs(docx_bytes(paper))


def test_an_annex_is_as_wide_as_the_page_where_it_stands(paper: Paper) -> None:
    template = of_lines("{{p bieu_1 }}")
    section = Document(io.BytesIO(template)).sections[0]
    assert section.page_width
    assert section.left_margin
    assert section.right_margin
    room = section.page_width - section.left_margin - section.right_margin
    table = Document(io.BytesIO(docx_bytes(replace(paper, template=template)))).tables[0]
    width = sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid)
    assert abs(width * 635 - room) < 20 * 635


def test_a_report_that_was_sent_keeps_its_template(desk: Desk) -> None:
    book = desk.office()
    book.reference.use_template(of_lines("Của cơ quan: {{ buoi }}"))
    kept = freeze(book, paper_of(book, YEAR))
    book.reference.use_template(b"")
    assert paragraphs(docx_bytes(frozen_paper(book, kept.key))) == ["Của cơ quan: 0"]
    assert len(paragraphs(docx_bytes(paper_of(book, YEAR)))) > 10


def test_a_loop_over_nothing_leaves_a_document_that_opens(desk: Desk) -> None:
    def edit(document: WordDocument) -> None:
        table = document.add_table(rows=3, cols=1)
        for row, text in zip(
            table.rows, ("{%tr for d in cac_bao_cao_vien %}", "{{ d.ten }}", "{%tr endfor %}"), strict=True
        ):
            row.cells[0].text = text
        document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{p bieu_thay_doi }}"

    data = docx_bytes(replace(paper_of(desk.office(), YEAR), template=edited(_empty(), edit)))
    [table] = Document(io.BytesIO(data)).tables
    assert [cell.text for cell in table.rows[0].cells] == [""]


# ---------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("line", "code", "name"),
    [
        ("Số buổi: {{ buoi", "unclosed", "{{ buoi"),
        ("Số buổi: buoi }}", "unclosed", "}}"),
        ("{{ buooi }}", "field", "buooi"),
        ("{% for d in cac_don_vi %}{{ d.tenn }}{% endfor %}", "column", "d.tenn"),
        ("{% for d in cac_don_vii %}{{ d }}{% endfor %}", "field", "cac_don_vii"),
        ("{% for d in buoi %}{{ d }}{% endfor %}", "not_list", "{% for d in buoi %}"),
        ("{{ cac_don_vi }}", "list", "cac_don_vi"),
        ("{{ bieu_1 }}", "table", "{{ bieu_1 }}"),
        ("Xem {{p bieu_1 }}", "alone", "{{p bieu_1 }}"),
        ("{{ buoi luot }}", "syntax", "{{ buoi luot }}"),
        ("{{ buoi|tinh }}", "syntax", "{{ buoi|tinh }}"),
        ("{% nếu buoi %}", "instruction", "nếu"),
        ("{% if buoi %}có", "open", "{% if buoi %}"),
        ("có{% endif %}", "end", "{% endif %}"),
        ("{% if buoi %}{% endfor %}{% endif %}", "end", "{% endfor %}"),
        ("{%tr for d in cac_don_vi %}", "place", "{%tr for d in cac_don_vi %}"),
        ("{{ d.ten }}", "column", "d.ten"),
    ],
)
def test_a_mistake_is_told_with_its_place(line: str, code: str, name: str) -> None:
    with pytest.raises(SotayError) as raised:
        check(of_lines("Một đoạn đúng: {{ luot }}", line))
    assert raised.value.code == "template_mistakes"
    mistake = raised.value.params["mistakes"][0]  # type: ignore[index]
    assert (mistake.code, mistake.params["name"]) == (f"template_{code}", name)
    assert mistake.params["text"] in line
    assert mistake.params["cell"].code == "template_in_body"
    assert mistake.params["cell"].params == {"n": 2}


def test_a_mistake_in_a_table_in_the_header_and_across_cells() -> None:
    def edit(document: WordDocument) -> None:
        cells = document.add_table(rows=2, cols=2).rows[1].cells
        cells[0].text, cells[1].text = "{% if buoi %}", "{{ x }}{% endif %}"
        document.sections[0].header.paragraphs[0].text = "{{ trang }}"

    with pytest.raises(SotayError) as raised:
        check(edited(_empty(), edit))
    told = [(one.code, one.params["cell"].code, one.params["cell"].params) for one in _mistakes(raised.value)]
    assert told == [
        ("template_field", "template_cell_body", {"table": 1, "row": 2, "column": 2}),
        ("template_end", "template_cell_body", {"table": 1, "row": 2, "column": 2}),
        ("template_field", "template_in_header", {"n": 1}),
    ]


def _mistakes(error: SotayError) -> Any:
    return error.params["mistakes"]


# ---------------------------------------------------------------- hostile


def test_hostile_texts_of_the_book_stay_text(desk: Desk) -> None:
    texts = (*HOSTILE, "{_{ 7 }_}", "{%p endfor %}", "a\tb", "a\nb")
    paper = hostile_paper(desk)
    units = tuple(replace(paper.report.units[0], name=text) for text in texts)
    paper = replace(
        paper, report=replace(paper.report, unit_name="{{ 7*7 }}", units=units), narrative={"strengths": "{{ 7*7 }}"}
    )
    template = of_lines("{{ don_vi }}", "{%p for d in cac_don_vi %}", "[{{ d.ten }}]", "{%p endfor %}", "{{p bieu_1 }}")
    words = filled(paper, template)
    assert words[0] == "{{ 7*7 }}"
    assert "[{{ 7 * 7 }}]" in words
    assert "[{_{ 7 }_}]" in words
    assert "[{%p endfor %}]" in words
    assert "[</w:t><w:t>]" in words
    assert "49" not in words
    assert "{{ 7*7 }}" in filled(paper, template_bytes(paper))


@pytest.mark.parametrize(
    "expression",
    [
        "buoi.__class__", "''.__class__.__mro__", "cac_don_vi.append", "buoi.format", "self", "cycler.__init__",
        "range(9)", "'a' * 10 ** 9", "buoi ~ buoi", "cac_don_vi[0]", "loop", "lipsum()", "buoi|attr('upper')",
        "buoi|_bounded(1)", "[1]", "10 ** 10 ** 10", "(" * 200 + "1" + ")" * 200,
    ],
)  # fmt: skip
def test_an_expression_can_only_print_fields(paper: Paper, expression: str) -> None:
    with pytest.raises(SotayError) as raised:
        filled(paper, of_lines(f"{{{{ {expression} }}}}"))
    assert raised.value.code == "template_mistakes"


@pytest.mark.parametrize(
    "order",
    ["{% set x = 1 %}", "{% include 'x' %}", "{% import 'os' as os %}", "{% macro x() %}{% endmacro %}", "{% raw %}"],
)
def test_an_order_can_only_repeat_and_choose(order: str) -> None:
    with pytest.raises(SotayError, match="template_mistakes"):
        check(of_lines(order))


def test_what_no_paragraph_shows_cannot_do_more(paper: Paper) -> None:
    """A tag in an attribute, or in text that was deleted, is seen by the library alone."""

    def in_attribute(document: WordDocument) -> None:
        document.paragraphs[0]._p.set(qn("w:rsidR"), "{{ buoi.__class__ }}")

    def deleted(document: WordDocument) -> None:
        document.paragraphs[0]._p.append(document.element.makeelement(qn("w:delText")))
        document.paragraphs[0]._p[-1].text = "{"

    for edit in (in_attribute, deleted):
        with pytest.raises(SotayError, match="template_failed"):
            filled(paper, edited(of_lines("x"), edit))
    for expression in ("buoi.__class__", "range(9)", "10 ** 9"):
        with pytest.raises(TemplateError):
            Sandbox().from_string(f"{{{{ {expression} }}}}").render(buoi="1")


def test_loops_in_loops_end_soon(paper: Paper) -> None:
    report = replace(paper.report, units=paper.report.units * 200)
    loop, end = "{% for d in cac_don_vi %}" * 5, "{% endfor %}" * 5
    begun = monotonic()
    with pytest.raises(SotayError, match="template_too_much"):
        filled(replace(paper, report=report), of_lines(f"{loop}{{{{ don_vi }}}}{end}"))
    assert monotonic() - begun < 20


@pytest.mark.parametrize("line", ["x{", "{%", "{{ buoi }}", "{{p bieu_1 }}", "{% if buoi %}", "{{ x }}"])
def test_a_very_long_template_is_read_soon_or_refused(line: str) -> None:
    body = f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>".encode() * 100_000
    data = repacked(
        _empty(), lambda parts: parts.update({_BODY: parts[_BODY].replace(b"<w:body>", b"<w:body>" + body)})
    )
    begun, told = monotonic(), ""
    try:
        check(data)
    except SotayError as error:
        told = error.code
    assert told in ("", "template_mistakes", "template_too_much", "template_too_big")
    assert monotonic() - begun < 20


def repacked(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The archive with other parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


_BODY = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_PICTURE = (
    b'<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
    b' Target="http://x/y.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda parts: parts.update({"word/media/x.bin": bytes(20_000_000)}), "template_too_big"),
        (lambda parts: parts.update({"word/embeddings/x.bin": b"x"}), "template_outside"),
        (
            lambda parts: parts.update({_RELATIONS: parts[_RELATIONS].replace(b"</Relationships>", _PICTURE)}),
            "template_outside",
        ),
        (
            lambda parts: parts.update({_BODY: b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[_BODY][56:]}),
            "template_unreadable",
        ),
        (lambda parts: parts.update({_BODY: b"<x>" * 5000}), "template_too_big"),
        (lambda parts: parts.update({_BODY: b"<x/>"}), "template_unreadable"),
        (lambda parts: parts.pop(_BODY), "template_unreadable"),
        (lambda parts: parts.pop("[Content_Types].xml"), "template_unreadable"),
    ],
)
def test_a_file_that_means_harm_is_refused(change: Callable[[dict[str, bytes]], object], code: str) -> None:
    with pytest.raises(SotayError, match=code):
        check(repacked(_empty(), change))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 100, b"\xd0\xcf\x11\xe0" * 100, b"x" * (MOST_BYTES + 1)])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(SotayError, match=r"template_(unreadable|too_big)"):
        check(data)
