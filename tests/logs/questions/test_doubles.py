"""What was found of doubles and kept beside the book is never more than a shorter way to the same pairs."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from logs.book.book import LogBook
from logs.duplicates.index import Likeness, likely_duplicates
from logs.maintenance.integrity import audit
from logs.questions.doubles import check_doubles, doubles_of
from logs.store import derived
from logs.store.derived import DOUBLES_FILE
from tests.books import Clock, make_book
from tests.faults.damage import KINDS
from tests.logs.book.acts import session

UNITS = ("CB01", "CB02")


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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with pairs in its book.json and behind it, and its file of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(derived, "_LEAST", 0)
        book = make_book(tmp_path_factory.mktemp("doubles") / "book", Clock())
        book.add_several(session(topic=topic, unit=unit) for topic in ("Biên giới", "Đất đai") for unit in UNITS * 2)
        book.storage.checkpoint()
        book.delete(book.find()[0].id)
        book.add(session(topic="Biên giới"))
        assert len(pairs(book)) > 3
        book.storage.let_go()
    return book.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "book")


def found_and_checked(folder: Path) -> tuple[list[Likeness], bool]:
    """What is found, and whether the check had anything to say of the file; after it, it never has."""
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        found = pairs(book)
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        is_told = any(one.params.get("path") == str(folder / DOUBLES_FILE) for one in audit(book))
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        assert pairs(book) == found
        assert check_doubles(book)
    return found, is_told


def test_every_byte_that_is_altered_is_noticed(folder: Path) -> None:
    first, is_told = found_and_checked(folder)
    assert not is_told
    path, random = folder / DOUBLES_FILE, Random(7)  # noqa: S311 - repeatable on purpose
    whole = path.read_bytes()
    for damage in random.choices(KINDS, k=60):
        data = bytearray(whole)
        damage(data, random)
        path.write_bytes(data)
        with LogBook.open(folder, clock=Clock(), read_only=True) as book:
            assert check_doubles(book) is (data == whole), damage
        path.write_bytes(data)
        assert found_and_checked(folder) == (first, False), "whoever looks makes it again"
        assert path.read_bytes() == whole


def with_state(change: Callable[[Any], object]) -> Callable[[Path], None]:
    """A file that fits the book by all of its checksums, and says something else."""

    def spoil(folder: Path) -> None:
        with LogBook.open(folder, clock=Clock(), read_only=True) as book:
            kept = book.storage.derived(DOUBLES_FILE)
            assert kept is not None
            state = msgspec.json.decode(kept.part("state"))
            change(state)
            book.storage.keep_derived({"state": msgspec.json.encode(state)}, DOUBLES_FILE)

    return spoil


def other_units(state: Any) -> None:
    state["looked_at"] = {key: (check, []) for key, (check, _units) in state["looked_at"].items()}


WRONG: dict[str, Callable[[Path], None]] = {
    "a pair too few": with_state(lambda state: state["by_unit"]["CB01"].pop()),
    "no pairs": with_state(lambda state: state["by_unit"].clear()),
    "a pair of no sessions": with_state(lambda state: state["by_unit"]["CB01"][0].update(a="0" * 8)),
    "another score": with_state(lambda state: state["by_unit"]["CB01"][0].update(score=99)),
    "pairs of another unit": with_state(lambda state: state["by_unit"].update(CB01=state["by_unit"]["CB02"])),
    "looked at as of other units": with_state(other_units),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_check_says_that_the_pairs_differ_and_looks_for_them_again(folder: Path, wrong: str) -> None:
    whole = (folder / DOUBLES_FILE).read_bytes()
    WRONG[wrong](folder)
    assert (folder / DOUBLES_FILE).read_bytes() != whole
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        assert not check_doubles(book)
        assert pairs(book), "what this program says from now on"
    assert (folder / DOUBLES_FILE).read_bytes() == whole
    assert not found_and_checked(folder)[1]


def test_a_file_of_another_book_or_of_before_is_not_read(folder: Path, tmp_path: Path) -> None:
    first = found_and_checked(folder)[0]
    path = folder / DOUBLES_FILE
    whole = path.read_bytes()
    with make_book(tmp_path / "other", Clock()) as other:
        other.add_several([session()] * 2)
        other.storage.checkpoint()
        assert len(pairs(other)) == 1
    path.write_bytes((tmp_path / "other" / DOUBLES_FILE).read_bytes())
    assert found_and_checked(folder) == (first, False)
    with LogBook.open(folder, clock=Clock()) as book:
        book.delete(book.find()[0].id)
        book.storage.checkpoint()
        assert not path.exists(), "it would hold what the book no longer does"
    path.write_bytes(whole)
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        assert not check_doubles(book)
    assert not found_and_checked(folder)[1]


def test_a_folder_in_its_place_is_no_file(folder: Path) -> None:
    path = folder / DOUBLES_FILE
    path.unlink()
    path.mkdir()
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        assert not check_doubles(book)
        assert pairs(book)


@pytest.mark.parametrize("seed", range(8))
def test_a_file_of_a_copy_of_the_book_that_lived_on_leads_to_the_same_pairs(folder: Path, seed: int) -> None:
    """Two copies of a book have one book.json and journals of their own; files go to and fro between them."""
    folders, random = (folder, shutil.copytree(folder, folder.with_name("copy"))), Random(seed)  # noqa: S311
    clock = Clock()
    for _ in range(12):
        mine, others = random.sample(folders, 2)
        with LogBook.open(mine, clock=clock, read_only=random.random() < 0.3) as book:
            if not book.read_only:
                random.choice(ACTS)(book, random)
            if random.random() < 0.8:
                pairs(book)
            assert random.random() < 0.5 or check_doubles(book)
            book.storage.let_go()
        if random.random() < 0.6 and (mine / DOUBLES_FILE).exists():
            shutil.copyfile(mine / DOUBLES_FILE, others / DOUBLES_FILE)


def any_session(random: Random) -> Any:
    topic, unit = random.choice(("Biên giới", "Đất đai")), random.choice(UNITS)
    return session(topic=topic, unit=unit, partners=[*{*random.sample(UNITS, 1)} - {unit}])


ACTS: tuple[Callable[[LogBook, Random], object], ...] = (
    lambda book, random: book.add(any_session(random)),
    lambda book, random: book.edit(random.choice(book.find()).id, any_session(random)),
    lambda book, random: book.delete(random.choice(book.find()).id),
    lambda book, _random: book.history.undo(),
)
