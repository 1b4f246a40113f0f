"""Every screen and dialog of the program, drawn in each look and at three sizes, and what is wrong with the pictures.

`python -m tests.tui.gallery --to DIR` draws them on the books of a demonstration year and on empty ones, an SVG each,
and prints the findings: words cut where there is room, what cannot be read on its ground.
"""

import asyncio
import re
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from rich.color import Color as RichColor
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.app import App
from textual.color import Color
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Button
from textual.widgets._toggle_button import ToggleButton

from logs.book.book import LogBook
from tests.exports.desk import Desk
from tests.tui.apps import hostile_screens
from tests.tui.core.test_themes import READABLE, SEEN, contrast
from tests.tui.desk import make_desk, make_office, until
from tests.tui.test_pictures import picture
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.core.i18n import use_language
from tui.core.open_questions import known_questions
from tui.core.paths import settings_path
from tui.core.settings import SettingsFile
from tui.core.themes import CONTRAST, DARK, LIGHT, SIXTEEN
from tui.demo.scenario import TODAY, Scenario
from tui.screens.common.progress_bar import Working
from tui.screens.coverage.gaps import GapsScreen
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.coverage.year_comparison import YearsScreen
from tui.screens.exchange.batches import BatchesScreen
from tui.screens.exchange.merge import MergeScreen
from tui.screens.guide.first_start import StartScreen
from tui.screens.overview.screen import OverviewScreen
from tui.screens.progress.pace import PaceDialog
from tui.screens.progress.screen import ProgressScreen
from tui.screens.questions.inbox import InboxScreen
from tui.screens.register.screen import RegisterScreen
from tui.screens.report.screen import ReportScreen
from tui.widgets.card import PENDING, Card

Size = tuple[int, int]
Maker = Callable[[], Screen[Any]]
Cells = list[tuple[str, Style]]

SIZES = ((80, 24), (120, 40), (200, 60))
LOOKS = (DARK.name, LIGHT.name, CONTRAST.name, SIXTEEN.name)
FREE = 20
"""Columns that are free in a part of the screen: none of its words may be cut."""

_FRAMES = frozenset("│╭╮╰╯┌┐└┘├┤▏▕▌▐▎▊")
_CUT = re.compile(r"\w…(?!\])")  # a text of the paper may end so itself

_SIXTEEN = (
    [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)],
    [(127,) * 3, (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255), (255,) * 3],
)
_XTERMS = (
    TerminalTheme((0, 0, 0), (229, 229, 229), *_SIXTEEN),
    TerminalTheme((255, 255, 255), (0, 0, 0), *_SIXTEEN),
)
"""The terminal's own colours as xterm has them, on black and on white."""
_TURNS = 50
LISTS: tuple[type, ...] = (
    OverviewScreen, RegisterScreen, CoverageScreen, ProgressScreen, InboxScreen, BatchesScreen, GapsScreen, YearsScreen,
    ReportScreen, PaceDialog,
)  # fmt: skip
"""Screens that look different in a reporter's book or an empty one."""


class Shown(hostile_screens.Hostile):
    """A book in place of a hostile one, for whoever opens every screen; `folder` is where files for it lie."""

    def __init__(self, folder: Path, book: LogBook) -> None:
        self.desk = Desk(folder)
        self.book = book
        entries = book.find()
        if entries:
            self.entry = entries[0]
        self.conflict = next((entry.id for entry in entries if entry.conflict), "")
        self.files = sorted((folder / "hop-thu" / "dot-2").iterdir())[:3]


def cells_of(app: App[Any]) -> list[Cells]:
    """What stands on the screen, line by line and cell by cell, each with its colours; not what a dialog lies over."""
    width, height = app.size
    console = Console(width=width, height=height, file=StringIO(), force_terminal=True, color_system="truecolor")
    drawn = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert drawn is not None
    segments = (segment for segment in console.render(drawn) if not segment.control)
    lines = [
        [(letter, segment.style or Style()) for segment in line for letter in segment.text]
        for line in Segment.split_lines(segments)
    ][:height]
    if isinstance(app.screen, ModalScreen):
        seen = [child.region for child in app.screen.children if child.display]
        lines = [
            [cell if any(region.contains(x, y) for region in seen) else (" ", Style()) for x, cell in enumerate(line)]
            for y, line in enumerate(lines)
        ]
    return lines


