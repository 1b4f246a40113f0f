"""Crashes, signals, closed windows and hostile data: what the terminal is left with."""

import re
import signal
from pathlib import Path

import pytest

from tests.tui.escapes import check_output
from tests.tui.pty_app import running
from tui.app.crash_guard import CRASHED

ENDED = re.compile(b"ended from outside|%s" % "bị đóng từ bên ngoài".encode())
"""What is said in either language where a signal ended the app."""
APPS = Path(__file__).parents[1] / "apps"
LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"
STOPS = 46
"""Widgets the Tab key visits in `hostile.py`."""
# What the program switches on while it runs, and how it is switched off: the screen, mouse, cursor and pastes.
MODES = {"1049": "l", "1000": "l", "1003": "l", "1006": "l", "1015": "l", "1004": "l", "2004": "l", "25": "h"}


@pytest.mark.parametrize("how", ["k", "w", "t", "r", "i", "d"])
def test_a_crash_shows_one_sentence_and_no_data(tmp_path: Path, how: str) -> None:
    with running(APPS / "crashing.py", str(tmp_path / "reports")) as app:
        app.wait_for("running")
        app.send(how)
        assert app.wait_for_end() == CRASHED
        after = app.output.rpartition(LEFT_ALTERNATE_SCREEN)[2].decode()
    check_crash(app.output, after, tmp_path / "reports")


@pytest.mark.parametrize("when", ["c", "m"])
def test_a_crash_at_the_start_is_told_too(tmp_path: Path, when: str) -> None:
    with running(APPS / "crashing.py", str(tmp_path / "reports"), when) as app:
        assert app.wait_for_end() == CRASHED
        after = app.output.rpartition(LEFT_ALTERNATE_SCREEN)[2].decode()
    check_crash(app.output, after, tmp_path / "reports")


def check_crash(output: bytes, after: str, folder: Path) -> None:
    check_terminal(output)
    assert "stopped because of a fault" in after
    assert "Traceback" not in after
    [report] = folder.iterdir()
    text = report.read_text(encoding="utf-8")
    assert "builtins.RuntimeError" in text
    assert "builtins.ValueError" in text
    assert re.search(r"apps/crashing.py:\d+:_?crash", text)
    for secret in ("CANARY", "Nguyễn", "012345678901"):
        assert secret.encode() not in output
        assert secret not in text
    assert report.stat().st_mode & 0o077 == 0


def check_terminal(output: bytes) -> None:
    """Every mode is left as a shell needs it, and the person's sentence stands on its screen."""
    text = output.decode(errors="replace")
    for mode, off in MODES.items():
        switched = re.findall(rf"\x1b\[\?{mode}([hl])", text)
        assert switched, f"mode {mode} was never touched"
        assert switched[-1] == off, f"mode {mode} is left on"
    assert text.count("\x1b[>") == 0, "the Kitty protocol was asked for"


def test_a_task_that_fails_alone_is_reported_and_prints_nothing(tmp_path: Path) -> None:
    with running(APPS / "crashing.py", str(tmp_path / "reports")) as app:
        app.wait_for("running")
        app.send("b")
        app.wait_for("still running")
        app.send("\x11")
        assert app.wait_for_end() == 0
        assert b"CANARY" not in app.output
        assert b"Traceback" not in app.output
    [report] = (tmp_path / "reports").iterdir()
    assert "CANARY" not in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_a_dialog_is_open_lets_it_keep_what_was_typed(tmp_path: Path, number: signal.Signals) -> None:
    with running(APPS / "crashing.py", str(tmp_path / "reports")) as app:
        app.wait_for("running")
        app.send("o")
        app.wait_for("dialog")
        app.signal(number)
        assert app.wait_for_end() == 128 + number
        check_terminal(app.output)
        assert b"CANARY" not in app.output
    assert (tmp_path / "kept").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_app_and_restores_the_terminal(tmp_path: Path, number: signal.Signals) -> None:
    with running(APPS / "crashing.py", str(tmp_path / "reports")) as app:
        app.wait_for("running")
        app.signal(number)
        assert app.wait_for_end() == 128 + number
        check_terminal(app.output)
        # Where the window is gone nobody reads it.
        assert (ENDED.search(app.output) is not None) is (number == signal.SIGTERM)
    assert not (tmp_path / "reports").exists()


def test_a_closed_window_ends_the_app_without_a_report(tmp_path: Path) -> None:
    with running(APPS / "crashing.py", str(tmp_path / "reports")) as app:
        app.wait_for("running")
        app.hang_up()
        assert app.process.wait(timeout=15) == 128 + signal.SIGHUP
    assert not (tmp_path / "reports").exists()


def test_no_byte_of_hostile_data_commands_the_terminal() -> None:
    """Every widget is shown; only sequences that Textual itself writes may occur."""
    with running(APPS / "hostile.py", columns=100, rows=40) as app:
        app.wait_for("at 0;")
        for step in range(1, STOPS):
            app.send("\x0e")
            app.wait_for(f"at {step};")
        app.send("\x11")
        assert app.wait_for_end() == 0
    check_output(app.output)
