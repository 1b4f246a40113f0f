"""The register of a book as it is looked at: every live session in an order, each decoded only when it is looked at.

What takes long is a series of steps of a few milliseconds, between which the caller does other things.
"""

import heapq
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from logs.book.book import LogBook
from logs.book.reading import Selection
from logs.counting.counts import Counts
from logs.gc_pause import at_once
from logs.model import Session
from logs.session.query import Entry, Query, session_id_of

STEP = 64
"""Sessions that one step of putting them in order goes over."""
_RUN = 4_096  # sessions that are put in order at a time, to be merged with the others

KeyOf = Callable[[Entry], Any]


class Listing:
    """The live sessions of a book; `counts` is of all of them, and `read` brings it in line with the book."""

    def __init__(self, book: LogBook) -> None:
        self.book = book
        self.counts = Counts()
        self.generation = -1
        self._whole: Selection | None = None
        self._order: list[str] | None = None
        self._ids: frozenset[str] | None = None
        self._keys: dict[str, dict[str, Any]] = {}
        self._keys_of: tuple[object, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether it is in line with the book."""
        return self.generation == self.book.generation

    def read(self) -> Iterator[None]:
        """Take in what the book has come to hold since."""
        book = self.book
        while not self.is_read:
            yield from book.sessions.read_columns()
            generation, reading = book.generation, book.figures.reading
            yield
            whole = reading.select(Query())
            yield
            self._whole, self.counts, self.generation = whole, whole.counts, generation
            self._order = self._ids = None

    @property
    def order(self) -> list[str]:
        """The ids, the newest first; do not change."""
        if self._order is None:
            self._order = self._whole.ids()[::-1] if self._whole is not None else []
        return self._order

    def entry(self, session_id: str) -> Entry:
        """A listed session; of one that was deleted since, nothing but that it was there."""
        owner = self.book.owner
        gone = Session(directive=owner.directive, date=owner.created.date(), unit=owner.unit, status="draft")
        return self.book.sessions.entry(session_id) or Entry(session_id, "", gone)

    def counts_of(self, session_ids: Collection[str]) -> Counts:
        """The counts of some of the listed sessions; others are passed over."""
        return self._whole.only(session_ids).counts if self._whole is not None else Counts()

    def __contains__(self, session_id: object) -> bool:
        if self._ids is None:
            self._ids = frozenset(self.order)
        return session_id in self._ids

    def sorted_by(self, name: str, key_of: KeyOf, *, reverse: bool) -> Generator[None, None, list[str]]:
        """The ids in the order of a key that goes by `name`, of equal ones the newest first; step by step."""
        book = self.book
        # Keys hold names of units, reporters and themes.
        keys_of = (book.units, book.reporters, book.directive, book.sessions.columns)
        if any(one is not other for one, other in zip(keys_of, self._keys_of or (None,) * 4, strict=True)):
            self._keys_of, self._keys = keys_of, {}
        keys, changed = self._keys.setdefault(name, {}), book.sessions.changed
        order, runs = self.order, []
        for run in _chunks(order, _RUN):
            for chunk in _chunks(run, STEP):
                anew = (one for one in chunk if one not in keys or session_id_of(one) in changed)
                keys.update((one, key_of(self.entry(one))) for one in anew)
                yield
            runs.append(sorted(run, key=keys.__getitem__, reverse=reverse))
        merged = heapq.merge(*runs, key=keys.__getitem__, reverse=reverse)
        in_order: list[str] = []
        while chunk := list(islice(merged, STEP)):
            in_order += chunk
            yield
        return in_order


_listings: WeakKeyDictionary[LogBook, Listing] = WeakKeyDictionary()


def listing_of(book: LogBook) -> Listing:
    """The listing of a book that everything which looks at it shares."""
    return _listings.setdefault(book, Listing(book))


def listed(book: LogBook) -> Listing:
    """The listing of a book, brought in line with it at once."""
    listing = listing_of(book)
    at_once(listing.read())
    return listing


def _chunks(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
