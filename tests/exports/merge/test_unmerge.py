"""Taking a merge back as a whole: as if its files had not come, but for what a person did since."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.merge.answers import map_unit
from exports.merge.unmerge import batches, plan_unmerge, undo, unmerge
from exports.package.kit import write_kit
from logs.book.book import LogBook
from logs.book.history import UNDOABLE
from logs.errors import SotayError
from logs.exchange.received import kept_file
from logs.model import Reporter, Unit
from logs.questions.questions import questions
from tests.exports.desk import OFFICE, UNITS, Desk, contents, documents, session_of, signer
from tests.exports.taking_back import TakingBack


def merged(desk: Desk, office: LogBook, *books: LogBook) -> str:
    """The batch that takes a new file of each book."""
    desk.clock.now += timedelta(hours=1)
    desk.merge(office, *(desk.export(book) for book in books))
    return batches(office)[0].key


def places(book: LogBook) -> list[str]:
    return sorted(entry.session.place for entry in book.find())


def test_merges_are_listed_newest_first_with_their_files(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    first = merged(desk, office, cell)
    office.add(session_of("DUK"))
    cell.add(session_of("CB01", place="B"))
    second = merged(desk, office, cell)
    assert [(one.key, one.sessions, one.undone) for one in batches(office)] == [(second, 1, False), (first, 1, False)]
    assert batches(office)[0].files == ("BC_CB01_2014_v2.jsonl",)
    unmerge(office, first)
    assert [one.undone for one in batches(office)] == [False, True]


def test_a_batch_taken_back_is_as_if_its_files_had_not_come_and_redo_brings_it_back(desk: Desk) -> None:
    office, cell, other = desk.office(), desk.book("CB01"), desk.book("DB02")
    other.add(session_of("DB02"))
    merged(desk, office, other)
    before = documents(office)
    cell.add(session_of("CB01"))
    key = merged(desk, office, cell)
    after = documents(office)
    planned = plan_unmerge(office, key)
    assert documents(office) == after
    assert unmerge(office, key) == planned
    assert len(planned.removed) == 1
    assert documents(office) == before
    office.history.redo()
    assert documents(office) == after


def test_of_two_files_of_one_book_the_second_keeps_what_it_has(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    entry = cell.add(session_of("CB01", place="A"))
    gone = cell.add(session_of("CB01", place="C"))
    first = merged(desk, office, cell)
    cell.edit(entry.id, session_of("CB01", place="B"))
    cell.delete(gone.id)
    second = merged(desk, office, cell)
    held = contents(office)
    unmerge(office, first)
    assert contents(office) == held
    report = unmerge(office, second)
    assert places(office) == []
    assert contents(office) == {}
    assert set(report.removed) == {entry.id, gone.id}


def test_what_a_person_edited_since_is_named_and_kept(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    edited, deleted, left = (cell.add(session_of("CB01", place=place)).id for place in "ABC")
    key = merged(desk, office, cell)
    office.edit(edited, session_of("CB01", place="A2"))
    office.delete(deleted)
    report = unmerge(office, key)
    assert set(report.kept) == {edited, deleted}
    assert report.removed == (left,)
    assert places(office) == ["A2"]


def test_an_edit_that_was_undone_keeps_nothing(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    entry = cell.add(session_of("CB01"))
    key = merged(desk, office, cell)
    office.edit(entry.id, session_of("CB01", place="A2"))
    undo(office)
    assert unmerge(office, key).removed == (entry.id,)
    assert places(office) == []


def test_what_was_sent_on_is_withdrawn_so_that_the_level_above_learns_of_it(desk: Desk) -> None:
    above, party, cell = desk.office(), desk.book("DB01"), desk.book("CB01")
    sent = [cell.add(session_of("CB01", place=place)).id for place in "ABCDEF"]
    key = merged(desk, party, cell)
    merged(desk, above, party)
    assert places(above) == [*"ABCDEF"]
    report = unmerge(party, key)
    assert (report.withdrawn, report.removed) == (tuple(sorted(sent)), ())
    merged(desk, above, party)
    assert places(above) == []


def test_what_was_sent_on_and_stays_as_it_is_needs_no_new_version(desk: Desk) -> None:
    party, cell = desk.book("DB01"), desk.book("CB01")
    cell.add(session_of("CB01"))
    first = merged(desk, party, cell)
    cell.add(session_of("CB01", place="B"))
    merged(desk, party, cell)
    desk.export(party)
    held = contents(party)
    report = unmerge(party, first)
    assert (report.withdrawn, report.former, report.removed) == ((), (), ())
    assert contents(party) == held


def test_a_file_taken_again_after_an_answer_keeps_its_sessions(desk: Desk) -> None:
    office = desk.office()
    party = desk.book("DB01", units=(*UNITS, Unit(code="X9", type="chi_bo", name="Chi bộ lạ", parent="DB01")))
    party.add(session_of("DB01", place="A"))
    party.add(session_of("X9", place="B", reporters=["DB01-an"]))
    first = merged(desk, office, party)
    map_unit(office, "DB01", "X9", "CB02")
    second = batches(office)[0].key
    assert second != first
    unmerge(office, first)
    assert places(office) == ["A", "B"]
    office.history.redo()
    unmerge(office, second)
    assert places(office) == ["A"]
    assert [one.subject for one in questions(office)] == ["X9"]


@pytest.mark.parametrize("bring_back", [undo, lambda book: book.history.redo()])
def test_a_merge_taken_back_is_brought_back_by_undo_and_by_redo(
    desk: Desk, bring_back: Callable[[LogBook], object]
) -> None:
    office, cell = desk.office(), desk.book("CB01")
    entry = cell.add(session_of("CB01", place="A"))
    first = merged(desk, office, cell)
    cell.edit(entry.id, session_of("CB01", place="B"))
    second = merged(desk, office, cell)
    whole = documents(office)
    unmerge(office, first)
    bring_back(office)
    assert documents(office) == whole
    # Neither comes back with the other, in any order.
    unmerge(office, first)
    unmerge(office, second)
    assert contents(office) == {}
    undo(office)
    undo(office)
    assert documents(office) == whole
    unmerge(office, second)
    unmerge(office, first)
    assert contents(office) == {}


def test_what_undo_brought_back_can_be_taken_back_once_more(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    empty = documents(office)
    cell.add(session_of("CB01"))
    key = merged(desk, office, cell)
    whole = documents(office)
    unmerge(office, key)
    undo(office)
    assert (documents(office), batches(office)[0].undone) == (whole, False)
    office.history.redo()
    assert (documents(office), batches(office)[0].undone) == (empty, True)
    undo(office)
    undo(office)
    assert (documents(office), batches(office)[0].undone) == (empty, True)
    office.history.redo()
    unmerge(office, key)
    assert (documents(office), batches(office)[0].undone) == (empty, True)


def test_a_key_stays_bound_while_a_file_that_it_signed_is_held(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    first = merged(desk, office, cell)
    cell.add(session_of("CB01", place="B"))
    merged(desk, office, cell)
    unmerge(office, first)
    assert desk.merge(office, desk.export(cell, key="another key")).files[0].code == "key_changed"


def test_a_batch_that_is_not_there_or_was_taken_back_is_refused(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    key = merged(desk, office, cell)
    for wrong in ("", "0", "99", "x", str(int(key) + 1)):
        with pytest.raises(SotayError, match="batch_missing"):
            plan_unmerge(office, wrong)
    unmerge(office, str(int(key)))
    with pytest.raises(SotayError, match="batch_undone"):
        unmerge(office, key)


def test_a_file_that_is_needed_and_gone_is_named_and_nothing_is_changed(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    first = merged(desk, office, cell)
    cell.add(session_of("CB01", place="B"))
    merged(desk, office, cell)
    newest = max(office.exchange.received.values(), key=lambda one: one.number)
    kept_file(office.folder, newest.sha256).unlink()
    before = documents(office)
    with pytest.raises(SotayError) as caught:
        unmerge(office, first)
    assert (caught.value.code, caught.value.params["name"]) == ("received_missing", newest.file)
    assert documents(office) == before


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("batches")


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["add", "edit", "delete"])), min_size=2, max_size=5),
    st.data(),
)
def test_taking_back_any_merges_in_any_order_leaves_what_the_others_alone_would_give(
    folder: Path, steps: list[tuple[int, str]], data: st.DataObject
) -> None:
    with TemporaryDirectory(dir=folder) as place:
        desk = Desk(Path(place))
        office, cells = desk.office(), [desk.book("CB01"), desk.book("CB02")]
        files: dict[str, Path] = {}
        for number, (which, act) in enumerate(steps):
            _work(cells[which], act, number)
            desk.clock.now += timedelta(hours=1)
            file = desk.export(cells[which], nil=not cells[which].find())
            desk.merge(office, file)
            files[batches(office)[0].key] = file
        taken_back = data.draw(st.lists(st.sampled_from(sorted(files)), unique=True))
        for key in taken_back:
            unmerge(office, key)
        alone = desk.office("alone")
        for key, file in files.items():
            if key not in taken_back:
                desk.merge(alone, file)
        assert contents(office) == contents(alone)
        for _step in taken_back:
            office.history.redo()
        whole = desk.office("whole")
        desk.merge(whole, *files.values())
        assert contents(office) == contents(whole)
        desk.close()


def _work(book: LogBook, act: str, number: int) -> None:
    unit, found = book.owner.unit, book.find()
    if act == "add" or not found:
        book.add(session_of(unit, place=f"Nơi {number}"))
    elif act == "edit":
        book.edit(found[0].id, session_of(unit, place=f"Nơi {number}"))
    else:
        book.delete(found[-1].id)


# Merges, edits, answers, undo, redo and unmerge in any order; `python -m tests.exports.taking_back` does it at length.
TestAnyOrder = TakingBack.TestCase
TestAnyOrder.settings = settings(max_examples=20, stateful_step_count=20, suppress_health_check=list(HealthCheck))


# ---------------------------------------------------------------- what goes with a merge, and what stays


def test_a_file_with_a_line_set_aside_merged_twice_is_gone_once_it_was_taken_back_twice(desk: Desk) -> None:
    office = desk.office()
    party = desk.book("DB01", units=(*UNITS, Unit(code="X9", type="chi_bo", name="Chi bộ lạ", parent="DB01")))
    party.add(session_of("DB01", place="A"))
    party.add(session_of("X9", place="B", reporters=["DB01-an"]))
    empty, file = documents(office), desk.export(party)
    keys = []
    for _time in range(2):
        assert desk.merge(office, file).files[0].outcome == "merged"
        keys.append(batches(office)[0].key)
    for key in keys:
        unmerge(office, key)
    assert documents(office) == empty
    assert desk.merge(office, file).files[0].outcome == "merged"


def test_a_reporter_whom_a_session_that_stays_names_remains_and_others_go(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    for code in ("hai", "ba"):
        cell.reference.add_reporter(Reporter(code=f"CB01-{code}", unit="CB01", name=f"Lò Văn {code}"))
    kept = cell.add(session_of("CB01", reporters=["CB01-hai"]))
    cell.add(session_of("CB01", reporters=["CB01-ba"]))
    key = merged(desk, office, cell)
    office.edit(kept.id, msgspec.structs.replace(kept.session, place="Nơi khác"))
    unmerge(office, key)
    assert office.reporters.keys() & {"CB01-hai", "CB01-ba", "CB01-an"} == {"CB01-hai"}


def test_a_reporter_whose_name_a_merge_changed_has_the_former_one_again(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    merged(desk, office, cell)
    before = office.reporters["CB01-an"]
    cell.reference.add_reporter(msgspec.structs.replace(before, name="Vũ Thị Ẩn"))
    cell.add(session_of("CB01"))
    key = merged(desk, office, cell)
    assert office.reporters["CB01-an"] != before
    unmerge(office, key)
    assert office.reporters["CB01-an"] == before


def test_a_key_goes_with_the_last_file_that_it_signed(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    keys = []
    for place in "ABC":
        cell.add(session_of("CB01", place=place))
        keys.append(merged(desk, office, cell))
    for number, key in enumerate(keys, start=1):
        unmerge(office, key)
        assert bool(office.exchange.senders) == (number < len(keys))
    assert documents(office) == documents(desk.office("never"))


def test_an_answer_taken_back_sets_aside_again_what_later_files_brought_because_of_it(desk: Desk) -> None:
    office = desk.office()
    party = desk.book("DB01", units=(*UNITS, Unit(code="X9", type="chi_bo", name="Chi bộ lạ", parent="DB01")))
    party.add(session_of("X9", place="A", reporters=["DB01-an"]))
    merged(desk, office, party)
    map_unit(office, "DB01", "X9", "CB02")
    answer = batches(office)[0].key
    party.add(session_of("X9", place="B", reporters=["DB01-an"]))
    merged(desk, office, party)
    assert places(office) == ["A", "B"]
    unmerge(office, answer)
    assert places(office) == []
    assert sorted(one.set_aside for one in office.exchange.received.values()) == [1, 2]
    assert [one.subject for one in questions(office)] == ["X9"]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_what_an_office_sends_goes_with_its_files_in_any_order(desk: Desk, order: tuple[int, ...]) -> None:
    """Kits and receipts of the office, two of each, in the book of a unit."""
    office, book = desk.office(), desk.book("CB01")
    trust = frozenset({signer(OFFICE).public_key})
    book.add(session_of("CB01"))
    desk.merge(office, desk.export(book))
    files = []
    for code in ("CB08", "CB09"):
        office.use_units([*UNITS, Unit(code=code, type="chi_bo", name=f"Chi bộ {code}", parent="DB01")])
        files.append(desk.file(write_kit(office, signer(OFFICE))))
        data = desk.receipt(office, "CB01")
        assert data is not None
        files.append(desk.file(data))
        desk.clock.now += timedelta(hours=1)
    states = [all_rows(book)]
    keys = []
    for file in files:
        desk.merge(book, file, trust=trust)
        keys.append(batches(book)[0].key)
        states.append(all_rows(book))
    for number in order:
        unmerge(book, keys[number])
        if set(order[: order.index(number) + 1]) == set(range(4 - order.index(number) - 1, 4)):
            assert all_rows(book) == states[4 - order.index(number) - 1]
    assert all_rows(book) == states[0]
    for _step in order:
        book.history.redo()
    assert all_rows(book) == states[-1]


def all_rows(book: LogBook) -> dict[str, dict[str, bytes]]:
    """The documents that a merge may change, but for catalogues."""
    return {table: dict(book.storage.rows(table)) for table in sorted(UNDOABLE | {"about", "units"})}


@pytest.mark.parametrize("again", ["the same file", "a later file", "an edit in a later file"])
@pytest.mark.parametrize("undoing", ["unmerge", "undo"])
def test_a_file_merged_again_after_it_was_taken_back_comes_in_again_though_it_was_sent_on(
    desk: Desk, again: str, undoing: str
) -> None:
    office, above, cell = desk.book("DB01", role="committee"), desk.office(), desk.book("CB01")
    key = cell.add(session_of("CB01")).id
    file = desk.export(cell)
    desk.merge(office, file)
    desk.merge(above, desk.export(office))
    undo(office) if undoing == "undo" else unmerge(office, batches(office)[0].key)
    desk.merge(above, desk.export(office))
    assert (office.find(), above.find()) == ([], [])
    if again == "an edit in a later file":
        cell.edit(key, session_of("CB01", place="Sửa sau"))
    desk.merge(office, file if again == "the same file" else desk.export(cell))
    desk.merge(above, desk.export(office))
    for book in (office, above):
        assert [(entry.id, entry.session, entry.conflict) for entry in book.find()] == [
            (key, cell.sessions.get(key).session, False)
        ]
    # Taken back once more it goes once more, and what a person has deleted stays deleted.
    unmerge(office, batches(office)[0].key)
    assert office.find() == []
    office.history.redo()
    office.delete(key)
    desk.merge(office, desk.export(cell))
    assert office.find() == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 0, 1)])
def test_files_that_were_taken_back_come_in_again_in_any_order(desk: Desk, order: tuple[int, ...]) -> None:
    office, cell = desk.office(), desk.book("CB01")
    key = cell.add(session_of("CB01")).id
    files = [desk.export(cell)]
    cell.edit(key, session_of("CB01", place="Sửa"))
    files.append(desk.export(cell))
    desk.merge(office, files[1])
    desk.export(office)
    unmerge(office, batches(office)[0].key)
    for place in order:
        desk.merge(office, files[place])
    assert (office.sessions.get(key).session.place, office.sessions.get(key).conflict) == ("Sửa", False)
    # A later edit of the cell goes on from there, also after an undo and a redo.
    undo(office)
    office.history.redo()
    cell.edit(key, session_of("CB01", place="Sửa nữa"))
    desk.merge(office, desk.export(cell))
    assert (office.sessions.get(key).session.place, office.sessions.get(key).conflict) == ("Sửa nữa", False)


def test_a_deletion_that_came_with_a_file_goes_with_it_though_it_was_sent_on(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    key = cell.add(session_of("CB01")).id
    live = desk.export(cell)
    cell.delete(key)
    gone = desk.export(cell, nil=True)
    desk.merge(office, gone)
    office.add(session_of(OFFICE))
    desk.export(office)
    unmerge(office, batches(office)[0].key)
    desk.merge(office, gone)
    assert office.sessions.entry(key) is None
    desk.merge(office, live)
    assert office.sessions.entry(key) is None
    unmerge(office, batches(office)[1].key)
    assert office.sessions.get(key).session == session_of("CB01")


def test_an_earlier_version_that_stood_in_gives_way_to_the_later_one_again(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    key = cell.add(session_of("CB01")).id
    desk.merge(office, desk.export(cell))
    cell.edit(key, session_of("CB01", place="Sửa"))
    file = desk.export(cell)
    desk.merge(office, file)
    desk.export(office)
    unmerge(office, batches(office)[0].key)
    assert office.sessions.get(key).session.place != "Sửa"
    desk.merge(office, file)
    assert (office.sessions.get(key).session.place, office.sessions.get(key).conflict) == ("Sửa", False)
