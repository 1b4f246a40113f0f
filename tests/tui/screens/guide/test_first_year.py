"""The first start in a year of which the program has no catalogue: the person says where it comes from."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from exports.catalogue.workbook_writer import template_bytes
from logs.catalogue.directive import shipped
from logs.catalogue.other_years import catalogue_of_year
from tests.tui.desk import app_on, make_office, screen_text, shows, type_text, until, until_on
from tui.app.app import SotayApp
from tui.input.text_fields import ViInput
from tui.screens.catalogue.screen import CatalogueScreen
from tui.screens.common.ask import Ask
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.files import FilesDialog, PathField
from tui.screens.guide.first_start import StartScreen
from tui.screens.register.screen import RegisterScreen


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "2026-11-30")


async def begin(app: SotayApp, pilot: Pilot[int], role: str = "committee") -> None:
    """Fill in unit and name, and ask for the book."""
    await until_on(pilot, StartScreen)
    if role == "committee":
        app.screen.query_one("#start-role").focus()
        await pilot.press("down")
        await until(pilot, lambda: app.screen.query_one("#start-unit-name").region)
    app.screen.query_one("#start-unit DropdownField").focus()
    await type_text(pilot, "DUK" if role == "committee" else "CB01")
    if role == "committee":
        app.screen.query_one("#start-unit-name", ViInput).value = "Đảng ủy Khối"
    app.screen.query_one("#start-name", ViInput).value = "Lan"
    await pilot.press("ctrl+s")


async def choose(pilot: Pilot[int], words: str) -> None:
    """Choose where the catalogue comes from."""
    await until_on(pilot, ChooseDialog)
    await type_text(pilot, words)
    await pilot.press("enter")


async def choose_file(app: SotayApp, pilot: Pilot[int], path: Path) -> None:
    await until_on(pilot, FilesDialog)
    app.screen.query_one(PathField).value = str(path)
    await pilot.press("ctrl+s")


async def test_a_committee_that_begins_with_the_sample_is_led_to_its_catalogue(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        assert shows(app, "2026", "chủ đề theo mẫu 2014")()
        await begin(app, pilot)
        await until_on(pilot, ChooseDialog)
        assert "Danh mục năm 2026 lấy từ đâu?" in screen_text(app)
        await choose(pilot, "mau")
        await until_on(pilot, Ask)
        assert (app.book.directive.id, app.book.directive.head.year) == ("LC-TTDN-2026", 2026)
        app.screen.query_one("#answer-open").focus()
        await pilot.press("enter")
        await until_on(pilot, CatalogueScreen)
        assert "2014" not in screen_text(app)
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)


async def test_a_reporter_is_asked_once_and_can_go_back(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await begin(app, pilot, "reporter")
        await until_on(pilot, ChooseDialog)
        await pilot.press("escape")
        await until_on(pilot, StartScreen)
        assert not app.has_book
        await pilot.press("ctrl+d")
        await choose(pilot, "mau")
        await until_on(pilot, StartScreen)
        await pilot.press("ctrl+s")
        await until_on(pilot, RegisterScreen)
        assert app.book.directive.head.year == 2026


async def test_the_year_can_be_another_one(tmp_path: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        year = app.screen.query_one("#start-year", ViInput)
        year.value = "1999"
        await begin(app, pilot, "reporter")
        await until(pilot, lambda: year.has_focus)
        assert "✗" in screen_text(app)
        year.value = "2014"
        await until(pilot, shows(app, "Danh mục: Công tác thông tin đối ngoại năm 2014"))
        await pilot.press("ctrl+s")
        await until_on(pilot, RegisterScreen)
        assert app.book.directive.sha256 == shipped().sha256


async def test_last_years_notebook_gives_this_years_catalogue(tmp_path: Path) -> None:
    with make_office(tmp_path / "former") as former:
        former.use_directive(catalogue_of_year(shipped(), 2025))
    async with app_on(tmp_path / "book") as (app, pilot):
        await begin(app, pilot, "reporter")
        await choose(pilot, "nam truoc")
        await choose_file(app, pilot, tmp_path / "former" / "book.json")
        await until_on(pilot, RegisterScreen)
        assert app.book.directive.sha256 == catalogue_of_year(catalogue_of_year(shipped(), 2025), 2026).sha256


async def test_a_spreadsheet_says_of_which_year_it_is(tmp_path: Path) -> None:
    (tmp_path / "nam.xlsx").write_bytes(template_bytes(catalogue_of_year(shipped(), 2027)))
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("ctrl+d")
        await choose(pilot, "bang tinh")
        await choose_file(app, pilot, tmp_path / "nam.xlsx")
        await until_on(pilot, StartScreen)
        await until(pilot, lambda: app.screen.query_one("#start-year", ViInput).value == "2027")
        await begin(app, pilot)
        await until_on(pilot, RegisterScreen)
        assert app.book.directive.head.year == 2027


@pytest.mark.parametrize("role", ["committee", "reporter"])
async def test_no_screen_of_this_years_book_names_the_samples_year(tmp_path: Path, role: str) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await begin(app, pilot, role)
        await choose(pilot, "mau")
        if role == "committee":
            await until_on(pilot, Ask)
            await pilot.press("escape")
        await until_on(pilot, RegisterScreen)
        for key in "0123456" if role == "committee" else "012356":
            await pilot.press(key)
            await until(pilot, shows(app, f"{key} "))
            await pilot.pause(0.3)
            assert "2014" not in screen_text(app), screen_text(app)
        for action in ("catalogue", "add_session", "add_line", "add_many", "export"):
            await app.run_action(action)
            await pilot.pause(0.5)
            text = screen_text(app)
            for _section in range(7 if action == "catalogue" else 0):
                await pilot.press("right")
                text += screen_text(app)
            assert "2014" not in text, text
            await pilot.press("escape")
            await until(pilot, lambda: len(app.screen_stack) == 1)
