"""An id under which two units have logged a session: both are kept in every order, and a person says whose it is."""

import itertools
from datetime import timedelta

import pytest
from msgspec.structs import replace

from exports.columnar.rows import session_rows
from exports.merge.receipts import write_receipts
from exports.merge.unmerge import batches, undo, unmerge
from exports.package.reader import read_package
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.book.bulk import delete_all
from logs.counting.sums import Sum
from logs.errors import SotayError
from logs.maintenance.backups import make_backup, restore
from logs.maintenance.integrity import audit
from logs.maintenance.purge import purge
from logs.questions.answers import answer_duplicate, conflict_of, keep_both, keep_content, keep_version
from logs.questions.questions import Question, questions
from logs.register.listing import listed
from logs.session.query import Query
from logs.versions import id_apart
from tests import independent
from tests.exports.desk import KEYS, OFFICE, Desk, contents, package_of, session_of, signer
from tests.exports.histories import RENAMED
from tests.exports.merge.test_merge import counted, edited, of, package
from tests.independent import Json, edit
from tests.logs.coverage.tables import cover

X = of("CB01", 1)["id"]
MINE = of("CB01", 1, topic="Của CB01", attendance=30, audience={"DV": 30})
# What a squatter may send: a session of his own, or one that says that it replaces the owner's.
SIBLING = of("CB02", 1, topic="Của CB02", attendance=7, audience={"DV": 7})
OVER = edit(MINE, SIBLING["content"])
BOTH = pytest.mark.parametrize("claim", [SIBLING, OVER], ids=["of its own", "over the owner's"])


def held(book: LogBook) -> dict[str, tuple[str, bool]]:
    """Topic and mark of every session in the register, by its id there."""
    return {entry.id: (entry.session.topic, entry.conflict) for entry in book.find()}


CLAIMED = {f"{X}.CB01": ("Của CB01", True), f"{X}.CB02": ("Của CB02", True)}


def only(book: LogBook) -> Question:
    [question] = questions(book)
    return question


def claimed(desk: Desk, claim: Json = SIBLING, name: str = "office", *, first: str = "CB01") -> LogBook:
    """The committee's book in which both have said that the session is theirs."""
    office = desk.office(name)
    files = [package("CB01", MINE), package("CB02", claim)]
    for data in files if first == "CB01" else reversed(files):
        desk.clock.now += timedelta(days=1)
        desk.take(office, data)
    return office


def version_of(book: LogBook, unit: str) -> str:
    return next(side.version for side in conflict_of(book, X).sides if side.unit == unit)


# ---------------------------------------------------------------- what is kept


@BOTH
@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_both_are_kept_in_every_order(desk: Desk, claim: Json, order: tuple[int, ...]) -> None:
    later = edited(claim, attendance=8, audience={"DV": 8})
    files = [
        package("CB01", MINE),
        package("CB02", claim),
        package("CB02", later, number=2),
        package("CB02", edit(MINE, None), number=3),  # another unit's deletion
    ]
    office = desk.office()
    for place in order:
        desk.take(office, files[place])
    assert held(office) == CLAIMED
    assert {entry.session.unit: entry.session.attendance for entry in office.find()} == {"CB01": 30, "CB02": 8}
    asked = only(office)
    assert (asked.kind, asked.params["units"], asked.sessions) == ("conflict", ["CB01", "CB02"], (X,))
    assert not [one for one in audit(office) if one.severity == "error"]


@BOTH
@pytest.mark.parametrize("first", ["CB01", "CB02"])
def test_the_question_names_units_contents_and_since_when(desk: Desk, claim: Json, first: str) -> None:
    office = claimed(desk, claim, first=first)
    asked = only(office)
    assert asked.params == {"units": ["CB01", "CB02"], "since": desk.clock.now}
    sides = {side.unit: side.content for side in conflict_of(office, X).sides if side.content}
    assert {unit: content.topic for unit, content in sides.items()} == {"CB01": "Của CB01", "CB02": "Của CB02"}
    assert ("check_claimed", {"id": X, "units": "CB01, CB02"}) in [(one.code, one.params) for one in audit(office)]


