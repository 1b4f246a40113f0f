"""Copies of a book: one a day, one before each large change, wherever a person wants one; and back again.

A copy is one file of the same form as book.json, deflated unless it is another name of a file of the book; either is
checked as strictly. Putting one back is a step like any other: it is
shown first, a copy of the present state is made before, and it can be undone.
"""

import contextlib
import re
from collections.abc import Mapping
from datetime import date as Date
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

import msgspec
from msgspec import Raw, Struct

from logs.book.book import LogBook
from logs.book.changes import Change
from logs.book.history import UNDOABLE, answer
from logs.book.reference import Clock, Owner
from logs.book.withdrawals import Withdrawal
from logs.errors import SotayError
from logs.exchange.same_event import Answers
from logs.model import EARLIEST
from logs.session.query import Entry, entry_of
from logs.store.book_copy import FOLDER, name_copy
from logs.store.checkpoint import ASIDE
from logs.store.files import error_name, make_folder, remove_unfinished
from logs.store.migrations import is_older, upgraded
from logs.store.snapshot import DamageError, Snapshot
from logs.store.storage import BookStorage
from logs.versions import Record, contents_of, holds_together

DAYS_KEPT = 14
# Copies made before merges and restores; older ones go.
MOST_OTHERS = 30
Kind = Literal["daily", "merge", "restore", "upgrade"]
_NAME = re.compile(r"(daily|merge|restore|upgrade)-(\d{4}-\d{2}-\d{2})(?:-(\d{9}))?\.json(?:\.gz)?")
DEFLATED = ".json.gz"


class Backup(Struct, frozen=True):
    """A copy that the book made by itself."""

    path: Path
    kind: Kind
    day: Date


class Restoration(Struct, frozen=True):
    """What putting a copy back would do, session by session.

    `lost` are here now and not in the copy, `back` are in the copy and not here, `changed` differ, if only in what a
    person has yet to decide between: as now, as then. `purged` are ids of sessions of which the copy still has text
    that was purged here since: they stay as they are.
    """

    lost: tuple[Entry, ...]
    back: tuple[Entry, ...]
    changed: tuple[tuple[Entry, Entry], ...]
    purged: tuple[str, ...] = ()


def make_backup(book: LogBook, path: Path) -> Path:
    """Write a copy of the book into the new file `path`, deflated where that ends in .gz.

    Raises SotayError `export_file_exists`, `backup_failed` (path, detail).
    """
    if _exists(path):
        raise SotayError("export_file_exists", path=str(path))
    remove_unfinished(path.parent)
    book.storage.write_copy(path)
    return path


def backup_before(book: LogBook, kind: Kind) -> Path:
    """A copy before a merge or a restore, in the book's own folder; the oldest of these go.

    Raises SotayError `backup_failed` (path, detail), `book_folder`.
    """
    folder = _folder(book)
    stamp = f"{kind}-{book.clock():%Y-%m-%d-%H%M%S}"
    paths = (folder / f"{stamp}{number:03}{DEFLATED}" for number in range(1000))
    path = make_backup(book, next(path for path in paths if not _exists(path)))
    _keep([backup for backup in backups(book.folder) if backup.kind != "daily"], MOST_OTHERS)
    return path


def daily_backup(book: LogBook) -> Path | None:
    """The day's copy, if there is none yet; copies of the last DAYS_KEPT days of work are kept.

    Raises SotayError `backup_failed` (path, detail), `book_folder`.
    """
    plain = book.folder / FOLDER / f"daily-{book.today().isoformat()}.json"
    path = plain.with_suffix(DEFLATED)
    if _exists(plain) or _exists(path):
        return None
    _folder(book)
    if book.storage.second_copy is None:
        make_backup(book, path)
    else:
        # Made a moment ago, never written to, and another file than book.json: it takes no time and no space.
        name_copy(book.storage.second_copy, path := plain)
    _keep([backup for backup in backups(book.folder) if backup.kind == "daily"], DAYS_KEPT)
    return path


def backups(folder: Path) -> tuple[Backup, ...]:
    """The copies that a book has made by itself, oldest first."""
    try:
        paths = sorted((folder / FOLDER).iterdir(), key=lambda path: path.name.partition("-")[2])
    except OSError:
        return ()
    named = ((path, _NAME.fullmatch(path.name)) for path in paths)
    return tuple(Backup(path, cast("Kind", name[1]), Date.fromisoformat(name[2])) for path, name in named if name)


