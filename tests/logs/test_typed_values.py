"""Dates and counts as office staff type them."""

from datetime import date as Date
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.errors import SotayError
from logs.typed_values import looks_like_date, read_count, read_date, read_day, read_day_alone

TODAY = Date(2014, 12, 10)
DAYS = st.dates(Date(2000, 1, 1), Date(2199, 12, 31))

rule = settings(max_examples=150)


def refusal(text: str) -> tuple[str, object]:
    """The code and the value of the refusal of a date."""
    with pytest.raises(SotayError) as caught:
        read_date(text, TODAY)
    return caught.value.code, caught.value.params["value"]


@pytest.mark.parametrize(
    "text",
    [
        *("5/12/2014", "05/12/2014", "05-12-2014", "5.12.2014", "5/12/14", "05122014", "051214", "2014-12-05"),
        *("5.12", "5/12", "05-12", " 5/12 "),
    ],
)
def test_every_form_of_a_day(text: str) -> None:
    assert read_date(text, TODAY) == Date(2014, 12, 5)


@pytest.mark.parametrize(
    "text",
    [
        "05-06/05",
        "1-3/12",
        "12-13/5",
        "12-13/5/2014",
        "12/5-14/5",
        "30/5 - 2/6/2014",
        "12.5–13.5",
        "12 đến 13/5",
        "1-3.12.14",
    ],
)
def test_several_days_are_no_day_of_another_year(text: str) -> None:
    assert refusal(text) == ("date_several", text)
    assert looks_like_date(text)


@pytest.mark.parametrize("text", ["5/12-14", "1-3/2014", "5-12.2014"])
def test_signs_that_change_within_a_day_leave_it_unread(text: str) -> None:
    with pytest.raises(SotayError):
        read_date(text, TODAY)


@pytest.mark.parametrize(
    ("text", "ago"), [("hôm nay", 0), ("Hôm Nay", 0), ("hom nay", 0), ("hôm qua", 1), ("hom qua", 1), ("hôm kia", 2)]
)
def test_days_by_name(text: str, ago: int) -> None:
    assert read_date(text, TODAY) == TODAY - timedelta(days=ago)
    assert looks_like_date(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10/12", Date(2014, 12, 10)),  # today counts as past
        ("11/12", Date(2013, 12, 11)),
        ("1/1", Date(2014, 1, 1)),
        ("29/2", Date(2012, 2, 29)),
    ],
)
def test_without_a_year_the_nearest_past_day_is_meant(text: str, day: Date) -> None:
    assert read_date(text, TODAY) == day


def test_the_last_leap_day_may_be_eight_years_ago() -> None:
    assert read_date("29/02", Date(2104, 2, 28)) == Date(2096, 2, 29)


@pytest.mark.parametrize(
    "text", ["30/02", "30/2/2014", "29/2/2014", "31-04", "32/1", "0/5", "5/13", "2014-02-30", "31022014"]
)
def test_days_that_no_calendar_has_are_refused(text: str) -> None:
    assert refusal(text) == ("date_impossible", text)


@pytest.mark.parametrize(
    "text", ["", "mai", "5", "5/12/", "5/12/201", "12/2014", "5 tháng 12", "1.234", "٥/١٢", "5//12"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert refusal(text) == ("date_unreadable", text)
    assert not looks_like_date(text)


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("12", Date(2014, 12, 12), Date(2014, 12, 12)),
        ("12/", Date(2014, 12, 11), Date(2014, 11, 12)),
        (" 05 ", Date(2014, 12, 10), Date(2014, 12, 5)),
        ("31", Date(2014, 1, 5), Date(2013, 12, 31)),
        ("31", Date(2014, 3, 1), Date(2014, 1, 31)),
        ("29", Date(2014, 3, 1), Date(2014, 1, 29)),
        ("5/12", Date(2014, 12, 10), None),
        ("123", Date(2014, 12, 10), None),
        ("٥", Date(2014, 12, 10), None),
        ("", Date(2014, 12, 10), None),
    ],
)
def test_a_day_without_its_month_is_the_last_of_that_number(text: str, today: Date, day: Date | None) -> None:
    assert read_day_alone(text, today) == day


@pytest.mark.parametrize("text", ["0", "32", "0/", "99/"])
def test_no_month_has_that_day(text: str) -> None:
    with pytest.raises(SotayError, match="date_impossible"):
        read_day_alone(text, TODAY)


def test_with_a_slash_a_day_without_its_month_looks_like_one_among_other_words() -> None:
    assert looks_like_date("5/")
    assert not looks_like_date("5")
    assert refusal("5/") == ("date_unreadable", "5/")


def test_an_impossible_day_still_looks_like_one() -> None:
    assert looks_like_date("30/02")


