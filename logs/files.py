"""Files and folders of a person's data: written whole or not at all, readable by their owner only."""

import contextlib
import errno
import os
import sys
import time
from pathlib import Path

from logs.errors import SotayError

# Windows: access denied, sharing violation, lock violation: a virus scanner or an indexer holds the file for a moment.
_WINDOWS_BUSY = frozenset({5, 32, 33})
_REPLACE_TRIES = 10


def error_name(error: OSError) -> str:
    """The short name of an operating system's error, such as `ENOSPC`."""
    return errno.errorcode.get(error.errno or 0, str(error.errno))


def make_folder(folder: Path) -> None:
    """Make the folder, readable by its owner only; raises SotayError `book_folder`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SotayError("book_folder", folder=str(folder), detail=error_name(error)) from error


def write_whole(path: Path, parts: list[bytes], *, temporary: Path) -> None:
    """Write a file so that its name always stands for a whole one, also after a power cut. Raises OSError."""
    temporary.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        replace_file(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def replace_file(source: Path, target: Path) -> None:
    """`os.replace`, tried again while another program on Windows holds the target for a moment."""
    for attempt in range(1, _REPLACE_TRIES + 1):
        try:
            source.replace(target)
        except OSError as error:
            if getattr(error, "winerror", None) not in _WINDOWS_BUSY or attempt == _REPLACE_TRIES:
                raise
            time.sleep(0.025 * attempt)
        else:
            return


def sync_folder(folder: Path) -> None:
    """Make the folder's names durable; Windows does it by itself and cannot open folders. Raises OSError."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems know no such thing for a folder, and keep names in order without.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
