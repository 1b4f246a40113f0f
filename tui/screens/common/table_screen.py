"""Screens of the mode bar that are one table, with what there is to say about the row under its cursor."""

from textual import events
from textual.containers import Container, VerticalScroll

from tui.screens.common.mode_screen import ModeScreen
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable


def beside(table: VirtualTable, name: str) -> Container:
    """The table and a pane of what there is to say about its row, `name` its text; side by side where there is room."""
    pane = VerticalScroll(Plain(id=name), id=f"{name}-pane", classes="pane", can_focus=False)
    return Container(table, pane, classes="beside")


class TableScreen(ModeScreen):
    """The table has the focus at first; what follows from the book, the room, the cursor and Enter is a method each."""

    @property
    def table(self) -> VirtualTable:
        """The table."""
        return self.query_one(VirtualTable)

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