@BOTH
def test_each_counts_for_its_unit_and_the_figures_say_that_there_is_a_doubt(desk: Desk, claim: Json) -> None:
    office = claimed(desk, claim)
    for book in (office, LogBook.open(desk.clone(office, "copy").folder, clock=desk.clock, read_only=True)):
        by_unit = cover(book.figures.counted(), book.directive, by="unit", units=book.units)
        cells = next(row.cells for row in by_unit.rows if row.theme == "LC-02")
        assert (cells["CB01"], cells["CB02"]) == (1, 1)
        assert (by_unit.totals.sessions, by_unit.totals.attendance, by_unit.totals.conflicts) == (2, 37, 2)
        tallies = book.figures.tallies("unit")
        assert (tallies.sums.whole, tallies.conflicts) == (Sum(2, 37), 2)
        assert sorted(listed(book).order) == sorted(CLAIMED)
        assert listed(book).counts.conflicts == 2
        assert [entry.id for entry in book.find(Query(unit="CB02"))] == [f"{X}.CB02"]
        assert sorted((row.session, row.unit, row.conflict) for row in session_rows(book)) == [
            (f"{X}.CB01", "CB01", True),
            (f"{X}.CB02", "CB02", True),
        ]
        if book is not office:
            book.close()


def test_sums_that_are_kept_follow_a_claim_that_comes_and_goes(desk: Desk) -> None:
    office = desk.office()
    desk.take(office, package("CB01", MINE))
    assert office.figures.tallies("unit").sums.whole.sessions == len(office.sessions.records) == 1
    assert listed(office).order == [X]
    desk.take(office, package("CB02", SIBLING))
    assert (office.figures.tallies("unit").sums.whole.sessions, office.figures.tallies("unit").conflicts) == (2, 2)
    assert sorted(listed(office).order) == sorted(CLAIMED)
    keep_version(office, X, version_of(office, "CB01"))
    assert (office.figures.tallies("unit").sums.whole.sessions, office.figures.tallies("unit").conflicts) == (1, 0)
    assert listed(office).order == [X]


@BOTH
@pytest.mark.parametrize("first", ["CB01", "CB02"])
def test_no_receipt_calls_the_others_version_held(desk: Desk, claim: Json, first: str) -> None:
    office = claimed(desk, claim, first=first)
    for unit, line in (("CB01", MINE), ("CB02", claim)):
        data = desk.receipt(office, unit)
        assert data is not None
        (told,) = read_package(data).receipts
        assert told.held == {X: line["version"]}
        assert not read_package(data).records
    keep_version(office, X, version_of(office, "CB01"))
    (told,) = read_package(desk.receipt(office, "CB02") or b"").receipts
    assert told.held == {}
    assert [(one.id, one.code, one.params) for one in told.set_aside] == [
        (X, "session_of_other_unit", {"unit": "CB01"})
    ]
    (told,) = read_package(desk.receipt(office, "CB01") or b"").receipts
    assert told.held == {X: office.sessions.get(X).version}


def test_who_has_an_id_is_named_with_the_unit(desk: Desk) -> None:
    office = claimed(desk)
    with pytest.raises(SotayError, match="id_claimed") as error:
        office.sessions.get(X[:8])
    assert error.value.params["choices"] == f"{X}.CB01, {X}.CB02"
    assert office.sessions.get(f"{X[:8]}.CB02").session.topic == "Của CB02"
    assert len(office.history.of(f"{X}.CB02")) == 2
    with pytest.raises(SotayError, match="claim_open"):
        answer_duplicate(office, f"{X}.CB01", f"{X}.CB02", "same")
    with pytest.raises(SotayError, match="claim_open"):
        purge(office, office.sessions.get(f"{X}.CB02").id)


def test_three_units_may_claim_one_id(desk: Desk) -> None:
    office = claimed(desk)
    desk.take(office, package("DB02", of("DB02", 1)))
    assert only(office).params["units"] == ["CB01", "CB02", "DB02"]
    assert len(office.find()) == 3


def test_one_unit_under_two_codes_claims_nothing(desk: Desk) -> None:
    office = desk.office()
    desk.take(office, package("CB02", SIBLING))
    office.use_units(RENAMED)
    desk.take(office, package("CB12", of("CB12", 1, topic="Khác"), number=2, key="CB02"))
    assert [(entry.id, entry.conflict) for entry in office.find()] == [(X, True)]


# ---------------------------------------------------------------- answers


@BOTH
@pytest.mark.parametrize("first", ["CB01", "CB02"])
@pytest.mark.parametrize("whose", ["CB01", "CB02"])
def test_a_person_says_whose_it_is_and_that_holds_when_files_come_again(
    desk: Desk, claim: Json, first: str, whose: str
) -> None:
    office = claimed(desk, claim, first=first)
    keep_version(office, X, version_of(office, whose))
    assert [(entry.id, entry.session.unit, entry.conflict) for entry in office.find()] == [(X, whose, False)]
    for number, (unit, line) in enumerate((("CB01", MINE), ("CB02", claim)), start=8):
        desk.take(office, package(unit, line, of(unit, number), number=5))
    assert [one.kind for one in questions(office)] == []
    assert office.sessions.get(X).session.unit == whose
    # A further edit of who was told otherwise is asked about anew: nobody has seen it.
    other, line = ("CB02", claim) if whose == "CB01" else ("CB01", MINE)
    desk.take(office, package(other, edited(line, topic="Sửa sau"), number=6))
    assert only(office).params["units"] == ["CB01", "CB02"]


