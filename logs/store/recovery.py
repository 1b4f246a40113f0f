"""Which saves the files of a book's folder still hold, also when one of them was damaged or exchanged.

The folder keeps book.json with the journal that continues it, and the two files that stood before the last fold: the
former book.json and the journal that led from it to the present one. After a save too large for any journal they are a
second copy of book.json and an empty journal. Either pair, or the former one with both journals, gives the book as it
was after the last save. A journal named `.new` continues a book.json that a fold, if one was cut short, had put in
place already.

A journal that stays when the program closes leaves a mark behind, book.closed: how far it went. So an older journal of
the same book.json that was put back since is noticed. What is not noticed: one put back after the program was killed,
before any mark told of the later saves; and an older book.json put back together with its own older journal, which is
the book of then.
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Raw, Struct

from logs.errors import Notice, SotayError
from logs.store.files import error_name
from logs.store.journal import Content, Opening, Save, read_journal, read_mark
from logs.store.snapshot import DamageError, Snapshot

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
    "journal_older": "journal_older_unwritten",
}


class Base:
    """Tables as some snapshot and the saves after it leave them."""

    def __init__(self, snapshot: Snapshot, saves: tuple[Save, ...] = ()) -> None:
        self.snapshot = snapshot
        self.saves = saves

    @property
    def number(self) -> int:
        """The number of the last save it holds."""
        return self.saves[-1].number if self.saves else self.snapshot.head.saves

    def names(self) -> list[str]:
        """The names of all tables."""
        added = (name for save in self.saves for name in save.put)
        return list(dict.fromkeys((*self.snapshot.head.tables, *added)))

    def table(self, name: str) -> dict[str, Raw]:
        """A table's documents, encoded; raises DamageError, OSError."""
        rows = self.snapshot.table(name)
        for save in self.saves:
            for key, document in save.put.get(name, {}).items():
                if bytes(document) == b"null":
                    rows.pop(key, None)
                else:
                    rows[key] = document
        return rows


class State(Struct, frozen=True):
    """A book's state as found: the base, the saves of its journal that follow, and what a person should know.

    `journal_end` is where the journal may be continued, the one named `.new` where a fold `was_folding`; None where the
    files have to be written anew. `aside` are the files that do not hold what was written.
    """

    base: Base
    saves: tuple[Save, ...]
    journal_end: int | None = None
    was_folding: bool = False
    notices: tuple[Notice, ...] = ()
    aside: tuple[Path, ...] = ()

    @property
    def number(self) -> int:
        """The number of the last save it holds."""
        return self.saves[-1].number if self.saves else self.base.number


def find_state(folder: Path) -> State:
    """The newest state that the folder holds, nothing changed.

    Raises SotayError `book_missing`, `book_newer`, `book_damaged` (no file left to go by), `book_folder`.
    """
    path = folder / BOOK_FILE
    try:
        # First, so that a writer beside who closes meanwhile has not marked saves that were read too early to be seen.
        mark = read_mark(folder / MARK_FILE)
        snapshot = _snapshot(path)
        journal = _journal(folder / JOURNAL_FILE)
        if snapshot and journal and not journal.flaws and _continues(journal, snapshot):
            if mark and mark.continues == snapshot.sum and mark.saves > journal.reached:
                return _older(folder / JOURNAL_FILE, snapshot, journal, mark)
            return State(Base(snapshot), journal.saves, journal.end)
        new = _journal(folder / (JOURNAL_FILE + NEW))
        if snapshot and new and not new.flaws and not new.saves and _continues(new, snapshot):
            # At the making of a book there is no journal before.
            reached = snapshot.head.saves if journal is None else journal.reached
            # A large save is in the new book.json alone.
            if reached in (snapshot.head.saves, snapshot.head.saves - 1) and not (journal and journal.flaws):
                return State(Base(snapshot), (), new.end, was_folding=True)
        return _salvage(folder, snapshot, journal)
    except OSError as error:
        raise SotayError("book_folder", folder=str(folder), detail=error_name(error)) from error


def former_base(folder: Path) -> Base | None:
    """The state that the present book.json was folded from; None where it cannot be had. Raises OSError."""
    try:
        snapshot = _snapshot(folder / (BOOK_FILE + PREVIOUS))
    except SotayError:
        return None
    if snapshot is None:
        return None
    journal = _journal(folder / (JOURNAL_FILE + PREVIOUS))
    return Base(snapshot, journal.saves if journal and _continues(journal, snapshot) else ())


