"""The columns of a table: how wide each is and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 1
"""Cells between two columns."""
MARK = 1
"""Cells at the left edge, for the mark of the row the cursor is on."""
NARROWEST = 8
"""A flexible column is never narrower than this many cells."""


@dataclass(frozen=True)
class Column:
    """One column; `width` in cells, None = a share (`flex`) of the room that fixed widths leave."""

    key: str
    title: str
    width: int | None = None
    right: bool = False
    flex: int = 1
    least: int = NARROWEST


@dataclass(frozen=True)
class Layout:
    """Where the columns stand: `starts[i]` is the cell column i begins at, `total` the width of a whole line."""

    widths: tuple[int, ...]
    starts: tuple[int, ...]
    total: int

    def column_at(self, x: int) -> int | None:
        """The column at cell x of a whole line; the gap after a column belongs to it."""
        if not self.starts or x >= self.total or x < 0:
            return None
        return max((i for i, start in enumerate(self.starts) if start <= x), default=0)


def lay_out(columns: Sequence[Column], room: int) -> Layout:
    """Share `room` cells among the columns; what the fixed widths and least widths need beyond it is scrolled to."""
    spare = room - MARK - GAP * max(0, len(columns) - 1) - sum(column.width or 0 for column in columns)
    widths = [column.width or 0 for column in columns]
    # The narrow shares are settled first, so that a column held at its least width takes nothing from the others.
    waiting = [i for i, column in enumerate(columns) if column.width is None]
    waiting.sort(key=lambda i: columns[i].flex / max(1, columns[i].least))
    shares = sum(columns[i].flex for i in waiting)
    for i in waiting:
        widths[i] = max(columns[i].least, spare * columns[i].flex // max(1, shares))
        spare -= widths[i]
        shares -= columns[i].flex
    starts: list[int] = []
    x = MARK
    for width in widths:
        starts.append(x)
        x += width + GAP
    return Layout(tuple(widths), tuple(starts), x - GAP if columns else 0)
