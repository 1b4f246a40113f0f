"""What is reckoned over all sessions of a book, while keys are obeyed: in a thread, or a few milliseconds at a time."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from threading import Thread
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from logs.book.book import LogBook
from logs.gc_pause import no_collecting
from logs.register.listing import listing_of

_FEW = 2_000  # sessions that are looked through without anybody noticing
_SLICE = 0.004  # seconds of reading between two looks at the keys
_SWITCH = 0.0005  # seconds after which a thread gives way to the keys

T = TypeVar("T")


def is_small(book: LogBook) -> bool:
    """Whether all sessions of the book are looked through in no time; those of a large one are not read for it."""
    return not book.storage.is_large and len(book.storage.rows("sessions")) <= _FEW


async def in_slices(steps: Iterable[object]) -> None:
    """Take the steps a few milliseconds at a time; between two slices keys are obeyed."""
    until = time.perf_counter() + _SLICE
    with no_collecting():
        for _step in steps:
            if time.perf_counter() > until:
                await asyncio.sleep(0)
                until = time.perf_counter() + _SLICE


async def read_listing(book: LogBook) -> None:
    """Bring the listing of the book in line with it."""
    listing = listing_of(book)
    if listing.is_read:
        return
    if listing.generation < 0:
        if book.sessions.takes_a_while:
            await asyncio.to_thread(book.storage.rows("sessions").load)
            await in_slices(book.sessions.read_columns())
            book.storage.rows("sessions").let_go()
        await reckoned(book, _read_columns)
    await in_slices(listing.read())


def _read_columns(book: LogBook) -> None:
    """What a listing is made of, before the file beside book.json goes."""
    columns = book.sessions.columns
    columns.read()
    _ = columns.ids
    book.figures.counting()


async def reckoned(book: LogBook, reckon: Callable[..., T], *given: Any) -> T:
    """What `reckon` gives of the book and of what else is `given`; again where the book was saved meanwhile.

    Of a large book a thread reckons it over the book as it stands, and stops where nobody waits for it any longer.
    """
    if is_small(book):
        return reckon(book, *given)
    rows = book.storage.rows("sessions")
    was_loaded = rows.is_loaded
    while True:
        generation = book.generation
        work = _Work(partial(_reckon, book.as_it_stands(), reckon, given))
        try:
            with no_collecting():
                standing, figures = await work.result()
        except Exception:
            if generation == book.generation:
                raise
            continue
        if generation != book.generation:
            continue
        book.learn(standing)
        if not was_loaded:
            rows.let_go()  # of a hundred thousand a third of all memory
        return figures


def _reckon(standing: Callable[[], LogBook], reckon: Callable[..., T], given: tuple[Any, ...]) -> tuple[LogBook, T]:
    book = standing()
    return book, reckon(book, *given)


class EachState(Generic[T]):
    """What `reckon` gives of a book, reckoned once for each state of it."""

    def __init__(self, reckon: Callable[[LogBook], T]) -> None:
        self._reckon = reckon
        self._known: WeakKeyDictionary[LogBook, tuple[object, T]] = WeakKeyDictionary()

    def known(self, book: LogBook) -> T | None:
        """It, where it was reckoned since the book was changed and the day began."""
        state, found = self._known.get(book, (None, None))
        return found if state == _state(book) else None

    def now(self, book: LogBook) -> T:
        """It, reckoned here where it is not known: for what takes no time."""
        if (found := self.known(book)) is None:
            found = self._reckon(book)
            self._known[book] = _state(book), found
        return found

    async def of(self, book: LogBook) -> T:
        """It; see `reckoned`."""
        if (found := self.known(book)) is None:
            found = await reckoned(book, self._reckon)
            self._known[book] = _state(book), found
        return found


def _state(book: LogBook) -> object:
    return book.generation, book.today()


class _Work(Thread, Generic[T]):
    """A thread that gives the running loop what it has worked out."""

    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__(daemon=True)
        self._work_out = work
        self._loop = asyncio.get_running_loop()
        self._result: asyncio.Future[T] = self._loop.create_future()

    async def result(self) -> T:
        """Begin and wait; who is cancelled meanwhile stops the thread."""
        sys.setswitchinterval(_SWITCH)
        self.start()
        try:
            return await self._result
        except asyncio.CancelledError:
            self._stop_working()
            raise

    def run(self) -> None:
        try:
            tell = partial(self._result.set_result, self._work_out())
        except SystemExit:
            return  # nobody waits any longer
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            tell = partial(self._result.set_exception, error)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(lambda: self._result.done() or tell())

    def _stop_working(self) -> None:
        """End it at its next step, as `sys.exit` in it would: what it works on is its own."""
        import ctypes  # noqa: PLC0415 - few screens are left before their figures have come

        if self.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(SystemExit))
