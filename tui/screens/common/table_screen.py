"""Screens of the mode bar that are one table, with what there is to say about the row under its cursor."""

from textual import events
from textual.containers import Container, VerticalScroll
from textual.widgets import Input

from logs.text import match_rank
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.mode_screen import ModeScreen
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable


class Beside(Container):
    """A table and a pane of what there is to say about its row, which is out of sight where a card stands for rows."""

    def on_virtual_table_emptied(self, event: VirtualTable.Emptied) -> None:
        event.stop()
        self._show_pane(is_shown=bool(event.table.row_count) or not isinstance(event.table.empty, Empty))

    def on_virtual_table_highlighted(self) -> None:
        self._show_pane(is_shown=True)

    def _show_pane(self, *, is_shown: bool) -> None:
        if self.has_class("-empty") == is_shown:
            self.set_class(not is_shown, "-empty")
            if isinstance(self.screen, TableScreen):
                self.call_after_refresh(self.screen.fit)


def beside(table: VirtualTable, name: str) -> Container:
    """The table and the pane with the text `name`; side by side where there is room."""
    pane = VerticalScroll(Plain(id=name), id=f"{name}-pane", classes="pane", can_focus=False)
    return Beside(table, pane, classes="beside")


NARROW = Command("narrow", "slash", N_("Narrow the table by typing"), N_("Find"), N_("words of names, marks ignored"))


class NarrowField(ViInput):
    """Comes when it is asked for: what is typed narrows the table. Esc lets all go, Enter returns to the table."""

    DEFAULT_CSS = """
    NarrowField { display: none; }
    """

    def __init__(self) -> None:
        super().__init__(placeholder=_("code or words of the name"), id="narrow")

    def begin(self) -> None:
        """Take the keyboard."""
        self.display = True
        self.focus()

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "enter", "down"):
            event.stop()
            event.prevent_default()
            self.value = "" if event.key == "escape" else self.value
            self.display = bool(self.value)
            self.screen.query_one(VirtualTable).focus()

    def lets_pass(self, text: str) -> bool:
        """Whether the text answers what is typed."""
        return match_rank(self.value, text) is not None


class TableScreen(ModeScreen):
    """The table has the focus at first; what follows from the book, the room, the cursor and Enter is a method each."""

    @property
    def table(self) -> VirtualTable:
        """The table."""
        return self.query_one(VirtualTable)

    def action_narrow(self) -> None:
        """Type what narrows the table."""
        self.query_one(NarrowField).begin()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.show()

    def show(self) -> None:
        """Show what the book holds now."""
        raise NotImplementedError

    def fit(self) -> None:
        """Show it for the room that there is now, where that makes a difference."""

    def show_row(self) -> None:
        """Show what there is to say about the row under the cursor."""

    async def take_row(self) -> None:
        """Do what Enter does on the row under the cursor."""

    def on_mount(self) -> None:
        self.table.focus()

    def refresh_book(self, session_id: str | None = None) -> None:
        super().refresh_book(session_id)
        self.show()

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self.fit)

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        self.show_row()

    async def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        await self.take_row()

    def action_step_back(self) -> None:
        self.dismiss()
