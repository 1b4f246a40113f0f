"""What is found in a book's folder when its files were damaged, removed or exchanged."""

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from logs.errors import SotayError
from logs.store.storage import BookStorage
from tests.logs.disk import Disk, KilledError
from tests.systems import exchanges_open_files

BOOK, JOURNAL = "book.json", "book.journal"
MARK = "book.closed"
FORMER_BOOK, FORMER_JOURNAL = "book.json.previous", "book.journal.previous"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book of eight saves: two in the former book.json, two in the former journal, four in the journal."""
    folder = tmp_path / "book"
    storage = BookStorage(folder, create=True)
    save(storage, 1, 2)
    storage.checkpoint()
    save(storage, 3, 4)
    storage.checkpoint()
    save(storage, 5, 8)
    storage.let_go()
    return folder


def save(storage: BookStorage, first: int, last: int) -> None:
    for number in range(first, last + 1):
        storage.commit({"sessions": {f"s{number}": msgspec.json.encode({"number": number})}})


def found(folder: Path) -> tuple[list[int], list[str], dict[str, Any]]:
    """Open the book: the saves it holds, the codes of its notices, and what they say. It then takes a further save."""
    storage = BookStorage(folder)
    numbers = sorted(row["number"] for row in storage.read()["sessions"].values())
    notices = [notice.code for notice in storage.notices]
    params = {key: value for notice in storage.notices for key, value in notice.params.items()}
    save(storage, 99, 99)
    storage.let_go()
    again = BookStorage(folder)
    assert sorted(row["number"] for row in again.read()["sessions"].values()) == [*numbers, 99]
    assert not again.notices
    again.let_go()
    return numbers, notices, params


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(SotayError) as caught:
        act()
    return caught.value.code


def alter(path: Path, old: bytes, new: bytes) -> bytes:
    """Put other bytes in the place of some; the file as it is then."""
    data = path.read_bytes()
    assert old in data
    data = data.replace(old, new, 1)
    path.write_bytes(data)
    return data


def kept(folder: Path, name: str) -> list[bytes]:
    return [path.read_bytes() for path in folder.glob(f"{name}.damaged-*")]


def test_a_sound_book_has_nothing_to_tell(folder: Path) -> None:
    assert found(folder) == ([*range(1, 9)], [], {})


# ---------------------------------------------------------------- one file damaged


@pytest.mark.parametrize(("old", "new"), [(b'"format"', b'"farmot"'), (b'"number":2', b'"number":7')])
def test_a_damaged_book_is_restored_from_the_former_one_and_kept_aside(folder: Path, old: bytes, new: bytes) -> None:
    damaged = alter(folder / BOOK, old, new)
    assert found(folder) == ([*range(1, 9)], ["book_restored"], {})
    assert kept(folder, BOOK) == [damaged]


def test_a_damage_noticed_late_is_mended_when_the_book_is_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logs.store.storage.CHECKPOINT_BYTES", 10)
    alter(folder / BOOK, b'"number":2', b'"number":7')
    storage = BookStorage(folder)
    assert len(storage.rows("sessions")) == 8
    storage.close()
    assert [notice.code for notice in storage.notices] == ["book_restored"]
    assert found(folder) == ([*range(1, 9)], [], {})


def with_units(folder: Path) -> BookStorage:
    """A book opened anew, of two checkpoints, whose units no save since the first has changed."""
    storage = BookStorage(folder, create=True)
    storage.commit({"units": {"u1": b'{"name":"A"}', "u2": b'{"name":"B"}'}})
    for number in (1, 2):
        save(storage, number, number)
        storage.checkpoint()
    storage.let_go()
    return BookStorage(folder)


def test_a_checkpoint_copies_the_tables_that_nothing_has_read(tmp_path: Path) -> None:
    storage = with_units(tmp_path / "book")
    save(storage, 3, 3)
    storage.checkpoint()
    assert not storage.rows("units").is_loaded
    assert storage.rows("units")["u2"] == b'{"name":"B"}'
    assert len(msgspec.json.decode((tmp_path / "book" / BOOK).read_bytes())["units"]) == 2
    storage.let_go()
    assert found(tmp_path / "book") == ([1, 2, 3], [], {})


@pytest.mark.parametrize("is_missing", [False, True])
def test_a_damage_to_a_table_that_nothing_has_read_is_mended_at_a_checkpoint(tmp_path: Path, is_missing: bool) -> None:
    storage = with_units(tmp_path / "book")
    save(storage, 3, 3)
    if is_missing:
        (tmp_path / "book" / BOOK).unlink()
    else:
        alter(tmp_path / "book" / BOOK, b'"name":"A"', b'"name":"X"')
    storage.checkpoint()
    assert "book_restored" in [notice.code for notice in storage.notices]
    assert storage.rows("units")["u1"] == b'{"name":"A"}'
    storage.let_go()
    assert found(tmp_path / "book") == ([1, 2, 3], [], {})


def test_a_damaged_book_is_restored_for_a_reader_who_changes_nothing(folder: Path) -> None:
    alter(folder / BOOK, b'"number":2', b'"number":7')
    before = {path: path.read_bytes() for path in folder.iterdir()}
    reader = BookStorage(folder, read_only=True)
    assert len(reader.rows("sessions")) == 8
    assert [notice.code for notice in reader.notices] == ["book_restored_unwritten"]
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_reader_is_told_of_every_damaged_file_that_nothing_was_written(folder: Path) -> None:
    (folder / JOURNAL).write_bytes(b"")
    shutil.copy(folder / FORMER_BOOK, folder / BOOK)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    told = {notice.code for notice in BookStorage(folder, read_only=True).notices}
    assert told == {"book_replaced_unwritten", "journal_flawed_unwritten", "saves_unknown"}
    shutil.copy(folder / FORMER_JOURNAL, folder / JOURNAL)
    (folder / BOOK).write_bytes(b"{}")
    told = {notice.code for notice in BookStorage(folder, read_only=True).notices}
    assert told == {"book_restored_unwritten"}
    assert {path.name for path in folder.iterdir()} == {path.name for path in before}


def test_a_missing_book_is_restored(folder: Path) -> None:
    (folder / BOOK).unlink()
    assert found(folder) == ([*range(1, 9)], ["book_restored"], {})


def test_a_missing_book_is_restored_after_any_number_of_checkpoints_of_one_program(tmp_path: Path) -> None:
    storage = BookStorage(tmp_path / "book", create=True)
    for first, last in ((1, 6), (1, 1), (2, 3)):
        save(storage, first, last)
        storage.checkpoint()
    save(storage, 7, 7)
    storage.let_go()
    (tmp_path / "book" / BOOK).unlink()
    assert found(tmp_path / "book") == ([*range(1, 8)], ["book_restored"], {})


def test_a_damaged_save_is_counted_and_the_others_are_there(folder: Path) -> None:
    damaged = alter(folder / JOURNAL, b'"number":6}', b'"number":7}')
    assert found(folder) == ([1, 2, 3, 4, 5, 7, 8], ["journal_flawed", "saves_lost"], {"count": 1})
    assert kept(folder, JOURNAL) == [damaged]


def test_the_damaged_last_saves_are_counted(folder: Path) -> None:
    alter(folder / JOURNAL, b'"number":7}', b'"number":6}')
    alter(folder / JOURNAL, b'"number":8}', b'"number":6}')
    assert found(folder) == ([1, 2, 3, 4, 5, 6], ["journal_flawed", "saves_lost"], {"count": 2})


def test_a_damaged_first_line_of_the_journal_loses_nothing(folder: Path) -> None:
    alter(folder / JOURNAL, b"continues", b"discontin")
    assert found(folder) == ([*range(1, 9)], ["journal_flawed", "saves_unknown"], {})


def test_an_emptied_journal_is_told_of(folder: Path) -> None:
    (folder / JOURNAL).write_bytes(b"")
    assert found(folder) == ([1, 2, 3, 4], ["journal_flawed", "saves_unknown"], {})


def test_a_missing_journal_is_told_of(folder: Path) -> None:
    (folder / JOURNAL).unlink()
    assert found(folder) == ([1, 2, 3, 4], ["journal_missing", "saves_unknown"], {})


@pytest.mark.parametrize("name", [FORMER_BOOK, FORMER_JOURNAL])
def test_a_damaged_former_file_is_of_no_consequence(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"{}")
    assert found(folder) == ([*range(1, 9)], [], {})


def test_where_nothing_is_left_to_restore_from_the_book_is_refused_and_left_alone(folder: Path) -> None:
    for name in (BOOK, FORMER_BOOK):
        alter(folder / name, b"number", b"namber") if name == BOOK else (folder / name).write_bytes(b"")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    storage = BookStorage(folder)
    assert refusal(lambda: storage.rows("sessions")["s1"]) == "book_damaged"
    storage.commit({"sessions": {"s9": b'{"number":9}'}})
    storage.close()
    left = {path: path.read_bytes() for path in folder.iterdir() if path.name not in (JOURNAL, MARK)}
    assert left == {path: data for path, data in before.items() if path.name != JOURNAL}


# ---------------------------------------------------------------- files exchanged from outside


def test_an_older_book_put_back_is_not_taken(folder: Path) -> None:
    shutil.copy(folder / FORMER_BOOK, folder / "elsewhere")
    (folder / "elsewhere").replace(folder / BOOK)
    older = (folder / BOOK).read_bytes()
    assert found(folder) == ([*range(1, 9)], ["book_replaced"], {})
    assert kept(folder, BOOK) == [older]


@pytest.mark.parametrize("saves", [3, 30])
def test_a_foreign_book_is_not_taken_however_many_saves_it_holds(folder: Path, tmp_path: Path, saves: int) -> None:
    foreign = BookStorage(tmp_path / "foreign", create=True)
    save(foreign, 100, 99 + saves)
    foreign.close()
    data = (tmp_path / "foreign" / BOOK).read_bytes()
    (folder / BOOK).write_bytes(data)
    assert found(folder) == ([*range(1, 9)], ["book_replaced"], {})
    assert kept(folder, BOOK) == [data]


def test_an_older_journal_put_back_is_told_of(folder: Path) -> None:
    shutil.copy(folder / FORMER_JOURNAL, folder / "elsewhere")
    (folder / "elsewhere").replace(folder / JOURNAL)
    assert found(folder) == ([1, 2, 3, 4], ["journal_foreign", "saves_unknown"], {})


@pytest.fixture
def older_journal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The journal of eight saves as it was before two more, closed without a checkpoint since, as large books are."""
    monkeypatch.setattr("logs.store.storage.CHECKPOINT_BYTES", 10)
    monkeypatch.setattr("logs.store.storage.file_size", lambda path: 1 << 30)
    older = (folder / JOURNAL).read_bytes()
    storage = BookStorage(folder)
    save(storage, 9, 10)
    storage.close()
    return older


