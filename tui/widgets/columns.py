"""The columns of a table: how wide each is and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

GAP = 1
"""Cells between two columns; one more after figures, which end where the words of the next one would begin."""
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


def gaps(columns: Sequence[Column]) -> list[int]:
    """The cells after each column; none after the last."""
    between = [GAP + (one.right and not after.right) for one, after in pairwise(columns)]
    return [*between, 0] if columns else []


@dataclass(frozen=True)
class Layout:
    """Where the columns stand: column i takes the cells from `starts[i]` to before `ends[i]`, a line all `total`."""

    widths: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    total: int

    def gap(self, column: int) -> int:
        """The cells after a column; after the last as many as after any."""
        after = self.starts[column + 1] if column + 1 < len(self.starts) else self.total + GAP
        return after - self.ends[column]

    def column_at(self, x: int) -> int | None:
        """The column at cell x of a whole line; the gap after a column belongs to it."""
        if not self.starts or x >= self.total or x < 0:
            return None
        return max((i for i, start in enumerate(self.starts) if start <= x), default=0)


def lay_out(columns: Sequence[Column], room: int) -> Layout:
    """Share `room` cells among the columns; what the fixed widths and least widths need beyond it is scrolled to."""
    between = gaps(columns)
    spare = room - MARK - sum(between) - sum(column.width or 0 for column in columns)
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
    for width, gap in zip(widths, between, strict=True):
        starts.append(x)
        x += width + gap
    ends = (start + width for start, width in zip(starts, widths, strict=True))
    return Layout(tuple(widths), tuple(starts), tuple(ends), x if columns else 0)
