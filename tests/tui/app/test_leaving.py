"""How to leave stands in every footer, and is told to who presses what leaves other programs."""

import pytest
from textual.pilot import Pilot
from textual.widgets._footer import FooterKey

from tests.tui.desk import notices, until
from tui.app.app import SotayApp
from tui.screens.common.mode_screen import modes_of

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
