"""Whose word is taken before somebody has compared a key, and what waits for that."""

import itertools

import pytest
from msgspec.structs import replace

from exports.merge.answers import refuse_file, trust_file
from exports.merge.merge import plan_merge
from exports.merge.outcomes import FileOutcome
from exports.merge.unmerge import batches, unmerge
from exports.package.keys import fingerprint
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.questions.answers import answer_duplicate
from logs.questions.questions import Question, questions
from tests.exports.desk import OFFICE, UNITS, Desk, session_of, signer
from tests.exports.merge.test_merge import counted, edited, of, package
from tests.independent import edit, session

NOBODY: frozenset[str] = frozenset()
DB01 = signer("DB01").public_key


def only(book: LogBook) -> Question:
    [question] = questions(book)
    return question


def with_cells(desk: Desk) -> LogBook:
    """The committee's book with a session of each of DB01's cells."""
    office = desk.office()
    desk.take(office, package("CB01", of("CB01", 1)))
    desk.take(office, package("CB02", of("CB02", 2)))
    return office


def strange(number: int = 1) -> bytes:
    """A file in the name of DB01, of which nothing has come: its own session, one rewritten, one deleted, one new."""
    lines = [of("DB01", 3), edited(of("CB01", 1), topic="Khác"), edit(of("CB02", 2), None), of("CB02", 4)]
    return package("DB01", *lines, number=number, level="committee")


def places(book: LogBook) -> dict[str, str]:
    return {entry.session.unit: entry.session.topic for entry in book.find()}


def codes(outcome: FileOutcome) -> list[str]:
    return [left.code for left in outcome.set_aside]


def test_a_key_seen_first_speaks_for_its_own_unit_and_the_rest_is_one_question(desk: Desk) -> None:
    office = with_cells(desk)
    before = places(office)
    outcome = desk.take(office, strange(), trust=NOBODY)
    assert counted(outcome) == {"new": 1, "set_aside": 3}
    assert codes(outcome) == ["session_waits_for_key"] * 3
    assert [note.code for note in outcome.notes if note.code == "key_not_compared"] == ["key_not_compared"]
    assert places(office) == before | {"DB01": before["CB01"]}
    asked = only(office)
    assert (asked.kind, asked.unit, asked.params["code"]) == ("sender", "DB01", "key_not_compared")
    assert asked.params["sessions"] == 3
    assert asked.params["fingerprint"] == fingerprint(DB01)
    desk.take(office, strange(2), trust=NOBODY)
    assert only(office).key == asked.key


def test_what_waited_is_taken_as_it_waited_once_the_key_was_compared(desk: Desk) -> None:
    office, compared = with_cells(desk), with_cells(desk_of(desk, "compared"))
    desk.take(compared, strange(), trust=frozenset({DB01}))
    desk.take(office, strange(), trust=NOBODY)
    assert trust_file(office, only(office).subject).outcome == "merged"
    assert questions(office) == ()
    assert office.sessions.records == compared.sessions.records
    assert office.exchange.senders[DB01].compared
    assert counted(desk.take(office, package("DB01", of("CB02", 5), number=3, level="committee"), trust=NOBODY)) == {
        "new": 1
    }
    unmerge(office, batches(office)[1].key)
    assert places(office)["CB01"] != "Khác"


def desk_of(desk: Desk, name: str) -> Desk:
    """A desk beside the other."""
    (desk.folder / name).mkdir()
    beside = Desk(desk.folder / name)
    desk.books = [*desk.books]
    return beside


def test_trusting_the_key_with_a_later_file_takes_what_waited_of_the_former(desk: Desk) -> None:
    office = with_cells(desk)
    desk.take(office, strange(), trust=NOBODY)
    plan = desk.merge(
        office, desk.file(package("DB01", of("CB02", 5), number=2, level="committee")), trust=frozenset({DB01})
    )
    assert [one.outcome for one in plan.files] == ["merged", "merged"]
    assert not any(one.kind == "sender" for one in questions(office))
    assert places(office)["CB01"] == "Khác"


def test_a_refused_key_goes_on_speaking_for_its_own_unit_and_nobody_is_asked_again(desk: Desk) -> None:
    office = with_cells(desk)
    desk.take(office, strange(), trust=NOBODY)
    refuse_file(office, only(office).subject, reason="không gọi được")
    assert questions(office) == ()
    outcome = desk.take(
        office, package("DB01", of("DB01", 6), of("CB01", 7), number=2, level="committee"), trust=NOBODY
    )
    assert counted(outcome) == {"new": 1, "set_aside": 1}
    assert not any(one.kind == "sender" for one in questions(office))


def test_a_deletion_of_what_is_not_here_yet_waits_for_the_key_too(desk: Desk) -> None:
    office = desk.office()
    outcome = desk.take(office, package("DB01", edit(of("CB01", 1), None), level="committee"), trust=NOBODY)
    assert codes(outcome) == ["session_waits_for_key"]
    assert counted(desk.take(office, package("CB01", of("CB01", 1)))) == {"new": 1}
    assert [entry.session.unit for entry in office.find()] == ["CB01"]


