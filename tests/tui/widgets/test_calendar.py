"""The calendar: weeks from Monday, days by arrows and by the mouse, no day that a session cannot have."""

from datetime import date as Date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from logs.model import EARLIEST
from tui.widgets.calendar import Calendar

TODAY = Date(2014, 12, 10)
KEYS = {"left": -1, "right": 1, "up": -7, "down": 7, "minus": -1, "plus": 1}


class Month(App[None]):
    def __init__(self, day: Date = TODAY) -> None:
        super().__init__()
        self.calendar = Calendar(day, TODAY)
        self.taken: list[Date] = []

    def compose(self) -> ComposeResult:
        yield self.calendar

    def on_calendar_taken(self, event: Calendar.Taken) -> None:
        self.taken.append(event.day)


@pytest.mark.parametrize("key", KEYS)
async def test_arrows_step_by_days_and_weeks(key: str) -> None:
    app = Month()
    async with app.run_test() as pilot:
        app.calendar.focus()
        await pilot.press(key, "enter")
        assert app.taken == [TODAY + timedelta(days=KEYS[key])]


async def test_pages_go_by_months_and_stay_within_the_shorter_one() -> None:
    app = Month(Date(2014, 1, 31))
    async with app.run_test() as pilot:
        app.calendar.focus()
        await pilot.press("pagedown")
        assert app.calendar.day == Date(2014, 2, 28)
        await pilot.press("pageup", "pageup")
        assert app.calendar.day == Date(2013, 12, 28)
        await pilot.press("home", "space", "end", "space", "t", "space")
        assert app.taken == [Date(2013, 12, 1), Date(2013, 12, 31), TODAY]


async def test_weeks_begin_on_monday_and_a_click_takes_the_day() -> None:
    app = Month()
    async with app.run_test() as pilot:
        line = app.calendar.render_line(2)
        assert line.text.split() == ["1", "2", "3", "4", "5", "6", "7"], "1/12/2014 was a Monday"
        await pilot.click(app.calendar, offset=(1 + 4 * 2 + 1, 3))
        assert app.taken == [Date(2014, 12, 10)]
        await pilot.click(app.calendar, offset=(3, 0))
        assert len(app.taken) == 1, "the title is no day"


@given(st.dates(EARLIEST, Date(2097, 6, 30)), st.integers(-30, 30))
def test_months_forth_and_back_come_back_to_the_month(day: Date, months: int) -> None:
    calendar = Calendar(day, TODAY)
    calendar.action_months(months)
    if calendar.day > EARLIEST:
        assert (calendar.day.year * 12 + calendar.day.month) - (day.year * 12 + day.month) == months
        calendar.action_months(-months)
        assert (calendar.day.year, calendar.day.month) == (day.year, day.month)


def test_no_day_before_the_first_that_a_session_can_have() -> None:
    calendar = Calendar(EARLIEST, TODAY)
    calendar.action_days(-1)
    assert calendar.day == EARLIEST
    calendar.action_months(-1)
    assert calendar.day == EARLIEST
