"""The stored books of all released formats open, and say what they said when they were written."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from logs.book.book import LogBook
from logs.maintenance.backups import backups, compare, restore
from logs.maintenance.integrity import audit
from logs.store.snapshot import FORMAT, Snapshot
from tests.books import Clock
from tests.logs.formats import EXPECTED, FULL, SINCE_2, STORED, make, said

NUMBERS = sorted(int(path.name) for path in STORED.iterdir() if path.name.isdecimal())
each_format = pytest.mark.parametrize("number", NUMBERS)


@pytest.fixture
def folder(tmp_path: Path, number: int) -> Path:
    """A copy of a stored book."""
    return Path(shutil.copytree(STORED / str(number), tmp_path / "book"))


def holds(found: Any, expected: Any) -> bool:
    """Whether the value is the expected one, but for fields that came later and hold what goes without saying."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(key in found and holds(found[key], expected[key]) for key in expected)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(holds, found, expected))
    return bool(found == expected)


def test_every_format_has_its_stored_book() -> None:
    assert set(NUMBERS) == {*range(1, FORMAT + 1)}


@each_format
def test_a_stored_book_is_of_its_format_and_has_saves_in_its_journal(folder: Path, number: int) -> None:
    head = Snapshot.open(folder / "book.json").head
    assert head.format == number
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        assert book.generation > head.saves + 5


@each_format
@pytest.mark.parametrize("read_only", [True, False])
def test_a_stored_book_says_what_it_said(folder: Path, number: int, read_only: bool) -> None:
    expected = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    with LogBook.open(folder, clock=Clock(), read_only=read_only) as book:
        assert holds(said(book), expected)
        told = [] if number == FORMAT or read_only else ["book_upgraded"]
        assert [notice.code for notice in book.notices] == told
    with LogBook.open(folder, clock=Clock()) as book:
        assert holds(said(book), expected)


@each_format
def test_a_stored_book_holds_together_and_goes_on(folder: Path) -> None:
    with LogBook.open(folder, clock=Clock()) as book:
        assert {finding.code for finding in audit(book)} == {"check_conflict"}
        count = len(book.find())
        assert book.history.redo().action == "add"
        assert len(book.find()) == count + 1
        book.history.undo()
        book.history.undo()
        assert len(book.find()) == count


@each_format
def test_the_copy_of_a_stored_book_is_put_back(folder: Path, number: int) -> None:
    with LogBook.open(folder, clock=Clock()) as book:
        (copy,) = (one for one in backups(folder) if one.kind == "daily")
        lost = compare(book, copy.path).lost
        assert len(lost) == (2 if number < 2 else 3)
        assert restore(book, copy.path)
        assert not {entry.id for entry in lost} & {entry.id for entry in book.find()}


@each_format
def test_a_stored_book_holds_one_of_everything(number: int) -> None:
    expected = json.loads((STORED / str(number) / EXPECTED).read_text(encoding="utf-8"))
    sessions = [fields for *_, fields in expected["sessions"]]
    full = FULL.keys() - (SINCE_2 if number < 2 else set())
    assert {fields["status"] for fields in sessions} == {"draft", "complete", *(["planned"] if number > 1 else [])}
    assert any(conflict for _, _, conflict, _ in expected["sessions"])
    assert any(full <= fields.keys() for fields in sessions)
    assert any(head["content"] is None for record in expected["records"].values() for head in record["heads"])
    assert any(undone for _, _, undone, *_ in expected["steps"])
    assert all(expected[name] for name in ("exports", "sent", "received", "senders", "redo", "undo"))


def test_the_present_stored_book_is_made_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make(tmp_path / name)
    one, two = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.json*")}
        for name in ("one", "two")
    )
    assert one == two
