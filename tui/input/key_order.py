"""Keys take effect in the order in which they were pressed, however fast they come.

Textual hands every key on at once. A key that is bound to an action (Enter, Ctrl+S, Esc) goes round the whole
application first, so letters typed right behind it would overtake it, or reach a dialog that is about to close. Here
such a key holds back what follows until it has done its work and the screen it leads to is there.

A terminal that does not mark pastes sends their line ends as Enter. An Enter in the midst of text that arrived in one
piece is a blank, so that a paste of several lines submits nothing.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.app import App, ScreenStackError
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker

from tui.input.text_fields import ViArea, ViInput

BURST = 0.015
"""Seconds between two keys that no hand presses apart: they came as one piece from the terminal."""
SETTLE = 0.06
"""Seconds for which an Enter at the end of a piece waits, to see whether more of the piece follows."""
LONG = 12
"""Letters in one piece that no input method sends at once: a paste, whose next part may be a little late."""
PATIENCE = 2.0
"""Seconds after which keys are held back no longer, whatever the key before them is still doing."""
_TICK = 0.005
_TURNS = 20  # of the loop, before waiting costs time instead
_LINE_ENDS = ("enter", "ctrl+j")
_LEADING = ("dialog", "save", "quit")  # groups of workers that open or close a screen

Result = TypeVar("Result")
Typed = events.Key | events.Paste


class KeysInOrder(App[Result]):
    """An App in which a key that is bound to an action is done before the next one begins."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._typed: deque[Typed] = deque()
        self._acting: asyncio.Task[None] | None = None
        self._piece = _Piece()
        self._line_ends: list[events.Key] = []
        self._lookout: Timer | None = None
        self._late_at = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes in order; a test without a terminal waits for each key itself."""
        if isinstance(event, Typed) and not event.is_forwarded and not self.is_headless:
            self._typed.append(event)
            await self._hand_on()
        else:
            await super().on_event(event)

    def press_again(self, event: events.Key) -> None:
        """Hand a key on once more, before what was typed behind it, to the screen that is now on top."""
        again = events.Key(event.key, event.character)
        again.time = event.time
        if self.is_headless:
            self.post_message(again)
        else:
            self._typed.appendleft(again)
            self.call_later(self._hand_on)

    async def _hand_on(self) -> None:
        """Hand on what was typed as far as nothing holds it back."""
        while self._typed and self._acting is None:
            event = self._typed.popleft()
            if self._line_ends:
                self._read_on(event)
            elif isinstance(event, events.Key) and self._ends_piece(event):
                self._wait_for_more(event)
            else:
                if isinstance(event, events.Key):
                    self._piece.add(event)
                await self._act(event)

    # -- pieces of text

    def _ends_piece(self, event: events.Key) -> bool:
        """Whether it is a line end right behind a letter, in a field of one line."""
        return event.key in _LINE_ENDS and self._piece.goes_on(event.time) and isinstance(self.focused, ViInput)

    def _wait_for_more(self, line_end: events.Key) -> None:
        self._line_ends.append(line_end)
        if self._lookout is not None:
            self._lookout.stop()
        self._lookout = self.set_timer(SETTLE, self._no_more)

    def _read_on(self, event: Typed) -> None:
        """Something follows line ends: were they in the midst of a piece, or Enter?"""
        last = self._line_ends[-1]
        same = isinstance(event, events.Key) and event.time - last.time < self._piece.patience
        if same and isinstance(event, events.Key) and event.key in _LINE_ENDS:
            self._wait_for_more(event)
            return
        self._typed.appendleft(event)
        if same and isinstance(event, events.Key) and event.is_printable:
            self._line_ends.clear()
            self._piece.lines += 1
            blank = events.Key("space", " ")
            blank.time = last.time
            self._typed.appendleft(blank)
        else:
            self._take_line_ends()

    async def _no_more(self) -> None:
        """Nothing followed the line ends."""
        if self._line_ends:
            self._take_line_ends()
            await self._hand_on()

    def _take_line_ends(self) -> None:
        """They were Enter, unless they close a paste of several lines."""
        if not self._piece.lines:
            self._typed.extendleft(reversed(self._line_ends))
        self._line_ends.clear()
        self._piece = _Piece()

    # -- keys that do something

    async def _act(self, event: Typed) -> None:
        """Hand one key or paste on; what follows waits until it is done, unless a field takes it where it stands."""
        target: DOMNode = self.focused or self.screen
        if _at_once(target, event):
            await super().on_event(event)
            return
        # A key with priority is done before it reaches the field, where letters may still wait.
        self._late_at = monotonic() + PATIENCE
        await self._passed(target)
        top, workers = self.screen, set(self.workers)
        await super().on_event(event)
        # Waited for beside the app's own loop, which the key still has to pass through.
        self._acting = asyncio.create_task(self._settle(target, top, workers))

    async def _settle(self, node: DOMNode, top: Screen[Any], before: set[Worker[Any]]) -> None:
        """Wait until a key handed to `node` has done its work, then let the next one go."""
        self._late_at = monotonic() + PATIENCE
        try:
            with suppress(ScreenStackError):
                await self._done(node, top, before)
        finally:
            self.call_later(self._go_on)

    async def _go_on(self) -> None:
        self._acting = None
        await self._hand_on()

    async def _done(self, node: DOMNode, top: Screen[Any], before: set[Worker[Any]]) -> None:
        while True:
            # Up to the app with the key, and once more with what its action told.
            for _round in range(2):
                for step in node.ancestors_with_self:
                    await self._passed(step)
            await self._until(partial(self._led_on, top, before))
            if self.screen is top:
                return
            node, top, before = self.screen, self.screen, set(self.workers)
            await self._until(partial(getattr, top, "is_mounted"))

    def _led_on(self, top: Screen[Any], before: set[Worker[Any]]) -> bool:
        """Whether another screen is there, or no work goes on that will open or close one."""
        begun = [worker for worker in self.workers if worker.group in _LEADING and worker not in before]
        return self.screen is not top or all(one.is_finished for one in begun)

    async def _passed(self, node: MessagePump) -> None:
        """Wait until the node has handled all that it was sent before, or is no more."""
        passed = asyncio.Event()
        if node.call_later(passed.set):
            await self._until(lambda: passed.is_set() or not node.is_running)

    async def _until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of which nobody tells, at most as long as keys are held back."""
        turns = 0
        while not holds() and monotonic() < self._late_at:
            turns += 1
            await asyncio.sleep(0 if turns < _TURNS else _TICK)


class _Piece:
    """Text that arrives in one piece: its letters so far, when the last came, and the line ends among them."""

    def __init__(self) -> None:
        self.letters = 0
        self.lines = 0
        self.last = 0.0

    @property
    def patience(self) -> float:
        """Seconds within which the next letter belongs to the piece."""
        return SETTLE if self.lines or self.letters >= LONG else BURST

    def goes_on(self, time: float) -> bool:
        """Whether what comes at that time belongs to the piece."""
        return time - self.last < self.patience

    def add(self, key: events.Key) -> None:
        """Count a letter, in a new piece if it comes late."""
        if not self.goes_on(key.time):
            self.letters = self.lines = 0
        if key.is_printable:
            self.letters += 1
            self.last = key.time


def _at_once(target: MessagePump, event: Typed) -> bool:
    """Whether a field takes the key where it stands in the field's queue, without going round the application."""
    if not isinstance(target, ViInput | ViArea):
        return False
    return isinstance(event, events.Paste) or target.takes_at_once(event)
