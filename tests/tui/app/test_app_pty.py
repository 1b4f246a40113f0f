"""The whole program in a real terminal: a morning's work, and a window closed in the middle of a word."""

import signal
from pathlib import Path

import pytest

from logs.book.book import LogBook
from tests.tui.desk import add, make_desk
from tests.tui.pty_app import running
from tui.core.autosave import kept
from tui.core.clock import now

PROGRAM = Path(__file__).parents[1] / "apps" / "sotay.py"
ESCAPE, CTRL_Q, CTRL_S, TAB = "\x1b", "\x11", "\x13", "\t"
# Date, unit, form and reporters come before the themes; behind the attendance come four groups of listeners.
TO_THEMES, FROM_ATTENDANCE_TO_TOPIC = TAB * 4, TAB * 9


def test_log_find_and_leave(tmp_path: Path) -> None:
    with make_desk(tmp_path / "book") as book:
        add(book)
    with running(PROGRAM, "--book", str(tmp_path / "book"), "--lang", "en") as app:
        app.wait_for("Văn hóa các dân tộc")
        app.send("n")
        app.wait_for("step by a day")
        app.send(TO_THEMES)
        app.send("biengioi")
        app.wait_for("Enter: tick")
        app.send("\r")
        app.wait_for("[x] DQ-01")
        app.send(ESCAPE)
        app.wait_for(lambda screen: "Enter: tick" not in screen)
        app.send(TAB)
        app.wait_for("Listeners counted")
        app.send("42" + FROM_ATTENDANCE_TO_TOPIC)
        app.wait_for("The title of the talk")
        # An input method sends backspace and letter in one piece.
        app.send("Bie")
        app.send("\x7fê")
        # The last field's keys and the save arrive as one piece.
        app.send("\x7fển đảo" + CTRL_S)
        app.wait_for(lambda screen: "Biển đảo" in screen and "2 counted · Attendance: 67" in screen)
        app.send("/")
        app.send("bien dao")
        app.wait_for("1 of 2 sessions in the book · 1 counted · Attendance: 42")
        app.send(CTRL_Q)
        assert app.wait_for_end() == 0
    with LogBook.open(tmp_path / "book", clock=now) as book:
        saved = next(entry.session for entry in book.find() if entry.session.topic == "Biển đảo")
        assert saved.attendance == 42


@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP", "the window is closed"])
def test_the_last_letter_typed_before_the_end_is_offered_again(tmp_path: Path, end: str) -> None:
    """Without waiting for the moment at which the form keeps what is typed by itself."""
    make_desk(tmp_path / "book").close()
    with running(PROGRAM, "--book", str(tmp_path / "book"), "--lang", "en") as app:
        app.wait_for("No session yet")
        app.send("n" + TO_THEMES + TAB + FROM_ATTENDANCE_TO_TOPIC)
        app.wait_for("The title of the talk")
        app.send("Dở dang")
        app.wait_for("Dở dang")
        if end.startswith("SIG"):
            app.signal(signal.Signals[end])
            assert app.wait_for_end() == 128 + signal.Signals[end]
        else:
            app.hang_up()
            assert app.process.wait(15) == 128 + signal.SIGHUP
    found = kept(tmp_path / "book")
    assert found is not None
    assert found.texts["topic"] == "Dở dang"


def test_a_closed_window_loses_nothing_typed(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    with running(PROGRAM, "--book", str(tmp_path / "book"), "--lang", "en") as app:
        app.wait_for("No session yet")
        app.send("n")
        app.wait_for("step by a day")
        app.send(TO_THEMES + TAB + FROM_ATTENDANCE_TO_TOPIC)
        app.wait_for("The title of the talk")
        app.send("Dở dang")
        app.wait_for(
            lambda _screen: (found := kept(tmp_path / "book")) is not None and found.texts["topic"] == "Dở dang"
        )
        app.signal(signal.SIGTERM)
        assert app.wait_for_end() == 128 + signal.SIGTERM
    with running(PROGRAM, "--book", str(tmp_path / "book"), "--lang", "en") as app:
        app.wait_for("Go on with it?")
        app.send("\r")
        app.wait_for(lambda screen: "Add session" in screen and "Dở dang" in screen)


def test_a_damaged_book_ends_with_status_3(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    for path in (tmp_path / "book").iterdir():
        if path.is_file():
            path.write_bytes(b"\x00 nothing")
    with running(PROGRAM, "--book", str(tmp_path / "book"), "--lang", "en") as app:
        assert app.wait_for_end() == 3
        assert b"Traceback" not in app.output
