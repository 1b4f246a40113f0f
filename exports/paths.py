"""Files that a person names: read within the limit, or written where nothing stands yet."""

from pathlib import Path

from exports.package import MOST_BYTES
from logs.errors import SotayError
from logs.files import error_name, make_folder

SUFFIX = ".jsonl"


def read_file(path: Path) -> bytes:
    """The bytes of a plain file within the size limit.

    Raises SotayError `file_not_plain`, `file_unreadable` (detail), `file_too_big` (most).
    """
    try:
        if not path.is_file():
            raise SotayError("file_not_plain")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SotayError("file_unreadable", detail=error_name(error)) from error
    if len(data) > MOST_BYTES:
        raise SotayError("file_too_big", most=MOST_BYTES // 1_000_000)
    return data


def folder_for_files(folder: Path) -> Path:
    """The folder, made where only it is missing.

    Raises SotayError `export_failed` (path, detail), `book_folder`.
    """
    _find_parent(folder)
    make_folder(folder)
    return folder


def new_file(to: Path, *names: str) -> Path:
    """The path of a file to write: `to` itself where it ends in .jsonl, else the first free one of `names` in `to`.

    Raises SotayError `export_failed` (path, detail), `book_folder`, `export_file_exists` (path).
    """
    if to.suffix.lower() == SUFFIX:
        _find_parent(to)
        paths = [to]
    else:
        folder_for_files(to)
        paths = [to / name for name in names]
    free = next((path for path in paths if not path.exists()), None)
    if free is None:
        raise SotayError("export_file_exists", path=str(paths[0]))
    return free


def _find_parent(path: Path) -> None:
    """Raise SotayError where the folder around is not there: a stick that is not plugged in is not to become a folder
    of this disk.
    """
    try:
        is_there = path.parent.is_dir()
    except OSError as error:
        raise SotayError("export_failed", path=str(path), detail=error_name(error)) from error
    if not is_there:
        raise SotayError("export_failed", path=str(path), detail="ENOENT")