def default_name(book: LogBook) -> str:
    """The usual name of a copy that a person asks for: `sotay-CB01-2014-12-10-093000.json.gz`."""
    return f"sotay-{book.owner.unit}-{book.clock():%Y-%m-%d-%H%M%S}{DEFLATED}"


def compare(book: LogBook, path: Path) -> Restoration:
    """What putting the copy back would do; raises SotayError as `restore` does."""
    return _restoration(book, _read(book, path)["sessions"])


def look_at(path: Path) -> Restoration:
    """What a copy holds, for who has no book, or one that was never used; raises SotayError as `restore` does."""
    records = [msgspec.json.decode(raw, type=Record) for raw in _tables(path)["sessions"].values()]
    return Restoration((), tuple(entry for entry in map(entry_of, records) if entry), ())


def owner_of(path: Path) -> Owner:
    """Whose book the copy is of; raises SotayError as `restore` does."""
    return msgspec.json.decode(_tables(path)["about"]["owner"], type=Owner)


def is_unused(folder: Path) -> bool:
    """Whether no session was ever saved in the book, nor a file sent or taken in; raises SotayError as opening does."""
    storage = BookStorage(folder, read_only=True)
    steps = (msgspec.json.decode(raw, type=Change) for raw in storage.rows("changes").values())
    is_empty = not any(storage.rows(name) for name in ("sessions", "exports", "received", "waiting"))
    return is_empty and not any(step.session_ids for step in steps)


def restore(book: LogBook, path: Path) -> Change | None:
    """Put the sessions, reporters and received files back as the copy has them, as one step that can be undone.

    None, and nothing done, where the book has them so. What was purged since stays purged. The catalogue, the unit list
    and the numbers of sent files stay as they are, and a key that has been revoked stays revoked. Raises SotayError
    `path_missing`, `backup_damaged`, `backup_of_other_book`, `book_newer`, `backup_failed`, `save_failed`.
    """
    tables = _read(book, path)
    changes: dict[str, dict[str, bytes | None]] = {}
    for name in UNDOABLE:
        then, now = tables.get(name, {}), book.storage.rows(name)
        differing = {key: bytes(raw) for key, raw in then.items() if not _say_the_same(now.get(key), bytes(raw))}
        gone = dict.fromkeys(key for key in now if key not in then)
        changes[name] = {**differing, **gone}
    for key in _purged(book, tables["sessions"]):
        changes["sessions"].pop(key, None)
    for key, sender in book.exchange.senders.items():
        if sender.revoked is not None:
            changes["senders"].pop(key, None)
    changes["withdrawn"] |= _answer_what_was_sent(changes["sessions"], book)
    _answer_what_was_said(changes["links"], book)
    if not any(rows for name, rows in changes.items() if name != "withdrawn"):
        return None
    backup_before(book, "restore")
    return book.history.commit("restore", changes, files=(path.name,))


def _say_the_same(now: bytes | None, then: bytes) -> bool:
    """Whether two documents are one, in whatever order their fields stand."""
    if now is None or now == then:
        return now == then
    try:
        return bool(msgspec.json.decode(now) == msgspec.json.decode(then))
    except msgspec.MsgspecError:
        return False


def _answer_what_was_sent(changes: dict[str, bytes | None], book: LogBook) -> dict[str, bytes]:
    """Make a new version of what a package has carried: taken back alone, it would not reach those who have it.

    What says the same now as then needs none. Returns for each session how it is left.
    """
    left: dict[str, bytes] = {}
    for key in filter(book.exchange.was_sent, tuple(changes)):
        raw, now = changes[key], _readable(book, key)
        if now is not None:
            former = None if raw is None else msgspec.json.decode(raw, type=Record)
            if contents_of(now) == contents_of(former) and holds_together(key, now):
                del changes[key]
            else:
                now = answer(now, former)
                changes[key] = msgspec.json.encode(now)
            left[key] = msgspec.json.encode(Withdrawal.leaving(now, former))
    return left


def _answer_what_was_said(changes: dict[str, bytes | None], book: LogBook) -> None:
    """The same for answers about pairs of sessions."""
    for key in filter(book.history.was_link_sent, tuple(changes)):
        raw = changes[key]
        former = Answers(key) if raw is None else msgspec.json.decode(raw, type=Answers)
        now, then = book.figures.links[key], book.figures.hearing.counting(former)
        if contents_of(now) == contents_of(then) and holds_together(key, now):
            del changes[key]
        else:
            changes[key] = msgspec.json.encode(book.history.answered_back(former))


