"""A table whose single cells are chosen: themes down, units or months across."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.style import Style

from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.table import Empty, VirtualTable


class Matrix(VirtualTable):
    """A `VirtualTable` with a cell cursor; the first column is a heading and cannot be chosen.

    Without `shades` the terminal has too few colours to tell the cursor's cell from its row: it is turned round.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"matrix--cross"}
    DEFAULT_CSS = """
    Matrix > .matrix--cross { background: $foreground 8%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "across(-1)", show=False),
        Binding("right", "across(1)", show=False),
        Binding("home", "side(-1)", show=False),
        Binding("end", "side(1)", show=False),
        Binding("ctrl+home", "first", show=False),
        Binding("ctrl+end", "last", show=False),
    ]

    cursor_column: reactive[int] = reactive(0, repaint=False)

    class HeadingClicked(VirtualTable.Place):
        """The first column of a row was clicked."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: Empty | str = "",
        fixed: int = 1,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(columns, empty=empty, fixed=fixed, name=name, id=id, classes=classes, disabled=disabled)
        self.shades = True
        self.set_reactive(Matrix.cursor_column, fixed)

    def set_rows(self, count: int, cells: Callable[[int], Sequence[Cell]], *, cursor: int = 0) -> None:
        """Show `count` rows; see `VirtualTable.set_rows`. The column of the cursor stays."""
        super().set_rows(count, cells, cursor=cursor)
        self._show_column()

    def validate_cursor_column(self, column: int) -> int:
        """Keep the cursor off the heading and on a column that exists."""
        return max(min(1, len(self.columns) - 1), min(column, len(self.columns) - 1))

    def watch_cursor_column(self) -> None:
        """Paint the row and the titles again, follow the cursor, tell."""
        self.refresh()
        self._show_column()
        self._tell()

    def on_click(self, event: events.Click) -> None:
        """Besides going there, tell of a click on what the row is called."""
        place = event.get_content_offset(self)
        row, column = self.place_at(place.x, place.y) if place is not None else (None, None)
        if row is not None and row >= 0 and column == 0:
            self.post_message(self.HeadingClicked(self, row, 0))

    def action_across(self, columns: int) -> None:
        """Move the cursor right by so many columns."""
        self.cursor_column += columns

    def action_side(self, side: int) -> None:
        """Go to the first column (-1) or the last (1)."""
        self.cursor_column = len(self.columns) - 1 if side > 0 else 1

    def style_of(self, row: int, column: int) -> Style:
        """The cursor's style for its cell, a light band for the rest of its row."""
        if row == self.cursor_row and column == self.cursor_column:
            cursor, theme = self.get_visual_style("virtual-table--cursor"), self.app.current_theme
            # On a dark ground of few colours the cursor's own is that of its row; on a light one it stands out.
            is_lost = not self.shades and theme.dark and not theme.ansi
            return cursor + Style(reverse=True) if is_lost else cursor
        base = self.get_visual_style("virtual-table--odd" if row % 2 else "virtual-table--even")
        if row == self.cursor_row:
            return base + self.get_visual_style("matrix--cross", partial=True)
        return base

    def _show_column(self) -> None:
        """Scroll so that the cursor's column is beside the pinned ones."""
        places, pinned = self._places, self._pinned
        room = self.scrollable_content_region.width
        if not self.columns or room <= pinned or self.cursor_column < self.fixed:
            return
        start = places.starts[self.cursor_column]
        end = start + places.widths[self.cursor_column]
        x = round(self.scroll_target_x)
        wanted = min(max(x, end - room), start - pinned)
        if wanted != x:
            self.scroll_to(x=wanted, animate=False, force=True)
