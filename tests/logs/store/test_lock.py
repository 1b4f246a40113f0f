"""The lock of a book's folder: one program holds it, whichever way that ends, and `filelock` knows it for its own."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from filelock import FileLock, Timeout

from logs.errors import SotayError
from logs.store import lock as locking
from logs.store.lock import LOCK_FILE, hold_lock

OURS = """
from logs.errors import SotayError
from logs.store.lock import hold_lock
try: lock = hold_lock(Path(folder))
except SotayError as error: print(error.code)
"""
FILELOCKS = """
from filelock import FileLock, Timeout
lock = FileLock(f"{folder}/book.lock", mode=0o600)
try: lock.acquire(timeout=0)
except Timeout: print("book_in_use")
"""
PROGRAM = """
import sys
from pathlib import Path
folder, stays = sys.argv[1:]
{}
else: print("held")
sys.stdout.flush()
if stays: sys.stdin.read()
"""
both = pytest.mark.parametrize("way", [OURS, FILELOCKS], ids=["ours", "filelock"])


@contextmanager
def program(folder: Path, way: str, *, stays: bool = False) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that takes the lock in that way, and what it said."""
    words = [sys.executable, "-c", PROGRAM.format(way), str(folder), "stays" if stays else ""]
    cwd = Path(__file__).parents[3]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=cwd) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def refused(hold: Callable[[], object]) -> str:
    with pytest.raises(SotayError) as caught:
        hold()
    return caught.value.code


@both
def test_one_program_holds_it_and_its_end_lets_it_go(tmp_path: Path, way: str) -> None:
    with program(tmp_path, way, stays=True) as (process, said):
        assert said == "held"
        assert refused(lambda: hold_lock(tmp_path)) == "book_in_use"
        with pytest.raises(Timeout):
            FileLock(tmp_path / LOCK_FILE).acquire(timeout=0)
        process.kill()
        process.wait(timeout=60)
        hold_lock(tmp_path).release()


@both
def test_what_is_held_here_no_other_program_gets_until_it_is_released(tmp_path: Path, way: str) -> None:
    held = hold_lock(tmp_path)
    with program(tmp_path, way) as (_process, said):
        assert said == "book_in_use"
    assert refused(lambda: hold_lock(tmp_path)) == "book_in_use"
    held.release()
    held.release()
    with program(tmp_path, way) as (_process, said):
        assert said == "held"


def test_a_file_that_was_left_behind_locks_nobody_out_and_keeps_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).write_bytes(b"of before")
    held = hold_lock(tmp_path)
    held.release()
    assert (tmp_path / LOCK_FILE).read_bytes() == b"of before"


def test_the_file_is_its_owners(tmp_path: Path) -> None:
    hold_lock(tmp_path).release()
    if os.name == "posix":
        assert (tmp_path / LOCK_FILE).stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_taken_away_while_it_was_being_locked_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = locking.take_lock

    def taken_away(descriptor: int) -> None:
        (tmp_path / LOCK_FILE).unlink()
        take(descriptor)

    monkeypatch.setattr(locking, "take_lock", taken_away)
    assert refused(lambda: hold_lock(tmp_path)) == "book_in_use"


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_folder_that_takes_no_file_is_told_by_the_systems_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "open", _failing(number))
    with pytest.raises(OSError, match=os.strerror(number)):
        hold_lock(tmp_path)


def test_what_else_goes_wrong_with_a_lock_is_not_taken_for_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "take_lock", _failing(errno.EIO))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        hold_lock(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="only Unix tells that a file system knows no locks")
@pytest.mark.filterwarnings("ignore:flock not supported")
def test_on_a_drive_without_locks_the_file_itself_stands_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr(fcntl, "flock", _failing(errno.ENOSYS))
    held = hold_lock(tmp_path)
    assert refused(lambda: hold_lock(tmp_path)) == "book_in_use"
    held.release()
    hold_lock(tmp_path).release()


class Windows(ModuleType):
    """Windows' `msvcrt` as far as a lock asks for it: it locks a byte of an open file for one handle."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.held: dict[tuple[int, int], int] = {}

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        """Raises PermissionError for what another handle has locked, OSError for an unlocking of what is not."""
        assert count == 1
        assert os.lseek(descriptor, 0, os.SEEK_CUR) == 0
        stat = os.fstat(descriptor)
        file = stat.st_dev, stat.st_ino
        if mode == self.LK_UNLCK:
            if self.held.pop(file, None) != descriptor:
                raise OSError(errno.EACCES, "not locked")
        elif file in self.held:
            raise PermissionError(errno.EACCES, "Permission denied")
        else:
            self.held[file] = descriptor


def test_windows_is_asked_for_the_first_byte_and_told_when_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The module as it is on Windows, over a stand-in for its `msvcrt`; there the tests above run on the real one."""
    windows = Windows()
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    monkeypatch.setattr(sys, "platform", "win32")
    there = ModuleType("lock")
    source = Path(locking.__file__).read_text("utf-8")
    exec(compile(source, locking.__file__, "exec"), there.__dict__)  # noqa: S102 - our own module
    hold: Callable[[Path], Any] = there.__dict__["hold_lock"]
    held = hold(tmp_path)
    assert refused(lambda: hold(tmp_path)) == "book_in_use"
    held.release()
    assert not windows.held
    hold(tmp_path).release()


def _failing(number: int) -> Callable[..., None]:
    def fail(*_given: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail
