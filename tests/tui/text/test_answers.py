"""Answers to questions, as app and command line give them: what they do, and what they say was done."""

from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import msgspec
import pytest

from logs.book.book import LogBook
from logs.errors import SotayError
from logs.model import Session, Unit
from logs.questions.questions import Question, questions
from logs.versions import merge, save
from tests.exports.desk import KEYS, Desk, package_of, session_of
from tui.core.i18n import use_language
from tui.text.answers import answer


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    use_language("vi")
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def conflicting(book: LogBook, *contents: Session | None) -> Question:
    """The question about a new session that others have made into each of the contents."""
    entry = book.add(session_of("CB01"))
    record = book.sessions.record(entry.id)
    assert record is not None
    torn = reduce(merge, (save(record, content) for content in contents))
    book.history.commit("merge", {"sessions": {entry.id: msgspec.json.encode(torn)}})
    return next(question for question in questions(book) if question.kind == "conflict")


@pytest.mark.parametrize("word", ["keep", "pick", "both"])
def test_a_conflict_is_settled_and_told(desk: Desk, word: str) -> None:
    book = desk.book("CB01")
    question = conflicting(book, session_of("CB01", place="A"), session_of("CB01", place="B"))
    record = book.sessions.record(question.sessions[0])
    assert record is not None
    version = next(head.id for head in record.heads if head.content and head.content.place == "A")
    argument = {"keep": version, "pick": session_of("CB01", place="A"), "both": None}[word]
    answered = answer(book, question, word, argument, reason="đã hỏi")
    assert questions(book) == ()
    assert {entry.session.place for entry in book.find()} == ({"A", "B"} if word == "both" else {"A"})
    change = book.history.last_change()
    assert change is not None
    assert (change.action, change.reason) == ("decide", "đã hỏi")
    told = ["Giữ thành", "Giữ thành"] if word == "both" else ["Buổi này nay là", "Không hiển thị nữa"]
    assert [line.startswith(start) for line, start in zip(answered.lines, told, strict=True)] == [True, True]
    assert answered.in_short == answered.lines[0]
    book.history.undo()
    assert [one.kind for one in questions(book)] == ["conflict"]


def test_a_deletion_that_is_kept_is_told_as_such(desk: Desk) -> None:
    book = desk.book("CB01")
    question = conflicting(book, None, session_of("CB01", place="B"))
    record = book.sessions.record(question.sessions[0])
    assert record is not None
    deletion = next(head.id for head in record.heads if head.content is None)
    answered = answer(book, question, "keep", deletion)
    assert book.find() == []
    assert answered.lines[0] == "Buổi này vẫn là đã xóa."
    assert len(answered.lines) == 2


@pytest.mark.parametrize("word", ["map", "list", "leave"])
def test_of_an_unknown_unit_it_is_told_what_came_with_the_answer(desk: Desk, word: str) -> None:
    office, other = desk.office(), desk.book("CB02")
    other.add(session_of("CB02"))
    other.add(session_of("X9"))
    desk.merge(office, desk.file(package_of(other)), trust=KEYS)
    question = next(question for question in questions(office) if question.kind == "unit")
    unit = Unit(code="X9", type="chi_bo", name="Chi bộ Lạ", parent="CB02")
    answered = answer(office, question, word, {"map": "CB02", "list": unit, "leave": None}[word])
    assert len(office.find()) == (1 if word == "leave" else 2)
    assert ("Mới 1, cập nhật 0, để riêng 0." in answered.in_short) == (word != "leave")
    assert "X9" in answered.lines[0]
    assert "unit" not in [one.kind for one in questions(office)]


def test_an_answered_question_is_closed(desk: Desk) -> None:
    book = desk.book("CB01")
    question = conflicting(book, session_of("CB01", place="A"), session_of("CB01", place="B"))
    answer(book, question, "both")
    with pytest.raises(SotayError) as refused:
        answer(book, question, "both")
    assert refused.value.code == "no_conflict"
