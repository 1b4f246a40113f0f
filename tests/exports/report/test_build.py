"""What a report states: the same figures as the coverage tables, each unit with what stands below it."""

import tempfile
from datetime import date as Date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.report.annexes import annexes
from exports.report.build import reckon
from exports.report.model import Report, Sum
from exports.report.table import Annex, rows_of
from logs.book.book import LogBook
from logs.coverage.table import coverage_of
from logs.periods import Period, read_period
from logs.session.query import Entry, Query
from tests.books import Clock, make_book
from tests.exports.desk import Desk, session_of
from tests.exports.merge.test_totals import totals_of
from tests.logs.registers import registers

YEAR = read_period("2014")
PERIODS = ("2014", "2014-03", "2014-Q4", "2014-6T", "2014-9T")


def by_number(report: Report, number: int) -> Annex:
    """Biểu 1 to 5."""
    return next(annex for annex in annexes(report) if annex.number == number)


# ---------------------------------------------------------------- the sums


@settings(max_examples=40)
@given(registers, st.sampled_from(PERIODS))
def test_the_sums_are_those_of_the_coverage_tables(register: list[Entry], name: str) -> None:
    period = read_period(name)
    with tempfile.TemporaryDirectory() as folder, make_book(Path(folder, "book"), Clock()) as book:
        for entry in register:
            book.add(entry.session)
        report = reckon(book, period)
        coverage = coverage_of(book, Query(start=period.start, end=period.end), by="form")
    assert report.total == Sum(coverage.totals.sessions, coverage.totals.attendance)
    assert report.apart.drafts == coverage.totals.drafts
    assert report.apart.other == coverage.totals.other
    assert [(line.code, line.group, line.sessions, line.attendance) for line in report.themes] == [
        (row.theme, row.group, row.sessions, row.attendance) for row in coverage.rows
    ]
    assert sum(part.sessions for part in report.forms) == report.total.sessions
    for lines in (report.months, report.quarters, report.units):
        assert Sum(sum(one.sessions for one in lines), sum(one.attendance for one in lines)) == report.total
    assert len(report.register) == len(report.versions) == report.total.sessions
    assert sum(line.attendance for line in report.register) == report.total.attendance


@settings(max_examples=20)
@given(registers)
def test_the_last_rows_state_the_totals(register: list[Entry]) -> None:
    with tempfile.TemporaryDirectory() as folder, make_book(Path(folder, "book"), Clock()) as book:
        for entry in register:
            book.add(entry.session)
        report = reckon(book, YEAR)
    for number, sessions, attendance in ((1, 2, 3), (2, 3, 4), (3, 2, 3)):
        annex = by_number(report, number)
        rows = list(rows_of(annex))
        assert all(len(row) == len(annex.columns) for row in rows)
        if annex.rows:
            assert (rows[-1][sessions], rows[-1][attendance]) == (report.total.sessions, report.total.attendance)


def test_a_session_counts_once_in_a_group(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01", themes=["LC-01", "LC-02", "DQ-01"]))
    report = reckon(book, YEAR)
    assert {part.code: part.sessions for part in report.groups if part.sessions} == {"LC": 1, "DQ": 1}
    assert report.units[0].groups == {"LC": 1, "DQ": 1}
    assert list(report.units[0].groups) == list(report.group_months) == ["LC", "DQ"]


def test_who_listened_is_known_of_one_group_alone_and_of_counted_ones(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01", attendance=10, audience={"DV": None}))
    book.add(session_of("CB01", attendance=20, audience={"DV": 15, "CB": 5}))
    book.add(session_of("CB01", attendance=40, audience={"DV": None, "CB": None}))
    found = {part.code: (part.sessions, part.attendance) for part in reckon(book, YEAR).audiences if part.sessions}
    assert found == {"DV": (3, 25), "CB": (2, 5)}


# ---------------------------------------------------------------- units


def test_a_unit_is_reported_with_what_stands_below_it(desk: Desk) -> None:
    office, middle, cell = desk.office(), desk.book("DB01", role="committee"), desk.book("CB01")
    cell.add(session_of("CB01"))
    middle.add(session_of("DB01", themes=["LC-02"]))
    desk.merge(middle, desk.export(cell), trust_new=True)
    desk.merge(office, desk.export(middle), trust_new=True)
    report = reckon(office, YEAR)
    assert [(line.code, line.sessions) for line in report.units] == [("DB01", 2), ("DB02", 0)]
    assert {line.code: line.units for line in report.themes if line.sessions} == {"LC-02": 1, "QT-02": 1}
    assert [line.code for line in report.reported] == ["DB01"]
    assert [line.code for line in report.missing] == ["DB02"]


def test_the_office_stands_behind_its_units(desk: Desk) -> None:
    office = desk.office()
    office.add(session_of("DUK"))
    assert [(line.code, line.progress is None) for line in reckon(office, YEAR).units] == [
        ("DB01", False), ("DB02", False), ("DUK", True),
    ]  # fmt: skip


def test_figures_without_sessions_count_where_they_can(desk: Desk) -> None:
    office, middle, cell = desk.office(), desk.book("DB01", role="committee"), desk.book("CB01")
    for attendance in (10, 30):
        cell.add(session_of("CB01", attendance=attendance, audience={"DV": attendance}))
    desk.merge(middle, desk.export(cell), trust_new=True)
    desk.merge(office, desk.file(totals_of(middle)), trust_new=True)
    report = reckon(office, YEAR)
    assert report.total == Sum(2, 40)
    assert report.apart.summed == 2
    assert report.units[0].groups is None
    assert not report.register
    assert len(report.versions) == 2
    row = by_number(report, 1).rows[0]
    assert row[2:4] == (2, 40)
    assert row[-1] == "chỉ có số tổng hợp"


# ---------------------------------------------------------------- periods


def test_sessions_after_the_cut_off_wait(desk: Desk) -> None:
    book = desk.book("CB01")
    for day in ("2014-11-30", "2014-12-01"):
        book.add(session_of("CB01", date=day))
    report = reckon(book, YEAR, cut_off=Date(2014, 11, 30))
    assert (report.total.sessions, report.apart.after, report.end) == (1, 1, Date(2014, 11, 30))
    assert report.cut_off == Date(2014, 11, 30)
    assert reckon(book, YEAR, cut_off=Date(2015, 1, 31)).cut_off is None


def test_what_was_held_so_far_and_a_year_before(desk: Desk) -> None:
    book = desk.book("CB01")
    for day, directive in (("2014-01-10", "LC-TTDN-2014"), ("2014-05-10", "LC-TTDN-2014"), ("2013-05-10", "OLD-2013")):
        book.add(session_of("CB01", date=day, directive=directive, attendance=20, audience={"DV": None}))
    book.add(session_of("CB01", date="2013-05-11"))
    report = reckon(book, read_period("2014-05"))
    assert (report.total, report.so_far) == (Sum(1, 20), Sum(2, 40))
    # The one under this year's catalogue has a wrong date.
    assert (report.before, report.apart.outside) == (Sum(1, 20), 1)


@pytest.mark.parametrize("day", [Date(2016, 2, 29), Date(2016, 3, 1)])
def test_a_leap_day_has_a_day_a_year_before(desk: Desk, day: Date) -> None:
    assert reckon(desk.book("CB01"), Period("", day, day)).before is None


def test_a_report_is_read_back_as_it_was_written(desk: Desk) -> None:
    book: LogBook = desk.book("CB01")
    book.add(session_of("CB01", topic="=1+1", notes="a\nb"))
    report = reckon(book, YEAR)
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
