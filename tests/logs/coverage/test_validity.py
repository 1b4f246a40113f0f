"""Themes that are valid for a part of the year only: no gap of any other days, and counted all the same."""

from datetime import date as Date
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.catalogue.directive import Directive, shipped
from logs.catalogue.other_years import catalogue_from, catalogue_values
from logs.coverage.gaps import work_list_of
from logs.coverage.pace import facts
from logs.coverage.rows import asked_units
from logs.coverage.scope import base_in, base_of, covered, gaps, rows_in
from logs.coverage.table import coverage_of, days_asked
from logs.session.query import Entry, Query
from tests.books import Clock, make_book
from tests.logs.coverage.tables import cover
from tests.logs.sessions import SESSION_ID, complete_session

DAYS = st.dates(Date(2014, 1, 1), Date(2014, 12, 31))
THEMES = tuple(shipped().themes)[:4]


def catalogue_with(**days: tuple[Date | None, Date | None]) -> Directive:
    """The shipped catalogue with first and last days of themes and groups; LC_02 names LC-02."""
    values = catalogue_values(shipped())
    for group in values["group"]:
        for entry in (group, *group["theme"]):
            entry.update(named(*days.get(entry["code"].replace("-", "_"), (None, None))))
    return catalogue_from(values)


def named(since: Date | None, until: Date | None) -> dict[str, Any]:
    return {name: day for name, day in (("from", since), ("to", until)) if day}


@st.composite
def validities(draw: st.DrawFn) -> dict[str, tuple[Date | None, Date | None]]:
    found: dict[str, tuple[Date | None, Date | None]] = {}
    for theme in THEMES:
        first, last = sorted((draw(DAYS), draw(DAYS)))
        found[theme] = draw(st.sampled_from([(first, last), (first, None), (None, last), (None, None)]))
    return found


@given(validities(), st.lists(st.tuples(DAYS, st.sampled_from(THEMES)), max_size=6), st.tuples(DAYS, DAYS).map(sorted))
def test_a_gap_is_what_was_valid_on_a_day_and_not_talked_about(
    validity: dict[str, tuple[Date | None, Date | None]], held: list[tuple[Date, str]], asked: list[Date]
) -> None:
    start, end = asked
    directive = catalogue_with(**{code.replace("-", "_"): days for code, days in validity.items()})
    within = [(day, theme) for day, theme in held if start <= day <= end]
    table = cover(
        (Entry(SESSION_ID, "0" * 32, complete_session(date=day.isoformat(), themes=[theme])) for day, theme in within),
        directive,
        by="month",
    )
    query = Query(start=start, end=end)
    rows = rows_in(table, base_in(directive, "all", (), query), ("CB01",))
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]

    def is_due(theme: str, wanted: list[Date]) -> bool:
        since, until = validity.get(theme, (None, None))
        return any((since or day) <= day <= (until or day) for day in wanted)

    talked = {theme for _day, theme in within}
    assert set(gaps(rows)) == {code for code in directive.themes if is_due(code, days)} - talked
    assert covered(rows)[0] == len(talked)
    for row in rows:
        for month in table.columns:
            year, number = map(int, month.split("-"))
            of_month = [day for n in range(31) if (day := Date(year, number, 1) + timedelta(days=n)).month == number]
            was_held = any((day.year, day.month) == (year, number) and theme == row.theme for day, theme in within)
            assert (month in row.cells) == (was_held or is_due(row.theme, of_month))


@pytest.fixture
def april(tmp_path: Path) -> LogBook:
    book = make_book(tmp_path / "book", Clock())
    book.use_directive(catalogue_with(LC_02=(Date(2014, 4, 1), None), NT=(None, Date(2014, 3, 31))))
    return book


def test_a_theme_from_april_is_no_gap_of_the_first_quarter(april: LogBook) -> None:
    units = asked_units(april)
    first = Query(start=Date(2014, 1, 1), end=Date(2014, 3, 31))
    assert "LC-02" not in gaps(rows_in(coverage_of(april, first), base_of(april, asked=first), units))
    assert "LC-02" in gaps(rows_in(coverage_of(april, Query()), base_of(april), units))
    later = Query(start=Date(2014, 4, 1), end=Date(2014, 6, 30))
    assert not {"NT-01", "NT-02"} & {*gaps(rows_in(coverage_of(april, later), base_of(april, asked=later), units))}
    quarters = {row.theme: row.cells for row in coverage_of(april, Query(), by="quarter").rows}
    assert [*quarters["LC-02"]] == ["2014-Q2", "2014-Q3", "2014-Q4"]
    assert [*quarters["NT-01"]] == ["2014-Q1"]
    assert days_asked(april.directive, Query()).start == Date(2014, 1, 1)


def test_a_theme_that_is_over_is_not_to_be_done_any_more(april: LogBook) -> None:
    assert april.today() > Date(2014, 3, 31)
    themes = {theme for row in work_list_of(april).rows for theme in row.themes}
    assert "NT-01" not in themes
    assert "LC-02" in themes
    assert "NT-01" in facts(april).themes  # it was a gap of the year


def test_a_session_of_another_day_is_doubted_and_counts(april: LogBook) -> None:
    fields = {"unit": "CB01", "form": "SH", "reporters": (april.owner.reporter,), "attendance": 20,
              "audience": {"DV": None}, "themes": ("LC-02", "NT-01")}  # fmt: skip
    early = april.compose({**fields, "date": Date(2014, 2, 1)})
    assert [(one.code, one.params["value"]) for one in early.warnings] == [("entry_not_yet", "LC-02")]
    late = april.compose({**fields, "date": Date(2014, 5, 1)})
    assert [(one.code, one.params["day"]) for one in late.warnings] == [("entry_over", Date(2014, 3, 31))]
    assert early.session is not None
    april.add(early.session)
    rows = {row.theme: row for row in coverage_of(april, Query(), by="month").rows}
    assert (rows["LC-02"].sessions, rows["LC-02"].cells["2014-02"]) == (1, 1)
    assert "2014-01" not in rows["LC-02"].cells
    first = Query(start=Date(2014, 1, 1), end=Date(2014, 3, 31))
    shown = rows_in(coverage_of(april, first), base_of(april, asked=first), asked_units(april))
    assert "LC-02" in {row.theme for row in shown}
