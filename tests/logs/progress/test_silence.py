"""Who has had no session for some time: by the last session of whatever catalogue, with the units below."""

from datetime import date as Date
from pathlib import Path

import pytest
from msgspec.structs import replace

from logs.book.book import LogBook
from logs.counting.sums import Sum
from logs.progress.silence import silent
from logs.progress.typed_totals import type_totals
from tests.books import Clock, make_book
from tests.exports.desk import OFFICE, UNITS
from tests.logs.sessions import complete_session


@pytest.fixture
def office(tmp_path: Path) -> LogBook:
    book = make_book(tmp_path / "office", Clock(), unit=OFFICE, role="committee")
    book.use_units(UNITS)
    return book


def units(book: LogBook, days: int) -> dict[str, int | None]:
    return {one.unit: one.days for one in silent(book, days) if not one.reporter}


def test_a_unit_is_heard_of_by_those_below_it_and_by_monthly_totals(office: LogBook) -> None:
    assert units(office, 30) == {"DB01": None, "DB02": None}
    office.add(complete_session(unit="CB01", date="2014-04-25"))
    assert units(office, 30) == {"DB02": None}
    assert units(office, 25) == {"DB01": 25, "DB02": None}
    type_totals(office, "DB02", "2014-03", Sum(2, 40))
    assert units(office, 20) == {"DB02": 50, "DB01": 25}


def test_drafts_do_not_speak_and_other_catalogues_do(office: LogBook) -> None:
    office.add(complete_session(unit="DB01", date="2014-05-19", status="draft"))
    assert units(office, 30)["DB01"] is None
    office.add(complete_session(unit="DB01", date="2013-12-20", directive="LC-TTDN-2013"))
    assert units(office, 30)["DB01"] == (Date(2014, 5, 20) - Date(2013, 12, 20)).days


def test_a_unit_that_is_new_is_not_silent_yet(office: LogBook) -> None:
    office.use_units(replace(unit, since=Date(2014, 5, 1)) if unit.code == "DB02" else unit for unit in UNITS)
    assert set(units(office, 30)) == {"DB01"}
    assert set(units(office, 19)) == {"DB01", "DB02"}


def test_a_reporter_is_heard_of_by_his_own_sessions(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock(), names=("Lò Văn Pản", "Tòng Thị Hoa")) as book:
        first, second = book.reporters
        book.add(complete_session(unit="CB01", date="2014-05-19", reporters=[first]))
        assert [one.reporter for one in silent(book, 30)] == [second]
