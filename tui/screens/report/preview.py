"""A report as it will be written, for reading on the screen before anything is written."""

from textwrap import wrap
from typing import NamedTuple

from msgspec.structs import replace
from textual.content import Content

from exports.official.letterhead import Letterhead
from exports.report.body import Block, body
from exports.report.explained import Explained, Figure
from exports.report.paper import Paper
from exports.report.table import Annex, Value, shown
from exports.report.table import Column as Field
from tui.text.visible import visible
from tui.widgets.cells import Cell
from tui.widgets.columns import Column

_MOST = 96  # cells of a line; longer ones are hard to read
_KINDS_WIDTH = {"place": 4, "code": 7, "date": 10, "percent": 8}


class Printed(NamedTuple):
    """A figure of the letter, and the line in which it stands."""

    figure: Figure
    line: int


def letter(paper: Paper, explanation: Explained, width: int, current: int = -1) -> tuple[Content, list[Printed]]:
    """The head, the body and the foot of the document in lines of that width, gaps marked, and the figures that have
    sessions behind them, in their order; a click lists these. The `current` figure is turned round.
    """
    width = min(width, _MOST)
    printed: list[Printed] = []
    lines = [
        *_head(paper.letterhead, width),
        Content(""),
        _middle("BÁO CÁO", width, "bold"),
        _middle(paper.abstract, width, "bold"),
    ]
    lines.append(Content(""))
    for block in body(replace(paper, report=explanation.report)):
        for line in _block(block, explanation, width):
            for start, end, figure in line.figures:
                place = len(printed)
                style = "reverse" if place == current else ""
                line.content = line.content.stylize(f"{style} @click=screen.list_figure({place})".strip(), start, end)
                printed.append(Printed(figure, len(lines)))
            lines.append(line.content)
    return Content("\n").join([*lines, Content(""), *_foot(paper.letterhead, width)]), printed


def _head(head: Letterhead, width: int) -> list[Content]:
    left = [
        head.superior,
        head.issuer,
        "" if head.is_state else "*",
        head.numbered,
    ]
    right = [*head.nation, "─" * 22, head.place_and_date]
    return _halves(left, right, width)


def _foot(head: Letterhead, width: int) -> list[Content]:
    left = ["Nơi nhận:", *(f"- {recipient}" for recipient in head.recipients)]
    right = [head.authority, head.position, "", "", head.office.signer]
    return _halves(left, [line for line in right if line or head.office.signer], width)


def _halves(left: list[str], right: list[str], width: int) -> list[Content]:
    half = width * 9 // 20
    folded = [
        [part for line in side for part in (wrap(visible(line), room - 2) or [""])]
        for side, room in ((left, half), (right, width - half))
    ]
    rows = max(map(len, folded))
    sides = [side + [""] * (rows - len(side)) for side in folded]
    return [Content(f"{one.center(half)}{two.center(width - half)}") for one, two in zip(*sides, strict=True)]


def _middle(text: str, width: int, style: str) -> Content:
    return Content("\n").join(Content.styled(line.center(width), style) for line in wrap(visible(text), width) or [""])


class _Line:
    """A line of the body, with where its figures stand in it."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.figures: list[tuple[int, int, Figure]] = []


def _block(block: Block, explanation: Explained, width: int) -> list[_Line]:
    parts = [(visible(text), figure) for text, figure in explanation.parted(block.text)]
    before, after = {"item": ("- ", ""), "gap": ("[", "…]")}.get(block.kind, ("", ""))
    text = before + "".join(text for text, _figure in parts) + after
    style = "bold" if block.kind in ("part", "section", "gap") else ""
    lines = [_Line(Content.styled(line, style)) for line in wrap(text, width, initial_indent="    ")]
    # Folding a text changes nothing but its spaces.
    places = [(line, n) for line in lines for n, letter in enumerate(line.content.plain) if not letter.isspace()]
    at = len(before.strip())
    for words, figure in parts:
        if figure is not None:
            line, start = places[at]
            line.figures.append((start, start + len(words), figure))
        at += sum(not letter.isspace() for letter in words)
    return [*([_Line(Content(""))] if block.kind == "part" else []), *lines]


def columns(annex: Annex) -> list[Column]:
    """The annex's columns as a table of the screen shows them."""
    return [_column(place, field) for place, field in enumerate(annex.columns)]


def _column(place: int, field: Field) -> Column:
    title = field.title.replace("Lượt người nghe", "Lượt")
    if field.kind == "text":
        return Column(str(place), title, None, flex=field.width, least=min(field.width, 24))
    width = max(_KINDS_WIDTH.get(field.kind, 6), min(len(title), field.width))
    return Column(str(place), title, width, right=field.kind in ("number", "percent"))


def cells(annex: Annex, row: tuple[Value, ...]) -> list[Cell]:
    """A row as it is shown; zero is a dot."""
    return [
        ("·", "$foreground-muted") if value == 0 and field.kind == "number" else shown(_plain(value), field)
        for value, field in zip(row, annex.columns, strict=True)
    ]


def _plain(value: Value) -> Value:
    return int(value) if isinstance(value, Figure) else value
