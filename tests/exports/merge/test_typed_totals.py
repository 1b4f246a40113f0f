"""Totals that a person typed: counted like those of a file, before which they give way; undone, passed on."""

from pathlib import Path

import pytest

from exports.columnar.reader import opened_columnar
from exports.columnar.tables import coverage
from exports.columnar.writer import write_columnar
from exports.merge.unmerge import batches
from exports.report.build import reckon
from logs.book.book import LogBook
from logs.counting.sums import Sum
from logs.coverage.table import coverage_of
from logs.errors import SotayError
from logs.maintenance.integrity import audit
from logs.periods import read_period
from logs.progress.doubts import totals_doubts
from logs.progress.status import progress_of
from logs.progress.typed_totals import drop_totals, history_of, read_month, read_parts, type_totals, typed_of
from logs.session.query import Query
from tests import independent
from tests.exports.desk import KEYS, Desk, session_of
from tests.exports.merge.test_totals import counted, totals_of

MARCH = Sum(5, 120)


@pytest.fixture
def office(desk: Desk) -> LogBook:
    """A committee's book in which nobody has logged anything."""
    return desk.book("DB01", role="committee")


def codes(book: LogBook, unit: str = "CB01") -> list[str]:
    return [notice.code for notice in totals_doubts(book).get(unit, ())]


def test_typed_totals_count_everywhere_and_are_marked(office: LogBook) -> None:
    type_totals(office, "CB01", "2014-03", MARCH, forms={"TM": Sum(2, 60)}, themes={"LC-02": Sum(3, 80)})
    type_totals(office, "CB02", "2014-03", Sum(1, 10))
    assert counted(office) == (6, 130, 6)
    table = coverage_of(office, Query(), by="month")
    assert {row.theme: row.cells["2014-03"] for row in table.rows if row.sessions} == {"LC-02": 3}
    forms = coverage_of(office, Query(), by="form")
    assert {key: forms.sums.get(key, 0) for key in ("TM", "SH", "")} == {"TM": 2, "SH": 0, "": 4}
    report = reckon(office, read_period("2014"))
    assert (report.total.sessions, report.total.attendance, report.apart.summed) == (6, 130, 6)
    assert sum(part.sessions for part in report.forms) == 6
    standing = {one.unit: one for one in progress_of(office, office.today())}
    assert (standing["CB01"].state, standing["CB01"].sessions) == ("counted", 5)
    assert codes(office) == ["totals_typed"]
    assert not [finding for finding in audit(office) if finding.severity == "error"]


def test_a_question_for_a_form_or_a_day_leaves_out_what_is_not_known(office: LogBook) -> None:
    type_totals(office, "CB01", "2014-03", MARCH, forms={"TM": Sum(2, 60)})
    told = office.figures.summed(Query(form="TM"))
    assert ([one.sessions for one in told.figures], told.left) == ([2], 3)
    assert office.figures.summed(Query(theme="LC-02")).left == 5


def test_they_give_way_to_sessions_of_that_unit_and_month_alone(office: LogBook) -> None:
    type_totals(office, "CB01", "2014-05", MARCH)
    type_totals(office, "CB01", "2014-06", Sum(1, 7))
    office.add(session_of("CB02", date="2014-05-12"))
    office.add(session_of("CB01", date="2014-05-12", status="draft"))
    assert counted(office) == (7, 152, 6)
    entry = office.add(session_of("CB01", date="2014-05-12"))
    assert counted(office) == (3, 57, 1)
    assert codes(office) == ["totals_yielded", "totals_typed"]
    office.delete(entry.id)
    assert counted(office) == (7, 152, 6)


def test_they_give_way_to_figures_of_a_file(desk: Desk) -> None:
    middle, top = desk.book("DB01", role="committee"), desk.book("DUK", role="committee")
    middle.add(session_of("CB01", date="2014-05-12", attendance=30, audience={"DV": 30}))
    type_totals(top, "CB01", "2014-05", MARCH)
    desk.merge(top, desk.file(totals_of(middle)), trust=KEYS)
    assert counted(top) == (1, 30, 1)


def test_sessions_of_units_below_may_be_in_them_and_that_is_told(office: LogBook) -> None:
    type_totals(office, "DB01", "2014-05", MARCH)
    assert office.figures.counting().twice == frozenset()
    office.add(session_of("CB01", date="2014-05-12"))
    assert counted(office) == (6, 145, 5)
    assert len(office.figures.counting().twice) == 5
    assert codes(office, "DB01") == ["totals_typed", "totals_below"]


def test_what_others_typed_and_sessions_that_come_another_way_is_told(desk: Desk) -> None:
    cell, middle, top = desk.book("CB01"), desk.book("DB01", role="committee"), desk.book("DUK", role="committee")
    type_totals(middle, "CB01", "2014-05", MARCH)
    cell.add(session_of("CB01", date="2014-05-12"))
    desk.merge(top, desk.file(totals_of(middle)), desk.export(cell), trust=KEYS)
    assert counted(top) == (6, 145, 5)
    assert len(top.figures.counting().twice) == 5


def test_they_are_typed_anew_taken_out_undone_and_told_step_by_step(office: LogBook) -> None:
    type_totals(office, "CB01", "2014-03", MARCH)
    type_totals(office, "CB01", "2014-03", Sum(6, 130))
    assert counted(office) == (6, 130, 6)
    assert drop_totals(office, "CB01", "2014-03") is not None
    assert drop_totals(office, "CB01", "2014-03") is None
    assert counted(office) == (0, 0, 0)
    office.history.undo()
    assert counted(office) == (6, 130, 6)
    office.history.undo()
    assert counted(office) == (5, 120, 5)
    office.history.redo()
    figures = [(after.sessions if after else None) for _step, after in history_of(office, "CB01", "2014-03")]
    assert figures == [5, 6, None, 6, 5, 6]
    assert [told.totals.sessions for told in typed_of(office, "CB01")] == [6]
    assert not batches(office)


