"""The text of a table cell, cut or padded to its width and painted over the style of its row. Markup is never read."""

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style as RichStyle
from rich.text import Text
from textual.app import App
from textual.content import Content
from textual.style import Style

CellStyle: TypeAlias = str | Style | RichStyle
"""A style as an object or in Textual's words, theme colours included: "bold $success", "on $error 30%"."""
Cell: TypeAlias = str | Text | Content | tuple[str, CellStyle]
"""What a table shows in one place: plain text, styled text, or plain text with one style."""

LONGEST = 1_000
"""Characters of a cell that are looked at: no column is wider, and a text of megabytes must not stop the painting."""

_JOINT = re.compile(" · |, ")


class Palette:
    """Mixes styles of cells over styles of rows; a background with opacity lets the row shine through."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._mixed: dict[tuple[Style, CellStyle], RichStyle] = {}

    def mix(self, base: Style, over: CellStyle = "") -> RichStyle:
        """`over` painted on `base`, for a segment."""
        key = (base, over)
        if key not in self._mixed:
            self._mixed[key] = (base + self._parse(over)).rich_style
        return self._mixed[key]

    def _parse(self, style: CellStyle) -> Style:
        if isinstance(style, RichStyle):
            return Style.from_rich_style(style)
        return self._app.stylesheet.parse_style(style) if style else Style()

    def pieces(self, cell: Text | Content, base: Style) -> list[tuple[str, RichStyle]]:
        """A styled text cut where its style changes, over `base`."""
        if isinstance(cell, Text):
            cell = Content.from_rich_text(cell, self._app.console)
        parse = self._app.stylesheet.parse_style
        return [(text, style.rich_style) for text, style in cell.render(base, end="", parse_style=parse)]


def text_of(cell: Cell) -> str:
    """The cell without its style."""
    if isinstance(cell, str):
        return cell
    return cell[0] if isinstance(cell, tuple) else cell.plain


def width_of(text: str) -> int:
    """Cells the text takes."""
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells: cut with "…" or padded, at the left if `right`."""
    text = text[:LONGEST]
    size = width_of(text)
    if size > width:
        return set_cell_size(text, width - 1) + "…" if width > 0 else ""
    return " " * (width - size) + text if right else text + " " * (width - size)


def cut_list(text: str, room: int) -> str:
    """The text in `room` cells: of a list (`a 1 · b 2`, `a, b`) the entries that stand whole in it, then "…"."""
    if width_of(text) <= room:
        return text
    ends = (joint.end() for joint in _JOINT.finditer(text))
    end = max((end for end in ends if width_of(text[:end]) < room), default=0)
    return f"{text[:end]}…" if end else fit(text, room)


def paint(cell: Cell, width: int, base: Style, palette: Palette, *, right: bool = False) -> Iterable[Segment]:
    """The cell as segments of exactly `width` cells over the style `base`."""
    if isinstance(cell, str):
        return [Segment(fit(cell, width, right=right), palette.mix(base))]
    if isinstance(cell, tuple):
        text, style = cell
        return [Segment(fit(text, width, right=right), palette.mix(base, style))]
    return _row_of(palette.pieces(cell[:LONGEST], base), width, palette.mix(base), right=right)


def _row_of(pieces: list[tuple[str, RichStyle]], width: int, base: RichStyle, *, right: bool) -> Iterable[Segment]:
    """The pieces side by side in `width` cells, the last one that fits cut with "…"."""
    total = sum(width_of(text) for text, _ in pieces)
    padding = Segment(" " * max(0, width - total), base)
    if right and total < width:
        yield padding
    room = width
    for text, style in pieces:
        size = width_of(text)
        if total > width and size >= room:
            yield Segment(fit(text if size > room else text + "…", room), style)
            return
        yield Segment(text, style)
        room -= size
    if not right and total < width:
        yield padding
