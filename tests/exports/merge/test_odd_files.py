"""What is said of a file that is taken although something about it is odd."""

import hashlib
from datetime import UTC, timedelta

import pytest

from exports.merge.outcomes import FileOutcome
from logs.maintenance.integrity import audit
from logs.progress.doubts import totals_doubts
from tests import independent
from tests.exports.desk import Desk, seed
from tests.exports.merge.test_merge import counted, note_codes, of, package
from tests.independent import Json

ODD = {"made_odd", "nil_with_sessions", "period_odd", "attendance_large", "totals_large"}


def odd(outcome: FileOutcome) -> set[str]:
    return note_codes(outcome) & ODD


@pytest.mark.parametrize("made", ["2099-01-01T00:00:00Z", "0002-01-01T00:00:00Z", "1999-12-30T00:00:00Z"])
def test_a_file_of_an_impossible_day_is_taken_with_a_remark(desk: Desk, made: str) -> None:
    outcome = desk.take(desk.office(), package("CB01", of("CB01"), made=made))
    assert counted(outcome) == {"new": 1}
    assert odd(outcome) == {"made_odd"}


@pytest.mark.parametrize(("hours", "found"), [(-24, set()), (23, set()), (25, {"made_odd"})])
def test_a_clock_may_be_wrong_by_a_day(desk: Desk, hours: int, found: set[str]) -> None:
    made = desk.clock.now.astimezone(UTC) + timedelta(hours=hours)
    text = made.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    assert odd(desk.take(desk.office(), package("CB01", of("CB01"), made=text))) == found


def test_a_nil_report_with_sessions_is_remarked(desk: Desk) -> None:
    outcome = desk.take(desk.office(), package("CB01", of("CB01"), nil=True))
    assert [note.params for note in outcome.notes if note.code == "nil_with_sessions"] == [{"count": 1}]
    assert odd(desk.take(desk.office("other"), package("CB01", nil=True))) == set()


@pytest.mark.parametrize(
    ("period", "found"), [("9999", {"period_odd"}), ("1998", {"period_odd"}), ("2013-Q4", set()), ("2015", set())]
)
def test_a_period_that_no_register_has_is_remarked(desk: Desk, period: str, found: set[str]) -> None:
    assert odd(desk.take(desk.office(), package("CB01", of("CB01"), period=period))) == found


@pytest.mark.parametrize(("attendance", "found"), [(1_000, set()), (1_001, {"attendance_large"})])
def test_sessions_with_unusually_many_listeners_are_remarked(desk: Desk, attendance: int, found: set[str]) -> None:
    line = of("CB01", attendance=attendance, audience={"DV": attendance})
    outcome = desk.take(desk.office(), package("CB01", line))
    assert counted(outcome) == {"new": 1}
    assert odd(outcome) == found


def totals(sessions: int, attendance: int, months: int = 1) -> bytes:
    """A plain unit's file of totals, the sessions and listeners spread alike over some months."""
    share = {"sessions": sessions // months, "attendance": attendance // months}
    parts = [
        {"month": f"2014-{1 + place:02}", "form": "SH", **share}
        for place in range(months)
    ]  # fmt: skip
    keys = [hashlib.sha256(f"{place}".encode()).hexdigest() for place in range(sessions)]
    line: Json = {
        "kind": "totals", "unit": "CB01", "sessions": sessions, "attendance": attendance, "months": parts,
        "cells": [{"theme": "LC-02", **part} for part in parts],
        "versions": {f"{key[:8]}-{key[8:12]}-4{key[13:16]}-8{key[17:20]}-{key[20:32]}": key[:32] for key in keys},
    }  # fmt: skip
    counts = {"sessions": sessions, "attendance": attendance}
    return independent.write_package([line], seed=seed("CB01"), counts=counts, made="2014-05-19T01:00:00Z")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (totals(12, 12_000), set()),
        (totals(12, 12_012, 12), {"totals_large"}),
        (totals(12_000, 12_000_000, 12), set()),
    ],
    ids=["usual", "many listeners", "a thousand a month"],
)
def test_totals_with_unusually_many_listeners_are_in_doubt_as_long_as_they_count(
    desk: Desk, data: bytes, found: set[str]
) -> None:
    office = desk.office()
    outcome = desk.take(office, data)
    assert not outcome.set_aside
    assert odd(outcome) == found
    assert {notice.code for notices in totals_doubts(office).values() for notice in notices} == found
    assert {one.code for one in audit(office) if one.code.startswith("totals")} == found


@pytest.mark.parametrize(
    "data", [totals(40_000, 3_600_000_000), totals(12_012, 12_012, 12), totals(1, 100_001)],
    ids=["forty thousand", "more than a thousand a month", "more than a hall holds"],
)  # fmt: skip
def test_totals_that_no_unit_can_have_are_set_aside(desk: Desk, data: bytes) -> None:
    office = desk.office()
    outcome = desk.take(office, data)
    assert [left.code for left in outcome.set_aside] == ["totals_figures"]
    assert office.exchange.totals == ()
