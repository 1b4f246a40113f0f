"""Themes that a unit says do not apply to it, as the office answers them and as the unit sees them."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from exports.merge.merge import apply_merge, plan_merge
from exports.package.writer import export_book
from logs.coverage.scope import exempt
from tests.exports.desk import signer
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, make_office, screen_text, type_text, until, until_on
from tui.app.app import SotayApp
from tui.input.text_fields import ViInput
from tui.screens.common.ask import AskWhy
from tui.screens.coverage.exemptions import ExemptDialog
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.exchange.merge import MergeScreen
from tui.screens.questions.inbox import InboxScreen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "cell", "CB01") as cell, make_office(tmp_path / "book") as office:
        add(cell)
        for theme in ("LC-04", "QT-01", "DL-01"):
            exempt(cell, "CB01", theme, f"Không có điều kiện {theme}")
        sent = export_book(cell, signer("CB01"), tmp_path / "out").path
        apply_merge(office, plan_merge(office, [sent]))
    return tmp_path / "book"


async def open_inbox(pilot: Pilot[int]) -> InboxScreen:
    await pilot.press("3")
    await until_on(pilot, MergeScreen)
    await pilot.press("q")
    await until_on(pilot, InboxScreen)
    screen = pilot.app.screen
    assert isinstance(screen, InboxScreen)
    await until(pilot, lambda: screen.questions is not None)
    return screen


def states(app: SotayApp) -> dict[str, str]:
    return {one.mark.theme: one.state for one in app.book.exchange.marks.values()}


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_marks_are_answered_with_single_keys(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_inbox(pilot)
    assert len(screen.questions or ()) == 3
    assert "Không có điều kiện DL-01" in screen_text(app)
    await pilot.press("r")
    await until_on(pilot, AskWhy)
    app.screen.query_one(ViInput).focus()
    await type_text(pilot, "Vẫn phải làm")
    await pilot.press("enter", "enter")
    await until(pilot, lambda: len(screen.questions or ()) == 2)
    assert states(app)["DL-01"] == "refused"
    assert app.book.exchange.marks["LC-TTDN-2014 CB01 DL-01"].note == "Vẫn phải làm"
    await pilot.press("y")
    await until(pilot, lambda: len(screen.questions or ()) == 1)
    await pilot.press("u")
    await until(pilot, lambda: len(screen.questions or ()) == 2)
    await pilot.press("Y")
    await until(pilot, lambda: screen.questions == ())
    assert states(app) == {"DL-01": "refused", "LC-04": "accepted", "QT-01": "accepted"}


async def test_a_mark_is_listed_with_where_it_stands(tmp_path: Path) -> None:
    with make_desk(tmp_path / "book", "CB01") as cell:
        add(cell)
        exempt(cell, "CB01", "LC-04", "Bận")
    async with app_on(tmp_path / "book", LARGE) as (app, pilot):
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        await pilot.press("o")
        await until_on(pilot, ExemptDialog)
        assert "Ghi tại đây" in screen_text(app)
