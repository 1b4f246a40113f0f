"""Where a book is kept: two files that lose no acknowledged save, behind TinyDB's own interface.

`book.json` holds all tables as they stood at some time, `book.journal` every save since. Documents stay encoded in
memory and are decoded where they are used.
"""

import contextlib
import time
from collections.abc import Mapping
from errno import ENOENT
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock
from msgspec import Raw
from tinydb.storages import Storage

from logs.errors import Notice, SotayError
from logs.files import error_name, file_size, make_folder, remove_file, sync_folder
from logs.folding import drop_new, exchanged, keep_aside, keep_previous, put_book, put_journal, write_new
from logs.journal import Journal
from logs.lock import hold_lock
from logs.recovery import BOOK_FILE, JOURNAL_FILE, Base, State, find_state, former_base, has_files
from logs.rows import Documents, Rows
from logs.snapshot import DamageError

MOST_JOURNAL = 1 << 20  # bytes; the journal is folded when it outgrows this and half of book.json
_READER_TRIES, _READER_WAIT = 5, 0.01  # seconds

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
        self._journal_path = folder / JOURNAL_FILE
        self._base: Base | None = None
        self._journal: Journal | None = None
        self._is_sound = False  # whether the two files on disk are those that the memory stands for
        self._tables: dict[str, Rows] = {}
        self._fold_at = 0
        self._lock: FileLock | None = None
        try:
            if create:
                make_folder(folder)
            if not read_only and folder.is_dir():
                self._lock = hold_lock(folder)
            if read_only:
                self._open_to_read()
            elif not create:
                self._open()
            elif has_files(folder):
                raise SotayError("book_exists", folder=str(folder))
        except BaseException as error:
            self.let_go()
            if isinstance(error, OSError):
                raise SotayError("book_folder", folder=str(folder), detail=error_name(error)) from error
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
        try:
            if self._base is None:
                self._create(changes)
                return
            if self._journal is None:
                self._go_on()
            elif not self._journal.is_in_place():
                self._fold()
            self._append(changes)
        except OSError as error:
            raise SotayError("save_failed", detail=error_name(error)) from error
        if self._journal is not None and self._journal.end > self._fold_at:
            self.fold()

    def fold(self) -> None:
        """Write the journal's saves into book.json; where that cannot be done now, the journal goes on."""
        if self.read_only or self._journal is None:
            return
        try:
            self._fold()
        except (OSError, SotayError):
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
        """Fold the journal where that is cheap or mends the files, and let go of them and of the folder's lock."""
        try:
            if self._journal is not None:
                size = file_size(self.path)
                is_cheap = size <= MOST_JOURNAL or self._journal.end > size // 8
                if not self._is_sound or (self._journal.saves and is_cheap):
                    self.fold()
        finally:
            self.let_go()

    def let_go(self) -> None:
        """Let go of the files and the folder's lock as they are, as the end of the program would."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _open(self) -> None:
        state = find_state(self.folder)
        self._take(state)
        if state.journal_end is None:
            for path in state.aside:
                keep_aside(path)
            self._fold()
            return
        if state.was_folding:
            put_journal(self.folder)
        self._continue_journal(state.journal_end, len(state.saves))
        drop_new(self.folder)

    def _open_to_read(self) -> None:
        """Take the state on disk whole; beside a writer, one may come between two steps of a fold and looks again."""
        for attempt in range(1, _READER_TRIES + 1):
            self._tables.clear()
            try:
                state = find_state(self.folder)
                if state.journal_end is not None or attempt == _READER_TRIES:
                    self._take(state)
                    for name in self._names():
                        self._rows(name).load()
                    return
            except SotayError:
                if attempt == _READER_TRIES:
                    raise
            time.sleep(_READER_WAIT * attempt)

    def _take(self, state: State) -> None:
        self.notices = list(state.notices)
        self._base, self.generation = state.base, state.number
        for save in state.saves:
            for name, rows in save.put.items():
                for key, document in rows.items():
                    self._rows(name).put(key, None if bytes(document) == b"null" else document)

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
        former, present, rows = former_base(self.folder), self._base, None
        if former and present and former.number == present.number:
            with contextlib.suppress(DamageError, FileNotFoundError):
                rows = former.table(name)
        if former is None or rows is None:
            raise SotayError("book_damaged", path=str(self.path), folder=str(self.folder)) from damage
        if not self.read_only:
            keep_aside(self.path)
        self.notices.append(Notice("book_restored"))
        self._base, self._is_sound = former, False
        self._fold_at = 0  # the next save writes book.json anew
        return rows

    def _append(self, changes: Changes) -> None:
        journal, number = self._journal, self.generation + 1
        if journal is None:
            raise FileNotFoundError(ENOENT, "no journal")
        end = journal.end
        try:
            journal.append(number, changes)
            self._show(changes, number)
        except BaseException:
            if journal.end > end:
                # Only an interrupt comes here; the save is on disk, so it has to show.
                self._show(changes, number)
            raise

    def _create(self, changes: Changes) -> None:
        tables = {
            name: [(key, document) for key, document in rows.items() if document is not None]
            for name, rows in changes.items()
        }
        try:
            snapshot, end = write_new(self.folder, 1, tables)
            put_book(self.folder)
            put_journal(self.folder)
            self._continue_journal(end, 0)
        except BaseException:
            # So that a second try does not find half a book.
            for path in (self.path, self._journal_path):
                remove_file(path)
            raise
        self._base = Base(snapshot)
        self._show(changes, 1)

    def _go_on(self) -> None:
        """Have a journal again after a fold that failed half way; raises OSError, SotayError."""
        with contextlib.suppress(SotayError):
            state = find_state(self.folder)
            is_ours = self._base is not None and state.base.snapshot.sum == self._base.snapshot.sum
            if is_ours and state.number == self.generation and state.journal_end is not None:
                if state.was_folding:
                    put_journal(self.folder)
                sync_folder(self.folder)
                self._continue_journal(state.journal_end, len(state.saves))
                return
        self._fold()

    def _fold(self) -> None:
        """Write everything as a new book.json with an empty journal; raises OSError, SotayError."""
        for name in self._names():
            self._rows(name).load()
        journal = self._journal
        if self._is_sound and self._base is not None and journal is not None:
            for path, notice in exchanged(self._base.snapshot, journal).items():
                keep_aside(path)
                self.notices.append(notice)
                self._is_sound = False
            journal.settle()
        tables = {name: self._rows(name).encoded() for name in self._names()}
        snapshot, end = write_new(self.folder, self.generation, tables)
        was_sound, self._is_sound = self._is_sound, False
        if journal is not None:
            # Windows exchanges no file that is open.
            journal.close()
            self._journal = None
        try:
            if was_sound:
                keep_previous(self.folder)
            put_book(self.folder)
        except BaseException:
            drop_new(self.folder)
            if was_sound and journal is not None:
                self._continue_journal(journal.end, journal.saves)
            raise
        # A save that finds no journal, because one of these steps failed, begins with another fold.
        self._base = Base(snapshot)
        put_journal(self.folder)
        self._continue_journal(end, 0)

    def _continue_journal(self, end: int, saves: int) -> None:
        self._journal = Journal(self._journal_path, end, saves)
        self._fold_at = max(MOST_JOURNAL, file_size(self.path) // 2)
        self._is_sound = True

    def _show(self, changes: Changes, number: int) -> None:
        for name, rows in changes.items():
            self._rows(name).put_all(rows)
        self.generation = number