def test_an_older_journal_of_the_same_book_is_told_of_once_it_was_closed(folder: Path, older_journal: bytes) -> None:
    shutil.copy(folder / JOURNAL, folder.with_name("later"))
    (folder / JOURNAL).write_bytes(older_journal)
    reader = BookStorage(folder, read_only=True)
    assert [notice.code for notice in reader.notices] == ["journal_older_unwritten", "saves_lost"]
    shutil.copy(folder.with_name("later"), folder / JOURNAL)
    assert not BookStorage(folder, read_only=True).notices
    (folder / JOURNAL).write_bytes(older_journal)
    assert found(folder) == ([*range(1, 9)], ["journal_older", "saves_lost"], {"count": 2})
    assert kept(folder, JOURNAL) == [older_journal]


@pytest.mark.usefixtures("older_journal")
def test_what_was_saved_since_the_book_was_closed_is_no_reason_to_doubt_it(folder: Path) -> None:
    storage = BookStorage(folder)
    save(storage, 11, 12)
    storage.let_go()
    assert found(folder) == ([*range(1, 13)], [], {})


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "folder"])
def test_a_damaged_mark_says_nothing(folder: Path, older_journal: bytes, damage: str) -> None:
    mark = folder / MARK
    data = mark.read_bytes()
    mark.unlink()
    if damage == "folder":
        mark.mkdir()
    else:
        mark.write_bytes({"cut": data[:-5], "flip": data.replace(b'"saves":1', b'"saves":9'), "empty": b""}[damage])
    assert found(folder) == ([*range(1, 11)], [], {})
    assert older_journal


