"""What is wrong with a template, and where: each tag is looked at as it stands in its paragraph."""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from jinja2 import TemplateSyntaxError, nodes

from exports.report.word.fields import FIELDS
from exports.report.word.sandbox import LOOP, Sandbox
from logs.errors import Notice, SotayError

Wrong = Literal[
    "unclosed", "syntax", "field", "column", "list", "table", "not_list", "instruction", "open", "end", "place", "alone"
]
Area = Literal["body", "header", "footer", "notes"]
_TAG = re.compile(r"\{\{(?P<value>.*?)\}\}|\{%(?P<order>.*?)%\}|\{#.*?#\}", re.DOTALL)
_BRACE = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_BRACE_PAIR = re.compile(r"\{[{%#]")
_PREFIX = re.compile(r"(tr|tc|p) (.*)", re.DOTALL)
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_AROUND = 60  # characters that are told of a paragraph
_GO_ON = {"for": ("endfor",), "if": ("endif", "else", "elif")}
_MOST_TAGS = 5_000
_LONGEST = 300  # characters of a tag
_DEEPEST = 6  # blocks in each other
_MOST_TOLD = 10
_PARTS: dict[str, Area] = {
    RELATIONSHIP_TYPE.HEADER: "header",
    RELATIONSHIP_TYPE.FOOTER: "footer",
    RELATIONSHIP_TYPE.FOOTNOTES: "notes",
}


class _Line(NamedTuple):
    element: Any
    place: Notice
    text: str


class _Block(NamedTuple):
    """A loop or a choice that is open: its prefix and what it has to end in, the names that it gives."""

    kind: str
    prefix: str
    within: Any
    line: _Line
    tag: str
    names: dict[str, tuple[str, ...] | None]


def mistakes(document: WordDocument) -> list[Notice]:
    """The first of them, in order: `template_` and what is wrong, with the `name` or tag in question, the `text` around
    it, and the `cell` where it stands, by its number in the part of the document or by table, row and cell.

    Raises SotayError `template_failed` (detail) for a tag where nobody sees it, `template_too_much`.
    """
    found: list[Notice] = []
    for area, root in _roots(document):
        if hidden := next(filter(_BRACE_PAIR.search, _unseen(root)), ""):
            raise SotayError("template_failed", detail=hidden[:_AROUND])
        reading = _Reading()
        for line in _lines(root, area):
            reading.take(line)
        reading.end()
        found += reading.found
    return found[:_MOST_TOLD]


def _roots(document: WordDocument) -> Iterator[tuple[Area, Any]]:
    yield "body", document.element.body
    for relation in document.part.rels.values():
        if area := _PARTS.get(relation.reltype):
            part = relation.target_part
            yield area, part.element if hasattr(part, "element") else parse_xml(part.blob)


def _unseen(root: Any) -> Iterator[str]:
    """What stands elsewhere than in words of a paragraph, where the library looks for tags as well."""
    for element in root.iter():
        yield from element.attrib.values()
    for text in root.xpath(".//text()"):
        is_shown = text.is_text and text.getparent().tag == qn("w:t") and _around(text.getparent(), "w:p") is not None
        if not is_shown and "{" in text:
            yield "{{"  # with one of the next text, it may be


def _lines(root: Any, area: Area) -> Iterator[_Line]:
    """The paragraphs with the places that a person finds them by."""
    paragraphs = tables = 0
    for child in root:
        if child.tag == qn("w:tbl"):
            tables += 1
            for number, row in enumerate(child.iter(qn("w:tr")), start=1):
                for cell_number, cell in enumerate(row.findall(qn("w:tc")), start=1):
                    place = Notice(f"template_cell_{area}", {"table": tables, "row": number, "column": cell_number})
                    yield from (_Line(p, place, _text(p)) for p in cell.iter(qn("w:p")) if _around(p, "w:tc") is cell)
        else:
            for paragraph in child.iter(qn("w:p")):
                paragraphs += paragraph is child or child.tag != qn("w:p")
                yield _Line(paragraph, Notice(f"template_in_{area}", {"n": paragraphs}), _text(paragraph))


def _text(paragraph: Any) -> str:
    """Its own words, without those of a box in it."""
    return "".join(t.text or "" for t in paragraph.iter(qn("w:t")) if _around(t, "w:p") is paragraph)


def _around(element: Any, name: str) -> Any:
    return next(element.iterancestors(qn(name)), None)


