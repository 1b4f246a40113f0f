"""The whole app with a book, driven by a pilot: open it, wait for what is to come, read its screen."""

import html
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date as Date
from pathlib import Path
from typing import Any

from textual._xterm_parser import XTermParser
from textual.pilot import Pilot
from textual.screen import Screen

from logs.book.book import LogBook, reporter_code
from logs.catalogue.directive import shipped
from logs.catalogue.units import shipped_units
from logs.model import Reporter, Role
from logs.session.query import Entry
from tests.systems import patience
from tui.app.app import SotayApp
from tui.app.run import open_book
from tui.core.clock import now
from tui.core.i18n import use_language
from tui.screens.guide.palette import Palette

SMALL, LARGE = (80, 24), (120, 40)
_TEXT = re.compile(r'<text [^>]*x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>')


def make_desk(folder: Path, unit: str = "CB01", *, role: Role = "reporter", name: str = "Lò Văn Pản") -> LogBook:
    """A new book that runs by the program's own clock."""
    reporter = Reporter(code=reporter_code(unit, name), unit=unit, name=name)
    return LogBook.create(
        folder, unit=unit, reporters=[reporter], role=role, directive=shipped(), units=shipped_units(), clock=now
    )


def make_office(folder: Path) -> LogBook:
    """A new book of the committee DB01, to which the units' files go."""
    return make_desk(folder, "DB01", role="committee")


def add(book: LogBook, day: str = "2014-11-05", **fields: Any) -> Entry:
    """A session saved without the screen: a cell meeting of 25 on theme LC-02 unless said otherwise."""
    usual: dict[str, Any] = {
        "date": Date.fromisoformat(day),
        "unit": book.owner.unit,
        "form": "SH",
        "reporters": (book.owner.reporter,),
        "attendance": 25,
        "audience": {"DV": None},
        "themes": ("LC-02",),
        "topic": "Văn hóa các dân tộc",
    }
    composed = book.compose(usual | fields)
    assert composed.session is not None, composed.problems
    return book.add(composed.session)


@asynccontextmanager
async def app_on(
    folder: Path, size: tuple[int, int] = SMALL, language: str = "vi"
) -> AsyncIterator[tuple[SotayApp, Pilot[int]]]:
    """The app on the book in `folder`, its first screen shown, in a terminal of that size, in that language."""
    use_language(language)
    app = SotayApp(folder, open_book(folder))
    try:
        async with app.run_test(size=size) as pilot:
            # Textual's own empty screen stands there until the app shows one of its own.
            await until(pilot, lambda: type(app.screen) is not Screen and app.screen.is_mounted)
            await pilot.pause()
            yield app, pilot
    finally:
        if app.has_book:
            app.book.close()


async def until(pilot: Pilot[int], holds: Callable[[], object]) -> None:
    """Let the app work until something holds."""
    end = time.monotonic() + patience()
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"it never held:\n{screen_text(pilot.app)}")
        await pilot.pause()


async def until_on(pilot: Pilot[int], screen: type[Screen[Any]]) -> None:
    """Wait until such a screen is on top and has settled."""
    await until(pilot, lambda: isinstance(pilot.app.screen, screen) and pilot.app.screen.is_mounted)
    await pilot.pause()


async def open_palette(pilot: Pilot[int]) -> Palette:
    """All commands, opened by their key."""
    await pilot.press("ctrl+p")
    await until_on(pilot, Palette)
    palette = pilot.app.screen
    assert isinstance(palette, Palette)
    return palette


async def type_text(pilot: Pilot[int], text: str) -> None:
    """Type into the field that has the focus, as fast as a terminal hands letters on; they are waited for together."""
    for key in XTermParser().feed(text):
        pilot.app.post_message(key)
    await pilot.pause()  # until the app has handed them on to the field
    await pilot.pause()  # until the field has taken them and told of it


def screen_text(app: Any) -> str:
    """What stands on the screen, line by line."""
    lines: dict[float, list[tuple[float, str]]] = {}
    for x, y, text in _TEXT.findall(app.export_screenshot()):
        lines.setdefault(float(y), []).append((float(x), html.unescape(text).replace("\xa0", " ")))
    return "\n".join("".join(text for _x, text in sorted(lines[y])) for y in sorted(lines))


def shows(app: Any, *words: str) -> Callable[[], bool]:
    """Whether all these words stand on the screen, for `until`."""
    return lambda: all(word in screen_text(app) for word in words)


def notices(app: Any) -> list[str]:
    """The notices on the screen."""
    return [notice.message for notice in app._notifications]
