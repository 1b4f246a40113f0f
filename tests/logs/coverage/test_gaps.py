"""The work list: no more sessions than are needed, spread over units and weeks; holding all reaches all targets."""

from collections import Counter
from datetime import date as Date
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from logs.book.book import LogBook
from logs.catalogue.directive import read_directive, shipped
from logs.coverage.gaps import MOST_THEMES, WorkList, of_units, work_list_of
from logs.coverage.scope import exempt
from logs.session.query import Query
from tests.books import Clock, make_book
from tests.exports.counted.targets import KINDS, held, targets_text_of
from tests.logs.coverage.test_validity import catalogue_with
from tests.logs.sessions import complete_session

DIRECTIVE = shipped()
NEEDED = 60 * 12  # of each unit each theme with priority; the committee's core themes are 14 more
UNITS = ("CB01", "CB02", "DB01", "DB02")


def use_targets(book: LogBook, *kinds: str) -> None:
    book.use_directive(read_directive((DIRECTIVE.source + targets_text_of(kinds)).encode()))


def hold_all(book: LogBook, found: WorkList) -> WorkList:
    book.add_several(held(row, book.directive.id) for row in found.rows)
    return work_list_of(book)


@pytest.fixture
def office(tmp_path: Path) -> LogBook:
    return make_book(tmp_path / "office", Clock(), unit="DUK", role="committee")


@settings(max_examples=20, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(KINDS), unique=True),
    sessions=st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from([*DIRECTIVE.themes])), max_size=30),
    day=st.sampled_from(["2014-01-02", "2014-05-20", "2014-09-30", "2014-12-01", "2014-12-14", "2014-12-20"]),
)
def test_of_sixty_units_all_is_reached_when_all_was_held(
    kinds: list[str], sessions: list[tuple[str, str]], day: str
) -> None:
    clock = Clock()
    clock.set(day)
    with TemporaryDirectory() as folder, make_book(Path(folder) / "b", clock, unit="DUK", role="committee") as book:
        use_targets(book, *kinds)
        book.add_several(complete_session(unit=unit, themes=[theme], date="2014-01-02") for unit, theme in sessions)
        found = work_list_of(book)
        assert len(found.rows) <= found.needed
        for row in found.rows:
            assert len(row.themes) <= MOST_THEMES
            assert len({DIRECTIVE.themes[theme].group for theme in row.themes}) == 1
            assert book.today() <= row.first <= row.last <= DIRECTIVE.reporting.period_end
            assert row.last - row.first < timedelta(days=7)
        after = hold_all(book, found)
        assert after.rows == ()
        assert (after.needed, after.lost) == (0, found.lost)


def test_two_themes_of_a_group_share_a_session_and_serve_the_committee_too(office: LogBook) -> None:
    found = work_list_of(office)
    assert found.needed == NEEDED + len([theme for theme in DIRECTIVE.themes.values() if theme.core])
    by_unit = of_units(found.rows)
    assert len(by_unit) == 60
    assert max(map(len, by_unit.values())) - min(map(len, by_unit.values())) <= 1
    pairs = sum(len(row.themes) == MOST_THEMES for row in found.rows)
    assert pairs > len(found.rows) / 2
    assert any(len(row.targets) == 2 for row in found.rows)


def test_the_weeks_that_are_left_are_used_evenly(office: LogBook) -> None:
    office.clock.set("2014-12-01")  # type: ignore[attr-defined]
    found = work_list_of(office)
    weeks = Counter(row.first.isoformat() for row in found.rows)
    assert sorted(weeks) == ["2014-12-01", "2014-12-08"]
    assert max(weeks.values()) - min(weeks.values()) <= 60
    assert {row.last.isoformat() for row in found.rows} == {"2014-12-07", "2014-12-14"}


def test_after_the_period_nothing_can_be_held(office: LogBook) -> None:
    office.clock.set("2014-12-15")  # type: ignore[attr-defined]
    found = work_list_of(office)
    assert (found.rows, found.needed) == ((), 0)
    assert found.lost > NEEDED


def test_a_reporter_has_what_the_own_unit_lacks_and_what_does_not_apply_is_no_gap(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock()) as book:
        exempt(book, "CB01", "LC-04", "Không có dự án")
        found = work_list_of(book)
        assert found.needed == 11
        assert {row.unit for row in found.rows} == {"CB01"}
        assert "LC-04" not in {theme for row in found.rows for theme in row.themes}
        assert [row.first for row in found.rows] == sorted(row.first for row in found.rows)
        # Groups that have not heard of the themes are asked for.
        book.add(complete_session(unit="CB01", themes=["LC-01", "LC-02"], audience={"DV": 25}, attendance=25))
        assert work_list_of(book).needed == 9
        use_targets(book, 'kind = "theme"\nthemes = ["LC-01"]\nn = 2')
        (row,) = work_list_of(book).rows
        assert set(row.audience) == {"CB", "VC", "LD"}


def test_listeners_are_asked_for_as_many_as_usually_come(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock()) as book:
        use_targets(book, 'kind = "listeners"\nn = 125\naudience = "DV"')
        book.add(complete_session(unit="CB01", audience={"DV": 25}, attendance=25))
        found = work_list_of(book)
        assert [row.audience["DV"] for row in found.rows] == [25] * 4


def test_of_a_unit_asked_for_with_those_below_it(office: LogBook) -> None:
    found = work_list_of(office, Query(unit="CB01"))
    assert set(of_units(found.rows)) == {"CB01"}
    assert found.needed == 12


def test_a_theme_is_talked_about_on_the_days_on_which_it_is_valid(office: LogBook) -> None:
    days = {"LC_01": (Date(2014, 11, 1), None), "DQ_01": (Date(2014, 6, 2), Date(2014, 6, 30))}
    office.use_directive(catalogue_with(**days, LC_02=(None, Date(2014, 3, 31))))
    found = work_list_of(office)
    assert found.lost == 60 + 1  # the theme that is over, of each unit and of the committee
    for row in found.rows:
        assert "LC-01" not in row.themes or row.first >= Date(2014, 11, 1)
        assert "DQ-01" not in row.themes or Date(2014, 6, 2) <= row.first <= row.last <= Date(2014, 6, 30)
    assert hold_all(office, found).needed == 0


@settings(max_examples=10, deadline=None)
@given(kinds=st.lists(st.sampled_from(KINDS), unique=True), every=st.integers(1, 4))
def test_what_is_planned_is_not_asked_for_again(kinds: list[str], every: int) -> None:
    with TemporaryDirectory() as folder, make_book(Path(folder) / "b", Clock(), unit="DUK", role="committee") as book:
        use_targets(book, *kinds)
        before = work_list_of(book)
        chosen = before.rows[::every]
        plans = book.add_several(replace(held(row, book.directive.id), status="planned") for row in chosen)
        after = work_list_of(book)
        assert after.needed == before.needed, "what is planned is not counted"
        assert len(after.rows) <= max(0, before.needed - len(chosen))
        if every == 1:
            assert len(after.rows) < len(before.rows) / 2 + 1
        for plan in plans:
            book.edit(plan.id, replace(plan.session, status="complete"))
        assert len(hold_all(book, work_list_of(book)).rows) == 0
