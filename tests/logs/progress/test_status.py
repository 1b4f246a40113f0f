"""Who has reported: the first receipt decides, the day before the deadline is the last, zero is not missing."""

from datetime import date as Date
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.catalogue.directive import Reporting, shipped
from logs.exchange.received import Received
from logs.model import Unit
from logs.periods import read_period
from logs.progress.status import Due, Rate, UnitProgress, days_left, last_day, obliged, progress, rate
from tests.books import ZONE

YEAR = shipped()
REPORTING = YEAR.reporting
INCLUSIVE = msgspec.structs.replace(REPORTING, deadline_exclusive=False)
UNIT = Unit(code="CB01", type="chi_bo", name="Chi bộ Sở Tài chính")
END = Date(2015, 12, 31)


def file(when: str, number: int = 1, *, nil: bool = False, sessions: int = 3, **more: Any) -> Received:
    """A package that came in then, made in the same moment."""
    moment = datetime.fromisoformat(when).replace(tzinfo=ZONE)
    usual: dict[str, Any] = {
        "file": "BC.jsonl", "unit": "CB01", "book": "b", "level": "unit", "period": "2014", "made": moment,
        "sessions": 0 if nil else sessions, "attendance": 0 if nil else sessions * 10,
    }  # fmt: skip
    fields = usual | more
    name = f"{fields['unit']} {fields['book']} {when} {number}"
    return Received(sha256=name, number=number, received=moment, nil=nil, **fields)


def where(*files: Received, on: Date = END, reporting: Reporting = REPORTING, due: Due | None = None) -> UnitProgress:
    """Where the unit stands after these files came in, in whatever order they are listed."""
    directive = msgspec.structs.replace(YEAR, reporting=reporting)
    (one,) = progress([UNIT], {one.sha256: one for one in files}, directive, on, due)
    (other,) = progress([UNIT], {one.sha256: one for one in reversed(files)}, directive, on, due)
    assert one == other
    return one


@pytest.mark.parametrize(
    ("files", "state"),
    [
        ([], "missing"),
        ([file("2014-04-03")], "on_time"),
        ([file("2014-12-14T00:00")], "on_time"),
        ([file("2014-12-14T23:59:59")], "on_time"),
        ([file("2014-12-15T00:00")], "late"),
        ([file("2014-12-15T08:00")], "late"),
        ([file("2015-03-01")], "late"),
        ([file("2014-12-14", nil=True)], "nil"),
        ([file("2014-12-15", nil=True)], "late"),
        ([file("2014-12-01", 1, nil=True), file("2014-12-10", 2, nil=True)], "nil"),
        ([file("2014-12-01", 1, nil=True), file("2014-12-10", 2)], "on_time"),
        ([file("2014-12-01", 1, nil=True), file("2014-12-15", 2)], "supplement"),
        ([file("2014-12-01", 1), file("2014-12-10", 2)], "on_time"),
        ([file("2014-12-01", 1), file("2014-12-14", 2), file("2014-12-15", 3)], "supplement"),
        ([file("2014-12-15", 1), file("2014-12-20", 2)], "late"),
        ([file("2014-12-20", 1), file("2014-12-14", 2)], "on_time"),  # an older file that turns up adds nothing
        ([file("2014-12-20", 3), file("2014-12-14", 2)], "supplement"),
        ([file("2014-12-14", 2), file("2014-12-20", 2)], "on_time"),  # of the same number: nothing newer was sent
        ([file("2014-12-14", 1, nil=True), file("2014-12-20", 1, nil=True)], "nil"),
        ([file("2014-12-01", 1), file("2014-12-14", 2), file("2014-12-20", 2)], "on_time"),
        ([file("2014-12-14", 2), file("2014-12-20", 1, book="laptop 2")], "supplement"),  # numbers are each book's own
        ([file("2014-12-14", 2), file("2014-12-13", 1, book="laptop 2"), file("2014-12-20", 2)], "on_time"),
        ([file("2014-12-13", 3, book="laptop 2"), file("2014-12-14", 2), file("2014-12-20", 3)], "supplement"),
    ],
)
def test_states(files: list[Received], state: str) -> None:
    assert where(*files).state == state


def test_a_deadline_that_is_itself_the_last_day() -> None:
    assert last_day(REPORTING) == Date(2014, 12, 14)
    assert last_day(INCLUSIVE) == Date(2014, 12, 15)
    assert where(file("2014-12-15T23:59"), reporting=INCLUSIVE).state == "on_time"
    assert where(file("2014-12-16"), reporting=INCLUSIVE).state == "late"


