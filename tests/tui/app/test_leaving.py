"""How to leave stands in every footer, and is told to who presses what leaves other programs; how notices stand."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets._footer import FooterKey
from textual.widgets._toast import Toast

from tests.tui.desk import LARGE, SMALL, add, app_on, notices, screen_text, until, until_on
from tui.app.app import SotayApp
from tui.screens.common.ask import Ask
from tui.screens.common.mode_screen import modes_of
from tui.screens.register.screen import RegisterScreen
from tui.widgets.table import VirtualTable

HOW = "Nhấn Ctrl+Q để thoát."


async def test_every_main_screen_says_how_to_leave_and_where_the_help_is(app: SotayApp, pilot: Pilot[int]) -> None:
    for mode, _key, _name in modes_of(app.book):
        await app.switch_mode(mode)
        await until(pilot, lambda: len(app.screen.query(".everywhere FooterKey")) == 3)
        keys = [key for key in app.screen.query(FooterKey) if key.region.right <= app.size.width]
        assert [key.key_display for key in keys][-2:] == ["F1", "Ctrl+Q"]


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
@pytest.mark.parametrize("mode", ["overview", "register", "coverage", "merge", "report", "settings"])
async def test_esc_and_ctrl_c_twice_say_how_to_leave(app: SotayApp, pilot: Pilot[int], key: str, mode: str) -> None:
    await app.switch_mode(mode)
    await pilot.press(key)
    await pilot.press(key)
    await until(pilot, lambda: HOW in notices(app))


async def test_ctrl_z_undoes(app: SotayApp, pilot: Pilot[int]) -> None:
    app.book.delete(app.book.find()[0].id)
    await pilot.press("ctrl+z")
    await until(pilot, lambda: len(app.book.find()) == 1)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_notice_is_whole_and_covers_no_head_of_a_table(app: SotayApp, pilot: Pilot[int]) -> None:
    app._disable_notifications = False  # as outside of tests
    add(app.book, topic="Chuyên đề " + "rất dài " * 20)
    await app.switch_mode("coverage")
    await until(pilot, lambda: app.screen.query(VirtualTable))
    await pilot.press("u")
    await until(pilot, lambda: app.screen.query(Toast))
    toast = app.screen.query_one(Toast)
    await until(pilot, lambda: toast.region.height)
    assert (toast.region.x, toast.region.width, toast.region.bottom) == (0, app.size.width, app.size.height - 1)
    table = app.screen.query_one(VirtualTable)
    assert toast.region.y > table.region.y + table.region.height // 2, "over the last lines"
    shown = " ".join(screen_text(app).split())
    assert "Đã hoàn tác: Thêm" in shown
    assert "05/11/2014 · Chi bộ Sở Tài chính (CB01) · LC-02" in shown


OPENS = {
    "form": ["n", "alt+y", "x"],
    "line": ["colon", *"25", "space"],
    "form over the line": ["colon", *"25", "space", "ctrl+e", "alt+y", "x"],
    "table": ["ctrl+g", *"5.12", "tab"],
    "form, after Esc was taken back": ["n", "alt+y", "x", "escape", "enter", "y"],
}


@pytest.mark.parametrize("keys", OPENS.values(), ids=OPENS)
async def test_what_was_let_go_at_the_end_is_not_offered_again(folder: Path, keys: list[str]) -> None:
    async with app_on(folder) as (app, pilot):
        await pilot.press(*keys)
        await pilot.pause(1)  # what is typed is kept by then
        await pilot.press("ctrl+q")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: app.return_code == 0)
    async with app_on(folder) as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await pilot.pause()
        assert notices(app) == []
        for key in ("colon", "ctrl+g"):
            await pilot.press(key)
            await until(pilot, lambda: not isinstance(app.screen, RegisterScreen) and app.screen.is_mounted)
            await pilot.pause()
            assert not getattr(app.screen, "unsaved", False)
            await pilot.press("escape")
            await until_on(pilot, RegisterScreen)
