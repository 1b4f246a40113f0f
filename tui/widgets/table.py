"""A table that paints only the lines on the screen: a hundred thousand rows cost no more than forty.

The rows stay with the caller, who hands over their number and a function that gives the cells of row i. Filtering and
sorting are the caller's new index list and another `set_rows`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from textwrap import wrap
from typing import ClassVar, TypeVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from tui.core.commands import Command
from tui.core.i18n import _
from tui.text.visible import visible
from tui.widgets.cells import Cell, Palette, fit, paint, text_of, width_of
from tui.widgets.columns import MARK, Column, lay_out

_CARD = 50  # cells of the card of an empty table, frame and all
R = TypeVar("R")
HEADER = 1
"""Lines the titles take above the rows."""


@dataclass(frozen=True)
class Empty:
    """What stands in place of rows: what would be there, why it is not, and the command that brings it, as a button."""

    title: str
    reason: str = ""
    command: Command | None = None

    def card(self, room: int) -> tuple[Content, ...]:
        """Its lines in a frame, in so many cells; the button stands in the last but one."""
        width = max(1, min(room, _CARD) - 4)
        lines = [Content.styled(line, "bold") for line in wrap(visible(self.title), width)]
        lines += [Content.styled(line, "$text-muted") for line in wrap(visible(self.reason), width)]
        if self.command is not None:
            words = f" {_(self.command.short or self.command.name)}  {self.command.key} "
            button = Content.styled(words, "bold $block-cursor-foreground on $block-cursor-background")
            lines += [Content(""), button]
        edge = "$border-blurred"
        inside = (
            Content.assemble(("│ ", edge), line, " " * (width - line.cell_length), (" │", edge)) for line in lines
        )
        rule = "─" * (width + 2)
        return (Content.styled(f"╭{rule}╮", edge), *inside, Content.styled(f"╰{rule}╯", edge))


class VirtualTable(ScrollView, can_focus=True):
    """Rows and columns with a row cursor; the titles and the first `fixed` columns stay while the rest scrolls."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "virtual-table--header",
        "virtual-table--even",
        "virtual-table--odd",
        "virtual-table--cursor",
        "virtual-table--empty",
    }
    DEFAULT_CSS = """
    VirtualTable {
        background: $surface;
        color: $foreground;
        height: 1fr;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        scrollbar-gutter: stable;
        & > .virtual-table--header { background: $panel; color: $foreground; text-style: bold; }
        & > .virtual-table--even { background: $foreground 4%; }
        & > .virtual-table--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: $block-cursor-blurred-text-style;
        }
        & > .virtual-table--empty { color: $text-muted; }
        &:focus > .virtual-table--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,ctrl+home", "first", show=False),
        Binding("end,ctrl+end", "last", show=False),
        Binding("enter", "select", show=False),
    ]

    cursor_row: reactive[int] = reactive(0, repaint=False)
    """The row the cursor is on, 0 when there is none."""
    cursor_column: reactive[int] = reactive(0, repaint=False)
    """The column the cursor is on; it matters where cells are chosen, see `Matrix`."""

    @dataclass
    class Place(Message):
        """What the messages about a row have in common."""

        table: "VirtualTable"
        row: int
        column: int

        @property
        def control(self) -> "VirtualTable":
            """The table."""
            return self.table

    class Highlighted(Place):
        """The cursor came to a row (or cell), by hand or because other rows were set."""

    class Emptied(Place):
        """There is no row; the card or the sentence of an empty table stands there."""

    class Selected(Place):
        """A row (or cell) was chosen with Enter or a double click."""

    class TitleClicked(Place):
        """The title of `column` was clicked; the row is -1."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: Empty | str = "",
        fixed: int = 0,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """`empty` is shown when there is no row, a sentence while that is not known; `fixed` columns never scroll."""
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.columns = tuple(columns)
        self.empty = empty
        self.fixed = fixed
        self.row_count = 0
        self._cells: Callable[[int], Sequence[Cell]] = lambda _row: ()
        self._places = lay_out(self.columns, 0)
        self._palette: Palette | None = None

    def set_rows(self, count: int, cells: Callable[[int], Sequence[Cell]], *, cursor: int = 0) -> None:
        """Show `count` rows; `cells(i)` gives row i's cells, asked for only while the row is on the screen."""
        self.row_count = count
        self._cells = cells
        self._lay_out()
        self.set_reactive(VirtualTable.cursor_row, self.validate_cursor_row(cursor))
        self._show_cursor()
        self.refresh()
        self._tell()

    def show_rows(
        self, rows: Sequence[R], *columns: tuple[Column, Callable[[R], Cell]], cursor: int | None = None
    ) -> None:
        """Show these rows, each column with the cell that it has of one; the cursor stays, or goes to row `cursor`."""
        self.set_columns([column for column, _cell in columns])
        place = self.cursor_row if cursor is None else cursor
        self.set_rows(len(rows), lambda row: [cell(rows[row]) for _column, cell in columns], cursor=place)

    def texts(self, row: int) -> list[str]:
        """What stands in the row's cells, uncut and without style."""
        return [text_of(cell) for cell in self._cells(row)]

    def set_columns(self, columns: Sequence[Column], *, fixed: int | None = None) -> None:
        """Show other columns; the rows must fit them, so a `set_rows` follows."""
        self.columns = tuple(columns)
        self.fixed = self.fixed if fixed is None else fixed
        self.set_reactive(VirtualTable.cursor_column, self.validate_cursor_column(self.cursor_column))
        self._lay_out()
        self.refresh()

    def validate_cursor_row(self, row: int) -> int:
        """Keep the cursor on a row that exists."""
        return max(0, min(row, self.row_count - 1))

    def validate_cursor_column(self, column: int) -> int:
        """Keep the cursor on a column that exists."""
        return max(0, min(column, len(self.columns) - 1))

    def watch_cursor_row(self, old: int, new: int) -> None:
        """Paint the two rows, follow the cursor, tell."""
        self.refresh_line(old + HEADER)
        self.refresh_line(new + HEADER)
        self._show_cursor()
        self._tell()

    def _tell(self) -> None:
        if self.is_attached:
            tell = self.Highlighted if self.row_count else self.Emptied
            self.post_message(tell(self, self.cursor_row, self.cursor_column))

    def _show_cursor(self) -> None:
        """Scroll so that the cursor's row is on the screen."""
        rows = self._window_rows
        if rows < 1:
            return
        top = round(self.scroll_target_y)
        wanted = min(max(top, self.cursor_row - rows + 1), self.cursor_row)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True)

    @property
    def _window_rows(self) -> int:
        """Rows on the screen at once."""
        return self.scrollable_content_region.height - HEADER

    def action_move(self, rows: int) -> None:
        """Move the cursor down by `rows`."""
        self.cursor_row += rows

    def action_page(self, pages: int) -> None:
        """Move the cursor down by so many screenfuls."""
        self.cursor_row += pages * max(1, self._window_rows)

    def action_first(self) -> None:
        """Go to the first row."""
        self.cursor_row = 0

    def action_last(self) -> None:
        """Go to the last row."""
        self.cursor_row = self.row_count - 1

    def action_select(self) -> None:
        """Choose the row the cursor is on; where there is none, press the button that stands there."""
        if self.row_count:
            self.post_message(self.Selected(self, self.cursor_row, self.cursor_column))
        elif isinstance(self.empty, Empty) and self.empty.command:
            self.call_next(self.screen.run_action, self.empty.command.action)

    def place_at(self, x: int, y: int) -> tuple[int | None, int | None]:
        """The row and column at a cell of the window; row -1 is the titles, None is nothing."""
        pinned = self._pinned
        column = self._places.column_at(x if x < pinned else x + self.scroll_offset.x)
        row = y - HEADER + self.scroll_offset.y if y >= HEADER else -1
        return (row if row < self.row_count else None), column

    async def _on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None:
            return
        row, column = self.place_at(place.x, place.y)
        event.stop()
        if row == -1 and column is not None:
            self.post_message(self.TitleClicked(self, -1, column))
        elif row is not None and row >= 0:
            if column is not None:
                self.cursor_column = column
            self.cursor_row = row
            if event.chain == 2:
                self.action_select()
        elif self.row_count == 0 and self._card_line(place.y - HEADER) == -2:
            self.action_select()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines of all rows, or of what stands in their place, where the table is as high as they are."""
        _ = container, viewport
        blank = 2 + (len(self.empty.card(width)) if isinstance(self.empty, Empty) else 1)
        return HEADER + (self.row_count or blank)

    def _lay_out(self) -> None:
        self._places = lay_out(self.columns, self.scrollable_content_region.width)
        self.virtual_size = Size(self._places.total, self.row_count + HEADER)

    def _on_resize(self, _event: events.Resize) -> None:
        self._lay_out()
        self._show_cursor()
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget mixed styles when the theme changes."""
        self._palette = None
        super().notify_style_update()

    @property
    def _pinned(self) -> int:
        """Cells at the left that never scroll: the mark and the fixed columns."""
        starts = self._places.starts
        return starts[self.fixed] if self.fixed < len(starts) else MARK

    def style_of(self, row: int, _column: int) -> Style:
        """The style under the cell, without the cell's own."""
        if row == self.cursor_row:
            return self.get_visual_style("virtual-table--cursor")
        return self.get_visual_style("virtual-table--odd" if row % 2 else "virtual-table--even")

    def mark_of(self, row: int) -> str:
        """One character at the left edge: a colour alone must not tell where the cursor is."""
        return "›" if row == self.cursor_row else " "

    def render_line(self, y: int) -> Strip:
        """Line y of the window."""
        row = y - HEADER + self.scroll_offset.y
        if y < HEADER:
            style = self.get_visual_style("virtual-table--header")
            return self._line(self._titles(), " ", lambda _column: style)
        if row < self.row_count:
            return self._line(self._cells(row), self.mark_of(row), partial(self.style_of, row))
        return self._below_rows(y - HEADER)

    def _titles(self) -> list[Cell]:
        """The titles of the columns; where not all columns are in sight, the widest that stays says which are."""
        titles: list[Cell] = [column.title for column in self.columns]
        widths, starts, count = self._places.widths, self._places.starts, len(titles)
        left = self._pinned + self.scroll_offset.x
        right = self.scrollable_content_region.width + self.scroll_offset.x
        seen = [i for i in range(self.fixed, count) if starts[i] >= left and starts[i] + widths[i] <= right]
        if seen and len(seen) < count - self.fixed and self.fixed:
            words = _("columns {first}–{last}/{all}").format(
                first=seen[0] - self.fixed + 1, last=seen[-1] - self.fixed + 1, all=count - self.fixed
            )
            words = f"{'◄ ' if seen[0] > self.fixed else ''}{words}{' ►' if seen[-1] < count - 1 else ''}"
            widest = max(range(self.fixed), key=lambda i: widths[i])
            title = self.columns[widest].title
            room = widths[widest] - width_of(title) - width_of(words)
            if room > 0:
                titles[widest] = Content.assemble(title, " " * room, (words, "$text-muted"))
        return titles

    @property
    def _mixer(self) -> Palette:
        if self._palette is None:
            self._palette = Palette(self.app)
        return self._palette

    def _line(self, cells: Sequence[Cell], mark: str, style_of: Callable[[int], Style]) -> Strip:
        """A whole line: the pinned cells, then as much of the scrolled ones as fits the window; styles by column."""
        room = self.scrollable_content_region.width
        if not self.columns:
            return Strip.blank(room)
        pinned = [Segment(mark, self._mixer.mix(style_of(0)))]
        for column in range(min(self.fixed, len(self.columns))):
            pinned += self._cell(cells, column, style_of(column))
        start, starts, ends = self._pinned, self._places.starts, self._places.ends
        left = start + self.scroll_offset.x
        right = room + self.scroll_offset.x
        first = max(self.fixed, bisect_right(starts, left) - 1)
        if ends[-1] > right and ends[min(first, len(ends) - 1)] <= right:
            right = ends[bisect_right(ends, right) - 1]  # a column is in sight whole or not at all
        scrolled: list[Segment] = []
        for column in range(first, bisect_left(starts, right)):
            scrolled += self._cell(cells, column, style_of(column))
        rest = Strip(scrolled)
        if first < len(starts):
            rest = rest.crop(left - starts[first], right - starts[first])
        last = self._mixer.mix(style_of(len(self.columns) - 1))
        return Strip.join([Strip(pinned), rest]).adjust_cell_length(room, last)

    def _cell(self, cells: Sequence[Cell], column: int, style: Style) -> Iterable[Segment]:
        """A cell and the gap after it."""
        width = self._places.widths[column]
        cell = cells[column] if column < len(cells) else ""
        if style.background == self.get_visual_style("virtual-table--cursor").background:
            cell = text_of(cell)  # colours of the cell might not be readable on the cursor's
        yield from paint(cell, width, style, self._mixer, right=self.columns[column].right)
        yield Segment(" " * self._places.gap(column), self._mixer.mix(style))

    def _below_rows(self, line: int) -> Strip:
        """A line below the rows: of an empty table part of its card or its sentence, or blank."""
        room = self.scrollable_content_region.width
        style = self.get_visual_style("virtual-table--empty")
        if self.row_count or isinstance(self.empty, str):
            lines = wrap(self.empty, max(1, room - 4)) if isinstance(self.empty, str) and not self.row_count else []
            text = lines[line - 1] if 0 < line <= len(lines) else ""
            return Strip([Segment(fit("  " + text, room), self._mixer.mix(style))])
        card, place = self.empty.card(room), self._card_line(line)
        if place is None:
            return Strip([Segment(" " * room, self._mixer.mix(style))])
        before = Content(" " * ((room - card[0].cell_length) // 2))
        return Strip(paint(before + card[place], room, style, self._mixer))

    def _card_line(self, line: int) -> int | None:
        """Which line of the card of an empty table stands in that line below the titles, told from its end; or None."""
        if isinstance(self.empty, str):
            return None
        room = self.scrollable_content_region
        lines = len(self.empty.card(room.width))
        place = line - max(0, (room.height - HEADER - lines) // 2)
        return place - lines if 0 <= place < lines else None
