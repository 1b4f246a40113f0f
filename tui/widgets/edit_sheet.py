"""A table whose cells are typed into: the keyboard stays in one field that stands on the cell it belongs to."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui.input.text_fields import EnterField
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.matrix import Matrix
from tui.widgets.table import HEADER

_AROUND = 2
"""Cells of the field beside its text: its edge and the cursor. What is longer than the column covers a neighbour."""


class _SheetCells(Matrix, can_focus=False):
    """The cells as they are read while they are not typed into."""

    def watch_scroll_y(self, old: float, new: float) -> None:
        """The wheel moves the rows: the field stays on its cell."""
        super().watch_scroll_y(old, new)
        if isinstance(self.parent, EditSheet):
            self.parent.place()

    def box(self) -> tuple[int, int, int]:
        """Where the cell of the cursor stands in the window: column, line and width."""
        places, column = self._places, self.cursor_column
        x = places.starts[column] - (0 if column < self.fixed else round(self.scroll_target_x))
        y = self.cursor_row + HEADER - round(self.scroll_target_y)
        return x, y, places.widths[column]


class CellField(EnterField):
    """The field on the cell. Arrows leave the cell at its ends; a paste of several cells is told, not typed."""

    @dataclass
    class Left(Message):
        """An arrow went out of the cell: `columns` to the right."""

        columns: int

    @dataclass
    class Cells(Message):
        """Lines of a spreadsheet were pasted."""

        rows: list[list[str]]

    async def _on_key(self, event: events.Key) -> None:
        step = {"left": -1, "right": 1}.get(event.key, 0)
        whole = sorted(self.selection) == [0, len(self.value)]
        edge = 0 if step < 0 else len(self.value)
        if step and (whole or (self.selection.is_empty and self.cursor_position == edge)):
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(step))

    def _on_paste(self, event: events.Paste) -> None:
        rows = pasted_rows(event.text)
        if len(rows) > 1 or len(rows[0]) > 1:
            event.stop()
            event.prevent_default()
            self.post_message(self.Cells(rows))


class EditSheet(Widget):
    """Rows and columns to type into; what stands in a cell is the owner's, who is told of every change."""

    DEFAULT_CSS = """
    EditSheet {
        height: 1fr;
        layers: grid cell;
        & > _SheetCells { layer: grid; height: 1fr; }
        & > CellField { layer: cell; height: 1; width: 14; background: $primary 30%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "rows(-1)", show=False),
        Binding("down", "rows(1)", show=False),
        Binding("enter", "next", show=False),
        Binding("ctrl+home", "go(0)", show=False),
    ]

    @dataclass
    class Edited(Message):
        """The text of the cell in use was changed by hand; the owner has it already."""

    @dataclass
    class Moved(Message):
        """The keyboard is on another cell."""

    def __init__(
        self,
        columns: Sequence[Column],
        text_of: Callable[[int, int], str],
        put: Callable[[int, int, str], None],
        settle: Callable[[int, int], None],
        *,
        optional: int,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        """`text_of` gives the text to type over in a cell, `put` takes what was typed, `settle` is called when the
        keyboard leaves a cell.

        The first column is a heading. From the column `optional` on, Enter in an empty cell ends the row.
        """
        super().__init__(id=id)
        self._optional = optional
        self.grid = _SheetCells(columns, fixed=1)
        self.field = CellField(self.action_next)
        self._text_of = text_of
        self._put = put
        self._settle = settle

    def compose(self) -> ComposeResult:
        yield self.grid
        yield self.field

    @property
    def row(self) -> int:
        """The row in use."""
        return self.grid.cursor_row

    @property
    def column(self) -> int:
        """The column in use."""
        return self.grid.cursor_column

    def show(self, rows: int, cells: Callable[[int], Sequence[Cell]]) -> None:
        """Show so many rows; the cell in use stays."""
        self.grid.set_rows(rows, cells, cursor=self.row)
        self.place()

    def go(self, row: int, column: int) -> None:
        """Bring the keyboard to a cell, after the one in use is settled."""
        self.take()
        self._settle(self.row, self.column)
        self.grid.cursor_row, self.grid.cursor_column = row, column
        self.load()
        self.post_message(self.Moved())

    def take(self) -> None:
        """Hand over what stands in the field: the messages about it may lag behind the keys."""
        if self.field.value != self._text_of(self.row, self.column):
            self._put(self.row, self.column, self.field.value)

    def load(self) -> None:
        """Take the text of the cell in use, all of it marked, so that typing replaces it."""
        with self.field.prevent(Input.Changed):
            self.field.value = self._text_of(self.row, self.column)
        self.field.select_all()
        self.place()

    def place(self) -> None:
        """Put the field on its cell."""
        if not self.is_mounted or not self.grid.row_count:
            return
        x, y, width = self.grid.box()
        room = self.size.width
        wide = min(room - 2, max(width, cell_len(self.field.value) + _AROUND))
        self.field.styles.width = wide
        # A cell that the wheel has moved off the rows in sight takes its field along.
        seen = HEADER <= y < self.grid.scrollable_content_region.height
        self.field.styles.offset = (max(0, min(x, room - wide - 1)), y if seen else -2 * self.size.height)

    def action_rows(self, rows: int) -> None:
        """So many rows down, in the same column."""
        self.go(self.row + rows, self.column)

    def action_next(self) -> None:
        """The next cell; the next row where nothing more is to be said."""
        if self.column >= self._optional and not self.field.value.strip():
            self.go(self.row + 1, 1)
        else:
            self.step(1)

    def action_go(self, row: int) -> None:
        """The first cell of a row."""
        self.go(row, 1)

    def step(self, columns: int) -> None:
        """So many cells to the right, from the end of a row to the start of the next."""
        count = len(self.grid.columns) - 1
        row, column = divmod(self.row * count + self.column - 1 + columns, count)
        if row >= 0:
            self.go(row, column + 1)

    def on_cell_field_left(self, event: CellField.Left) -> None:
        event.stop()
        self.step(event.columns)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.take()
        self.place()
        self.post_message(self.Edited())

    def on_virtual_table_highlighted(self, event: Matrix.Highlighted) -> None:
        """Where the cursor of the table is, the sheet says itself."""
        event.stop()

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self.place)


def pasted_rows(text: str) -> list[list[str]]:
    """The cells of what a spreadsheet puts on the clipboard: tabs between cells, a line for each row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter="\t"))
    return rows or [[""]]
