"""Answers and files that are taken back after they were sent, or after a copy was put back."""

from exports.merge.unmerge import batches, undo, unmerge
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.exchange.same_event import link_id
from logs.maintenance.backups import make_backup, restore
from logs.maintenance.integrity import audit
from logs.questions.answers import answer_duplicate
from tests.exports.desk import KEYS, Desk, package_of, session_of, signer


def send(desk: Desk, book: LogBook, to: LogBook) -> None:
    """The book's next package, which it remembers, is merged."""
    written = write_package(book, signer(book.owner.unit))
    book.exchange.note_export(written.export, written.versions)
    assert desk.merge(to, desk.file(written.data), trust=KEYS).is_clean


def take(desk: Desk, book: LogBook, sender: LogBook) -> None:
    """A book takes what another one would send now."""
    desk.merge(book, desk.file(package_of(sender)), trust=KEYS)


def two_laptops(desk: Desk) -> tuple[LogBook, LogBook, str]:
    """Two books of one unit with one session, and its id."""
    first = desk.book("CB01")
    session = first.add(session_of("CB01", topic="một")).id
    return first, desk.clone(first, "second"), session


def test_an_answer_that_a_restore_takes_back_is_taken_back_where_it_was_sent(desk: Desk) -> None:
    cell, office = desk.book("CB01"), desk.office()
    a, b = (cell.add(session_of("CB01", topic=topic)).id for topic in ("một", "hai"))
    backup = make_backup(cell, desk.folder / "backup.json")
    answer_duplicate(cell, a, b, "same")
    send(desk, cell, office)
    assert len(office.figures.counted()) == 1
    restore(cell, backup)
    send(desk, cell, office)
    assert len(cell.figures.counted()) == len(office.figures.counted()) == 2


def test_an_answer_of_a_merge_taken_back_is_taken_back_where_it_was_sent(desk: Desk) -> None:
    cell, office = desk.book("CB01"), desk.office()
    a, b = (cell.add(session_of("CB01", topic=topic)).id for topic in ("một", "hai"))
    other = desk.clone(cell, "other")
    answer_duplicate(other, a, b, "same")
    take(desk, cell, other)
    send(desk, cell, office)
    undo(cell)
    send(desk, cell, office)
    assert len(cell.figures.counted()) == len(office.figures.counted()) == 2
    cell.history.redo()
    send(desk, cell, office)
    assert len(cell.figures.counted()) == len(office.figures.counted()) == 1


def test_an_undone_answer_leaves_two_answers_that_contradict_each_other(desk: Desk) -> None:
    cell = desk.book("CB01")
    a, b = (cell.add(session_of("CB01", topic=topic)).id for topic in ("một", "hai"))
    other = desk.clone(cell, "other")
    answer_duplicate(cell, a, b, "same")
    answer_duplicate(other, a, b, "different")
    take(desk, cell, other)
    assert cell.figures.links[link_id(a, b)].is_conflict
    answer_duplicate(cell, a, b, "same")
    assert not cell.figures.links[link_id(a, b)].is_conflict
    undo(cell)
    assert cell.figures.links[link_id(a, b)].is_conflict


def test_an_answer_about_a_session_that_comes_later_is_taken_back_where_it_was_sent(desk: Desk) -> None:
    middle, cell, office = desk.book("DB01", role="committee"), desk.book("CB01"), desk.office()
    own, other = middle.add(session_of("DB01")).id, cell.add(session_of("CB01")).id
    backup = make_backup(middle, desk.folder / "backup.json")
    answer_duplicate(middle, own, other, "same")
    send(desk, middle, office)
    desk.merge(middle, desk.file(package_of(cell)), trust=KEYS)
    take(desk, office, cell)
    assert len(office.figures.counted()) == 1
    restore(middle, backup)
    send(desk, middle, office)
    assert len(office.figures.counted()) == 2
    assert not audit(middle)


