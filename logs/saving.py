"""The two files of an open book and the tables they stand for: how a save gets into both, whatever fails meanwhile."""

import contextlib
from collections.abc import Mapping
from errno import ENOENT
from pathlib import Path

from logs.appending import Journal
from logs.errors import Notice, SotayError
from logs.files import file_size, remove_file, sync_folder
from logs.folding import (
    drop_new,
    exchanged,
    keep_aside,
    keep_previous,
    keep_twice,
    put_book,
    put_book_for_good,
    put_journal,
    write_both,
)
from logs.recovery import BOOK_FILE, JOURNAL_FILE, Base, find_state, unwritten
from logs.tables import Tables

MOST_JOURNAL = 1 << 20  # bytes; the journal is folded when it outgrows this and half of book.json

# What one save changes: per table, the encoded document under each id, None where it goes.
Changes = Mapping[str, Mapping[str, bytes | None]]


class BookFiles:
    """The files book.json and book.journal in `folder`, none at first, and the tables that they stand for.

    `generation` is the number of saves that the book has seen. What was found damaged is kept aside and told in
    `notices`.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.folder = folder
        self.read_only = read_only
        self.path = folder / BOOK_FILE
        self.notices: list[Notice] = []
        self.generation = 0
        self.second_copy: Path | None = None  # of book.json as it stands, where one was just made
        self._journal_path = folder / JOURNAL_FILE
        self._tables = Tables(folder, self._note_restored)
        self._journal: Journal | None = None
        self._is_sound = False  # whether the two files on disk are those that the memory stands for
        self._fold_at = 0

    def fold(self) -> None:
        """Write the journal's saves into book.json; where that cannot be done now, the journal goes on."""
        if self._journal is None:
            return
        try:
            self._fold()
        except (OSError, SotayError):
            # Nothing is lost: every save stands in the journal. Another try comes when it has grown again.
            self._fold_at = self._journal.end + MOST_JOURNAL if self._journal else 0

    def _save(self, changes: Changes) -> None:
        """Save as one: on disk whole or not at all, then visible; raises OSError, SotayError, as before then."""
        if self._tables.base is None:
            self._create(changes)
            return
        if self._journal is None:
            self._go_on()
        elif not self._journal.is_in_place():
            self._fold()
        if self._is_sound and _size(changes) > self._fold_at:
            self._save_anew(changes)
        else:
            self._append(changes)

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
            snapshot, end = write_both(self.folder, number, tables)
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

    def _save_anew(self, changes: Changes) -> None:
        """Save what would have the journal folded at once: as a new book.json; raises OSError, SotayError."""
        number = self.generation + 1
        try:
            self._fold(changes)
            self._show(changes, number)
            self._keep_twice()
        except BaseException as error:
            if self._tables.base is None or self._tables.base.number < number:
                raise
            # The save is on disk, so it has to show; the next one begins with another fold.
            self._show(changes, number)
            if not isinstance(error, OSError | SotayError):
                raise

    def _fold(self, changes: Changes | None = None) -> None:
        """Write everything, with `changes` as one more save, as a new book.json with an empty journal.

        Raises OSError, SotayError; the book is then as before unless its base says otherwise.
        """
        self._tables.load()
        self._look_for_exchanged()
        if changes is not None and not self._is_sound:
            self._fold()
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
            (put_book if changes is None else put_book_for_good)(self.folder)
        except BaseException:
            drop_new(self.folder)
            if was_sound and journal is not None:
                self._continue_journal(journal.end, journal.saves)
            raise
        # A save that finds no journal, because one of these steps failed, begins with another fold.
        self._tables.base = Base(snapshot)
        put_journal(self.folder)
        self._continue_journal(end, 0)

    def _is_cheap_to_fold(self, journal: Journal) -> bool:
        size = file_size(self.path)
        return bool(journal.saves) and (size <= MOST_JOURNAL or journal.end > size // 8)

    def _keep_twice(self) -> None:
        """Have a second copy of the new book.json, where there is room for it."""
        if self._tables.base is not None:
            with contextlib.suppress(OSError):
                self.second_copy = keep_twice(self.folder, self._tables.base.snapshot)

    def _look_for_exchanged(self) -> None:
        """Keep aside what another program has put in the place of the two files; raises OSError."""
        if self._is_sound and self._tables.base is not None and self._journal is not None:
            for path, notice in exchanged(self._tables.base.snapshot, self._journal).items():
                keep_aside(path)
                self._note(notice)
                self._is_sound = False

    def _continue_journal(self, end: int, saves: int) -> None:
        self._journal = Journal(self._journal_path, end, saves)
        self._fold_at = max(MOST_JOURNAL, file_size(self.path) // 2)
        self._is_sound = True

    def _show(self, changes: Changes, number: int) -> None:
        for name, rows in changes.items():
            self._tables.rows(name).put_all(rows)
        self.generation, self.second_copy = number, None

    def _note(self, *notices: Notice) -> None:
        self.notices += (unwritten(notice) for notice in notices) if self.read_only else notices

    def _note_restored(self) -> None:
        """A table of book.json was damaged, and the former files have it; the next save writes book.json anew."""
        if not self.read_only:
            keep_aside(self.path)
        self._note(Notice("book_restored"))
        self._is_sound = False
        self._fold_at = 0


def _size(changes: Changes) -> int:
    """The bytes of the documents that a save changes."""
    return sum(sum(map(len, filter(None, rows.values()))) for rows in changes.values())
