"""Which saves the files of a book's folder still hold, and how to get at them when a file was damaged or exchanged.

The folder keeps book.json with the journal that continues it, and the two files that stood before the last fold: the
former book.json and the journal that led from it to the present one. Either pair, or the former one with both journals,
gives the book as it was after the last save.
"""

import contextlib
import os
import shutil
from datetime import datetime
from pathlib import Path

from msgspec import Raw, Struct

from logs.errors import Notice, SotayError
from logs.files import error_name, replace_file
from logs.journal import Content, Save, read_journal
from logs.snapshot import DamageError, Snapshot

BOOK_FILE = "book.json"
JOURNAL_FILE = "book.journal"
PREVIOUS = ".previous"


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

    `journal_end` is where the journal may be continued; None where the files have to be written anew. `aside` are the
    files that do not hold what was written.
    """

    base: Base
    saves: tuple[Save, ...]
    number: int
    journal_end: int | None
    notices: tuple[Notice, ...]
    aside: tuple[Path, ...]


def find_state(folder: Path) -> State:
    """The newest state that the folder holds, nothing changed.

    Raises SotayError `book_missing`, `book_newer`, `book_damaged` (no file left to go by), `book_folder`.
    """
    path, journal_path = folder / BOOK_FILE, folder / JOURNAL_FILE
    try:
        snapshot = _snapshot(path)
        journal = _journal(journal_path)
        if snapshot and journal and journal.opening and journal.opening.continues == snapshot.sum and not journal.flaws:
            number = journal.saves[-1].number if journal.saves else snapshot.head.saves
            return State(Base(snapshot), journal.saves, number, journal.end, (), ())
        return _salvage(folder, snapshot, journal)
    except OSError as error:
        raise SotayError("book_folder", folder=str(folder), detail=error_name(error)) from error


def former_base(folder: Path) -> Base | None:
    """The state that the present book.json was folded from; None where it cannot be had."""
    snapshot = _snapshot(folder / (BOOK_FILE + PREVIOUS))
    journal = _journal(folder / (JOURNAL_FILE + PREVIOUS))
    if snapshot is None:
        return None
    return Base(snapshot, _following(snapshot.head.saves, journal)[0])


def keep_previous(folder: Path) -> None:
    """Let the two present files be had under their former names as well, before they are replaced; raises OSError."""
    for name in (BOOK_FILE, JOURNAL_FILE):
        path, new = folder / name, folder / f"{name}{PREVIOUS}.new"
        if not path.exists():
            continue
        new.unlink(missing_ok=True)
        try:
            os.link(path, new)
        except OSError:
            # FAT and some network file systems know no second name for a file.
            shutil.copyfile(path, new)
        replace_file(new, folder / f"{name}{PREVIOUS}")


def keep_aside(path: Path, now: datetime) -> Path | None:
    """Copy a file that does not hold what was written to a name that says so; None where there is none to copy."""
    target = path.with_name(f"{path.name}.damaged-{now:%Y%m%d-%H%M%S-%f}")
    with contextlib.suppress(OSError):
        shutil.copyfile(path, target)
        return target
    return None


def _salvage(folder: Path, snapshot: Snapshot | None, journal: Content | None) -> State:
    """The newest state where the two files do not simply fit."""
    path, journal_path = folder / BOOK_FILE, folder / JOURNAL_FILE
    former = former_base(folder)
    if snapshot is None and former is None:
        some_file = any((folder / name).exists() for name in (BOOK_FILE, BOOK_FILE + PREVIOUS))
        raise SotayError("book_damaged" if some_file else "book_missing", path=str(path), folder=str(folder))
    was_folding = (
        snapshot is not None
        and former is not None
        and journal is not None
        and journal.opening is not None
        and journal.opening.continues == former.snapshot.sum
        and snapshot.head.saves >= (journal.saves[-1].number if journal.saves else journal.opening.saves)
    )
    if was_folding and snapshot is not None:
        # The program ended between the two steps of a fold: the journal's saves stand in book.json already.
        return State(Base(snapshot), (), snapshot.head.saves, None, (), ())
    bases = [Base(snapshot)] if snapshot else []
    bases += [former] if former else []
    base = max(bases, key=lambda one: (_last(one, journal), one.snapshot is snapshot))
    saves, lost = _following(base.number, journal)
    notices, aside = [], []
    if base.snapshot is not snapshot and path.exists():
        notices.append(Notice("book_replaced" if snapshot else "book_restored"))
        aside.append(path)
    if journal is None:
        notices.append(Notice("journal_missing"))
    elif journal.flaws or journal.opening is None or journal.opening.saves != base.number:
        notices.append(Notice("journal_flawed"))
        aside.append(journal_path)
    if lost:
        notices.append(Notice("saves_lost", {"count": lost}))
    return State(base, saves, _last(base, journal), None, tuple(notices), tuple(aside))


def _last(base: Base, journal: Content | None) -> int:
    """The number of the last save that a base and the journal together hold."""
    saves, _ = _following(base.number, journal)
    return saves[-1].number if saves else base.number


def _following(reached: int, journal: Content | None) -> tuple[tuple[Save, ...], int]:
    """The journal's saves after number `reached`, and how many between them are missing.

    A journal that begins later than that continues some other book.json and does not follow.
    """
    if journal is None or (journal.opening is not None and journal.opening.saves > reached):
        return (), 0
    saves = tuple(save for save in journal.saves if save.number > reached)
    return saves, (saves[-1].number - reached - len(saves) if saves else 0)


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