def test_a_merge_is_taken_back_after_a_restore_has_taken_back_a_later_one(desk: Desk) -> None:
    one, two, office = desk.book("CB01"), desk.book("CB02"), desk.office()
    first = one.add(session_of("CB01"))
    two.add(session_of("CB02"))
    desk.merge(office, desk.file(package_of(one)), trust=KEYS)
    backup = make_backup(office, desk.folder / "backup.json")
    desk.merge(office, desk.file(package_of(two)), trust=KEYS)
    restore(office, backup)
    assert unmerge(office, batches(office)[-1].key).removed == (first.id,)
    assert not office.find()


def test_an_answer_goes_with_the_merge_that_brought_it_unless_another_file_says_it_too(desk: Desk) -> None:
    cell, office = desk.book("CB01"), desk.office()
    a, b = (cell.add(session_of("CB01", topic=topic)).id for topic in ("một", "hai"))
    take(desk, office, cell)
    answer_duplicate(cell, a, b, "same")
    take(desk, office, cell)
    assert len(office.figures.counted()) == 1
    unmerge(office, batches(office)[0].key)
    assert len(office.figures.counted()) == 2
    office.history.redo()
    cell.add(session_of("CB01", topic="ba"))
    take(desk, office, cell)
    unmerge(office, batches(office)[1].key)
    assert len(office.figures.counted()) == 2
    assert link_id(a, b) in office.figures.links


def test_an_edit_taken_back_comes_in_again_also_after_the_edit_of_another_laptop(desk: Desk) -> None:
    first, second, session = two_laptops(desk)
    office = desk.office()
    take(desk, office, first)
    desk.export(office)
    first.edit(session, session_of("CB01", topic="một", place="thôn 1"))
    take(desk, office, first)
    unmerge(office, batches(office)[0].key)
    second.edit(session, session_of("CB01", topic="một", place="thôn 2"))
    take(desk, office, second)
    first.add(session_of("CB01", topic="hai"))
    take(desk, office, first)
    places = {head.content.place for head in office.sessions.records[session].heads if head.content}
    assert places == {"thôn 1", "thôn 2"}
    assert not [finding for finding in audit(office) if finding.severity == "error"]


def test_a_deletion_taken_back_twice_comes_in_again_each_time(desk: Desk) -> None:
    first, second, session = two_laptops(desk)
    office = desk.office()
    first.edit(session, session_of("CB01", topic="một", place="thôn 1"))
    take(desk, office, first)
    second.delete(session)
    take(desk, office, second)
    desk.export(office)
    for _again in range(3):
        unmerge(office, batches(office)[0].key)
        assert [head.content is None for head in office.sessions.records[session].heads] == [False]
        second.add(session_of("CB01", topic="hai"))
        take(desk, office, second)
        heads = office.sessions.records[session].heads
        assert sorted(head.content is None for head in heads) == [False, True]
    assert not [finding for finding in audit(office) if finding.severity == "error"]


def test_what_files_said_of_a_session_is_forgotten_with_the_last_of_their_merges(desk: Desk) -> None:
    first, second, session = two_laptops(desk)
    office = desk.office()
    first.edit(session, session_of("CB01", topic="một", place="thôn 1"))
    second.edit(session, session_of("CB01", topic="một", place="thôn 2"))
    files = [desk.file(package_of(book)) for book in (first, second)]
    desk.merge(office, files[0], trust=KEYS)
    desk.merge(office, files[1], trust=KEYS)
    desk.export(office)
    unmerge(office, batches(office)[0].key)
    second.add(session_of("CB01", topic="hai"))
    take(desk, office, second)
    unmerge(office, batches(office)[-1].key)
    unmerge(office, batches(office)[0].key)
    assert office.find() == []
    desk.merge(office, files[1], trust=KEYS)
    assert [entry.session.place for entry in office.find() if entry.id == session] == ["thôn 2"]
    assert not office.sessions.records[session].is_conflict
