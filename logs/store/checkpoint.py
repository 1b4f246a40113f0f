"""The steps of writing a book's two files anew: what needs space first, under other names, then the exchange of names.

Whichever step is the last before the program or the power ends, `logs.store.recovery` finds every save.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from logs.errors import Notice, SotayError
from logs.store.files import copy_file, remove_file, replace_file, second_name, sync_folder
from logs.store.journal import LONGER, Journal, new_journal
from logs.store.recovery import BOOK_FILE, JOURNAL_FILE, NEW, PREVIOUS
from logs.store.snapshot import AnyRows, DamageError, Snapshot, new_snapshot

ASIDE = ".damaged-"  # and the time stand behind the name of a file that is set aside


def write_both(folder: Path, number: int, tables: Mapping[str, AnyRows]) -> tuple[Snapshot, int]:
    """Write both files under their new names, and return where the journal may be continued; raises OSError, and
    DamageError as `new_snapshot` does.
    """
    snapshot = new_snapshot(folder / (BOOK_FILE + NEW), folder / BOOK_FILE, number, tables)
    return snapshot, new_journal(folder / (JOURNAL_FILE + NEW), snapshot.sum, number)


def promote_snapshot(folder: Path) -> None:
    """Let the new book.json take its name; raises OSError, the former one then stands."""
    replace_file(folder / (BOOK_FILE + NEW), folder / BOOK_FILE)


def promote_journal(folder: Path) -> None:
    """Let the new journal take its name, once the new book.json surely has its own; raises OSError."""
    sync_folder(folder)
    replace_file(folder / (JOURNAL_FILE + NEW), folder / JOURNAL_FILE)
    sync_folder(folder)


def promote_snapshot_durably(folder: Path) -> None:
    """As `promote_snapshot`, but through to the disk: the new one holds a save that no journal has.

    Raises OSError, the former one, which has been kept, then stands as far as the disk lets it.
    """
    try:
        promote_snapshot(folder)
        sync_folder(folder)
    except BaseException:
        _take_back(folder)
        raise


def keep_second_copy(folder: Path, snapshot: Snapshot) -> Path:
    """Let a second copy of book.json, with nothing to follow it, stand in place of the former files; raises OSError.

    Of what no journal has told, it is what still has it should book.json be damaged.
    """
    book, journal = (folder / (name + PREVIOUS) for name in (BOOK_FILE, JOURNAL_FILE))
    new, new_empty = (path.with_name(path.name + NEW) for path in (book, journal))
    try:
        new.unlink(missing_ok=True)
        copy_file(folder / BOOK_FILE, new)
        new_journal(new_empty, snapshot.sum, snapshot.head.saves)
        replace_file(new, book)
        replace_file(new_empty, journal)
        sync_folder(folder)
    except BaseException:
        remove_file(new)
        remove_file(new_empty)
        raise
    return book


def drop_new(folder: Path) -> None:
    """Remove new files that did not take their names."""
    for name in (BOOK_FILE + NEW, JOURNAL_FILE + NEW, JOURNAL_FILE + LONGER):
        remove_file(folder / name)


def keep_previous(folder: Path) -> None:
    """Let the two present files be had under their former names as well, before they are replaced; raises OSError."""
    for name in (BOOK_FILE, JOURNAL_FILE):
        new = folder / (name + PREVIOUS + NEW)
        new.unlink(missing_ok=True)
        second_name(folder / name, new)
        replace_file(new, folder / (name + PREVIOUS))
        # Two names of one file are not exchanged.
        remove_file(new)


def drop_previous(folder: Path) -> None:
    """Remove the former files, for good before anything else is done; raises OSError."""
    for name in (BOOK_FILE, JOURNAL_FILE):
        (folder / (name + PREVIOUS)).unlink(missing_ok=True)
    sync_folder(folder)


def set_aside(path: Path) -> None:
    """Let a file that does not hold what was written be had under a name that says so; raises OSError.

    Nothing happens where there is none, or where it is kept already.
    """
    if not path.exists() or any(path.samefile(kept) for kept in path.parent.glob(f"{path.name}{ASIDE}*")):
        return
    second_name(path, path.with_name(f"{path.name}{ASIDE}{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"))


def exchanged_files(snapshot: Snapshot, journal: Journal) -> dict[Path, tuple[Notice, ...]]:
    """The files in whose place another program has put something, and what to tell of each; raises OSError."""
    notices: dict[Path, tuple[Notice, ...]] = {}
    try:
        present = Snapshot.open(snapshot.path).sum
    except (DamageError, FileNotFoundError, SotayError):
        present = ""
    if present != snapshot.sum:
        notices[snapshot.path] = (Notice("book_replaced"),)
    if not journal.is_in_place():
        code = "journal_foreign" if journal.path.exists() else "journal_missing"
        # Its saves are in memory, and are written anew.
        notices[journal.path] = (Notice(code), Notice("nothing_lost"))
    return notices


def _take_back(folder: Path) -> None:
    """Let the book.json that was kept as the former one have its name again; raises OSError."""
    new = folder / (BOOK_FILE + NEW)
    new.unlink(missing_ok=True)
    second_name(folder / (BOOK_FILE + PREVIOUS), new)
    promote_snapshot(folder)
    sync_folder(folder)
