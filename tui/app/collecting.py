"""Python's search for what holds on to itself, as closed screens do, in portions that no key waits for.

By itself it begins in the midst of any work, and over a large book takes half a second.
"""

import asyncio
import gc

from textual._styles_cache import StylesCache
from textual.app import App

from logs.gc_pause import MANY

_EVERY = 0.2
"""Seconds between two looks."""
_SOME = 5_000
"""New objects that are looked through together."""


class Collecting:
    """The collector while the app runs: new objects soon, all that came since the last time once a screen was closed.

    What is there when no screen stands above another is passed over from then on: it stays until the program ends.
    """

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._was_on = gc.isenabled()
        self._next: asyncio.TimerHandle | None = None
        self._screens = 1
        self._is_closed = False
        self._since = 0

    def begin(self) -> None:
        """Take the collector over; what has been imported so far stays."""
        gc.disable()
        gc.freeze()
        self._wait()

    def end(self) -> None:
        """Leave it as it was."""
        if self._next is not None:
            self._next.cancel()
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    def _wait(self) -> None:
        self._next = asyncio.get_running_loop().call_later(_EVERY, self._look)

    def _look(self) -> None:
        self._wait()
        screens, made = len(self._app.screen_stack), gc.get_count()[0]
        if screens < self._screens:
            # It takes a moment until all of it is taken apart.
            self._is_closed = True
        elif self._is_closed or self._since > MANY:
            self._look_through_all(screens)
        elif made > _SOME:
            self._since += made
            gc.collect(1)
        self._screens = screens

    def _look_through_all(self, screens: int) -> None:
        # It would hold on to the lines of every widget that was ever drawn.
        StylesCache.get_inner_outer.cache_clear()
        gc.collect()
        if self._is_closed and screens == 1:
            gc.freeze()
        self._is_closed, self._since = False, 0
