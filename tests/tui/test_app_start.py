"""The first start, and books that cannot be opened."""

from pathlib import Path

import pytest

from tests.tui.desk import LARGE, SMALL, app_on, make_desk, screen_text, type_text, until, until_on
from tui.app import run_app
from tui.screens.ask import Ask
from tui.screens.palette import Palette
from tui.screens.register import RegisterScreen
from tui.screens.start import StartScreen
from tui.settings import SettingsFile
from tui.widgets.picker import Picker
from tui.widgets.typing import ViInput


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_first_start_makes_the_book(tmp_path: Path, size: tuple[int, int]) -> None:
    async with app_on(tmp_path / "book", size) as (app, pilot):
        await until_on(pilot, StartScreen)
        assert "Lập sổ" in screen_text(app)
        await pilot.press("n", "1")  # letters of the field, no commands yet
        app.screen.query_one("#start-unit", Picker).field.value = ""
        await type_text(pilot, "so tai chinh")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#start-name").has_focus)
        await type_text(pilot, "Lo Van Pan")
        await pilot.press("ctrl+s")
        await until_on(pilot, RegisterScreen)
        assert app.book is not None
        assert (app.book.owner.unit, app.book.owner.role) == ("CB01", "reporter")
        assert app.book.reporters[app.book.owner.reporter].name == "Lo Van Pan"
        await until(pilot, lambda: "Chưa có buổi nào" in screen_text(app))


async def test_a_committee_and_a_unit_of_its_own_code(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await until_on(pilot, StartScreen)
        app.screen.query_one("#start-role").focus()
        await pilot.press("down", "space")
        app.screen.query_one("#start-unit", Picker).field.focus()
        await type_text(pilot, "XYZ-9")
        app.screen.query_one("#start-name", ViInput).value = "Giàng A Chu"
        await pilot.press("ctrl+s")
        await until_on(pilot, RegisterScreen)
        assert app.book is not None
        assert (app.book.owner.unit, app.book.owner.role) == ("XYZ-9", "committee")


async def test_what_is_missing_is_said_and_no_book_is_made(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await until_on(pilot, StartScreen)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "✗" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.return_value == 0)
    assert not (tmp_path / "book" / "book.json").exists()


async def test_leaving_asks_once_a_name_is_typed(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await until_on(pilot, StartScreen)
        app.screen.query_one("#start-name", ViInput).value = "Giàng A Chu"
        await pilot.press("escape")
        await until_on(pilot, Ask)
        await pilot.press("enter")
        await until_on(pilot, StartScreen)
        assert app.screen.query_one("#start-name", ViInput).value == "Giàng A Chu"
        await pilot.press("escape")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: app.return_value == 0)


async def test_without_a_book_only_commands_that_work_are_offered(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await until_on(pilot, StartScreen)
        await pilot.press("ctrl+p")
        await until_on(pilot, Palette)
        assert isinstance(app.screen, Palette)
        actions = {find.target.action for find in app.screen.found}
        assert {"make", "help", "quit"} <= actions
        assert not actions & {"add_session", "undo", "redo", "export", "switch_mode('register')"}


def test_a_damaged_book_ends_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_desk(tmp_path / "book").close()
    for path in (tmp_path / "book").iterdir():
        if path.is_file() and path.suffix != ".lock":
            path.write_bytes(b"\x00 nothing")
    assert run_app(tmp_path / "book", SettingsFile(tmp_path / "settings.json")) == 3
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said
