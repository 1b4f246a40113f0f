"""Targets on the screen: units by targets, what a cell lacks in words, its sessions behind Enter."""

from pathlib import Path

import pytest

from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, make_office, screen_text, until, until_on
from tui.screens.coverage.gaps import GapsScreen
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.coverage.targets import TargetsScreen
from tui.screens.register.screen import RegisterScreen


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "en")])
async def test_a_committee_sees_units_by_targets(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    with make_office(tmp_path / "office") as book:
        add(book, unit="CB02", themes=("LC-01",))
        add(book, unit="CB02", themes=("QT-02",))
    async with app_on(tmp_path / "office", size, language) as (app, pilot):
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        await pilot.press("t")
        await until_on(pilot, TargetsScreen)
        screen = app.screen
        assert isinstance(screen, TargetsScreen)
        assert screen.units[0] == ""
        assert "2/26" in screen_text(app)
        await pilot.press("right", *["down"] * screen.units.index("CB02"))
        await until(pilot, lambda: "1/12" in screen_text(app))
        assert ("11 chủ đề trọng tâm" if language == "vi" else "11 priority themes") in screen_text(app)
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)
        await pilot.press("escape")
        await until_on(pilot, TargetsScreen)
        await pilot.press("w")
        await until_on(pilot, GapsScreen)
        assert isinstance(app.screen, GapsScreen)
        assert {row.unit for row in app.screen.rows} == {"CB02"}


async def test_a_reporter_has_the_own_line_and_only_what_lacks(tmp_path: Path) -> None:
    with make_desk(tmp_path / "book") as book:
        themes = tuple(theme.code for theme in book.directive.themes.values() if theme.priority)
        add(book, themes=themes[:-2])
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        await pilot.press("t")
        await until_on(pilot, TargetsScreen)
        screen = app.screen
        assert isinstance(screen, TargetsScreen)
        assert screen.units == ["CB01"]
        assert "còn 2 chủ đề trọng tâm đến 14/12" in screen_text(app)
        add(screen.book, themes=themes[-2:], themes_other="khác")
        screen.refresh_book()
        assert "✓ 12/12" in screen_text(app)
        await pilot.press("m")
        await until(pilot, lambda: "Mọi chỉ tiêu đều đã đạt." in screen_text(app))
