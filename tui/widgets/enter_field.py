"""A text field whose Enter acts the moment it arrives, so that what is typed right after it belongs to what follows."""

from collections.abc import Callable
from typing import Any

from textual import events

from tui.widgets.typing import ViInput


class EnterField(ViInput):
    """Calls `enter` at Enter, with every letter typed before it in its value and none typed after it."""

    def __init__(self, enter: Callable[[], None], placeholder: str = "", **options: Any) -> None:
        """Take the arguments of `ViInput` by name."""
        super().__init__(placeholder=placeholder, **options)
        self._enter = enter

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._enter()

    async def action_submit(self) -> None:
        """Enter that came another way than by the key."""
        self._enter()
