"""The entry line in the app: how few keys a session takes, what is seen before it is saved, that nothing is lost."""

from datetime import date as Date
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.model import Session
from tests.books import fill_disk
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, notices, screen_text, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.autosave import kept
from tui.core.clock import now
from tui.screens.common.ask import Ask
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.exchange.merge import MergeScreen
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.form import SessionForm
from tui.screens.session.line import QuickLine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book") as book:
        add(book, "2014-10-07", form="HC", audience={"CB": None, "VC": None}, place="Phòng giao ban", topic="Kinh tế")
        add(book, "2014-11-05", place="Nhà văn hóa", topic="Biên giới, biển đảo", themes=("QT-02",), minutes=45)
    return tmp_path / "book"


async def open_line(app: SotayApp, pilot: Pilot[int]) -> QuickLine:
    await until_on(pilot, RegisterScreen)
    await pilot.press("colon")
    await until_on(pilot, QuickLine)
    assert isinstance(app.screen, QuickLine)
    return app.screen


@pytest.fixture
async def screen(app: SotayApp, pilot: Pilot[int]) -> QuickLine:
    return await open_line(app, pilot)


def keys_of(text: str) -> list[str]:
    """The keys that type a line; `⇥`, `↵`, `↑` and `⌫` are keys of their own."""
    named = {"⇥": "tab", "↵": "enter", "↑": "up", "⌫": "backspace", " ": "space"}
    return [named.get(letter, letter) for letter in text]


async def type_keys(pilot: Pilot[int], keys: list[str]) -> None:
    """Press keys: letters one behind the other, any other key by itself."""
    for are_letters, run in groupby(keys, key=lambda key: len(key) == 1 or key == "space"):
        if are_letters:
            await type_text(pilot, "".join(" " if key == "space" else key for key in run))
        else:
            await pilot.press(*run)


def says_theme(screen: QuickLine, code: str) -> bool:
    return screen.read()[0].fields.get("themes") == (code,)


def last(app: SotayApp) -> Session:
    """The session logged last."""
    return app.book.sessions.latest(1)[0].session


async def press(app: SotayApp, pilot: Pilot[int], keys: list[str]) -> None:
    """Press `:` and the keys, and wait for the save that the last one asks for."""
    count = len(app.book.find())
    await until_on(pilot, RegisterScreen)
    await pilot.press(keys[0])
    await until_on(pilot, QuickLine)
    await type_keys(pilot, keys[1:])
    await until(pilot, lambda: len(app.book.find()) == count + 1)


async def test_a_typical_session_takes_at_most_thirty_keys(folder: Path) -> None:
    keys = [":", *keys_of("5/12 sh 25 #bg⇥ @nv⇥45p↵")]
    assert len(keys) <= 30
    async with app_on(folder) as (app, pilot):
        await press(app, pilot, ["colon", *keys[1:]])
        saved = last(app)
        assert (saved.date, saved.form, saved.attendance) == (Date(2014, 12, 5), "SH", 25)
        assert (saved.themes, saved.place, saved.minutes) == (("QT-02",), "Nhà văn hóa", 45)
        assert (saved.audience, saved.unit, saved.status) == ({"DV": None}, "CB01", "complete")
        assert saved.reporters == (app.book.owner.reporter,)


async def test_with_counts_by_group_and_a_topic_of_its_own_it_takes_at_most_thirty_keys(folder: Path) -> None:
    keys = [":", *keys_of('hôm qua tm 18dv 7cb lc2 "bi⇥↵')]
    assert len(keys) <= 30
    async with app_on(folder) as (app, pilot):
        await press(app, pilot, ["colon", *keys[1:]])
        saved = last(app)
        assert (saved.date, saved.form, saved.attendance) == (Date(2014, 12, 9), "TM", 25)
        assert (saved.audience, saved.themes) == ({"DV": 18, "CB": 7}, ("LC-02",))
        assert saved.topic == "Biên giới, biển đảo"


async def test_one_that_repeats_an_earlier_session_takes_at_most_twelve(folder: Path) -> None:
    for count, line in ((31, "↑⌫⌫31↵"), (55, '"bi⇥55↵')):
        keys = [":", *keys_of(line)]
        assert len(keys) <= 12
        async with app_on(folder) as (app, pilot):
            await press(app, pilot, ["colon", *keys[1:]])
            saved = last(app)
            assert (saved.date, saved.attendance) == (Date(2014, 12, 10), count)
            assert (saved.topic, saved.themes) == ("Biên giới, biển đảo", ("QT-02",))
            assert (saved.form, saved.audience) == ("SH", {"DV": None})


async def test_an_earlier_session_is_fetched_back_whole(app: SotayApp, pilot: Pilot[int], screen: QuickLine) -> None:
    await pilot.press("up")
    assert screen.field.value == 'sh dv qt-02 45p "Biên giới, biển đảo" @"Nhà văn hóa" 25'
    await pilot.press("up")
    assert screen.field.value.startswith("hc cb vc")
    await pilot.press("up", "down", "down")
    assert screen.field.value == ""
    await pilot.press("h", "c", "escape")
    await until_on(pilot, RegisterScreen)
    screen = await open_line(app, pilot)
    await pilot.press("space", "up")
    assert screen.field.value.startswith("hc cb vc"), "the one most like what is typed comes first"


