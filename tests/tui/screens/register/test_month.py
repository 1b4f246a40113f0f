"""Planned sessions on the screen: held with two keys, by the month, and told of once their day has passed."""

from datetime import date as Date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from textual.pilot import Pilot

from logs.session.query import Query
from tests.tui.desk import add, make_desk, screen_text, shows, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.paths import documents_folder
from tui.screens.common.written import WrittenDialog
from tui.screens.overview.screen import OverviewScreen
from tui.screens.register.month import MonthScreen
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.form import SessionForm
from tui.screens.session.hold import HoldDialog

LACKING: dict[str, Any] = {"form": None, "attendance": None, "audience": {}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """On 10/12/2014: one session held, two plans, the day of one of which has passed."""
    with make_desk(tmp_path / "book") as book:
        add(book, "2014-12-05", topic="Biên giới")
        add(book, "2014-12-02", topic="Đã qua ngày", status="planned", **LACKING)
        add(book, "2014-12-12", topic="Đại hội", status="planned", place="Nhà văn hóa", **LACKING)
    return tmp_path / "book"


async def test_a_plan_is_held_with_a_key_and_the_count(app: SotayApp, pilot: Pilot[int]) -> None:
    assert "dự kiến" in screen_text(app)
    await pilot.press("g")
    await until_on(pilot, HoldDialog)
    await type_text(pilot, "40")
    await pilot.press("enter")
    await until(pilot, lambda: "Vẫn lưu" in screen_text(app))  # its day is still to come
    await pilot.press("enter")
    await until_on(pilot, RegisterScreen)
    (held,) = (entry.session for entry in app.book.find(Query(text="dai hoi")))
    assert (held.status, held.attendance, held.form, held.date) == ("complete", 40, "SH", Date(2014, 12, 12))
    assert len(app.book.find(Query(counted=True))) == 2
    await pilot.press("u")
    await until(pilot, lambda: len(app.book.find(Query(status="planned"))) == 2)


async def test_the_day_can_be_another_and_what_is_missing_is_told(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("g")
    await until_on(pilot, HoldDialog)
    await pilot.press("enter")
    assert isinstance(app.screen, HoldDialog)
    assert len(app.book.find(Query(status="planned"))) == 2
    dialog = app.screen
    await type_text(pilot, "40")
    next(field for field in dialog.fields if field.field_name == "date").enter()
    await pilot.press("minus", "minus", "minus", "enter")
    await until_on(pilot, RegisterScreen)
    assert app.book.find(Query(text="dai hoi"))[0].session.date == Date(2014, 12, 9)


async def test_only_a_plan_can_be_held(app: SotayApp, pilot: Pilot[int]) -> None:
    await until(pilot, shows(app, "g Đã tổ chức"))
    await pilot.press("down", "g")
    await until(pilot, lambda: "g Đã tổ chức" not in screen_text(app))
    assert isinstance(app.screen, RegisterScreen)


async def test_the_month_shows_marks_and_lists_a_day(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("l")
    await until_on(pilot, MonthScreen)
    await until(pilot, shows(app, "Tháng 12/2014", "✓1", "○1", "!1", "12/12/2014: CB01 LC-02 Đại hội"))
    grid, *below = (app.screen.query_one(name) for name in ("MonthGrid", "#month-day"))
    assert {line.content_region.x for line in (*below, *app.screen.query(".hint"))} == {grid.content_region.x}
    await pilot.press("pageup")
    await until(pilot, shows(app, "Tháng 11/2014", "12/11/2014: không có buổi nào"))
    await pilot.press("pagedown", *["left"] * 7, "enter")
    await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and app.screen.back == "register")
    await until(pilot, shows(app, "Biên giới"))
    assert "Đại hội" not in screen_text(app)
    await pilot.press("escape")
    await until_on(pilot, MonthScreen)


async def test_a_session_added_on_a_day_to_come_is_planned(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("l")
    await until_on(pilot, MonthScreen)
    await pilot.press("right", "n")
    await until_on(pilot, SessionForm)
    assert "Thêm buổi dự kiến" in screen_text(app)
    await pilot.press("ctrl+s")
    await until_on(pilot, MonthScreen)
    added = app.book.find(Query(start=Date(2014, 12, 13)))[0].session
    assert (added.status, added.date) == ("planned", Date(2014, 12, 13))
    await until(pilot, lambda: screen_text(app).count("○1") == 2)


async def test_plans_are_written_for_other_calendars_and_keep_their_names(app: SotayApp, pilot: Pilot[int]) -> None:
    uids = []
    for _time in range(2):
        await pilot.press("l")
        await until_on(pilot, MonthScreen)
        await pilot.press("i")
        await until_on(pilot, WrittenDialog)
        assert isinstance(app.screen, WrittenDialog)
        (path,) = app.screen.paths
        events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        uids.append({str(event["uid"]) for event in events})
        await pilot.press("escape")
        await until_on(pilot, MonthScreen)
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)
    assert uids[0] == uids[1] == {f"{entry.id}@sotay" for entry in app.book.find(Query(status="planned"))}
    assert len([*documents_folder().glob("*.ics")]) == 2


async def test_what_has_had_its_day_is_told(app: SotayApp, pilot: Pilot[int]) -> None:
    assert "1 buổi dự kiến đã qua ngày" in screen_text(app)
    assert "! dự kiến" in screen_text(app)
    await pilot.press("0")
    await until_on(pilot, OverviewScreen)
    await until(pilot, shows(app, "Ghi nhận 1 buổi dự kiến đã qua ngày"))
    await pilot.press("g")
    await until_on(pilot, RegisterScreen)
    await until(pilot, shows(app, "Đã qua ngày"))
    assert "Đại hội" not in screen_text(app)
