"""Answers about files: whom to believe, which unit is meant; what waited for the answer is taken with it."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from exports.merge.answers import enrol_key, find_sender, map_sender, map_unit, refuse_file, revoke_key, trust_file
from exports.merge.unmerge import batches, undo, unmerge
from exports.package.keys import fingerprint
from exports.package.kit import write_kit
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.received import in_order_sent, kept_file
from logs.maintenance.backups import make_backup, restore
from logs.model import Unit
from logs.questions.answers import conflict_of
from logs.questions.questions import Question, questions
from tests import independent
from tests.exports.desk import KEYS, OFFICE, UNITS, Desk, documents, seed, session_of, signer

STRANGER = Unit(code="X9", type="chi_bo", name="Chi bộ lạ", parent="DB01")


def only(book: LogBook) -> Question:
    [found] = questions(book)
    return found


def state(book: LogBook) -> object:
    return documents(book), dict(book.exchange.waiting), dict(book.exchange.maps)


def changed_key(desk: Desk, office: LogBook) -> LogBook:
    """The unit's book, two files of which wait at the office because they are signed with a new key."""
    cell = desk.book("CB01")
    cell.add(session_of("CB01"))
    desk.merge(office, desk.export(cell))
    for day in ("2014-04-05", "2014-04-12"):
        cell.add(session_of("CB01", date=day))
        desk.merge(office, desk.export(cell, key="new key of CB01"))
    return cell


def stranger(desk: Desk) -> LogBook:
    """A book of a unit that the office does not list."""
    book = desk.book("X9", units=(*UNITS, STRANGER))
    book.add(session_of("X9"))
    return book


# ---------------------------------------------------------------- files that wait


def test_a_trusted_file_is_merged_with_the_others_of_the_same_key(desk: Desk) -> None:
    office = desk.office()
    changed_key(desk, office)
    first, second = questions(office)
    before = state(office)
    assert trust_file(office, first.subject).outcome == "merged"
    assert questions(office) == ()
    assert len(office.find()) == 3
    assert len(batches(office)[0].files) == 2
    undo(office)
    assert state(office) == before
    assert [one.key for one in questions(office)] == [first.key, second.key]


