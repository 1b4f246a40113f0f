"""Where a book is kept: two files that lose no acknowledged save, behind TinyDB's own interface, and their lock.

`book.json` holds all tables as they stood at some time, `book.journal` every save since. Documents stay encoded in
memory and are decoded where they are used.
"""

import contextlib
import sys
import time
from collections.abc import Mapping
from copy import copy
from errno import ENOENT
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from tinydb.storages import Storage

from logs.errors import Notice, SotayError
from logs.store.book_copy import copy_before_upgrade, write_copy
from logs.store.checkpoint import (
    drop_new,
    drop_previous,
    exchanged_files,
    keep_previous,
    keep_second_copy,
    promote_journal,
    promote_snapshot,
    promote_snapshot_durably,
    set_aside,
    write_both,
)
from logs.store.derived import DERIVED_FILE, Derived, drop_derived, is_worth_it, write_derived
from logs.store.files import error_name, file_size, make_folder, remove_file, sync_folder
from logs.store.journal import Journal, outdate_mark, size_of, write_mark
from logs.store.lock import Lock, hold_lock
from logs.store.migrations import is_older
from logs.store.recovery import (
    BOOK_FILE,
    JOURNAL_FILE,
    MARK_FILE,
    RecoveredState,
    has_files,
    recover,
    unopenable,
    unwritten,
)
from logs.store.snapshot import DamageError, Snapshot
from logs.store.tables import Documents, Rows, Tables

CHECKPOINT_BYTES = 1 << 20  # bytes; a journal that outgrows this and half of book.json is put into book.json
_LEAST_MOST = 1 << 20  # bytes that a file worked out of book.json may have in any case
_READER_TRIES, _READER_WAIT = 5, 0.01  # seconds

# What one save changes: per table, the encoded document under each id, None where it goes.
Changes = Mapping[str, Mapping[str, bytes | None]]