def _readable(book: LogBook, key: str) -> Record | None:
    """The book's record of a session; None where it cannot be read: a copy is put back to mend just that."""
    with contextlib.suppress(msgspec.MsgspecError):
        return book.sessions.record(key)
    return None


def rebuild(folder: Path, path: Path, clock: Clock) -> None:
    """Make a book in `folder` from a copy, where the book there cannot be opened, was never used or there is none.

    Files of the former book are kept under names that say when. Raises SotayError as `restore` does, `book_in_use`.
    """
    tables, saves = _tables(path), Snapshot.open(path).head.saves
    with contextlib.suppress(OSError):
        for one in sorted(folder.glob("book.j*")):
            one.rename(one.with_name(f"{one.name}{ASIDE}{clock():%Y%m%d-%H%M%S}"))
    storage = BookStorage(folder, create=True)
    storage.generation = max(saves, _minutes_since_2000(clock()))
    try:
        storage.commit({name: {key: bytes(raw) for key, raw in rows.items()} for name, rows in tables.items()})
    finally:
        storage.close()


def _minutes_since_2000(now: datetime) -> int:
    """Steps, kits and receipts of a book that was made again are numbered on from here: above whatever it has given out
    after the copy was made, since no book is saved so often.
    """
    return (now.date() - EARLIEST).days * 1_440 + now.hour * 60 + now.minute


def _folder(book: LogBook) -> Path:
    folder = book.folder / FOLDER
    make_folder(folder)
    return folder


def _exists(path: Path) -> bool:
    """Whether there is a file of that name; raises SotayError `backup_failed` where the disk does not say."""
    try:
        return path.exists()
    except OSError as error:
        raise SotayError("backup_failed", path=str(path), detail=error_name(error)) from error


def _keep(copies: list[Backup], most: int) -> None:
    for backup in copies[:-most]:
        with contextlib.suppress(OSError):
            backup.path.unlink()


def _read(book: LogBook, path: Path) -> dict[str, dict[str, Raw]]:
    """A copy's tables, each checked; of this same book."""
    tables = _tables(path)
    owner = msgspec.json.decode(tables["about"]["owner"], type=Owner)
    if owner.book != book.owner.book:
        raise SotayError("backup_of_other_book", path=str(path), unit=owner.unit)
    return tables


def _tables(path: Path) -> dict[str, dict[str, Raw]]:
    """A copy's tables, each checked, in the present format."""
    try:
        snapshot = Snapshot.open(path)
        tables = _upgraded(snapshot.tables(), snapshot.head.format)
        msgspec.json.decode(tables["about"]["owner"], type=Owner)
        for raw in tables.setdefault("sessions", {}).values():
            msgspec.json.decode(raw, type=Record)
    except FileNotFoundError:
        raise SotayError("path_missing", path=str(path)) from None
    except (DamageError, OSError, LookupError, ValueError, msgspec.MsgspecError) as error:
        raise SotayError("backup_damaged", path=str(path)) from error
    return tables


def _upgraded(tables: dict[str, dict[str, Raw]], form: int) -> dict[str, dict[str, Raw]]:
    if not is_older(form):
        return tables
    found = upgraded({name: {key: bytes(raw) for key, raw in rows.items()} for name, rows in tables.items()}, form)
    return {name: {key: Raw(document) for key, document in rows.items()} for name, rows in found.items()}


def _purged(book: LogBook, then: Mapping[str, Raw]) -> tuple[str, ...]:
    """The sessions of which the copy says what was purged here."""
    return tuple(
        key
        for key in sorted(book.storage.rows("purged").keys() & then.keys())
        if (purge := book.sessions.purge_of(key)) is not None
        and any(
            head.content is not None and head.id in purge.versions
            for head in msgspec.json.decode(then[key], type=Record).heads
        )
    )


def _restoration(book: LogBook, then: Mapping[str, Raw]) -> Restoration:
    lost, back, changed = [], [], []
    rows, purged = book.storage.rows("sessions"), _purged(book, then)
    for key in sorted({*rows, *then}.difference(purged)):
        now_raw, then_raw = rows.get(key), then.get(key)
        if then_raw is not None and now_raw == bytes(then_raw):
            continue
        present = _readable(book, key)
        past = msgspec.json.decode(then_raw, type=Record) if then_raw is not None else None
        now, former = entry_of(present), entry_of(past)
        if now and former:
            if contents_of(present) != contents_of(past):
                changed.append((now, former))
        elif now:
            lost.append(now)
        elif former:
            back.append(former)
    return Restoration(tuple(lost), tuple(back), tuple(changed), purged)
