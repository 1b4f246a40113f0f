"""The history of a book: what was done to it, one step after the other, and how each is undone and done again."""

from collections.abc import Iterable, Mapping
from functools import reduce
from itertools import pairwise

import msgspec
from msgspec import Raw, Struct

from logs.book.changes import NOTHING, Action, Change, Step, StepHead, change_key, what_became
from logs.book.documents import decode
from logs.book.exchange import Exchange
from logs.book.figures import Figures
from logs.book.reference import Clock, ReferenceData
from logs.book.sessions import Sessions
from logs.book.withdrawals import Withdrawal
from logs.errors import SotayError
from logs.exchange.same_event import Answers
from logs.session.query import session_id_of
from logs.store.storage import BookStorage, Changes
from logs.store.tables import Rows
from logs.versions import H, Record, contents_of, merge, save

# Tables whose documents a step may change and an undo bring back.
UNDOABLE = frozenset(
    {
        *("sessions", "reporters", "received", "senders", "waiting"),
        *("maps", "adoptions", "links", "receipts", "totals", "imported", "exemptions", "withdrawn", "narratives"),
        "arrivals",
        *("marks", "mark_answers"),
    }
)
# Lists in use, which a starter kit changes too; a restored copy leaves them as they are.
LISTS = frozenset({"about", "directives", "units"})

# Steps that an undo takes back as if they had not been; others are answered by new versions.
AS_IF_NOT_BEEN = frozenset({"merge", "restore"})


class _Touched(Struct, frozen=True):
    """A step as far as it says what it changed."""

    before: dict[str, dict[str, Raw]]


