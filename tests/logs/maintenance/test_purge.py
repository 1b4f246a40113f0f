"""A purge leaves nothing of what a session said where the book keeps its own, whatever is done before and after."""

import shutil
from pathlib import Path

import msgspec
import pytest

from logs.book.book import LogBook
from logs.errors import SotayError
from logs.maintenance.backups import backup_before, compare, daily_backup, make_backup, restore
from logs.maintenance.integrity import audit
from logs.maintenance.purge import find_for_purge, purge
from logs.model import Session
from logs.store.snapshot import inflated
from tests.books import Clock, make_book
from tests.logs.disk import Disk, KilledError
from tests.logs.sessions import complete_session

SECRET = ("Hoàng Bí Mật", "ghi chú riêng", "0912345678")


def secret_session(text: str = SECRET[0]) -> Session:
    return complete_session(unit="CB01", reporters=["CB01-lo-van-pan"], topic=text, notes=SECRET[1], place=SECRET[2])


def traces(folder: Path) -> set[str]:
    """The files of the folder that hold any of the secret texts, also as JSON spells them with escapes."""
    wanted = [text.encode() for text in SECRET] + [msgspec.json.encode(text)[1:-1] for text in SECRET]
    said = {path: inflated(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}
    return {str(path.relative_to(folder)) for path, data in said.items() if any(text in data for text in wanted)}


def with_a_past(book: LogBook) -> str:
    """The id of a session that was saved, changed, deleted, brought back and copied; others stand beside it."""
    beside = [book.add(complete_session(unit="CB01", date=f"2014-03-0{n}")).id for n in (1, 2)]
    key = book.add(secret_session()).id
    daily_backup(book)
    book.storage.checkpoint()
    book.edit(key, msgspec.structs.replace(book.sessions.get(key).session, notes=SECRET[1] + " hai"), reason=SECRET[0])
    backup_before(book, "merge")
    book.delete(key, reason=SECRET[1])
    book.history.undo()
    book.edit(
        beside[0], msgspec.structs.replace(book.sessions.get(beside[0]).session, attendance=30, audience={"DV": None})
    )
    return key


def test_nothing_of_the_text_is_left_and_the_rest_is_as_it_was(book: LogBook) -> None:
    key = with_a_past(book)
    others = [entry for entry in book.find() if entry.id != key]
    assert len(traces(book.folder)) >= 4
    purged = purge(book, key)
    assert (purged.copies, purged.received, purged.files) == (2, (), ())
    assert traces(book.folder) == set()
    assert book.find() == others
    record = book.sessions.record(key)
    assert record is not None
    assert record.is_deleted
    assert len(record.seen) >= 3
    assert [step.action for step in book.history.of(key)] == ["delete"]
    book.close()
    with LogBook.open(book.folder, clock=Clock()) as again:
        assert again.notices == ()
        assert not [one for one in audit(again) if one.severity == "error"]
        assert again.find() == others
    assert traces(book.folder) == set()


def test_no_undo_and_no_redo_brings_anything_back(book: LogBook) -> None:
    key = with_a_past(book)
    purge(book, key)
    undone = 0
    while book.history.last_change() is not None:
        book.history.undo()
        undone += 1
        assert traces(book.folder) == set()
    assert undone == 3, "the three steps of the other sessions, and none of the purged one"
    assert book.find() == []
    while book.history.next_redo() is not None:
        book.history.redo()
    assert (len(book.find()), traces(book.folder)) == (2, set())
    with pytest.raises(SotayError, match="session_purged") as told:
        book.sessions.get(key)
    assert told.value.params == {"value": key, "on": book.today()}


def test_a_deletion_after_a_purge_of_the_past_can_be_undone(book: LogBook) -> None:
    key = with_a_past(book)
    book.edit(key, complete_session(unit="CB01", topic="Biên giới"))
    purge(book, key, former_only=True)
    book.delete(key)
    with pytest.raises(SotayError, match="session_deleted"):
        book.sessions.get(key)
    book.history.undo()
    assert book.sessions.get(key).session.topic == "Biên giới"


@pytest.mark.parametrize("former_only", [False, True])
@pytest.mark.parametrize("times", [1, 2])
def test_a_copy_from_before_a_purge_does_not_bring_the_text_back(
    book: LogBook, tmp_path: Path, former_only: bool, times: int
) -> None:
    key = with_a_past(book)
    copy = make_backup(book, tmp_path / "copy.json")
    book.edit(key, complete_session(unit="CB01", topic="Biên giới"))
    later = book.add(complete_session(unit="CB01", date="2014-04-01"))
    for _time in range(times):
        purge(book, key, former_only=former_only)
    now = book.sessions.record(key)
    found = compare(book, copy)
    assert (found.purged, found.back, found.changed) == ((key,), (), ())
    assert [entry.id for entry in found.lost] == [later.id]
    assert restore(book, copy) is not None
    assert (book.sessions.record(key), traces(book.folder)) == (now, set())
    assert compare(book, copy).purged == (key,)
    assert restore(book, copy) is None
    # What was written after the purge is the book's own, and goes with a newer copy like anything else.
    if former_only:
        newer = make_backup(book, tmp_path / "newer.json")
        book.edit(key, complete_session(unit="CB01", topic="Sửa sau"))
        assert compare(book, newer).purged == ()
        restore(book, newer)
        assert book.sessions.get(key).session.topic == "Biên giới"


def test_what_files_say_of_a_session_that_was_withdrawn_is_purged_too(book: LogBook, tmp_path: Path) -> None:
    copy = make_backup(book, tmp_path / "empty.json")
    key = book.add(secret_session()).id
    package = book.storage.rows("sessions")[key]
    full = make_backup(book, tmp_path / "full.json")
    book.storage.commit({"sent": {key: msgspec.json.encode(book.sessions.get(key).version)}})
    restore(book, copy)
    restore(book, full)
    assert bytes(package) != bytes(book.storage.rows("sessions")[key])
    assert book.storage.rows("withdrawn")
    purge(book, key)
    assert traces(book.folder) == set()


def test_the_past_of_a_session_that_stays_can_be_purged_alone(book: LogBook) -> None:
    key = with_a_past(book)
    clean = complete_session(unit="CB01", topic="Biên giới")
    book.edit(key, clean)
    assert traces(book.folder)
    purge(book, key, former_only=True)
    assert (book.sessions.get(key).session, traces(book.folder)) == (clean, set())
    assert book.history.of(key) == ()
    book.edit(key, msgspec.structs.replace(clean, attendance=30, audience={"DV": None}))
    book.history.undo()
    assert book.sessions.get(key).session == clean
    backup = make_backup(book, book.folder.parent / "copy.json")
    assert compare(book, backup).changed == ()


def test_a_deleted_session_is_found_and_purged_and_once_more_does_no_harm(book: LogBook) -> None:
    key = with_a_past(book)
    book.delete(key)
    assert find_for_purge(book, key[:8]) == key
    assert purge(book, key).copies == 2
    record = book.sessions.record(key)
    assert purge(book, key).copies == 0
    assert book.sessions.record(key) == record
    assert [step.action for step in book.history.of(key)] == ["delete"]
    with pytest.raises(SotayError, match="session_missing"):
        purge(book, "nowhere")


def test_a_bulk_step_keeps_what_it_did_to_others(book: LogBook) -> None:
    added = book.add_several([secret_session(), complete_session(unit="CB01", date="2014-03-01")])
    purge(book, added[0].id)
    assert traces(book.folder) == set()
    book.history.undo()
    assert book.find() == []
    book.history.redo()
    assert [entry.id for entry in book.find()] == [added[1].id]


def test_a_copy_of_the_book_put_back_brings_nothing_back(book: LogBook) -> None:
    key = with_a_past(book)
    purge(book, key)
    for path in (book.folder / "backups").iterdir():
        restore(book, path)
        assert traces(book.folder) == set()
        with pytest.raises(SotayError, match="session_purged"):
            book.sessions.get(key)


def test_a_file_kept_aside_or_a_copy_that_cannot_be_read_is_named(book: LogBook) -> None:
    key = with_a_past(book)
    aside = book.folder / "book.json.damaged-20140520"
    shutil.copyfile(book.folder / "book.json", aside)
    damaged = next((book.folder / "backups").iterdir())
    damaged.write_bytes(damaged.read_bytes()[:-20])
    assert set(purge(book, key).files) == {str(aside), str(damaged)}
    assert traces(book.folder) == {aside.name, f"backups/{damaged.name}"}


def test_a_book_opened_for_looking_is_not_touched(book: LogBook) -> None:
    key = with_a_past(book)
    with LogBook.open(book.folder, clock=Clock(), read_only=True) as reader, pytest.raises(SotayError) as refused:
        purge(reader, key)
    assert refused.value.code == "book_read_only"


def test_killed_at_any_call_the_book_is_sound_and_purging_again_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with make_book(tmp_path / "model", Clock()) as model:
        key = with_a_past(model)
        others = [entry for entry in model.find() if entry.id != key]
        model.storage.let_go()
    disk = Disk(monkeypatch)
    calls, number = 1, 0
    while number <= calls:
        number += 1
        folder = tmp_path / f"killed-{number}"
        shutil.copytree(tmp_path / "model", folder)
        book = LogBook.open(folder, clock=Clock())
        disk.kill_at(number)
        try:
            purge(book, key)
        except KilledError:
            calls = number + 1
        disk.kill_at(None)
        book.storage.let_go()
        with LogBook.open(folder, clock=Clock()) as again:
            assert again.notices == (), number
            assert [entry for entry in again.find() if entry.id != key] == others
            purge(again, key)
            assert traces(folder) == set(), number
            assert again.sessions.record(key) is not None
            assert again.find() == others
        assert traces(folder) == set(), number
        shutil.rmtree(folder)
    assert calls > 50
