"""A table whose rows are chosen several at a time: a key for one row, Shift with the arrows for a stretch of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.widgets.columns import Column
from tui.widgets.table import Empty, VirtualTable

TICKS = Column("ticks", "", 3)
"""The column in front of the others where anything is chosen."""


def tick(chosen: bool) -> str:
    """The box of a row, which reads without colour."""
    return "[x]" if chosen else "[ ]"


class TickableTable(VirtualTable):
    """A `VirtualTable` that tells which rows the person wants to choose; what is chosen stays with the caller."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", show=False),
        Binding("shift+up", "extend(-1)", show=False),
        Binding("shift+down", "extend(1)", show=False),
        Binding("shift+pageup", "extend_page(-1)", show=False),
        Binding("shift+pagedown", "extend_page(1)", show=False),
        Binding("shift+home", "extend_to(0)", show=False),
        Binding("shift+end", "extend_to(-1)", show=False),
    ]

    @dataclass
    class Ticked(Message):
        """A row is to be chosen, or not any longer."""

        table: "TickableTable"
        row: int

    @dataclass
    class Stretched(Message):
        """The rows from `first` to `last` are to be chosen, instead of those `before` them in the same stretch."""

        table: "TickableTable"
        rows: range
        before: range

    def __init__(self, columns: Sequence[Column], *, empty: Empty | str = "", id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(columns, empty=empty, id=id)
        # Where the stretch of rows begins, and where the cursor was left at its other end.
        self._stretch: tuple[int, int] | None = None

    def end_stretch(self) -> None:
        """Other rows stand here now: what is chosen next begins a new stretch."""
        self._stretch = None

    def action_tick(self) -> None:
        """Choose the row, or let it go, and go on to the next one."""
        if self.row_count:
            self.post_message(self.Ticked(self, self.cursor_row))
            self.cursor_row += 1

    def action_extend(self, rows: int) -> None:
        """Choose the rows on the way down by so many."""
        self.action_extend_to(max(0, self.cursor_row + rows))

    def action_extend_page(self, pages: int) -> None:
        """Choose the rows on the way down by so many screenfuls."""
        self.action_extend(pages * max(1, self._window_rows))

    def action_extend_to(self, row: int) -> None:
        """Choose the rows up to this one, -1: the last."""
        if self.row_count:
            self._extend(self.row_count - 1 if row < 0 else min(row, self.row_count - 1))

    async def _on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        row = self.place_at(place.x, place.y)[0] if place else None
        if row is None or row < 0 or not (event.shift or event.ctrl):
            return  # the table's own handler comes next
        event.stop()
        event.prevent_default()
        if event.shift:
            self._extend(row)
        else:
            self.cursor_row = row
            self.post_message(self.Ticked(self, row))

    def _extend(self, row: int) -> None:
        anchor, end = self._stretch or (-1, -1)
        fresh = end != self.cursor_row or anchor < 0
        if fresh:
            anchor = self.cursor_row
        before = range(0) if fresh else _between(anchor, self.cursor_row)
        self.cursor_row = row
        self._stretch = (anchor, row)
        self.post_message(self.Stretched(self, _between(anchor, row), before))


def _between(one: int, other: int) -> range:
    return range(min(one, other), max(one, other) + 1)
