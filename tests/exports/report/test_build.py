"""What a report states: the same figures as the coverage tables, each unit with what stands below it."""

import tempfile
from datetime import date as Date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from exports.report.annexes import annexes
from exports.report.build import reckon
from exports.report.model import RegisterLine, Report, Sum, encoded
from exports.report.table import Annex, rows_of
from logs.book.book import LogBook
from logs.catalogue.directive import read_directive
from logs.coverage.table import coverage_of
from logs.periods import Period, read_period
from logs.session.query import Entry, Query
from tests.books import Clock, make_book
from tests.exports.desk import KEYS, UNITS, Desk, session_of
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
    assert report.apart.drafts == coverage.totals.left_out.get("draft", 0)
    assert report.apart.other == coverage.totals.left_out.get("other_catalogue", 0)
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


# ---------------------------------------------------------------- what stands beside the sums


def test_a_line_of_the_register_says_what_its_codes_mean(desk: Desk) -> None:
    book = desk.book("CB01")
    reporters = ["CB01-po", "CB01-an", "XX-gone"]
    kept = book.add(
        session_of(
            "CB01", reporters=reporters, audience={"CB": 7, "DV": 18, "ZZ": None}, documents=["KL16-2012", "ZZ-9"],
            topic="Biên giới", place="Hội trường", notes="ghi chú",
        )
    )  # fmt: skip
    other = book.add(session_of("CB01", date="2014-05-13", form="TM", themes=["PB-99"], themes_other="Giá xăng"))
    lines = reckon(book, YEAR).register
    assert lines[0] == RegisterLine(
        id=kept.id, version=kept.version, date=Date(2014, 5, 12), unit="Chi bộ Trường Chính trị",
        form=book.directive.form_by_code["SH"].title, attendance=25,
        reporters=("Lò Văn Pọ", "Nguyễn Thị Ẩn", "XX-gone"), themes=("LC-02", "QT-02"),
        audience=(*(book.directive.audience_by_code[code].title for code in ("CB", "DV")), "ZZ"), place="Hội trường",
        topic="Biên giới", documents=(book.directive.document_by_code["KL16-2012"].number, "ZZ-9"), notes="ghi chú",
        conflict=False, content=kept.session, counts_in="Chi bộ Trường Chính trị",
    )  # fmt: skip
    assert (lines[1].id, lines[1].topic, lines[1].form) == (
        other.id,
        "Giá xăng",
        book.directive.form_by_code["TM"].title,
    )


def test_sessions_are_listed_by_day_and_so_are_their_versions_by_id(desk: Desk) -> None:
    book = desk.book("CB01")
    made = [book.add(session_of("CB01", date=day)) for day in ("2014-06-01", "2014-05-01", "2014-05-01", "2014-04-01")]
    report = reckon(book, YEAR)
    expected = sorted(made, key=lambda entry: (entry.session.date, entry.id))
    assert [line.id for line in report.register] == [entry.id for entry in expected]
    assert list(report.versions.items()) == sorted((entry.id, entry.version) for entry in made)


