"""Where a book is kept: two files that lose no acknowledged save, behind TinyDB's own interface.

`book.json` holds all tables as they stood at some time, `book.journal` every save since. Documents stay encoded in
memory and are decoded where they are used.
"""

import contextlib
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout
from msgspec import Raw
from tinydb.storages import Storage

from logs.errors import Notice, SotayError
from logs.files import error_name, make_folder
from logs.journal import Journal, new_journal
from logs.recovery import (
    BOOK_FILE,
    JOURNAL_FILE,
    Base,
    State,
    find_state,
    former_base,
    keep_aside,
    keep_previous,
)
from logs.rows import Documents, Rows
from logs.snapshot import DamageError, write_snapshot

LOCK_FILE = "book.lock"
MOST_JOURNAL = 1 << 20  # bytes; the journal is folded when it outgrows this and half of book.json
_READER_TRIES = 20

# What one save changes: per table, the encoded document under each id, None where it goes.
Changes = Mapping[str, Mapping[str, bytes | None]]


class BookStorage(Storage):
    """A TinyDB storage that loses no acknowledged save.

    A save is appended to book.journal and is on disk before it is visible; from time to time the journal is folded
    into book.json. Opening takes the folder's lock for the life of the storage, unless `read_only`. What was found
    damaged on the way is kept aside, the newest valid state used, and told in `notices`. `generation` is the number of
    saves that the book has seen.

    Raises SotayError: `book_missing`, `book_exists`, `book_in_use`, `book_damaged` (nothing valid left), `book_newer`,
    `book_folder` (the system's reason in `detail`).
    """

    def __init__(self, folder: Path, *, create: bool = False, read_only: bool = False) -> None:
        self.folder = folder
        self.path = folder / BOOK_FILE
        self.read_only = read_only
        self.notices: list[Notice] = []
        self.generation = 0
        self._base: Base | None = None
        self._journal: Journal | None = None
        self._tables: dict[str, Rows] = {}
        self._fold_at = 0
        self._lock: FileLock | None = None
        if create:
            make_folder(folder)
        if not read_only and folder.is_dir():
            self._lock = _hold_lock(folder)
        try:
            if not create:
                self._open()
            elif self.path.exists():
                raise SotayError("book_exists", folder=str(folder))
        except BaseException:
            self.close()
            raise

    def rows(self, table: str) -> Mapping[str, bytes]:
        """A table's documents as they are encoded; a view that later saves show in."""
        return self._rows(table)

    def commit(self, changes: Changes) -> None:
        """Save the changes of any number of tables as one: on disk whole or not at all, then visible.

        Raises SotayError `book_read_only` or `save_failed`; the book, on disk and in memory, is then as before.
        """
        if self.read_only:
            raise SotayError("book_read_only")
        size = sum(len(one or b"") for rows in changes.values() for one in rows.values())
        try:
            if self._journal is None or size > MOST_JOURNAL or not self._journal.is_in_place():
                self._fold(changes)
            else:
                self._journal.append(self.generation + 1, changes)
                self._show(changes)
        except OSError as error:
            raise SotayError("save_failed", detail=error_name(error)) from error
        if self._journal is not None and self._journal.end > self._fold_at:
            self.fold()

    def fold(self) -> None:
        """Write the journal's saves into book.json; where that cannot be done now, the journal goes on."""
        if self.read_only or self._journal is None:
            return
        try:
            self._fold({})
        except OSError:
            # Nothing is lost: every save stands in the journal. Another try comes when it has grown again.
            self._fold_at = self._journal.end + MOST_JOURNAL if self._journal else 0

    def read(self) -> dict[str, dict[str, Any]]:
        """All tables, as TinyDB asks for them."""
        return {name: Documents(self._rows(name)) for name in self._names()}  # type: ignore[misc]

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace all tables, as TinyDB asks for it."""
        gone: dict[str, dict[str, bytes | None]] = {name: dict.fromkeys(self._rows(name)) for name in self._names()}
        for name, rows in data.items():
            gone.setdefault(name, {}).update({str(key): msgspec.json.encode(row) for key, row in rows.items()})
        self.commit(gone)

    def close(self) -> None:
        """Fold the journal where that is cheap, and let go of the files and the folder's lock."""
        if self._journal is not None and self._journal.saves:
            size = self._base_size()
            if size <= MOST_JOURNAL or self._journal.end > size // 8:
                self.fold()
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _open(self) -> None:
        state = self._find_state()
        self.notices += state.notices
        self._base, self.generation = state.base, state.number
        for save in state.saves:
            for name, rows in save.put.items():
                for key, document in rows.items():
                    self._rows(name).put(key, None if bytes(document) == b"null" else document)
        if self.read_only:
            return
        try:
            if state.journal_end is not None:
                self._continue_journal(state.journal_end, len(state.saves))
            else:
                for path in state.aside:
                    keep_aside(path, datetime.now(UTC))
                self._fold({})
        except OSError as error:
            raise SotayError("book_folder", folder=str(self.folder), detail=error_name(error)) from error

    def _find_state(self) -> State:
        """The state on disk; a reader beside a writer may come between two steps of a fold and looks again."""
        for _ in range(_READER_TRIES if self.read_only else 0):
            state = find_state(self.folder)
            if state.journal_end is not None:
                return state
            time.sleep(0.05)
        return find_state(self.folder)

    def _names(self) -> list[str]:
        return list(dict.fromkeys((*(self._base.names() if self._base else ()), *self._tables)))

    def _rows(self, name: str) -> Rows:
        if name not in self._tables:
            self._tables[name] = Rows(lambda: self._load(name))
        return self._tables[name]

    def _load(self, name: str) -> dict[str, Raw]:
        """A table of the base; a damaged one from the state that the base was folded from."""
        if self._base is None:
            return {}
        try:
            try:
                return self._base.table(name)
            except (DamageError, FileNotFoundError) as damage:
                return self._load_former(name, damage)
        except OSError as error:
            raise SotayError("book_folder", folder=str(self.folder), detail=error_name(error)) from error

    def _load_former(self, name: str, damage: Exception) -> dict[str, Raw]:
        former = former_base(self.folder)
        present = self._base
        try:
            if former is None or present is None or former.number < present.number:
                raise SotayError("book_damaged", path=str(self.path), folder=str(self.folder)) from damage
            rows = former.table(name)
        except DamageError:
            raise SotayError("book_damaged", path=str(self.path), folder=str(self.folder)) from damage
        self.notices.append(Notice("book_restored"))
        self._base = former
        if not self.read_only:
            keep_aside(self.path, datetime.now(UTC))
            self._fold_at = 0  # the next save writes book.json anew
        return rows

    def _fold(self, changes: Changes) -> None:
        """Write everything, `changes` included, as a new book.json with an empty journal; raises OSError."""
        names = dict.fromkeys((*self._names(), *changes))
        tables = {name: self._rows(name).encoded(changes.get(name)) for name in names}
        number = self.generation + bool(changes)
        keep_previous(self.folder)
        snapshot = write_snapshot(self.path, number, tables)
        # From here on the save has happened. Without a new journal the next save is a fold again.
        self._show(changes)
        self._base = Base(snapshot)
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        with contextlib.suppress(OSError):
            self._continue_journal(new_journal(self.folder / JOURNAL_FILE, snapshot.sum, number), 0)

    def _base_size(self) -> int:
        """The size of book.json in bytes."""
        with contextlib.suppress(OSError):
            return self.path.stat().st_size
        return 0

    def _continue_journal(self, end: int, saves: int) -> None:
        self._journal = Journal.open(self.folder / JOURNAL_FILE, end, saves)
        self._fold_at = max(MOST_JOURNAL, self._base_size() // 2)

    def _show(self, changes: Changes) -> None:
        for name, rows in changes.items():
            for key, document in rows.items():
                self._rows(name).put(key, document)
        self.generation += bool(changes)


def _hold_lock(folder: Path) -> FileLock:
    lock = FileLock(folder / LOCK_FILE, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SotayError("book_in_use", folder=str(folder)) from None
    except OSError as error:
        raise SotayError("book_folder", folder=str(folder), detail=error_name(error)) from error
    return lock
