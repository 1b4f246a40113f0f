"""The work list on the screen: from a gap to the form or to the letter, and back with the gap closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.coverage.scope import exempt
from logs.session.query import Query
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, make_office, notices, screen_text, until, until_on
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.screens.common.letter import LetterDialog
from tui.screens.coverage.exemptions import ExemptDialog
from tui.screens.coverage.gaps import GapsScreen
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.session.form import SessionForm


@pytest.fixture
def reporters(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book") as book:
        add(book, audience={"DV": None})
    return tmp_path / "book"


@pytest.fixture
def committees(tmp_path: Path) -> Path:
    with make_office(tmp_path / "office") as book:
        add(book, unit="CB02", audience=dict.fromkeys(("CB", "DV", "VC", "LD")))
    return tmp_path / "office"


@asynccontextmanager
async def gaps_on(
    folder: Path, size: tuple[int, int] = SMALL, language: str = "vi"
) -> AsyncIterator[tuple[SotayApp, Pilot[int], GapsScreen]]:
    async with app_on(folder, size, language) as (app, pilot):
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        await pilot.press("w")
        await until_on(pilot, GapsScreen)
        assert isinstance(app.screen, GapsScreen)
        yield app, pilot, app.screen


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "en")])
async def test_what_is_missing_is_held_from_its_line(reporters: Path, size: tuple[int, int], language: str) -> None:
    async with gaps_on(reporters, size, language) as (app, pilot, screen):
        before, one = screen.found, screen.rows[0]
        assert before.needed == 11
        await pilot.press("enter")
        await until_on(pilot, SessionForm)
        form = app.screen
        assert isinstance(form, SessionForm)
        assert form.by_name["themes"].text == ", ".join(one.themes)
        assert set(form.by_name["audience"].text.split(", ")) == set(one.audience)
        assert form.by_name["unit"].text == "CB01"
        assert not form.unsaved, "nothing has been typed yet"
        assert "chương trình" not in screen_text(app)  # not told as something left over from before
        form.by_name["attendance"].editor.query_one("Input").focus()
        await pilot.press("2", "0", "ctrl+s")
        await until(
            pilot, lambda: app.screen is screen or "Lưu dù sao" in screen_text(app) or len(app.screen_stack) > 3
        )
        if app.screen is not screen:
            await pilot.press("left", "left", "enter")
        await until_on(pilot, GapsScreen)
        await until(pilot, lambda: screen.found.needed == before.needed - len(one.themes))
        assert one.themes not in {row.themes for row in screen.rows}


async def test_a_line_becomes_a_planned_session_with_one_key(reporters: Path) -> None:
    async with gaps_on(reporters) as (app, pilot, screen):
        one, count = screen.rows[0], len(screen.rows)
        await pilot.press("p")
        await until(pilot, lambda: len(screen.rows) == count - 1)
        (plan,) = screen.book.find(Query(status="planned"))
        assert (plan.session.unit, plan.session.date, plan.session.themes) == (one.unit, one.first, one.themes)
        assert screen.found.needed == 11, "what is planned is not counted"
        assert any("dự kiến" in notice for notice in notices(app))
        await pilot.press("u")
        await until(pilot, lambda: len(screen.rows) == count)


async def test_a_reporter_writes_no_letters(reporters: Path) -> None:
    async with gaps_on(reporters) as (app, pilot, _screen):
        await pilot.press("a", "m")
        await pilot.pause()
        assert isinstance(app.screen, GapsScreen)
        assert "Mọi văn bản" not in screen_text(app)
        await pilot.press("escape")
        await until_on(pilot, CoverageScreen)


async def test_the_committee_writes_to_the_unit(committees: Path) -> None:
    async with gaps_on(committees) as (app, pilot, screen):
        one = screen.rows[0]
        await pilot.press("enter")
        await until_on(pilot, LetterDialog)
        letter = app.screen
        assert isinstance(letter, LetterDialog)
        assert letter.letter.startswith("Kính gửi: ")
        assert all(theme in letter.letter for theme in one.themes)
        assert "(đối tượng: mọi đối tượng)" in letter.letter
        assert "không áp dụng" in letter.letter
        await pilot.press("c")
        await until(pilot, lambda: app.clipboard == letter.letter)
        await pilot.press("escape")
        await until_on(pilot, GapsScreen)
        await pilot.press("a")
        await until_on(pilot, LetterDialog)
        await pilot.press("c")
        await until(pilot, lambda: app.clipboard.count("Kính gửi: ") == 59)


async def test_one_unit_alone(committees: Path) -> None:
    async with gaps_on(committees, LARGE) as (app, pilot, screen):
        unit = screen.rows[0].unit
        await pilot.press("m")
        await until(pilot, lambda: {one.unit for one in screen.rows} == {unit})
        assert f"Lọc: {unit}" in screen_text(app)
        await pilot.press("m")
        await until(pilot, lambda: len({one.unit for one in screen.rows}) == 59)


async def test_what_does_not_apply_leaves_the_list(reporters: Path) -> None:
    with LogBook.open(reporters, clock=now) as book:
        exempt(book, "CB01", "LC-04", "Không có dự án")
    async with gaps_on(reporters) as (app, pilot, screen):
        assert "LC-04" not in {theme for one in screen.rows for theme in one.themes}
        first = screen.rows[0].themes[0]
        await pilot.press("o")
        await until_on(pilot, ExemptDialog)
        assert first in screen_text(app)
        app.screen.query_one("#exempt-reason").focus()
        await pilot.press("x", "enter", "escape")
        await until_on(pilot, GapsScreen)
        await until(pilot, lambda: first not in {theme for one in screen.rows for theme in one.themes})
        assert any("không áp dụng" in notice for notice in notices(app))


async def test_a_list_with_nothing_left_says_so(reporters: Path) -> None:
    async with gaps_on(reporters) as (app, pilot, screen):
        screen.book.add(screen.book.find()[0].session)
        themes = tuple(theme.code for theme in screen.book.directive.themes.values() if theme.priority)
        add(screen.book, themes=themes, themes_other="khác")
        screen.refresh_book()
        await until(pilot, lambda: not screen.rows)
        assert "Không còn việc gì phải làm" in screen_text(app)
        await pilot.press("enter")  # the button that stands there
        await until(pilot, lambda: app.screen is not screen)
