"""Typing through a real terminal: the bursts of Unikey-like input methods, decomposed letters, pastes."""

import json
import re
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.pty_app import PtyApp, running
from tui.input.key_order import BURST

APP = Path(__file__).parents[1] / "apps" / "typed.py"
NOTE = "\x0f"
BACK = "\x7f"
WORDS = "tiếng việt đ"
# What Unikey sends for the keys t i e e s n g, v i e e j t, d d: each new mark is a backspace and the marked letter.
STROKES = [*"tie", BACK + "ê", BACK + "ế", *"ng vie", BACK + "ê", BACK + "ệ", *"t d", BACK + "đ"]
GAPS = [0.0, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016]
TIMES = 30


@pytest.fixture(scope="module", params=["ViInput", "ViArea"])
def field(request: pytest.FixtureRequest) -> Iterator[PtyApp]:
    with running(APP, request.param) as app:
        app.wait_for("ready")
        yield app


def noted(app: PtyApp) -> str:
    """Note the field's value and return it."""
    before = count(app)
    app.send(NOTE)
    screen = app.wait_for(lambda text: count_in(text) > before)
    found = re.search(r'last (".*")', screen)
    assert found
    return str(json.loads(found[1]))


def count(app: PtyApp) -> int:
    return count_in(app.text)


def count_in(text: str) -> int:
    found = re.search(r"noted (\d+)", text)
    return int(found[1]) if found else 0


def type_with_gap(app: PtyApp, gap: float) -> None:
    """Type the words; between a backspace and its letter the input method waits `gap` seconds."""
    for stroke in STROKES:
        for key in stroke if gap else [stroke]:
            app.send(key)
            if gap and len(stroke) > 1 and key == BACK:
                time.sleep(gap)


@pytest.mark.parametrize("gap", GAPS)
def test_marks_typed_in_bursts_stay_in_order(field: PtyApp, gap: float) -> None:
    kept = 0
    for _ in range(TIMES):
        type_with_gap(field, gap)
        kept += noted(field) == WORDS
    assert kept == TIMES


def test_a_whole_sentence_in_one_piece_stays_in_order(field: PtyApp) -> None:
    field.send("".join(STROKES))
    assert noted(field) == WORDS


def test_decomposed_typing_becomes_nfc(field: PtyApp) -> None:
    field.send(unicodedata.normalize("NFD", WORDS))
    assert noted(field) == WORDS


def test_a_mark_typed_after_its_letter_joins_it(field: PtyApp) -> None:
    for key in unicodedata.normalize("NFD", "miệng"):
        field.send(key)
        time.sleep(0.005)
    assert noted(field) == "miệng"


def test_a_decomposed_paste_becomes_nfc(field: PtyApp) -> None:
    field.send("\x1b[200~" + unicodedata.normalize("NFD", WORDS) + "\x1b[201~")
    assert noted(field) == WORDS


def test_hostile_paste_is_cleaned(field: PtyApp) -> None:
    field.send("\x1b[200~a\x9bb\u202ec\u200bd\x08\x1b[201~")
    assert noted(field) == "abcd"


def test_bytes_that_are_not_text_do_not_end_the_app(field: PtyApp) -> None:
    field.send(b"a\xff\x9bb")
    assert "a" in noted(field)


def test_textual_loses_the_marks_without_our_fields() -> None:
    """When this fails, Textual keeps the order itself: `_on_key` of `tui/input/text_fields.py` can go."""
    with running(APP, "Input") as app:
        app.wait_for("ready")
        app.send("".join(STROKES))
        assert noted(app) != WORDS


def test_several_lines_pasted_into_one_are_joined_and_not_submitted() -> None:
    with running(APP, "ViInput") as app:
        app.wait_for("ready")
        app.send("\x1b[200~dòng một\r\ndòng hai\r\n\x1b[201~")
        assert noted(app) == "dòng một dòng hai"
        app.send("dòng một\rdòng hai\r\r\ndòng ba\r")  # a terminal that does not mark pastes
        assert noted(app) == "dòng một dòng hai dòng ba"
        assert "submitted 0" in app.text


def test_enter_at_the_end_of_a_burst_submits() -> None:
    with running(APP, "ViInput") as app:
        app.wait_for("ready")
        app.send("xong\r")
        assert 'submitted 1 "xong"' in app.wait_for("submitted 1")
        app.send("\r")  # and so does a single one
        app.wait_for("submitted 2")


def test_enter_and_what_is_typed_soon_after_stay_in_order() -> None:
    with running(APP, "ViInput") as app:
        app.wait_for("ready")
        app.send("xong\r")
        time.sleep(2 * BURST)
        app.send("thêm")
        assert 'submitted 1 "xong"' in app.wait_for("submitted 1")
        assert noted(app) == "xongthêm"
        app.send("hai\r\r")  # both are meant
        app.wait_for("submitted 3")


def test_a_paste_whose_parts_come_late_is_still_one() -> None:
    with running(APP, "ViInput") as app:
        app.wait_for("ready")
        app.send("mot doan hai dong\r")
        time.sleep(2 * BURST)
        app.send("dong hai\r")
        assert noted(app) == "mot doan hai dong dong hai"
        assert "submitted 0" in app.text