class _Reading:
    """The tags of a part of the document, one after the other."""

    def __init__(self) -> None:
        self.found: list[Notice] = []
        self.blocks: list[_Block] = []
        self.sandbox = Sandbox()
        self.tags = 0

    def take(self, line: _Line) -> None:
        rest = _TAG.sub("", line.text)
        for tag in _TAG.finditer(line.text):
            self.tags += 1
            if self.tags > _MOST_TAGS:
                raise SotayError("template_too_much")
            if len(tag[0]) > _LONGEST:
                self._wrong("syntax", line, tag[0][:_AROUND], tag.start())
            elif tag["value"] is not None:
                self._value(line, tag)
            elif tag["order"] is not None:
                self._order(line, tag)
        if brace := _BRACE.search(rest):
            self._wrong("unclosed", line, rest[brace.start() :][: _AROUND // 2], line.text.find(brace[0]))

    def end(self) -> None:
        for block in self.blocks:
            self._wrong("open", block.line, block.tag)

    def _wrong(self, wrong: Wrong, line: _Line, name: str, at: int = 0) -> None:
        begin = max(0, at - _AROUND // 3)
        text = line.text[begin : begin + _AROUND]
        self.found.append(Notice(f"template_{wrong}", {"cell": line.place, "name": name, "text": text}))

    def _value(self, line: _Line, tag: re.Match[str]) -> None:
        prefix, text = _parted(tag["value"])
        parsed = self._parsed(line, tag, f"{{{{ {text} }}}}")
        if parsed is None:
            return
        expression = next(parsed.find_all(nodes.Output)).nodes[0]
        field = FIELDS.get(expression.name) if isinstance(expression, nodes.Name) else None
        is_table = field is not None and field.kind == "table"
        if is_table and prefix == "p":
            self._check_place(line, tag, prefix)
        elif is_table or prefix:
            self._wrong("table" if is_table else "place", line, tag[0], tag.start())
        else:
            self._check(line, tag, parsed, is_printed=True)

    def _order(self, line: _Line, tag: re.Match[str]) -> None:
        prefix, text = _parted(tag["order"])
        word, _space, rest = text.strip().partition(" ")
        if prefix and not self._check_place(line, tag, prefix):
            return
        if word in ("for", "if"):
            self._open(line, tag, prefix, word, rest)
        elif word in ("endfor", "endif", "else", "elif"):
            self._go_on(line, tag, prefix, word, rest)
        else:
            self._wrong("instruction", line, word[:_AROUND], tag.start())

    def _open(self, line: _Line, tag: re.Match[str], prefix: str, word: str, rest: str) -> None:
        names: dict[str, tuple[str, ...] | None] = {}
        parsed = self._parsed(line, tag, f"{{% {word} {rest} %}}{{% end{word} %}}")
        if parsed is not None:
            loop = next(parsed.find_all(nodes.For), None)
            if loop is None:
                self._check(line, tag, parsed)
            elif isinstance(loop.target, nodes.Name):
                field = FIELDS.get(loop.iter.name) if isinstance(loop.iter, nodes.Name) else None
                if field is None:
                    self._wrong("field", line, rest.rpartition(" in ")[2].strip(), tag.start())
                elif field.kind not in ("texts", "rows"):
                    self._wrong("not_list", line, tag[0], tag.start())
                names = {loop.target.name: field.columns if field and field.kind == "rows" else None}
                names["loop"] = tuple(LOOP)
            else:
                self._wrong("syntax", line, tag[0], tag.start())
        if len(self.blocks) == _DEEPEST:
            self._wrong("syntax", line, tag[0], tag.start())
        self.blocks.append(_Block(word, prefix, _within(line, prefix), line, tag[0], names))

    def _go_on(self, line: _Line, tag: re.Match[str], prefix: str, word: str, rest: str) -> None:
        """The end of a block, or its other part, where the block is: else lines would be left open."""
        block = self.blocks[-1] if self.blocks else None
        if block is None or word not in _GO_ON[block.kind]:
            self._wrong("end", line, tag[0], tag.start())
            return
        if (block.prefix, block.within) != (prefix, _within(line, prefix)):
            self._wrong("end", line, tag[0], tag.start())
        if word == "elif":
            parsed = self._parsed(line, tag, f"{{% if {rest} %}}{{% endif %}}")
            if parsed is not None:
                self._check(line, tag, parsed)
        elif rest.strip():
            self._wrong("syntax", line, tag[0], tag.start())
        if word.startswith("end"):
            self.blocks.pop()

    def _check_place(self, line: _Line, tag: re.Match[str], prefix: str) -> bool:
        """Whether it stands alone in the paragraph, row or cell that goes with it."""
        around = line.element if prefix == "p" else _around(line.element, f"w:{prefix}")
        if around is None:
            self._wrong("place", line, tag[0], tag.start())
            return False
        words = "".join(_text(p) for p in around.iter(qn("w:p")))
        if words.strip() != tag[0] or around.find(f".//{qn('w:sectPr')}") is not None:
            self._wrong("alone", line, tag[0], tag.start())
        return True

    def _parsed(self, line: _Line, tag: re.Match[str], source: str) -> nodes.Template | None:
        try:
            parsed = self.sandbox.parse(source.translate(_QUOTES))
            self.sandbox.from_string(self.sandbox.parse(source.translate(_QUOTES)))
        except (TemplateSyntaxError, RecursionError, SyntaxError, ValueError):
            self._wrong("syntax", line, tag[0], tag.start())
            return None
        return parsed

    def _check(self, line: _Line, tag: re.Match[str], parsed: nodes.Template, *, is_printed: bool = False) -> None:
        """The names in it: known, and texts where they are printed."""
        names = {name: columns for block in self.blocks for name, columns in block.names.items()}
        of_rows = set()
        for node in parsed.find_all(nodes.Getattr):
            base = node.node.name if isinstance(node.node, nodes.Name) else ""
            of_rows.add(base)
            if node.attr not in (names.get(base) or ()):
                self._wrong("column", line, f"{base}.{node.attr}", tag.start())
        for name in {node.name: None for node in parsed.find_all(nodes.Name)}:
            if name in of_rows or (name in names and not names[name]):
                continue
            field = FIELDS.get(name)
            if field is None and name not in names:
                self._wrong("field", line, name, tag.start())
            elif is_printed and (field is None or field.kind != "text"):
                self._wrong("table" if field and field.kind == "table" else "list", line, name, tag.start())


def _parted(text: str) -> tuple[str, str]:
    """The prefix of a tag, that says what goes with it, and the rest."""
    found = _PREFIX.match(text)
    return (found[1], found[2]) if found else ("", text)


def _within(line: _Line, prefix: str) -> Any:
    """What a block has to end in: its own paragraph, or the parts of the document next to it."""
    if not prefix:
        return line.element
    return (line.element if prefix == "p" else _around(line.element, f"w:{prefix}")).getparent()
