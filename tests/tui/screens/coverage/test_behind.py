"""Enter on any figure of the coverage table lists its sessions; a unit opens to those below it."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.catalogue.directive import shipped
from logs.counting.facts import UNSPLIT
from logs.model import Reporter
from tests.exports.desk import OFFICE, UNITS
from tests.tui.desk import add, notices, until, until_on
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.screens.coverage.grid import FIXED, GroupLine, Line, RowLine, SumLine
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.register.screen import RegisterScreen
from tui.widgets.matrix import Matrix


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A committee of two units, one of which has two cells."""
    reporter = Reporter(code="DUK-an", unit=OFFICE, name="Nguyễn Thị Ẩn")
    with LogBook.create(
        tmp_path / "book", unit=OFFICE, reporters=[reporter], role="committee", directive=shipped(), units=UNITS,
        clock=now,
    ) as book:  # fmt: skip
        add(book, "2014-03-05", unit="DB01", topic="A")
        add(book, "2014-03-06", unit="CB01", themes=("LC-02", "QT-01"), topic="B")
        add(book, "2014-10-07", unit="CB02", themes=("QT-01",), form="HC", audience={"DV": None, "CB": None}, topic="C")
        add(book, "2014-10-08", unit="DB02", themes=("LC-03",), topic="D")
        add(book, "2014-10-09", unit="DB02", status="draft", topic="E")
    return tmp_path / "book"


async def open_coverage(app: SotayApp, pilot: Pilot[int]) -> CoverageScreen:
    await pilot.press("2")
    await until_on(pilot, CoverageScreen)
    assert isinstance(app.screen, CoverageScreen)
    return app.screen


async def behind(pilot: Pilot[int], screen: CoverageScreen, line: type[Line], code: str, column: str | None) -> str:
    """The topics of the sessions that Enter lists on that figure; without a column on that of the whole line."""
    matrix = screen.query_one(Matrix)
    matrix.cursor_row = next(n for n, one in enumerate(screen.lines) if isinstance(one, line) and one.code == code)
    columns = screen.coverage.columns if screen.coverage else ()
    matrix.cursor_column = FIXED - 1 if column is None else FIXED + columns.index(column)
    await pilot.press("enter")
    await until_on(pilot, RegisterScreen)
    listed = pilot.app.screen
    assert isinstance(listed, RegisterScreen)
    await until(pilot, lambda: listed.listed.is_done)
    topics = "".join(sorted(entry.session.topic for entry in listed.entries))
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen is screen)
    return topics


async def test_enter_lists_the_sessions_of_every_kind_of_figure(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_coverage(app, pilot)
    assert await behind(pilot, screen, RowLine, "LC-02", "DB01") == "AB"
    assert await behind(pilot, screen, RowLine, "LC-02", None) == "AB"
    assert await behind(pilot, screen, GroupLine, "LC", None) == "ABD"
    assert await behind(pilot, screen, GroupLine, "LC", "DB02") == "D"
    assert await behind(pilot, screen, SumLine, "", "DB01") == "ABC"
    assert await behind(pilot, screen, SumLine, "", None) == "ABCD"
    screen.action_choose("by", "audience")
    screen.action_choose("measure", "attendance")
    assert await behind(pilot, screen, RowLine, "QT-01", UNSPLIT) == "C"
    assert await behind(pilot, screen, SumLine, "", UNSPLIT) == "C"


async def test_a_unit_opens_to_those_below_it_and_closes_again(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_coverage(app, pilot)
    matrix = screen.query_one(Matrix)
    assert screen.coverage
    assert screen.coverage.columns == ("DB01", "DB02")
    matrix.cursor_column = FIXED
    await pilot.press("c")
    await until(pilot, lambda: screen.coverage is not None and screen.coverage.columns == ("DB01", "CB01", "CB02"))
    assert await behind(pilot, screen, SumLine, "", "DB01") == "A"
    assert await behind(pilot, screen, SumLine, "", "CB02") == "C"
    assert await behind(pilot, screen, SumLine, "", None) == "ABC"
    await pilot.press("escape")
    await until(pilot, lambda: screen.coverage is not None and screen.coverage.columns == ("DB01", "DB02"))
    matrix.cursor_column = FIXED + 1
    await pilot.press("c")
    await until(pilot, lambda: any("Con trỏ không ở đơn vị nào" in one for one in notices(app)))