class BookStorage(Storage):
    """A TinyDB storage that loses no acknowledged save: the files book.json and book.journal in `folder`.

    A save is appended to book.journal and is on disk before it is visible; from time to time a checkpoint puts the
    journal into book.json. Opening takes the folder's lock for the life of the storage, unless `read_only`. What was
    found damaged on the way is set aside, the newest valid state used, and told in `notices`. `generation` is the
    number of saves that the book has seen. `second_copy` is a copy of book.json as it stands, where one was just made.
    A book of an older format is copied into `backups` and brought to the present one; a reader has it so in memory
    only.

    Raises SotayError: `book_missing`, `book_exists`, `book_in_use`, `book_damaged` (nothing valid left), `book_newer`,
    `book_folder` (the system's reason in `detail`), `backup_failed` (before an upgrade; nothing is changed then).
    """

    def __init__(self, folder: Path, *, create: bool = False, read_only: bool = False) -> None:
        self.folder = folder
        self.read_only = read_only
        self.path = folder / BOOK_FILE
        self.notices: list[Notice] = []
        self.generation = 0
        self.second_copy: Path | None = None
        self._lock: Lock | None = None
        self._journal_path = folder / JOURNAL_FILE
        self._tables = Tables(folder, self._note_restored)
        self._journal: Journal | None = None
        self._is_sound = False  # whether the two files on disk are those that the memory stands for
        self._checkpoint_at = 0  # bytes of the journal
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

    @property
    def base(self) -> Snapshot | None:
        """The book.json that the tables rest on, with what was saved since, where it is of the present format; None
        where they rest on several files.
        """
        base = self._tables.base
        return base.snapshot if base is not None and not base.saves else None

    def derived(self, name: str = DERIVED_FILE) -> Derived | None:
        """What was worked out of the book.json that the tables rest on and kept beside it; None for nothing."""
        if self.base is None or not self.is_large:
            return None
        # Columns are shorter than what they are made of.
        return Derived.open(self.folder, self.base.sum, 2 * file_size(self.path) + _LEAST_MOST, name)

    def has_derived(self, name: str = DERIVED_FILE) -> bool:
        """Whether there is such a file, and whether it would be read if it fits."""
        return self.base is not None and self.is_large and (self.folder / name).exists()

    @property
    def is_large(self) -> bool:
        """Whether the book is so large that what was worked out of it is worth keeping."""
        return is_worth_it(self.path)

    def keep_derived(self, parts: Mapping[str, bytes], name: str = DERIVED_FILE) -> None:
        """Keep what was worked out of the book.json that the tables rest on, where that is worth it and can be done."""
        if self.base is None or not self.is_large:
            return
        with contextlib.suppress(DamageError, OSError, SotayError):
            # Of what a writer beside has replaced meanwhile nothing comes back to the disk.
            if Snapshot.open(self.path).sum == self.base.sum:
                write_derived(self.folder, self.base.sum, parts, name)

    def as_if(self, changes: Changes) -> "BookStorage":
        """The storage as it would be after the changes, to look at only."""
        changed = copy(self)
        changed._tables = self._tables.as_if(changes)
        changed.read_only = True
        return changed

    def as_it_stands(self) -> "BookStorage":
        """The storage as it is now, to look at only: no later save shows in it."""
        return self.as_if({name: {} for name in self._tables.names()})

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
        if self._journal is not None and self._journal.end > self._checkpoint_at:
            self.checkpoint()

    def rewrite(self) -> None:
        """Write the files anew so that neither they nor the former ones hold anything but the present tables.

        Raises SotayError `book_read_only` or `save_failed`; no save is lost then, but what was to go may still stand.
        """
        if self.read_only:
            raise SotayError("book_read_only")
        try:
            for _ in range(2):  # the second time for the former files
                self._write_checkpoint()
            drop_new(self.folder)
        except OSError as error:
            raise SotayError("save_failed", detail=error_name(error)) from error

    def write_copy(self, path: Path) -> None:
        """Write a copy of the book as it stands; raises as `book_copy.write_copy` does."""
        self._tables.load_changed(None)
        self._tables.write(lambda: write_copy(path, self.generation, self._tables.encoded(None)))

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

    def checkpoint(self) -> None:
        """Write the journal's saves into book.json; where that cannot be done now, the journal goes on."""
        if self._journal is None:
            return
        try:
            self._write_checkpoint()
        except (OSError, SotayError):
            # Nothing is lost: every save stands in the journal. Another try comes when it has grown again.
            self._checkpoint_at = self._journal.end + CHECKPOINT_BYTES if self._journal else 0

    def close(self) -> None:
        """Fold the journal where that is cheap or mends the files, and let go of them and of the folder's lock."""
        try:
            if self._journal is not None and (not self._is_sound or self._is_cheap_to_checkpoint(self._journal)):
                self.checkpoint()
            self._leave_mark()
        finally:
            self.let_go()

    def let_go(self) -> None:
        """Let go of the files and the folder's lock as they are, as the end of the program would."""
        if self._tables.base is not None:
            self._tables.base.snapshot.let_go()
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # Opening

    def _open(self) -> None:
        state = recover(self.folder)
        self._take(state)
        for path in state.aside:
            set_aside(path)
        if is_older(state.base.snapshot.head.format):
            self._upgrade(state.base.snapshot.head.format)
        elif state.journal_end is None:
            self._write_checkpoint()
            # What it said of the files of before has been told.
            remove_file(self.folder / MARK_FILE)
        else:
            if state.was_promoting:
                promote_journal(self.folder)
            self._continue_journal(state.journal_end, len(state.saves))
            drop_new(self.folder)
        outdate_mark(self.folder / MARK_FILE)

    def _open_to_read(self) -> None:
        """Take the state on disk whole; who comes between two steps of a writer's checkpoint looks again."""
        for attempt in range(1, _READER_TRIES + 1):
            try:
                state = recover(self.folder)
                if state.journal_end is not None or attempt == _READER_TRIES:
                    self._take(state)
                    if is_older(state.base.snapshot.head.format):
                        self._tables.upgrade(state.base.snapshot.head.format)
                    elif sys.platform == "win32":
                        # A file that is open could not be replaced.
                        self._tables.load()
                    else:
                        state.base.snapshot.hold()
                    return
            except (DamageError, FileNotFoundError, SotayError) as error:
                if attempt == _READER_TRIES:
                    raise error if isinstance(error, SotayError) else unopenable(self.folder) from error
            time.sleep(_READER_WAIT * attempt)

    def _take(self, state: RecoveredState) -> None:
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
        self._write_checkpoint()
        self._note(Notice("book_upgraded", {"path": str(copy)}))
        # A second time, for former files of the present format.
        self.checkpoint()

    # Saving

    def _save(self, changes: Changes) -> None:
        """Save as one: on disk whole or not at all, then visible; raises OSError, SotayError, as before then."""
        if self._tables.base is None:
            self._create(changes)
            return
        if self._journal is None:
            self._resume_journal()
        elif not self._journal.is_in_place():
            self._write_checkpoint()
        if self._is_sound and size_of(changes) > self._checkpoint_at:
            self._save_as_snapshot(changes)
        else:
            self._append(changes)

    def _append(self, changes: Changes) -> None:
        journal, number = self._journal, self.generation + 1
        if journal is None:
            raise FileNotFoundError(ENOENT, "no journal")
        end = journal.end
        try:
            journal.append(number, changes)
            self._apply(changes, number)
        except BaseException:
            if journal.end > end:
                # Only an interrupt comes here; the save is on disk, so it has to show.
                self._apply(changes, number)
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
            snapshot, end = write_both(self.folder, number, tables)
            promote_snapshot(self.folder)
            promote_journal(self.folder)
            self._continue_journal(end, 0)
        except BaseException:
            # So that a second try does not find half a book.
            for path in (self.path, self._journal_path):
                remove_file(path)
            raise
        self._tables.rest_on(snapshot, changes)
        self.generation = number

    def _resume_journal(self) -> None:
        """Have a journal again after a checkpoint that failed half way; raises OSError, SotayError."""
        with contextlib.suppress(SotayError):
            state, base = recover(self.folder), self._tables.base
            is_ours = base is not None and state.base.snapshot.sum == base.snapshot.sum
            if is_ours and state.number == self.generation and state.journal_end is not None:
                if state.was_promoting:
                    promote_journal(self.folder)
                sync_folder(self.folder)
                self._continue_journal(state.journal_end, len(state.saves))
                return
        self._write_checkpoint()

    def _save_as_snapshot(self, changes: Changes) -> None:
        """Save what would have a checkpoint follow at once: as a new book.json; raises OSError, SotayError."""
        number = self.generation + 1
        try:
            self._write_checkpoint(changes)
            self.generation = number
            self._keep_second_copy()
        except BaseException as error:
            if self._tables.base is None or self._tables.base.number < number:
                raise
            # The save is on disk and shows; the next one begins with another checkpoint.
            self.generation = number
            if not isinstance(error, OSError | SotayError):
                raise

    def _apply(self, changes: Changes, number: int) -> None:
        for name, rows in changes.items():
            self._tables.rows(name).put_all(rows)
        self.generation, self.second_copy = number, None

    # Checkpoints

    def _write_checkpoint(self, changes: Changes | None = None) -> None:
        """Write everything, with `changes` as one more save, as a new book.json with an empty journal.

        Raises OSError, SotayError; the book is then as before unless its base says otherwise.
        """
        self._tables.load_changed(changes)
        self._tables.write(partial(self._write_tables, changes))

    def _write_tables(self, changes: Changes | None) -> None:
        self._set_exchanged_aside()
        if changes is not None and not self._is_sound:
            self._write_checkpoint()
        journal, number = self._journal, self.generation + (changes is not None)
        if self._is_sound and journal is not None:
            journal.settle()
        snapshot, end = write_both(self.folder, number, self._tables.encoded(changes))
        was_sound, self._is_sound, self.second_copy = self._is_sound, False, None
        if journal is not None:
            # Windows exchanges no file that is open.
            journal.close()
            self._journal = None
        try:
            if was_sound:
                keep_previous(self.folder)
            (promote_snapshot if changes is None else promote_snapshot_durably)(self.folder)
        except BaseException:
            drop_new(self.folder)
            if was_sound and journal is not None:
                self._continue_journal(journal.end, journal.saves)
            raise
        drop_derived(self.folder)
        # A save that finds no journal, because one of these steps failed, begins with another checkpoint.
        self._tables.rest_on(snapshot, changes)
        promote_journal(self.folder)
        self._continue_journal(end, 0)

    def _is_cheap_to_checkpoint(self, journal: Journal) -> bool:
        size = file_size(self.path)
        return bool(journal.saves) and (size <= CHECKPOINT_BYTES or journal.end > size // 8)

    def _keep_second_copy(self) -> None:
        """Have a second copy of the new book.json, where there is room for it."""
        if self._tables.base is not None:
            with contextlib.suppress(OSError):
                self.second_copy = keep_second_copy(self.folder, self._tables.base.snapshot)

    def _set_exchanged_aside(self) -> None:
        """Keep aside what another program has put in the place of the two files; raises OSError."""
        if self._is_sound and self._tables.base is not None and self._journal is not None:
            for path, notices in exchanged_files(self._tables.base.snapshot, self._journal).items():
                set_aside(path)
                self._note(*notices)
                self._is_sound = False

    def _continue_journal(self, end: int, saves: int) -> None:
        self._journal = Journal(self._journal_path, end, saves)
        self._checkpoint_at = max(CHECKPOINT_BYTES, file_size(self.path) // 2)
        self._is_sound = True

    def _leave_mark(self) -> None:
        """Tell the next opening how far the journal went."""
        base, journal = self._tables.base, self._journal
        if base is not None and journal is not None and self._is_sound:
            write_mark(self.folder / MARK_FILE, base.snapshot.sum, self.generation)

    def _note(self, *notices: Notice) -> None:
        self.notices += (unwritten(notice) for notice in notices) if self.read_only else notices

    def _note_restored(self) -> None:
        """A table of book.json was damaged, and the former files have it; the next save writes book.json anew."""
        if not self.read_only:
            set_aside(self.path)
        self._note(Notice("book_restored"))
        self._is_sound = False
        self._checkpoint_at = 0
