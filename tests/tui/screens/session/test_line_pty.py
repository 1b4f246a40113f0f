"""The entry line, Alt and a letter, and a pasted table in a real terminal, where keys arrive in pieces."""

import signal
from pathlib import Path

import pytest

from logs.book.book import LogBook
from tests.tui.desk import add, make_desk
from tests.tui.pty_app import running
from tui.core.autosave import kept
from tui.core.clock import now

PROGRAM = Path(__file__).parents[2] / "apps" / "sotay.py"
CTRL_G, CTRL_S, ALT, TAB = "\x07", "\x13", "\x1b", "\t"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book") as book:
        add(book, place="Nhà văn hóa")
    return tmp_path / "book"


def test_a_line_that_arrives_in_pieces(folder: Path) -> None:
    with running(PROGRAM, "--book", str(folder), "--lang", "en") as app:
        app.wait_for("Văn hóa các dân tộc")
        app.send(":")
        app.wait_for("Session in one line")
        # A word and the Tab that completes it come as one piece; an input method sends backspace and letter so too.
        app.send("31 sh #bg" + TAB)
        app.wait_for("31 sh QT-02")
        app.send("@nh" + TAB + "-- ghi chu")
        app.send("\x7fú")
        app.wait_for('31 sh QT-02 @"Nhà văn hóa" -- ghi chú')
        app.send("\r")
        app.wait_for("Saved: 10/12/2014")
        app.send("40 lc2")
        app.wait_for(lambda _screen: (found := kept(folder, "line")) is not None and found.texts["line"] == "40 lc2")
        app.signal(signal.SIGTERM)
        assert app.wait_for_end() == 128 + signal.SIGTERM
    with running(PROGRAM, "--book", str(folder), "--lang", "en") as app:
        app.wait_for("One line is typed and not saved")
        app.send(":")
        app.wait_for("40 lc2")
    with LogBook.open(folder, clock=now) as book:
        saved = book.sessions.latest(1)[0].session
        assert (saved.attendance, saved.themes, saved.place, saved.notes) == (31, ("QT-02",), "Nhà văn hóa", "ghi chú")


def test_alt_and_a_letter_arrive_as_escape_and_the_letter(folder: Path) -> None:
    with running(PROGRAM, "--book", str(folder), "--lang", "en") as app:
        app.wait_for("Văn hóa các dân tộc")
        app.send("n")
        app.wait_for("step by a day")
        app.send(ALT + "a")
        app.wait_for("Listeners counted")
        app.send("42")
        app.send(ALT + "t")
        app.wait_for("The title of the talk")
        app.send("Tin")
        app.wait_for(lambda screen: "42" in screen and "Tin" in screen)


def test_a_table_is_pasted_and_saved(folder: Path) -> None:
    cells = "5/12/2014\tSH\tbien gioi\t25\r6/12/2014\tHC\tlc2\t30"
    with running(PROGRAM, "--book", str(folder), "--lang", "en") as app:
        app.wait_for("Văn hóa các dân tộc")
        app.send(CTRL_G)
        app.wait_for("Several sessions from paper")
        app.send(f"\x1b[200~{cells}\x1b[201~")
        app.wait_for("Rows filled in: 2")
        app.send(CTRL_S)
        app.wait_for("Sessions saved: 2")
    with LogBook.open(folder, clock=now) as book:
        assert [entry.session.attendance for entry in book.find()] == [25, 25, 30]