def test_totals_of_units_below_wait_for_the_key(desk: Desk) -> None:
    middle, office = desk.book("DB01", role="committee"), desk.office()
    middle.add(session_of("DB01"))
    middle.add(session_of("CB01"))
    data = write_package(middle, signer("DB01"), totals=True).data
    outcome = desk.take(office, data, trust=NOBODY)
    assert codes(outcome) == ["totals_wait_for_key"]
    assert [one.totals.unit for one in office.exchange.totals] == ["DB01"]
    assert only(office).params["sessions"] == 1
    trust_file(office, only(office).subject)
    assert [one.totals.unit for one in office.exchange.totals] == ["CB01", "DB01"]


def test_a_word_about_pairs_of_sessions_below_waits_for_the_key(desk: Desk) -> None:
    office, middle = with_cells(desk), desk.book("DB01", role="committee")
    desk.take(middle, package("CB01", of("CB01", 1)))
    desk.take(middle, package("CB02", of("CB02", 2)))
    first, second = (entry.id for entry in middle.find())
    answer_duplicate(middle, first, second, "same")
    data = desk.export(middle).read_bytes()
    assert codes(desk.take(office, data, trust=NOBODY))[-1] == "link_waits_for_key"
    assert len(office.figures.counted()) == 2
    trust_file(office, next(one for one in questions(office) if one.kind == "sender").subject)
    assert len(office.figures.counted()) == 1


def test_senders_of_books_made_before_keep_what_they_were_believed_for(desk: Desk) -> None:
    office = with_cells(desk)
    desk.take(office, package("DB01", of("DB01", 3), level="committee"), trust=frozenset({DB01}))
    # A book of before does not say whether somebody has compared a key.
    assert b"compared" not in office.storage.rows("senders")[DB01]
    assert counted(desk.take(office, package("DB01", of("CB01", 8), number=2), trust=NOBODY)) == {"new": 1}


# ---------------------------------------------------------------- keys that contradict each other


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_new_keys_of_one_unit_that_differ_all_wait_in_any_order(desk: Desk, order: tuple[int, ...]) -> None:
    office = desk.office()
    files = [
        desk.file(package("CB01", of("CB01", 1))),
        desk.file(package("CB01", of("CB01", 2), key="thief")),
        desk.file(package("CB02", of("CB02", 3))),
    ]
    plan = desk.merge(office, *(files[place] for place in order), trust=NOBODY)
    by_unit = {(one.unit, one.outcome, one.code) for one in plan.files}
    assert by_unit == {("CB01", "quarantined", "keys_differ"), ("CB02", "merged", None)}
    assert [entry.session.unit for entry in office.find()] == ["CB02"]
    asked = next(
        one for one in questions(office) if one.params["fingerprint"] == fingerprint(signer("CB01").public_key)
    )
    assert trust_file(office, asked.subject).outcome == "merged"
    assert len(office.find()) == 2
    assert len(questions(office)) == 1


def test_a_damaged_file_puts_no_other_in_doubt(desk: Desk) -> None:
    office = desk.office()
    forged = package("CB01", of("CB01", 2), key="thief").replace(b'"sig":"', b'"sig":"AAAA', 1)
    plan = desk.merge(office, desk.file(package("CB01", of("CB01", 1))), desk.file(forged), trust=NOBODY)
    assert [one.outcome for one in plan.files] == ["merged", "refused"]


# ---------------------------------------------------------------- `--trust-new`


def test_all_new_keys_at_once_are_those_of_units_never_seen_and_nothing_else(desk: Desk) -> None:
    office, reporter = with_cells(desk), desk.book("CB02")
    new = plan_merge(office, [desk.file(strange())], trust_new=True).files[0]
    assert not new.set_aside
    changed = plan_merge(office, [desk.file(package("CB01", of("CB01", 9), key="thief"))], trust_new=True).files[0]
    assert (changed.outcome, changed.code) == ("quarantined", "key_changed")
    two = [desk.file(package("DB02", of("DB02", n), key=f"laptop {n}")) for n in (1, 2)]
    assert {one.code for one in plan_merge(office, two, trust_new=True).files} == {"keys_differ"}
    forged = package(OFFICE, edit(session(of("CB02", 2)["content"], number=2), None), level="committee", key="thief")
    above = plan_merge(reporter, [desk.file(forged)], trust_new=True).files[0]
    assert (above.outcome, above.code) == ("quarantined", "office_key_new")
    own = plan_merge(reporter, [desk.file(package("CB02", of("CB02", 5), key="thief"))], trust_new=True).files[0]
    assert (own.outcome, own.code) == ("quarantined", "key_of_own_unit")


def test_a_unit_that_comes_to_stand_above_others_waits_until_it_was_compared(desk: Desk) -> None:
    office = desk.book(
        OFFICE, role="committee", units=tuple(replace(one, parent=OFFICE) for one in UNITS[1:]) + UNITS[:1]
    )
    desk.take(office, package("DB01", of("DB01", 1), level="committee"), trust=NOBODY)
    assert questions(office) == ()
    office.use_units(UNITS)
    desk.take(office, package("DB01", of("CB01", 2), number=2, level="committee"), trust=NOBODY)
    assert only(office).params["code"] == "key_not_compared"
    assert not office.exchange.senders[DB01].compared