@BOTH
def test_both_may_be_kept_as_sessions_of_their_own(desk: Desk, claim: Json) -> None:
    office = claimed(desk, claim)
    keep_both(office, X)
    assert sorted((entry.session.unit, entry.conflict) for entry in office.find()) == [("CB01", False), ("CB02", False)]
    assert office.figures.links == {}
    desk.take(office, package("CB02", claim, number=2))
    assert len(office.find()) == 2
    assert not any(one.kind == "conflict" for one in questions(office))


@BOTH
def test_an_id_that_another_unit_has_is_not_taken_for_a_session_of_its_own(desk: Desk, claim: Json) -> None:
    office = claimed(desk, claim)
    key, there = id_apart(X, "CB02"), of("DB02", 2, topic="Của DB02")
    there |= {"id": key, "version": independent.version_id(key, there["content"], [])}
    desk.take(office, package("DB02", there))
    keep_both(office, X)
    topics = {"Của CB01", "Của CB02", "Của DB02"}
    assert {entry.session.topic for entry in office.find()} == topics
    assert office.sessions.get(key).session.topic == "Của DB02"


@BOTH
@pytest.mark.parametrize("first", ["CB01", "CB02"])
def test_a_receipt_says_that_a_session_was_taken_under_another_id(desk: Desk, claim: Json, first: str) -> None:
    office, files = claimed(desk, claim, first=first), {"CB01": package("CB01", MINE), "CB02": package("CB02", claim)}
    keep_both(office, X)
    (apart,) = (entry for entry in office.find() if entry.id != X)
    # Another program reads what is kept apart, and an answer about it.
    answer_duplicate(office, X, apart.id, "different")
    assert apart.id in {line.get("id") for line in independent.read_package(package_of(office))["sessions"]}
    written = {one.unit: one for one in write_receipts(office, signer(OFFICE), desk.folder / "receipts", list(files))}
    for unit, line in (("CB01", MINE), ("CB02", claim)):
        cell = desk.book(unit)
        desk.take(cell, files[unit], trust=KEYS)
        assert (written[unit].held, written[unit].set_aside) == (1, 0)
        (told,) = read_package(written[unit].path.read_bytes()).receipts
        is_apart = unit == apart.session.unit
        if is_apart:
            assert told.held == {X: line["version"]}
            assert [(one.code, one.params) for one in told.set_aside] == [("session_kept_apart", {"id": apart.id})]
        else:
            assert (told.held, told.set_aside) == ({X: office.sessions.get(X).version}, ())


def test_who_is_told_of_another_id_has_nothing_to_mend(desk: Desk) -> None:
    office = desk.office()
    cells = {unit: desk.book(unit) for unit in ("CB01", "CB02")}
    for cell, line in zip(cells.values(), (MINE, SIBLING), strict=True):
        desk.take(cell, package(cell.owner.unit, line), trust=KEYS)
        desk.merge(office, desk.export(cell))
    keep_both(office, X)
    (apart,) = (entry for entry in office.find() if entry.id != X)
    cell = cells[apart.session.unit]
    for _time in range(2):
        data = desk.receipt(office, cell.owner.unit)
        assert data is not None
        taken = desk.take(cell, data, trust=KEYS)
        assert taken.notes[0].params == {"unit": OFFICE, "held": 1, "left": 0}
        assert taken.notes[1].code == "sessions_kept_apart"
        assert taken.notes[1].params == {"count": 1, "ids": f"{X[:8]} → {apart.id[:8]}"}
        assert cell.exchange.standing(cell.sessions.get(X)) == "received"
        assert (cell.exchange.rejection(X), cell.exchange.kept_apart(X)) == (None, apart.id)
        assert [entry.id for entry in cell.find()] == [X]
        desk.merge(office, desk.export(cell))  # logs nothing anew
        assert len(office.find()) == 2
    # What is edited there later comes as another doubt, and the same answer makes no third session of it.
    cell.edit(X, replace(cell.sessions.get(X).session, topic="Sửa sau"))
    desk.merge(office, desk.export(cell))
    assert only(office).params["units"] == ["CB01", "CB02"]
    keep_both(office, X)
    assert sorted(entry.session.unit for entry in office.find()) == ["CB01", "CB02"]
    assert office.sessions.get(apart.id).session.topic == "Sửa sau"


