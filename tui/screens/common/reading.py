"""A dialog to be read: a title over lines that scroll."""

from collections.abc import Iterable
from typing import ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget

from tui.core.commands import Command
from tui.core.i18n import N_
from tui.screens.common.dialog import SCROLLING, Dialog


def reading_menu(close: str) -> tuple[Command, ...]:
    """The commands of such a dialog; `close` are the keys that close it."""
    return (
        Command("dismiss", close, N_("Close"), N_("Close")),
        *SCROLLING,
    )


class ReadingDialog(Dialog[None]):
    """A dialog whose `lines` are read and scrolled, with the msgid `HEADING` above them."""

    MENU: ClassVar[tuple[Command, ...]] = reading_menu("escape,q,enter")

    def lines(self) -> Iterable[Widget]:
        """What there is to read, from top to bottom."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(*self.lines(), classes="as-high", can_focus=False)
