from datetime import UTC, date, datetime

import pytest

from tui.core import i18n
from tui.text import formats


@pytest.fixture(autouse=True)
def vietnamese() -> None:
    i18n.use_language("vi")


def test_dates_are_day_first_with_both_digits() -> None:
    assert formats.day(date(2014, 2, 5)) == "05/02/2014"


def test_a_moment_is_told_in_local_time() -> None:
    moment = datetime(2014, 12, 5, 1, 0, tzinfo=UTC)
    assert formats.moment(moment) == f"{moment.astimezone():%d/%m/%Y %H:%M}"


def test_numbers_follow_the_language() -> None:
    assert (formats.number(1234567), formats.number(1234.56), formats.number(0)) == ("1.234.567", "1.234,6", "0")
    i18n.use_language("en")
    assert (formats.number(1234567), formats.number(1234.56)) == ("1,234,567", "1,234.6")


def test_a_share_of_nothing_is_no_figure() -> None:
    assert formats.percent(1, 4) == "25,0%"
    assert formats.percent(1, 0) == "–"


@pytest.mark.parametrize(
    ("period", "title"),
    [
        ("2014-09", "Tháng 9/2014"),
        ("2014-Q3", "Quý III/2014"),
        ("2014-6T", "6 tháng đầu năm 2014"),
        ("2014-9T", "9 tháng năm 2014"),
        ("2014", "Năm 2014"),
    ],
)
def test_periods_have_office_names(period: str, title: str) -> None:
    assert formats.period_title(period) == title


def test_columns_have_short_titles() -> None:
    assert (formats.month_title("2014-09"), formats.quarter_title("2014-Q4")) == ("T9", "Quý IV")
    assert (formats.column_title("2014-09", 2014), formats.column_title("2013-Q4", 2014)) == ("T9", "Quý IV/13")
