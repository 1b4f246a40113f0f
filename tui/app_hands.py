"""What hands do on every screen: jump to a place, copy the row under the cursor, have the table printed."""

from typing import ClassVar

from textual import work
from textual.app import App

from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import Done
from tui.screens.frame import ModeScreen
from tui.screens.jump import JumpScreen, places_on
from tui.text.visible import visible
from tui.widgets.table import VirtualTable

_MOST_TOLD = 60  # characters of what was copied that the notice repeats


class Handy(App[int]):
    """The commands of an app that work alike on every screen."""

    HANDY_MENU: ClassVar = (
        Command("jump", "f6", N_("Jump to a place"), "", N_("a letter appears beside every place"), priority=True),
        Command("print_view", "f7", N_("Print view"), "", N_("the table, in a file to be printed")),
    )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There must be places to jump to, and a table to print."""
        if action == "jump":
            return not isinstance(self.screen, JumpScreen)
        if action == "print_view":
            return isinstance(self.screen, ModeScreen)
        return super().check_action(action, parameters)

    @work(group="jump", exclusive=True)
    async def action_jump(self) -> None:
        """Show a letter beside every place that can have the focus, and go where the person points."""
        screen = self.screen
        place = await self.push_screen_wait(JumpScreen(places_on(screen)))
        if place is not None:
            screen.set_focus(place)

    def action_print_view(self) -> None:
        """Print the table of the screen."""
        from tui.screens.printing import PrintDialog

        if isinstance(self.screen, ModeScreen) and (sheet := self.screen.sheet()) is not None:
            self.push_screen(PrintDialog(sheet, self.screen.MODE))

    def action_help_quit(self) -> None:
        """Ctrl+C where no text is selected: copy the row under the cursor; without one say how to leave."""
        table = self.screen.focused
        if isinstance(table, VirtualTable) and table.row_count:
            texts = table.texts(table.cursor_row)
            # With tabs between, each cell goes into a column of its own where it is pasted into a sheet.
            self.copy_to_clipboard("\t".join(visible(text) for text in texts))
            told = "  ".join(filter(None, texts))[:_MOST_TOLD]
            self.post_message(Done(_("Copied: {text}").format(text=told)))
        else:
            self.post_message(Done(_("Press Ctrl+Q to exit.")))