async def test_a_theme_is_found_in_four_keys(pilot: Pilot[int], screen: QuickLine) -> None:
    for keys, code in (("#bg⇥", "QT-02"), ("#dl⇥", "DL-01"), ("lc6⇥", "LC-06"), ("dq99", "DQ-99")):
        assert len(keys) <= 4
        screen.put("")
        await type_keys(pilot, keys_of(keys))
        await until(pilot, partial(says_theme, screen, code))


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_what_will_be_saved_is_in_sight_guesses_marked(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_line(app, pilot)
    await type_keys(pilot, keys_of("25 #bg"))
    await until(pilot, lambda: "DQ-01" in screen_text(app))
    text = screen_text(app)
    assert "≈ 10/12/2014" in text
    assert "✗ chưa có" in text, "the theme"
    assert "không có trong danh mục" not in text, "a word being typed is not wrong yet"
    await pilot.press("tab")
    await until(pilot, lambda: "QT-02 Khu vực biên giới" in screen_text(app))
    text = screen_text(app)
    assert "≈ SH Sinh hoạt chi bộ" in text
    assert "gợi ý theo buổi 05/11/2014" in text
    assert "✗" not in text


async def test_an_error_keeps_the_line_and_says_what_to_do(app: SotayApp, pilot: Pilot[int], screen: QuickLine) -> None:
    await type_keys(pilot, keys_of("31/2 25 lc2↵"))
    await until(pilot, lambda: "Không có ngày 31/2" in screen_text(app))
    assert screen.field.value == "31/2 25 lc2"
    screen.put("12/5 lc2")
    await pilot.press("enter")
    await until(pilot, lambda: "Chưa nhập số lượt người nghe" in screen_text(app))
    assert app.book is not None
    assert len(app.book.find()) == 2


async def test_a_doubt_is_asked_about(app: SotayApp, pilot: Pilot[int], screen: QuickLine) -> None:
    await type_keys(pilot, keys_of("1500 lc2↵"))
    await until_on(pilot, Ask)
    await pilot.press("escape")  # look again
    await until_on(pilot, QuickLine)
    assert screen.field.value == "1500 lc2"
    await pilot.press("enter")
    await until_on(pilot, Ask)
    await pilot.press("enter")
    await until(pilot, lambda: screen.field.value == "")
    assert last(app).attendance == 1_500


async def test_the_line_stays_open_for_the_next_session(
    folder: Path, app: SotayApp, pilot: Pilot[int], screen: QuickLine
) -> None:
    for line in ("30 lc2", "60 qt-02", "90 lc5"):  # none like another
        await type_keys(pilot, keys_of(f"{line}↵"))
        await until(pilot, lambda: screen.field.value == "")
        assert "✓ Đã lưu: 10/12/2014" in screen_text(app)
    assert app.book is not None
    assert sorted(entry.session.attendance or 0 for entry in app.book.find()) == [25, 25, 30, 60, 90]
    await pilot.press("escape")
    await until_on(pilot, RegisterScreen)
    assert kept(folder, "line") is None
    await until(pilot, lambda: screen_text(app).count("10/12/2014") == 3)


async def test_what_is_typed_outlives_escape_and_the_program(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        await open_line(app, pilot)
        await type_keys(pilot, keys_of("25 lc2 @ban"))
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)
        screen = await open_line(app, pilot)
        assert screen.field.value == "25 lc2 @ban"
        await pilot.press("x")
        await until(pilot, lambda: (found := kept(folder, "line")) is not None and found.texts["line"].endswith("banx"))
    async with app_on(folder) as (app, pilot):
        await until(pilot, lambda: any("Một dòng ghi nhanh gõ dở" in words for words in notices(app)))
        screen = await open_line(app, pilot)
        assert screen.field.value == "25 lc2 @banx"


async def test_a_full_disk_keeps_the_line(
    monkeypatch: pytest.MonkeyPatch, app: SotayApp, pilot: Pilot[int], screen: QuickLine
) -> None:
    with monkeypatch.context() as patch:
        fill_disk(patch)
        await type_keys(pilot, keys_of("25 lc2↵"))
        await until(pilot, lambda: "đĩa đã đầy" in screen_text(app).lower())
    assert screen.field.value == "25 lc2"
    await pilot.press("enter")
    await until(pilot, lambda: screen.field.value == "")
    assert last(app).themes == ("LC-02",)


async def test_the_form_goes_on_with_what_was_typed(app: SotayApp, pilot: Pilot[int], screen: QuickLine) -> None:
    await type_keys(pilot, [*keys_of("5/12 hc 25 dq99 xyz"), "ctrl+e"])
    await until_on(pilot, SessionForm)
    form = app.screen
    assert isinstance(form, SessionForm)
    assert (form.by_name["date"].text, form.by_name["attendance"].text) == ("05/12/2014", "25")
    assert not form.by_name["form"].guessed
    assert form.by_name["place"].guessed
    assert form.by_name["place"].text == "Phòng giao ban"
    assert "xyz" in screen_text(app)
    await pilot.press("escape")
    await until_on(pilot, Ask)
    await pilot.press("left", "enter")
    await until_on(pilot, QuickLine)
    assert screen.field.value == "5/12 hc 25 dq99 xyz"
    await pilot.press("ctrl+e")
    await until_on(pilot, SessionForm)
    assert isinstance(app.screen, SessionForm)
    app.screen.by_name["themes_other"].editor.field.value = "Giá cả"  # type: ignore[attr-defined]
    await pilot.press("ctrl+s")
    await until_on(pilot, QuickLine)
    assert screen.field.value == ""
    assert (last(app).themes, last(app).themes_other) == (("DQ-99",), "Giá cả")


async def test_the_line_opens_over_every_screen_and_in_the_search_field(app: SotayApp, pilot: Pilot[int]) -> None:
    for mode, screen in (("2", CoverageScreen), ("3", MergeScreen), ("1", RegisterScreen)):
        await until_on(pilot, RegisterScreen if mode == "2" else type(app.screen))
        await pilot.press(mode)
        await until_on(pilot, screen)
        await pilot.press("colon")
        await until_on(pilot, QuickLine)
        await pilot.press("escape")
        await until_on(pilot, screen)
    await pilot.press("slash", "ctrl+l")
    await until_on(pilot, QuickLine)


async def test_a_book_for_looking_only_takes_no_line(folder: Path) -> None:
    with LogBook.open(folder, clock=now):
        async with app_on(folder) as (app, pilot):
            await pilot.press("colon")
            await until(pilot, lambda: any("chỉ để đọc" in words or "chỉ xem" in words for words in notices(app)))
            assert isinstance(app.screen, RegisterScreen)


async def test_the_mouse_takes_a_word_from_the_list(pilot: Pilot[int], screen: QuickLine) -> None:
    await type_keys(pilot, keys_of("25 #bg"))
    await until(pilot, lambda: len(screen.offers) == 2)
    await pilot.click("#quick-offers", offset=(5, 1))
    await until(pilot, lambda: screen.field.value == "25 DQ-01 ")
    assert screen.focused is screen.field


async def test_what_is_typed_ahead_of_a_save_is_the_next_line(
    app: SotayApp, pilot: Pilot[int], screen: QuickLine
) -> None:
    await type_keys(pilot, keys_of("25 lc2"))
    enter = events.Key("enter", None)
    enter.time += 1  # no hand pressed it in one burst with the letters before it
    screen.field.post_message(enter)
    for letter in "30 hc":
        screen.field.post_message(events.Key("space" if letter == " " else letter, letter))
    await until(pilot, lambda: app.book is not None and len(app.book.find()) == 3)
    await until(pilot, lambda: screen.field.value == "30 hc")
    assert last(app).attendance == 25


async def test_an_error_is_not_hidden_by_the_list_of_words(app: SotayApp, pilot: Pilot[int], screen: QuickLine) -> None:
    await type_keys(pilot, keys_of("31/2 25 #bg"))
    await until(pilot, lambda: "DQ-01" in screen_text(app) and "Không có ngày 31/2" in screen_text(app))
    assert "“bg”" not in screen_text(app), "the word being typed is not wrong yet"


async def test_words_that_fit_several_themes_are_asked_about(
    app: SotayApp, pilot: Pilot[int], screen: QuickLine
) -> None:
    screen.put("25 người 90 phút #biengioi")
    await pilot.press("enter")
    await until_on(pilot, Ask)
    assert "DQ-01" in screen_text(app)
    await pilot.press("enter")
    await until(pilot, lambda: screen.field.value == "")
    assert (last(app).attendance, last(app).minutes, last(app).themes) == (25, 90, ("QT-02",))


async def test_each_line_of_a_paste_is_a_session(folder: Path, app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_line(app, pilot)
    screen.field.post_message(events.Paste("31 lc2\r\n\r\n60 qt-02 @ban\n90 lc5\n"))
    await until(pilot, lambda: "Còn 2 dòng đã dán" in screen_text(app))
    await pilot.press("enter")
    await until(pilot, lambda: screen.field.value == "60 qt-02 @ban")
    await pilot.press("escape")
    await until_on(pilot, RegisterScreen)
    screen = await open_line(app, pilot)
    assert (screen.field.value, screen.pasted) == ("60 qt-02 @ban", ["90 lc5"]), "what is not saved outlives the screen"
    for _ in range(2):
        await pilot.press("enter")
        await pilot.pause()
    await until(pilot, lambda: len(app.book.find()) == 5)
    assert kept(folder, "line") is None


async def test_a_typical_session_of_today_takes_at_most_twelve_keys(folder: Path) -> None:
    keys = [":", *keys_of("25 lc2 45p↵")]
    assert len(keys) <= 12
    async with app_on(folder) as (app, pilot):
        await press(app, pilot, ["colon", *keys[1:]])
        saved = last(app)
        assert (saved.date, saved.attendance, saved.themes, saved.minutes) == (Date(2014, 12, 10), 25, ("LC-02",), 45)