def test_both_kept_in_two_offices_are_the_same_two_sessions(desk: Desk) -> None:
    middle, office = desk.book("DB01", role="committee"), claimed(desk)
    for data in (package("CB01", MINE), package("CB02", SIBLING)):
        desk.take(middle, data)
    keep_both(middle, X)
    keep_both(office, X)
    desk.take(office, package_of(middle))
    assert contents(office) == contents(middle)
    undo(office)
    undo(office)
    assert held(office) == CLAIMED
    keep_both(office, X)
    assert len(office.find()) == 2


def test_an_answer_travels_up_and_down(desk: Desk) -> None:
    middle, office, top = desk.book("DB01", role="committee"), desk.office(), desk.office("top")
    cells = {unit: desk.book(unit) for unit in ("CB01", "CB02")}
    for unit, line in (("CB01", MINE), ("CB02", OVER)):
        desk.take(middle, package(unit, line))
        desk.take(cells[unit], package(unit, line), trust=KEYS)
    asked = package_of(middle)
    independent.read_package(asked)
    desk.take(office, asked)
    desk.take(top, package_of(office), trust=KEYS)
    assert held(office) == held(top) == CLAIMED
    assert only(top).params["units"] == ["CB01", "CB02"]
    keep_version(middle, X, version_of(middle, "CB01"))
    answered = package_of(middle)
    independent.read_package(answered)
    desk.take(office, answered)
    desk.take(top, package_of(office), trust=KEYS)
    for cell in cells.values():
        desk.take(cell, answered, trust=KEYS)
    for book in (middle, office, top, cells["CB01"]):
        assert [(one.id, one.session.topic, one.conflict) for one in book.find()] == [(X, "Của CB01", False)]
    # What the files said before says nothing new to anybody.
    for book in (office, top):
        desk.take(book, asked, trust=KEYS)
        assert questions(book) == ()
    fresh = desk.office("fresh")
    desk.take(fresh, answered)
    desk.take(fresh, asked)
    assert held(fresh) == {X: ("Của CB01", False)}


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_an_answer_holds_in_every_order_of_files(desk: Desk, order: tuple[int, ...]) -> None:
    middle = desk.book("DB01", role="committee")
    files = [package("CB01", MINE), package("CB02", OVER)]
    for data in files:
        desk.take(middle, data)
    files.append(package_of(middle))
    keep_version(middle, X, version_of(middle, "CB02"))
    files.append(package_of(middle))
    office = desk.office()
    for place in order:
        desk.take(office, files[place])
    assert [(one.id, one.session.unit, one.conflict) for one in office.find()] == [(X, "CB02", False)]


def test_an_answer_taken_back_asks_again_everywhere(desk: Desk) -> None:
    middle, office = desk.book("DB01", role="committee"), desk.office()
    for data in (package("CB01", MINE), package("CB02", SIBLING)):
        desk.take(middle, data)
    keep_version(middle, X, version_of(middle, "CB02"))
    desk.merge(office, desk.export(middle))
    middle.history.undo()
    desk.merge(office, desk.export(middle))
    assert held(middle) == held(office) == CLAIMED
    middle.history.redo()
    desk.merge(office, desk.export(middle))
    assert len(office.find()) == len(middle.find()) == 1


def test_fields_picked_make_one_session(desk: Desk) -> None:
    office = claimed(desk)
    keep_content(office, X, replace(office.sessions.get(f"{X}.CB01").session, topic="Của CB02"))
    assert held(office) == {X: ("Của CB02", False)}


def heads_in(book: LogBook) -> list[str]:
    """All heads of the session, which a form shows."""
    record = book.sessions.record(X)
    assert record is not None
    return [head.id for head in record.heads]


def test_one_side_is_edited_and_deleted_by_itself(desk: Desk) -> None:
    middle, office = desk.book("DB01", role="committee"), desk.office()
    for data in (package("CB01", MINE), package("CB02", OVER)):
        desk.take(middle, data)
    desk.take(office, package_of(middle))
    entry = middle.sessions.get(f"{X}.CB02")
    assert middle.edit(entry.id, replace(entry.session, topic="Sửa"), over=heads_in(middle)).id == entry.id
    assert held(middle) == {**CLAIMED, f"{X}.CB02": ("Sửa", True)}
    middle.delete(f"{X}.CB02", over=heads_in(middle))
    assert held(middle) == {X: ("Của CB01", False)}
    desk.take(office, package_of(middle))
    assert held(office) == held(middle)
    middle.history.undo()
    assert held(middle) == {**CLAIMED, f"{X}.CB02": ("Sửa", True)}
    assert delete_all(middle, [f"{X}.CB01", f"{X}.CB02"]) == 2
    assert held(middle) == {}


