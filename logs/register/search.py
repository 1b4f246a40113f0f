"""Looking for sessions in a register of any size: those that a query asks for, in an order, step by step."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, overload

from msgspec import Struct

from logs.book.book import LogBook
from logs.counting.counts import Counts
from logs.gc_pause import no_collecting
from logs.register.listing import Listing, listing_of
from logs.session.query import Entry, Query


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
    """Sessions by their `ids`, each decoded when it is looked at; the `counts` of them."""

    def __init__(self, listing: Listing, ids: Sequence[str] = (), counts: Counts = Counts()) -> None:  # noqa: B008 - frozen
        self.listing = listing
        self.ids = ids
        self.counts = counts

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

    def place(self, session_id: str) -> int | None:
        """Where the session stands among them."""
        return self.ids.index(session_id) if session_id in self.ids else None


class Looking:
    """What is looked for in a book, and what was `found`: begin, then go on until it was."""

    def __init__(self, book: LogBook) -> None:
        self.book = book
        self.listing = listing_of(book)
        self.found = Found(self.listing)
        self.is_done = True
        self._steps: Iterator[None] = iter(())
        self._ordered: tuple[object, Sequence[str]] = (None, ())

    def begin(self, query: Query, order: Order) -> None:
        """Look for this from now on; until `go_on` comes to it, what was found before stands."""
        self.is_done = False
        self._steps = self._look(query, order)

    def steps(self) -> Iterator[None]:
        """What is left to do of what was begun last."""
        for _step in iter(lambda: next(self._steps, self), self):
            yield
        self.is_done = True

    def go_on(self, seconds: float) -> bool:
        """Look on for a while; True once everything was looked at."""
        begun = time.perf_counter()
        with no_collecting():
            for _step in self.steps():
                if time.perf_counter() - begun > seconds:
                    return False
        return True

    def _look(self, query: Query, order: Order) -> Iterator[None]:
        listing = self.listing
        yield from listing.read()
        if query == Query():
            ids = yield from self._in_order(order)
            self.found = Found(listing, ids, listing.counts)
            return
        selected = self.book.figures.reading.select(query)
        yield
        ids = selected.ids()
        if order.key is not None:
            asked = frozenset(ids)
            ordered = yield from self._in_order(order)
            ids = [one for one in ordered if one in asked]
        elif order.descending:
            ids = ids[::-1]
        self.found = Found(listing, ids, selected.counts)

    def _in_order(self, order: Order) -> Generator[None, None, Sequence[str]]:
        listing = self.listing
        state = (listing.generation, order.direction)
        if self._ordered[0] != state:
            if order.key is not None:
                ids = yield from listing.sorted_by(order.name, order.key, reverse=order.descending)
            else:
                yield
                ids = listing.order if order.descending else listing.order[::-1]
            self._ordered = (state, ids)
        return self._ordered[1]
