"""Copies of a book: made by themselves and on request, put back as a step that can be undone."""

import contextlib
import gzip
import hashlib
import os
from collections.abc import Callable
from errno import EIO
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.package.keys import Signer
from exports.package.writer import export_book
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.maintenance.backups import (
    DAYS_KEPT,
    Restoration,
    backup_before,
    backups,
    compare,
    daily_backup,
    default_name,
    look_at,
    make_backup,
    rebuild,
    restore,
)
from logs.model import Session, from_fields
from logs.session.query import Entry
from logs.versions import merge, save
from tests.books import Clock, fill_disk, make_book
from tests.logs.sessions import COMPLETE


def session(topic: str) -> Session:
    return from_fields({**COMPLETE, "topic": topic})


def topics(book: LogBook) -> list[str]:
    return sorted(entry.session.topic for entry in book.find())


def renamed(entry: Entry, topic: str) -> Session:
    return msgspec.structs.replace(entry.session, topic=topic)


def test_a_copy_put_back_is_the_book_of_then_and_undo_is_the_book_of_now(book: LogBook, tmp_path: Path) -> None:
    stays, goes, changes = (book.add(session(topic)) for topic in ("ở lại", "bị xóa", "bị sửa"))
    copy = make_backup(book, tmp_path / "copy.json")
    book.delete(goes.id)
    book.edit(changes.id, renamed(changes, "đã sửa"))
    later = book.add(session("mới"))

    found = compare(book, copy)
    assert [entry.id for entry in found.lost] == [later.id]
    assert [entry.id for entry in found.back] == [goes.id]
    assert [(now.session.topic, then.session.topic) for now, then in found.changed] == [("đã sửa", "bị sửa")]
    assert topics(book) == ["mới", "đã sửa", "ở lại"]  # looking changes nothing

    restore(book, copy)
    assert topics(book) == ["bị sửa", "bị xóa", "ở lại"]
    assert book.sessions.get(stays.id).version == stays.version
    book.history.undo()
    assert topics(book) == ["mới", "đã sửa", "ở lại"]
    book.history.redo()
    assert topics(book) == ["bị sửa", "bị xóa", "ở lại"]


def test_a_copy_that_says_what_the_book_says_is_not_put_back(book: LogBook, tmp_path: Path) -> None:
    book.add(session("một"))
    copy = make_backup(book, tmp_path / "copy.json")
    generation = book.generation
    assert restore(book, copy) is None
    assert book.generation == generation
    assert backups(book.folder) == ()


def test_a_sent_session_is_put_back_once(book: LogBook, tmp_path: Path) -> None:
    entry = book.add(session("một"))
    copy = make_backup(book, tmp_path / "copy.json")
    export_book(book, Signer(bytes(32)), tmp_path)
    book.edit(entry.id, renamed(entry, "hai"))
    assert restore(book, copy)
    assert topics(book) == ["một"]
    assert restore(book, copy) is None


def test_a_session_that_cannot_be_read_is_put_back(book: LogBook, tmp_path: Path, clock: Clock) -> None:
    entry = book.add(session("một"))
    export_book(book, Signer(bytes(32)), tmp_path)
    copy = make_backup(book, tmp_path / "copy.json")
    book.storage.commit({"sessions": {entry.id: b'{"id":"?"}'}})
    book.close()
    with LogBook.open(book.folder, clock=clock) as again:
        assert [one.id for one in compare(again, copy).back] == [entry.id]
        assert restore(again, copy)
        assert again.sessions.get(entry.id) == entry


def test_a_conflict_that_is_decided_now_and_was_open_then_is_told(book: LogBook, tmp_path: Path) -> None:
    entry = book.add(session("một"))
    record = book.sessions.record(entry.id)
    assert record
    sides = [save(record, renamed(entry, topic)) for topic in ("hai", "ba")]
    book.history.commit("merge", {"sessions": {entry.id: msgspec.json.encode(merge(*sides))}})
    copy = make_backup(book, tmp_path / "copy.json")
    decided = max(sides, key=lambda side: side.shown.id)
    book.history.commit("merge", {"sessions": {entry.id: msgspec.json.encode(decided)}})
    ((now, then),) = compare(book, copy).changed
    assert now.session == then.session
    assert (now.conflict, then.conflict) == (False, True)


def test_undoing_a_restore_answers_only_what_says_something_else_now(book: LogBook, tmp_path: Path) -> None:
    kept, deleted = book.add(session("một")).id, book.add(session("hai")).id
    book.delete(deleted)
    copy = make_backup(book, tmp_path / "copy.json")
    book.edit(kept, session("ba"))
    book.history.undo()
    book.history.undo()
    book.delete(deleted)
    restore(book, copy)
    export_book(book, Signer(bytes(32)), tmp_path)
    before = [book.sessions.existing(key).heads for key in (kept, deleted)]
    for act in (book.history.undo, book.history.redo):
        act()
        assert [book.sessions.existing(key).heads for key in (kept, deleted)] == before


