"""The day of receipt: said with a merge or put right later; on time and late stand on it."""

from datetime import date as Date

import pytest

from exports.merge.answers import trust_file
from exports.merge.merge import apply_merge, plan_merge
from exports.merge.unmerge import batches, undo, unmerge
from exports.package.reader import read_package
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.received import Received
from logs.progress.doubts import doubts
from logs.progress.receipt_day import correct_day, days_said, find_received
from logs.progress.status import progress_of
from logs.questions.questions import questions
from tests.exports.desk import MIDDLE, UNITS, Desk, session_of

LAST = Date(2014, 12, 14)  # on time


@pytest.fixture
def office(desk: Desk) -> LogBook:
    """A committee's book on the day after the deadline, to which the units of the list report one by one."""
    units = tuple(unit for unit in UNITS if unit.code in ("DUK", "DB01", "DB02"))
    desk.clock.set("2014-12-17T08:00")
    return desk.book("DUK", "office", role="committee", units=units)


def state(office: LogBook, unit: str = "DB01") -> str:
    return next(one.state for one in progress_of(office, office.today()) if one.unit == unit)


def only(office: LogBook) -> Received:
    [file] = office.exchange.received.values()
    return file


def merge(desk: Desk, office: LogBook, *units: str, **days: Date) -> list[Date | None]:
    """Take a new file of each unit in; the days of receipt that the plan told."""
    paths = []
    for unit in units:
        book = next((book for book in desk.books if book.owner.unit == unit), None) or desk.book(unit)
        book.add(session_of(unit))
        paths.append(desk.export(book))
    plan = plan_merge(office, paths, trust=MIDDLE, days={name.replace("all", ""): day for name, day in days.items()})
    apply_merge(office, plan)
    return [file.received for file in plan.files]


def test_a_file_is_late_or_on_time_by_the_day_that_was_said(desk: Desk, office: LogBook) -> None:
    days = {"all": LAST, "BC_DB02_2014_v1.jsonl": Date(2014, 12, 16)}
    assert merge(desk, office, "DB01", "DB02", **days) == [LAST, Date(2014, 12, 16)]
    assert (state(office), state(office, "DB02")) == ("on_time", "late")
    assert {one.first for one in progress_of(office, office.today())} == {LAST, Date(2014, 12, 16)}
    seen = progress_of(office, Date(2014, 12, 15))  # looked back at, the file was there on its day
    assert [one.state for one in seen] == ["on_time", "counted"]


def test_without_a_word_it_is_the_day_of_the_merge(desk: Desk, office: LogBook) -> None:
    assert merge(desk, office, "DB01") == [Date(2014, 12, 17)]
    assert state(office) == "late"
    assert only(office).arrived is None


def test_a_day_ahead_and_a_file_that_is_not_there_are_refused(desk: Desk, office: LogBook) -> None:
    before = office.generation
    for days, code in (
        ({"all": Date(2014, 12, 18)}, "receipt_ahead"),
        ({"all": Date(1999, 12, 31)}, "date_too_early"),
        ({"other.jsonl": LAST}, "receipt_file_unknown"),
    ):
        with pytest.raises(SotayError) as caught:
            merge(desk, office, "DB01", **days)
        assert caught.value.code == code
    assert office.generation == before
    merge(desk, office, "DB01")
    with pytest.raises(SotayError) as caught:
        plan_merge(office, [desk.folder / "outbox" / "4"], days={only(office).file: LAST})
    assert caught.value.code == "receipt_file_unknown", "a file that is known keeps its day"


def test_a_day_before_the_one_that_the_file_tells_is_a_doubt(desk: Desk, office: LogBook) -> None:
    book = desk.book("DB01")
    book.add(session_of("DB01"))
    plan = plan_merge(office, [desk.export(book)], trust=MIDDLE, days={"": LAST})
    assert plan.files[0].made == Date(2014, 12, 17)
    assert "receipt_before_made" in {note.code for note in plan.files[0].notes}
    apply_merge(office, plan)
    found = doubts(office.exchange.received.values(), office.directive, office.today())
    assert [notice.code for notice in found["DB01"]] == ["receipt_before_made"]


