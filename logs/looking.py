"""Looking for sessions in a register of any size, a few milliseconds at a time."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, overload

from msgspec import Struct

from logs.book import LogBook
from logs.finding import Finding
from logs.listing import Listing, listing_of
from logs.memory import no_collecting
from logs.query import Entry, Query

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
        if self.listing.counted != query.counted:
            self.listing = Listing(self.book, counted=True) if query.counted else listing_of(self.book)
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
