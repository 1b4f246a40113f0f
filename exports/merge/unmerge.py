"""Merges taken back, as if their files had not come: what undo and unmerge do, for the command line and the app.

A merge, its sessions, senders, reporters, files, answers, totals and lists go together. What a person did since stays,
and so does what the files of other merges say: these are taken once more, over what there was before.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

import msgspec
from msgspec import Struct

from exports.merge.kept_files import open_kept
from exports.merge.plan import Planning
from logs.book.book import LogBook
from logs.book.changes import Change, change_key
from logs.book.documents import decode
from logs.book.history import answer
from logs.book.reference import Clock, Kit, Owner
from logs.book.withdrawals import Withdrawal
from logs.errors import SotayError
from logs.exchange.receipts import Receipt
from logs.exchange.received import Received, Sender
from logs.exchange.same_event import Answers
from logs.versions import Record, contents_of

# By table and id; None where there is none.
_Documents = dict[str, dict[str, bytes | None]]
# In these a file adds to what there is; in the others the last step that touched a document says what it is.
_ADDED_TO = frozenset({"sessions", "links", "withdrawn"})
# What sessions and files name stays as long as one does.
_NAMED = ("reporters", "units", "directives")
# By these files are read: what they mean by a unit, who stands below whom.
_MEANINGS = ("maps", "units")


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
    changes: _Documents


class _Start(Struct, frozen=True):
    """A document as it was before the step of that number, the first whose effect on it is to go."""

    number: int
    document: bytes | None


_Starts = dict[str, dict[str, _Start]]


class _Past(Struct, frozen=True):
    """The steps of a book as they matter to taking back one merge, `step`.

    `starts` has the documents that may change, `own` those that a person has worked on since the merge, `later` the
    other merges that stand and came after the first of the starts.
    """

    steps: Sequence[Change]
    step: Change
    starts: _Starts
    own: frozenset[tuple[str, str]]
    later: Sequence[Change]

    def may_change(self, table: str, key: str, later: Change) -> bool:
        """Whether what a later merge says of the document counts. What became of its own files always does: lines may
        be taken now that were set aside, and the other way round.
        """
        if table == "received":
            return key in later.before.get(table, ()) and (table, key) not in self.own
        start = self.starts.get(table, {}).get(key)
        return start is not None and start.number < later.number


def batches(book: LogBook) -> tuple[Batch, ...]:
    """The merges, newest first."""
    return tuple(_batch(change) for change in book.history.changes(newest_first=True) if change.action == "merge")


def undo(book: LogBook) -> Change:
    """Undo the last step that is not undone yet, whatever it is; returns it.

    Raises SotayError as `History.undo` and `unmerge` do.
    """
    step = book.history.last_change()
    if step is None or step.action != "merge":
        return book.history.undo(step)
    changes = _unmerging(book, step).changes
    book.history.take_back(step.number, changes, book.history.marks_undone(step), chosen=False)
    return step


def plan_unmerge(book: LogBook, key: str) -> Unmerged:
    """What taking a batch back would do; raises SotayError as `unmerge` does."""
    return _unmerging(book, _merge_step(book, key)).report


def unmerge(book: LogBook, key: str, look: Callable[[Unmerged], None] | None = None) -> Unmerged:
    """Take a batch back in one save, as if its files had not come; itself a step that can be undone.

    What it does is shown to `look` before it is done. Raises SotayError `batch_missing`, `batch_undone`,
    `received_missing` (a file that came later is needed to tell what it brings, and is not kept any more),
    `save_failed`.
    """
    step = _merge_step(book, key)
    unmerging = _unmerging(book, step)
    if look is not None:
        look(unmerging.report)
    number, marks = step.number, book.history.marks_undone(step)
    # Of many sessions it holds as much as the step that undoes it needs.
    del step
    book.history.take_back(number, unmerging.changes, marks, chosen=True)
    return unmerging.report


def _merge_step(book: LogBook, key: str) -> Change:
    wanted = key.strip().lstrip("0")
    for head in book.history.heads():
        if head.action == "merge" and wanted in (str(head.number), change_key(head.number)):
            if head.undone:
                raise SotayError("batch_undone", value=str(head.number))
            return book.history.step(head.number)
    raise SotayError("batch_missing", value=key)


def _batch(change: Change) -> Batch:
    sessions = len(change.session_ids)
    return Batch(change.key, change.at, change.who, change.files, sessions, change.undone)


def _unmerging(book: LogBook, step: Change) -> _Unmerging:
    past = _past(tuple(_counting(book, step)), step)
    changes = _without(book, past)
    former, said = changes.pop("sessions", {}), changes.pop("withdrawn", {})
    sent = {key for key in former if book.exchange.was_sent(key)}
    # What is to stay as it is or only to go is not looked at.
    differing = _differing(book.storage.rows("sessions"), former)
    rebuilt = {key: _decoded(former[key]) for key in former if key in differing or key in sent}
    sessions = {
        key: record
        for key, record in rebuilt.items()
        if (record is None and key not in sent) or not _says(record, book.sessions.record(key), sent=key in sent)
    }
    withdrawn = sent & sessions.keys()
    changes["links"] = {key: _answers_without(book, past, key, raw) for key, raw in changes.get("links", {}).items()}
    _keep_what_is_in_use(book, changes, sessions)
    changes = {table: _differing(book.storage.rows(table), rows) for table, rows in changes.items()}
    changes["sessions"] = {
        key: _encoded(answer(held, record) if key in withdrawn and (held := book.sessions.record(key)) else record)
        for key, record in sessions.items()
    }
    changes["withdrawn"] = _differing(book.storage.rows("withdrawn"), said)
    for key in sent:
        record = decode(raw, Record) if (raw := changes["sessions"].get(key)) is not None else book.sessions.record(key)
        if record is not None and rebuilt[key] != record:
            raw = said.get(key)
            before = rebuilt[key] if raw is None else decode(raw, Withdrawal).said
            changes["withdrawn"][key] = msgspec.json.encode(
                Withdrawal.leaving(record, before, book.sessions.said_of(key))
            )
    report = Unmerged(
        _batch(step),
        removed=tuple(key for key, record in sessions.items() if record is None and key not in withdrawn),
        former=tuple(key for key, record in sessions.items() if record is not None and key not in withdrawn),
        kept=tuple(key for key in step.session_ids if ("sessions", key) in past.own),
        withdrawn=tuple(sorted(withdrawn)),
    )
    return _Unmerging(report, changes)


def _counting(book: LogBook, step: Change) -> Iterator[Change]:
    """The steps of the book, without the sessions of those of which these say nothing: what was undone, and what undid
    it, unless files have to be read anew.
    """
    is_read_anew = _changes_meanings(step)
    for head in reversed([*book.history.heads()]):
        change = step if head.number == step.number else book.history.step(head.number)
        if not (is_read_anew or head.stands or head.action == "merge"):
            change = msgspec.structs.replace(
                change, before={table: rows for table, rows in change.before.items() if table != "sessions"}
            )
        yield change


def _changes_meanings(step: Change) -> bool:
    return any(step.before.get(table) for table in _MEANINGS)


def _past(steps: Sequence[Change], step: Change) -> _Past:
    since = [one for one in steps if one.number > step.number]
    own = frozenset(chain.from_iterable(map(_touched, filter(_is_own_work, since))))
    starts: _Starts = {}
    if _changes_meanings(step):
        # What later files say has to be read anew.
        brought = set(chain.from_iterable(_touched(one) for one in since if one.action == "merge" and one.stands))
        for one in reversed(since):
            _begin(starts, step.number, one, filter(brought.__contains__, _touched(one)))
    _begin(starts, step.number, step, _touched(step))
    # What an earlier merge brought that was taken back while this one, or one taken back meanwhile, held on to it.
    undone_at = {one.undoes: one.number for one in steps if one.action == "undo" and not one.undone}
    held_on, own_before = step.number, set[tuple[str, str]]()
    for one in reversed([one for one in steps if one.number < step.number]):
        if _is_own_work(one):
            own_before.update(key for key in _touched(one) if key[0] != "links")
        elif one.action == "merge" and undone_at.get(one.number, 0) > held_on:
            held_on = one.number
            _begin(starts, one.number, one, (key for key in _touched(one) if key not in own_before))
    for table, key in own:
        if table != "links":
            starts.get(table, {}).pop(key, None)
    for key, start in starts.get("sessions", {}).items():
        # How a session was withdrawn is told from where it begins itself, or not yet.
        left = starts.get("withdrawn", {}).get(key)
        if left is not None and left.number > start.number:
            starts["withdrawn"][key] = _Start(start.number, None)
    first = min((start.number for rows in starts.values() for start in rows.values()), default=step.number)
    others = (one for one in steps if one.action == "merge" and one.stands and one.number != step.number)
    return _Past(steps, step, starts, own, [other for other in others if other.number > first])


def _begin(starts: _Starts, number: int, step: Change, keys: Iterable[tuple[str, str]]) -> None:
    """Let documents begin as they stood before a step."""
    nothing = _Start(number, None)
    for table, key in keys:
        raw = step.document_before(table, key)
        starts.setdefault(table, {})[key] = nothing if raw is None else _Start(number, raw)


def _is_own_work(step: Change) -> bool:
    """Whether a person worked on what the step touched."""
    return step.stands and step.action != "merge"


def _touched(step: Change) -> Iterator[tuple[str, str]]:
    return ((table, key) for table, rows in step.before.items() for key in rows)


def _without(book: LogBook, past: _Past) -> _Documents:
    """The documents that may change, as they would be had the merge not been: the other files are taken once more, in
    their order, over what there was before.
    """
    documents: _Documents = {
        table: {key: start.document for key, start in rows.items()} for table, rows in past.starts.items()
    }
    left, compared = _left_by_merges(book, past), _compared_by_merges(book, past)
    for later in past.later:
        _put(documents, left[later.number], past, later)
        view = book.as_if(documents)
        view.clock = _standing_at(later.at)
        planning = Planning(view, compared[later.number])
        sessions = {key for key, start in past.starts.get("sessions", {}).items() if start.number < later.number}
        for sha256, name in _files_of(book, left[later.number]):
            planning.take_again(open_kept(book, sha256, name), name, sessions)
        _put(documents, planning.plan(()).changes, past, later)
    return documents


def _compared_by_merges(book: LogBook, past: _Past) -> dict[int, frozenset[str]]:
    """By the number of each later merge the keys that a person had compared by then: that is not unsaid with a file."""
    numbers = {later.number for later in past.later}
    compared: dict[int, frozenset[str]] = {}
    senders: dict[str, bytes | None] = dict(book.storage.rows("senders"))
    for step in reversed(past.steps) if numbers else ():
        if step.number in numbers:
            known = (decode(raw, Sender) for raw in senders.values() if raw is not None)
            compared[step.number] = frozenset(sender.key for sender in known if sender.compared)
        senders |= step.documents_before("senders")
    return compared


def _standing_at(moment: datetime) -> Clock:
    return lambda: moment


def _put(documents: _Documents, changes: Mapping[str, Mapping[str, bytes | None]], past: _Past, later: Change) -> None:
    """Let the documents be as a later merge has them, where that counts."""
    for table, rows in changes.items():
        counting = {key: raw for key, raw in rows.items() if past.may_change(table, key, later)}
        if counting:
            documents.setdefault(table, {}).update(counting)


def _left_by_merges(book: LogBook, past: _Past) -> dict[int, _Documents]:
    """By the number of each later merge what it left in the tables in which the last word counts."""
    numbers = {one.number for one in past.later}
    left: dict[int, _Documents] = {number: {} for number in numbers}
    now: dict[tuple[str, str], bytes | None] = {}
    for step in reversed(past.steps) if numbers else ():
        for table in step.before.keys() - _ADDED_TO:
            rows = book.storage.rows(table)
            for key, before in step.documents_before(table).items():
                if step.number in numbers:
                    left[step.number].setdefault(table, {})[key] = now.get((table, key), rows.get(key))
                now[table, key] = before
    return left


def _files_of(book: LogBook, left: _Documents) -> Iterator[tuple[str, str]]:
    """The files that a merge took, but for those that a restored copy has taken back: SHA-256 and name of each."""
    if raw := left.get("about", {}).get("kit"):
        sha256 = decode(raw, Kit).sha256
        yield sha256, sha256
    for raw in filter(None, left.get("receipts", {}).values()):
        receipt = decode(raw, Receipt)
        yield from ((sha256, sha256) for sha256 in receipt.parts.values() or [receipt.sha256])
    for sha256, raw in left.get("received", {}).items():
        if raw is not None and sha256 in book.exchange.received:
            yield sha256, decode(raw, Received).file


def _keep_what_is_in_use(book: LogBook, changes: _Documents, sessions: Mapping[str, Record | None]) -> None:
    """Leave what remaining sessions or files name: their reporters, their units with those above, their catalogues."""
    gone = {table: {key for key, raw in changes.get(table, {}).items() if raw is None} for table in _NAMED}
    if not any(gone.values()):
        return
    units = {
        one.unit for key, one in book.exchange.received.items() if changes.get("received", {}).get(key, b"") is not None
    }
    reporters, directives = set[str](), set[str]()
    kept = (decode(raw, Record) for key, raw in book.storage.rows("sessions").encoded() if key not in sessions)
    for record in chain(kept, filter(None, sessions.values())):
        for content in filter(None, (head.content for head in record.heads)):
            units.update((content.unit, *content.partners))
            reporters.update(content.reporters)
            directives.add(content.directive)
    for code in tuple(units):
        while (unit := book.units.get(code)) is not None and unit.parent is not None and unit.parent not in units:
            units.add(code := unit.parent)
    owner = changes.get("about", {}).get("owner") or book.storage.rows("about")["owner"]
    named = {"reporters": reporters, "units": units, "directives": {decode(owner, Owner).directive, *directives}}
    for table, keys in gone.items():
        for key in keys & named[table]:
            del changes[table][key]


def _differing(rows: Mapping[str, bytes], changes: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
    return {key: raw for key, raw in changes.items() if rows.get(key) != raw}


def _answers_without(book: LogBook, past: _Past, key: str, raw: bytes | None) -> bytes | None:
    """The answers about a pair of sessions where only this was told; what the owner has answered besides stays."""
    rebuilt = Answers(key) if raw is None else decode(raw, Answers)
    told = msgspec.structs.replace(rebuilt, heads=(), seen=())
    held = msgspec.structs.replace(book.exchange.answers.get(key, told), told=told.told)
    is_own = any(_is_own_work(step) and key in step.before.get("links", ()) for step in past.steps)
    former = held if is_own else told
    if book.history.was_link_sent(key):
        then = book.figures.hearing.counting(former)
        former = (
            held if contents_of(then) == contents_of(book.figures.links[key]) else book.history.answered_back(former)
        )
    return msgspec.json.encode(former) if former.heads or former.told else None


def _says(rebuilt: Record | None, record: Record | None, *, sent: bool) -> bool:
    """Whether the book has a session as it is to be; one that was sent is answered by content, not by version."""
    if not sent:
        return rebuilt == record
    return contents_of(rebuilt) == contents_of(record)


def _decoded(raw: bytes | None) -> Record | None:
    return None if raw is None else decode(raw, Record)


def _encoded(record: Record | None) -> bytes | None:
    return None if record is None else msgspec.json.encode(record)