def test_a_correction_is_a_step_with_its_reason(desk: Desk, office: LogBook) -> None:
    merge(desk, office, "DB01")
    with pytest.raises(SotayError, match="receipt_reason_missing"):
        correct_day(office, only(office), LAST, "  ")
    with pytest.raises(SotayError, match="receipt_ahead"):
        correct_day(office, only(office), Date(2014, 12, 18), "công văn")
    step = correct_day(office, find_received(office, only(office).sha256[:6]), LAST, "công văn đến số 12")
    assert step is not None
    assert state(office) == "on_time"
    assert correct_day(office, only(office), LAST, "again") is None
    undo(office)
    assert state(office) == "late"
    office.history.redo()
    assert state(office) == "on_time"
    correct_day(office, only(office), Date(2014, 12, 15), "sổ công văn")
    said = [(one.reason, day) for one, day in days_said(office, only(office).sha256)]
    assert said[0] == ("công văn đến số 12", LAST)
    assert said[-1] == ("sổ công văn", Date(2014, 12, 15))
    with LogBook.open(office.folder, clock=desk.clock, read_only=True) as again:
        assert only(again).day == Date(2014, 12, 15)


def test_a_later_file_does_not_take_the_place_of_the_first_receipt(desk: Desk, office: LogBook) -> None:
    merge(desk, office, "DB01", all=LAST)
    merge(desk, office, "DB01")
    assert state(office) == "supplement"
    later = max(office.exchange.received.values(), key=lambda file: file.number)
    correct_day(office, later, Date(2014, 12, 10), "nhầm")
    found = next(one for one in progress_of(office, office.today()) if one.unit == "DB01")
    assert (found.state, found.first, found.last) == ("on_time", Date(2014, 12, 10), LAST)


def test_what_was_said_at_a_merge_goes_with_it_a_correction_stays(desk: Desk, office: LogBook) -> None:
    merge(desk, office, "DB01", all=LAST)
    [path] = (desk.folder / "outbox").rglob("*.jsonl")
    unmerge(office, batches(office)[0].key)
    assert office.exchange.arrivals == {}
    desk.clock.set("2014-12-20T08:00")
    apply_merge(office, plan_merge(office, [path], trust=MIDDLE))
    assert only(office).day == Date(2014, 12, 17), "the day on which it was first taken in"

    correct_day(office, only(office), LAST, "sổ công văn")
    unmerge(office, batches(office)[0].key)
    assert not office.exchange.received
    plan = plan_merge(office, [path], trust=MIDDLE)
    assert plan.files[0].received == LAST
    apply_merge(office, plan)
    assert (only(office).day, state(office)) == (LAST, "on_time")


def test_a_file_that_waits_keeps_the_day_on_which_it_came(desk: Desk, office: LogBook) -> None:
    desk.clock.set("2014-12-10T08:00")
    cell = desk.book("DB02")
    cell.add(session_of("DB02"))
    apply_merge(office, plan_merge(office, [desk.export(cell)]))
    cell.add(session_of("DB02"))
    changed = desk.export(cell, "another key")
    desk.clock.set("2014-12-12T08:00")
    apply_merge(office, plan_merge(office, [changed]))
    desk.clock.set("2014-12-17T08:00")
    trust_file(office, next(one.subject for one in questions(office)))
    assert {file.day for file in office.exchange.received.values()} == {Date(2014, 12, 10), Date(2014, 12, 12)}
    assert state(office, "DB02") == "on_time"


def test_the_receipt_tells_the_day(desk: Desk, office: LogBook) -> None:
    merge(desk, office, "DB01", all=LAST)
    data = desk.receipt(office, "DB01")
    assert data is not None
    [line] = read_package(data).receipts
    assert line.received.date() == LAST
