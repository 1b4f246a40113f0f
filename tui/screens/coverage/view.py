"""What of the coverage is looked at and in which order, and the line on which a person chooses it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from textual.content import Content

from logs.coverage.table import Coverage
from logs.session.query import Query
from tui.core.i18n import N_, _
from tui.screens.coverage.grid import TOTAL, GroupLine, Line, RowLine
from tui.widgets.panel import one_of
from tui.widgets.safe import Plain

TITLES = {
    "by": {
        "unit": N_("Unit"),
        "month": N_("Month"),
        "quarter": N_("Quarter"),
        "audience": N_("Audience"),
        "form": N_("Form"),
        "reporter": N_("Reporter"),
        "document": N_("Document"),
    },
    "measure": {"sessions": N_("Sess."), "attendance": N_("Att."), "units": N_("Unit")},
    "base": {"all": N_("All"), "core": N_("Core"), "priority": N_("★ Priority")},
}
"""What can be chosen of each, in order, with its title."""


@dataclass(frozen=True)
class ColumnOrder:
    """By the column of that key, most first unless told; without one, as the catalogue has them."""

    column: str | None = None
    least_first: bool = False

    def turned_by(self, column: str | None) -> "ColumnOrder":
        """The order after that column was chosen: most first, then least first, then the catalogue's again."""
        if column is None or column != self.column:
            return ColumnOrder(column)
        return ColumnOrder() if self.least_first else ColumnOrder(column, least_first=True)

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
            return line.covered / line.themes if whole else line.cells.get(key, 0) / line.asked.get(key, 1)
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


@dataclass(frozen=True)
class View:
    """What stands across, what the cells count, which themes and sessions, in which order, which groups are folded."""

    by: str = "unit"
    measure: str = "sessions"
    base: str = "all"
    only_gaps: bool = False
    folded: frozenset[str] = field(default_factory=frozenset)
    filter: Query = field(default_factory=Query)
    order: ColumnOrder = field(default_factory=ColumnOrder)


class ViewLine(Plain):
    """What is looked at: each choice with its key, the one taken between marks; a click takes the next."""

    def show(self, view: View, besides: Iterable[Content] = ()) -> None:
        """Tell what is looked at, and what may be chosen `besides`."""
        choices = (("b", _("Across:"), "by"), ("m", _("Cells:"), "measure"), ("k", _("Themes:"), "base"))
        parts = [
            one_of(key, title.rstrip(":"), _(TITLES[what][getattr(view, what)]), f"screen.next('{what}', 1)")
            for key, title, what in choices
        ]
        only = _("only empty ones") if view.only_gaps else _("all lines")
        parts.append(one_of("g", "", only, "screen.gaps()"))
        self.update(Content("   ").join([*parts, *besides]))
