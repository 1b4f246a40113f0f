"""The register of a report: its lines are those of the sessions as they were reckoned, whenever they are looked at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from exports.report.annexes import annexes
from exports.report.build import reckon
from exports.report.model import Report, printed
from logs.book.book import LogBook
from logs.periods import read_period
from logs.store import derived
from tests.books import Clock, make_book
from tests.logs.doubles import register

YEAR = read_period("2014")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with saves behind its book.json, and columns beside it."""
    monkeypatch.setattr(derived, "_LEAST", 0)
    place = tmp_path / "book"
    with make_book(place, Clock(), role="committee") as book:
        entries = register(60, 3, seed=5).entries
        book.add_several(entry.session for entry in entries)
        book.storage.checkpoint()
        book.edit(book.find()[3].id, entries[0].session)
        book.storage.let_go()
    opened(place, read_only=True).close()
    return place


def opened(place: Path, *, read_only: bool) -> LogBook:
    book = LogBook.open(place, clock=Clock(), read_only=read_only)
    assert reckon(book, YEAR).total.sessions > 1
    return book


def change(book: LogBook) -> None:
    """Save more than once, each time into a new book.json."""
    for topic in ("một", "hai", "ba"):
        first, *_others, last = book.find()
        book.delete(first.id)
        book.edit(last.id, replace(last.session, topic=f"Chuyên đề {topic}"))
        book.storage.checkpoint()


def all_of(report: Report) -> Iterator[object]:
    yield from report.register
    yield from annexes(report)[-1].rows
    yield from report.versions.items()


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("are_read", [True, False])
def test_no_later_save_shows_in_a_line(folder: Path, *, read_only: bool, are_read: bool) -> None:
    with opened(folder, read_only=read_only) as book:
        expected = list(all_of(reckon(book, YEAR)))
        if are_read:
            book.sessions.live()
        report = reckon(book, YEAR)
        if read_only:
            with LogBook.open(folder, clock=Clock()) as writer:
                change(writer)
        else:
            change(book)
            assert list(all_of(reckon(book, YEAR))) != expected
        assert list(all_of(report)) == expected
        assert report.register[-1] == expected[len(report.register) - 1]


def test_a_line_is_printed_of_part_of_a_session(folder: Path) -> None:
    with opened(folder, read_only=True) as book:
        lines = reckon(book, YEAR).register
        assert [replace(line, content=None) for line in printed(lines)] == [
            replace(line, content=None) for line in lines
        ]
        assert list(printed(tuple(lines))) == list(lines)
