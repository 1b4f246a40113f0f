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
from tinydb.storages import Storage

from logs.appending import Journal
from logs.copies import copy_before_upgrade
from logs.errors import Notice, SotayError
from logs.files import error_name, file_size, make_folder, remove_file, sync_folder
from logs.folding import drop_new, drop_previous, exchanged, keep_aside, keep_previous, put_book, put_journal, write_new
from logs.journal import write_mark
from logs.lock import hold_lock
from logs.recovery import BOOK_FILE, JOURNAL_FILE, MARK_FILE, Base, State, find_state, has_files, unwritten
from logs.rows import Documents, Rows
from logs.tables import Tables
from logs.upgrades import is_older

MOST_JOURNAL = 1 << 20  # bytes; the journal is folded when it outgrows this and half of book.json
_READER_TRIES, _READER_WAIT = 5, 0.01  # seconds

# What one save changes: per table, the encoded document under each id, None where it goes.
Changes = Mapping[str, Mapping[str, bytes | None]]


class BookStorage(Storage):
    """A TinyDB storage that loses no acknowledged save.

    A save is appended to book.journal and is on disk before it is visible; from time to time the journal is folded
    into book.json. Opening takes the folder's lock for the life of the storage, unless `read_only`. What was found
    damaged on the way is kept aside, the newest valid state used, and told in `notices`. `generation` is the number of
    saves that the book has seen. A book of an older format is copied into `backups` and brought to the present one; a
    reader has it so in memory only.

    Raises SotayError: `book_missing`, `book_exists`, `book_in_use`, `book_damaged` (nothing valid left), `book_newer`,
    `book_folder` (the system's reason in `detail`), `backup_failed` (before an upgrade; nothing is changed then).
    """

    def __init__(self, folder: Path, *, create: bool = False, read_only: bool = False) -> None:
        self.folder = folder
        self.path = folder / BOOK_FILE
        self.read_only = read_only
        self.notices: list[Notice] = []
        self.generation = 0
        self._journal_path = folder / JOURNAL_FILE
        self._tables = Tables(folder, self._note_restored)
        self._journal: Journal | None = None
        self._is_sound = False  # whether the two files on disk are those that the memory stands for
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

    def rows(self, table: str) -> Rows:
        """A table's documents as they are encoded; a view that later saves show in."""
        return self._tables.rows(table)

    def commit(self, changes: Changes) -> None:
        """Save the changes of any number of tables as one: on disk whole or not at all, then visible.

        Raises SotayError `book_read_only` or `save_failed`; the book, on disk and in memory, is then as before.
        """
        if self.read_only:
            raise SotayError("book_read_only")
        try:
            if self._tables.base is None:
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
        return {name: Documents(self.rows(name)) for name in self._tables.names()}  # type: ignore[misc]

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace all tables, as TinyDB asks for it."""
        names = self._tables.names()
        gone: dict[str, dict[str, bytes | None]] = {name: dict.fromkeys(self.rows(name)) for name in names}
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
            self._leave_mark()
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
        for path in state.aside:
            keep_aside(path)
        if is_older(state.base.snapshot.head.format):
            self._upgrade(state.base.snapshot.head.format)
        elif state.journal_end is None:
            self._fold()
        else:
            if state.was_folding:
                put_journal(self.folder)
            self._continue_journal(state.journal_end, len(state.saves))
            drop_new(self.folder)

    def _open_to_read(self) -> None:
        """Take the state on disk whole; beside a writer, one may come between two steps of a fold and looks again."""
        for attempt in range(1, _READER_TRIES + 1):
            try:
                state = find_state(self.folder)
                if state.journal_end is not None or attempt == _READER_TRIES:
                    self._take(state)
                    self._tables.load()
                    if is_older(state.base.snapshot.head.format):
                        self._tables.upgrade(state.base.snapshot.head.format)
                    return
            except SotayError:
                if attempt == _READER_TRIES:
                    raise
            time.sleep(_READER_WAIT * attempt)

    def _take(self, state: State) -> None:
        self.notices = []
        self._note(*state.notices)
        self._tables.take(state)
        self.generation = state.number

    def _note(self, *notices: Notice) -> None:
        self.notices += (unwritten(notice) for notice in notices) if self.read_only else notices

    def _note_restored(self) -> None:
        """A table of book.json was damaged, and the former files have it; the next save writes book.json anew."""
        if not self.read_only:
            keep_aside(self.path)
        self._note(Notice("book_restored"))
        self._is_sound = False
        self._fold_at = 0

    def _upgrade(self, form: int) -> None:
        """Bring a book of an older format to the present one, once a copy of it is kept.

        The former files go first: no file of the older format ever stands in for one of the newer.
        """
        copy = copy_before_upgrade(self.folder, self.generation, self._tables.copied(), form)
        self._tables.upgrade(form)
        drop_previous(self.folder)
        self._fold()
        self._note(Notice("book_upgraded", {"path": str(copy)}))
        # A second time, for former files of the present format.
        self.fold()

    def _leave_mark(self) -> None:
        """Tell the next opening how far the journal went, where it stays."""
        base, journal = self._tables.base, self._journal
        if base is not None and journal is not None and journal.saves and self._is_sound:
            write_mark(self.folder / MARK_FILE, base.snapshot.sum, self.generation)

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
            if not journal.is_open:
                self._journal = None
            raise

    def _create(self, changes: Changes) -> None:
        number = self.generation + 1
        tables = {
            name: [(key, document) for key, document in rows.items() if document is not None]
            for name, rows in changes.items()
        }
        try:
            snapshot, end = write_new(self.folder, number, tables)
            put_book(self.folder)
            put_journal(self.folder)
            self._continue_journal(end, 0)
        except BaseException:
            # So that a second try does not find half a book.
            for path in (self.path, self._journal_path):
                remove_file(path)
            raise
        self._tables.base = Base(snapshot)
        self._show(changes, number)

    def _go_on(self) -> None:
        """Have a journal again after a fold that failed half way; raises OSError, SotayError."""
        with contextlib.suppress(SotayError):
            state, base = find_state(self.folder), self._tables.base
            is_ours = base is not None and state.base.snapshot.sum == base.snapshot.sum
            if is_ours and state.number == self.generation and state.journal_end is not None:
                if state.was_folding:
                    put_journal(self.folder)
                sync_folder(self.folder)
                self._continue_journal(state.journal_end, len(state.saves))
                return
        self._fold()

    def _fold(self) -> None:
        """Write everything as a new book.json with an empty journal; raises OSError, SotayError."""
        self._tables.load()
        base, journal = self._tables.base, self._journal
        if self._is_sound and base is not None and journal is not None:
            for path, notice in exchanged(base.snapshot, journal).items():
                keep_aside(path)
                self._note(notice)
                self._is_sound = False
            journal.settle()
        snapshot, end = write_new(self.folder, self.generation, self._tables.encoded())
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
        self._tables.base = Base(snapshot)
        put_journal(self.folder)
        self._continue_journal(end, 0)

    def _continue_journal(self, end: int, saves: int) -> None:
        self._journal = Journal(self._journal_path, end, saves)
        self._fold_at = max(MOST_JOURNAL, file_size(self.path) // 2)
        self._is_sound = True

    def _show(self, changes: Changes, number: int) -> None:
        for name, rows in changes.items():
            self._tables.rows(name).put_all(rows)
        self.generation = number
