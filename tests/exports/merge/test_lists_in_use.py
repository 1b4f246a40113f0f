"""Unit lists and catalogues that change while files wait and kits come: steps of the book, and what follows."""

import pytest
from msgspec.structs import replace

from exports.merge.answers import take_known
from exports.merge.unmerge import batches, unmerge
from exports.package.kit import read_kit, write_kit
from logs.book.book import LogBook
from logs.catalogue.directive import read_directive
from logs.errors import SotayError
from logs.maintenance.backups import make_backup, rebuild
from logs.model import Unit
from logs.questions.answers import conflict_of
from tests import independent
from tests.exports.desk import KEYS, OFFICE, UNITS, Desk, package_of, seed, session_of, signer

NEW = Unit(code="CB09", type="chi_bo", name="Chi bộ Báo tỉnh", parent="DB01")


def test_a_list_that_is_used_is_a_step_that_is_undone_and_done_again(desk: Desk) -> None:
    book = desk.office()
    units, deadline = set(book.units), book.directive.reporting.deadline
    book.use_units([*UNITS, NEW])
    book.use_directive(read_directive(book.directive.source.replace("2014-12-15", "2014-12-20").encode()))
    assert [change.action for change in book.history.changes()] == ["lists", "lists"]
    book.history.undo()
    assert book.directive.reporting.deadline == deadline
    book.history.undo()
    assert set(book.units) == units
    book.history.redo()
    assert set(book.units) == {*units, "CB09"}


def test_a_list_that_says_nothing_new_is_no_step(desk: Desk) -> None:
    book = desk.office()
    book.use_units(book.units.values())
    book.use_directive(book.directive)
    assert list(book.history.changes()) == []


def test_a_kit_taken_back_brings_no_older_list_over_one_used_since(desk: Desk) -> None:
    office, book = desk.office(), desk.book("CB01")
    office.use_units([*UNITS, NEW])
    kit = desk.file(write_kit(office, signer(OFFICE)))
    desk.merge(book, kit, trust=frozenset({signer(OFFICE).public_key}))
    later = replace(NEW, name="Chi bộ Báo và Phát thanh")
    book.use_units([*UNITS, later])
    unmerge(book, batches(book)[0].key)
    assert book.units["CB09"] == later


def test_a_kit_of_more_units_than_a_list_may_have_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_kit(desk.office(), signer(OFFICE))
    monkeypatch.setattr("exports.package.kit.MOST_UNITS", len(UNITS) - 1)
    with pytest.raises(SotayError, match="units_too_many"):
        read_kit(data)
    outcome = desk.take(desk.book("CB01"), data)
    assert (outcome.outcome, outcome.code) == ("refused", "units_too_many")


def waiting_files(desk: Desk, office: LogBook) -> None:
    """Two files of a unit that the office's list does not name wait."""
    book = desk.book("CB09", units=(*UNITS, NEW))
    for topic in ("một", "hai"):
        book.add(session_of("CB09", topic=topic))
        assert desk.merge(office, desk.export(book)).files[0].code == "sender_unknown"


def test_files_that_waited_for_their_unit_are_taken_up_once_it_is_listed(desk: Desk) -> None:
    office = desk.office()
    waiting_files(desk, office)
    assert take_known(office) == ()
    office.use_units([*UNITS, NEW])
    assert [one.outcome for one in take_known(office)] == ["merged", "merged"]
    assert (len(office.find()), office.exchange.waiting) == (2, {})


def test_a_key_that_has_to_be_compared_goes_on_waiting_for_that(desk: Desk) -> None:
    office, other = desk.office(), desk.book("CB01")
    waiting_files(desk, office)
    # What is listed now is a new name of a unit whose key is known.
    other.add(session_of("CB01"))
    desk.merge(office, desk.export(other))
    office.use_units([replace(one, aliases=("CB09",)) if one.code == "CB01" else one for one in UNITS])
    assert [(one.outcome, one.code) for one in take_known(office)] == 2 * [("quarantined", "key_changed")]
    assert {one.code for one in office.exchange.waiting.values()} == {"key_changed"}
    assert len(office.find()) == 1


def test_kits_of_a_book_made_again_from_an_older_copy_are_newer_than_those_given_out(desk: Desk) -> None:
    office = desk.office()
    copy = make_backup(office, desk.folder / "copy.json")
    for topic in ("một", "hai"):
        office.add(session_of(OFFICE, topic=topic))
    given_out = read_kit(write_kit(office, signer(OFFICE)))
    office.close()
    rebuild(desk.folder / "again", copy, desk.clock)
    with LogBook.open(desk.folder / "again", clock=desk.clock) as again:
        assert read_kit(write_kit(again, signer(OFFICE))).head.number > given_out.head.number
        again.add(session_of(OFFICE))
        again.history.undo()
        assert not again.find()


def test_who_names_anothers_book_says_nothing_of_its_numbers(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    desk.merge(office, desk.export(cell))
    empty = {"sessions": 0, "attendance": 0}
    thief = independent.write_package(
        [], [], [], seed("DB02"), unit="DB02", book=cell.owner.book, number=1, nil=True, counts=empty
    )
    codes = {note.code for note in desk.take(office, thief).notes}
    assert codes.isdisjoint({"number_twice", "file_older", "number_missing"})


def test_a_first_file_with_a_higher_number_is_told_calmly_and_once(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    notes = []
    for topic in ("một", "hai", "ba"):
        cell.add(session_of("CB01", topic=topic))
        file = desk.export(cell)
        if topic != "một":
            notes.append([note.code for note in desk.merge(office, file).files[0].notes])
    assert ["numbers_before" in codes for codes in notes] == [True, False]
    assert len(office.find()) == 3


def test_a_side_of_a_conflict_names_the_one_file_that_brought_it(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    entry = cell.add(session_of("CB01"))
    other = desk.clone(cell, "other")
    first = desk.export(cell)
    cell.edit(entry.id, session_of("CB01", place="Hội trường A"))
    second = desk.export(cell)
    desk.merge(office, first, second)
    other.edit(entry.id, session_of("CB01", place="Hội trường B"))
    desk.merge(office, desk.file(package_of(other), "third.jsonl"), trust=KEYS)
    sides = {side.content.place: side.file for side in conflict_of(office, entry.id).sides if side.content}
    assert sides == {"Hội trường A": second.name, "Hội trường B": "third.jsonl"}
