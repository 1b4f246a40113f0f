"""What was found of doubles and kept beside the book is never more than a shorter way to the same pairs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from logs.book.book import LogBook
from logs.duplicates.index import Likeness, likely_duplicates
from logs.questions.doubles import doubles_of
from logs.store import derived
from logs.store.derived import DOUBLES_FILE
from tests.books import Clock, make_book
from tests.logs.book.acts import session


@pytest.fixture(autouse=True)
def keeps_even_of_small_books(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "_LEAST", 0)


def reopened(book: LogBook) -> LogBook:
    book.close()
    return LogBook.open(book.folder, clock=book.clock)


def pairs(book: LogBook) -> list[Likeness]:
    """What is found, and is what a search through every session finds."""
    found = doubles_of(book).pairs
    assert found == likely_duplicates(book.find())
    return found


def test_each_opening_takes_up_what_the_last_one_found(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book", Clock())
    ids = [book.add(session(topic="Biên giới")).id for _ in range(3)]
    book.storage.checkpoint()
    acts: list[Callable[[LogBook], object]] = [
        lambda book: book.add(session(topic="Biên giới")),
        lambda book: book.edit(ids[0], session(topic="Biên giới", unit="CB02")),
        lambda book: book.edit(ids[0], session(topic="Biên giới", unit="CB02", partners=["CB01"])),
        lambda book: book.delete(ids[1]),
        lambda book: book.history.undo(),
        lambda book: book.storage.checkpoint(),
        lambda book: book.edit(ids[2], session(status="draft")),
        lambda book: book.storage.checkpoint(),
    ]
    for act in acts:
        pairs(book)
        act(book)
        pairs(book)
        book = reopened(book)
        assert pairs(book)
        assert (book.folder / DOUBLES_FILE).is_file()
    book.close()


@pytest.mark.parametrize("spoilt", ["gone", "cut", "another's", "a byte"])
def test_a_file_that_does_not_fit_is_as_good_as_none(tmp_path: Path, spoilt: str) -> None:
    with make_book(tmp_path / "other", Clock()) as other:
        other.add_several([session()] * 2)
        other.storage.checkpoint()
        assert len(pairs(other)) == 1
    book = make_book(tmp_path / "book", Clock())
    book.add_several([session()] * 3)
    book.storage.checkpoint()
    assert len(pairs(book)) == 3
    path = book.folder / DOUBLES_FILE
    data = path.read_bytes()
    if spoilt == "gone":
        path.unlink()
    else:
        others = (tmp_path / "other" / DOUBLES_FILE).read_bytes()
        path.write_bytes({"cut": data[:-9], "another's": others, "a byte": data[:-9] + b"?" + data[-8:]}[spoilt])
    book = reopened(book)
    assert len(pairs(book)) == 3
    assert path.read_bytes() == data
    book.close()