def test_they_are_passed_on_and_come_anew_with_the_sessions(desk: Desk) -> None:
    cell, office = desk.book("CB01"), desk.book("DB01", role="committee")
    type_totals(cell, "CB01", "2014-03", MARCH, forms={"SH": MARCH}, themes={"LC-02": Sum(1, 20)})
    first = desk.export(cell)
    assert independent.read_package(first.read_bytes())["package"]["counts"] == {"sessions": 5, "attendance": 120}
    desk.merge(office, first, trust=KEYS)
    assert counted(office) == (5, 120, 5)
    assert codes(office) == []
    top = desk.book("DUK", role="committee")
    type_totals(office, "CB02", "2014-03", Sum(2, 20))
    type_totals(top, "CB02", "2014-03", Sum(1, 10))
    desk.merge(top, desk.file(totals_of(office)), trust=KEYS)
    assert counted(top) == (7, 140, 7)
    cell.add(session_of("CB01", date="2014-03-12", attendance=40, audience={"DV": 40}))
    desk.merge(office, desk.export(cell), trust=KEYS)
    assert counted(office) == (3, 60, 2)


@pytest.mark.parametrize(
    ("place", "whole", "more", "code"),
    [
        ("CB99 2014-03", MARCH, {}, "unit_unknown"),
        ("CB01 2013-03", MARCH, {}, "totals_month"),
        ("CB01 2014-03", Sum(0, 0), {}, "totals_amount"),
        ("CB01 2014-03", Sum(5, 4), {}, "totals_amount"),
        ("CB01 2014-03", Sum(1_001, 5_000), {}, "totals_amount"),
        ("CB01 2014-03", MARCH, {"forms": {"TM": Sum(6, 100)}}, "totals_parts"),
        ("CB01 2014-03", MARCH, {"forms": {"TM": Sum(5, 100)}}, "totals_parts"),
        ("CB01 2014-03", MARCH, {"forms": {"XX": Sum(1, 1)}}, "form_unknown"),
        ("CB01 2014-03", MARCH, {"themes": {"LC-02": Sum(2, 121)}}, "totals_parts"),
        ("CB01 2014-03", MARCH, {"themes": {"XX-02": Sum(2, 100)}}, "theme_unknown"),
    ],
)
def test_what_cannot_be_is_refused(
    office: LogBook, place: str, whole: Sum, more: dict[str, dict[str, Sum]], code: str
) -> None:
    unit, month = place.split()
    with pytest.raises(SotayError) as error:
        type_totals(office, unit, month, whole, **more)
    assert error.value.code == code
    assert office.exchange.totals == ()


@pytest.mark.parametrize("text", ["3", "03", "Tháng 3", "T3/2014", "03/2014", "2014-03", "3-2014"])
def test_a_month_as_people_type_it(office: LogBook, text: str) -> None:
    assert read_month(office, text) == "2014-03"


@pytest.mark.parametrize("text", ["", "13", "Quý I", "2013-03", "0"])
def test_what_is_no_month_of_the_year(office: LogBook, text: str) -> None:
    with pytest.raises(SotayError, match="totals_month"):
        read_month(office, text)


def test_parts_as_people_type_them(office: LogBook) -> None:
    assert read_parts(office, "form", "tm=2/60, SH = 3/1.075") == {"TM": Sum(2, 60), "SH": Sum(3, 1_075)}
    assert read_parts(office, "themes", "lc-02=2/60") == {"LC-02": Sum(2, 60)}
    assert read_parts(office, "themes", "") == {}
    for text in ("TM=2", "TM 2/60", "TM=2/60, tm=1/5"):
        with pytest.raises(SotayError, match="totals_part_format"):
            read_parts(office, "form", text)


def test_they_count_once_in_data_sets_side_by_side(desk: Desk) -> None:
    office, above, third = desk.book("DB01", role="committee"), desk.office(), desk.office("third")
    type_totals(office, "CB01", "2014-03", MARCH)
    type_totals(office, "CB02", "2014-03", Sum(1, 10))
    type_totals(third, "CB01", "2014-04", Sum(1, 5))

    def sum_of(*books: LogBook) -> tuple[int, int]:
        for book in books:
            write_columnar(book, desk.folder / "sets" / book.folder.name)
        with opened_columnar(desk.folder / "sets") as data:
            totals = coverage(data).totals
        return totals.sessions, totals.attendance

    (desk.folder / "sets").mkdir()
    assert sum_of(office, third) == (7, 135), "of different months"
    third.add(session_of("CB02", date="2014-03-05", attendance=20, audience={"DV": 20}))
    assert sum_of(third) == (7, 145), "a session of the month came"
    drop_totals(office, "CB02", "2014-03")
    desk.take(above, totals_of(office), trust=KEYS)
    assert sum_of(office, above) == (7, 145), "the same, sent on as a file"


def test_they_count_in_data_sets_too(office: LogBook, tmp_path: Path) -> None:
    type_totals(office, "CB01", "2014-03", MARCH, forms={"TM": Sum(2, 60)}, themes={"LC-02": Sum(3, 80)})
    (tmp_path / "sets").mkdir()
    write_columnar(office, tmp_path / "sets" / "one")
    with opened_columnar(tmp_path / "sets") as data:
        for by in ("month", "form", "unit"):
            table, own = coverage(data, by=by), coverage_of(office, Query(), by=by)
            assert table.totals == own.totals
            assert {row.theme: row.cells for row in table.rows} == {row.theme: row.cells for row in own.rows}
