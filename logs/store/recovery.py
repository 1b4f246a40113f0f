"""Which saves the files of a book's folder still hold, also when one of them was damaged or exchanged.

The folder keeps book.json with the journal that continues it, and the two files that stood before the last checkpoint:
the former book.json and the journal that led from it to the present one. After a save too large for any journal they
are a second copy of book.json and an empty journal. Either pair, or the former one with both journals, gives the book
as it was after the last save. A journal named `.new` continues a book.json that a checkpoint, if one was cut short, had
put in place already.

A journal belongs to the book.json whose checksum it names, and to no other: what the former files lead to is known by
the checksum that a checkpoint of it would have. A valid book.json gives way to the former files in two cases only: they
lead to more saves of the same book, or it is another book's and they are those that the journal continues.

A program that closes a book leaves a mark behind, book.closed: how far it went. So an older journal of the same
book.json that was put back since is noticed, and it is known whether a journal that does not belong here had the place
of one with saves. What is not noticed: an older journal put back after the program was killed, before any mark told of
the later saves; and an older book.json put back together with its own older journal, which is the book of then.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from logs.errors import Notice, SotayError
from logs.store.book_copy import newest_copy
from logs.store.files import error_name
from logs.store.journal import JournalContents, JournalEntry, Mark, read_journal, read_mark
from logs.store.snapshot import DamageError, Snapshot, snapshot_sum

BOOK_FILE = "book.json"
JOURNAL_FILE = "book.journal"
MARK_FILE = "book.closed"
PREVIOUS = ".previous"
NEW = ".new"
# What a writer mends and tells of, and what a reader is told, who writes nothing.
_UNWRITTEN = {
    "book_restored": "book_restored_unwritten",
    "book_replaced": "book_replaced_unwritten",
    "journal_flawed": "journal_flawed_unwritten",
    "journal_foreign": "journal_foreign_unwritten",
    "journal_older": "journal_older_unwritten",
}
# The document that says which book this is, whatever else has changed in it.
_OWNER_TABLE, _OWNER = "about", "owner"
_OWNER_TEXT = b'"owner":{"book":"'


class _Owner(Struct, frozen=True):
    book: str


class BaseState:
    """Tables as some snapshot and the saves after it leave them."""

    def __init__(self, snapshot: Snapshot, saves: tuple[JournalEntry, ...] = ()) -> None:
        self.snapshot = snapshot
        self.saves = saves

    @property
    def number(self) -> int:
        """The number of the last save it holds."""
        return self.saves[-1].number if self.saves else self.snapshot.head.saves

    @cached_property
    def sum(self) -> str | None:
        """The checksum of the book.json that a checkpoint of it writes; None where a table is damaged."""
        if not self.saves:
            return self.snapshot.sum
        try:
            tables = {name: self.table(name).items() for name in self.names()}
            return snapshot_sum(self.number, tables, self.snapshot.head.format)
        except (DamageError, FileNotFoundError):
            return None

    @cached_property
    def book(self) -> str | None:
        """The id of the book; None where it cannot be read."""
        try:
            return msgspec.json.decode(self.table(_OWNER_TABLE)[_OWNER], type=_Owner).book
        except (DamageError, FileNotFoundError, KeyError, msgspec.MsgspecError):
            return None

    def names(self) -> list[str]:
        """The names of all tables, as a checkpoint orders them."""
        added = {name for save in self.saves for name, rows in save.put.items() if rows}
        return [*self.snapshot.head.tables, *sorted(added - self.snapshot.head.tables.keys())]

    def table(self, name: str) -> dict[str, Raw]:
        """A table's documents, encoded, as a checkpoint orders them; raises DamageError, OSError."""
        saved: dict[str, Raw] = {}
        for save in self.saves:
            saved.update(save.put.get(name, {}))
        rows = {key: document for key, document in self.snapshot.table(name).items() if key not in saved}
        return rows | {key: document for key, document in saved.items() if bytes(document) != b"null"}


class RecoveredState(Struct, frozen=True):
    """A book's state as found: the base, the saves of its journal that follow, and what a person should know.

    `journal_end` is where the journal may be continued, the one named `.new` where a checkpoint `was_promoting`; None
    where the files have to be written anew. `aside` are the files that do not hold what was written.
    """

    base: BaseState
    saves: tuple[JournalEntry, ...]
    journal_end: int | None = None
    was_promoting: bool = False
    notices: tuple[Notice, ...] = ()
    aside: tuple[Path, ...] = ()

    @property
    def number(self) -> int:
        """The number of the last save it holds."""
        return self.saves[-1].number if self.saves else self.base.number


