"""What is reckoned over all sessions of a book, while keys are obeyed."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from logs.book.book import LogBook
from logs.gc_pause import keep_all, no_collecting
from logs.register.listing import listing_of

_FEW = 2_000  # sessions that are looked through without anybody noticing
_MANY = 20_000  # sessions that stay in memory until the program ends
_SLICE = 0.004  # seconds of reading between two looks at the keys

T = TypeVar("T")


def is_small(book: LogBook) -> bool:
    """Whether all sessions of the book are looked through in no time."""
    return len(book.storage.rows("sessions")) <= _FEW


async def read_listing(book: LogBook) -> None:
    """Bring the listing of the book in line with it, a few milliseconds at a time."""
    listing = listing_of(book)
    if listing.is_read:
        return
    with no_collecting():
        until = time.perf_counter() + _SLICE
        for _step in listing.read():
            if time.perf_counter() > until:
                await asyncio.sleep(0)
                until = time.perf_counter() + _SLICE
    if len(listing.order) > _MANY:
        keep_all()


async def reckoned(book: LogBook, reckon: Callable[[LogBook], T], *, whole: bool = False) -> T:
    """What is reckoned over the book: of a large one in a thread, again where it is changed meanwhile.

    What looks at sessions as a `whole` has them all decoded first; the thread only looks at what the book holds.
    """
    while True:
        generation = book.generation
        if is_small(book):
            return reckon(book)
        if whole:
            _ = book.sessions.records
        try:
            figures = await asyncio.to_thread(reckon, book)
        except (KeyError, RuntimeError):  # a save changed what the thread was going through: it looks again
            if generation == book.generation:
                raise
            continue
        if generation == book.generation:
            return figures
