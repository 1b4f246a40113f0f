"""Theme coverage equals a recount by hand, and the sessions behind each cell are those it counts."""

from collections import Counter
from collections.abc import Callable
from datetime import date as Date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from logs.catalogue.directive import shipped
from logs.counting.behind import behind
from logs.counting.facts import BY, UNSPLIT, Dim
from logs.counting.tally import Tallies
from logs.counting.unit_totals import Figures, MonthSum, Summed, ThemeSum
from logs.coverage.scope import gaps
from logs.coverage.table import Totals, coverage_of, table
from logs.model import Session
from logs.session.query import Entry, Query, Reason
from tests.books import Clock, make_book
from tests.logs.coverage.tables import EVER, cover
from tests.logs.registers import REPORTERS, UNITS, registers
from tests.logs.sessions import SESSION_ID, complete_session

DIRECTIVE = shipped()
LISTED: Any = {"units": ("CB01", "CB03"), "reporters": ("BCV-02", "BCV-09")}

# By which columns a session is counted, said a second time.
COLUMNS: dict[str, Callable[[Session], set[str]]] = {
    "unit": lambda session: {session.unit},
    "month": lambda session: {session.date.isoformat()[:7]},
    "quarter": lambda session: {f"{session.date.year}-Q{'111222333444'[session.date.month - 1]}"},
    "audience": lambda session: set(session.audience),
    "form": lambda session: {session.form or ""},
    "reporter": lambda session: set(session.reporters),
    "document": lambda session: set(session.documents),
}


def entry(session: Session, *, conflict: bool = False, number: int = 0) -> Entry:
    return Entry(f"{number:08}{SESSION_ID[8:]}", "0" * 32, session, conflict)


@pytest.mark.parametrize("by", BY)
@settings(max_examples=30)
@given(entries=registers)
def test_every_figure_is_a_recount(by: str, entries: list[Entry]) -> None:
    table = cover(entries, DIRECTIVE, by=by, **LISTED)
    counted = [one.session for one in entries if one.session.status == "complete"]
    assert table.by == by
    assert {row.theme for row in table.rows} == {*DIRECTIVE.themes, *(code for one in counted for code in one.themes)}
    for row in table.rows:
        of_theme = [session for session in counted if row.theme in session.themes]
        assert row.sessions == len(of_theme)
        assert row.attendance == sum(session.attendance or 0 for session in of_theme)
        assert row.units == len({session.unit for session in of_theme})
        assert row.last == max((session.date for session in of_theme), default=None)
        assert tuple(row.cells) == table.columns
        for column, number in row.cells.items():
            assert number == sum(column in COLUMNS[by](session) for session in of_theme)
    assert {column for one in counted for column in COLUMNS[by](one)} <= set(table.columns)
    assert len(set(table.columns)) == len(table.columns)
    period = (Date(2014, 1, 1), Date(2014, 12, 14))
    complete = [one for one in entries if one.session.status == "complete"]
    assert table.totals == Totals(
        sessions=len(counted),
        attendance=sum(session.attendance or 0 for session in counted),
        conflicts=sum(one.conflict for one in complete),
        left_out=Counter(one.session.status for one in entries if one.session.status != "complete"),
        beyond=sum(not period[0] <= one.session.date <= period[1] for one in complete),
        several=sum(len(one.session.reporters) > 1 for one in complete),
    )
    assert [*gaps(table.rows)] == [row.theme for row in table.rows if not row.sessions]


@pytest.mark.parametrize("by", BY)
@settings(max_examples=30)
@given(entries=registers)
def test_the_sessions_behind_each_cell(by: Dim, entries: list[Entry]) -> None:
    def find(query: Query) -> int:
        asked_for = query.test(DIRECTIVE, lambda _: "")
        return sum(asked_for(entry) and entry.session.status == "complete" for entry in entries)

    table = cover(entries, DIRECTIVE, by=by, **LISTED)
    for row in table.rows:
        assert find(behind(DIRECTIVE, EVER, {"theme": row.theme})) == row.sessions
        for column, number in row.cells.items():
            assert find(behind(DIRECTIVE, EVER, {"theme": row.theme, by: column})) == number
    assert find(behind(DIRECTIVE, EVER)) == table.totals.sessions