@pytest.mark.usefixtures("older_journal")
def test_however_a_closing_ends_every_save_is_there_and_nothing_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    for number in range(1, 20):
        for arm in (disk.fail_at, disk.kill_at):
            place = Path(shutil.copytree(folder, folder.with_name(f"{arm.__name__}-{number}")))
            storage = BookStorage(place)
            save(storage, 11, 12)
            arm(number)
            with contextlib.suppress(KilledError):
                storage.close()
            made = len(disk.steps)
            disk.fail_at(None)
            storage.let_go()
            assert found(place) == ([*range(1, 13)], [], {})
        if made < number:
            return
    pytest.fail("a closing takes more calls than were looked at")


def test_a_mark_of_a_former_book_says_nothing(folder: Path, older_journal: bytes) -> None:
    storage = BookStorage(folder)
    storage.checkpoint()
    storage.let_go()
    assert older_journal
    assert (folder / MARK).exists()
    assert found(folder) == ([*range(1, 11)], [], {})


def test_a_foreign_journal_is_not_mixed_in(folder: Path, tmp_path: Path) -> None:
    foreign = BookStorage(tmp_path / "foreign", create=True)
    save(foreign, 1, 20)
    foreign.let_go()
    shutil.copy(tmp_path / "foreign" / JOURNAL, folder / JOURNAL)
    assert found(folder) == ([1, 2, 3, 4], ["journal_foreign", "saves_unknown"], {})


