"""A session that looks like one of the book says so before it is saved, however it is entered."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.entry.doubles import Doubles
from logs.session.query import Entry
from tests.tui.desk import add, make_desk, screen_text, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.screens.common.ask import Ask
from tui.screens.exchange.export import ExportDialog
from tui.screens.questions.inbox import InboxScreen
from tui.screens.session.form import SessionForm
from tui.screens.session.line import QuickLine
from tui.screens.session.table_entry import PaperScreen

THE_OTHER = "10/12/2014 · CB01 · Văn hóa các dân tộc · 25 lượt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book") as book:
        add(book, "2014-12-10")
    return tmp_path / "book"


async def in_the_form(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("n")
    await until_on(pilot, SessionForm)
    assert isinstance(app.screen, SessionForm)
    for name, keys in (("themes", "lc2"), ("attendance", "25")):
        app.screen.by_name[name].enter()
        await pilot.press(*keys, "enter")
    await until(pilot, lambda: THE_OTHER in unwrapped(app))
    await pilot.press("ctrl+s")


async def in_the_line(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("colon")
    await until_on(pilot, QuickLine)
    assert isinstance(app.screen, QuickLine)
    app.screen.put("25 lc2")
    await until(pilot, lambda: THE_OTHER in unwrapped(app))
    await pilot.press("enter")


async def in_the_table(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("ctrl+g")
    await until_on(pilot, PaperScreen)
    assert isinstance(app.screen, PaperScreen)
    await type_text(pilot, "10/12")
    for name, text in (("themes", "lc2"), ("attendance", "25")):
        app.screen.rows.put(0, name, text)
    app.screen.show_rows()
    await until(pilot, lambda: THE_OTHER in unwrapped(app))
    await pilot.press("ctrl+s")


def unwrapped(app: SotayApp) -> str:
    return " ".join(screen_text(app).split())


@pytest.mark.parametrize("enter", [in_the_form, in_the_line, in_the_table])
async def test_the_other_one_is_named_before_and_in_the_question(
    app: SotayApp, pilot: Pilot[int], enter: Callable[[SotayApp, Pilot[int]], Awaitable[None]]
) -> None:
    await enter(app, pilot)
    await until_on(pilot, Ask)
    assert THE_OTHER in unwrapped(app)
    assert len(app.book.find()) == 1
    await pilot.press("enter")
    await until(pilot, lambda: len(app.book.find()) == 2)


def test_a_session_is_no_double_of_itself_nor_of_one_of_another_week(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        doubles, entry = Doubles(book), book.find()[0]
        assert len(doubles.doubts(entry.session)) == 1
        assert doubles.doubts(entry.session, own=entry.id) == ()
        add(book, "2014-12-03")
        assert [one.session.date for one in doubles.of(Entry("", "", entry.session))] == [entry.session.date]


async def test_the_export_names_open_doubles_and_leads_to_them(app: SotayApp, pilot: Pilot[int]) -> None:
    add(app.book, "2014-12-10")
    await pilot.press("x")
    await until(pilot, lambda: "về những buổi sẽ gửi: nghi trùng 1" in unwrapped(app))
    assert "2 buổi" in unwrapped(app)
    await pilot.press("f3")
    await until_on(pilot, InboxScreen)
    await until(pilot, lambda: "10/12/2014" in screen_text(app))
    await pilot.press("d", "escape")
    await until_on(pilot, ExportDialog)
    await until(pilot, lambda: "về những buổi sẽ gửi" not in unwrapped(app))
