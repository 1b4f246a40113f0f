"""The file of columns beside a book: whatever becomes of it, figures are what they are without it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from logs.book.book import LogBook
from logs.book.columns import SUMS
from logs.coverage.table import coverage_of
from logs.maintenance.integrity import audit
from logs.session.query import Query
from logs.store import derived
from logs.store.derived import DERIVED_FILE
from tests.books import Clock, make_book
from tests.logs.doubles import register

Said = tuple[object, ...]


@pytest.fixture(autouse=True)
def of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "_LEAST", 0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose journal holds saves behind its book.json."""
    folder = tmp_path_factory.mktemp("columns") / "book"
    with make_book(folder, Clock(), role="committee") as book:
        entries = register(60, 3, seed=5).entries
        book.add_several(entry.session for entry in entries)
        book.delete(book.find()[7].id)
        book.storage.checkpoint()
        book.edit(book.find()[3].id, entries[0].session)
        book.delete(book.find()[5].id)
        book.add(entries[1].session)
        book.storage.let_go()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "book")


def read(folder: Path) -> Said:
    """What a program says of the book."""
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        return said(book)


def said(book: LogBook) -> Said:
    queries = (Query(), Query(unit="CB01"), Query(text="chi bo"), Query(counted=True, form="SH"))
    lists = [[(one.read, one.left_out) for one in book.figures.judged(query)] for query in queries]
    one = lists[0][0][0]
    return lists, coverage_of(book, Query()), book.sessions.get(one.id), book.sessions.get(one.id[:8]), book.notices


def test_it_is_made_by_the_first_who_reads_and_read_by_the_next(folder: Path) -> None:
    first = read(folder)
    made = (folder / DERIVED_FILE).read_bytes()
    assert read(folder) == first
    assert (folder / DERIVED_FILE).read_bytes() == made
    with LogBook.open(folder, clock=Clock()) as book:
        assert said(book) == first
        entry = book.find()[0]
        book.delete(entry.id)
        book.storage.checkpoint()
        assert not (folder / DERIVED_FILE).exists(), "it held what the book no longer does"
        assert entry.id not in {one.id for one in book.find()}


def test_a_reader_has_the_book_that_it_opened(folder: Path) -> None:
    first = read(folder)
    with LogBook.open(folder, clock=Clock(), read_only=True) as reader:
        with LogBook.open(folder, clock=Clock()) as writer:
            for _ in range(3):
                writer.delete(writer.find()[0].id)
                writer.storage.checkpoint()
        assert said(reader) == first
        assert not (folder / DERIVED_FILE).exists(), "it would hold what the book no longer does"


@pytest.mark.parametrize("saves", [0, 1])
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_writer_folds_texts_when_they_are_first_searched(folder: Path, saves: int, is_kept: bool) -> None:
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        assert coverage_of(book, Query())
    whole = (folder / DERIVED_FILE).read_bytes()
    if not is_kept:
        (folder / DERIVED_FILE).unlink()
    with LogBook.open(folder, clock=Clock()) as book:
        reading = book.figures.reading
        assert not book.sessions.columns.has_texts
        assert (folder / DERIVED_FILE).read_bytes() == whole
        for entry in book.find()[:saves]:
            book.delete(entry.id)
        book.storage.checkpoint()
        if not saves:
            assert reading.select(Query(text="chi bo")).ids() == book.figures.reading.select(Query(text="chi bo")).ids()
        found = said(book)
    assert read(folder) == found


@pytest.mark.parametrize("damaged", [None, "ids", "topic.codes"])
def test_texts_are_kept_beside_what_was_made_without_them(folder: Path, damaged: str | None) -> None:
    first = read(folder)
    whole = parts_of(folder)
    (folder / DERIVED_FILE).unlink()
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        assert coverage_of(book, Query())
    assert whole.keys() - parts_of(folder) == {"texts", "text_ends"}
    if damaged is not None:
        content = (folder / DERIVED_FILE).read_bytes()
        (folder / DERIVED_FILE).write_bytes(content.replace(whole[damaged], bytes(len(whole[damaged]))))
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        assert book.find(Query(text="chi bo"))
        assert said(book) == first
    assert parts_of(folder) == whole
    assert read(folder) == first


def parts_of(folder: Path) -> dict[str, bytes]:
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        kept = book.storage.derived()
        assert kept is not None
        return kept.parts()


