"""Folders as somebody looks for units' files in them, in Vietnamese order; and whether what was chosen can be taken."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct

from exports.paths import PACKAGE_SUFFIXES
from logs.errors import SotayError
from logs.store.files import error_name
from logs.text import sort_key
from tui.text.formats import number

_KILO = 1_000
Kind = Literal["files", "file", "folder"]
"""Several files and folders, one file, or one folder."""


class FolderEntry(Struct, frozen=True):
    """A folder, or a file with its size in bytes; `changed` is when it was written last."""

    path: Path
    is_folder: bool
    size: int
    changed: datetime


class FolderListing(Struct, frozen=True):
    """What was found in a folder; `others` counts files of other kinds, `failure` names why it cannot be read."""

    folder: Path
    found: tuple[FolderEntry, ...] = ()
    others: int = 0
    failure: str = ""

    @property
    def files(self) -> tuple[FolderEntry, ...]:
        """The files."""
        return tuple(one for one in self.found if not one.is_folder)


def look_into(folder: Path, suffixes: tuple[str, ...] = PACKAGE_SUFFIXES) -> FolderListing:
    """List a folder: nothing hidden, and of files only those with these endings. Raises nothing."""
    found, others = [], 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                one = _looked_at(entry, suffixes)
                if one is not None:
                    found.append(one)
                elif not entry.is_dir():
                    others += 1
    except (OSError, ValueError) as error:
        return FolderListing(folder, failure=error_name(error) if isinstance(error, OSError) else "EINVAL")
    return FolderListing(folder, in_order(found), others)


def in_order(entries: Iterable[FolderEntry]) -> tuple[FolderEntry, ...]:
    """Folders first, each kind in Vietnamese alphabetical order."""
    return tuple(sorted(entries, key=lambda entry: (not entry.is_folder, sort_key(entry.path.name), entry.path.name)))


def nearest_folder(path: Path) -> Path | None:
    """The path itself where it is a folder, else the nearest folder above it that is there."""
    for folder in (path, *path.parents):
        try:
            if folder.is_dir():
                return folder
        except (OSError, ValueError):
            continue
    return None


def size_title(size: int) -> str:
    """`850 B`, `12 KB` or `3,4 MB`."""
    if size < _KILO:
        return f"{size} B"
    if size < _KILO * _KILO:
        return f"{number(round(size / _KILO))} KB"
    return f"{number(size / _KILO / _KILO)} MB"


def _looked_at(entry: os.DirEntry[str], suffixes: tuple[str, ...]) -> FolderEntry | None:
    """A folder or a file of these endings; None for anything else, and for what does not answer."""
    try:
        is_folder = entry.is_dir()
        if not is_folder and not entry.name.lower().endswith(suffixes):
            return None
        told = entry.stat()
        changed = datetime.fromtimestamp(told.st_mtime).astimezone()
    except (OSError, OverflowError, ValueError):
        return None
    return FolderEntry(Path(entry.path), is_folder, told.st_size, changed)


def checked(paths: Sequence[Path], kind: Kind) -> tuple[Path, ...]:
    """The paths, made absolute, where all of them can be taken.

    Raises SotayError `path_missing`, `path_unreadable`, `folder_empty`, `folder_not_file`, `one_only`.
    """
    if len(paths) > 1 and kind != "files":
        raise SotayError("one_only")
    return tuple(_checked(path.absolute(), kind) for path in paths)


def _checked(path: Path, kind: Kind) -> Path:
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except (OSError, ValueError):
        is_folder = is_there = False
    if not is_there:
        raise SotayError("path_missing", path=str(path))
    if kind == "folder":
        return path if is_folder else path.parent
    if is_folder and kind == "file":
        raise SotayError("folder_not_file", path=str(path))
    listing = look_into(path) if is_folder else None
    if listing is not None and listing.failure:
        raise SotayError("path_unreadable", path=str(path), detail=listing.failure)
    if listing is not None and not listing.files:
        raise SotayError("folder_empty", path=str(path))
    return path
