"""Months, quarters, half years and years by name."""

from datetime import date as Date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.errors import SotayError
from logs.periods import Period, month_of, months, quarter_of, quarters, read_period, span

DAYS = st.dates(Date(2000, 1, 1), Date(2199, 12, 31))

rule = settings(max_examples=150)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2014-09", Date(2014, 9, 1), Date(2014, 9, 30)),
        ("2014-02", Date(2014, 2, 1), Date(2014, 2, 28)),
        ("2016-02", Date(2016, 2, 1), Date(2016, 2, 29)),
        ("2014-12", Date(2014, 12, 1), Date(2014, 12, 31)),
        ("2014-Q1", Date(2014, 1, 1), Date(2014, 3, 31)),
        ("2014-Q3", Date(2014, 7, 1), Date(2014, 9, 30)),
        ("2014-Q4", Date(2014, 10, 1), Date(2014, 12, 31)),
        ("2014-6T", Date(2014, 1, 1), Date(2014, 6, 30)),
        ("2014-9T", Date(2014, 1, 1), Date(2014, 9, 30)),
        ("2014", Date(2014, 1, 1), Date(2014, 12, 31)),
    ],
)
def test_a_name_stands_for_its_days(name: str, start: Date, end: Date) -> None:
    period = read_period(name)
    assert (period.name, period.start, period.end) == (name, start, end)
    assert start in period
    assert end in period
    assert span(start, end) == period


@pytest.mark.parametrize(("start", "end"), [(Date(2014, 3, 2), Date(2014, 4, 15)), (Date(1, 1, 1), Date(1, 12, 31))])
def test_other_days_have_no_name(start: Date, end: Date) -> None:
    assert span(start, end) == Period("", start, end)


def test_days_outside_are_not_in_a_period() -> None:
    period = read_period("2014-Q3")
    assert Date(2014, 6, 30) not in period
    assert Date(2014, 10, 1) not in period
    assert "2014-08-01" not in period


def test_a_name_may_be_typed_in_small_letters() -> None:
    assert read_period(" 2014-q3 ") == read_period("2014-Q3")
    assert read_period("2014-6t").name == "2014-6T"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "14",
        "2014-13",
        "2014-00",
        "2014-9",
        "2014-Q0",
        "2014-Q5",
        "2014-3T",
        "2014-09-01",
        "1999",
        "2201",
        "２０１４",
    ],
)
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(SotayError) as caught:
        read_period(name)
    assert (caught.value.code, caught.value.params) == ("period_unknown", {"value": name})


def test_months_and_quarters_run_over_the_end_of_a_year() -> None:
    assert list(months(Date(2014, 11, 30), Date(2015, 2, 1))) == ["2014-11", "2014-12", "2015-01", "2015-02"]
    assert list(quarters(Date(2014, 9, 30), Date(2015, 1, 1))) == ["2014-Q3", "2014-Q4", "2015-Q1"]


def test_no_days_have_no_months() -> None:
    assert list(months(Date(2014, 5, 1), Date(2014, 4, 30))) == []


@rule
@given(DAYS)
def test_a_day_lies_in_its_own_month_and_quarter(day: Date) -> None:
    month, quarter = read_period(month_of(day)), read_period(quarter_of(day))
    assert day in month
    assert day in quarter
    assert quarter.start <= month.start <= month.end <= quarter.end


@rule
@given(DAYS, DAYS)
def test_the_months_of_a_stretch_cover_it_without_gaps(one: Date, other: Date) -> None:
    start, end = sorted((one, other))
    for names in (list(months(start, end)), list(quarters(start, end))):
        listed = [read_period(name) for name in names]
        assert start in listed[0]
        assert end in listed[-1]
        assert all((b.start - a.end).days == 1 for a, b in pairwise(listed))


NAMES = st.sampled_from(["2014", "2014-6T", "2014-9T", *(f"2014-Q{n}" for n in range(1, 5)), "2014-01", "2014-07"])


@rule
@given(NAMES, NAMES)
def test_a_period_covers_another_where_every_day_of_it_is_its_own_and_more(one: str, other: str) -> None:
    longer, shorter = read_period(one), read_period(other)
    days = {Date.fromordinal(day) for day in range(shorter.start.toordinal(), shorter.end.toordinal() + 1)}
    assert longer.covers(shorter) == (one != other and all(day in longer for day in days))
