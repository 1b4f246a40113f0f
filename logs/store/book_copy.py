"""Files that hold a whole book as it stood at some time; a name always stands for a whole copy."""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from logs.errors import SotayError
from logs.store.files import error_name, make_folder, remove_file, replace_file, second_name, sync_folder, unfinished
from logs.store.snapshot import AnyRows, DamageError, Snapshot, new_snapshot

FOLDER = "backups"


def write_copy(path: Path, saves: int, tables: Mapping[str, AnyRows], form: int | None = None) -> None:
    """Write a copy after that many saves into `path`, in the present format or that of number `form`; deflated where
    that ends in .gz.

    Raises SotayError `backup_failed` (path, detail), and DamageError as `new_snapshot` does.
    """
    with _put_whole(path) as temporary:
        new_snapshot(temporary, path, saves, tables, form)


def name_copy(copy: Path, path: Path) -> None:
    """Let a file that is a whole copy be had as `path` as well; raises SotayError `backup_failed` (path, detail)."""
    with _put_whole(path) as temporary:
        temporary.unlink(missing_ok=True)
        second_name(copy, temporary)


@contextlib.contextmanager
def _put_whole(path: Path) -> Iterator[Path]:
    """Another name for the file until it is whole; raises SotayError `backup_failed`."""
    temporary = unfinished(path)
    try:
        yield temporary
        replace_file(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        remove_file(temporary)
        raise SotayError("backup_failed", path=str(path), detail=error_name(error)) from error


def newest_copy(folder: Path) -> Path | None:
    """The copy in the book's own folder that holds most saves; None where there is none whose first line is whole."""
    copies = []
    for path in (folder / FOLDER).glob("*.json*"):
        with contextlib.suppress(DamageError, OSError, SotayError):
            copies.append((Snapshot.open(path).head.saves, path.name, path))
    return max(copies)[2] if copies else None


def copy_before_upgrade(folder: Path, saves: int, tables: Mapping[str, Mapping[str, bytes]], form: int) -> Path:
    """Keep the book of an older format as it stands; a copy that says the same, left by an earlier try, will do.

    Raises SotayError `backup_failed`, `book_folder`.
    """
    make_folder(folder / FOLDER)
    # Plain, so that the program of before reads it.
    path = next(path for path in _names(folder / FOLDER) if not path.exists() or _holds(path, saves, tables, form))
    if not path.exists():
        write_copy(path, saves, {name: rows.items() for name, rows in tables.items()}, form)
    return path


def _names(folder: Path) -> Iterator[Path]:
    now = datetime.now(UTC).astimezone()
    yield folder / f"upgrade-{now:%Y-%m-%d}.json"
    for number in range(1000):
        yield folder / f"upgrade-{now:%Y-%m-%d-%H%M%S}{number:03}.json"


def _holds(path: Path, saves: int, tables: Mapping[str, Mapping[str, bytes]], form: int) -> bool:
    """Whether the file is a whole copy of just this."""
    try:
        snapshot = Snapshot.open(path)
        if (snapshot.head.format, snapshot.head.saves, snapshot.head.tables.keys()) != (form, saves, tables.keys()):
            return False
        return all({key: bytes(raw) for key, raw in snapshot.table(name).items()} == tables[name] for name in tables)
    except (DamageError, OSError, SotayError):
        return False