def test_the_first_receipt_is_never_overwritten() -> None:
    first = file("2014-12-10", 1, sessions=3)
    assert where(first) == UnitProgress("CB01", "on_time", Date(2014, 12, 10), Date(2014, 12, 10), 1, 3, 30, 3)
    corrected = where(first, file("2014-12-12", 2, sessions=5))
    assert corrected == UnitProgress("CB01", "on_time", Date(2014, 12, 10), Date(2014, 12, 12), 2, 5, 50, 5)
    more = where(first, file("2014-12-12", 2, sessions=5), file("2014-12-20", 3, sessions=6))
    assert more == UnitProgress("CB01", "supplement", Date(2014, 12, 10), Date(2014, 12, 20), 3, 6, 60, 6)
    late = where(file("2014-12-16", 1), file("2014-12-20", 2, sessions=4))
    assert late == UnitProgress("CB01", "late", Date(2014, 12, 16), Date(2014, 12, 20), 2, 4, 40, 4)


def test_an_old_file_that_comes_last_does_not_lower_the_figures() -> None:
    late_old = where(file("2014-12-10", 2, sessions=5), file("2014-12-12", 1, sessions=3))
    assert (late_old.sessions, late_old.attendance, late_old.files) == (5, 50, 2)


def test_a_unit_is_nil_only_where_every_file_says_so_whenever_it_came() -> None:
    nil, more = file("2014-12-20", 1, nil=True), file("2014-12-21", 2)
    assert [(one.state, one.nil) for one in (where(nil), where(nil, more))] == [("late", True), ("late", False)]


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 9), st.booleans()), max_size=6, unique_by=lambda one: one[:2]
    ),
    st.integers(0, 45),
)
def test_later_files_never_change_whether_a_unit_was_on_time(came: list[tuple[int, int, bool]], days: int) -> None:
    start = Date(2014, 11, 25)
    on = start + timedelta(days=days)
    files = [file((start + timedelta(days=day)).isoformat(), number, nil=nil) for day, number, nil in came]
    by_then = [one for one in files if one.received.date() <= on]
    stands = where(*files, on=on)
    assert stands == where(*by_then, on=on) == where(*by_then), "files that came later are not looked at"
    if not by_then:
        assert stands == UnitProgress("CB01", "missing")
        return
    first = min(one.received.date() for one in by_then)
    assert (stands.first, stands.files) == (first, len(by_then))
    assert stands.last == max(one.received.date() for one in by_then)
    assert (stands.state == "late") == (first >= REPORTING.deadline)
    assert stands.state != "supplement" or first < REPORTING.deadline <= stands.last
    if stands.state in ("nil", "on_time"):
        assert (stands.state == "nil") == all(one.nil for one in by_then)


def test_every_unit_given_stands_there_once_in_its_order() -> None:
    units = [msgspec.structs.replace(UNIT, code=code) for code in ("CB03", "CB01", "CB02")]
    files = [file("2014-12-10"), file("2014-12-16", unit="CB02"), file("2014-12-01", unit="ZZ")]
    rows = progress(units, {one.sha256: one for one in files}, YEAR, END)
    assert [(row.unit, row.state) for row in rows] == [("CB03", "missing"), ("CB01", "on_time"), ("CB02", "late")]


@pytest.mark.parametrize(
    ("day", "left"),
    [("2014-12-04", 10), ("2014-12-13", 1), ("2014-12-14", 0), ("2014-12-15", -1), ("2015-01-14", -31)],
)
def test_days_left(day: str, left: int) -> None:
    assert days_left(REPORTING, Date.fromisoformat(day)) == left
    assert days_left(INCLUSIVE, Date.fromisoformat(day)) == left + 1


@pytest.mark.parametrize(
    ("valid", "on", "reports"),
    [
        ({}, "2014-12-14", True),
        ({"since": Date(2014, 12, 14)}, "2014-12-14", True),
        ({"since": Date(2014, 12, 15)}, "2014-12-14", False),
        ({"until": Date(2014, 12, 14)}, "2014-12-14", True),
        ({"until": Date(2014, 12, 13)}, "2014-12-14", False),
        ({"since": Date(2014, 1, 1), "until": Date(2014, 6, 30)}, "2014-03-01", True),
        ({"since": Date(2014, 1, 1), "until": Date(2014, 6, 30)}, "2014-07-01", False),
    ],
)
def test_which_units_report(valid: dict[str, Any], on: str, reports: bool) -> None:
    unit = msgspec.structs.replace(UNIT, **valid)
    assert obliged([unit], Date.fromisoformat(on)) == ((unit,) if reports else ())


def test_the_desk_itself_does_not_report_to_itself() -> None:
    other = msgspec.structs.replace(UNIT, code="DB08")
    assert obliged([UNIT, other], END, besides="DB08") == (UNIT,)
    assert obliged([UNIT, other], END) == (UNIT, other)


HALF = Due(read_period("2014-6T"))
HALF_BY_JULY = Due(read_period("2014-6T"), Date(2014, 7, 15))


