"""Alt and a letter, whatever comes behind it and however the terminal cuts it into pieces."""

from pathlib import Path
from time import sleep

import pytest
from textual import constants, events
from textual._xterm_parser import XTermParser

from tests.tui.app.test_app_pty import PROGRAM
from tests.tui.desk import make_desk
from tests.tui.pty_app import running
from tui.input.alt_keys import AltReader


def keys(reader: XTermParser, *pieces: str) -> list[str]:
    told = [event for piece in pieces for event in reader.feed(piece)]
    assert all(isinstance(event, events.Key | events.Paste) for event in told)
    return [getattr(event, "key", "") or getattr(event, "text", "") for event in told]


def test_textual_alone_knows_no_alt_and_a_letter_with_more_behind_it() -> None:
    """When this fails, Textual tells Alt and a letter itself: `tui/input/alt_keys.py` can go."""
    textuals = AltReader.__bases__[0]  # what the module says is ours as soon as an application has run here
    assert "alt+y" not in keys(textuals(), "\x1byx" + "x" * 40)


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (["\x1by25"], ["alt+y", "2", "5"]),
        (["\x1b", "y", "25"], ["alt+y", "2", "5"]),
        (["ab\x1bf\x1bb\x1bY"], ["a", "b", "alt+f", "alt+b", "alt+y"]),
        (["\x1b[A\x1bOB", "\x1b[1", ";5C"], ["up", "down", "ctrl+right"]),
        (["\x1b[200~một\x1b", "[201~x"], ["một", "x"]),
        (["\x1b\x1by"], ["escape", "alt+y"]),
    ],
)
def test_alt_and_a_letter_is_one_key(pieces: list[str], told: list[str]) -> None:
    assert keys(AltReader(), *pieces) == told


def test_a_letter_long_after_esc_is_a_letter() -> None:
    reader = AltReader()
    assert keys(reader, "\x1b") == []
    sleep(constants.ESCAPE_DELAY + 0.01)
    assert [event.key for event in reader.tick() if isinstance(event, events.Key)] == ["escape"]
    assert keys(reader, "n") == ["n"]


@pytest.mark.parametrize("pieces", [["\x1bi42"], ["\x1b", "i", "42"], ["\x1bi", "4", "2"]])
def test_what_is_typed_behind_alt_goes_into_the_field_it_leads_to(tmp_path: Path, pieces: list[str]) -> None:
    make_desk(tmp_path / "book").close()
    with running(PROGRAM, "--book", str(tmp_path / "book"), "--lang", "vi") as app:
        app.wait_for("n Thêm")
        app.send("n")
        app.wait_for("mở lịch")
        for piece in pieces:
            app.send(piece)
        shown = app.wait_for(lambda screen: "42" in screen)
        assert any(line.split()[:5] == ["Lượt", "người", "nghe", "*", "▌42"] for line in shown.splitlines())
        assert "^" not in shown