def findings_of(lines: Sequence[Cells]) -> Iterator[str]:
    """What is wrong with a picture."""
    texts = ["".join(letter for letter, _style in line) for line in lines]
    yield from _cut_words(texts)
    yield from _unreadable(lines)


def _cut_words(texts: Sequence[str]) -> Iterator[str]:
    """Words that are cut in a part of the screen that has columns free in all of its lines."""
    for part in _parts(texts):
        if not any(map(_CUT.search, part)):
            continue
        width = max(map(len, part))
        free = "".join(
            " " if all(line[x : x + 1].isspace() or x >= len(line) for line in part) else "x" for x in range(width)
        )
        if " " * FREE in free:
            yield "cut with room: " + next(line for line in part if _CUT.search(line)).strip()


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    """The lines between rules, those of frames side by side apart."""
    block: list[str] = []
    for text in [*texts, "──"]:
        if "──" in text or "╌╌" in text:
            yield from _columns(block)
            block = []
        else:
            block.append(text)


def _columns(block: Sequence[str]) -> Iterator[list[str]]:
    if not block:
        return
    edges = [x for x in range(max(map(len, block))) if all(line[x : x + 1] in _FRAMES for line in block)]
    for left, right in zip([-1, *edges], [*edges, max(map(len, block))], strict=True):
        if right - left > 1:
            yield [line[left + 1 : right] for line in block]


def _buttons_cut(screen: Screen[Any]) -> Iterator[str]:
    """Buttons and boxes for which there is no room."""
    for button in (*screen.query(Button), *screen.query(ToggleButton)):
        if button.display and isinstance(row := button.parent, Widget) and button.region.right > row.region.right:
            yield f"cut: {button.label}"


def _buttons_without_key(screen: Screen[Any]) -> Iterator[str]:
    """Buttons that do not name their key, as `key_button` does."""
    for button in screen.query(Button):
        if button.display and "  " not in str(button.label).strip():
            yield f"no key: {button.label}"


def _unreadable(lines: Sequence[Cells]) -> Iterator[str]:
    """Words whose colour is too near to that of their ground."""
    words: dict[str, str] = {}
    for line in lines:
        for letter, style in line:
            if not letter.isalnum():
                continue
            colours = [(_seen(style.color, on, ink=True), _seen(style.bgcolor, on, ink=False)) for on in _XTERMS]
            ratio, ink, ground = min((contrast(*pair), *pair) for pair in colours)
            if ratio < (READABLE if len(set(colours)) == 1 else SEEN):
                ink, ground = (ground, ink) if style.reverse else (ink, ground)
                key = f"{ink.hex} on {ground.hex} ({ratio:.1f}:1)"
                words[key] = words.get(key, "") + letter
    yield from (f"hard to read: {colours} {text[:40]}" for colours, text in words.items())


def _seen(color: RichColor | None, on: TerminalTheme, *, ink: bool) -> Color:
    """A colour as a terminal paints it."""
    return Color(*(color or RichColor.default()).get_truecolor(on, foreground=ink))


async def opened(pilot: Pilot[int], screen: Screen[Any]) -> None:
    """Open a screen and wait until its picture stands still."""
    await pilot.app.push_screen(screen)
    before = None
    for _turn in range(_TURNS):
        await pilot.pause()
        now = ["".join(letter for letter, _style in line) for line in cells_of(pilot.app)]
        if now == before and all(card.figure != PENDING for card in pilot.app.screen.query(Card)):
            break
        before = now