def unwritten(notice: Notice) -> Notice:
    """What to tell a reader of a file that is not as it was written, in place of what a writer is told."""
    return Notice(_UNWRITTEN.get(notice.code, notice.code), notice.params)


def has_files(folder: Path) -> bool:
    """Whether the folder holds anything of a book."""
    names = (BOOK_FILE, JOURNAL_FILE, BOOK_FILE + PREVIOUS, JOURNAL_FILE + PREVIOUS)
    return any((folder / name).exists() for name in names)


def _older(path: Path, snapshot: Snapshot, journal: Content, mark: Opening) -> State:
    """The state of a journal that lacks saves which it held when the book was closed."""
    notices = (Notice("journal_older"), Notice("saves_lost", {"count": mark.saves - journal.reached}))
    return State(Base(snapshot), journal.saves, notices=notices, aside=(path,))


class _Reading(Struct, frozen=True):
    """One way to read the files: a base, the saves that follow it and how many are missing.

    `fits`: whether the journal continues this base.
    """

    base: Base
    saves: tuple[Save, ...]
    fits: bool
    lost: int

    @property
    def last(self) -> int:
        return self.saves[-1].number if self.saves else self.base.number


def _salvage(folder: Path, snapshot: Snapshot | None, journal: Content | None) -> State:
    """The newest state where the two files do not simply fit."""
    path, journal_path = folder / BOOK_FILE, folder / JOURNAL_FILE
    former = former_base(folder)
    bases = [Base(snapshot)] if snapshot else []
    if former and not (snapshot and journal and _leads(former, journal, snapshot)):
        bases += [Base(former.snapshot), former]
    if not bases:
        raise SotayError("book_damaged" if has_files(folder) else "book_missing", path=str(path), folder=str(folder))
    # The first of equals is taken: book.json itself, if it can be.
    best = max(
        (_reading(base, journal) for base in bases), key=lambda reading: (reading.fits, -reading.lost, reading.last)
    )
    notices, aside = [], []
    if best.base.snapshot is not snapshot:
        notices.append(Notice("book_replaced" if snapshot else "book_restored"))
        aside.append(path)
    if journal is None:
        notices.append(Notice("journal_missing"))
    elif journal.flaws or not best.fits:
        notices.append(Notice("journal_flawed"))
        aside.append(journal_path)
    if best.lost:
        notices.append(Notice("saves_lost", {"count": best.lost}))
    return State(best.base, best.saves, notices=tuple(notices), aside=tuple(one for one in aside if one.exists()))


def _leads(former: Base, journal: Content, snapshot: Snapshot) -> bool:
    """Whether the journal is one put back from before the last fold, which says nothing against the present book."""
    return _continues(journal, former.snapshot) and journal.reached == snapshot.head.saves


def _reading(base: Base, journal: Content | None) -> _Reading:
    """What the journal adds to the base: all that follows, or nothing where it continues some other book.json."""
    lost = _gaps(base.snapshot.head.saves, base.saves)
    if journal is None:
        return _Reading(base, (), False, lost)
    saves = tuple(save for save in journal.saves if save.number > base.number)
    if journal.opening is None:
        # Only the numbers tell.
        fits = bool(saves) and saves[0].number == base.number + 1
    elif base.saves:
        fits = journal.opening.saves == base.number
    else:
        fits = _continues(journal, base.snapshot)
    if fits or (journal.opening is None and saves):
        return _Reading(base, saves, fits, lost + _gaps(base.number, saves) + journal.broken)
    return _Reading(base, (), False, lost + max(0, journal.reached - base.number) + journal.broken)


def _gaps(number: int, saves: Sequence[Save]) -> int:
    """How many saves are missing between that number and the last of the saves."""
    return saves[-1].number - number - len(saves) if saves else 0


def _continues(journal: Content, snapshot: Snapshot) -> bool:
    return journal.opening is not None and journal.opening.continues == snapshot.sum


def _snapshot(path: Path) -> Snapshot | None:
    try:
        return Snapshot.open(path)
    except (DamageError, FileNotFoundError):
        return None


def _journal(path: Path) -> Content | None:
    try:
        return read_journal(path)
    except FileNotFoundError:
        return None
