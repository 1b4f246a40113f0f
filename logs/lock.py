"""The lock that keeps a second program from writing to a book."""

from pathlib import Path

from filelock import FileLock, Timeout

from logs.errors import SotayError

LOCK_FILE = "book.lock"


def hold_lock(folder: Path) -> FileLock:
    """Hold the folder's lock until it is released or the program ends; raises SotayError `book_in_use`, OSError."""
    # One lock of the whole program: another of its threads may close the book.
    lock = FileLock(folder / LOCK_FILE, mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SotayError("book_in_use", folder=str(folder)) from None
    return lock
