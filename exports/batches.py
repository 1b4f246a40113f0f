"""The merges that a book has seen, and taking one back as a whole while keeping what came after it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from exports.planning import Planning
from exports.review import kept_package
from logs.book import LogBook
from logs.changes import Change
from logs.errors import SotayError
from logs.steps import answer
from logs.versions import Record

# Steps of a person: what they touched after a merge is kept when the merge is taken back.
_OWN_WORK = frozenset({"add", "edit", "delete", "restore", "decide"})


class Batch(Struct, frozen=True):
    """A merge: its id, when and by whom, the files it took or set apart, how many sessions it changed."""

    key: str
    at: datetime
    who: str
    files: tuple[str, ...]
    sessions: int
    undone: bool


class Unmerged(Struct, frozen=True):
    """What taking a batch back does to its sessions, by their ids.

    `removed` are gone, `former` are as they were before or as later files have them, `kept` were edited since and stay,
    `withdrawn` had been sent on and are answered by new versions, so that the change reaches those who have them.
    """

    batch: Batch
    removed: tuple[str, ...]
    former: tuple[str, ...]
    kept: tuple[str, ...]
    withdrawn: tuple[str, ...]


class _Unmerging(Struct, frozen=True):
    report: Unmerged
    changes: dict[str, dict[str, bytes | None]]


def batches(book: LogBook) -> tuple[Batch, ...]:
    """The merges, newest first."""
    return tuple(_batch(change) for change in book.changes(newest_first=True) if change.action == "merge")


def plan_unmerge(book: LogBook, key: str) -> Unmerged:
    """What taking a batch back would do; raises SotayError as `unmerge` does."""
    return _unmerging(book, _merge_step(book, key)).report


def unmerge(book: LogBook, key: str) -> Unmerged:
    """Take a batch back in one save, as if its files had not come; itself a step that can be undone.

    Raises SotayError `batch_missing`, `batch_undone`, `received_missing` (a file that came later is needed to tell what
    it brings, and is not kept any more), `save_failed`.
    """
    step = _merge_step(book, key)
    unmerging = _unmerging(book, step)
    book.take_back(step, unmerging.changes)
    return unmerging.report


def _merge_step(book: LogBook, key: str) -> Change:
    wanted = key.strip().lstrip("0")
    for change in book.changes(newest_first=True):
        if change.action == "merge" and wanted in (str(change.number), change.key):
            if change.undone:
                raise SotayError("batch_undone", value=key)
            return change
    raise SotayError("batch_missing", value=key)


def _batch(change: Change) -> Batch:
    sessions = len(change.session_ids)
    return Batch(change.key, change.at, change.who, change.files, sessions, change.undone)


def _unmerging(book: LogBook, step: Change) -> _Unmerging:
    later = [one for one in book.changes() if one.number > step.number and not one.undone and one.undoes is None]
    edited = {key for one in later if one.action in _OWN_WORK for key in one.session_ids}
    touched = [key for key in step.session_ids if key not in edited]
    rebuilt = _rebuilt(book, step, touched)
    sessions = {key: rebuilt[key] for key in touched if rebuilt[key] != book.record(key)}
    withdrawn = {key for key in sessions if book.was_sent(key)}
    changes: dict[str, dict[str, bytes | None]] = {
        table: _before(book, step, table) for table in ("received", "waiting", "senders")
    }
    changes["sessions"] = {
        key: _encoded(answer(held, record) if key in withdrawn and (held := book.record(key)) else record)
        for key, record in sessions.items()
    }
    changes["reporters"] = _reporters_before(book, step, sessions)
    report = Unmerged(
        _batch(step),
        removed=tuple(key for key, record in sessions.items() if record is None and key not in withdrawn),
        former=tuple(key for key, record in sessions.items() if record is not None and key not in withdrawn),
        kept=tuple(key for key in step.session_ids if key in edited),
        withdrawn=tuple(sorted(withdrawn)),
    )
    return _Unmerging(report, changes)


def _rebuilt(book: LogBook, step: Change, sessions: Iterable[str]) -> dict[str, Record | None]:
    """The records as they were before the step, with what the files that came later have to say of them."""
    former = {key: step.record_before(key) for key in sessions}
    planning = Planning(book, frozenset(), trust_new=True, base=former)
    taken_back = step.before.get("received", {})
    for file in sorted(book.received.values(), key=lambda one: (one.received, one.sha256)):
        if file.sha256 not in taken_back and file.received >= step.at and former:
            planning.take_again(kept_package(book, file), former.keys())
    return {key: planning.sessions.get(key) for key in former}


def _before(book: LogBook, step: Change, table: str) -> dict[str, bytes | None]:
    """The documents of a table as they were before the step, but for those that later steps have changed."""
    changed_since = {key for one in book.changes() if one.number > step.number for key in one.before.get(table, ())}
    documents = step.before.get(table, {})
    return {key: _plain(raw) for key, raw in documents.items() if key not in changed_since}


def _reporters_before(book: LogBook, step: Change, sessions: Mapping[str, Record | None]) -> dict[str, bytes | None]:
    """Reporters as they were before; those whom a session that stays still names remain."""
    found = _before(book, step, "reporters")
    if not found:
        return found
    remaining = {**book.records, **sessions}
    heads = (head.content for record in remaining.values() if record for head in record.heads)
    named = {code for content in heads if content is not None for code in content.reporters}
    return {key: document for key, document in found.items() if key not in named}


def _plain(raw: Raw) -> bytes | None:
    return None if bytes(raw) == b"null" else bytes(raw)


def _encoded(record: Record | None) -> bytes | None:
    return None if record is None else msgspec.json.encode(record)
