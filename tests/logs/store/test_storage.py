"""The book on disk: whole at every moment, held by one program, readable by any reader of JSON."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.table import Document, Table

from logs.errors import SotayError
from logs.store.recovery import BOOK_FILE
from logs.store.storage import BookStorage, Changes
from logs.store.tinydb_adapter import BookDB
from tests.logs.disk import Disk

BEFORE = {"units": {"CB01": {"name": "Chi bộ Sở Tài chính"}}, "sessions": {"s1": {"notes": "một"}}}
AFTER = {
    "units": {"CB01": {"name": "Chi bộ Sở Tài chính"}},
    "sessions": {"s1": {"notes": "hai"}, "s2": {"notes": "ba"}},
}
CHANGE = {"sessions": {"s1": b'{"notes":"hai"}', "s2": b'{"notes":"ba"}'}}


class PlainTable(Table):
    """TinyDB's own table, told that ids are text."""

    document_id_class = str  # type: ignore[assignment]


class PlainDB(TinyDB):
    """TinyDB as it is shipped, with its own storage."""

    table_class = PlainTable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a closed book that holds `BEFORE`."""
    folder = tmp_path / "book"
    make_book(folder)
    return folder


@pytest.fixture
def storage(folder: Path) -> Iterator[BookStorage]:
    """The book that holds `BEFORE`, open."""
    storage = BookStorage(folder)
    yield storage
    storage.close()


def make_book(folder: Path) -> None:
    storage = BookStorage(folder, create=True)
    storage.commit(encoded(BEFORE))
    storage.close()


def encoded(tables: dict[str, dict[str, Any]]) -> dict[str, dict[str, bytes]]:
    return {name: {key: msgspec.json.encode(row) for key, row in rows.items()} for name, rows in tables.items()}


def held(storage: BookStorage) -> dict[str, dict[str, Any]]:
    """What the storage holds in memory."""
    return {name: {key: dict(row) for key, row in rows.items()} for name, rows in storage.read().items()}


def on_disk(folder: Path) -> dict[str, dict[str, Any]]:
    """What a program that opens the folder now finds there."""
    reader = BookStorage(folder, read_only=True)
    try:
        return held(reader)
    finally:
        reader.close()


def tables_or_code(folder: Path) -> dict[str, dict[str, Any]] | str:
    """What is found in the folder, or the code of the refusal."""
    try:
        return on_disk(folder)
    except SotayError as error:
        return error.code


def refusal(act: Callable[[], object]) -> str:
    """The code with which the act is refused."""
    with pytest.raises(SotayError) as caught:
        act()
    return caught.value.code


# ---------------------------------------------------------------- a save is whole or not at all


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def steps_of_a_save(folder: Path, disk: Disk) -> list[str]:
    """The names of the calls to the system that a save takes which nothing disturbs."""
    make_book(folder)
    storage = BookStorage(folder)
    disk.fail_at(None)
    storage.commit(CHANGE)
    steps = list(disk.steps)
    storage.close()
    return steps


def test_a_save_is_written_through_to_the_disk_before_it_shows(
    storage: BookStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def watch(handle: int) -> None:
        os.fsync(handle)
        seen.append((held(storage), on_disk(storage.folder)))

    monkeypatch.setattr("logs.store.journal._sync", watch)
    storage.commit(CHANGE)
    assert seen == [(BEFORE, AFTER)]
    assert held(storage) == AFTER


def test_a_save_writes_its_own_line_and_nothing_else(tmp_path: Path, disk: Disk) -> None:
    steps = [step for step in steps_of_a_save(tmp_path / "book", disk) if step != "stat"]
    assert steps == ["write", "fdatasync"]


def test_whichever_step_fails_the_book_is_as_before_and_a_second_try_works(tmp_path: Path, disk: Disk) -> None:
    steps = steps_of_a_save(tmp_path / "undisturbed", disk)
    for number in range(1, len(steps) + 1):
        folder = tmp_path / f"{number}-{steps[number - 1]}"
        make_book(folder)
        storage = BookStorage(folder)
        disk.fail_at(number)
        assert refusal(lambda storage=storage: storage.commit(CHANGE)) == "save_failed"  # type: ignore[misc]
        disk.fail_at(None)
        assert held(storage) == on_disk(folder) == BEFORE
        storage.commit(CHANGE)
        assert held(storage) == on_disk(folder) == AFTER
        storage.close()


def test_a_failed_save_tells_why(storage: BookStorage, disk: Disk) -> None:
    disk.fail_at(2)
    with pytest.raises(SotayError) as caught:
        storage.commit(CHANGE)
    assert caught.value.params == {"detail": "ENOSPC"}


def test_what_a_crash_left_behind_does_not_hinder_the_next_checkpoint(storage: BookStorage) -> None:
    for name in ("book.json.new", "book.journal.new", "book.json.previous.new"):
        (storage.folder / name).write_bytes(b'{"half')
    storage.commit(CHANGE)
    storage.checkpoint()
    assert on_disk(storage.folder) == AFTER
    assert not list(storage.folder.glob("*.new"))


def test_several_tables_are_changed_by_one_save(storage: BookStorage, disk: Disk) -> None:
    both: Changes = {"units": {"CB01": None, "CB02": b'{"name":"x"}'}, **CHANGE}
    generation = storage.generation
    disk.fail_at(None)
    storage.commit(both)
    assert disk.steps.count("write") == 1
    assert storage.generation == generation + 1
    assert on_disk(storage.folder) == {"units": {"CB02": {"name": "x"}}, "sessions": AFTER["sessions"]}


def test_an_interrupt_after_the_save_was_written_does_not_hide_it(
    storage: BookStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(storage, "_apply", interrupt)
    with pytest.raises(KeyboardInterrupt):
        storage.commit(CHANGE)
    assert held(storage) == on_disk(storage.folder) == AFTER


def test_a_book_is_checkpointed_when_its_journal_outgrows_it(
    storage: BookStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("logs.store.storage.CHECKPOINT_BYTES", 500)
    storage.checkpoint()
    before = storage.path.read_bytes()
    storage.commit({"sessions": {"s2": msgspec.json.encode({"notes": "ba" * 250})}})
    assert storage.path.read_bytes() != before
    assert on_disk(storage.folder)["sessions"]["s2"] == {"notes": "ba" * 250}


LARGE = {"sessions": {"s2": msgspec.json.encode({"notes": "ba" * 600_000})}}


def test_a_large_save_is_a_new_book_at_once(storage: BookStorage) -> None:
    storage.checkpoint()
    journal = storage.folder / "book.journal"
    size = journal.stat().st_size
    storage.commit(LARGE)
    assert msgspec.json.decode(storage.path.read_bytes())["sessions"]["s2"] == {"notes": "ba" * 600_000}
    assert journal.stat().st_size == size
    assert held(storage) == on_disk(storage.folder)


@pytest.mark.parametrize("place", [0, 1_000, -10_000], ids=["its first line", "a session", "its end"])
def test_a_large_save_outlives_damage_to_the_book_that_holds_it(folder: Path, place: int) -> None:
    storage = BookStorage(folder)
    storage.commit(LARGE)
    storage.commit(CHANGE)
    expected = held(storage)
    storage.let_go()
    data = bytearray((folder / "book.json").read_bytes())
    data[place] ^= 1
    (folder / "book.json").write_bytes(data)
    again = BookStorage(folder)
    assert held(again) == expected
    assert [notice.code for notice in again.notices] == ["book_restored"]
    again.close()


def test_whichever_step_of_a_large_save_fails_it_is_absent_or_made(tmp_path: Path, disk: Disk) -> None:
    make_book(tmp_path / "book")
    storage = BookStorage(tmp_path / "book")
    disk.fail_at(None)
    storage.commit(LARGE)
    for number in range(1, len(disk.steps) + 1):
        before, large = held(storage), {"sessions": {"s2": LARGE["sessions"]["s2"] + b" " * number}}
        disk.fail_at(number)
        try:
            storage.commit(large)
        except SotayError as error:
            refused = error.code
            assert (refused, held(storage)) == ("save_failed", before)
        disk.fail_at(None)
        assert on_disk(storage.folder) == held(storage)
        storage.commit({"sessions": {"s1": msgspec.json.encode({"notes": str(number)})}})
    storage.close()


def test_a_checkpoint_that_fails_leaves_the_journal_going_on(storage: BookStorage, disk: Disk) -> None:
    storage.commit(CHANGE)
    disk.fail_at(None)
    storage.checkpoint()
    for number in range(1, len(disk.steps) + 1):
        storage.commit({"sessions": {"s2": msgspec.json.encode({"notes": str(number)})}})
        disk.fail_at(number)
        storage.checkpoint()
        disk.fail_at(None)
        storage.commit({"units": {f"U{number}": b"{}"}})
        assert on_disk(storage.folder) == held(storage)
        assert f"U{number}" in held(storage)["units"]


def test_rows_asked_for_before_the_first_save_show_it(tmp_path: Path) -> None:
    storage = BookStorage(tmp_path / "book", create=True)
    rows = storage.rows("sessions")
    assert not rows
    storage.commit(CHANGE)
    assert dict(rows) == dict(storage.rows("sessions")) == CHANGE["sessions"]
    storage.close()


def test_rows_show_what_later_saves_change(storage: BookStorage) -> None:
    rows = storage.rows("sessions")
    storage.commit(CHANGE)
    assert rows["s1"] == b'{"notes":"hai"}'


# ---------------------------------------------------------------- one program at a time

OPEN = """
import sys
from pathlib import Path
from logs.errors import SotayError
from logs.store.storage import BookStorage
try:
    storage = BookStorage(Path(sys.argv[1]), read_only="read" in sys.argv)
