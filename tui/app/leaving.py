"""How a person leaves the program: what was typed is asked about first, and keys that leave other programs say how."""

from time import monotonic

from textual.app import App

from tui.core.i18n import _
from tui.core.messages import Done
from tui.text.visible import visible
from tui.widgets.table import VirtualTable

_AGAIN = 2.0
"""Seconds within which Esc or Ctrl+C once more means to leave."""
_MOST_TOLD = 60
"""Characters of what was copied that the notice repeats."""


class Leaving:
    """The keys by which an app is left, or by which a person may think that it is."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._stepped_out = 0.0

    def copy_or_say_how(self) -> None:
        """Ctrl+C where no text is selected: copy the row under the cursor; without one, and again, say how to leave."""
        table = self._app.screen.focused
        if isinstance(table, VirtualTable) and table.row_count and not self._is_again():
            texts = table.texts(table.cursor_row)
            # With tabs between, each cell goes into a column of its own where it is pasted into a sheet.
            self._app.copy_to_clipboard("\t".join(visible(text) for text in texts))
            shown = "  ".join(filter(None, texts))[:_MOST_TOLD]
            self._app.post_message(Done(_("Copied: {text}").format(text=shown)))
        else:
            self._say_how()

    def step_out(self) -> None:
        """Esc where there is nothing to go back to; the second time in a row say how to leave."""
        if self._is_again():
            self._say_how()

    async def leave(self) -> None:
        """Leave; ask first where something typed would be lost."""
        from tui.screens.common.ask import leave_question
        from tui.screens.common.autosave import Keeping

        unsaved = [screen for screen in self._app.screen_stack if getattr(screen, "unsaved", False)]
        if unsaved and await self._app.push_screen_wait(leave_question()) != "leave":
            return
        for screen in unsaved:
            if isinstance(screen, Keeping):
                screen.forget()  # the person has let it go: the next start does not ask about it
        self._app.exit(0)

    def _say_how(self) -> None:
        self._app.post_message(Done(_("Press Ctrl+Q to exit.")))

    def _is_again(self) -> bool:
        """Whether a key that may mean to leave came a moment ago."""
        former, self._stepped_out = self._stepped_out, monotonic()
        return self._stepped_out - former < _AGAIN
