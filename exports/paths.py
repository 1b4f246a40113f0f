"""Files that a person names: where they go, and how their names have to end. Nothing is written over another one."""

import os
import re
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Literal

from logs.errors import SotayError
from logs.store.files import error_name, make_folder, remove_unfinished, write_whole

PACKAGE_SUFFIXES = (".jsonl", ".jsonl.age")  # ends of names of files as they travel, plain and locked
SUFFIX, LOCKED_SUFFIX = PACKAGE_SUFFIXES

# How names of files end, whatever kind is meant.
_OF_FILES = re.compile(r"\.[a-z][a-z0-9]{1,7}", re.IGNORECASE)


def check_ending(path: Path, endings: Sequence[str]) -> None:
    """Refuse a name that promises another kind of file than is written: raises SotayError `file_ending` (name,
    endings).
    """
    if path.suffix.lower() not in endings:
        raise SotayError("file_ending", name=path.name, endings=", ".join(endings))


def check_folder_name(folder: Path, ending: str = "") -> None:
    """Refuse to make a folder that is named like a file: raises SotayError `folder_ending` (name), or, where a file may
    be named as well, `file_or_folder_ending` (name, ending).
    """
    if _OF_FILES.fullmatch(folder.suffix) and not os.path.lexists(folder):
        if ending:
            raise SotayError("file_or_folder_ending", name=folder.name, ending=ending)
        raise SotayError("folder_ending", name=folder.name)


def folder_for_files(folder: Path, ending: str = "") -> Path:
    """The folder, made where only it is missing; one that would be named like a file is not made. `ending` is that of
    the file that may be named in its place.

    Raises SotayError `export_failed` (path, detail), and as `check_folder_name` does.
    """
    find_parent(folder)
    check_folder_name(folder, ending)
    try:
        make_folder(folder)
    except SotayError as error:  # it speaks of a folder without which no book opens
        raise SotayError("export_failed", path=str(folder), detail=error.params["detail"]) from error
    return folder


def new_file(to: Path, *names: str, ending: str = SUFFIX) -> Path:
    """The path of a file to write: the first free one of `names` in the folder `to`.

    Where `to` is no folder's name but a package's, whether plain or locked, it is the path itself, with the `ending`.

    Raises SotayError as `folder_for_files` does, `export_file_exists` (path).
    """
    if to.name.lower().endswith(PACKAGE_SUFFIXES):
        find_parent(to)
        paths = [_ending_in(to, ending)]
    else:
        folder_for_files(to, ending)
        paths = [to / name for name in names]
    try:
        free = next((path for path in paths if not path.exists()), None)
    except OSError as error:
        raise SotayError("export_failed", path=str(to), detail=error_name(error)) from error
    if free is None:
        raise SotayError("export_file_exists", path=str(paths[0]))
    remove_unfinished(free.parent)
    return free


def save_new(
    to: Path,
    data: bytes | Iterable[bytes],
    *,
    taken: Literal["number", "refuse"] = "refuse",
    failed: str = "export_failed",
) -> Path:
    """Write a file for people, whole or in pieces; returns its path. Where the name is taken, the file has a number
    behind it, or none is written: it may have been worked on since, so that none is ever replaced.

    Raises SotayError `export_file_exists` (path) where that is refused, and of the code `failed` (path, detail).
    """
    names = (to if n == 1 else to.with_stem(f"{to.stem} ({n})") for n in count(1))
    try:
        path = to if taken == "refuse" else next(name for name in names if not name.exists())
        if path.exists():
            raise SotayError("export_file_exists", path=str(path))
        remove_unfinished(path.parent)
        write_whole(path, [data] if isinstance(data, bytes) else data)
    except OSError as error:
        raise SotayError(failed, path=str(to), detail=error_name(error)) from error
    return path


def _ending_in(path: Path, ending: str) -> Path:
    """The path with the ending of a plain or of a locked file, whichever it has now."""
    if path.name.lower().endswith(ending):
        return path
    held = next(suffix for suffix in PACKAGE_SUFFIXES if path.name.lower().endswith(suffix))
    return path.with_name(path.name[: -len(held)] + ending)


def with_part(path: Path, part: str) -> Path:
    """The path of a package's file with the name of a part before its ending."""
    ending = next(suffix for suffix in PACKAGE_SUFFIXES if path.name.lower().endswith(suffix))
    return path.with_name(path.name[: -len(ending)] + part + ending)


def find_parent(path: Path) -> None:
    """Raise SotayError where the folder around is not there: a stick that is not plugged in is not to become a folder
    of this disk.
    """
    try:
        is_there = path.parent.is_dir()
    except OSError as error:
        raise SotayError("export_failed", path=str(path), detail=error_name(error)) from error
    if not is_there:
        raise SotayError("export_failed", path=str(path), detail="ENOENT")
