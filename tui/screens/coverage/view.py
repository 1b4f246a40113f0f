"""What of the coverage is looked at and in which order, and the line on which a person chooses it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from textual.content import Content

from logs.coverage.table import Coverage
from logs.session.query import Query
from tui.core.i18n import N_, _
from tui.screens.coverage.grid import TOTAL, GroupLine, Line, RowLine
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
ONE_LINE = 150
"""Columns from which all choices stand on one line."""


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
    """The choices with their keys, each to be clicked; the one taken is marked by more than a colour."""

    def show(self, view: View) -> None:
        """Mark what is looked at."""
        across = _choices("b", _("Across:"), "by", view.by)
        cells = _choices("m", _("Cells:"), "measure", view.measure)
        themes = _choices("k", _("Themes:"), "base", view.base)
        gaps = _choice("gaps()", _("Gaps"), taken=view.only_gaps)
        between = "  " if self.app.size.width >= ONE_LINE else "\n"
        self.update(Content.assemble(across, between, cells, " ", themes, _key("g"), gaps))


def _choices(key: str, title: str, what: str, taken: str) -> Content:
    values = TITLES[what].items()
    found = (_choice(f"choose('{what}', '{value}')", _(name), taken=value == taken) for value, name in values)
    return Content("").join([_key(key), Content.styled(f" {title}", "$foreground-muted"), *found])


def _key(key: str) -> Content:
    return Content.styled(f" {key}", "bold $footer-key-foreground")


def _choice(action: str, title: str, *, taken: bool) -> Content:
    """A choice to click; the one taken is told by more than a colour."""
    return Content(f" {title} ").stylize("bold reverse" if taken else f"@click=screen.{action}")