def make_book(folder: Path, first: int, last: int, book: str = "") -> Path:
    """A closed book of those saves, all in book.json; it says which book it is, where that is wanted."""
    storage = BookStorage(folder, create=True)
    if book:
        storage.commit({"about": {"owner": msgspec.json.encode({"book": book})}})
    save(storage, first, last)
    storage.close()
    return folder


def open_and_save(folder: Path, first: int, last: int) -> None:
    storage = BookStorage(folder)
    save(storage, first, last)
    storage.close()


@pytest.mark.parametrize("more", [1, 40])
def test_an_old_journal_beside_a_newer_book_is_set_aside_and_nothing_is_lost(tmp_path: Path, more: int) -> None:
    folder = make_book(tmp_path / "book", 1, 3)
    older = (folder / JOURNAL).read_bytes()
    open_and_save(folder, 4, 3 + more)
    (folder / JOURNAL).write_bytes(older)
    newer = (folder / BOOK).read_bytes()
    reader = BookStorage(folder, read_only=True)
    assert [notice.code for notice in reader.notices] == ["journal_foreign_unwritten", "nothing_lost"]
    assert len(reader.rows("sessions")) == 3 + more
    assert found(folder) == ([*range(1, 4 + more)], ["journal_foreign", "nothing_lost"], {})
    assert kept(folder, JOURNAL) == [older]
    assert kept(folder, BOOK) == []
    assert newer.startswith(b'{"book"')


def test_an_old_journal_beside_a_newer_book_is_set_aside_after_a_kill_too(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "book", 1, 3)
    older = (folder / JOURNAL).read_bytes()
    open_and_save(folder, 4, 4)
    storage = BookStorage(folder)
    save(storage, 5, 5)
    storage.let_go()
    (folder / JOURNAL).write_bytes(older)
    # The fifth save is gone with the journal that had it, and nobody can tell.
    assert found(folder) == ([1, 2, 3, 4], ["journal_foreign", "saves_unknown"], {})


def test_a_large_save_outlives_an_old_journal_put_back(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "book", 1, 3)
    older = (folder / JOURNAL).read_bytes()
    storage = BookStorage(folder)
    storage._checkpoint_at = 0
    save(storage, 4, 4)
    storage.close()
    (folder / JOURNAL).write_bytes(older)
    assert found(folder) == ([1, 2, 3, 4], ["journal_foreign", "nothing_lost"], {})


