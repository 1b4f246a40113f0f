"""How a person leaves the program: what was typed is asked about first, and keys that leave other programs say how."""

from time import monotonic
from typing import ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding

from tui.core.i18n import _
from tui.core.messages import Done
from tui.text.visible import visible
from tui.widgets.table import VirtualTable

_AGAIN = 2.0
"""Seconds within which Esc or Ctrl+C once more means to leave."""
_MOST_TOLD = 60
"""Characters of what was copied that the notice repeats."""


class Leaving(App[int]):
    """An App that is left by Ctrl+Q, and says so to who presses Esc or Ctrl+C twice."""

    BINDINGS: ClassVar = [Binding("escape", "step_out", show=False)]
    _stepped_out = 0.0

    def action_help_quit(self) -> None:
        """Ctrl+C where no text is selected: copy the row under the cursor; without one, and again, say how to leave."""
        table = self.screen.focused
        if isinstance(table, VirtualTable) and table.row_count and not self._is_again():
            texts = table.texts(table.cursor_row)
            # With tabs between, each cell goes into a column of its own where it is pasted into a sheet.
            self.copy_to_clipboard("\t".join(visible(text) for text in texts))
            told = "  ".join(filter(None, texts))[:_MOST_TOLD]
            self.post_message(Done(_("Copied: {text}").format(text=told)))
        else:
            self.post_message(Done(_("Press Ctrl+Q to exit.")))

    def action_step_out(self) -> None:
        """Esc where there is nothing to go back to; the second time in a row say how to leave."""
        if self._is_again():
            self.post_message(Done(_("Press Ctrl+Q to exit.")))

    def _is_again(self) -> bool:
        """Whether a key that may mean to leave came a moment ago."""
        former, self._stepped_out = self._stepped_out, monotonic()
        return self._stepped_out - former < _AGAIN

    @work(group="quit", exclusive=True)
    async def action_quit(self) -> None:  # type: ignore[override]
        """Leave; ask first where something typed would be lost."""
        from tui.screens.common.ask import leave_question
        from tui.screens.common.autosave import Keeping

        unsaved = [screen for screen in self.screen_stack if getattr(screen, "unsaved", False)]
        if unsaved and await self.push_screen_wait(leave_question()) != "leave":
            return
        for screen in unsaved:
            if isinstance(screen, Keeping):
                screen.forget()  # the person has let it go: the next start does not ask about it
        self.exit(0)
