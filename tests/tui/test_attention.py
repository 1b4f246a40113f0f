"""In a book that is in order little calls for attention: at most one character in twenty of any screen is amber."""

import html
import re
from pathlib import Path

import pytest

from tests.tui.desk import SMALL, add, app_on, make_desk, until
from tui.core.themes import DARK
from tui.screens.common.mode_screen import MODES, ModeScreen

_CLASS = re.compile(r"\.([\w-]+-r\d+) \{ ?fill: (#[0-9a-f]{6})", re.IGNORECASE)
_TEXT = re.compile(r'<text class="([\w-]+-r\d+)"[^>]*>(.*?)</text>')
AMBER = {"#eaca96", (DARK.warning or "").lower()}
MOST = 0.05


def amber_part(drawn: str) -> float:
    """The part of the visible characters of a picture that call for attention."""
    colours = {name: colour.lower() for name, colour in _CLASS.findall(drawn)}
    counted = {True: 0, False: 0}
    for name, text in _TEXT.findall(drawn):
        letters = re.sub(r"\s", "", html.unescape(text))
        counted[colours.get(name) in AMBER] += len(letters)
    assert sum(counted.values()) > 100, "a picture of words"
    return counted[True] / sum(counted.values())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reporter's book long before the deadline, every theme talked about."""
    monkeypatch.setenv("SOTAY_TODAY", "2014-05-10")
    with make_desk(tmp_path / "book") as book:
        themes = tuple(book.directive.themes)
        rest = {"themes_other": "khác", "documents": tuple(book.directive.document_by_code)[:1]}
        for start in range(0, len(themes), 10):
            add(book, "2014-03-01", themes=themes[start : start + 10], **rest)
    return tmp_path / "book"


async def test_little_is_amber_where_a_book_is_in_order(folder: Path) -> None:
    async with app_on(folder, SMALL) as (app, pilot):
        await app.change_settings(look=DARK.name)
        for mode, key, _name in MODES:
            if mode == "progress":
                continue  # a reporter has none
            await pilot.press(key)
            await until(pilot, lambda mode=mode: isinstance(app.screen, ModeScreen) and mode == app.screen.MODE)  # type: ignore[misc]
            await pilot.pause()
            assert amber_part(app.export_screenshot()) <= MOST, mode


async def test_what_is_overdue_is_amber(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "2014-12-20")
    async with app_on(folder, SMALL) as (app, pilot):
        await app.change_settings(look=DARK.name)
        await pilot.press("0")
        await until(pilot, lambda: amber_part(app.export_screenshot()) > 0)
