"""A book of an older format is brought to the present one: whole or not at all, and never without a copy."""

import shutil
from errno import ENOSPC
from pathlib import Path
from typing import Any

import msgspec
import pytest

from logs.book.book import LogBook
from logs.errors import SotayError
from logs.maintenance.backups import backups, compare, make_backup, restore
from logs.maintenance.integrity import audit
from logs.model import from_fields
from logs.store import migrations, snapshot
from logs.store.migrations import Documents
from logs.store.recovery import BOOK_FILE, PREVIOUS
from logs.store.snapshot import Snapshot
from logs.store.storage import BookStorage
from tests.books import Clock, make_book
from tests.logs.disk import Disk, KilledError
from tests.logs.sessions import COMPLETE

OLD = {"units": {"CB01": {"name": "Sở Y tế"}}, "sessions": {f"s{n}": {"notes": f"buổi {n}"} for n in range(1, 8)}}
NEW: dict[str, dict[str, Any]] = {
    "organisations": {"CB01": {"name": "Sở Y tế"}},
    "sessions": {f"s{n}": {"text": f"buổi {n}", "number": n} for n in range(1, 8)},
}


def to_2(tables: Documents) -> Documents:
    """A step that renames a table and a field, and takes a field from the id."""
    tables["organisations"] = tables.pop("units")
    for key, raw in tables["sessions"].items():
        session = msgspec.json.decode(raw)
        tables["sessions"][key] = msgspec.json.encode({"text": session["notes"], "number": int(key[1:])})
    return tables