async def draw(
    app: SotayApp, makers: Mapping[str, Maker], size: Size, looks: Sequence[str], to: Path | None = None
) -> list[str]:
    """Draw screens at one size in several looks, into the folder `to`; what is wrong with them."""
    findings: dict[str, None] = {}
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: not app.has_book or known_questions(app.book) is not None)
        for name, make in makers.items():
            await opened(pilot, make())
            app.clear_notifications()
            for look in looks:
                app.theme = look
                await pilot.pause()
                if to is not None:
                    path = to / f"{name}-{size[0]}-{look.removeprefix('sotay-')}.svg"
                    path.write_text(picture(app), "utf-8")
                for finding in (
                    *findings_of(cells_of(app)),
                    *_buttons_cut(app.screen),
                    *_buttons_without_key(app.screen),
                ):
                    findings[f"{name} {size[0]}: {finding}"] = None
            while len(app.screen_stack) > 1:
                await app.pop_screen()
    return list(findings)


def makers_of(made: Shown, kinds: Iterable[type] = ()) -> dict[str, Maker]:
    """How to open the screens of these kinds, or all of them, by their names."""
    wanted = {
        kind.__name__: make
        for kind, make in hostile_screens.screens(made).items()
        if kind not in (Working, StartScreen) and (not kinds or kind in kinds)
    }
    return {**wanted, "MergeScreen-received": lambda: MergeScreen(made.book)}


def harmless(patch: pytest.MonkeyPatch) -> None:
    """Plain words in place of the hostile ones."""
    for texts in ("LINE", "BAD", "FILE"):
        patch.setattr(hostile_screens, texts, "Bien gioi, bien dao")
    patch.setattr(hostile_screens, "HOSTILE", ("Biên giới", "Biển đảo", "Dân tộc"))


class Books:
    """The books that are drawn, made in `folder`: those of a demonstration year, and empty ones."""

    def __init__(self, folder: Path) -> None:
        story = Scenario(folder).play()
        story.book.close()
        self.folder = folder
        self.office, self.unit = story.book.folder, folder / "don-vi" / "DB01"
        self.new_office, self.new_unit = folder / "moi" / "DUK", folder / "moi" / "CB01"
        make_office(self.new_office).close()
        make_desk(self.new_unit).close()

    async def draw(self, size: Size, looks: Sequence[str], to: Path | None = None, only: str = "") -> list[str]:
        """Draw all screens of the committee, and of the other books those that differ."""
        findings: list[str] = []
        for folder, name in (
            (self.office, ""),
            (self.unit, "unit-"),
            (self.new_office, "new-office-"),
            (self.new_unit, "new-unit-"),
        ):
            kinds = LISTS if name else ()
            with LogBook.open(folder, clock=now) as book:
                makers = {
                    name + key: make
                    for key, make in makers_of(Shown(self.folder, book), kinds).items()
                    if only in name + key
                }
                findings += await draw(SotayApp(folder, book), makers, size, looks, to)
        start = {"StartScreen": lambda: StartScreen(self.folder / "so-tay")}
        if only in "StartScreen":
            findings += await draw(SotayApp(self.folder / "none", None), start, size, looks, to)
        return findings


async def main() -> None:
    """Draw everything."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--sizes", default="80,120,200")
    parser.add_argument("--looks", default=",".join(look.removeprefix("sotay-") for look in LOOKS))
    given = parser.parse_args()
    if given.to:
        given.to.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
            patch.setenv(name, folder)
        patch.setenv("SOTAY_TODAY", TODAY.isoformat())
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("COLORTERM", "truecolor")
        patch.delenv("NO_COLOR", raising=False)
        SettingsFile(settings_path()).change(toured=True)
        use_language("vi")
        harmless(patch)
        books = Books(Path(folder) / "sotay")
        looks = [f"sotay-{look}" for look in given.looks.split(",")]
        for size in SIZES:
            if str(size[0]) in given.sizes.split(","):
                for finding in await books.draw(size, looks, given.to, given.only):
                    sys.stdout.write(f"{finding}\n")


if __name__ == "__main__":
    asyncio.run(main())