@rule
@given(DAYS, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d"]))
def test_a_day_written_out_is_read_back(day: Date, form: str) -> None:
    assert read_date(day.strftime(form), TODAY) == day


@rule
@given(DAYS, DAYS)
def test_a_day_without_a_year_is_never_in_the_future_and_never_a_year_too_old(day: Date, today: Date) -> None:
    found = read_date(f"{day.day}/{day.month}", today)
    assert (found.day, found.month) == (day.day, day.month)
    assert found <= today
    if (day.day, day.month) != (29, 2):
        assert today - found < timedelta(days=366)


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize(
    ("text", "count"),
    [("0", 0), ("25", 25), (" 25 ", 25), ("1234", 1234), ("1.234", 1234), ("12.345", 12_345), ("1.234.567", 1_234_567)],
)
def test_counts_as_they_are_typed(text: str, count: int) -> None:
    assert read_count(text) == count


@pytest.mark.parametrize("text", ["1,234", "1,5", "1.234,5", "1,234,567"])
def test_a_comma_has_a_refusal_of_its_own(text: str) -> None:
    with pytest.raises(SotayError) as caught:
        read_count(text)
    assert (caught.value.code, caught.value.params) == ("count_comma", {"value": text})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "+1",
        "1.23",
        "1.2345",
        ".234",
        "0.123",
        "1 234",
        "25a",
        "hai",
        "１２",
        "٢٥",
        "1e3",
    ],
)
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(SotayError) as caught:
        read_count(text)
    assert caught.value.code == "count_unreadable"


@pytest.mark.parametrize("text", ["1234567890", "1.000.000.000", "1" + ".000" * 2000, "9" * 10_000])
def test_a_number_that_nobody_means_is_told_from_what_is_none(text: str) -> None:
    with pytest.raises(SotayError) as caught:
        read_count(text)
    assert (caught.value.code, caught.value.params) == ("count_too_large", {"value": text})


def test_zeros_before_a_number_do_not_make_it_large() -> None:
    assert read_count("0" * 20 + "25") == 25
    assert read_count("0" * 20) == 0


@rule
@given(st.integers(0, 999_999_999))
def test_a_count_is_read_with_and_without_points(count: int) -> None:
    assert read_count(str(count)) == read_count(f"{count:,}".replace(",", ".")) == count


PERIOD_2014 = (Date(2014, 1, 1), Date(2014, 12, 14))
ACROSS_YEARS = (Date(2013, 11, 15), Date(2014, 11, 14))
THREE_YEARS = (Date(2013, 1, 1), Date(2015, 12, 31))


@pytest.mark.parametrize(
    ("text", "today", "period", "day"),
    [
        ("13/5", Date(2014, 5, 12), PERIOD_2014, Date(2014, 5, 13)),
        ("1.12", Date(2014, 5, 12), PERIOD_2014, Date(2014, 12, 1)),
        ("13/5", Date(2015, 2, 1), PERIOD_2014, Date(2014, 5, 13)),
        ("20/12", Date(2014, 12, 21), PERIOD_2014, Date(2014, 12, 20)),
        ("20/12", Date(2014, 12, 10), PERIOD_2014, Date(2013, 12, 20)),
        ("20/12", Date(2014, 5, 12), ACROSS_YEARS, Date(2013, 12, 20)),
        ("1-10", Date(2014, 5, 12), ACROSS_YEARS, Date(2014, 10, 1)),
        ("13/5", Date(2014, 5, 12), THREE_YEARS, Date(2013, 5, 13)),
        ("12/5", Date(2014, 5, 12), THREE_YEARS, Date(2014, 5, 12)),
        ("29/2", Date(2014, 5, 12), PERIOD_2014, Date(2012, 2, 29)),
        ("13/5/13", Date(2014, 5, 12), PERIOD_2014, Date(2013, 5, 13)),
        ("13/5", Date(2014, 5, 12), None, Date(2013, 5, 13)),
        ("hôm qua", Date(2015, 5, 12), PERIOD_2014, Date(2015, 5, 11)),
    ],
)
def test_a_day_without_a_year_is_that_of_the_period_else_the_nearest_past(
    text: str, today: Date, period: tuple[Date, Date] | None, day: Date
) -> None:
    assert read_date(text, today, period) == day


def test_an_end_of_a_range_outside_the_period_is_of_the_year() -> None:
    assert read_day("20/12", Date(2014, 5, 12), 2014, ACROSS_YEARS) == Date(2013, 12, 20)
    assert read_day("31/12", Date(2014, 5, 12), 2014, PERIOD_2014) == Date(2014, 12, 31)
    with pytest.raises(SotayError, match="date_impossible"):
        read_day("31/2", Date(2014, 5, 12), 2014, PERIOD_2014)
