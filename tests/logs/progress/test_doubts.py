"""What is doubtful about files that came in, and the sender's files that give no cause for doubt."""

from datetime import date as Date
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.catalogue.directive import shipped
from logs.exchange.received import Received
from logs.progress.doubts import doubts
from tests.books import ZONE
from tests.logs.progress.test_status import file

YEAR = shipped()
END = Date(2014, 12, 31)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ZONE)


def told(*files: Received, on: Date = END) -> dict[str, dict[str, Any]]:
    """What is told of unit CB01, by code; each code once, in whatever order the files are listed."""
    found = doubts(files, YEAR, on)
    assert found == doubts(tuple(reversed(files)), YEAR, on)
    assert set(found) <= {"CB01"}
    notices = found.get("CB01", ())
    assert len({one.code for one in notices}) == len(notices)
    return {one.code: one.params for one in notices}


@pytest.mark.parametrize(
    ("files", "code", "params"),
    [
        ([file("2014-10-01", 5), file("2014-12-01", 7)], "number_missing", {"number": "6"}),
        ([file("2014-10-01", 1), file("2014-11-01", 3), file("2014-12-01", 9)], "number_missing", {"number": "2, 4–8"}),
        (
            [file("2014-06-01", 5, period="2014-05"), file("2014-08-01", 7, period="2014-07")],
            "number_wanted",
            {"number": "6"},
        ),
        ([file("2014-10-01", 1), file("2014-12-01", 2), file("2014-12-09", 1)], "number_twice", {"number": "1"}),
        ([file("2014-12-01", 2), file("2014-12-09", 1)], "file_older", {"number": 1, "newest": 2}),
        (
            [file("2014-12-01", made=at("2014-12-03"))],
            "clock_ahead",
            {"number": 1, "made": Date(2014, 12, 3), "received": Date(2014, 12, 1)},
        ),
        (
            [file("2014-12-01", 1), file("2014-12-09", 2, made=at("2014-11-09"))],
            "clock_back",
            {"number": 2, "made": Date(2014, 11, 9), "before": Date(2014, 12, 1)},
        ),
        (
            [file("2014-07-02", period="2014-6T", made=at("2013-12-31"))],
            "clock_before",
            {"number": 1, "made": Date(2013, 12, 31), "start": Date(2014, 1, 1)},
        ),
        (
            [file("2014-12-01", directive="LC-TTDN-2013")],
            "directive_other",
            {"theirs": "LC-TTDN-2013", "ours": "LC-TTDN-2014", "number": 1},
        ),
        ([file("2014-12-01", sessions=0)], "nil_unconfirmed", {"number": 1}),
        (
            [file("2014-12-01", set_aside=2)],
            "sessions_set_aside",
            {"number": 1, "count": 2, "sha256": "CB01 b 2014-12-01 1"},
        ),
        ([file("2014-12-01", 1), file("2014-12-02", 1, book="c")], "books_several", {"count": 2}),
        (
            [file("2014-12-01", 1), file("2014-12-02", 2, nil=True)],
            "nil_contradicted",
            {"number": 2, "other": 1, "sessions": 3},
        ),
    ],
)
def test_what_is_doubtful_is_told(files: list[Received], code: str, params: dict[str, Any]) -> None:
    assert told(*files)[code] == params


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            [file("2014-10-01", 1), file("2014-11-01", 3), file("2014-12-01", 5, period="2014-9T")],
            {"number_missing": {"number": "2"}, "number_wanted": {"number": "4"}},
        ),
        (
            [file("2014-10-01", number, made=at(f"2014-09-0{n}")) for n, number in enumerate((1, 1, 2, 3, 3), 1)],
            {"number_twice": {"number": "1, 3"}},
        ),
        (
            [
                file(f"2014-10-0{day}", number, made=at("2014-09-01"))
                for day, number in ((1, 2), (2, 1), (3, 6), (4, 5), (5, 7))
            ],
            {"file_older": {"number": 5, "newest": 6}, "number_missing": {"number": "3–4"}},
        ),
        (
            [file(f"2014-10-0{n}", n, made=at(f"2014-10-1{n}")) for n in (1, 2)],
            {"clock_ahead": {"number": 2, "made": Date(2014, 10, 12), "received": Date(2014, 10, 2)}},
        ),
        (
            [file(f"2014-10-0{n}", n, made=at(f"2014-09-{20 - n}")) for n in (1, 2, 3)],
            {"clock_back": {"number": 3, "made": Date(2014, 9, 17), "before": Date(2014, 9, 18)}},
        ),
        (
            [file(f"2014-10-0{n}", n, made=at(f"2013-09-0{n}")) for n in (1, 2)],
            {"clock_before": {"number": 2, "made": Date(2013, 9, 2), "start": Date(2014, 1, 1)}},
        ),
        (
            [
                file("2014-12-01", 1, book="c", sessions=7),
                file("2014-12-01", 1, sessions=5),
                file("2014-12-02", 2, nil=True),
            ],
            {"nil_contradicted": {"number": 2, "other": 1, "sessions": 5}, "books_several": {"count": 2}},
        ),
        ([file("2014-01-01", 1), file("2014-12-31", 3)], {"number_missing": {"number": "2"}}),
    ],
)
def test_of_several_cases_of_a_kind_the_latest_is_told_and_all_numbers(
    files: list[Received], expected: dict[str, Any]
) -> None:
    assert told(*files) == expected