def test_in_a_book(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock()) as book:
        for month in range(1, 13):
            themes = [f"LC-0{month % 7 + 1}", "DQ-01"] if month % 3 else ["NT-02", "ZZ-01"]
            book.add(
                complete_session(
                    date=f"2014-{month:02}-10", themes=themes, unit=UNITS[month % 3], reporters=[REPORTERS[month % 2]],
                    documents=["CT26-2008"], form=["TM", "SH", "HC"][month % 3],
                )
            )  # fmt: skip
        draft = book.add(complete_session(status="draft"))
        for by in BY:
            table = coverage_of(book, Query(), by=by)
            assert table.totals == Totals(12, 300, left_out={"draft": 1})
            filled = 0
            for row in table.rows:
                for column in (name for name, number in row.cells.items() if number):
                    listed = book.find(behind(book.directive, Query(), {"theme": row.theme, by: column}))
                    assert len(listed) == row.cells[column]
                    assert draft not in listed
                    filled += 1
            assert filled


def test_every_theme_is_listed_the_priority_groups_first() -> None:
    table = cover([], DIRECTIVE)
    assert len(table.rows) == 33
    groups = list(dict.fromkeys(row.group for row in table.rows))
    assert groups == ["LC", "DQ", "DM", "DL", "HP", "QT", "NT", "PB"]
    assert all(row == type(row)(row.theme, row.theme[:2], 0, 0, 0, None, {}) for row in table.rows)
    assert gaps(table.rows) == tuple(row.theme for row in table.rows)
    assert table.totals == Totals(0, 0)


def test_columns_stand_in_their_own_order() -> None:
    entries = [
        entry(complete_session(date=day, unit=unit, reporters=[unit.lower()], audience={"ZZ": None}, documents=["A"]))
        for day, unit in (("2013-11-05", "CB09"), ("2015-02-01", "CB04"), ("2014-12-31", "CB02"))
    ]
    columns = {by: cover(entries, DIRECTIVE, by=by, units=("CB03", "CB02"), reporters=("x",)).columns for by in BY}
    assert columns["unit"] == ("CB03", "CB02", "CB04", "CB09")
    assert columns["reporter"] == ("x", "cb02", "cb04", "cb09")
    assert columns["month"] == (*(f"2014-{month:02}" for month in range(1, 13)), "2013-11", "2015-02")
    assert columns["quarter"] == ("2014-Q1", "2014-Q2", "2014-Q3", "2014-Q4", "2013-Q4", "2015-Q1")
    assert columns["form"] == ("TM", "SH", "HC")
    assert columns["audience"] == ("CB", "DV", "VC", "LD", "DN", "BB", "KB", "ZZ")
    assert columns["document"] == ("HD135-2014", "CT26-2008", "KL16-2012", "QD368-2013", "A")


def test_a_session_of_several_themes_counts_once_in_the_totals() -> None:
    table = cover([entry(complete_session(themes=["LC-01", "LC-02", "DQ-01"]))], DIRECTIVE)
    assert [(row.theme, row.sessions, row.attendance) for row in table.rows if row.sessions] == [
        ("LC-01", 1, 25), ("LC-02", 1, 25), ("DQ-01", 1, 25),
    ]  # fmt: skip
    assert (table.totals.sessions, table.totals.attendance) == (1, 25)


def test_drafts_conflicts_and_strange_days_are_counted_apart() -> None:
    entries = [
        entry(complete_session(), conflict=True),
        entry(complete_session(status="draft"), conflict=True),
        entry(complete_session(status="draft", date="2013-12-31", attendance=None, audience={}, form=None, themes=[])),
        entry(complete_session(date="2014-01-01")),
        entry(complete_session(date="2014-12-14")),
        entry(complete_session(date="2013-12-31")),
        entry(complete_session(date="2014-12-15")),
    ]
    assert cover(entries, DIRECTIVE).totals == Totals(
        sessions=5, attendance=125, left_out={"draft": 2}, conflicts=1, beyond=2
    )