def test_a_restore_keeps_a_copy_of_what_it_replaces(book: LogBook, tmp_path: Path) -> None:
    copy = make_backup(book, tmp_path / "copy.json")
    book.add(session("mới"))
    restore(book, copy)
    kept = [one for one in backups(book.folder) if one.kind == "restore"]
    assert len(kept) == 1
    assert [entry.session.topic for entry in compare(book, kept[0].path).back] == ["mới"]


def test_one_copy_a_day_and_fourteen_days(book: LogBook, clock: Clock) -> None:
    for day in range(1, 31):
        clock.set(f"2014-06-{day:02}")
        book.add(session(f"ngày {day}"))
        assert daily_backup(book) is not None
        assert daily_backup(book) is None
    kept = backups(book.folder)
    assert len(kept) == DAYS_KEPT
    assert [one.day.day for one in kept] == list(range(17, 31))
    assert len(compare(book, kept[0].path).lost) == 13


def test_copies_before_merges_do_not_push_out_those_of_the_days(book: LogBook, clock: Clock) -> None:
    daily_backup(book)
    for minute in range(40):
        clock.set(f"2014-06-01T10:{minute:02}")
        backup_before(book, "merge")
    kinds = [one.kind for one in backups(book.folder)]
    assert kinds.count("daily") == 1
    assert kinds.count("merge") == 30


def test_sent_numbers_do_not_go_back(book: LogBook, tmp_path: Path) -> None:
    copy = make_backup(book, tmp_path / "copy.json")
    book.add(session("gửi"))
    export_book(book, Signer(bytes(32)), tmp_path)
    restore(book, copy)
    book.add(session("khác"))
    assert export_book(book, Signer(bytes(32)), tmp_path).number == 2


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "other"])
def test_a_damaged_copy_is_refused(book: LogBook, tmp_path: Path, damage: str) -> None:
    book.add(session("một"))
    copy = make_backup(book, tmp_path / "copy.json")
    data = copy.read_bytes()
    at = data.index("một".encode())
    copy.write_bytes(
        {"flip": data[:at] + b"x" + data[at + 1 :], "cut": data[:-9], "empty": b"", "other": b"{}"}[damage]
    )
    with pytest.raises(SotayError) as refused:
        compare(book, copy)
    assert refused.value.code == "backup_damaged"
    with pytest.raises(SotayError):
        restore(book, copy)
    assert topics(book) == ["một"]


def test_a_copy_of_another_book_is_refused(book: LogBook, tmp_path: Path, clock: Clock) -> None:
    with make_book(tmp_path / "other", clock, unit="CB02") as other:
        copy = make_backup(other, tmp_path / "other.json")
    with pytest.raises(SotayError) as refused:
        restore(book, copy)
    assert (refused.value.code, refused.value.params["unit"]) == ("backup_of_other_book", "CB02")


