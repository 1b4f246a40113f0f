"""The work list: every gap in exactly one suggested session, those that close most first, gone once they are held."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from logs.catalogue.directive import shipped
from logs.catalogue.rows import Rows
from logs.counting.unit_totals import Told
from logs.coverage.gaps import MOST_THEMES, WorkList, of_units, work_list, work_list_of
from logs.coverage.scope import Base, base_of, exempt
from logs.session.query import Entry, Query
from tests.books import Clock, make_book
from tests.logs.counting.test_unit_totals import file, split
from tests.logs.coverage.tables import cover, summed_of, tallies_of
from tests.logs.registers import UNITS, registers
from tests.logs.sessions import complete_session

DIRECTIVE = shipped()
AUDIENCES = ("CB", "DV", "VC", "LD")
BASE = Base("all", tuple(DIRECTIVE.themes), {})


def listed(entries: list[Entry], base: Base = BASE) -> WorkList:
    tallies = tallies_of(entries, DIRECTIVE, "audience", "units")
    return work_list(tallies, base, Rows(UNITS), AUDIENCES)


def gaps(entries: list[Entry]) -> set[tuple[str, str, str]]:
    """The places with nothing in them, said a second time."""
    held = {
        (entry.session.unit, theme, group)
        for entry in entries
        if entry.session.status == "complete"
        for theme in entry.session.themes
        for group in entry.session.audience
    }
    every = {(unit, theme, group) for unit in UNITS for theme in DIRECTIVE.themes for group in AUDIENCES}
    return every - held


@settings(max_examples=40)
@given(entries=registers)
def test_every_gap_is_closed_by_exactly_one_suggestion(entries: list[Entry]) -> None:
    found = listed(entries)
    empty = gaps(entries)
    closed = [
        (one.unit, theme, group) for one in found.rows for theme in one.themes for group in one.audience
        if (one.unit, theme, group) in empty
    ]  # fmt: skip
    assert len(closed) == len(set(closed))
    assert set(closed) == empty
    assert found.empty == sum(one.closes for one in found.rows) == len(empty)
    assert found.places == len(UNITS) * len(DIRECTIVE.themes) * len(AUDIENCES)
    for one in found.rows:
        assert one.closes == sum((one.unit, theme, group) in empty for theme in one.themes for group in one.audience)
        assert 1 <= len(one.themes) <= MOST_THEMES
        assert len({DIRECTIVE.themes[theme].group for theme in one.themes}) == 1


@settings(max_examples=40)
@given(entries=registers)
def test_those_that_close_most_come_first(entries: list[Entry]) -> None:
    rows = listed(entries).rows
    for one, other in pairwise(rows):
        assert (one.closes, one.first) >= (other.closes, other.first)
    talked = {theme for one in entries if one.session.status == "complete" for theme in one.session.themes}
    for one in rows:
        assert one.first == sum(theme not in talked for theme in one.themes)


@settings(max_examples=25)
@given(entries=registers, data=st.data())
def test_holding_a_suggested_session_closes_what_it_says(entries: list[Entry], data: st.DataObject) -> None:
    before = listed(entries)
    one = data.draw(st.sampled_from(before.rows))
    audience = dict.fromkeys(one.audience)
    session = complete_session(unit=one.unit, themes=list(one.themes), audience=audience)
    after = listed([*entries, Entry("x", "0" * 32, session)])
    assert after.empty == before.empty - one.closes
    assert one not in after.rows


def test_what_does_not_apply_is_no_gap(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock()) as book:
        whole = work_list_of(book, Query(), base_of(book))
        assert (whole.places, whole.empty, whole.untold) == (33 * 4, 33 * 4, 0)
        exempt(book, "CB01", "LC-04", "Không có dự án")
        less = work_list_of(book, Query(), base_of(book))
        assert (less.places, less.empty) == (32 * 4, 32 * 4)
        assert all("LC-04" not in one.themes for one in less.rows)
        priority = work_list_of(book, Query(), base_of(book, "priority"))
        assert priority.places == 4 * (len(base_of(book, "priority").themes) - 1)
        assert set(of_units(priority.rows)) == {"CB01"}


@settings(max_examples=30)
@given(register=registers)
def test_for_whom_figures_were_nobody_knows(register: list[Entry]) -> None:
    here, away = split(register)
    summed = summed_of([Told(file(), one) for one in away], DIRECTIVE)
    tallies = tallies_of(here, DIRECTIVE, "audience", "units")
    found = work_list(tallies, BASE, Rows(UNITS), AUDIENCES, summed)
    told = {(one.unit, cell.theme) for one in away for cell in one.cells}
    assert not told & {(one.unit, theme) for one in found.rows for theme in one.themes}
    assert found.untold + found.empty == len(gaps(here))
    covered = {row.theme for row in cover(here, DIRECTIVE, summed=summed).rows if row.sessions}
    assert all(one.first == sum(theme not in covered for theme in one.themes) for one in found.rows)
