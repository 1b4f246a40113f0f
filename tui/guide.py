"""The pages of the guide, one for each screen: text files in both languages, told in a simple form.

A page begins with `# Title`; then paragraphs, steps (`1. …`) and points (`- …`), each one line of the file, with words
in `**bold**`. Keys are not written there: the help adds them from the commands' declarations.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from textual.content import Content
from textual.screen import Screen

from tui.words import language

FOLDER = Path(__file__).parent / "help"
PAGES = (
    "first-day",
    "register",
    "form",
    "line",
    "coverage",
    "export",
    "progress",
    "merge",
    "inbox",
    "conflict",
    "report",
    "settings",
    "keys",
    "backup",
    "changes",
)
"""The names of the pages, in the order in which they are leafed through."""

# Screens that say themselves neither their `GUIDE` nor the mode they belong to.
_PAGES_OF = {
    "StartScreen": "first-day",
    "SessionForm": "form",
    "ReporterDialog": "form",
    "FilterDialog": "register",
    "HistoryScreen": "register",
    "ExportDialog": "export",
    "InboxScreen": "inbox",
    "ConflictScreen": "conflict",
    "LetterDialog": "progress",
    "FilesDialog": "merge",
    "WriteDialog": "report",
    "LetterheadDialog": "report",
    "QuickLine": "line",
    "PaperScreen": "line",
}
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Block:
    """A paragraph, a step or a point of a page; `mark` stands before it: "1." or "•", "" before a paragraph."""

    kind: Literal["paragraph", "step", "point"]
    mark: str
    text: Content


@dataclass(frozen=True)
class Page:
    """A page of the guide."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def page_name(screen: Screen[object]) -> str:
    """The page that tells about the screen; "" where there is none."""
    named = getattr(screen, "GUIDE", "")
    known = next((_PAGES_OF[cls.__name__] for cls in type(screen).__mro__ if cls.__name__ in _PAGES_OF), "")
    mode = getattr(screen, "MODE", "")
    return next((name for name in (named, known, mode) if name in PAGES), "")


def read_page(name: str) -> Page:
    """The page of that name in the language in use."""
    return _read(name, language())


@lru_cache
def _read(name: str, spoken: str) -> Page:
    title, *lines = (FOLDER / spoken / f"{name}.md").read_text("utf-8").splitlines()
    return Page(name, title.removeprefix("# "), tuple(_block(line) for line in lines if line))


def _block(line: str) -> Block:
    first, _blank, rest = line.partition(" ")
    if first == "-":
        return Block("point", "•", _with_bold(rest))
    if re.fullmatch(r"\d+\.", first):
        return Block("step", first, _with_bold(rest))
    return Block("paragraph", "", _with_bold(line))


def _with_bold(text: str) -> Content:
    parts = _BOLD.split(text)
    return Content.assemble(*(Content.styled(part, "bold") if place % 2 else part for place, part in enumerate(parts)))
