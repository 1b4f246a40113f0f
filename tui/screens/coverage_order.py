"""In which order the coverage table lists groups and themes: the catalogue's, or by the figures of a column."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from logs.coverage.table import Coverage
from tui.screens.grid import TOTAL, GroupLine, Line, RowLine


@dataclass(frozen=True)
class Order:
    """By the column of that key, most first unless told; without one, as the catalogue has them."""

    column: str | None = None
    least_first: bool = False

    def turned_by(self, column: str | None) -> "Order":
        """The order after that column was chosen: most first, then least first, then the catalogue's again."""
        if column is None or column != self.column:
            return Order(column)
        return Order() if self.least_first else Order(column, least_first=True)

    @property
    def arrows(self) -> dict[str, str]:
        """What the title of the column, by its key, ends with."""
        return {} if self.column is None else {self.column: "▲" if self.least_first else "▼"}

    def sort(self, lines: Sequence[Line], coverage: Coverage) -> list[Line]:
        """The lines with the groups in this order, and in each the themes; a heading stays before its themes."""
        if self.column is None:
            return list(lines)

        def figure(line: Line) -> float:
            return self._figure(line, coverage)

        most_first = not self.least_first
        groups = sorted(_groups(lines), key=lambda group: figure(group[0]), reverse=most_first)
        return [one for head, *rows in groups for one in (head, *sorted(rows, key=figure, reverse=most_first))]

    def _figure(self, line: Line, coverage: Coverage) -> float:
        """What stands in the column: a theme's count, or the part of a group's themes that were talked about."""
        whole, key = self.column == TOTAL, self.column or ""
        if isinstance(line, RowLine):
            return coverage.measured(line.row) if whole else line.row.cells.get(key, 0)
        if isinstance(line, GroupLine):
            return (line.covered if whole else line.cells.get(key, 0)) / line.themes
        return 0


def _groups(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Each heading with the lines under it."""
    group: list[Line] = []
    for line in lines:
        if isinstance(line, GroupLine) and group:
            yield group
            group = []
        group.append(line)
    if group:
        yield group
