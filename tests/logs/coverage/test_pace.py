"""Facts as of a day, and apart from them the projection: arithmetic whose parts are all at hand."""

from pathlib import Path

import pytest

from logs.coverage.pace import Pace, facts, pace
from tests.books import Clock, make_book
from tests.logs.sessions import complete_session


def test_facts_are_of_what_was_held(tmp_path: Path) -> None:
    clock = Clock()
    with make_book(tmp_path / "book", clock) as book:
        for day, count in (("2014-01-10", 10), ("2014-03-31", 20), ("2014-04-01", 30)):
            book.add(complete_session(date=day, attendance=count, audience={"DV": count}, unit="CB01"))
        book.add(complete_session(date="2014-03-01", status="draft"))
        clock.set("2014-04-10")
        found = facts(book)
        assert (found.sessions, found.attendance) == (3, 60)
        assert list(found.months.values()) == [1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
        assert found.empty_months == ("2014-02",)  # of those that have begun
        assert found.units == ()
        assert len(found.themes) == 31
        assert found.pace is not None
        assert (found.pace.sessions, found.pace.attendance) == (3, 60)


def test_the_projection_is_a_division_and_a_product(tmp_path: Path) -> None:
    clock = Clock()
    with make_book(tmp_path / "book", clock) as book:
        for day in ("2014-01-10", "2014-03-31", "2013-12-31", "2014-04-20"):
            book.add(complete_session(date=day))
        clock.set("2014-04-10")
        found = pace(book)
        assert found is not None
        assert (found.days, found.all_days) == (100, 348)
        assert (found.sessions, found.attendance) == (2, 50)  # within the period and up to the day
        assert found.projected(found.sessions) == round(2 / 100 * 348) == 7
        assert found.projected(0) == 0


@pytest.mark.parametrize(("day", "is_open"), [
    ("2013-12-31", False), ("2014-01-01", True), ("2014-12-13", True), ("2014-12-14", False), ("2015-02-01", False),
])  # fmt: skip
def test_outside_the_period_there_is_nothing_to_project(tmp_path: Path, day: str, is_open: bool) -> None:
    clock = Clock()
    with make_book(tmp_path / "book", clock) as book:
        clock.set(day)
        assert (pace(book) is not None) == is_open
        assert (facts(book).pace is not None) == is_open


def test_the_last_day_projects_nothing_beyond_the_facts() -> None:
    from datetime import date as Date

    whole = Pace(Date(2014, 1, 1), Date(2014, 12, 14), Date(2014, 12, 14), 374, 12_111)
    assert (whole.projected(whole.sessions), whole.projected(whole.attendance)) == (374, 12_111)
