"""A book of two years on the screen: coverage, progress and the report of the year before, each by its catalogue."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from logs.catalogue.directive import shipped
from logs.catalogue.other_years import catalogue_of_year
from tests.tui.desk import SMALL, add, make_office, notices, screen_text, type_text, until, until_on
from tui.app.app import SotayApp
from tui.screens.common.choose import ChooseDialog
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.progress.screen import ProgressScreen
from tui.screens.register.screen import RegisterScreen
from tui.screens.report.screen import ReportScreen
from tui.widgets.matrix import Matrix


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOTAY_TODAY", "2015-03-10")
    with make_office(tmp_path / "book") as book:
        add(book, "2014-03-05", unit="CB02", themes=("LC-02",))
        add(book, "2014-03-06", unit="CB02", themes=("QT-01",))
        book.use_directive(catalogue_of_year(shipped(), 2015))
        add(book, "2015-03-05", unit="CB02", themes=("LC-02",))
    return tmp_path / "book"


async def choose(pilot: Pilot[int], year: str, key: str = "e") -> None:
    await pilot.press(key)
    await until_on(pilot, ChooseDialog)
    await type_text(pilot, year)
    await pilot.press("enter")
    await until(pilot, lambda: not isinstance(pilot.app.screen, ChooseDialog))


@pytest.mark.parametrize("size", [SMALL, (100, 30)])
async def test_the_themes_of_the_year_before_and_the_sessions_behind_them(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("2")
    await until_on(pilot, CoverageScreen)
    screen = app.screen
    assert isinstance(screen, CoverageScreen)
    await until(pilot, lambda: screen.coverage is not None and screen.coverage.totals.sessions == 1)
    assert "‹2015›" in screen_text(app)
    await choose(pilot, "2014")
    await until(pilot, lambda: screen.coverage is not None and screen.coverage.totals.sessions == 2)
    assert "‹2014›" in screen_text(app)
    table = screen.query_one(Matrix)
    table.cursor_row, table.cursor_column = len(screen.lines) - 1, 1
    await pilot.press("l")
    await until_on(pilot, RegisterScreen)
    await until(pilot, lambda: "06/03/2014" in screen_text(app))
    assert "05/03/2015" not in screen_text(app)
    await pilot.press("e")
    await until(pilot, lambda: notices(app))
    await pilot.press("escape")
    await until_on(pilot, CoverageScreen)
    await choose(pilot, "2015")
    await until(pilot, lambda: screen.coverage is not None and screen.coverage.totals.sessions == 1)


async def test_who_had_reported_for_the_year_before(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("4")
    await until_on(pilot, ProgressScreen)
    await until(pilot, lambda: "14/12/2015" in screen_text(app))
    await choose(pilot, "2014")
    await until(pilot, lambda: "14/12/2014" in screen_text(app))
    assert "đã qua kỳ báo cáo" in screen_text(app) or "quá hạn" in screen_text(app)


async def test_the_report_of_the_year_before(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("5")
    await until_on(pilot, ReportScreen)
    await until(pilot, lambda: "Hiện thời · 1 buổi" in screen_text(app))
    await choose(pilot, "2014", key="p")
    await until(pilot, lambda: "Hiện thời · 2 buổi" in screen_text(app))
    assert "2014" in screen_text(app)
