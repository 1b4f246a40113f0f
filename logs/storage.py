"""Where a book is kept: two files that lose no acknowledged save, behind TinyDB's own interface.

`book.json` holds all tables as they stood at some time, `book.journal` every save since. Documents stay encoded in
memory and are decoded where they are used.
"""

import time
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock
from tinydb.storages import Storage

from logs.copies import copy_before_upgrade
from logs.errors import Notice, SotayError
from logs.files import error_name, make_folder
from logs.folding import drop_new, drop_previous, keep_aside, put_journal
from logs.journal import write_mark
from logs.lock import hold_lock
from logs.recovery import MARK_FILE, State, find_state, has_files
from logs.rows import Documents, Rows
from logs.saving import BookFiles, Changes
from logs.upgrades import is_older

__all__ = ["BookStorage", "Changes"]

_READER_TRIES, _READER_WAIT = 5, 0.01  # seconds


class BookStorage(BookFiles, Storage):
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
        super().__init__(folder, read_only=read_only)
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
            self._save(changes)
        except OSError as error:
            raise SotayError("save_failed", detail=error_name(error)) from error
        if self._journal is not None and self._journal.end > self._fold_at:
            self.fold()

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
            if self._journal is not None and (not self._is_sound or self._is_cheap_to_fold(self._journal)):
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
