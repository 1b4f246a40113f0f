"""Paths that a person chose: whether they are there, and can be taken for what is asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from logs.errors import SotayError
from tui.folders import look_into

Kind = Literal["files", "file", "folder"]
"""Several files and folders, one file, or one folder."""


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
