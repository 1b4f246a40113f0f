"""The first start, and books that cannot be opened."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.desk import LARGE, SMALL, app_on, make_desk, open_palette, screen_text, shows, type_text, until, until_on
from tui.app.app import SotayApp
from tui.app.run import run_app
from tui.core.settings import SettingsFile
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask
from tui.screens.guide.first_start import StartScreen
from tui.screens.register.screen import RegisterScreen
from tui.widgets.picker import Picker


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_first_start_makes_the_book(tmp_path: Path, size: tuple[int, int]) -> None:
    async with app_on(tmp_path / "book", size) as (app, pilot):
        assert "Lập sổ" in screen_text(app)
        await pilot.press("enter", "n", "1")  # letters of the field, no commands yet
        app.screen.query_one("#start-unit", Picker).field.value = ""
        await type_text(pilot, "so tai chinh")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#start-name").has_focus)
        await type_text(pilot, "Lo Van Pan")
        await pilot.press("ctrl+s")
        await until_on(pilot, RegisterScreen)
        assert (app.book.owner.unit, app.book.owner.role) == ("CB01", "reporter")
        assert app.book.reporters[app.book.owner.reporter].name == "Lo Van Pan"
        await until(pilot, lambda: "Chưa có buổi nào" in screen_text(app))


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_committee_gives_its_own_code_and_name(tmp_path: Path, size: tuple[int, int]) -> None:
    async with app_on(tmp_path / "book", size) as (app, pilot):
        assert "Tên đơn vị" not in screen_text(app)
        await choose_committee(app, pilot)
        await until(pilot, shows(app, "Tên đơn vị", "Lập sổ"))
        await type_text(pilot, "DUK")
        await until(pilot, shows(app, "Enter: nhận làm mã mới"))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#start-unit-name").has_focus)
        await type_text(pilot, "Đảng ủy Khối")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#start-name").has_focus)
        await type_text(pilot, "Lan")
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)
        assert (app.book.owner.unit, app.book.owner.role) == ("DUK", "committee")
        unit = app.book.units["DUK"]
        assert (unit.name, unit.type) == ("Đảng ủy Khối", "dang_bo")


async def test_the_name_of_the_unit_chosen_is_proposed_to_a_committee(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await choose_committee(app, pilot)
        name, unit = app.screen.query_one("#start-unit-name", ViInput), app.screen.query_one("#start-unit", Picker)
        await type_text(pilot, "DU")
        await pilot.press("enter")
        await until(pilot, lambda: name.has_focus and name.value == "Đảng ủy")
        unit.field.focus()
        await type_text(pilot, "DUK")
        await pilot.press("ctrl+s")  # the name of another unit is not that of this one
        await until(pilot, lambda: name.has_focus and "Chưa nhập tên đơn vị" in screen_text(app))
        assert not name.value
        unit.field.focus()
        await type_text(pilot, "DB02")
        await pilot.press("enter")
        await until(pilot, lambda: name.has_focus and name.value)
        await type_text(pilot, "Đảng bộ Sở")  # in place of the name proposed
        app.screen.query_one("#start-name", ViInput).value = "Lan"
        await pilot.press("ctrl+s")
        await until_on(pilot, RegisterScreen)
        assert app.book.units["DB02"].name == "Đảng bộ Sở"


async def test_a_reporter_enters_a_code_that_no_list_has(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        unit = app.screen.query_one("#start-unit", Picker)
        await pilot.press("enter")
        await type_text(pilot, "chi bộ xyz")
        await pilot.press("enter")
        await until(pilot, shows(app, "không phải là mã đơn vị"))
        assert unit.field.has_focus
        unit.field.value = ""
        await type_text(pilot, "XYZ-9")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#start-name").has_focus)
        assert "✗" not in screen_text(app)
        await type_text(pilot, "Lan")
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)
        assert (app.book.owner.unit, app.book.owner.role) == ("XYZ-9", "reporter")


async def test_the_cursor_goes_where_the_mistake_is_mended(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        unit, name = app.screen.query_one("#start-unit", Picker), app.screen.query_one("#start-name", ViInput)
        name.focus()
        await type_text(pilot, "tai chinh")
        await pilot.press("enter")
        await until(pilot, lambda: unit.field.has_focus and "Chưa nhập đơn vị" in screen_text(app))
        name.value = ""
        await type_text(pilot, "CB01")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: name.has_focus and "Chưa nhập họ tên" in screen_text(app))


async def choose_committee(app: SotayApp, pilot: Pilot[int]) -> None:
    """The role is asked first; the arrow alone chooses, Enter goes on."""
    await pilot.press("down")
    await until(pilot, lambda: app.screen.query_one("#start-unit-name").region)
    await pilot.press("enter")
    await until(pilot, lambda: app.screen.query_one("#start-unit", Picker).field.has_focus)


async def test_what_is_missing_is_said_and_no_book_is_made(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "✗" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.return_value == 0)
    assert not (tmp_path / "book" / "book.json").exists()


@pytest.mark.parametrize("field", ["#start-unit DropdownField", "#start-name"])
async def test_leaving_asks_once_something_is_typed(tmp_path: Path, field: str) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        app.screen.query_one(field).focus()
        await type_text(pilot, "CB-77")
        app.screen.query_one("#start-exit").focus()
        await pilot.pause()  # the list of the unit's field is closed
        await pilot.press("escape")
        await until_on(pilot, Ask)
        await pilot.press("enter")
        await until_on(pilot, StartScreen)
        assert app.screen.query_one(field, ViInput).value == "CB-77"
        await pilot.press("escape")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: app.return_value == 0)


async def test_without_a_book_only_commands_that_work_are_offered(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (_app, pilot):
        actions = {find.target.action for find in (await open_palette(pilot)).found}
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
