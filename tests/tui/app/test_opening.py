"""What is found when a notebook is opened waits on the screen until it is read."""

from pathlib import Path

from tests.tui.desk import app_on, make_desk, screen_text, until, until_on
from tui.core.paths import settings_path
from tui.screens.common.ask import Ask
from tui.screens.register.screen import RegisterScreen


async def test_damage_that_was_mended_is_read_before_the_work_begins(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    (tmp_path / "book" / "book.journal").unlink()
    async with app_on(tmp_path / "book") as (app, pilot):
        await until_on(pilot, Ask)
        assert "Khi mở sổ" in screen_text(app)
        app.clear_notifications()
        await pilot.press("n", "u")
        assert isinstance(app.screen, Ask)
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)


async def test_settings_that_cannot_be_read_are_told_so_too(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    settings_path().write_text("{", encoding="utf-8")
    async with app_on(tmp_path / "book") as (app, pilot):
        await until_on(pilot, Ask)
        assert "tệp cài đặt" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, Ask))
