"""How large a file may be, a package above all: within that it is read, above it neither read nor written."""

import os
from pathlib import Path

from logs.errors import SotayError
from logs.store.files import error_name

MOST_BYTES = 20_000_000


def check_size(data: bytes) -> None:
    """Raise SotayError `file_too_big` (most, in MB) for more than a file may hold."""
    if len(data) > MOST_BYTES:
        raise SotayError("file_too_big", most=MOST_BYTES // 1_000_000)


def read_file(path: Path) -> bytes:
    """The bytes of a plain file within the size limit.

    Raises SotayError `file_not_plain`, `file_unreadable` (detail), `file_too_big` (most).
    """
    try:
        if not path.is_file():
            raise SotayError("file_not_plain")
        with path.open("rb") as file:
            # Room is made for as much as is asked for.
            data = file.read(min(os.fstat(file.fileno()).st_size, MOST_BYTES) + 1)
    except OSError as error:
        raise SotayError("file_unreadable", detail=error_name(error)) from error
    check_size(data)
    return data


def read_named(path: Path) -> bytes:
    """The bytes of a file that a person names.

    Raises SotayError `path_missing`, `path_unreadable` (a folder, a name that is too long), as `read_file` does.
    """
    try:
        if path.is_dir():
            raise SotayError("path_unreadable", path=str(path), detail="EISDIR")
        if not path.exists():
            raise SotayError("path_missing", path=str(path))
    except OSError as error:
        raise SotayError("path_unreadable", path=str(path), detail=error_name(error)) from error
    return read_file(path)