@pytest.mark.parametrize(("gaps", "begins"), [(10, "2"), (11, "…")])
def test_of_more_than_ten_gaps_the_latest_ten_are_told(gaps: int, begins: str) -> None:
    came = [file("2014-10-01", 2 * n + 1, made=at("2014-09-01")) for n in range(gaps + 1)]
    parts = told(*came)["number_missing"]["number"].split(", ")
    assert (parts[0], parts[-1], len(parts)) == (begins, str(2 * gaps), gaps)


def test_a_nil_report_contradicts_sessions_of_another_machine() -> None:
    half = file("2014-07-01", 1, book="c", period="2014-6T", sessions=4)
    assert told(file("2014-12-01", 1, nil=True), half)["nil_contradicted"] == {"number": 1, "other": 1, "sessions": 4}
    assert "nil_contradicted" not in told(file("2014-12-01", 1), file("2014-07-01", 2, period="2014-6T", nil=True))


@pytest.mark.parametrize(
    "files",
    [
        [file("2014-12-01", 4)],  # what was exported before and never sent is no gap
        [file("2014-12-01", 1, nil=True), file("2014-12-09", 2)],  # sessions came to light later
        [file("2014-12-01", 1, set_aside=2), file("2014-12-09", 2)],  # corrected since
        [file("2014-12-01", 1, directive="LC-TTDN-2013"), file("2014-12-09", 2, directive="LC-TTDN-2014")],
        # One folder, read in the order of the names.
        [file("2014-12-01T10:00", 10), file("2014-12-01T10:01", 9, made=at("2014-11-01"))],
        [file("2014-12-01", made=at("2014-12-02"))],  # less than a day
    ],
)
def test_what_is_in_order_is_not_told(files: list[Received]) -> None:
    assert told(*files) == {}


def test_files_of_another_year_and_of_later_days_are_not_looked_at() -> None:
    last_year = [file("2013-10-01", 1), file("2013-12-01", 3, directive="LC-TTDN-2013")]
    assert told(*last_year) == {}
    gap = [file("2014-10-01", 1), file("2014-12-01", 3)]
    assert told(*gap, on=Date(2014, 11, 30)) == {}
    assert set(told(*gap)) == {"number_missing"}


def test_a_gap_of_any_width_is_told_in_a_line() -> None:
    assert told(file("2014-10-01", 1), file("2014-12-01", 1_000_000_000))["number_missing"] == {"number": "2–999999999"}
    every_other = [file("2014-10-01", number) for number in range(1, 100, 2)]
    assert told(*every_other)["number_missing"]["number"].startswith("…, ")


@given(st.integers(1, 12), st.sets(st.integers(1, 12)))
def test_the_numbers_told_are_those_that_lie_between(newest: int, lost: set[int]) -> None:
    start = datetime(2014, 2, 1, tzinfo=ZONE)
    came = [
        file((start + timedelta(days=7 * number)).date().isoformat(), number)
        for number in range(1, newest + 1)
        if number not in lost
    ]
    numbers = [one.number for one in came]
    between = {number for number in lost if numbers and numbers[0] < number < numbers[-1]}
    words = told(*came).get("number_missing", {"number": ""})["number"]
    named: set[int] = set()
    for part in filter(None, words.split(", ")):
        first, _dash, last = part.partition("–")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == between