def test_an_unsigned_file_is_taken_this_once_and_the_next_one_asked_about(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    for day in ("2014-04-05", "2014-04-12"):
        cell.add(session_of("CB01", date=day))
        unsigned = desk.export(cell).read_bytes().partition(b"\n")[2]
        desk.merge(office, desk.file(unsigned, f"{day}.jsonl"))
    first, second = questions(office)
    trust_file(office, first.subject)
    assert [one.key for one in questions(office)] == [second.key]
    assert office.exchange.senders == {}
    assert batches(office)[0].files == (first.params["file"],)


def test_a_refused_file_is_not_asked_about_and_not_taken_when_it_comes_again(desk: Desk) -> None:
    office = desk.office()
    changed_key(desk, office)
    first, second = questions(office)
    kept = kept_file(office.folder, first.subject).read_bytes()
    refuse_file(office, first.subject, reason="không phải của đơn vị")
    assert [one.key for one in questions(office)] == [second.key]
    again = desk.take(office, kept)
    assert (again.outcome, again.code) == ("refused", "file_refused")
    assert len(questions(office)) == 1
    undo(office)
    assert len(questions(office)) == 2


def test_a_question_that_is_settled_is_closed(desk: Desk) -> None:
    office = desk.office()
    for act in (trust_file, refuse_file):
        with pytest.raises(SotayError, match="question_closed"):
            act(office, "a" * 64)


def test_a_waiting_file_that_is_gone_cannot_be_trusted_but_refused(desk: Desk) -> None:
    office = desk.office()
    changed_key(desk, office)
    asked, _other = questions(office)
    kept_file(office.folder, asked.subject).unlink()
    before = state(office)
    with pytest.raises(SotayError, match="file_not_kept"):
        trust_file(office, asked.subject)
    assert state(office) == before
    refuse_file(office, asked.subject)
    assert len(questions(office)) == 1


def test_a_file_that_a_thief_signed_first_stands_in_nobodys_way(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    desk.merge(office, desk.export(cell))
    cell.add(session_of("CB01", date="2014-04-05"))
    genuine = desk.export(cell)
    body = genuine.read_bytes().partition(b"\n")[2]
    stolen = desk.file(independent.seal(body, seed("thief")))
    desk.merge(office, stolen)
    [asked] = questions(office)
    refuse_file(office, asked.subject)
    assert desk.merge(office, stolen).files[0].code == "file_refused"
    assert desk.merge(office, genuine).files[0].outcome == "merged"
    assert kept_file(office.folder, asked.subject).read_bytes() == genuine.read_bytes()
    assert len(office.find()) == 2


def test_a_thief_does_not_take_the_place_of_a_file_that_was_taken(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB02"))
    genuine = desk.export(cell)
    desk.merge(office, genuine)
    body = genuine.read_bytes().partition(b"\n")[2]
    outcome = desk.merge(office, desk.file(independent.seal(body, seed("thief")))).files[0]
    assert outcome.outcome == "known"
    assert questions(office) == ()
    assert kept_file(office.folder, outcome.sha256).read_bytes() == genuine.read_bytes()


def test_a_key_that_is_none_is_refused_also_where_the_file_was(desk: Desk) -> None:
    office = desk.office()
    changed_key(desk, office)
    asked = questions(office)[0]
    refuse_file(office, asked.subject)
    kept = kept_file(office.folder, asked.subject).read_bytes()
    seal, _, body = kept.partition(b"\n")
    key = office.exchange.waiting[asked.subject].key.encode()
    outcome = desk.take(office, seal.replace(key, b"A") + b"\n" + body)
    assert (outcome.outcome, outcome.code) == ("refused", "file_forged")


def test_a_file_that_waits_came_when_it_first_came_whatever_it_waits_for_since(desk: Desk) -> None:
    office, unknown = desk.office(), stranger(desk)
    file = desk.export(unknown)
    came = desk.clock.now
    desk.merge(office, file)
    assert [(one.code, one.came) for one in office.exchange.waiting.values()] == [("sender_unknown", came)]
    other = desk.export(unknown, key="another laptop of X9")
    office.use_units([*office.units.values(), STRANGER])
    desk.clock.now += timedelta(days=1)
    assert desk.merge(office, other).files[0].outcome == "merged"
    desk.clock.now += timedelta(days=1)
    desk.merge(office, file)
    assert [(one.code, one.came) for one in office.exchange.waiting.values()] == [("key_changed", came)]
    assert only(office).params["came"] == came


def test_a_file_that_waits_already_changes_nothing_when_it_comes_again(desk: Desk) -> None:
    office, unknown = desk.office(), stranger(desk)
    data = desk.export(unknown).read_bytes()
    desk.merge(office, desk.file(data, "first.jsonl"))
    before, generation = dict(office.exchange.waiting), office.generation
    desk.clock.now += timedelta(days=1)
    outcome = desk.merge(office, desk.file(data, "again.jsonl")).files[0]
    assert (outcome.outcome, outcome.code) == ("quarantined", "sender_unknown")
    assert (dict(office.exchange.waiting), office.generation) == (before, generation)
    assert only(office).params["file"] == "first.jsonl"


def test_a_kit_that_waits_came_when_it_first_came_under_whatever_key(desk: Desk) -> None:
    reporter = desk.book("CB01")
    kit = write_kit(desk.office(), signer(OFFICE))
    came = desk.clock.now
    desk.take(reporter, independent.seal(kit.partition(b"\n")[2], seed("thief")))
    desk.clock.now += timedelta(days=1)
    desk.take(reporter, kit)
    assert [(one.key, one.came) for one in reporter.exchange.waiting.values()] == [(signer(OFFICE).public_key, came)]


# ---------------------------------------------------------------- units


def test_an_unknown_sender_is_named_and_its_files_merged_in_one_step(desk: Desk) -> None:
    office, unknown = desk.office(), stranger(desk)
    desk.merge(office, desk.export(unknown))
    unknown.add(session_of("X9", date="2014-06-12"))
    desk.merge(office, desk.export(unknown))
    first, _second = questions(office)
    assert first.params["code"] == "sender_unknown"
    before = state(office)
    outcome = map_sender(office, first.subject, "CB01")
    assert outcome is not None
    assert outcome.outcome == "merged"
    assert questions(office) == ()
    assert {entry.session.unit for entry in office.figures.counted()} == {"CB01"}
    assert {entry.session.unit for entry in office.find()} == {"X9"}
    undo(office)
    assert state(office) == before
    office.history.redo()
    assert len(office.figures.counted()) == 2


def test_an_answer_about_a_sender_is_remembered(desk: Desk) -> None:
    office, unknown = desk.office(), stranger(desk)
    desk.merge(office, desk.export(unknown))
    map_sender(office, only(office).subject, "CB01")
    unknown.add(session_of("X9", date="2014-06-12"))
    plan = desk.merge(office, desk.export(unknown))
    assert (plan.files[0].outcome, plan.files[0].new) == ("merged", 1)
    assert questions(office) == ()


def test_a_sender_that_is_named_may_have_to_be_trusted_still(desk: Desk) -> None:
    office, cell, unknown = desk.office(), desk.book("CB01"), stranger(desk)
    cell.add(session_of("CB01"))
    desk.merge(office, desk.export(cell), desk.export(unknown))
    assert map_sender(office, only(office).subject, "CB01") is None
    assert only(office).params["code"] == "key_changed"
    trust_file(office, only(office).subject)
    assert questions(office) == ()
    assert len(office.figures.counted()) == 2


def test_a_sender_cannot_be_a_unit_that_is_not_listed(desk: Desk) -> None:
    office = desk.office()
    desk.merge(office, desk.export(stranger(desk)))
    before = state(office)
    with pytest.raises(SotayError, match="unit_unknown"):
        map_sender(office, only(office).subject, "NOWHERE")
    assert state(office) == before


def with_unknown_unit(desk: Desk) -> LogBook:
    """A book of DB01 with a session of its own and one of a cell that the office does not list."""
    party = desk.book("DB01", units=(*UNITS, STRANGER))
    party.add(session_of("DB01"))
    party.add(session_of("X9", reporters=["DB01-an"]))
    return party


def test_sessions_of_an_unknown_unit_wait_in_the_file_until_it_is_named(desk: Desk) -> None:
    office, party = desk.office(), with_unknown_unit(desk)
    plan = desk.merge(office, desk.export(party))
    assert [one.code for one in plan.files[0].set_aside] == ["session_unit_unknown"]
    asked = only(office)
    before = state(office)
    [outcome] = map_unit(office, "DB01", "X9", "CB02", reason="tên cũ")
    assert (outcome.new, outcome.set_aside) == (1, ())
    assert questions(office) == ()
    assert {entry.session.unit for entry in office.figures.counted()} == {"DB01", "CB02"}
    undo(office)
    assert state(office) == before
    assert only(office).key == asked.key


def test_an_answer_about_a_unit_is_not_asked_for_again(desk: Desk) -> None:
    office, party = desk.office(), with_unknown_unit(desk)
    file = desk.export(party)
    desk.merge(office, file)
    map_unit(office, "DB01", "X9", "CB02")
    assert desk.merge(office, file).files[0].outcome == "known"
    party.add(session_of("X9", reporters=["DB01-an"], date="2014-06-12"))
    assert desk.merge(office, desk.export(party)).files[0].new == 1
    assert questions(office) == ()


def test_trust_in_an_unsigned_file_holds_when_the_very_file_is_looked_at_again(desk: Desk) -> None:
    office = desk.office()
    unsigned = desk.export(with_unknown_unit(desk)).read_bytes().partition(b"\n")[2]
    desk.take(office, unsigned)
    trust_file(office, only(office).subject)
    [outcome] = map_unit(office, "DB01", "X9", "CB02")
    assert (outcome.outcome, outcome.new) == ("merged", 1)
    assert (questions(office), office.exchange.waiting) == ((), {})
    # Once it was taken back, it is asked about like any other.
    undo(office)
    undo(office)
    assert only(office).params["code"] == "file_unsigned"


def test_a_unit_that_is_left_unknown_keeps_its_sessions_out(desk: Desk) -> None:
    office = desk.office()
    desk.merge(office, desk.export(with_unknown_unit(desk)))
    assert map_unit(office, "DB01", "X9", "") == ()
    assert questions(office) == ()
    assert len(office.find()) == 1


def test_a_unit_outside_the_senders_own_stays_set_aside(desk: Desk) -> None:
    office = desk.office()
    desk.merge(office, desk.export(with_unknown_unit(desk)))
    [outcome] = map_unit(office, "DB01", "X9", "DB02")
    assert [one.code for one in outcome.set_aside] == ["session_of_other_unit"]
    assert questions(office) == ()


def test_an_answer_about_a_unit_is_kept_although_its_file_is_gone(desk: Desk) -> None:
    office, party = desk.office(), with_unknown_unit(desk)
    file = desk.export(party)
    desk.merge(office, file)
    for one in office.exchange.received:
        kept_file(office.folder, one).unlink()
    [outcome] = map_unit(office, "DB01", "X9", "CB02")
    assert (outcome.outcome, outcome.code) == ("refused", "file_not_kept")
    assert questions(office) == ()
    assert desk.merge(office, file).files[0].new == 1


# ---------------------------------------------------------------- conflicts


def three_clones(desk: Desk) -> tuple[str, dict[str, Path]]:
    """The id of a session that three copies of a book changed into places A, B and C, and the file of each copy."""
    first = desk.book("CB01")
    entry = first.add(session_of("CB01"))
    books = {"A": first, "B": desk.clone(first, "copy b"), "C": desk.clone(first, "copy c")}
    for place, book in books.items():
        book.edit(entry.id, session_of("CB01", place=place))
    return entry.id, {
        place: desk.file(desk.export(book).read_bytes(), f"{place}.jsonl") for place, book in books.items()
    }


def sources(book: LogBook, session_id: str) -> dict[str, str]:
    """Of each side of the conflict its place, and the file it is said to come from."""
    return {side.content.place: side.file for side in conflict_of(book, session_id).sides if side.content}


@pytest.mark.parametrize("are_kept", [True, False])
@pytest.mark.parametrize("merges", ["A B C", "AB C", "A BC", "ABC", "C B A", "CB A", "C BA", "CBA", "BCA", "B AC"])
def test_each_side_of_a_conflict_names_the_file_that_brought_it(desk: Desk, merges: str, are_kept: bool) -> None:
    office = desk.office()
    key, files = three_clones(desk)
    told: dict[str, str] = {}
    first, *_ = batched = merges.split()
    for merge in batched:
        desk.clock.now += timedelta(hours=1)
        new = desk.merge(office, *(files[place] for place in merge)).sources
        assert not told.keys() & new.keys(), "a version comes once"
        told |= new
    if not are_kept:
        for sha256 in office.exchange.received:
            kept_file(office.folder, sha256).unlink()
    assert sources(office, key) == {place: f"{place}.jsonl" for place in "ABC"}
    record = office.sessions.record(key)
    assert record is not None
    alone = {head.id for head in record.heads} - told.keys()  # what came alone before is no conflict's yet
    assert len(alone) == (len(first) == 1)
    names = {head.id: f"{head.content.place}.jsonl" for head in record.heads if head.content}
    assert {version: office.exchange.received[sha256].file for version, sha256 in told.items()} == {
        version: name for version, name in names.items() if version not in alone
    }


def test_a_file_that_repeats_a_side_is_not_its_source(desk: Desk) -> None:
    office, other = desk.office(), desk.office("other")
    key, files = three_clones(desk)
    desk.merge(other, files["A"], files["B"])
    again = desk.file(desk.export(other).read_bytes(), "again.jsonl")
    trust = frozenset({signer(OFFICE).public_key})
    for place in "AB":
        desk.merge(office, files[place])
    desk.merge(office, files["C"], again, trust=trust)
    assert sources(office, key) == {place: f"{place}.jsonl" for place in "ABC"}


def test_of_a_merge_whose_files_are_not_kept_the_files_of_the_sender_are_named(desk: Desk) -> None:
    office, other = desk.office(), desk.book("DB02")
    other.add(session_of("DB02"))
    key, files = three_clones(desk)
    theirs = desk.file(desk.export(other).read_bytes(), "DB02.jsonl")
    desk.merge(office, theirs, files["A"], files["B"])
    step = office.history.last_change()
    assert step is not None
    # As a book of before has it, which did not remember what came from where.
    office.storage.commit({"changes": {step.key: msgspec.json.encode(msgspec.structs.replace(step, sources={}))}})
    for sha256 in office.exchange.received:
        kept_file(office.folder, sha256).unlink()
    names = ", ".join(one.file for one in in_order_sent(office.exchange.received.values()) if one.unit == "CB01")
    assert sorted(names.split(", ")) == ["A.jsonl", "B.jsonl"]
    assert sources(office, key) == {"A": names, "B": names}


@pytest.mark.parametrize("with_third", [False, True])
def test_a_side_whose_file_was_taken_back_names_the_file_that_still_says_it(desk: Desk, with_third: bool) -> None:
    office, party = desk.office(), desk.book("DB01", role="committee")
    key, files = three_clones(desk)
    desk.merge(party, files["A"], files["B"])
    both = desk.file(desk.export(party).read_bytes(), "both.jsonl")
    desk.merge(office, files["A"])
    taken = batches(office)[0].key
    desk.merge(office, both)
    if with_third:
        desk.merge(office, files["C"])
    unmerge(office, taken)
    expected = {"A": "both.jsonl", "B": "both.jsonl"} | ({"C": "C.jsonl"} if with_third else {})
    assert sources(office, key) == expected
    office.history.redo()
    assert sources(office, key) == expected | {"A": "A.jsonl"}


def test_a_side_whose_file_a_restored_copy_took_back_names_the_file_that_says_it_now(desk: Desk) -> None:
    office, party = desk.office(), desk.book("DB01", role="committee")
    key, files = three_clones(desk)
    desk.merge(party, files["A"], files["B"])
    both = desk.file(desk.export(party).read_bytes(), "both.jsonl")
    copy = make_backup(office, desk.folder / "copy.json")
    desk.clock.now += timedelta(hours=1)
    desk.merge(office, files["A"])
    restore(office, copy)
    desk.clock.now += timedelta(hours=1)
    desk.merge(office, both)
    sides = conflict_of(office, key).sides
    assert [(side.file, side.unit, side.at) for side in sides] == [("both.jsonl", "DB01", desk.clock.now)] * 2


# ---------------------------------------------------------------- keys


def test_nothing_is_taken_from_a_revoked_key_until_it_is_enrolled_again(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    desk.merge(office, desk.export(cell))
    key = signer("CB01").public_key
    revoke_key(office, key, desk.clock.now - timedelta(days=2), reason="mất máy")
    cell.add(session_of("CB01", date="2014-06-12"))
    file = desk.export(cell)
    refused = desk.merge(office, file).files[0]
    assert (refused.outcome, refused.code, refused.params["reason"]) == ("refused", "key_revoked", "mất máy")
    assert desk.merge(office, file, trust=KEYS | {key}).files[0].outcome == "refused"
    assert questions(office) == ()
    with pytest.raises(SotayError, match="reason_missing"):
        enrol_key(office, key, reason=" ")
    enrol_key(office, key, reason="tìm lại được máy")
    assert office.exchange.senders[key].reason == "tìm lại được máy"
    assert desk.merge(office, file).files[0].new == 1


def test_a_revocation_is_a_step_that_can_be_undone(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    desk.merge(office, desk.export(cell, nil=True))
    before = state(office)
    revoke_key(office, signer("CB01").public_key, desk.clock.now)
    undo(office)
    assert state(office) == before


def test_a_key_is_named_by_itself_its_digits_or_its_unit(desk: Desk) -> None:
    office = desk.office()
    changed_key(desk, office)
    old, new = signer("CB01").public_key, signer("new key of CB01").public_key
    assert find_sender(office, "CB01").key == old
    trust_file(office, questions(office)[0].subject)
    for wanted in (new, fingerprint(new), fingerprint(new)[:11], f" {fingerprint(new).replace(' ', '')} "):
        assert find_sender(office, wanted).key == new
    with pytest.raises(SotayError, match="key_ambiguous"):
        find_sender(office, "CB01")
    for wrong in ("", " ", OFFICE, "00000 00000"):
        with pytest.raises(SotayError, match="key_unknown"):
            find_sender(office, wrong)
    with pytest.raises(SotayError, match="key_unknown"):
        revoke_key(office, "nobody's", desk.clock.now)


def test_a_copy_put_back_does_not_believe_a_revoked_key_again(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    desk.merge(office, desk.export(cell))
    copy = make_backup(office, desk.folder / "copy.json")
    cell.add(session_of("CB01", date="2014-04-05"))
    desk.merge(office, desk.export(cell))
    [key] = office.exchange.senders
    revoke_key(office, key, desk.clock(), reason="mất máy")
    restore(office, copy)
    assert len(office.find()) == 1
    assert office.exchange.senders[key].revoked == desk.clock()
