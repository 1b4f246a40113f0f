"""The questions of a book are found once for each of its states, in a thread where the book is large."""

from pathlib import Path

import pytest

from logs.book.book import LogBook
from logs.questions.questions import Question
from tests.tui.desk import add, make_desk
from tui.core import open_questions, reckoning
from tui.core.open_questions import known_questions


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The states of the book that were looked through; every state has as many questions as its number."""
    seen: list[int] = []

    def look(book: LogBook) -> tuple[Question, ...]:
        seen.append(book.generation)
        return tuple(Question(key=f"c{n}", kind="conflict") for n in range(book.generation))

    monkeypatch.setattr(open_questions, "questions", look)
    return seen


@pytest.mark.parametrize("few", [0, 10])
async def test_each_state_is_looked_through_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: list[int], few: int
) -> None:
    monkeypatch.setattr(reckoning, "_FEW", few)
    with make_desk(tmp_path / "book") as book:
        add(book)
        assert known_questions(book) is None
        found = await open_questions.open_questions(book)
        assert await open_questions.open_questions(book) is found is known_questions(book)
        assert looks == [book.generation]
        add(book, "2014-11-06")
        assert known_questions(book) is None
        assert len(await open_questions.open_questions(book)) == book.generation
