"""What is set before Textual is imported, and which terminals are told that they cannot show the app."""

import os
import subprocess
import sys
from typing import Any

import pytest

from tui.app import terminal
from tui.core.i18n import use_language
from tui.core.themes import DARK, PLAIN, SIXTEEN, usual_look

ASK = """
from tui.app.terminal import prepare_terminal
import sys
assert "textual" not in sys.modules, "it must come before Textual"
prepare_terminal()
from textual import constants
print(constants.DISABLE_KITTY_KEY)
"""


@pytest.mark.parametrize(("wish", "disabled"), [(None, "True"), ("0", "False"), ("1", "True")])
def test_the_kitty_protocol_is_off_unless_asked_for(wish: str | None, disabled: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "TEXTUAL_DISABLE_KITTY_KEY"}
    if wish is not None:
        environment["TEXTUAL_DISABLE_KITTY_KEY"] = wish
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == disabled


def test_without_a_terminal_the_commands_are_pointed_to() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui", "--lang", "en"], capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 2
    assert b"needs a terminal" in done.stderr
    assert b"sotay --help" in done.stderr


def test_a_dumb_terminal_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    use_language("en")
    assert "too old" in terminal._too_old({"TERM": "dumb"}, None)
    assert terminal._too_old({"TERM": "xterm-256color"}, None) == ""
    assert terminal._too_old({}, None) == ""


class Console:
    """A Windows console: `mode` is what it is set to, `draws` whether it takes the mode that draws."""

    def __init__(self, mode: int | None, *, draws: bool) -> None:
        self.mode = mode
        self.draws = draws
        self.set_to: list[int] = []

    def GetStdHandle(self, which: int) -> int:
        return which

    def GetConsoleMode(self, _handle: int, mode: Any) -> int:
        if self.mode is None:
            return 0
        mode._obj.value = self.mode
        return 1

    def SetConsoleMode(self, _handle: int, mode: int) -> int:
        self.set_to.append(mode)
        return int(self.draws or not mode & 4)


@pytest.mark.parametrize(
    ("console", "draws"),
    [
        (Console(7, draws=True), True),  # Windows Terminal: already drawing
        (Console(3, draws=True), True),  # a console of Windows 10: draws when asked
        (Console(3, draws=False), False),  # the console of Windows 7 and 8
        (Console(None, draws=True), False),  # no console at all
    ],
)
def test_a_windows_console_is_asked_whether_it_draws(console: Console, draws: bool) -> None:
    use_language("en")
    assert (terminal._too_old({}, console) == "") is draws
    if console.set_to and draws:
        assert console.set_to[-1] == console.mode, "its mode is left as it was"


@pytest.mark.parametrize(
    ("environment", "look"),
    [
        ({"NO_COLOR": "1", "TERM": "xterm", "COLORTERM": "truecolor"}, PLAIN),
        ({"TERM": "xterm"}, SIXTEEN),
        ({"TERM": "linux"}, SIXTEEN),
        ({"TERM": "xterm-256color"}, DARK),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, DARK),
        ({"TERM": "xterm-256color", "TEXTUAL_COLOR_SYSTEM": "standard"}, SIXTEEN),
        ({"TERM": "dumb", "TEXTUAL_COLOR_SYSTEM": "truecolor"}, DARK),
    ],
)
def test_the_usual_look_is_what_the_terminal_can_show(environment: dict[str, str], look: Any) -> None:
    assert usual_look(environment) == look.name