def test_a_unit_that_left_the_list_goes_on_by_its_code(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    desk.merge(office, desk.export(cell))
    office.use_units([unit for unit in UNITS if unit.code not in ("CB01", "DB01")])
    report = reckon(office, YEAR)
    assert [line.unit for line in report.register] == ["CB01"]
    lines = {line.code: (line.name, line.sessions, line.progress is None) for line in report.units}
    assert lines == {
        "CB01": ("CB01", 1, True),
        "CB02": ("Chi bộ Sở Tài chính", 0, False),
        "DB02": ("Đảng bộ Sở Y tế", 0, False),
    }
    assert [(line.code, line.unit) for line in report.reporters if line.sessions] == [("CB01-an", "CB01")]


def test_units_that_stand_under_each_other_in_a_ring_are_lines_of_their_own(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    desk.merge(office, desk.export(cell))
    parents = {"CB01": "CB02", "CB02": "CB01"}
    office.use_units([replace(unit, parent=parents.get(unit.code, unit.parent)) for unit in UNITS])
    assert [(line.code, line.sessions) for line in reckon(office, YEAR).units] == [
        ("DB01", 0),
        ("DB02", 0),
        ("CB01", 1),
    ]


def test_conflicts_and_pairs_to_ask_about_are_told_apart(desk: Desk) -> None:
    first = desk.book("CB01")
    entry = first.add(session_of("CB01", topic="Biên giới", place="Hội trường"))
    second = desk.clone(first, "copy")
    first.edit(entry.id, session_of("CB01", place="A"))
    second.edit(entry.id, session_of("CB01", place="B"))
    office = desk.office()
    desk.merge(office, desk.export(first), desk.export(second))
    apart = reckon(office, YEAR).apart
    assert (apart.conflicts, apart.asked) == (1, 0)
    assert [line.conflict for line in reckon(office, YEAR).register] == [True]
    for day in ("2014-08-31", "2014-09-01"):
        office.add(session_of("DUK", date=day, topic="Biên giới", place="Hội trường"))
    asked = {name: reckon(office, read_period(name)).apart.asked for name in ("2014", "2014-09", "2014-Q3", "2014-Q2")}
    assert asked == {"2014": 1, "2014-09": 0, "2014-Q3": 1, "2014-Q2": 0}, "a pair is asked about where both count"


def test_what_is_not_counted_is_told_by_its_reason(desk: Desk) -> None:
    book = desk.book("CB01")
    for day in ("2014-01-01", "2014-12-14", "2014-12-15", "2013-12-31", "2015-01-01"):
        book.add(session_of("CB01", date=day))
    for more in ({"status": "draft"}, {"directive": "LC-TTDN-2013"}, {"directive": "LC-TTDN-2013"}):
        book.add(session_of("CB01", **more))
    report = reckon(book, YEAR)
    apart = report.apart
    assert (report.total.sessions, apart.drafts, apart.other, apart.outside) == (3, 1, 2, 2)
    for day in ("2013-12-31", "2014-12-15"):
        assert reckon(book, Period("", Date.fromisoformat(day), Date.fromisoformat(day))).apart.outside == 2
    december = reckon(book, read_period("2014-12"), cut_off=Date(2014, 12, 14))
    assert (december.total.sessions, december.apart.after, december.apart.outside) == (1, 1, 3)


def test_figures_and_sessions_of_other_catalogues_are_added_up(desk: Desk) -> None:
    office, middle, cell = desk.office(), desk.book("DB01", role="committee"), desk.book("CB01")
    for attendance in (10, 30):
        cell.add(session_of("CB01", attendance=attendance, audience={"DV": attendance}))
    desk.merge(middle, desk.export(cell), trust=KEYS)
    desk.merge(office, desk.file(totals_of(middle)), trust=KEYS)
    last_year = office.directive.source.replace('"LC-TTDN-2014"', '"LC-TTDN-2014-B"')
    office.add(session_of("DUK", directive="LC-TTDN-2013"))
    office.use_directive(read_directive(last_year.encode()))
    report = reckon(office, YEAR)
    assert (report.total, report.apart.other, report.apart.summed) == (Sum(0, 0), 3, 0)


def test_reporters_stand_in_the_order_of_the_list_with_their_last_day(desk: Desk) -> None:
    book = desk.book("CB01")
    for day, codes in (("2014-06-01", ["CB01-po", "AA"]), ("2014-05-01", ["CB01-po"]), ("2014-04-01", ["ZZ"])):
        book.add(session_of("CB01", date=day, reporters=codes))
    report = reckon(book, YEAR)
    assert [
        (line.code, line.name, line.unit, line.sessions, line.attendance, line.last) for line in report.reporters
    ] == [
        ("CB01-an", "Nguyễn Thị Ẩn", "CB01", 0, 0, None),
        ("CB01-po", "Lò Văn Pọ", "CB01", 2, 50, Date(2014, 6, 1)),
        ("AA", "AA", "", 1, 25, Date(2014, 6, 1)),
        ("ZZ", "ZZ", "", 1, 25, Date(2014, 4, 1)),
    ]
    assert [line.reporters for line in report.units] == [3]


def test_themes_that_the_catalogue_lacks_stand_behind_its_own_by_their_codes(desk: Desk) -> None:
    book = desk.book("CB01")
    for day, theme in (("2014-04-01", "ZZ-1"), ("2014-05-01", "MM-1"), ("2014-06-01", "AA-1")):
        book.add(session_of("CB01", date=day, themes=["LC-01", theme]))
    lines = reckon(book, YEAR).themes
    assert [line.code for line in lines] == [*book.directive.themes, "AA-1", "MM-1", "ZZ-1"]
    assert [(line.title, line.group, line.sessions, line.units, line.core) for line in lines[-3:]] == [
        ("AA-1", "", 1, 1, False), ("MM-1", "", 1, 1, False), ("ZZ-1", "", 1, 1, False),
    ]  # fmt: skip


def test_priority_and_order_are_a_group_s_alone(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01", documents=["ZZ"], audience={"DV": None}))
    report = reckon(book, YEAR)
    assert [(part.code, part.priority, part.order) for part in report.groups] == [
        (group.code, group.priority, group.order) for group in book.directive.groups
    ]
    of_no_group = (*report.forms, *report.audiences, *report.documents)
    assert {(part.priority, part.order) for part in of_no_group} == {(False, 0)}


def test_modes_new_media_and_joint_sessions_are_counted(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01", mode="online", new_media=True))
    book.add(session_of("CB01", mode="in_person", partners=["CB02", "DB02"]))
    book.add(session_of("CB01", mode="online"))
    book.add(session_of("CB01"))
    report = reckon(book, YEAR)
    assert (list(report.modes.items()), report.new_media, report.joint) == ([("in_person", 1), ("online", 2)], 1, 1)


def test_documents_forms_months_and_quarters_have_a_line_each(desk: Desk) -> None:
    book = desk.book("CB01")
    for day, form in (("2014-03-31", "TM"), ("2014-04-01", "SH"), ("2014-04-30", "SH")):
        book.add(
            session_of("CB01", date=day, form=form, documents=["ZZ", "CT26-2008"], audience={"AA": None, "YY": None})
        )
    report = reckon(book, read_period("2014-6T"))
    assert [(line.name, line.sessions, line.attendance, line.forms) for line in report.months if line.sessions] == [
        ("2014-03", 1, 25, {"TM": 1}), ("2014-04", 2, 50, {"SH": 2}),
    ]  # fmt: skip
    assert [line.name for line in report.months] == [f"2014-{month:02}" for month in range(1, 7)]
    assert [(line.name, line.sessions, line.forms) for line in report.quarters] == [
        ("2014-Q1", 1, {"TM": 1}), ("2014-Q2", 2, {"SH": 2}),
    ]  # fmt: skip
    assert [(part.code, part.sessions, part.attendance) for part in report.documents if part.sessions] == [
        ("CT26-2008", 3, 75), ("ZZ", 3, 75),
    ]  # fmt: skip
    assert [(part.code, part.title, part.sessions) for part in report.audiences][-3:] == [
        ("AA", "AA", 3),
        ("YY", "YY", 3),
        ("", "Chưa tách theo đối tượng", 0),
    ]
    assert report.audiences[-1].attendance == 75
    assert [(part.code, part.sessions, part.attendance) for part in report.forms] == [
        ("TM", 1, 25),
        ("SH", 2, 50),
        ("HC", 0, 0),
    ]
    assert report.group_months == {"LC": {"2014-03": 1, "2014-04": 2}, "QT": {"2014-03": 1, "2014-04": 2}}
    assert report.units[0].forms == {"TM": 1, "SH": 2}


# ---------------------------------------------------------------- units


def test_a_unit_is_reported_with_what_stands_below_it(desk: Desk) -> None:
    office, middle, cell = desk.office(), desk.book("DB01", role="committee"), desk.book("CB01")
    cell.add(session_of("CB01"))
    middle.add(session_of("DB01", themes=["LC-02"]))
    desk.merge(middle, desk.export(cell), trust=KEYS)
    desk.merge(office, desk.export(middle), trust=KEYS)
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
    desk.merge(middle, desk.export(cell), trust=KEYS)
    desk.merge(office, desk.file(totals_of(middle)), trust=KEYS)
    report = reckon(office, YEAR)
    assert report.total == report.so_far == reckon(office, read_period("2014-Q2")).so_far == Sum(2, 40)
    assert (report.apart.summed, report.apart.left) == (2, 0)
    assert {line.code: line.units for line in report.themes if line.sessions} == {"LC-02": 1, "QT-02": 1}
    in_part = reckon(office, YEAR, cut_off=Date(2014, 5, 15))
    assert (in_part.total, in_part.apart.left) == (Sum(0, 0), 2), "of a month in part the figures say nothing"
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
    assert report.before_months == {"2013-05": 1}


@pytest.mark.parametrize("day", [Date(2016, 2, 29), Date(2016, 3, 1)])
def test_a_leap_day_has_a_day_a_year_before(desk: Desk, day: Date) -> None:
    assert reckon(desk.book("CB01"), Period("", day, day)).before is None


def test_a_report_is_read_back_as_it_was_written(desk: Desk) -> None:
    book: LogBook = desk.book("CB01")
    book.add(session_of("CB01", topic="=1+1", notes="a\nb"))
    report = reckon(book, YEAR)
    assert msgspec.json.decode(b"".join(encoded(report)), type=Report) == report


def test_the_register_tells_of_the_minutes_of_a_session_in_its_notes(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock()) as book:
        told = {"record_number": "12-BB/CB01", "record_date": "2014-05-15", "notes": "Hỏi về giá đất"}
        for more in (told, {"record_date": "2014-05-15"}, {"notes": "Hỏi về giá đất"}):
            book.add(session_of("CB01", **more))
        notes = {row[-1] for row in by_number(reckon(book, YEAR), 5).rows}
    assert notes == {
        "Biên bản số 12-BB/CB01 ngày 15/05/2014; Hỏi về giá đất", "Biên bản ngày 15/05/2014", "Hỏi về giá đất",
    }  # fmt: skip