def test_the_journal_of_another_young_book_is_not_replayed(tmp_path: Path) -> None:
    ours, theirs = (make_book(tmp_path / name, 1, 2, name) for name in ("ours", "theirs"))
    other = BookStorage(theirs)
    save(other, 7, 8)
    other.let_go()
    shutil.copy(theirs / JOURNAL, ours / JOURNAL)
    foreign = (ours / JOURNAL).read_bytes()
    assert found(ours) == ([1, 2], ["journal_foreign", "nothing_lost"], {})
    assert kept(ours, JOURNAL) == [foreign]


def test_the_journal_of_another_book_is_not_replayed_over_a_missing_book(tmp_path: Path) -> None:
    ours, theirs = (make_book(tmp_path / name, 1, 2, name) for name in ("ours", "theirs"))
    for folder in (ours, theirs):
        open_and_save(folder, 3, 3)
    other = BookStorage(theirs)
    save(other, 7, 8)
    other.let_go()
    shutil.copy(theirs / JOURNAL, ours / JOURNAL)
    (ours / BOOK).unlink()
    assert found(ours) == ([1, 2, 3], ["book_restored", "journal_foreign", "nothing_lost"], {})


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_missing_journal_is_no_loss_where_the_book_was_closed(tmp_path: Path, is_closed: bool) -> None:
    folder = make_book(tmp_path / "book", 1, 3)
    if not is_closed:
        BookStorage(folder).let_go()
    (folder / JOURNAL).unlink()
    assert found(folder) == ([1, 2, 3], ["journal_missing", "nothing_lost" if is_closed else "saves_unknown"], {})


@pytest.mark.parametrize("saves", [3, 30])
def test_former_files_of_another_book_stand_in_for_nothing(tmp_path: Path, saves: int) -> None:
    ours, theirs = make_book(tmp_path / "ours", 1, 5, "ours"), make_book(tmp_path / "theirs", 1, saves, "theirs")
    for name in (FORMER_BOOK, FORMER_JOURNAL):
        shutil.copy(theirs / name, ours / name)
    damaged = alter(ours / BOOK, b'"format"', b'"farmot"')
    assert refusal(lambda: BookStorage(ours)) == "book_damaged"
    assert (ours / BOOK).read_bytes() == damaged


def test_a_table_is_not_taken_from_former_files_of_another_book(tmp_path: Path) -> None:
    ours, theirs = make_book(tmp_path / "ours", 1, 5, "ours"), make_book(tmp_path / "theirs", 11, 15, "theirs")
    for name in (FORMER_BOOK, FORMER_JOURNAL):
        shutil.copy(theirs / name, ours / name)
    alter(ours / BOOK, b'"number":2', b'"number":7')
    storage = BookStorage(ours)
    assert refusal(lambda: storage.rows("sessions")["s1"]) == "book_damaged"
    storage.let_go()


def test_a_journal_whose_first_line_is_gone_belongs_to_no_book(folder: Path) -> None:
    data = (folder / JOURNAL).read_bytes()
    illegible = b"\0" * 120 + data[120:]
    (folder / JOURNAL).write_bytes(illegible)
    assert found(folder) == ([1, 2, 3, 4], ["journal_flawed", "saves_unknown"], {})
    assert kept(folder, JOURNAL) == [illegible]


def test_a_book_that_is_gone_names_its_newest_copy(folder: Path) -> None:
    (folder / "backups").mkdir()
    shutil.copy(folder / FORMER_BOOK, folder / "backups" / "merge-2014-12-31-235959000.json")
    shutil.copy(folder / BOOK, folder / "backups" / "daily-2014-12-30.json")
    (folder / "backups" / "daily-2015-01-01.json").write_bytes(b"{}")
    for name, code in ((BOOK, "book_damaged"), (JOURNAL, "book_missing")):
        for path in folder.glob(f"{BOOK}*" if name == BOOK else "book.j*"):
            path.unlink()
        with pytest.raises(SotayError) as refused:
            BookStorage(folder)
        assert (refused.value.code, Path(str(refused.value.params["copy"])).name) == (code, "daily-2014-12-30.json")


