"""Files and folders of a person's data: written whole or not at all, readable by their owner only."""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterable
from itertools import chain, islice
from pathlib import Path

from logs.errors import SotayError

# Windows: access denied, sharing violation, lock violation: a virus scanner or an indexer holds the file for a moment.
_WINDOWS_BUSY = frozenset({5, 32, 33})
_REPLACE_TRIES = 10
_WRITERS = 16  # files that wait for the disk at once; more of them gain nothing
_AT_ONCE = 1 << 20  # bytes that are copied together
_UNFINISHED = ".sotay-new"  # behind the name of a file that is not whole yet; no other program names one so
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def error_name(error: OSError) -> str:
    """The short name of an operating system's error, such as `ENOSPC`."""
    return errno.errorcode.get(error.errno or 0, str(error.errno))


def unreadable(path: Path, error: OSError) -> SotayError:
    """What to tell of a file named by a person that cannot be read: `path_missing`, `path_unreadable` (detail)."""
    if isinstance(error, FileNotFoundError):
        return SotayError("path_missing", path=str(path))
    return SotayError("path_unreadable", path=str(path), detail=error_name(error))


def make_folder(folder: Path) -> None:
    """Make the folder, readable by its owner only; raises SotayError `book_folder`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SotayError("book_folder", folder=str(folder), detail=error_name(error)) from error


def write_whole(path: Path, parts: Iterable[bytes], *, temporary: Path | None = None) -> None:
    """Write a file so that its name always stands for a whole one, also after a power cut. Raises OSError.

    Until it is whole it has a name of its own, `temporary` or `unfinished(path)`.
    """
    temporary = temporary or unfinished(path)
    write_new(temporary, parts)
    try:
        replace_file(temporary, path)
    except BaseException:
        remove_file(temporary)
        raise
    sync_folder(path.parent)


def write_several(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write files, each as `write_whole` does; they wait for the disk together, and for the next ones to be made.

    Raises OSError, and whatever making one raises. After an error some may be there, each whole.
    """
    temporary: dict[Path, Path] = {}

    def write(file: tuple[Path, bytes]) -> None:
        path, data = file
        temporary[path] = unfinished(path)
        write_new(temporary[path], [data])

    rest = iter(files)
    first = list(islice(rest, 2))
    try:
        if len(first) > 1:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - seldom needed

            with ThreadPoolExecutor(_WRITERS) as pool:
                for _ in pool.map(write, chain(first, rest)):
                    pass
        else:
            for file in first:
                write(file)
        for path, new in temporary.items():
            replace_file(new, path)
    except BaseException:
        for new in temporary.values():
            remove_file(new)
        raise
    for folder in {path.parent for path in temporary}:
        sync_folder(folder)


def unfinished(path: Path) -> Path:
    """Another name for a file until it is whole."""
    return path.with_name(path.name + _UNFINISHED)


def remove_unfinished(folder: Path) -> None:
    """Remove what a program was writing there for people when it was killed."""
    with contextlib.suppress(OSError):
        for path in folder.glob("*" + _UNFINISHED):
            remove_file(path)


def write_new(
    path: Path, parts: Iterable[bytes], *, first: Callable[[], bytes] = bytes, size: int = 0, sync: bool = True
) -> None:
    """Write a new file, in place of one that was left behind, and `sync` it through to the disk; none is left after an
    OSError. What comes `first`, of that `size`, is asked for when the parts are written.
    """
    path.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(path, _NEW, 0o600), "wb") as file:
            file.seek(size)
            file.writelines(parts)
            file.seek(0)
            file.write(first())
            if sync:
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        remove_file(path)
        raise


def second_name(path: Path, name: Path) -> None:
    """Let a file be had under a new name as well, without needing space where possible. Raises OSError."""
    try:
        os.link(path, name)
    except FileExistsError:
        raise
    except OSError:
        # FAT and some network file systems know no second name for a file.
        copy_file(path, name)


def copy_file(path: Path, name: Path) -> None:
    """Copy a file under a new name, through to the disk. Raises OSError."""
    import shutil  # noqa: PLC0415 - most commands copy nothing

    with path.open("rb") as source, os.fdopen(os.open(name, _NEW, 0o600), "wb") as copy:
        shutil.copyfileobj(source, copy, _AT_ONCE)
        copy.flush()
        os.fsync(copy.fileno())


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


def remove_file(path: Path) -> None:
    """Remove a file that is of no use, where it can be removed."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def file_size(path: Path) -> int:
    """The size of a file in bytes; 0 where it cannot be had."""
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0


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