def test_a_full_disk_is_told_and_changes_nothing(
    book: LogBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = make_backup(book, tmp_path / "copy.json")
    book.add(session("mới"))
    with monkeypatch.context() as patch:
        fill_disk(patch)
        with pytest.raises(SotayError) as failed:
            restore(book, copy)
    assert failed.value.code == "backup_failed"
    assert topics(book) == ["mới"]
    restore(book, copy)
    assert topics(book) == []


def test_the_days_copy_after_a_large_save_is_another_file_than_the_book(book: LogBook) -> None:
    large = {"sessions": {"x": msgspec.json.encode("x" * 2_000_000)}}
    book.storage.commit(large)
    copy = daily_backup(book)
    assert copy
    assert not copy.samefile(book.storage.path)
    assert copy.read_bytes() == book.storage.path.read_bytes()
    whole = copy.read_bytes()
    book.add(session("sau"))
    book.storage.checkpoint()
    assert copy.read_bytes() == whole


@pytest.mark.parametrize("copy", [daily_backup, lambda book: backup_before(book, "merge")], ids=["daily", "merge"])
def test_a_disk_that_does_not_say_what_it_holds_is_told(
    book: LogBook, copy: Callable[[LogBook], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(EIO, os.strerror(EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", fail)
        with pytest.raises(SotayError) as failed:
            copy(book)
    assert (failed.value.code, failed.value.params["detail"]) == ("backup_failed", "EIO")
    assert backups(book.folder) == ()


def test_the_usual_name_says_whose_and_when(book: LogBook) -> None:
    assert default_name(book) == "sotay-CB01-2014-05-20-093000.json.gz"


def test_a_book_made_from_a_copy_goes_on_where_the_copy_ended(book: LogBook, tmp_path: Path, clock: Clock) -> None:
    entries = [book.add(session(topic)) for topic in ("một", "hai", "ba")]
    copy = make_backup(book, tmp_path / "copy.json")
    steps = [step.number for step in book.history.changes()]
    rebuild(tmp_path / "new", copy, clock)
    with LogBook.open(tmp_path / "new", clock=clock) as new:
        assert new.generation > book.generation
        new.edit(entries[0].id, renamed(entries[0], "đã sửa"))
        assert [step.number for step in new.history.changes()] == [*steps, new.generation]
        assert [step.action for step in new.history.of(entries[0].id)] == ["add", "edit"]
        new.history.undo()
        assert topics(new) == topics(book)


@pytest.fixture
def deflated(book: LogBook, tmp_path: Path) -> Path:
    """A deflated copy of a book with three sessions."""
    for topic in ("một", "hai", "ba"):
        book.add(session(topic))
    return make_backup(book, tmp_path / "copy.json.gz")


def test_a_deflated_copy_is_what_a_plain_one_is(book: LogBook, deflated: Path, tmp_path: Path, clock: Clock) -> None:
    plain = make_backup(book, tmp_path / "copy.json")
    assert gzip.decompress(deflated.read_bytes()) == plain.read_bytes()
    assert deflated.stat().st_size < plain.stat().st_size / 2
    book.edit(book.find()[0].id, session("đã sửa"))
    assert compare(book, deflated) == compare(book, plain)
    # Whatever its name, and also where somebody has packed a plain copy himself.
    for name, data in (("copy", deflated.read_bytes()), ("packed.json", gzip.compress(plain.read_bytes()))):
        (tmp_path / name).write_bytes(data)
        assert compare(book, tmp_path / name) == compare(book, plain)
    rebuild(tmp_path / "new", deflated, clock)
    with LogBook.open(tmp_path / "new", clock=clock) as new:
        assert topics(new) == ["ba", "hai", "một"]


def test_copies_that_the_book_makes_are_deflated_and_older_plain_ones_are_kept(book: LogBook, clock: Clock) -> None:
    book.add(session("một"))
    (book.folder / "backups").mkdir(exist_ok=True)
    older = make_backup(book, book.folder / "backups" / "merge-2014-05-19-093000000.json")
    newer = backup_before(book, "merge")
    assert newer.name.endswith(".json.gz")
    assert [backup.path for backup in backups(book.folder)] == [older, newer]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_deflated_copy_is_refused_or_says_the_same(
    book: LogBook, deflated: Path, tmp_path: Path, data: st.DataObject
) -> None:
    whole, expected = deflated.read_bytes(), look_at(deflated)
    place = data.draw(st.integers(0, len(whole) - 1))
    kind = data.draw(st.sampled_from(("cut", "flip", "insert")))
    flipped = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    damaged = {"cut": whole[:place], "flip": flipped, "insert": whole[:place] + b"\0" + whole[place:]}[kind]
    path = tmp_path / "damaged.json.gz"
    path.write_bytes(damaged)
    with contextlib.suppress(SotayError):
        assert look_at(path) == expected


def test_a_copy_that_would_inflate_without_end_is_refused(tmp_path: Path) -> None:
    table = b'{"book":{"head":{"format":2,"saves":1,"tables":{"about":{"start":8,"size":9000000000000,"sha256":"%b"}}}'
    raw = table.removeprefix(b'{"book":{"head":') % (b"0" * 64)
    first = b'{"book":{"head":' + raw + b',"sum":{"sha256":"' + hashlib.sha256(raw).hexdigest().encode() + b'"}},\n'
    (tmp_path / "copy.json.gz").write_bytes(gzip.compress(first) + gzip.compress(bytes(10_000_000)))
    with pytest.raises(SotayError, match="backup_damaged"):
        look_at(tmp_path / "copy.json.gz")


@pytest.mark.parametrize("at", range(4))
def test_a_copy_whose_writing_fails_is_not_there(
    book: LogBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """At each step that reaches the disk: writing, waiting for it, naming, waiting for the name."""
    book.add(session("một"))

    def fail(*_: object, **__: object) -> None:
        raise OSError(EIO, os.strerror(EIO))

    (tmp_path / "stick").mkdir()
    steps = ("logs.store.snapshot.write_new", "os.fsync", "logs.store.book_copy.replace_file", "os.open")
    with monkeypatch.context() as patch:
        patch.setattr(steps[at], fail)
        with pytest.raises(SotayError, match="backup_failed"):
            make_backup(book, tmp_path / "stick" / "copy.json.gz")
    assert list((tmp_path / "stick").iterdir()) == []
    assert compare(book, make_backup(book, tmp_path / "stick" / "copy.json.gz")) == Restoration((), (), ())
