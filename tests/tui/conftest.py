"""No test of the screens or the command line touches a person's own folders or learns the real date or terminal."""

import gc
import gettext
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.parse import parse
from textual.css.tokenizer import Token
from textual.css.types import CSSLocation
from textual.pilot import Pilot

from tests.tui.desk import SMALL, add, app_on, make_desk
from tui.app.app import SotayApp
from tui.core import i18n
from tui.core.paths import settings_path
from tui.core.settings import SettingsFile

Tokens = dict[str, list[Token]]

# A test makes and drops a whole app: what Python tidies up in between by default costs a seventh of all the time.
gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True, scope="session")
def styles_read_once() -> Iterator[None]:
    """Every app of a process reads the same styles: each is read once for the colours it is read with."""
    known: dict[object, list[RuleSet]] = {}
    latest: tuple[Tokens, str] = {}, ""

    def read(scope: str, css: str, read_from: CSSLocation, *, variable_tokens: Tokens, **rank: Any) -> list[RuleSet]:
        nonlocal latest
        if variable_tokens is not latest[0]:
            colours = [(name, *(token.value for token in tokens)) for name, tokens in variable_tokens.items()]
            latest = variable_tokens, repr(colours)
        key = (scope, css, read_from, latest[1], *rank.items())
        if key not in known:
            known[key] = list(parse(scope, css, read_from, variable_tokens=variable_tokens, **rank))
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.css.stylesheet.parse", read)
        yield


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty home, a book folder of the test's own, a fixed day, and the language as it was afterwards."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    # The tour of the first start is met by its own test, and so is the overview.
    SettingsFile(settings_path()).change(toured=True, opens="register")
    monkeypatch.setenv("SOTAY_BOOK", str(tmp_path / "book"))
    monkeypatch.setenv("SOTAY_TODAY", "2014-12-10")
    # The same terminal wherever the tests run: one with all colours.
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("SOTAY_LANG", "NO_COLOR", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    monkeypatch.setattr(i18n, "_catalogue", i18n._catalogue)
    spoken, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    yield
    gettext.textdomain(domain)
    os.environ.pop("LANGUAGE", None)
    if spoken is not None:
        os.environ["LANGUAGE"] = spoken


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a reporter's book with one session; what needs another book has a `folder` of its own."""
    with make_desk(tmp_path / "book") as book:
        add(book)
    return tmp_path / "book"


@pytest.fixture
def size() -> tuple[int, int]:
    """The size of the terminal, unless the test is run at several."""
    return SMALL


@pytest.fixture
def language() -> str:
    """The language of the app, unless the test is run in several."""
    return "vi"


@pytest.fixture
async def pilot(folder: Path, size: tuple[int, int], language: str) -> AsyncIterator[Pilot[int]]:
    """Who drives the app on the book in `folder`, which shows its register."""
    async with app_on(folder, size, language) as (_app, pilot):
        yield pilot


@pytest.fixture
def app(pilot: Pilot[int]) -> SotayApp:
    """The app that the pilot drives."""
    assert isinstance(pilot.app, SotayApp)
    return pilot.app
