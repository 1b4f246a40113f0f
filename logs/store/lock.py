"""The lock of a book's folder, by which one program at a time may change the book.

It is the lock that `filelock` would take on the same file, so that both keep each other out; that package takes a
moment to import and is asked only where a file system knows no locks.
"""

import os
import sys
from errno import EACCES, EAGAIN, EDEADLK, ENOSYS
from pathlib import Path
from typing import Protocol

from logs.errors import SotayError

LOCK_FILE = "book.lock"
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
_HELD_BY_ANOTHER = frozenset({EACCES, EAGAIN, EDEADLK})


class Lock(Protocol):
    """A lock that is held."""

    def release(self) -> None:
        """Let another program have it; nothing happens where it was released before."""


class _HeldFile:
    """A file that the system keeps locked as long as it is open here: until the program ends, however it does."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            free_lock(descriptor)
            os.close(descriptor)


def hold_lock(folder: Path) -> Lock:
    """Hold the folder's lock until it is released or the program ends; raises SotayError `book_in_use`, OSError."""
    path = folder / LOCK_FILE
    try:
        descriptor, is_new = os.open(path, _FLAGS | os.O_EXCL, 0o600), True
    except FileExistsError:
        descriptor, is_new = os.open(path, _FLAGS, 0o600), False
    try:
        take_lock(descriptor)
        # Whoever has just taken the file away locks another one of that name.
        is_in_place = os.fstat(descriptor).st_nlink > 0
    except OSError as error:
        os.close(descriptor)
        if error.errno == ENOSYS:
            if is_new:
                path.unlink()  # it would be taken for that of another program
            return _hold_marker(folder)
        if error.errno not in _HELD_BY_ANOTHER:
            raise
    else:
        if is_in_place:
            return _HeldFile(descriptor)
        os.close(descriptor)
    raise SotayError("book_in_use", folder=str(folder))


def _hold_marker(folder: Path) -> Lock:
    """The same by the file's being there, on a network drive that knows no locks."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - seldom needed

    # One lock of the whole program: another of its threads may close the book.
    lock = FileLock(folder / LOCK_FILE, mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SotayError("book_in_use", folder=str(folder)) from None
    return lock


if sys.platform == "win32":
    import msvcrt

    def take_lock(descriptor: int) -> None:
        """Lock the file's first byte, which need not exist; raises OSError."""
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def free_lock(descriptor: int) -> None:
        """Let go of it now: what Windows does by itself when the file is closed may take a while."""
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def take_lock(descriptor: int) -> None:
        """Lock the whole file; raises OSError."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def free_lock(_descriptor: int) -> None:
        """The lock goes with the closing of the file."""