def recover(folder: Path) -> RecoveredState:
    """The newest state of this book that the folder holds, nothing changed.

    Raises SotayError `book_missing`, `book_newer`, `book_damaged` (no file left to go by), `book_folder`.
    """
    try:
        # First, so that a writer beside who closes meanwhile has not marked saves that were read too early to be seen.
        mark = read_mark(folder / MARK_FILE)
        snapshot = _snapshot(folder / BOOK_FILE)
        journal = _journal(folder / JOURNAL_FILE)
        if snapshot and journal and journal.belongs_to(snapshot.sum):
            return _followed(folder, _Reading(BaseState(snapshot), journal), mark)
        new = _journal(folder / (JOURNAL_FILE + NEW))
        is_whole = bool(snapshot and new and not new.flaws and not new.saves and new.belongs_to(snapshot.sum))
        if snapshot and new and is_whole and (journal is None or _led_to(folder, snapshot, journal)):
            return RecoveredState(BaseState(snapshot), (), new.end, was_promoting=True)
        if snapshot and is_whole:
            # A checkpoint was cut short: whatever journal lies there now, book.json held every save.
            mark = Mark(snapshot.sum, snapshot.head.saves, is_last=True)
        return _repaired(folder, snapshot, journal, mark)
    except OSError as error:
        raise SotayError("book_folder", folder=str(folder), detail=error_name(error)) from error


def former_base(folder: Path) -> BaseState | None:
    """The state that the present book.json was made from; None where it cannot be had. Raises OSError."""
    try:
        snapshot = _snapshot(folder / (BOOK_FILE + PREVIOUS))
    except SotayError:
        return None
    if snapshot is None:
        return None
    journal = _journal(folder / (JOURNAL_FILE + PREVIOUS))
    return BaseState(snapshot, journal.saves if journal and journal.belongs_to(snapshot.sum) else ())


def unopenable(folder: Path) -> SotayError:
    """That there is no book in the folder, or none that can be read: `book_missing`, `book_damaged`.

    Both name the newest whole copy in `backups`, where there is one, in `copy`.
    """
    code = "book_damaged" if has_files(folder) else "book_missing"
    copy = newest_copy(folder)
    return SotayError(code, path=str(folder / BOOK_FILE), folder=str(folder), **({"copy": str(copy)} if copy else {}))


def unwritten(notice: Notice) -> Notice:
    """What to tell a reader of a file that is not as it was written, in place of what a writer is told."""
    return Notice(_UNWRITTEN.get(notice.code, notice.code), notice.params)


def has_files(folder: Path) -> bool:
    """Whether the folder holds anything of a book."""
    names = (BOOK_FILE, JOURNAL_FILE, BOOK_FILE + PREVIOUS, JOURNAL_FILE + PREVIOUS)
    return any((folder / name).exists() for name in names)


class _Reading:
    """One way to read the files: a base and the journal that continues it, None where none does."""

    def __init__(self, base: BaseState, journal: JournalContents | None = None) -> None:
        self.base = base
        self.journal = journal
        self.saves = tuple(save for save in journal.saves if save.number > base.number) if journal else ()
        self.last = self.saves[-1].number if self.saves else base.number
        self.lost = _gaps(base.snapshot.head.saves, base.saves) + _gaps(base.number, self.saves)
        if journal:
            self.lost += journal.broken

    def is_or_leads_to(self, snapshot: Snapshot) -> bool:
        """Whether the snapshot is what a checkpoint of one of its states wrote."""
        states = [BaseState(self.base.snapshot), self.base, BaseState(self.base.snapshot, self.base.saves + self.saves)]
        # The number of saves is part of the checksum, which is dear to reckon.
        return any(state.number == snapshot.head.saves and state.sum == snapshot.sum for state in states)


def _followed(folder: Path, reading: _Reading, mark: Mark | None) -> RecoveredState:
    """The state of book.json and its own journal."""
    assert reading.journal is not None  # noqa: S101 - by its callers
    is_older = _lost_since(mark, reading) > 0
    if not reading.journal.flaws and not is_older:
        return RecoveredState(reading.base, reading.saves, reading.journal.end)
    code = "journal_flawed" if reading.journal.flaws else "journal_older"
    notices = (Notice(code), _fate(reading, mark))
    return RecoveredState(reading.base, reading.saves, notices=notices, aside=(folder / JOURNAL_FILE,))


