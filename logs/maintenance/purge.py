"""A session's text taken out of a book for good: of the register, of the steps, of both files and of the book's copies.

A deletion alone leaves the text in the steps, so that an undo can bring it back, and in the copies. A purge is a
deletion (or, with `former_only`, none) after which nothing of what the session said before is left where the book
keeps its own. That it was purged is noted, so that a copy from before it, put back, leaves the text out. The id stays,
and by the version rule the versions that were replaced: an old file merged once more
brings nothing back. Cut short at any point it leaves a sound book, and purging again goes on.
"""

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from logs.book.book import LogBook
from logs.book.changes import Change
from logs.book.withdrawals import Purge
from logs.errors import SotayError
from logs.exchange.received import Received, Waiting, kept_file
from logs.maintenance.backups import backups
from logs.store.book_copy import FOLDER, write_copy
from logs.store.files import remove_unfinished
from logs.store.recovery import BOOK_FILE, JOURNAL_FILE, PREVIOUS
from logs.store.snapshot import DamageError, Snapshot, inflated


class Purged(Struct, frozen=True):
    """What became of a purge: how many of the book's own copies were written anew, and what it could not reach.

    `received` and `exported` are names of files that came in or were sent, `files` paths in the book's folder (copies
    that cannot be read, files kept aside), `reports` the number of reports that are kept as they were sent.
    """

    id: str
    copies: int
    received: tuple[str, ...]
    exported: tuple[str, ...]
    files: tuple[str, ...]
    reports: int


def find_for_purge(book: LogBook, text: str) -> str:
    """The id of the session that a person names as for `Sessions.get`, a deleted one too; raises as that does."""
    try:
        return book.sessions.get(text).id
    except SotayError as error:
        if error.code not in ("session_deleted", "session_purged"):
            raise
        return str(error.params["value"])


def purge(book: LogBook, session_id: str, *, former_only: bool = False) -> Purged:
    """Delete the session and take every text of it out; with `former_only` it stays as it is now, and only what it
    said before goes. No undo brings anything of it back.

    Raises SotayError `book_read_only`, `session_missing`, `claim_open` (several units claim the id; whose it is has to
    be answered first), `save_failed`.
    """
    if book.read_only:
        raise SotayError("book_read_only")
    record = book.sessions.record(session_id)
    if record is None:
        raise SotayError("session_missing", value=session_id)
    if record.is_claimed(book.exchange.lens.unit):
        raise SotayError("claim_open", value=record.id)
    if not former_only and not record.is_deleted:
        book.delete(session_id)
    present = book.storage.rows("sessions")[session_id]
    steps = _without_text(book.storage.rows("changes"), session_id, present, is_deleted=not former_only)
    noted = {session_id: _noted(book, session_id)}
    book.storage.commit({"changes": steps, "purged": noted, "withdrawn": {session_id: None}})
    book.storage.rewrite()
    copies, unreached = _purge_copies(book.folder, session_id, present, is_deleted=not former_only)
    return Purged(
        session_id,
        copies,
        tuple(_received_with(book, session_id)),
        tuple(export.file for export in book.exchange.exports()) if book.exchange.was_sent(session_id) else (),
        (*unreached, *_files_with(book.folder, session_id)),
        len(book.exchange.frozen_reports()),
    )


def _noted(book: LogBook, session_id: str) -> bytes:
    """What a copy put back later has to leave out."""
    record, former = book.sessions.records[session_id], book.sessions.purge_of(session_id)
    versions = record.replaced.union(former.versions if former else ())
    left = [head.id for head in record.heads]
    return msgspec.json.encode(Purge(at=book.clock(), versions=tuple(sorted(versions)), left=tuple(left)))


