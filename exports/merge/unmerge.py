"""The merges that a book has seen, and taking one back as a whole while keeping what came after it."""

from collections.abc import Container, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct

from exports.merge.kept_files import kept_package, read_kept
from exports.merge.plan import Planning, heard
from logs.book.book import LogBook
from logs.book.changes import Change
from logs.book.undo import answer
from logs.errors import SotayError
from logs.exchange.same_event import Answers
from logs.versions import Record, contents_of

# Tables whose documents go back to what they were, where nothing has changed them since. The catalogue that a kit
# brought stays, unused: sessions may have been logged under it.
_AS_THEY_WERE = ("received", "waiting", "senders", "maps", "totals", "receipts", "about", "units")
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
    rebuilt = _rebuilt(book, step, edited)
    sent = {key for key in rebuilt if book.was_sent(key)}
    sessions = {key: one for key, one in rebuilt.items() if not _says(one, book.record(key), sent=key in sent)}
    withdrawn = sent & sessions.keys()
    changes: dict[str, dict[str, bytes | None]] = {table: _before(book, step, table) for table in _AS_THEY_WERE}
    changes["sessions"] = {
        key: _encoded(answer(held, record) if key in withdrawn and (held := book.record(key)) else record)
        for key, record in sessions.items()
    }
    remaining = {one.key for one in book.received.values() if one.sha256 not in changes["received"]}
    changes["senders"] = {key: one for key, one in changes["senders"].items() if key not in remaining}
    changes["reporters"] = _reporters_before(book, step, sessions)
    changes["links"] = _links_without(book, step)
    report = Unmerged(
        _batch(step),
        removed=tuple(key for key, record in sessions.items() if record is None and key not in withdrawn),
        former=tuple(key for key, record in sessions.items() if record is not None and key not in withdrawn),
        kept=tuple(key for key in step.session_ids if key in edited),
        withdrawn=tuple(sorted(withdrawn)),
    )
    return _Unmerging(report, changes)


def _rebuilt(book: LogBook, step: Change, edited: Container[str]) -> dict[str, Record | None]:
    """The records as the files of the other merges make them, from where the step or a merge taken back began."""
    starts = _starts(book, step, edited)
    former = {key: start.record_before(key) for key, start in starts.items()}
    planning = Planning(book, frozenset(), trust_new=True, base=former)
    for later in book.changes() if former else ():
        if later.action == "merge" and not later.undone and later.number != step.number:
            since = {key for key, start in starts.items() if start.number < later.number}
            # What a restored copy has taken back has been taken back.
            for sha256 in filter(book.received.__contains__, later.before.get("received", ()) if since else ()):
                planning.take_again(kept_package(book, book.received[sha256]), since)
    return {key: planning.sessions.get(key) for key in former}


def _starts(book: LogBook, step: Change, edited: Container[str]) -> dict[str, Change]:
    """For each session that may change the first step whose effect is to go: `step`, or an earlier merge that was taken
    back while a file of `step` held on to what it had brought. What a person has worked on since is left out.
    """
    starts = {key: step for key in step.session_ids if key not in edited}
    worked_on: set[str] = set()
    for one in book.changes(newest_first=True):
        if one.number < step.number and one.action in _OWN_WORK and not one.undone:
            worked_on.update(one.session_ids)
        elif one.number < step.number and one.action == "merge" and one.undone:
            starts |= {key: one for key in one.session_ids if key not in worked_on and key not in edited}
    return starts


def _before(book: LogBook, step: Change, table: str) -> dict[str, bytes | None]:
    """The documents of a table as they were before the step, but for those that later steps have changed."""
    later = (one for one in book.changes() if one.number > step.number and not one.undone and one.undoes is None)
    changed_since = {key for one in later for key in one.before.get(table, ())}
    return {key: raw for key, raw in step.documents_before(table).items() if key not in changed_since}


def _reporters_before(book: LogBook, step: Change, sessions: Mapping[str, Record | None]) -> dict[str, bytes | None]:
    """Reporters as they were before; those whom a session that stays still names remain."""
    found = _before(book, step, "reporters")
    if not found:
        return found
    remaining = {**book.records, **sessions}
    heads = (head.content for record in remaining.values() if record for head in record.heads)
    named = {code for content in heads if content is not None for code in content.reporters}
    return {key: document for key, document in found.items() if key not in named}


def _links_without(book: LogBook, step: Change) -> dict[str, bytes | None]:
    """Answers about pairs of sessions without what only the files of the step have told of them."""
    told = _told_elsewhere(book, step)
    own_work = (one for one in book.changes() if one.action in _OWN_WORK and not one.undone) if told else ()
    answered = {key for one in own_work for key in one.before.get("links", ())}
    return {key: _answers_without(book, one, is_own=key in answered) for key, one in told.items()}


def _answers_without(book: LogBook, told: Answers, *, is_own: bool) -> bytes | None:
    """The answers about a pair where but this was told; `is_own` tells whether the owner has answered besides."""
    held = msgspec.structs.replace(book.answers.get(told.id, told), told=told.told)
    former = held if is_own else told
    if book.was_link_sent(told.id):
        then = former.counting(book.hearing.may_speak)
        former = held if contents_of(then) == contents_of(book.links[told.id]) else book.answered_back(former)
    return msgspec.json.encode(former) if former.heads or former.told else None


def _told_elsewhere(book: LogBook, step: Change) -> dict[str, Answers]:
    """What the other files tell of the pairs that the step concerns."""
    found = {key: Answers(key) for key in step.before.get("links", ())}
    if not found:
        return {}
    planning = Planning(book, frozenset(), trust_new=True)
    files = {one.sha256: one.file for one in book.received.values()}
    receipts = (one for key, one in book.receipts.items() if key not in step.before.get("receipts", ()))
    files |= {one.sha256: one.sha256 for one in receipts}
    for sha256, name in files.items():
        if sha256 not in step.before.get("received", ()):
            package = read_kept(book, sha256, name)
            found |= {key: heard(planning, package, found[key]) for key in found.keys() & package.links.keys()}
    return found


def _says(rebuilt: Record | None, held: Record | None, *, sent: bool) -> bool:
    """Whether the book has a session as it is to be; one that was sent is answered by content, not by version."""
    if not sent:
        return rebuilt == held
    return contents_of(rebuilt) == contents_of(held)


def _encoded(record: Record | None) -> bytes | None:
    return None if record is None else msgspec.json.encode(record)