def _led_to(folder: Path, snapshot: Snapshot, journal: JournalContents) -> bool:
    """Whether the journal is the one that led from the former book.json to this one."""
    former = former_base(folder)
    if journal.flaws or former is None:
        # At the change to a newer format the former files go.
        return not journal.flaws and journal.reached == snapshot.head.saves
    base = _continued(former, journal)
    if base is None:
        return False
    # A large save is in the new book.json alone.
    is_of_one_book = base.book == BaseState(snapshot).book and journal.reached == snapshot.head.saves - 1
    return is_of_one_book or _Reading(base, journal).is_or_leads_to(snapshot)


def _repaired(
    folder: Path, snapshot: Snapshot | None, journal: JournalContents | None, mark: Mark | None
) -> RecoveredState:
    """The newest state of this book where the two files do not simply fit."""
    path, journal_path = folder / BOOK_FILE, folder / JOURNAL_FILE
    former = former_base(folder)
    alternatives = [_Reading(former)] if former else []
    if former and journal and (base := _continued(former, journal)):
        alternatives.append(_Reading(base, journal))
    present = _Reading(BaseState(snapshot)) if snapshot else None
    # Of equals the one that uses the journal.
    best = max(reversed(alternatives), key=lambda reading: reading.last, default=None)
    chosen = _of_this_book(path, present, best, mark)
    if chosen is None:
        raise unopenable(folder)
    notices, aside = [], []
    if chosen is not present:
        notices.append(Notice("book_replaced" if snapshot else "book_restored"))
        aside.append(path)
    is_sound = chosen.journal is not None and not chosen.journal.flaws
    if not is_sound:
        aside.append(journal_path)
        if journal is None:
            notices.append(Notice("journal_missing"))
        else:
            notices.append(Notice("journal_flawed" if journal.flaws else "journal_foreign"))
    if not is_sound or chosen.lost or _lost_since(mark, chosen):
        notices.append(_fate(chosen, mark))
    return RecoveredState(
        chosen.base, chosen.saves, notices=tuple(notices), aside=tuple(file for file in aside if file.exists())
    )


def _of_this_book(path: Path, present: _Reading | None, former: _Reading | None, mark: Mark | None) -> _Reading | None:
    """Which of the readings, of book.json alone and of the former files, is the newest of this book; None: neither."""
    if present is None or former is None:
        return present or (former if former and not _is_of_another(path, former.base) else None)
    theirs, ours = present.base.book, former.base.book
    is_of_one_book = theirs == ours if theirs and ours else former.journal is None
    if is_of_one_book or former.is_or_leads_to(present.base.snapshot):
        return former if former.last > present.last else present
    # Another book's: the one that neither the mark nor the journal belongs to.
    is_named = mark is not None and mark.continues == present.base.sum
    return former if former.journal and not is_named else present


def _is_of_another(path: Path, base: BaseState) -> bool:
    """Whether an illegible book.json still names another book than that of the base."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return False
    place = data.find(_OWNER_TEXT)
    named = data[place + len(_OWNER_TEXT) :].partition(b'"')[0] if place >= 0 else b""
    return bool(named) and base.book is not None and named != base.book.encode()


def _continued(former: BaseState, journal: JournalContents) -> BaseState | None:
    """Which of the states of the former files the journal continues."""
    states = (former, BaseState(former.snapshot))
    return next((state for state in states if state.sum and journal.belongs_to(state.sum)), None)


def _lost_since(mark: Mark | None, reading: _Reading) -> int:
    """How many of the saves that were there when the book was closed the reading lacks."""
    return max(0, mark.saves - reading.last) if mark and mark.continues == reading.base.sum else 0


def _fate(reading: _Reading, mark: Mark | None) -> Notice:
    """What is known of the saves that a journal which is not as it was written may have held."""
    if lost := max(reading.lost, _lost_since(mark, reading)):
        return Notice("saves_lost", {"count": lost})
    is_known = mark is not None and mark.is_last and mark.continues == reading.base.sum
    return Notice("nothing_lost" if is_known else "saves_unknown")


def _gaps(number: int, saves: Sequence[JournalEntry]) -> int:
    """How many saves are missing between that number and the last of the saves."""
    return saves[-1].number - number - len(saves) if saves else 0


def _snapshot(path: Path) -> Snapshot | None:
    try:
        return Snapshot.open(path)
    except (DamageError, FileNotFoundError):
        return None


def _journal(path: Path) -> JournalContents | None:
    try:
        return read_journal(path)
    except FileNotFoundError:
        return None