def test_every_byte_that_is_altered_is_noticed(folder: Path) -> None:
    first = read(folder)
    path = folder / DERIVED_FILE
    whole, random = path.read_bytes(), Random(3)  # noqa: S311 - repeatable on purpose
    head = whole.index(b"\n")
    places = [*range(0, head + 1, 61), *random.sample(range(len(whole)), 120)]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << random.randrange(8)
        path.write_bytes(damaged)
        assert read(folder) == first, place
    for end in random.sample(range(len(whole)), 20):
        path.write_bytes(whole[:end])
        assert read(folder) == first, end
        path.write_bytes(whole[:end] + bytes(len(whole) - end))
        assert read(folder) == first, end


def an_old_one(folder: Path) -> None:
    read(folder)
    kept = (folder / DERIVED_FILE).read_bytes()
    with LogBook.open(folder, clock=Clock()) as book:
        book.delete(book.find()[0].id)
        book.storage.checkpoint()
    (folder / DERIVED_FILE).write_bytes(kept)


def another_books(folder: Path) -> None:
    other = folder.with_name("other")
    with make_book(other, Clock()) as book:
        book.add_several(entry.session for entry in register(60, 3, seed=6).entries)
        book.storage.checkpoint()
    read(other)
    shutil.copyfile(other / DERIVED_FILE, folder / DERIVED_FILE)


def a_later_layout(folder: Path) -> None:
    read(folder)
    whole = (folder / DERIVED_FILE).read_bytes()
    first, rest = whole.split(b"\n", 1)
    raw = first[len(derived._MAGIC) + 65 :].replace(b'"layout":1', b'"layout":2')
    (folder / DERIVED_FILE).write_bytes(derived._first_line(raw) + rest)


def a_folder(folder: Path) -> None:
    (folder / DERIVED_FILE).mkdir()


def no_room(folder: Path) -> None:
    # A program that was killed has left its own behind.
    (folder / f"{DERIVED_FILE}.{os.getpid()}.sotay-new").mkdir()


FAULTS: tuple[Callable[[Path], None], ...] = (an_old_one, another_books, a_later_layout, a_folder, no_room)


@pytest.mark.parametrize("fault", FAULTS)
def test_one_that_does_not_fit_is_not_read(folder: Path, fault: Callable[[Path], None]) -> None:
    fault(folder)
    without = shutil.copytree(folder, folder.with_name("without"), ignore=lambda *_: [DERIVED_FILE])
    assert read(folder) == read(without)
    assert read(folder) == read(without), "the one that was made in its place"


def test_codes_out_of_range_are_not_read(folder: Path) -> None:
    first = read(folder)
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        parts = parts_of(folder)
        for name, data in parts.items():
            wrong = {**parts, name: b"\xff" * len(data)}
            if name not in ("starts", "bytes", "checks", "ids", "versions", "texts", *SUMS.values()):
                book.storage.keep_derived(wrong)
                assert read(folder) == first, name


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="who may do anything may write")
def test_a_folder_that_cannot_be_written_is_read_all_the_same(folder: Path) -> None:
    first = read(folder)
    (folder / DERIVED_FILE).unlink()
    folder.chmod(0o500)
    try:
        assert read(folder) == first
        assert not (folder / DERIVED_FILE).exists()
    finally:
        folder.chmod(0o700)


def test_a_check_says_that_it_differs_and_makes_it_again(folder: Path) -> None:
    read(folder)

    def codes() -> set[str]:
        with LogBook.open(folder, clock=Clock(), read_only=True) as book:
            return {one.code for one in audit(book)}

    assert "check_derived" not in codes()
    path = folder / DERIVED_FILE
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "check_derived" in codes()
    assert path.read_bytes() == whole
    assert "check_derived" not in codes()


def test_a_document_that_is_another_than_that_is_told_of(folder: Path) -> None:
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        first = said(book)
    path = folder / "book.json"
    whole = path.read_bytes()
    start = whole.index(b'"sessions":{') + 200
    for place in range(start, start + 1200, 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with LogBook.open(folder, clock=Clock(), read_only=True) as book:
            # The former files have what it was.
            assert said(book)[:4] == first[:4]


def test_the_last_sessions_and_those_near_a_day_are_found_without_reading_all(folder: Path) -> None:
    def looked_up(book: LogBook) -> Said:
        days = sorted({entry.session.date for entry in book.sessions.latest(20)})
        latest = [book.sessions.latest(most, unit) for most in (5, 300) for unit in (None, "CB01", "CB99")]
        return latest, [sorted(book.sessions.near(day), key=lambda entry: entry.id) for day in days]

    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        by_documents = looked_up(book)
        assert book.sessions.columns
        assert looked_up(book) == by_documents
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        assert looked_up(book) == by_documents
        assert not book.storage.rows("sessions").is_loaded
