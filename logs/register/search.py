"""Looking for sessions in a register of any size: those that a query asks for, found a few milliseconds at a time."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, overload

from msgspec import Struct
from msgspec.structs import replace

from logs.book.book import LogBook
from logs.gc_pause import no_collecting
from logs.periods import Span
from logs.register.listing import STEP, Listing, listing_of
from logs.register.outline import Counts
from logs.session.query import Entry, Query
from logs.text import word_beginnings


class Finding:
    """The sessions of `order` that the query lets through: their ids `found` so far, in that order, and their counts.

    `is_done` once all were looked at, which `steps` does. A query that asks for everything is done at once. Once the
    listing has taken in a change of the book, the finding stands as it is and looks no further.
    """

    def __init__(self, listing: Listing, query: Query, order: Sequence[str]) -> None:
        self.listing = listing
        self.query = query
        self.generation = listing.generation
        self.order = order
        self._candidates = order
        self._looked_at = 0
        self._words = word_beginnings(query.text)
        wordless = replace(query, text="", counted=False, left_out=None, former=False)
        self._conditions = wordless if wordless != Query() else None
        self._span = Span(query.start, query.end) if query.counted and query.has_days else None
        self._own: list[str] = []
        self._counts = Counts()

    @property
    def found(self) -> Sequence[str]:
        """The ids of those that were found so far; do not change."""
        return self._own if self._restricts else self.order

    def place(self, session_id: str) -> int | None:
        """Where the session stands among those found so far."""
        try:
            return self.found.index(session_id)
        except ValueError:
            return None

    @property
    def counts(self) -> Counts:
        """The counts of those that were found so far."""
        return self._counts if self._restricts else self.listing.counts

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to look at."""
        return not self._restricts or self._looked_at >= len(self._candidates) or not self.is_current

    @property
    def is_current(self) -> bool:
        """Whether the listing is still as it was gone through."""
        return self.generation == self.listing.generation

    @property
    def _restricts(self) -> bool:
        return bool(self._words or self._conditions or self.query.counted or self.query.left_out or self.query.former)

    def steps(self) -> Iterator[None]:
        """Look at all sessions, a few at each step."""
        book, listing, query = self.listing.book, self.listing, self.query
        text, rule = listing.text, book.figures.rule
        test = self._conditions and self._conditions.test(
            book.directive, book.sessions.text_of, book.exchange.standing, book.exchange.speakers.below
        )
        while not self.is_done:
            passed = self._candidates[self._looked_at : self._looked_at + STEP]
            if query.counted or query.left_out:
                passed = [one for one in passed if listing.left_out(one, self._span) == query.left_out]
            if query.former:
                passed = [one for one in passed if rule.is_former(one, listing.left_out(one))]
            if test:
                passed = [one for one in passed if test(rule.judge(listing.entry(one)).read)]
            for word in self._words:
                passed = [one for one in passed if word in text(one)]
            self._own += passed
            self._counts = self._counts.plus(listing.with_reasons(passed))
            self._looked_at += STEP
            yield

    def narrowed(self, query: Query) -> "Finding | None":
        """What of this a query lets through that asks for no more than this one's does; None where it may."""
        if replace(query, text=self.query.text) != self.query:
            return None
        words = word_beginnings(query.text)
        if not all(any(old in new for new in words) for old in self._words):
            return None
        narrow = Finding(self.listing, query, self.order)
        if self._restricts:
            narrow._candidates = [*self._own, *self._candidates[self._looked_at :]]
        return narrow


_MOMENT = 0.002


class Order(Struct, frozen=True):
    """By what sessions are put in order: the name of a key, which gives a session's place; "date" needs no key."""

    name: str = "date"
    descending: bool = True
    key: Callable[[Entry], Any] | None = None

    @property
    def direction(self) -> tuple[str, bool]:
        """What tells two orders apart."""
        return self.name, self.descending


class Found(Sequence[Entry]):
    """Sessions by their `ids`, each decoded when it is looked at."""

    def __init__(self, listing: Listing, ids: Sequence[str]) -> None:
        self.listing = listing
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> list[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | list[Entry]:
        if isinstance(place, slice):
            return [self.listing.entry(one) for one in self.ids[place]]
        return self.listing.entry(self.ids[place])


class Looking:
    """What was found so far of what is looked for in a book: begin, then go on until everything was looked at."""

    def __init__(self, book: LogBook) -> None:
        self.book = book
        self.listing = listing_of(book)
        self.finding = Finding(self.listing, Query(), ())
        self.is_done = True
        self._steps: Iterator[None] = iter(())
        self._ordered: tuple[object, Sequence[str]] = (None, ())

    @property
    def found(self) -> Found:
        """The sessions found so far, in the order asked for."""
        return Found(self.finding.listing, self.finding.found)

    def begin(self, query: Query, order: Order) -> None:
        """Look for this from now on; until `go_on` comes to it, what was found before stands."""
        self.is_done = False
        self._steps = self._look(query, order)

    def go_on(self, seconds: float, *, enough: int | None = None) -> bool:
        """Look on for a while, or for a moment once `enough` are found; True once everything was looked at."""
        begun = time.perf_counter()
        with no_collecting():
            for _step in self._steps:
                spent = time.perf_counter() - begun
                if spent > seconds or (spent > _MOMENT and enough is not None and len(self.finding.found) >= enough):
                    return False
        self.is_done = True
        return True

    def _look(self, query: Query, order: Order) -> Iterator[None]:
        yield from self.listing.read()
        known = self.finding if self.finding.listing is self.listing and self.finding.is_current else None
        ids = yield from self._in_order(order)
        narrowed = known.narrowed(query) if known and known.order is ids else None
        self.finding = narrowed or Finding(self.listing, query, ids)
        yield from self.finding.steps()

    def _in_order(self, order: Order) -> Generator[None, None, Sequence[str]]:
        listing = self.listing
        state = (listing, listing.generation, order.direction)
        if self._ordered[0] != state:
            if order.key is not None:
                ids = yield from listing.sorted_by(order.name, order.key, reverse=order.descending)
            else:
                ids = listing.order if order.descending else listing.order[::-1]
            self._ordered = (state, ids)
        return self._ordered[1]