def _without_text(
    steps: Mapping[str, bytes | Raw], session_id: str, present: bytes, *, is_deleted: bool
) -> dict[str, bytes | None]:
    """The steps that knew the session, as they are without what it said; those that need no change are left out."""
    mark = session_id.encode()
    changed: dict[str, bytes | None] = {}
    for key, raw in steps.items():
        if mark in bytes(raw):
            step = msgspec.json.decode(raw, type=Change)
            purged = _purged(step, session_id, present, is_deleted=is_deleted)
            if purged != step:
                changed[key] = msgspec.json.encode(purged)
    return changed


def _purged(step: Change, session_id: str, present: bytes, *, is_deleted: bool) -> Change:
    """The step as if it had not touched the session; of its deletion the day and the person stay in the history.

    A step with nothing left to take back counts as taken back.
    """
    if session_id in step.before.get("withdrawn", ()):
        left = {key: raw for key, raw in step.before["withdrawn"].items() if key != session_id}
        step = msgspec.structs.replace(step, before={**step.before, "withdrawn": left})
    if session_id not in step.session_ids:
        return step
    others = {key: raw for key, raw in step.before["sessions"].items() if key != session_id}
    if others:
        return msgspec.structs.replace(step, before={**step.before, "sessions": others})
    is_told = step.before["sessions"][session_id] == Raw(present)
    if is_deleted and step.action == "delete" and (is_told or not step.undone):
        before = {**step.before, "sessions": {session_id: Raw(present)}}
        return msgspec.structs.replace(step, before=before, reason="", undone=True)
    tables = {table: rows for table, rows in step.before.items() if table != "sessions"}
    return msgspec.structs.replace(step, before=tables, reason="", undone=step.undone or not any(tables.values()))


def _purge_copies(folder: Path, session_id: str, present: bytes, *, is_deleted: bool) -> tuple[int, list[str]]:
    """Write the book's own copies anew where they know the session: how many, and which could not be."""
    remove_unfinished(folder / FOLDER)
    count, unreached = 0, []
    for backup in backups(folder):
        try:
            count += _purge_copy(backup.path, session_id, present, is_deleted=is_deleted)
        except (DamageError, OSError, SotayError, msgspec.MsgspecError):
            unreached.append(str(backup.path))
    return count, unreached


def _purge_copy(path: Path, session_id: str, present: bytes, *, is_deleted: bool) -> bool:
    """Whether the copy had to be written anew; raises DamageError, OSError, SotayError, msgspec.MsgspecError."""
    snapshot = Snapshot.open(path)
    tables = snapshot.tables()
    sessions, steps = tables.get("sessions", {}), tables.get("changes", {})
    changed = _without_text(steps, session_id, present, is_deleted=is_deleted)
    was_left = tables.get("withdrawn", {}).pop(session_id, None) is not None
    if not changed and not was_left and bytes(sessions.get(session_id, Raw(present))) == present:
        return False
    steps |= {key: Raw(raw or b"null") for key, raw in changed.items()}
    if session_id in sessions:
        sessions[session_id] = Raw(present)
    write_copy(path, snapshot.head.saves, {name: rows.items() for name, rows in tables.items()}, snapshot.head.format)
    return True


def _received_with(book: LogBook, session_id: str) -> Iterator[str]:
    """The names of the kept files that name the session."""
    kept: dict[str, Received | Waiting] = {**book.exchange.received, **book.exchange.waiting}
    for digest, file in kept.items():
        if _names(kept_file(book.folder, digest), session_id):
            yield file.file


def _files_with(folder: Path, session_id: str) -> Iterator[str]:
    """Further files of the book's folder that name the session: kept aside as damaged, or put there by hand."""
    own = {folder / (name + ending) for name in (BOOK_FILE, JOURNAL_FILE) for ending in ("", PREVIOUS)}
    own |= {backup.path for backup in backups(folder)}
    for path in (*sorted(folder.glob("book.*")), *sorted((folder / FOLDER).glob("*"))):
        if path not in own and _names(path, session_id):
            yield str(path)


def _names(path: Path, session_id: str) -> bool:
    try:
        return session_id.encode() in inflated(path.read_bytes())
    except OSError:
        return False
    except zlib.error:
        return True  # nobody can tell
