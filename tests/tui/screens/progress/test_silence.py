"""Who is silent, on the screen: the number of days is chosen there and remembered."""

from pathlib import Path

from tests.tui.desk import add, app_on, make_office, screen_text, until, until_on
from tui.core.paths import settings_path
from tui.core.settings import SettingsFile
from tui.screens.progress.screen import ProgressScreen
from tui.screens.progress.silence import SilentScreen
from tui.screens.register.screen import RegisterScreen


async def test_days_are_chosen_and_a_line_lists_what_there_is(tmp_path: Path) -> None:
    with make_office(tmp_path / "office") as book:
        add(book, "2014-11-05", unit="CB02")
    async with app_on(tmp_path / "office") as (app, pilot):
        await pilot.press("4")
        await until_on(pilot, ProgressScreen)
        await pilot.press("s")
        await until_on(pilot, SilentScreen)
        screen = app.screen
        assert isinstance(screen, SilentScreen)
        assert screen.found[-1].days == 35
        assert "‹30 ngày›" in screen_text(app)
        await pilot.press("end", "enter")
        await until_on(pilot, RegisterScreen)
        await pilot.press("escape")
        await until_on(pilot, SilentScreen)
        await pilot.press("b")
        await until(pilot, lambda: "‹60 ngày›" in screen_text(app))
        assert all(one.days is None for one in screen.found)
    assert SettingsFile(settings_path()).settings.silent_days == 60