@pytest.mark.parametrize(
    ("files", "due", "state"),
    [
        ([file("2014-07-02", period="2014-6T")], HALF, "received"),
        ([file("2014-07-02", period="2014-6T", nil=True)], HALF, "nil"),
        ([file("2014-07-14", period="2014-6T")], HALF_BY_JULY, "on_time"),
        ([file("2014-07-15", period="2014-6T")], HALF_BY_JULY, "late"),
        ([file("2014-07-15", period="2014-6T", nil=True)], HALF_BY_JULY, "late"),
        (
            [file("2014-07-01", 1, period="2014-6T"), file("2014-08-01", 2, period="2014-6T")],
            HALF_BY_JULY,
            "supplement",
        ),
        ([file("2014-12-10")], HALF, "covered"),
        ([file("2014-06-30")], HALF, "covered"),
        ([file("2014-06-29")], HALF, "missing"),  # of the last day nothing can be in it
        ([file("2014-12-10", made=datetime(2014, 3, 1, tzinfo=ZONE))], HALF, "missing"),
        ([file("2014-10-02", period="2014-9T")], HALF, "covered"),
        ([file("2014-07-02", period="2014-Q2")], HALF, "missing"),  # a part of it only
        ([file("2014-12-10", period="1999")], HALF, "missing"),
    ],
)
def test_a_period_is_reported_by_a_file_of_its_own(files: list[Received], due: Due, state: str) -> None:
    stands = where(*files, due=due)
    assert stands.state == state
    assert stands.has_reported == (state != "missing")


def test_a_file_for_a_part_of_the_year_is_not_the_years_report() -> None:
    assert where(file("2014-07-02", period="2014-6T")).state == "missing"
    both = where(file("2014-07-02", 1, period="2014-6T", sessions=3), file("2014-12-12", 2, sessions=7))
    assert (both.state, both.first, both.files, both.sessions) == ("on_time", Date(2014, 12, 12), 1, 7)


def test_a_covered_period_names_the_file_that_covers_it() -> None:
    stands = where(file("2014-12-10", 1), file("2014-12-12", 2), due=HALF)
    assert (stands.covered_by, stands.covered_on) == ("2014", Date(2014, 12, 10))
    assert (stands.files, stands.sessions) == (0, 0)


def test_a_file_under_another_catalogue_does_not_count() -> None:
    assert where(file("2014-12-12", directive="LC-TTDN-2013")).state == "missing"
    assert where(file("2014-12-12", directive="LC-TTDN-2014")).state == "on_time"
    assert where(file("2014-12-12", directive="")).state == "on_time", "books of before did not note it"


@pytest.mark.parametrize(
    ("valid", "there"),
    [
        ({"since": Date(2014, 6, 30)}, True),
        ({"since": Date(2014, 7, 1)}, False),
        ({"until": Date(2013, 12, 31)}, False),
    ],
)
def test_a_unit_that_was_not_there_owes_nothing(valid: dict[str, Any], there: bool) -> None:
    unit = msgspec.structs.replace(UNIT, **valid)
    assert len(progress([unit], {}, YEAR, END, HALF)) == there


STANDINGS = {
    "on_time": [file("2014-12-01")],
    "late": [file("2014-12-20")],
    "nil": [file("2014-12-01", nil=True)],
    "late and nil": [file("2014-12-20", nil=True)],
    "missing": [],
    "a part": [file("2014-07-01", period="2014-6T")],
}


@given(st.lists(st.sampled_from(sorted(STANDINGS)), max_size=12))
def test_every_unit_is_counted_once_and_nil_apart_from_missing(kinds: list[str]) -> None:
    units = [msgspec.structs.replace(UNIT, code=f"U{n}") for n in range(len(kinds))]
    files = [
        msgspec.structs.replace(one, unit=unit.code, sha256=unit.code)
        for unit, kind in zip(units, kinds, strict=True)
        for one in STANDINGS[kind]
    ]
    found = rate(progress(units, {one.sha256: one for one in files}, YEAR, END))
    missing = kinds.count("missing") + kinds.count("a part")
    nil = kinds.count("nil") + kinds.count("late and nil")
    assert found == Rate(
        obliged=len(kinds), reported=len(kinds) - missing, nil=nil, covered=0, counted=0, missing=missing
    )


def test_a_unit_under_another_reports_to_that_one() -> None:
    office = Unit(code="DUK", type="dang_bo", name="Đảng ủy")
    party = Unit(code="DB09", type="dang_bo", name="Đảng bộ", parent="DUK")
    cell = Unit(code="CB09", type="chi_bo", name="Chi bộ", parent="DB09")
    stray = Unit(code="CB10", type="chi_bo", name="Chi bộ khác", parent="DB77")
    assert obliged([office, party, cell, stray], END, besides="DUK") == (party, stray)
    assert obliged([party, cell], END, besides="DB09") == (cell,)
