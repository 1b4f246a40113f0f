"""What is typed into dialogs outlives a mistaken Esc and the end of the program."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.desk import app_on, notices, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.autosave import kept
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask, AskWhy
from tui.screens.coverage.exemptions import ExemptDialog
from tui.screens.register.screen import RegisterScreen
from tui.screens.report.office_settings import LetterheadDialog
from tui.screens.report.screen import ReportScreen
from tui.screens.session.change_field import ChangeFieldDialog
from tui.widgets.picker import Picker


async def open_letterhead(pilot: Pilot[int]) -> LetterheadDialog:
    await until_on(pilot, RegisterScreen)
    await pilot.press("5")
    await until_on(pilot, ReportScreen)
    await pilot.press("o")
    await until_on(pilot, LetterheadDialog)
    assert isinstance(pilot.app.screen, LetterheadDialog)
    return pilot.app.screen


async def test_how_papers_are_written_is_kept_until_it_is_saved(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        dialog = await open_letterhead(pilot)
        dialog.query_one("#letterhead-signer", ViInput).focus()
        await type_text(pilot, "Lo Van Pan")
        await pilot.press("escape")
        await until_on(pilot, Ask)
        await pilot.press("escape")
        await until_on(pilot, LetterheadDialog)
        assert dialog.query_one("#letterhead-signer", ViInput).value == "Lo Van Pan"
        await until(pilot, lambda: "Lo Van Pan" in str(kept(folder, "letterhead")))
    async with app_on(folder) as (app, pilot):
        await until(pilot, lambda: any("Nhấn 5 o" in one for one in notices(app)))
        dialog = await open_letterhead(pilot)
        assert dialog.query_one("#letterhead-signer", ViInput).value == "Lo Van Pan"
        await pilot.press("ctrl+s")
        await until_on(pilot, ReportScreen)
        assert app.book.reference.office.signer == "Lo Van Pan"
        assert kept(folder, "letterhead") is None


async def test_a_reason_comes_back_with_its_theme_unless_it_is_not_wanted(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        assert app.book is not None
        app.push_screen(ExemptDialog(app.book, "CB01", "DQ-02"))
        await until_on(pilot, ExemptDialog)
        await type_text(pilot, "khong co")
        await until(pilot, lambda: "khong co" in str(kept(folder, "exempt")))
    async with app_on(folder) as (app, pilot):
        assert app.book is not None
        app.push_screen(ExemptDialog(app.book, "CB01", None))
        await until_on(pilot, ExemptDialog)
        assert app.screen.query_one("#exempt-theme", Picker).value == "DQ-02"
        assert app.screen.query_one("#exempt-reason", ViInput).value == "khong co"
        await pilot.press("escape")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until_on(pilot, RegisterScreen)
        assert kept(folder, "exempt") is None
        assert not app.book.reference.exemptions


@pytest.mark.parametrize(("keys", "dialog"), [("d", AskWhy), ("m", ChangeFieldDialog)])
async def test_esc_asks_before_a_reason_is_lost(
    keys: str, dialog: type[AskWhy], app: SotayApp, pilot: Pilot[int]
) -> None:
    await pilot.press(*keys.split(","))
    await until_on(pilot, dialog)
    app.screen.query(ViInput).last().focus()
    await type_text(pilot, "nham")
    await pilot.press("escape")
    await until(pilot, lambda: type(app.screen) is Ask)
    await pilot.press("escape")
    await until_on(pilot, dialog)
    assert app.screen.query(ViInput).last().value == "nham"
    await pilot.press("escape")
    await until(pilot, lambda: type(app.screen) is Ask)
    await pilot.press("left", "enter")
    await until_on(pilot, RegisterScreen)