FIGURES = Figures(
    unit="CB09", sessions=7, attendance=350,
    months=(MonthSum("2013-12", "SH", 2, 60), MonthSum("2014-12", "SH", 4, 200), MonthSum("2015-01", "TM", 1, 90)),
    cells=(ThemeSum("LC-01", "2013-12", "SH", 2, 60), ThemeSum("LC-01", "2014-12", "SH", 4, 200),
           ThemeSum("ZZ-01", "2014-12", "SH", 4, 200), ThemeSum("LC-02", "2015-01", "TM", 1, 90)),
)  # fmt: skip


def test_figures_count_beside_sessions_and_what_lies_outside_is_told() -> None:
    entries = [entry(complete_session(themes=["LC-01"])), entry(complete_session(status="draft"), number=1)]
    table = cover(entries, DIRECTIVE, by="month", summed=Summed((FIGURES,), left=5, other=11, outside=3))
    left_out: dict[Reason, int] = {"draft": 1, "other_catalogue": 11, "outside_period": 3}
    assert table.totals == Totals(sessions=8, attendance=375, left_out=left_out, summed=7, left=5)
    rows = {row.theme: row for row in table.rows if row.sessions}
    assert {code: (row.sessions, row.attendance, row.units, row.last) for code, row in rows.items()} == {
        "LC-01": (7, 285, 2, Date(2014, 5, 12)), "LC-02": (1, 90, 1, None), "ZZ-01": (4, 200, 1, None),
    }  # fmt: skip
    assert {month: n for month, n in table.sums.items() if n} == {
        "2013-12": 2,
        "2014-05": 1,
        "2014-12": 4,
        "2015-01": 1,
    }
    assert {month: n for month, n in rows["LC-01"].cells.items() if n} == {"2013-12": 2, "2014-05": 1, "2014-12": 4}


def test_sessions_and_figures_of_other_catalogues_are_added_up() -> None:
    others = [entry(complete_session(directive="LC-TTDN-2013"), number=number) for number in range(2)]
    assert cover(others, DIRECTIVE, summed=Summed(other=3)).totals == Totals(0, 0, left_out={"other_catalogue": 5})


@pytest.mark.parametrize(
    ("by", "measure", "sums", "cells"),
    [
        ("unit", "sessions", {"CB01": 1, "CB09": 7}, {"CB01": 1, "CB09": 6}),
        ("unit", "attendance", {"CB01": 25, "CB09": 350}, {"CB01": 25, "CB09": 260}),
        ("unit", "units", {"CB01": 1, "CB09": 1}, {"CB01": 1, "CB09": 1}),
        ("quarter", "units", {"2013-Q4": 1, "2014-Q2": 1, "2014-Q4": 1, "2015-Q1": 1},
         {"2013-Q4": 1, "2014-Q2": 1, "2014-Q4": 1}),
        ("form", "attendance", {"SH": 285, "TM": 90}, {"SH": 285}),
        ("audience", "sessions", {"DV": 1, "CB": 1, UNSPLIT: 7}, {"DV": 1, "CB": 1, UNSPLIT: 6}),
        ("reporter", "units", {"BCV-01": 1, UNSPLIT: 1}, {"BCV-01": 1, UNSPLIT: 1}),
    ],
)  # fmt: skip
def test_figures_stand_in_the_columns_that_they_name_and_else_behind_all(
    by: str, measure: str, sums: dict[str, int], cells: dict[str, int]
) -> None:
    entries = [entry(complete_session(themes=["LC-01"]))]
    table = cover(entries, DIRECTIVE, by=by, measure=measure, summed=Summed((FIGURES,)))
    assert {column: n for column, n in table.sums.items() if n} == sums
    [row] = (row for row in table.rows if row.theme == "LC-01")
    assert {column: n for column, n in row.cells.items() if n} == cells
    assert (table.columns[-1] == UNSPLIT) == (UNSPLIT in sums)


def test_themes_of_another_catalogue_come_last() -> None:
    entries = [entry(complete_session(themes=["ZZ-02", "AA-01", "LC-01"])), entry(complete_session(themes=["ZZ-02"]))]
    table = cover(entries, DIRECTIVE)
    assert [(row.theme, row.group, row.sessions) for row in table.rows[33:]] == [("AA-01", "", 1), ("ZZ-02", "", 2)]
    assert all(row.group for row in table.rows[:33])


def test_no_other_columns() -> None:
    with pytest.raises(ValueError, match="weekday"):
        table(Tallies(DIRECTIVE, (), "sessions"), by="weekday")