class History:
    """Every step of a book; a save is made here, and what was read of the book follows it."""

    def __init__(
        self,
        storage: BookStorage,
        clock: Clock,
        *,
        reference: ReferenceData,
        exchange: Exchange,
        sessions: Sessions,
        figures: Figures,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._reference = reference
        self._exchange = exchange
        self._sessions = sessions
        self._figures = figures

    def changes(self, *, newest_first: bool = False) -> Iterable[Change]:
        """Every step, oldest first unless asked otherwise."""
        rows = self._storage.rows("changes")
        return (decode(rows.view(key), Change) for key in sorted(rows, reverse=newest_first))

    def heads(self) -> Iterable[StepHead]:
        """Every step without its documents, newest first."""
        rows = self._storage.rows("changes")
        return (decode(rows.view(key), StepHead) for key in sorted(rows, reverse=True))

    def changed_since(self, number: int, most: int) -> set[str] | None:
        """The sessions that steps have changed since that save; None where there are more of them, or of saves, than
        `most`.
        """
        if self._storage.generation - number > most:
            return None
        changed: set[str] = set()
        steps = self._storage.rows("changes")
        for later in range(number + 1, self._storage.generation + 1):
            if (raw := steps.get(change_key(later))) is not None:
                changed.update(decode(raw, _Touched).before.get("sessions", ()))
        return changed if len(changed) <= most else None

    def of(self, session_id: str) -> tuple[Step, ...]:
        """Who changed the session when, what and why, oldest first."""
        session_id = session_id_of(session_id)
        steps = [change for change in self.changes() if session_id in change.session_ids]
        records = [*(change.record_before(session_id) for change in steps), self._sessions.record(session_id)]
        return tuple(
            Step(change.at, change.who, change.action, change.reason, what_became(old, new))
            for change, (old, new) in zip(steps, pairwise(records), strict=True)
        )

    def of_document(self, table: str, key: str) -> Iterable[tuple[Change, bytes | None]]:
        """The steps that changed a document, oldest first, each with what it was after it; None where it was gone."""
        steps = [step for step in self.changes() if key in step.before.get(table, ())]
        after = [step.document_before(table, key) for step in steps[1:]] + [self._storage.rows(table).get(key)]
        return zip(steps, after, strict=False)

    def last_change(self) -> Change | None:
        """The last step that can be undone."""
        heads = (head for head in self.heads() if head.stands or (head.chosen and not head.undone))
        return next((self.step(head.number) for head in heads), None)

    def undo(self, change: Change | None = None) -> Change:
        """Undo the last step that is not undone yet, unless that is a merge; `change` is that step, where it is known.

        A restored backup is taken back as if it had not been, but for what has been sent on since. A save, a deletion
        or a decision is answered by a new version with the former content (one for each side of a former conflict),
        since the one undone may have been sent already. A merge that was taken back comes back.

        Raises SotayError `nothing_to_undo`. What remains without a merge is told by files: `exports.merge.unmerge` has
        the undo of every step.
        """
        change = change or self.last_change()
        if change is None:
            raise SotayError("nothing_to_undo")
        if change.action == "merge":
            raise ValueError("a merge is not undone from its step alone")
        self._revert("undo", change)
        return change

    def next_redo(self) -> Change | None:
        """The undone step that `redo` would do again: the last one, as long as nothing else was done since."""
        undo = self._last_undo()
        return None if undo is None else self.step(undo.undoes)

    def redo(self) -> Change:
        """Do again what the last undo took back; raises SotayError `nothing_to_redo`."""
        undo = self._last_undo()
        if undo is None:
            raise SotayError("nothing_to_redo")
        self._revert("redo", undo)
        return self.step(undo.undoes)

    def take_back(self, number: int, changes: Changes, marks: Mapping[str, bytes], *, chosen: bool) -> Change:
        """Save the changes that undo the step of that number, whichever it is, with its `marks_undone`; `chosen` as in
        `Change`.
        """
        return self.commit("undo", changes, undoes=number, marks=marks, chosen=chosen)

    def marks_undone(self, step: Change) -> dict[str, bytes]:
        """The step as it is from now on that it is undone, and those that it undid itself."""
        return self._marks(step, undone=True)

    def _last_undo(self) -> Change | None:
        """The undo that a redo answers; of a merge that a person took back, as long as nothing else was done since."""
        is_fresh = True
        for head in self.heads():
            is_undo = head.action == "undo" and not head.undone
            if is_undo and (is_fresh or not head.chosen):
                return self.step(head.number)
            if is_undo or head.stands:
                return None
            if head.action == "redo" and not self.step(head.undoes).chosen:
                is_fresh = False
        return None

    def _revert(self, action: Action, step: Change) -> None:
        """Answer a step by the state before it, in the manner of the step that is undone or done again by that."""
        changes = {table: step.views_before(table) for table in step.before}
        answers = self._origin(step).action not in AS_IF_NOT_BEEN
        for session_id in step.session_ids:
            if answers or self._exchange.was_sent(session_id):
                before, answered = step.record_before(session_id), self._sessions.existing(session_id)
                if not answers and contents_of(answered) == contents_of(before):
                    # What says the same now as then needs no new version.
                    del changes["sessions"][session_id]
                else:
                    answered = answer(answered, before)
                    changes["sessions"][session_id] = msgspec.json.encode(answered)
                if not answers:
                    raw = changes.setdefault("withdrawn", {}).get(session_id)
                    said = decode(raw, Withdrawal).said if raw is not None else before
                    was_merge = self._origin(step).action == "merge"
                    left = Withdrawal.leaving(answered, said, self._sessions.said_of(session_id) if was_merge else None)
                    changes["withdrawn"][session_id] = msgspec.json.encode(left)
        for key in step.before.get("links", ()):
            if answers or self.was_link_sent(key):
                former = self._answers_before(step, key)
                if answers and key in self._exchange.answers:
                    former = msgspec.structs.replace(former, told=self._exchange.answers[key].told)
                changes["links"][key] = msgspec.json.encode(self.answered_back(former))
        self.commit(action, changes, undoes=step.number, marks=self.marks_undone(step))

    def _origin(self, step: Change) -> Change:
        """What was done at first that a step undoes or does again, through any number of undos."""
        return step if step.undoes is None else self._origin(self.step(step.undoes))

    def _marks(self, step: Change, *, undone: bool) -> dict[str, bytes]:
        """The step as it is from now on; what it undid itself is then the other way round."""
        marked = {step.key: msgspec.json.encode(msgspec.structs.replace(step, undone=undone))}
        return marked if step.undoes is None else marked | self._marks(self.step(step.undoes), undone=not undone)

    def was_link_sent(self, key: str) -> bool:
        """Whether a package may have carried what was answered about two sessions: it goes wherever both of them go,
        and further where one of them was not here.
        """
        if self._exchange.was_sent(key):
            return key in self._figures.links
        heads = self._figures.links[key].heads if key in self._figures.links else ()
        return any(head.content is None or all(map(self._exchange.was_sent, head.content.sessions)) for head in heads)

    def _answers_before(self, step: Change, key: str) -> Answers:
        raw = step.document_before("links", key)
        return Answers(key) if raw is None else decode(raw, Answers)

    def answered_back(self, former: Answers) -> Answers:
        """The answers as they were before, what counts of them told once more by the owner: a word of this book that
        others have heard is taken back by another.
        """
        before = self._figures.hearing.counting(former)
        return former.saying(
            answer(self._figures.links[former.id], before) if former.id in self._figures.links else before
        )

    def step(self, number: int | None) -> Change:
        """The step of that number; raises KeyError."""
        return decode(self._storage.rows("changes").view(change_key(number or 0)), Change)

    def commit(
        self,
        action: Action,
        changes: Changes,
        *,
        reason: str = "",
        files: tuple[str, ...] = (),
        sources: Mapping[str, str] | None = None,
        undoes: int | None = None,
        marks: Mapping[str, bytes] | None = None,
        made: Mapping[str, Record] | None = None,
        chosen: bool = False,
    ) -> Change:
        """Save changes to the undoable tables as one step.

        `marks` are steps that it marks in passing, `made` the records among the changes that need no decoding. Raises
        SotayError `book_read_only`, `save_failed`.
        """
        before = {
            # A session just made has no past, and looking for one would read the whole register.
            table: dict.fromkeys(rows, NOTHING) if action == "add" else _as_they_are(self._storage.rows(table), rows)
            for table, rows in changes.items()
            if table in UNDOABLE | LISTS
        }
        number = self._storage.generation + 1
        change = Change(
            number, self._clock(), self._reference.owner.reporter, action, before, reason,
            undoes=undoes, files=files, sources=dict(sources or {}), chosen=chosen,
        )  # fmt: skip
        step = {**(marks or {}), change_key(number): msgspec.json.encode(change)}
        self.save({**changes, "changes": step}, made)
        return change

    def save(self, changes: Changes, made: Mapping[str, Record] | None = None) -> None:
        """Save changes that are no step and that no undo takes back, and let all that was read follow them.

        `made` and what it raises are as in `commit`.
        """
        self._storage.commit(changes)
        self._reference.follow(changes)
        self._exchange.follow(changes)
        self._figures.follow(changes, made or {})


def _as_they_are(rows: Rows, keys: Iterable[str]) -> dict[str, Raw]:
    """The documents under these ids, not copied."""
    if rows.is_loaded and not rows:
        return dict.fromkeys(keys, NOTHING)
    return {key: _raw(rows.view(key)) if key in rows else NOTHING for key in keys}


def _raw(document: bytes | Raw) -> Raw:
    return document if isinstance(document, Raw) else Raw(document)


def answer(record: H, former: H | None) -> H:
    """The record after a save, over all of its heads, of every content that the former record showed or kept.

    It shows what the former one showed: of several sides that one is saved until its version's id is the greatest.
    """
    if former is None:
        return save(record, None)
    answered = reduce(merge, (save(record, head.content) for head in former.heads))
    shown = former.shown.content
    while answered.shown.content != shown:
        answered = save(answered, shown, [head.id for head in answered.heads if head.content == shown])
    return answered
