"""The pickers: found by typing without marks, by keyboard and by mouse, in 80 by 24."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, OptionList

from tui.widgets.choice import Choice, Choices
from tui.widgets.dropdown import DropDown
from tui.widgets.picker import Picker
from tui.widgets.tree_picker import ThemePicker

UNITS = [
    Choice("CB01", "Chi bộ Sở Tài chính", "CB01"),
    Choice("CB02", "Chi bộ Sở Y tế", "CB02"),
    Choice("DB01", "Đảng bộ Biên phòng", "DB01"),
    *(Choice(f"T{i:03}", f"Chi bộ thôn {i}") for i in range(200)),
]
THEMES = [
    Choice("BD", "Chủ quyền biển đảo", group="Biên giới, biển đảo"),
    Choice("BG", "Phân giới cắm mốc biên giới", group="Biên giới, biển đảo"),
    Choice("HT", "Hợp tác với các nước láng giềng", group="Hội nhập"),
    Choice("TPP", "Đàm phán TPP", group="Hội nhập"),
]


class Form(App[None]):
    """A picker between two fields, and what it told."""

    picker: DropDown

    def __init__(self, make: Callable[[], DropDown], above: int = 0) -> None:
        super().__init__()
        self.make = make
        self.above = above
        self.told: list[Any] = []
        self.inner: list[str] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            for _ in range(self.above):
                yield Input(compact=True)
            self.picker = self.make()
            yield self.picker
            yield Input(compact=True, id="next")

    def on_picker_picked(self, event: Picker.Picked) -> None:
        assert event.control is self.picker
        self.told.append(event.choice and event.choice.key)

    def on_theme_picker_changed(self, event: ThemePicker.Changed) -> None:
        assert event.control is self.picker
        self.told.append(event.value)

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        self.inner.append("submitted")

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        self.inner.append("selected")


def listed(picker: DropDown) -> list[str]:
    """The lines of the list as plain text."""
    return [str(option.prompt) for option in picker.options.options]


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("tai chinh", "CB01", 1),
        ("Tài", "CB01", 1),
        ("cb02", "CB02", 1),
        ("bienphong", "DB01", 1),
        ("thôn 17", "T017", None),
        ("bộ sở", "CB01", 2),
        ("", "CB01", 203),
        ("xyz", None, 0),
        ("[/]", None, 0),
    ],
)
def test_choices_are_found_without_marks(query: str, first: str | None, count: int | None) -> None:
    found = Choices(UNITS).find(query)
    assert (found[0].key if found else None) == first
    assert count is None or len(found) == count


def test_a_key_typed_whole_comes_first() -> None:
    choices = Choices([Choice("A", "T1 và nhiều chữ khác"), Choice("T1", "Không nhắc đến mã")])
    assert [choice.key for choice in choices.find("t1")] == ["T1", "A"]


@pytest.mark.parametrize(
    ("query", "key"), [("lc2", "LC-02"), ("#lc2", "LC-02"), ("bd", "LC-10"), ("cqb", "LC-10"), ("lc10", "LC-10")]
)
def test_short_codes_and_initials_find_too(query: str, key: str) -> None:
    choices = Choices([Choice("LC-02", "LC-02 Văn hóa"), Choice("LC-10", "LC-10 Chủ quyền biển đảo")])
    assert [choice.key for choice in choices.find(query)] == [key]


def test_equal_keys_count_once() -> None:
    choices = Choices([Choice("A", "một"), Choice("A", "hai")])
    assert len(choices) == 1
    assert choices.get("A") == Choice("A", "một")
    assert "A" in choices
    assert choices.get(None) is None


async def test_type_and_enter() -> None:
    app = Form(lambda: Picker(UNITS))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press(*"bien")
        assert app.picker.is_open
        assert listed(app.picker) == ["Đảng bộ Biên phòng  DB01"]
        await pilot.press("enter")
        assert app.told == ["DB01"]
        assert app.picker.value == "DB01"  # type: ignore[attr-defined]
        assert app.picker.field.value == "Đảng bộ Biên phòng"
        assert not app.picker.is_open
        assert app.inner == [], "the parts' own messages stay inside"


async def test_arrows_open_and_move_and_at_most_fifty_are_listed() -> None:
    app = Form(lambda: Picker(UNITS))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press("down")
        assert app.picker.is_open
        assert app.picker.options.option_count == 50
        assert "153" in str(app.picker.note.content)
        await pilot.press("down", "down", "up", "enter")
        assert app.told == ["CB02"]
        await pilot.press("enter", "pagedown", "enter")
        assert app.told[-1] != "CB01"


async def test_leaving_takes_the_first_hit_of_what_was_typed() -> None:
    app = Form(lambda: Picker(UNITS))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press(*"y te", "tab")
        assert app.told == ["CB02"]
        assert app.focused is not None
        assert app.focused.id == "next"


async def test_leaving_untouched_changes_nothing() -> None:
    app = Form(lambda: Picker(UNITS, value="CB01"))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press("tab")
        assert app.told == []
        assert app.picker.field.value == "Chi bộ Sở Tài chính"


async def test_words_that_answer_to_nothing_stay_and_are_marked() -> None:
    app = Form(lambda: Picker(UNITS, value="CB01"))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press(*"xyz", "enter", "tab")
        assert app.told == [None]
        assert app.picker.field.value == "xyz"
        assert app.picker.has_class("-unknown")
        app.picker.field.focus()
        await pilot.press("backspace", "tab")
        assert app.told == [None, None]
        assert not app.picker.has_class("-unknown")


async def test_escape_closes_first_and_puts_back_what_was_chosen() -> None:
    app = Form(lambda: Picker(UNITS, value="CB01"))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press(*"bien", "escape")
        assert not app.picker.is_open
        assert app.picker.field.value == "Chi bộ Sở Tài chính"
        await pilot.press("tab")
        assert app.told == []


async def test_the_mouse_opens_and_takes_and_the_keyboard_stays() -> None:
    app = Form(lambda: Picker(UNITS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(app.picker.field)
        assert app.picker.is_open
        await pilot.pause()
        await pilot.click(app.picker.options, offset=(4, 1))
        assert app.told == ["CB02"]
        assert app.focused is app.picker.field
        assert not app.picker.is_open


@pytest.mark.parametrize("above", [0, 5, 12, 18, 22])
async def test_the_list_is_whole_on_the_screen_wherever_the_field_is(above: int) -> None:
    app = Form(lambda: Picker(UNITS), above)
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press("down")
        await pilot.pause()
        popup = app.picker.query_one("Popup").region
        assert popup.y >= 0
        assert popup.bottom <= 24
        assert not popup.overlaps(app.picker.field.region), "the field stays to be seen"


async def test_ticks_in_groups_the_first_is_the_main_one() -> None:
    app = Form(lambda: ThemePicker(THEMES))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press("down")
        assert listed(app.picker)[:2] == ["Biên giới, biển đảo", "[ ] Chủ quyền biển đảo"]
        await pilot.press("down", "space", "down", "enter")
        assert app.told == [("BG",), ("BG", "HT")]
        assert "[x] Phân giới cắm mốc biên giới  (main)" in listed(app.picker)
        await pilot.press("up", "space")
        assert app.told[-1] == ("HT",)
        assert "[x] Hợp tác với các nước láng giềng  (main)" in listed(app.picker)


async def test_enter_on_what_is_ticked_goes_on() -> None:
    app = Form(lambda: ThemePicker(THEMES))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press(*"bg", "enter")
        assert app.told == [("BG",)]
        await pilot.press("enter")
        assert app.told == [("BG",)], "nothing was unticked"
        assert not app.picker.is_open
        assert app.focused is not None
        assert app.focused.id == "next"


async def test_ticks_outlive_the_filter() -> None:
    app = Form(lambda: ThemePicker(THEMES, value=["TPP"]))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press(*"bien gioi")
        assert len(listed(app.picker)) == 3, "groups are searched too"
        await pilot.press("enter")
        assert app.told == [("TPP", "BG")], "the best hit is taken, not the first"
        await pilot.press(*"hop tac", "enter")
        assert app.told[-1] == ("TPP", "BG", "HT")
        await pilot.press("tab")
        assert app.picker.field.value == ""
        assert app.picker.field.placeholder == (
            "Đàm phán TPP; Phân giới cắm mốc biên giới; Hợp tác với các nước láng giềng"
        )


async def test_a_blank_is_a_letter_while_words_are_typed() -> None:
    app = Form(lambda: ThemePicker(THEMES))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press(*"hop", "space", *"tac")
        assert app.picker.field.value == "hop tac"
        await pilot.press("down", "space")
        assert app.told == [("HT",)]


async def test_another_tick_can_be_made_the_main_one() -> None:
    app = Form(lambda: ThemePicker(THEMES, value=["BD", "BG"]))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press("down", "down", "ctrl+t")
        assert app.told == [("BG", "BD")]


async def test_the_mouse_ticks() -> None:
    app = Form(lambda: ThemePicker(THEMES))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(app.picker.field)
        await pilot.pause()
        await pilot.click(app.picker.options, offset=(4, 0))
        assert app.told == [], "a heading is no choice"
        await pilot.click(app.picker.options, offset=(4, 1))
        await pilot.click(app.picker.options, offset=(4, 2))
        await pilot.click(app.picker.options, offset=(4, 1))
        assert app.told == [("BD",), ("BD", "BG"), ("BG",)]
        assert app.picker.is_open
        await pilot.press("escape")
        assert not app.picker.is_open


async def test_without_groups_the_ticked_come_first() -> None:
    app = Form(lambda: ThemePicker(UNITS, value=["T150"], main=False, limit=10))
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.field.focus()
        await pilot.press("down")
        assert listed(app.picker)[0] == "[x] Chi bộ thôn 150"
        assert "193" in str(app.picker.note.content)


async def test_unknown_keys_are_kept_and_shown_as_they_are() -> None:
    app = Form(lambda: ThemePicker(THEMES, value=["OLD", "BD"]))
    async with app.run_test(size=(80, 24)):
        assert app.picker.value == ("OLD", "BD")  # type: ignore[attr-defined]
        assert app.picker.field.placeholder == "OLD; Chủ quyền biển đảo"


async def test_an_inline_list_is_always_open() -> None:
    app = Form(lambda: ThemePicker(THEMES, inline=True))
    async with app.run_test(size=(80, 24)) as pilot:
        assert len(listed(app.picker)) == 6
        app.picker.field.focus()
        await pilot.press("space", "down", "space")
        assert app.told == [("BD",), ("BD", "BG")]
        app.picker.set_choices(UNITS)
        assert app.picker.options.option_count == 200


async def test_after_a_choice_typing_starts_anew() -> None:
    app = Form(lambda: Picker([Choice("CB01", "CB01 Sở Tài chính"), Choice("CB02", "CB02 Bộ đội")]))
    async with app.run_test() as pilot:
        app.picker.field.focus()
        await pilot.press("t", "a", "i", "enter")
        await pilot.pause()
        assert app.picker.field.value == "CB01 Sở Tài chính"
        assert app.picker.field.cursor_position == len(app.picker.field.value)
        app.picker.field.focus()
        await pilot.press("b", "o")
        await pilot.pause()
        assert app.picker.field.value == "bo"
