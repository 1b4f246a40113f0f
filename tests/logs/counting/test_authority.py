"""Whose word about which sessions counts: that of their units and of whoever stands above them."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from logs.counting.authority import Hearing, Speakers
from logs.counting.unit_totals import Told
from logs.versions import Record, merge, save
from tests.logs.counting.test_unit_totals import LIST, A, B, C, file, record, totals

SPEAKERS = Speakers(LIST, lambda code: {"CB-CU": "CB01"}.get(code, code))


def hearing(*records: Record, told: Sequence[Told] = ()) -> Hearing:
    """Judges by these sessions, and by figures of others."""
    return Hearing({one.id: one for one in records}.get, told, SPEAKERS)


@pytest.mark.parametrize(
    ("unit", "speaks"),
    [("CB01", True), ("CB-CU", True), ("DB01", True), ("DUK", True), ("CB02", False), ("DB02", False), ("ZZ", False)],
)
def test_a_unit_speaks_for_its_own_sessions_and_for_those_below(unit: str, speaks: bool) -> None:
    own = record(A)
    here = [
        hearing(own),
        hearing(save(own, None)),  # deleted for its unit
        hearing(told=[Told(file(), totals(own))]),  # told of in figures only
    ]
    assert [one.may_speak(unit, [A]) for one in here] == [speaks] * 3
    assert [one.waits(unit, [A]) for one in here] == [False] * 3


def test_every_session_and_every_unit_of_a_session_has_to_be_ones_own() -> None:
    start = record(A)
    conflict = merge(save(start, record(A, place="x").shown.content), save(start, record(A, "CB02").shown.content))
    assert conflict.is_conflict
    both = hearing(conflict, record(B), record(C, "CB02"))
    assert not both.may_speak("CB01", [A])
    assert both.may_speak("DB01", [A])
    assert both.may_speak("CB01", [B])
    assert not both.may_speak("CB01", [B, C])
    assert both.may_speak("DB01", [B, C])
    told = [Told(file(), totals(record(A))), Told(file("DUK"), totals(record(A, "CB02"), unit="CB02"))]
    assert [hearing(told=told).may_speak(unit, [A]) for unit in ("CB01", "CB02", "DB01")] == [False, False, True]


def test_a_deletion_tells_for_whom_it_was_made() -> None:
    deleted = replace(save(record(A), None), deleted_by=("CB01", "CB02"), told={})
    assert [hearing(deleted).may_speak(unit, [A]) for unit in ("CB01", "CB02", "DB02")] == [True, True, False]
    assert hearing(replace(deleted, deleted_by=())).may_speak("DB02", [A]), "of before such was noted"


def test_a_word_waits_for_sessions_of_which_nobody_has_heard() -> None:
    here = hearing(record(A), record(B, "CB02"))
    assert here.waits("CB01", None)
    assert here.waits("CB01", [C])
    assert here.waits("CB01", [A, C])
    assert not here.waits("CB01", [A])
    assert not here.waits("CB01", [B, C]), "it never comes to count"
    assert not here.may_speak("CB01", [A, C])


def test_nobody_takes_figures_from_a_unit_beside_or_from_the_same_file() -> None:
    below, above = Told(file("CB01"), totals(record(A))), Told(file("DB01"), totals(record(A)))
    assert SPEAKERS.beats(above, below)
    assert SPEAKERS.beats(below, above), "of its own unit"
    assert not SPEAKERS.beats(below, Told(file("DB01"), totals(record(B, "CB02"), unit="CB02")))
    assert not SPEAKERS.beats(above, Told(above.file, totals(record(B))))
    assert not SPEAKERS.speaks_for(below, ["CB01", "CB02"])
    assert SPEAKERS.speaks_for(above, ["CB01", "CB02"])
