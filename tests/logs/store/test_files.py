"""Files that are whole or not there, also where other programs hold them and on poor file systems."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from logs.errors import SotayError
from logs.store.files import make_folder, replace_file, second_name, sync_folder, write_new, write_several, write_whole
from logs.store.storage import BookStorage
from tests.logs.disk import Disk
from tests.systems import syncs_folders


class BusyError(OSError):
    """What Windows raises while another program holds a file."""

    def __init__(self, code: int) -> None:
        super().__init__(errno.EACCES, "busy")
        self.winerror = code


def busy(monkeypatch: pytest.MonkeyPatch, times: int, code: int) -> list[float]:
    """Let replacing fail that many times as it does on Windows; the waits in between, which take no time here."""
    waits: list[float] = []
    real, left = os.replace, [times]

    def replace(source: Path, target: Path) -> None:
        if left[0]:
            left[0] -= 1
            raise BusyError(code)
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


@pytest.mark.parametrize("code", [5, 32, 33])
def test_a_file_held_for_a_moment_is_replaced_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    source, target = tmp_path / "new", tmp_path / "old"
    source.write_text("new")
    target.write_text("old")
    waits = busy(monkeypatch, 9, code)
    replace_file(source, target)
    assert target.read_text() == "new"
    assert waits == [0.025 * n for n in range(1, 10)]


@pytest.mark.parametrize(("times", "code"), [(10, 32), (1, 1224)])
def test_a_file_held_longer_or_for_another_reason_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, code: int
) -> None:
    (tmp_path / "new").touch()
    busy(monkeypatch, times, code)
    with pytest.raises(BusyError):
        replace_file(tmp_path / "new", tmp_path / "old")


def test_a_book_is_checkpointed_though_another_program_holds_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = BookStorage(tmp_path / "book", create=True)
    storage.commit({"sessions": {"a": b"1"}})
    storage.commit({"sessions": {"b": b"2"}})
    waits = busy(monkeypatch, 5, 5)
    storage.close()
    assert len(waits) == 5
    assert b'"b":2' in (tmp_path / "book" / "book.json").read_bytes()


def test_a_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    former = os.umask(0)
    try:
        storage = BookStorage(tmp_path / "made" / "book", create=True)
        for number in range(4):
            storage.commit({"sessions": {"a": b"%d" % number}})
            storage.checkpoint()
        storage.close()
    finally:
        os.umask(former)
    folder = tmp_path / "made" / "book"
    assert len(list(folder.iterdir())) == 6
    if sys.platform != "win32":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_file_system_without_second_names_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no second names here")

    monkeypatch.setattr(os, "link", refuse)
    storage = BookStorage(tmp_path / "book", create=True)
    storage.commit({"sessions": {"a": b"1"}})
    storage.commit({"sessions": {"b": b"2"}})
    before = storage.path.read_bytes()
    storage.close()
    former = tmp_path / "book" / "book.json.previous"
    assert former.read_bytes() == before
    assert sys.platform == "win32" or stat.S_IMODE(former.stat().st_mode) == 0o600


def test_a_second_name_never_takes_the_place_of_another_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "b").write_text("b")
    with pytest.raises(FileExistsError):
        second_name(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "b"


@syncs_folders
def test_a_file_is_on_disk_before_it_takes_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch)
    disk.fail_at(None)
    write_whole(tmp_path / "file", [b"a", b"b"], temporary=tmp_path / "new")
    assert disk.steps == ["unlink", "open", "write", "fsync", "replace", "open", "fsync"]


def test_a_file_that_fails_leaves_the_former_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"former")
    disk = Disk(monkeypatch)
    for number in range(1, 6):
        disk.fail_at(number)
        with pytest.raises(OSError, match="No space"):
            write_whole(tmp_path / "file", [b"new"], temporary=tmp_path / "new")
        disk.fail_at(None)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"file": b"former"}


@syncs_folders
def test_several_files_are_written_each_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {tmp_path / f"{number}.jsonl": b"%d" % number * 1_000 for number in range(20)}
    disk = Disk(monkeypatch)
    disk.fail_at(None)
    write_several(files.items())
    steps = disk.steps[:]
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files
    *_, last = (at for at, name in enumerate(steps[:-1]) if name == "fsync")
    assert (steps.count("fsync"), steps[-1]) == (len(files) + 1, "fsync")
    assert steps.index("replace") > last
    for number in range(1, len(steps), 7):
        for path in files:
            path.unlink(missing_ok=True)
        disk.fail_at(number)
        with pytest.raises(OSError, match="No space"):
            write_several(files.items())
        disk.fail_at(None)
        found = {path: path.read_bytes() for path in tmp_path.iterdir()}
        assert found.items() <= files.items()


def test_a_new_file_takes_the_place_of_one_left_behind(tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"half a file")
    write_new(tmp_path / "new", [b"whole"])
    assert (tmp_path / "new").read_bytes() == b"whole"


@syncs_folders
@pytest.mark.parametrize(("code", "passes"), [(errno.EINVAL, True), (errno.ENOTSUP, True), (errno.EIO, False)])
def test_a_folder_that_cannot_be_synced_is_no_error_but_a_failing_disk_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, passes: bool
) -> None:
    disk = Disk(monkeypatch)
    disk.fail_at(2, code)
    if passes:
        sync_folder(tmp_path)
    else:
        with pytest.raises(OSError, match="rror"):
            sync_folder(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SotayError, match="book_folder"):
        make_folder(tmp_path / "file" / "book")
