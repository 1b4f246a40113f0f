"""No test of the screens or the command line touches a person's own folders or learns the real date or terminal."""

import gettext
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui import words


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty home, a book folder of the test's own, a fixed day, and the language as it was afterwards."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("SOTAY_BOOK", str(tmp_path / "book"))
    monkeypatch.setenv("SOTAY_TODAY", "2014-12-10")
    monkeypatch.delenv("SOTAY_LANG", raising=False)
    # The same terminal wherever the tests run: one with all colours.
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(words, "_language", words._language)
    monkeypatch.setattr(words, "_catalogue", words._catalogue)
    spoken, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    yield
    gettext.textdomain(domain)
    os.environ.pop("LANGUAGE", None)
    if spoken is not None:
        os.environ["LANGUAGE"] = spoken
