"""The text fields without a terminal: values, pastes, lengths, cursor."""

import unicodedata
from collections.abc import Callable

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input

from tui.core.messages import Done
from tui.input.text_fields import ViArea, ViInput

NFD = unicodedata.normalize("NFD", "Tuyên truyền miệng")
NFC = "Tuyên truyền miệng"


class Fields(App[None]):
    """One field of each kind, and the bells that rang."""

    line: ViInput
    area: ViArea

    def __init__(self, line: Callable[[], ViInput] = ViInput, area: Callable[[], ViArea] = ViArea) -> None:
        super().__init__()
        self.makers = line, area
        self.bells = 0
        self.submitted: list[str] = []
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        self.line, self.area = self.makers[0](), self.makers[1]()
        yield self.line
        yield self.area

    def bell(self) -> None:
        self.bells += 1

    def on_done(self, event: Done) -> None:
        self.told.append(event.text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.submitted.append(event.value)


def fields(max_length: int = 0) -> Fields:
    return Fields(lambda: ViInput(max_length=max_length), lambda: ViArea(max_length=max_length))


def held(app: Fields) -> str:
    return app.line.value if app.focused is app.line else app.area.text


@pytest.fixture(params=["line", "area"])
def which(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_values_set_by_the_program_are_nfc() -> None:
    app = Fields(lambda: ViInput(NFD), lambda: ViArea(NFD))
    async with app.run_test():
        assert app.line.value == NFC
        assert app.area.text == NFC
        app.line.value = NFD + "\x1b[2J\u202e\nhai"
        app.area.text = NFD + "\x1b\u202e\nhai"
        assert app.line.value == NFC + "[2J hai"
        assert app.area.text == NFC + "\nhai"
        app.area.insert(NFD, (1, 0))
        assert app.area.text == NFC + "\n" + NFC + "hai"


async def test_one_row_high() -> None:
    app = fields()
    async with app.run_test():
        assert app.line.size.height == 1
        assert app.area.size.height == 4


async def test_backspace_takes_a_whole_letter(which: str) -> None:
    app = fields()
    async with app.run_test() as pilot:
        getattr(app, which).focus()
        await pilot.press(*"miệng", "backspace", "backspace", "backspace")
        assert held(app) == "mi"
        await pilot.press("left", "x", "delete", "right", "y")
        assert held(app) == "mxy"


async def test_a_mark_joins_the_letter_before_the_cursor(which: str) -> None:
    app = fields()
    async with app.run_test() as pilot:
        field = getattr(app, which)
        field.focus()
        await pilot.press("m", "e", "m", "left")
        for mark in "\u0302\u0323":
            field.post_message(events.Key("unknown", mark))
        await pilot.pause()
        assert held(app) == "mệm"
        await pilot.press("n", "g")
        assert held(app) == "mệngm"


async def test_a_mark_with_nothing_before_it_is_kept(which: str) -> None:
    app = fields()
    async with app.run_test() as pilot:
        getattr(app, which).focus()
        getattr(app, which).post_message(events.Key("unknown", "\u0301"))
        await pilot.pause()
        assert held(app) == "\u0301"


async def test_pastes_of_several_lines() -> None:
    app = fields()
    async with app.run_test() as pilot:
        app.line.post_message(events.Paste(f"\t{NFD}\r\n\r\nhai  ba\u200b\n"))
        app.area.post_message(events.Paste(f"{NFD}\r\n\r\nhai\u200b\n"))
        await pilot.pause()
        assert app.line.value == f" {NFC} hai ba"
        assert app.area.text == f"{NFC}\n\nhai\n"
        app.copy_to_clipboard("x\ny")
        app.line.focus()
        app.line.select_all()
        await pilot.press("ctrl+v")
        assert app.line.value == "x y"
        assert app.submitted == []


async def test_blanks_at_the_ends_of_a_paste_stay() -> None:
    app = fields()
    async with app.run_test() as pilot:
        app.line.value = "trước sau"
        app.line.cursor_position = 5
        app.line.post_message(events.Paste(" và "))
        await pilot.pause()
        assert app.line.value == "trước và  sau"
        assert app.line.cursor_position == 9


async def test_what_is_too_long_is_cut_and_told(which: str) -> None:
    app = fields(max_length=8)
    async with app.run_test() as pilot:
        field = getattr(app, which)
        field.focus()
        await pilot.press("a", "b")
        field.post_message(events.Paste(NFD))
        await pilot.pause()
        assert held(app) == "abTuyên "
        assert app.bells == 1
        assert len(app.told) == 1
        assert " 8 " in app.told[0]
        await pilot.press("x")
        field.post_message(events.Paste("xyz"))
        await pilot.pause()
        assert held(app) == "abTuyên "
        assert app.bells == len(app.told) == 3
        field.select_all()
        field.post_message(events.Paste("0123456789"))
        await pilot.pause()
        assert held(app) == "01234567"


async def test_a_paste_replaces_the_selection(which: str) -> None:
    app = fields(max_length=12)
    async with app.run_test() as pilot:
        field = getattr(app, which)
        field.focus()
        await pilot.press(*"truyền")
        field.select_all()
        field.post_message(events.Paste(NFD))
        await pilot.pause()
        assert held(app) == NFC[:12]


async def test_only_a_field_that_may_be_written_takes_a_paste() -> None:
    app = Fields(area=lambda: ViArea("giữ", read_only=True))
    async with app.run_test() as pilot:
        app.area.focus()
        app.area.post_message(events.Paste("mất"))
        await pilot.press("backspace", "x")
        assert app.area.text == "giữ"


async def test_enter_submits_once_and_makes_a_line() -> None:
    app = fields()
    async with app.run_test() as pilot:
        app.line.focus()
        await pilot.press("a", "enter", "b", "enter")
        assert app.submitted == ["a", "ab"]
        app.area.focus()
        await pilot.press("a", "enter", "b", "ctrl+j", "c")
        assert app.area.text == "a\nb\nc"


async def test_undo_in_several_lines_brings_back_what_was_typed() -> None:
    app = fields()
    async with app.run_test() as pilot:
        app.area.focus()
        await pilot.press(*"miệng")
        app.area.post_message(events.Paste(NFD))
        await pilot.press("ctrl+z")
        assert app.area.text == "miệng"
