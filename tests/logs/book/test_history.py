"""The history of a book: steps, undo and redo, and what became of a session."""

from datetime import datetime

import msgspec
import pytest

from exports.merge.unmerge import undo
from logs.book.book import LogBook
from logs.book.changes import FieldChange
from logs.model import Reporter
from logs.versions import make_record, make_version
from tests.books import ZONE, Clock, ids
from tests.logs.book.acts import PAN, contents, refused, session


def test_undo_goes_back_step_by_step(book: LogBook) -> None:
    one, two = book.add(session(notes="một")), book.add(session(notes="hai"))
    book.edit(one.id, session(notes="một rưỡi"))
    book.delete(two.id)
    assert [book.history.undo().action for _ in range(2)] == ["delete", "edit"]
    assert contents(book) == {one.id: one.session, two.id: two.session}
    last = book.history.last_change()
    assert last is not None
    assert (last.action, last.session_ids) == ("add", (two.id,))
    three = book.add(session(notes="ba"))
    undone = [book.history.undo().session_ids for _ in range(3)]
    assert undone == [(three.id,), (two.id,), (one.id,)]
    assert book.find() == []
    assert refused(book.history.undo) == "nothing_to_undo"
    assert book.history.last_change() is None


def test_redo_does_again_what_was_undone_last(book: LogBook) -> None:
    added = book.add(session(notes="một"))
    book.edit(added.id, session(notes="hai"))
    book.delete(added.id)
    assert refused(book.history.redo) == "nothing_to_redo"
    for _ in range(3):
        book.history.undo()
    assert book.history.redo().action == "add"
    assert book.sessions.get(added.id).session == added.session
    assert book.history.redo().action == "edit"
    assert book.sessions.get(added.id).session.notes == "hai"
    assert book.history.redo().action == "delete"
    assert book.find() == []
    assert refused(book.history.redo) == "nothing_to_redo"
    assert [step.action for step in book.history.of(added.id)][-6:] == ["undo"] * 3 + ["redo"] * 3
    book.history.undo()
    book.add(session(notes="khác"))
    assert refused(book.history.redo) == "nothing_to_redo", "something else was done since"


def test_an_undone_save_is_a_new_version(book: LogBook) -> None:
    added = book.add(session(notes="một"))
    book.edit(added.id, session(notes="hai"))
    book.history.undo()
    back = book.sessions.get(added.id)
    assert back.session == added.session
    record = book.sessions.record(added.id)
    assert record is not None
    assert back.version not in record.seen
    assert added.version in record.seen, "a package may have carried it already"


@pytest.mark.parametrize("decide", ["edit", "delete"])
def test_undoing_a_decision_asks_the_question_again(book: LogBook, decide: str) -> None:
    shown = book.add(session(notes="một"))
    book.edit(shown.id, session(notes="hai"), over=[shown.version])
    book.edit(shown.id, session(notes="ba"), over=[shown.version])
    if decide == "edit":
        book.edit(shown.id, session(notes="hai và ba"))
    else:
        book.delete(shown.id)
        assert book.find() == [], "a deletion is of every side"
    book.history.undo()
    record = book.sessions.record(shown.id)
    assert record is not None
    assert record.is_conflict
    assert {head.content.notes for head in record.heads if head.content} == {"hai", "ba"}
    for _ in range(3):
        book.history.undo()
    assert book.find() == []


def test_undoing_a_merge_is_as_if_it_had_not_been(book: LogBook) -> None:
    own = book.add(session(notes="một"))
    before = dict(book.sessions.records)
    foreign = make_record(ids(99)(), [make_version("x", session(unit="CB02"))])
    newer = make_record(own.id, [make_version(own.id, session(notes="hai"), [own.version])], [own.version])
    reporter = Reporter(code="CB02-vang", unit="CB02", name="Vàng")
    step = book.history.commit(
        "merge",
        {
            "sessions": {record.id: msgspec.json.encode(record) for record in (foreign, newer)},
            "reporters": {reporter.code: msgspec.json.encode(reporter)},
        },
        files=("BC_CB02.jsonl",),
    )
    assert (step.files, len(book.find()), reporter.code in book.reporters) == (("BC_CB02.jsonl",), 2, True)
    assert [one.action for one in book.history.of(own.id)] == ["add", "merge"]
    assert undo(book).action == "merge"
    assert dict(book.sessions.records) == before
    assert book.sessions.record(foreign.id) is None
    assert reporter.code not in book.reporters


def test_history_tells_who_when_what_and_why(book: LogBook, clock: Clock) -> None:
    added = book.add(session())
    book.add(session(notes="khác"))
    clock.set("2014-05-21T08:00")
    book.edit(added.id, session(attendance=26, audience={"DV": 19, "CB": 7}, notes="thêm một"), reason="đếm lại")
    clock.set("2014-05-22T08:00")
    book.delete(added.id, reason="nhập trùng")
    clock.set("2014-05-23T08:00")
    book.history.undo()
    added_step, edited, deleted, undone = book.history.of(added.id)
    assert {step.who for step in book.history.of(added.id)} == {PAN}
    assert [step.at.day for step in (added_step, edited, deleted, undone)] == [20, 21, 22, 23]
    assert edited.at == datetime(2014, 5, 21, 8, tzinfo=ZONE)
    assert [step.action for step in (added_step, edited, deleted, undone)] == ["add", "edit", "delete", "undo"]
    assert [step.reason for step in (added_step, edited, deleted, undone)] == ["", "đếm lại", "nhập trùng", ""]
    assert FieldChange("form", None, "SH") in added_step.changes
    assert edited.changes == (
        FieldChange("attendance", 25, 26),
        FieldChange("audience", {"DV": 18, "CB": 7}, {"DV": 19, "CB": 7}),
        FieldChange("notes", None, "thêm một"),
    )
    assert FieldChange("notes", "thêm một", None) in deleted.changes
    assert [change.field for change in undone.changes] == [change.field for change in deleted.changes]
    assert book.history.of("ffffffff") == ()


def test_what_is_saved_without_a_step_is_read_again_and_not_undone(book: LogBook) -> None:
    added = book.add(session())
    reporter = Reporter(code="CB01-k", unit="CB01", name="K")
    book.history.save({"reporters": {reporter.code: msgspec.json.encode(reporter)}})
    assert book.reporters["CB01-k"] == reporter
    assert [step.action for step in book.history.changes()] == ["add"]
    book.history.undo()
    assert book.find() == []
    assert book.reporters["CB01-k"] == reporter
    assert book.history.next_redo() is not None
    assert [step.session_ids for step in book.history.changes(newest_first=True)] == [(added.id,)] * 2


def test_a_book_as_it_would_be_leaves_the_book_alone(book: LogBook) -> None:
    kept, gone = book.add(session()), book.add(session(notes="hai"))
    records, figures = dict(book.sessions.records), book.figures
    supposed = book.as_if({"sessions": {gone.id: None}})
    assert supposed.find() == supposed.figures.counted() == [kept]
    assert book.sessions.records == records
    assert book.figures is figures
    assert refused(supposed.add, session()) == "book_read_only"