except SotayError as error:
    print(error.code, flush=True)
else:
    print("open", flush=True)
    if "stay" in sys.argv:
        sys.stdin.read()
"""


def another_program(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Another process that opens the book and says how it went."""
    return subprocess.Popen(
        [sys.executable, "-c", OPEN, str(folder), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def answer(folder: Path, *words: str) -> str:
    """What another process says that opens the book and ends."""
    with another_program(folder, *words) as program:
        return program.communicate(timeout=60)[0].strip()


def test_a_second_program_is_told_that_the_book_is_in_use(storage: BookStorage) -> None:
    assert answer(storage.folder) == "book_in_use"


def test_a_second_program_may_read(storage: BookStorage) -> None:
    assert answer(storage.folder, "read") == "open"


def test_a_closed_book_can_be_opened_by_another_program(storage: BookStorage) -> None:
    storage.close()
    assert answer(storage.folder) == "open"


def test_a_killed_program_holds_nothing(folder: Path) -> None:
    with another_program(folder, "stay") as program:
        assert program.stdout
        assert program.stdout.readline() == "open\n"
        assert refusal(lambda: BookStorage(folder)) == "book_in_use"
        program.kill()
        program.wait(timeout=60)
    BookStorage(folder).close()


def test_reading_only_changes_nothing(folder: Path) -> None:
    reader = BookStorage(folder, read_only=True)
    assert refusal(lambda: reader.commit(CHANGE)) == "book_read_only"
    assert held(reader) == on_disk(folder) == BEFORE
    reader.close()


# ---------------------------------------------------------------- what is not opened


def test_a_missing_book_is_not_made(tmp_path: Path) -> None:
    assert refusal(lambda: BookStorage(tmp_path / "none")) == "book_missing"
    assert not (tmp_path / "none").exists()


def test_an_existing_book_is_not_made_anew(folder: Path) -> None:
    before = (folder / BOOK_FILE).read_bytes()
    assert refusal(lambda: BookStorage(folder, create=True)) == "book_exists"
    assert (folder / BOOK_FILE).read_bytes() == before
    BookStorage(folder).close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refusal(lambda: BookStorage(tmp_path / "file" / "book", create=True)) == "book_folder"


def test_a_newer_book_is_refused_and_left_alone(folder: Path) -> None:
    path = folder / BOOK_FILE
    first, _, rest = path.read_bytes().partition(b"\n")
    head, sum_, _ = first.replace(b'"format":2', b'"format":3').rpartition(b',"sum":')
    digest = hashlib.sha256(head.removeprefix(b'{"book":{"head":')).hexdigest().encode()
    newer = head + sum_ + b'{"sha256":"' + digest + b'"}},\n' + rest
    path.write_bytes(newer)
    assert refusal(lambda: BookStorage(folder)) == "book_newer"
    assert path.read_bytes() == newer


def test_a_newer_book_of_another_layout_is_not_taken_for_a_damaged_one(folder: Path) -> None:
    path = folder / BOOK_FILE
    path.write_bytes(b'{"book":{"head":{"format":3,"more":[1]},"signed":"x"}}\n')
    assert refusal(lambda: BookStorage(folder)) == "book_newer"


def test_no_altered_byte_ever_shows_another_record(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logs.store.storage._READER_WAIT", 0)
    path = folder / BOOK_FILE
    whole = path.read_bytes()
    forget_former_files(folder)
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert tables_or_code(folder) == "book_damaged"


def test_a_file_cut_short_is_refused_and_left_alone(folder: Path) -> None:
    path = folder / BOOK_FILE
    whole = path.read_bytes()
    forget_former_files(folder)
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert refusal(lambda: BookStorage(folder)) == "book_damaged"
        assert path.read_bytes() == whole[:length]


def forget_former_files(folder: Path) -> None:
    """Leave nothing to restore the book from."""
    for path in folder.glob("*.previous"):
        path.unlink()


def test_no_empty_book_takes_the_place_of_a_lost_one(folder: Path) -> None:
    (folder / BOOK_FILE).unlink()
    assert refusal(lambda: BookStorage(folder, create=True)) == "book_exists"
    forget_former_files(folder)
    assert refusal(lambda: BookStorage(folder, create=True)) == "book_exists"
    assert refusal(lambda: BookStorage(folder)) == "book_damaged"


# ---------------------------------------------------------------- other readers


def test_any_reader_of_json_can_read_the_book(folder: Path) -> None:
    text = (folder / BOOK_FILE).read_text(encoding="utf-8")
    assert json.loads(text).items() >= BEFORE.items()
    assert "Chi bộ Sở Tài chính" in text


def test_tinydb_as_it_is_shipped_can_read_the_book(folder: Path) -> None:
    with PlainDB(folder / BOOK_FILE, access_mode="r", encoding="utf-8") as db:
        assert [(row.doc_id, row) for row in db.table("sessions")] == [("s1", {"notes": "một"})]
        assert db.table("units").get(where("name") == "Chi bộ Sở Tài chính") == BEFORE["units"]["CB01"]


# ---------------------------------------------------------------- TinyDB's own operations

NAMES = st.sampled_from(["Sở Y tế", "Sở Tài chính", "Sở Nội vụ"])
IDS = st.sampled_from(["CB01", "CB02", "DB01"])
OPERATIONS = st.lists(st.tuples(st.sampled_from(["upsert", "update", "remove", "reopen"]), IDS, NAMES), max_size=12)


def test_operations_survive_a_reopen(folder: Path) -> None:
    with BookDB(folder) as db:
        units = db.table("units")
        units.insert(document("CB02", name="Sở Y tế", sessions=3))
        units.insert_multiple([document("CB03", name="Sở Nội vụ"), document("CB04", name="Sở Tư pháp")])
        units.update({"sessions": 4}, where("name") == "Sở Y tế")
        units.upsert(document("CB05", name="Sở Ngoại vụ"), where("name") == "Sở Ngoại vụ")
        units.upsert({"sessions": 9}, where("name") == "Sở Ngoại vụ")
        units.remove(where("name") == "Sở Nội vụ")
    with BookDB(folder) as db:
        units = db.table("units")
        assert {unit.doc_id for unit in units.all()} == {"CB01", "CB02", "CB04", "CB05"}
        assert [unit.doc_id for unit in units.search(where("sessions") > 3)] == ["CB02", "CB05"]
        assert units.get(doc_id="CB02") == {"name": "Sở Y tế", "sessions": 4}


def test_documents_without_an_id_get_the_next_number(folder: Path) -> None:
    with BookDB(folder) as db:
        assert db.table("batches").insert({"files": 1}) == "1"
        assert db.table("batches").insert_multiple([{"files": 2}, {"files": 3}]) == ["2", "3"]
    with BookDB(folder) as db:
        assert db.table("batches").insert({"files": 4}) == "4"
    assert on_disk(folder)["batches"] == {str(n): {"files": n} for n in range(1, 5)}


def test_a_number_given_as_an_id_is_its_text(folder: Path) -> None:
    with BookDB(folder) as db:
        db.table("batches").insert(Document({"files": 1}, doc_id=7))
    assert on_disk(folder)["batches"] == {"7": {"files": 1}}


def test_an_update_that_fails_half_way_changes_nothing(folder: Path) -> None:
    def fail(row: Any) -> None:
        row["notes"] = "nửa chừng"
        raise ZeroDivisionError

    with BookDB(folder) as db:
        with pytest.raises(ZeroDivisionError):
            db.table("sessions").update(fail)
        assert db.table("sessions").all() == [{"notes": "một"}]
    assert on_disk(folder) == BEFORE


def test_a_dropped_table_leaves_the_others(folder: Path) -> None:
    with BookDB(folder) as db:
        db.drop_table("sessions")
    left = on_disk(folder)
    assert left["units"] == BEFORE["units"]
    assert not left.get("sessions")


@settings(max_examples=60)
@given(OPERATIONS)
def test_any_operations_leave_what_a_dictionary_would_hold(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("books") / "book"
    make_book(folder)
    expected = {key: dict(row) for key, row in BEFORE["units"].items()}
    db = BookDB(folder)
    for operation, key, name in operations:
        units = db.table("units")
        match operation:
            case "upsert":
                units.upsert(document(key, name=name))
                expected[key] = {"name": name}
            case "update":
                units.update({"name": name}, doc_ids=[key])  # type: ignore[list-item]
                expected |= {key: {"name": name}} if key in expected else {}
            case "remove":
                units.remove(where("name") == name)
                expected = {key: row for key, row in expected.items() if row["name"] != name}
            case "reopen":
                db.close()
                db = BookDB(folder)
        assert {str(unit.doc_id): dict(unit) for unit in db.table("units").all()} == expected
    db.close()
    assert on_disk(folder)["units"] == expected


def document(doc_id: str, **row: object) -> Document:
    return Document(row, doc_id=doc_id)  # type: ignore[arg-type]
