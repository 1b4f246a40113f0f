"""The register of a book as it is looked at: every live session in an order, each decoded only when it is looked at.

What goes over all sessions is a series of steps of a millisecond or so, between which the caller does other things.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from datetime import date as Date
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from logs.book.book import LogBook
from logs.counting.rule import Rule
from logs.gc_pause import no_collecting
from logs.model import Session
from logs.periods import Span
from logs.register.outline import Counts, Outline, outline_of, outlined
from logs.session.query import Entry, Reason, session_id_of
from logs.store.files import file_size
from logs.store.recovery import BOOK_FILE

STEP = 64
"""Sessions that one step goes over."""
_RUN = 4_096  # sessions that are put in order at a time, to be merged with the others
_LARGE = 4_000_000  # bytes of a book's file that takes a while to read
_MANY = 1_000  # changed sessions, from which on everything is read again

KeyOf = Callable[[Entry], Any]


class Listing:
    """The live sessions of a book: `order` has their ids, the newest first; `counts` is of all of them.

    `read` brings it in line with the book.
    """

    def __init__(self, book: LogBook) -> None:
        self.book = book
        self.order: list[str] = []
        self.counts = Counts()
        self.generation = -1
        self._outlines: dict[str, Outline] = {}
        self._reasons: dict[str, Reason] = {}
        self._rule: Rule | None = None
        self._entries: dict[str, Entry] = {}
        self._texts: dict[str, str] = {}
        self._keys: dict[str, dict[str, Any]] = {}
        self._names: tuple[object, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether it is in line with the book."""
        return self.generation == self.book.generation

    def read(self) -> Iterator[None]:
        """Take in what the book has come to hold since; step by step, of which the first reads the file."""
        while not self.is_read:
            self._forget_names()
            changed = self._changed()
            if changed is None:
                yield from self._read_all()
            else:
                self._take(changed)

    def outlines(self) -> Iterable[Outline]:
        """What is known of all listed sessions without decoding them, in no order."""
        return self._outlines.values()

    def outline(self, session_id: str) -> Outline:
        """What is known of a listed session without decoding it."""
        return self._outlines[session_id]

    def left_out(self, session_id: str, asked: Span | None = None) -> Reason | None:
        """Why a listed session does not count within the days asked for, or else within the guidance's own."""
        reason = self._reasons.get(session_id)
        if asked is None or reason not in (None, "outside_period"):
            return reason
        return self._judge(self._outlines[session_id], self.book.figures.rule, asked)

    def entry(self, session_id: str) -> Entry:
        """A listed session; of one that was deleted since, nothing but that it was there."""
        entry = self._entries.get(session_id)
        if entry is None:
            entry = self.book.sessions.entry(session_id) or self._trace(session_id)
            self._entries[session_id] = entry
        return entry

    def text(self, session_id: str) -> str:
        """What a search looks through, see `Sessions.text_of`."""
        text = self._texts.get(session_id)
        if text is None:
            text = self._texts[session_id] = self.book.sessions.text_of(self.entry(session_id))
        return text

    def counts_of(self, session_ids: Iterable[str]) -> Counts:
        """The counts of some of the listed sessions; others are passed over."""
        return Counts().plus(self.with_reasons(one for one in session_ids if one in self._outlines))

    def with_reasons(self, session_ids: Iterable[str]) -> Iterator[tuple[Outline, Reason | None]]:
        """Listed sessions, each with why it does not count."""
        return ((self._outlines[one], self._reasons.get(one)) for one in session_ids)

    def __contains__(self, session_id: object) -> bool:
        return session_id in self._outlines

    def sorted_by(self, name: str, key_of: KeyOf, *, reverse: bool) -> Generator[None, None, list[str]]:
        """The ids in the order of a key that goes by `name`, of equal ones the newest first; step by step."""
        keys = self._keys.setdefault(name, {})
        runs = []
        for run in _chunks(self.order, _RUN):
            for chunk in _chunks(run, STEP):
                keys.update((one, key_of(self.entry(one))) for one in chunk if one not in keys)
                yield
            runs.append(sorted(run, key=keys.__getitem__, reverse=reverse))
        merged = heapq.merge(*runs, key=keys.__getitem__, reverse=reverse)
        order: list[str] = []
        while chunk := list(islice(merged, STEP)):
            order += chunk
            yield
        return order

    def _read_all(self) -> Iterator[None]:
        generation = self.book.generation
        outlines: dict[str, Outline] = {}
        found = outlined(self.book.storage.rows("sessions").documents(), self.book.exchange.lens.unit)
        while chunk := _quickly(islice(found, STEP)):
            outlines.update((one.id, one) for one in chunk)
            yield
            if self.book.generation != generation:
                return  # a save came between two steps: what is being gone over is another thing now
        self._outlines, self._entries = outlines, {}
        self._texts, self._keys = {}, {}
        self.order = _newest_first(outlines.values())
        self._rule = None
        self._judge_all(outlines)
        self.generation = generation

    def _changed(self) -> set[str] | None:
        """The sessions that steps have changed since the listing was read; None where everything is to be read."""
        changed = self.book.history.changed_since(self.generation, _MANY) if self.generation >= 0 else None
        if changed is not None and self._rule is not None and self._rule.lens is not self.book.exchange.lens:
            # Whether several units claim an id follows from what their codes mean.
            changed.update(session_id_of(one.id) for one in self._outlines.values() if one.conflict)
        return changed

    def _take(self, changed: set[str]) -> None:
        """Show the changed sessions as they are now."""
        self.generation = self.book.generation
        if not changed:
            self._judge_all(())
            return
        claimed = [entry_id for entry_id in self._outlines if session_id_of(entry_id) != entry_id]
        gone = (*changed, *(entry_id for entry_id in claimed if session_id_of(entry_id) in changed))
        self.counts = self.counts.plus(self.with_reasons(one for one in gone if one in self._outlines), -1)
        for one in gone:
            self._entries.pop(one, None)
            self._texts.pop(one, None)
            self._outlines.pop(one, None)
            self._reasons.pop(one, None)
            for keys in self._keys.values():
                keys.pop(one, None)
        entries = [entry for session_id in changed for entry in self.book.sessions.entries(session_id)]
        for entry in entries:
            self._outlines[entry.id] = outline_of(entry.id, entry.version, entry.session, entry.conflict)
        self.order = _newest_first(self._outlines.values())
        self._judge_all([entry.id for entry in entries])

    def _judge_all(self, touched: Iterable[str]) -> None:
        """Find out what counts: of the sessions touched, or of all where what holds for them has changed."""
        rule, before = self.book.figures.rule, self._rule
        if before is None or before.lens is not rule.lens:
            self._reasons, touched, self.counts = {}, self._outlines, Counts()
        elif before.counting is not rule.counting:
            others = before.counting.differing(rule.counting).intersection(self._outlines).difference(touched)
            self.counts = self.counts.plus(self.with_reasons(others), -1)
            touched = (*touched, *others)
        self._rule = rule
        for one in touched:
            self._reasons.pop(one, None)
            if (reason := self._judge(self._outlines[one], rule)) is not None:
                self._reasons[one] = reason
        self.counts = self.counts.plus(self.with_reasons(touched))

    def _judge(self, outline: Outline, rule: Rule, asked: Span | None = None) -> Reason | None:
        """Why a session does not count; one of another catalogue is read where that may have been adopted."""
        if outline.status != "complete":
            return outline.status
        if outline.directive == rule.lens.directive.id:
            return rule.of_ours(outline.id, Date.fromisoformat(outline.date), asked)
        return "other_catalogue" if rule.lens.is_clear else rule.judge(self.entry(outline.id), asked).left_out

    def _forget_names(self) -> None:
        """Texts and keys hold names of units, reporters and themes."""
        names = (self.book.units, self.book.reporters, self.book.directive)
        if any(one is not other for one, other in zip(names, self._names or (None,) * 3, strict=True)):
            self._names, self._texts, self._keys = names, {}, {}

    def _trace(self, session_id: str) -> Entry:
        outline, owner = self._outlines.get(session_id), self.book.owner
        day = Date.fromisoformat(outline.date) if outline else owner.created.date()
        session = Session(directive=owner.directive, date=day, unit=owner.unit, status="draft")
        return Entry(session_id, outline.version if outline else "", session)


_listings: WeakKeyDictionary[LogBook, Listing] = WeakKeyDictionary()


def listing_of(book: LogBook) -> Listing:
    """The listing of a book that everything which looks at it shares."""
    return _listings.setdefault(book, Listing(book))


def listed(book: LogBook) -> Listing:
    """The listing of a book, brought in line with it at once."""
    listing = listing_of(book)
    for _step in listing.read():
        pass
    return listing


def takes_a_while(book: LogBook) -> bool:
    """Whether nobody has read the sessions of the book yet, and reading them would be noticed."""
    return listing_of(book).generation < 0 and file_size(book.folder / BOOK_FILE) > _LARGE


def _newest_first(outlines: Iterable[Outline]) -> list[str]:
    """The ids by day, those of a day in an order of their own, the last first."""
    days: defaultdict[str, list[str]] = defaultdict(list)
    for outline in outlines:
        days[outline.date].append(outline.id)
    return [session_id for day in sorted(days, reverse=True) for session_id in sorted(days[day], reverse=True)]


def _quickly(outlines: Iterable[Outline]) -> list[Outline]:
    with no_collecting():
        return list(outlines)


def _chunks(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