def test_who_takes_back_his_claim_leaves_the_owners(desk: Desk) -> None:
    office = claimed(desk, OVER)
    assert counted(desk.take(office, package("CB02", edit(OVER, None), number=2)))
    assert held(office) == {X: ("Của CB01", False)}
    assert questions(office) == ()
    # The owner's own edits and deletion go on as if nothing had been.
    later = edited(MINE, topic="Mới")
    assert counted(desk.take(office, package("CB01", later, number=2))) == {"updated": 1}
    assert counted(desk.take(office, package("CB01", edit(later, None), number=3))) == {"deleted": 1}


# ---------------------------------------------------------------- taken back, restored, sent on


@BOTH
@pytest.mark.parametrize("first", ["CB01", "CB02"])
def test_a_merge_that_brought_a_claim_is_taken_back_without_a_trace(desk: Desk, claim: Json, first: str) -> None:
    office, alone = claimed(desk, claim, first=first), desk.office("alone")
    data = package("CB01", MINE) if first == "CB01" else package("CB02", claim)
    desk.take(alone, data)
    unmerge(office, batches(office)[0].key)
    assert office.sessions.records == alone.sessions.records
    assert questions(office) == ()
    office.history.redo()
    assert held(office) == CLAIMED
    unmerge(office, batches(office)[1].key)
    assert [entry.session.topic for entry in office.find()] == ["Của CB02" if first == "CB01" else "Của CB01"]


def test_a_backup_brings_a_claim_back(desk: Desk) -> None:
    office = claimed(desk)
    copy = make_backup(office, desk.folder / "copy.json")
    keep_version(office, X, version_of(office, "CB01"))
    restore(office, copy)
    assert held(office) == CLAIMED


def test_totals_tell_of_both_and_count_neither_twice(desk: Desk) -> None:
    middle, office = desk.book("DB01", role="committee"), desk.office()
    files = [package("CB01", MINE), package("CB02", SIBLING)]
    for data in files:
        desk.take(middle, data)
    outcome = desk.take(office, write_package(middle, signer("DB01"), totals=True).data)
    assert not outcome.set_aside
    assert {one.totals.unit: one.totals.attendance for one in office.exchange.totals} == {"CB01": 30, "CB02": 7}

    def figures() -> tuple[int, int]:
        totals = cover(office.figures.counted(), office.directive, summed=office.figures.summed()).totals
        return totals.sessions, totals.attendance

    assert figures() == (2, 37)
    desk.take(office, files[0])
    assert figures() == (2, 37)
    desk.take(office, files[1])
    assert figures() == (2, 37)


@pytest.mark.parametrize("to", ["CB02", "DB01"])
def test_an_office_that_gives_a_session_to_another_unit_is_followed_above(desk: Desk, to: str) -> None:
    middle, office = desk.book("DB01", role="committee"), desk.office()
    for book in (middle, office):
        desk.take(book, package("CB01", MINE))
    entry = middle.sessions.get(X)
    middle.edit(X, replace(entry.session, unit=to))
    independent.read_package(package_of(middle))
    desk.take(office, package_of(middle))
    for data in (package("CB01", MINE, number=2), package("CB01", MINE, of("CB01", 5), number=3)):
        desk.take(office, data)
    assert [entry.session.unit for entry in office.find() if entry.id.startswith(X)] == [to]
    assert not any(one.kind == "conflict" for one in questions(office))


def test_a_word_that_is_not_the_senders_to_give_replaces_nothing(desk: Desk) -> None:
    office = desk.office()
    desk.take(office, package("CB01", MINE))
    for by in ("CB01", "DB01", OFFICE):
        outcome = desk.take(office, package("CB02", OVER | {"by": by}, number=2))
        assert outcome.outcome in ("merged", "known")
        assert office.sessions.get(f"{X}.CB01").session.topic == "Của CB01"


def test_a_book_of_before_opens_and_its_sessions_are_read_as_they_were(desk: Desk) -> None:
    middle = desk.book("DB01", role="committee")
    entry = middle.add(session_of("CB01"))
    middle.edit(entry.id, replace(entry.session, topic="Sửa"))
    raw = middle.storage.rows("sessions")[entry.id]
    former = raw.replace(b',"told":{}', b"")
    assert b"told" not in former
    middle.storage.commit({"sessions": {entry.id: former}})
    again = desk.clone(middle, "again")
    assert again.sessions.records == middle.sessions.records
    assert not [one for one in audit(again) if one.severity == "error"]
