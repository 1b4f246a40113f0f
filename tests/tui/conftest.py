"""No test of the screens or the command line touches a person's own folders or learns the real date or terminal."""

import gettext
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui import words
from tui.places import settings_path
from tui.settings import SettingsFile


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty home, a book folder of the test's own, a fixed day, and the language as it was afterwards."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    # The tour of the first start is met by its own test.
    SettingsFile(settings_path()).change(toured=True)
    monkeypatch.setenv("SOTAY_BOOK", str(tmp_path / "book"))
    monkeypatch.setenv("SOTAY_TODAY", "2014-12-10")
    # The same terminal wherever the tests run: one with all colours.
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("SOTAY_LANG", "NO_COLOR", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(words, "_language", words._language)
    monkeypatch.setattr(words, "_catalogue", words._catalogue)
    spoken, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    yield
    gettext.textdomain(domain)
    os.environ.pop("LANGUAGE", None)
    if spoken is not None:
        os.environ["LANGUAGE"] = spoken
