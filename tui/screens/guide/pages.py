"""The pages of the guide, for each screen and each task: text files in both languages, told in a simple form.

A page begins with `# Title`; then headings (`## …`), paragraphs, steps (`1. …`) and points (`- …`), each one line of
the file, with words in `**bold**`, in `` `code` `` or leading to another page: `[words](page.md)`. Between two lines of
three backticks stands a block that is shown as it is written; in one of the kind `console` the lines that begin with
`$ ` are commands and the others what they print. Keys are not written there: the help adds them from the commands'
declarations.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from textual.content import Content
from textual.screen import Screen

from tui.core.i18n import language

FOLDER = Path(__file__).parents[2] / "help"
PAGES = (
    "first-day",
    "overview",
    "register",
    "planned",
    "form",
    "line",
    "old-notebooks",
    "catalogue",
    "coverage",
    "counting",
    "export",
    "deadline",
    "desk",
    "merge",
    "inbox",
    "conflict",
    "progress",
    "report",
    "settings",
    "keys",
    "backup",
    "personal-data",
    "columnar",
    "new-laptop",
    "fingerprints",
    "locked-files",
    "commands",
    "commands-reporter",
    "commands-committee",
    "commands-report",
    "commands-book",
    "words",
    "changes",
)
"""The names of the pages, in the order in which they are leafed through."""

# Screens that say themselves neither their `GUIDE` nor the mode they belong to.
_PAGES_OF = {
    "StartScreen": "first-day",
    "SessionForm": "form",
    "ReporterDialog": "form",
    "FilterDialog": "register",
    "HistoryScreen": "personal-data",
    "ExportDialog": "export",
    "InboxScreen": "inbox",
    "ConflictScreen": "conflict",
    "LetterDialog": "progress",
    "FilesDialog": "merge",
    "WriteDialog": "report",
    "LetterheadDialog": "report",
    "QuickLine": "line",
    "PaperScreen": "line",
    "ExemptDialog": "coverage",
    "HandOverDialog": "desk",
    "PassphraseDialog": "locked-files",
}
FENCE = "```"
PROMPT = "$ "
LINK = re.compile(r"\[(?P<words>[^]]+)\]\((?P<page>[a-z-]+)\.md\)")
"""Words that lead to a page of the same language."""
_INLINE = re.compile(rf"\*\*(?P<bold>.+?)\*\*|`(?P<code>[^`]+)`|{LINK.pattern}")

Kind = Literal["paragraph", "heading", "step", "point", "console", "text"]


@dataclass(frozen=True)
class Block:
    """A piece of a page; `mark` stands before it: "1." before a step, "•" before a point, else "".

    "console" and "text" are the lines between two fences.
    """

    kind: Kind
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
    return Page(name, title.removeprefix("# "), tuple(_blocks(lines)))


def _blocks(lines: Iterable[str]) -> Iterator[Block]:
    rest = iter(lines)
    for line in rest:
        if line.startswith(FENCE):
            kind: Kind = "console" if line == f"{FENCE}console" else "text"
            inside = list(iter(lambda: next(rest, FENCE), FENCE))
            yield Block(kind, "", Content("\n").join(_fenced(one, kind) for one in inside))
        elif line:
            yield _block(line)


def _fenced(line: str, kind: Kind) -> Content:
    if kind == "console" and line.startswith(PROMPT):
        return Content.styled(line, "bold")
    return Content(line)


def _block(line: str) -> Block:
    first, _blank, rest = line.partition(" ")
    if first == "##":
        return Block("heading", "", Content(rest))
    if first == "-":
        return Block("point", "•", _inline(rest))
    if re.fullmatch(r"\d+\.", first):
        return Block("step", first, _inline(rest))
    return Block("paragraph", "", _inline(line))


def _inline(text: str) -> Content:
    """The words of a line, those marked in their style."""
    parts: list[Content | str] = []
    end = 0
    for found in _INLINE.finditer(text):
        parts += [text[end : found.start()], _marked(found)]
        end = found.end()
    return Content.assemble(*parts, text[end:])


def _marked(match: re.Match[str]) -> Content:
    if match["bold"]:
        return Content.styled(match["bold"], "bold")
    if match["code"]:
        return Content.styled(match["code"], "$text-accent")
    return Content.styled(match["words"], f"underline @click=screen.turn('{match['page']}')")
