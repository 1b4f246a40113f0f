"""A dialog to be read: a title over lines that scroll."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget

from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.widgets.safe import Plain


def reading_menu(close: str) -> tuple[Command, ...]:
    """The commands of such a dialog; `close` are the keys that close it."""
    return (
        Command("dismiss", close, N_("Close"), N_("Close")),
        Command("scroll(-1)", "up", N_("Up")),
        Command("scroll(1)", "down", N_("Down")),
        Command("scroll(-10)", "pageup", N_("Page up")),
        Command("scroll(10)", "pagedown", N_("Page down")),
    )


class ReadingDialog(ModalScreen[None]):
    """A dialog whose `lines` are read and scrolled, with the msgid `HEADING` above them."""

    HEADING: ClassVar[str] = ""
    MENU: ClassVar[tuple[Command, ...]] = reading_menu("escape,q,enter")
    BINDINGS = bindings(MENU)

    def lines(self) -> Iterable[Widget]:
        """What there is to read, from top to bottom."""
        raise NotImplementedError

    def heading(self) -> str:
        """What stands above the lines."""
        return _(self.HEADING)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog reading"):
            yield Plain(self.heading(), classes="dialog-title")
            yield VerticalScroll(*self.lines(), can_focus=False)
            yield KeyBar(show_command_palette=False)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
