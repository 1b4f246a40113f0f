"""Typing into the program itself through a terminal: its fields keep every mark, and no key overtakes another."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from logs.book.book import LogBook
from tests.tui.app.test_app_pty import FROM_ATTENDANCE_TO_TOPIC, TO_THEMES
from tests.tui.desk import add, make_desk
from tests.tui.input.test_typing_pty import BACK, GAPS, WORDS, type_with_gap
from tests.tui.pty_app import PtyApp, running
from tui.core.clock import now

PROGRAM = Path(__file__).parents[1] / "apps" / "sotay.py"
CTRL_N, CTRL_Q, CTRL_S, CTRL_U, TAB = "\x0e", "\x11", "\x13", "\x15", "\t"
PASTE, PASTE_END = "\x1b[200~", "\x1b[201~"
BACK_TAB, F9 = "\x1b[Z", "\x1b[20~"
TIMES = 5


@pytest.fixture
def book(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book") as made:
        add(made)
    return tmp_path / "book"


@pytest.fixture
def app(book: Path) -> Iterator[PtyApp]:
    with running(PROGRAM, "--book", str(book), "--lang", "en", columns=120, rows=40) as app:
        app.wait_for("Văn hóa các dân tộc")
        yield app


def to_search(app: PtyApp) -> None:
    app.send("/")


def to_topic(app: PtyApp) -> None:
    app.send("n" + TO_THEMES + TAB + FROM_ATTENDANCE_TO_TOPIC)
    app.wait_for("The title of the talk")


def to_picker(app: PtyApp) -> None:
    app.send("n" + TO_THEMES)
    app.wait_for("marks or not; Enter ticks")


def to_notes(app: PtyApp) -> None:
    """The last field, before the five buttons."""
    app.send("n" + BACK_TAB * 6)
    app.wait_for("no personal data of listeners")


@pytest.mark.parametrize("go", [to_search, to_topic, to_picker, to_notes])
def test_marks_typed_in_bursts_stay_in_order(app: PtyApp, go: Callable[[PtyApp], None]) -> None:
    go(app)
    number = 0
    for gap in GAPS:
        for _ in range(TIMES):
            number += 1
            type_with_gap(app, gap)
            app.send(f" {number}|")
            app.wait_for(f"{WORDS} {number}|")
            app.send(CTRL_U)
            app.wait_for(lambda text: WORDS not in text)


def test_what_is_typed_behind_a_key_goes_where_the_key_leads(app: PtyApp, book: Path) -> None:
    """A whole session typed ahead in one piece: form, fields, save, search."""
    topic = "Bie" + BACK + "ê" + BACK + "ển đảo"
    keys = TO_THEMES + "biengioi\r" + TAB + "42" + FROM_ATTENDANCE_TO_TOPIC + topic
    app.send("n" + keys + CTRL_S + "/bien dao")
    app.wait_for("1 of 2 sessions in the book · 1 counted · Attendance: 42")
    app.send(CTRL_Q)
    assert app.wait_for_end() == 0
    with LogBook.open(book, clock=now) as opened:
        assert {entry.session.topic for entry in opened.find()} == {"Biển đảo", "Văn hóa các dân tộc"}


def test_what_is_typed_into_a_dialog_before_it_is_there_is_applied(app: PtyApp) -> None:
    """The dialog is opened, filled in and closed in one piece, by a key that has priority."""
    app.send("\x10the year's cat\r")
    app.wait_for("General")
    app.send("\x1b[C")
    app.wait_for("LC-01")
    for number in range(TIMES):
        app.send(f"eGroup {number}" + CTRL_S)
        app.wait_for(f"Group {number}")


def test_another_session_typed_right_behind_the_one_before(app: PtyApp, book: Path) -> None:
    keys = TO_THEMES + "biengioi\r" + TAB + "{}" + FROM_ATTENDANCE_TO_TOPIC + "{}"
    app.send("n" + keys.format(21, "một") + CTRL_N + keys.format(22, "hai") + CTRL_S)
    app.wait_for("3 sessions in the book")
    app.send(CTRL_Q)
    assert app.wait_for_end() == 0
    with LogBook.open(book, clock=now) as opened:
        counts = {entry.session.topic: entry.session.attendance for entry in opened.find()}
    assert counts == {"một": 21, "hai": 22, "Văn hóa các dân tộc": 25}


@pytest.mark.parametrize("paste", ["{}", PASTE + "{}" + PASTE_END])
def test_a_paste_of_several_lines_saves_nothing_and_leaves_no_field(app: PtyApp, paste: str) -> None:
    to_topic(app)
    app.send(paste.format("dòng một\r\ndòng hai\r\n" + "dòng ba " * 3 + "\r\n"))
    app.wait_for("dòng một dòng hai dòng ba")
    app.send("xong|")
    shown = app.wait_for("xong|")
    assert "The title of the talk" in shown
    assert "Not saved" not in shown


def test_a_paste_that_is_too_long_is_cut_and_told(app: PtyApp) -> None:
    to_topic(app)
    app.send(PASTE + "chữ " * 200 + PASTE_END)
    app.wait_for("takes at most 300")


def test_telex_is_off_until_it_is_asked_for(app: PtyApp) -> None:
    to_search(app)
    app.send("Vieetj|")
    app.wait_for("Vieetj|")
    app.send(CTRL_U + F9)
    app.wait_for(" TELEX")
    app.send("tuyeen truyeenf mieengj|")
    app.wait_for("tuyên truyền miệng|")
    app.send(CTRL_U + F9)
    app.wait_for(" VNI")
    app.send("Vie6t5 Nam|")
    app.wait_for("Việt Nam|")
    app.send(CTRL_U + F9 + "Vieetj5|")
    app.wait_for("Vieetj5|")