def test_a_book_exchanged_while_it_is_open_is_kept_aside_at_the_next_checkpoint(folder: Path) -> None:
    storage = BookStorage(folder)
    (folder / "elsewhere").write_bytes(b"from a synchronised folder")
    (folder / "elsewhere").replace(folder / BOOK)
    save(storage, 9, 9)
    storage.close()
    assert [notice.code for notice in storage.notices] == ["book_restored"]
    assert kept(folder, BOOK) == [b"from a synchronised folder"]
    assert found(folder) == ([*range(1, 10)], [], {})


def test_a_book_exchanged_after_it_was_read_is_kept_aside_too(folder: Path) -> None:
    storage = BookStorage(folder)
    assert len(storage.rows("sessions")) == 8
    older = (folder / FORMER_BOOK).read_bytes()
    (folder / "elsewhere").write_bytes(older)
    (folder / "elsewhere").replace(folder / BOOK)
    storage.close()
    assert [notice.code for notice in storage.notices] == ["book_replaced"]
    assert kept(folder, BOOK) == [older]
    assert found(folder) == ([*range(1, 9)], [], {})


@exchanges_open_files
def test_a_journal_exchanged_while_it_is_open_is_kept_aside_before_the_next_save(folder: Path) -> None:
    storage = BookStorage(folder)
    (folder / "elsewhere").write_bytes(b"from a synchronised folder")
    (folder / "elsewhere").replace(folder / JOURNAL)
    save(storage, 9, 9)
    assert [notice.code for notice in storage.notices] == ["journal_foreign", "nothing_lost"]
    storage.let_go()
    assert kept(folder, JOURNAL) == [b"from a synchronised folder"]
    assert found(folder) == ([*range(1, 10)], [], {})


@exchanges_open_files
def test_a_journal_removed_while_it_is_open_loses_nothing(folder: Path) -> None:
    storage = BookStorage(folder)
    (folder / JOURNAL).unlink()
    save(storage, 9, 9)
    storage.let_go()
    assert found(folder) == ([*range(1, 10)], [], {})


# ---------------------------------------------------------------- repairs


def test_the_former_files_outlast_a_repair_that_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alter(folder / BOOK, b'"format"', b'"farmot"')
    former = (folder / FORMER_BOOK).read_bytes()
    disk = Disk(monkeypatch)
    refusals = 0
    shutil.copytree(folder, folder.with_name("undisturbed"))
    BookStorage(folder.with_name("undisturbed")).let_go()
    for number in range(1, len(disk.steps) + 1):
        copy = folder.with_name(str(number))
        shutil.copytree(folder, copy)
        disk.fail_at(number)
        try:
            BookStorage(copy).let_go()
        except SotayError as error:
            refused = error.code
            assert refused == "book_folder"
            refusals += 1
        disk.fail_at(None)
        assert (copy / FORMER_BOOK).read_bytes() == former
        assert len(BookStorage(copy, read_only=True).rows("sessions")) == 8
        BookStorage(copy).let_go()
        assert len(kept(copy, BOOK)) == 1
    assert refusals > 20


def test_a_checkpoint_that_was_cut_short_is_ended_without_a_word(folder: Path) -> None:
    before = (folder / JOURNAL).read_bytes()
    storage = BookStorage(folder)
    storage.checkpoint()
    storage.let_go()
    (folder / JOURNAL).rename(folder / "book.journal.new")
    (folder / JOURNAL).write_bytes(before)
    assert found(folder) == ([*range(1, 9)], [], {})
    assert not (folder / "book.journal.new").exists()


@exchanges_open_files
def test_a_reader_beside_a_checkpoint_that_was_cut_short_finds_everything(folder: Path) -> None:
    before = (folder / JOURNAL).read_bytes()
    storage = BookStorage(folder)
    storage.checkpoint()
    (folder / JOURNAL).rename(folder / "book.journal.new")
    (folder / JOURNAL).write_bytes(before)
    reader = BookStorage(folder, read_only=True)
    assert len(reader.rows("sessions")) == 8
    assert not reader.notices
    storage.let_go()