def release_2(monkeypatch: pytest.MonkeyPatch, step: migrations.Step = to_2) -> None:
    """From here on the program is one of format 2."""
    monkeypatch.setattr(snapshot, "FORMAT", 2)
    monkeypatch.setattr(migrations, "STEPS", {1: step})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of a program of format 1: two sessions in the former file, two in its journal, three in the journal."""
    monkeypatch.setattr(snapshot, "FORMAT", 1)
    folder = tmp_path / "book"
    storage = BookStorage(folder, create=True)
    storage.commit({"units": {"CB01": msgspec.json.encode(OLD["units"]["CB01"])}})
    for number in range(1, 8):
        storage.commit({"sessions": {f"s{number}": msgspec.json.encode(OLD["sessions"][f"s{number}"])}})
        if number in (2, 4):
            storage.checkpoint()
    storage.let_go()
    return folder


def held(storage: BookStorage) -> dict[str, dict[str, Any]]:
    return {name: {key: dict(row) for key, row in rows.items()} for name, rows in storage.read().items()}


def opened(folder: Path, *, read_only: bool = False) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """What a program finds that opens the folder and is killed: the tables, and the codes of what it is told."""
    storage = BookStorage(folder, read_only=read_only)
    try:
        return held(storage), [notice.code for notice in storage.notices]
    finally:
        storage.let_go()


def of_copy(path: Path) -> dict[str, dict[str, Any]]:
    found = Snapshot.open(path)
    return {name: {key: msgspec.json.decode(raw) for key, raw in found.table(name).items()} for name in OLD}


def copies(folder: Path) -> list[Path]:
    return [one.path for one in backups(folder) if one.kind == "upgrade"]


def test_every_format_but_the_present_one_has_its_step() -> None:
    assert set(migrations.STEPS) == set(range(1, snapshot.FORMAT))


def test_a_book_of_the_present_format_is_left_as_it_is(folder: Path) -> None:
    assert opened(folder) == (OLD, [])
    assert not (folder / "backups").exists()


def test_an_older_book_is_brought_to_the_present_format_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release_2(monkeypatch)
    storage = BookStorage(folder)
    assert held(storage) == NEW
    assert storage.generation == 8
    assert [(one.code, one.params) for one in storage.notices] == [("book_upgraded", {"path": str(*copies(folder))})]
    storage.commit({"sessions": {"s1": b'{"text":"sau"}'}})
    storage.close()
    after = {**NEW, "sessions": {**NEW["sessions"], "s1": {"text": "sau"}}}
    assert opened(folder) == (after, [])
    assert Snapshot.open(folder / BOOK_FILE).head.format == 2
    assert len(copies(folder)) == 1


def test_steps_follow_one_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release_2(monkeypatch)
    monkeypatch.setattr(snapshot, "FORMAT", 3)
    monkeypatch.setattr(migrations, "STEPS", {1: to_2, 2: lambda tables: {"sessions": tables["sessions"]}})
    assert opened(folder)[0] == {"sessions": NEW["sessions"]}
    assert opened(folder) == ({"sessions": NEW["sessions"]}, [])


def test_a_copy_of_the_older_format_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release_2(monkeypatch)
    opened(folder)
    (copy,) = copies(folder)
    assert Snapshot.open(copy).head.format == 1
    assert of_copy(copy) == OLD


def test_after_an_upgrade_a_damaged_book_is_restored_in_the_present_format(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_2(monkeypatch)
    opened(folder)
    assert Snapshot.open(folder / (BOOK_FILE + PREVIOUS)).head.format == 2
    (folder / BOOK_FILE).write_bytes(b"{}")
    assert opened(folder) == (NEW, ["book_restored"])


@pytest.mark.parametrize("damage", [(b'"format"', b'"farmot"'), ("buổi 2".encode(), "buổi 9".encode())])
def test_an_older_book_that_is_damaged_is_restored_and_upgraded(
    folder: Path, monkeypatch: pytest.MonkeyPatch, damage: tuple[bytes, bytes]
) -> None:
    damaged = (folder / BOOK_FILE).read_bytes().replace(*damage)
    (folder / BOOK_FILE).write_bytes(damaged)
    release_2(monkeypatch)
    assert opened(folder) == (NEW, ["book_restored", "book_upgraded"])
    assert [path.read_bytes() for path in folder.glob(f"{BOOK_FILE}.damaged-*")] == [damaged]


def test_a_reader_has_an_older_book_in_the_present_format_and_writes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_2(monkeypatch)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert opened(folder, read_only=True) == (NEW, [])
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_book_that_no_step_understands_is_refused_and_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    release_2(monkeypatch, lambda tables: {"sessions": tables["unheard of"]})
    for read_only in (True, False):
        with pytest.raises(SotayError) as refused:
            BookStorage(folder, read_only=read_only)
        assert refused.value.code == "book_damaged"
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_wherever_the_program_ends_the_book_is_the_old_or_the_new_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for number in range(1, steps_of_an_upgrade(folder, monkeypatch) + 1):
        place = folder.with_name(str(number))
        shutil.copytree(folder, place)
        with pytest.MonkeyPatch.context() as patch:
            release_2(patch)
            disk = Disk(patch)
            disk.kill_at(number)
            with pytest.raises(KilledError):
                BookStorage(place)
            disk.fail_at(None)
            form = Snapshot.open(place / BOOK_FILE).head.format
        seen.add(form)
        if form == 1:
            assert opened(place, read_only=True) == (OLD, [])
        else:
            assert of_copy(*copies(place)) == OLD
        with pytest.MonkeyPatch.context() as patch:
            release_2(patch)
            assert opened(place) == (NEW, ["book_upgraded"] if form == 1 else [])
            assert opened(place) == (NEW, [])
        assert len(copies(place)) == 1
    assert seen == {1, 2}


def test_whichever_call_fails_the_next_try_upgrades(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = set()
    for number in range(1, steps_of_an_upgrade(folder, monkeypatch) + 1):
        place = folder.with_name(str(number))
        shutil.copytree(folder, place)
        with pytest.MonkeyPatch.context() as patch:
            release_2(patch)
            disk = Disk(patch)
            disk.fail_at(number, ENOSPC)
            try:
                BookStorage(place).let_go()
            except SotayError as error:
                refusals.add(error.code)
            disk.fail_at(None)
            assert opened(place, read_only=True)[0] == NEW
            assert opened(place)[0] == NEW
            assert opened(place) == (NEW, [])
    assert refusals == {"backup_failed", "book_folder"}


def steps_of_an_upgrade(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many calls to the system an opening takes that upgrades, and nothing disturbs."""
    place = folder.with_name("undisturbed")
    shutil.copytree(folder, place)
    with monkeypatch.context() as patch:
        release_2(patch)
        disk = Disk(patch)
        BookStorage(place).let_go()
        return len(disk.steps)


def test_a_copy_of_an_older_format_is_put_back_through_the_same_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def renamed(tables: Documents) -> Documents:
        for key, raw in tables["sessions"].items():
            tables["sessions"][key] = raw.replace("một".encode(), "một, dạng 2".encode())
        return tables

    monkeypatch.setattr(snapshot, "FORMAT", 1)
    clock = Clock()
    with make_book(tmp_path / "book", clock) as book:
        entry = book.add(from_fields({**COMPLETE, "topic": "một"}))
        copy = make_backup(book, tmp_path / "copy.json")
    release_2(monkeypatch, renamed)
    with LogBook.open(tmp_path / "book", clock=clock) as book:
        assert [notice.code for notice in book.notices] == ["book_upgraded"]
        assert not [one for one in audit(book) if one.code == "book_upgraded"]
        assert book.sessions.get(entry.id).session.topic == "một, dạng 2"
        assert restore(book, copy) is None
        book.delete(entry.id)
        assert [one.session.topic for one in compare(book, copy).back] == ["một, dạng 2"]
        assert restore(book, copy)
        assert book.sessions.get(entry.id).session.topic == "một, dạng 2"
