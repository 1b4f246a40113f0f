"""A unit's monthly totals on the screen: typed, changed, taken out, kept while they are typed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from logs.progress.typed_totals import typed_of
from tests.tui.desk import app_on, make_office, screen_text, until, until_on
from tui.app.app import SotayApp
from tui.core.autosave import kept
from tui.input.text_fields import ViInput
from tui.screens.progress.screen import ProgressScreen
from tui.screens.progress.totals import TotalsDialog
from tui.widgets.picker import Picker


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_office(tmp_path / "book").close()
    return tmp_path / "book"


@asynccontextmanager
async def totals_on(folder: Path) -> AsyncIterator[tuple[SotayApp, Pilot[int]]]:
    """The dialog, opened on the first unit in progress."""
    async with app_on(folder) as (app, pilot):
        await pilot.press("4")
        await until_on(pilot, ProgressScreen)
        await pilot.press("t")
        await until_on(pilot, TotalsDialog)
        yield app, pilot


async def test_totals_of_the_unit_under_the_cursor(folder: Path) -> None:
    async with totals_on(folder) as (app, pilot):
        unit = app.screen.query_one("#totals-unit", Picker).value
        assert app.book.units[unit or ""].name in screen_text(app)
        await pilot.press("3", "tab", "5", "tab", *"120", "tab", *"tm=2/60", "ctrl+s")
        await until(pilot, lambda: "được tính" in screen_text(app))
        (told,) = typed_of(app.book, unit)
        assert (told.totals.sessions, told.totals.attendance, len(told.totals.months)) == (5, 120, 2)
        app.screen.query_one("#totals-typed").focus()
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#totals-sessions", ViInput).has_focus)
        assert app.screen.query_one("#totals-forms", ViInput).value == "TM=2/60"
        await pilot.press("end", "backspace", "6", "ctrl+s")
        await until(pilot, lambda: typed_of(app.book)[0].totals.sessions == 6)
        await pilot.press("escape")
        await until_on(pilot, ProgressScreen)
        await until(pilot, lambda: "số tổng hợp nhập tay, 6 buổi, 120 lượt" in screen_text(app))
        await pilot.press("u")
        await until(pilot, lambda: typed_of(app.book)[0].totals.sessions == 5)
        await pilot.press("t")
        await until_on(pilot, TotalsDialog)
        app.screen.query_one("#totals-typed").focus()
        await pilot.press("ctrl+r")
        await until(pilot, lambda: not typed_of(app.book))


async def test_what_is_wrong_is_told_and_what_is_typed_is_kept(folder: Path) -> None:
    async with totals_on(folder) as (app, pilot):
        await pilot.press(*"13", "ctrl+s")
        await until(
            pilot,
            lambda: "không phải là một tháng" in " ".join(n.message for n in app._notifications) + screen_text(app),
        )
        await until(pilot, lambda: kept(folder, "totals") is not None)
    async with totals_on(folder) as (app, pilot):
        assert app.screen.query_one("#totals-month", ViInput).value == "13"
