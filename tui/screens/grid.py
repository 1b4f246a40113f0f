"""The coverage table in lines and cells: a heading for each group, a shade and a figure for each cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from logs.book import LogBook
from logs.coverage import UNSPLIT, Coverage, Row
from logs.directive import Directive
from tui.formats import column_title, number, period_title
from tui.titles import UNSPLIT_TITLE
from tui.values import titled
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.words import _

ZERO = "·"
# Shades from one session to the most, over the row's own background.
_SHADES = ("on $primary 14%", "on $primary 28%", "on $primary 44%", "bold on $primary 60%")
_THEME_WIDTH = {True: 30, False: 44}
_CELL_WIDTHS = {"month": 4, "quarter": 8, "audience": 5, "form": 5, "document": 11, "reporter": 12}


@dataclass(frozen=True)
class GroupLine:
    """The heading of a group of themes: how many of its themes have been talked about."""

    code: str
    name: str
    priority: bool
    covered: int
    themes: int

    def title(self, _book: LogBook) -> str:
        """The group as the line below the table names it."""
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class RowLine:
    """A theme with its counts."""

    code: str
    name: str
    row: Row

    def title(self, book: LogBook) -> str:
        """The theme as the line below the table names it."""
        theme = book.directive.themes.get(self.code)
        return f"{self.code} {titled(theme)}" if theme else self.code


def lines_of(rows: Iterable[Row], every: Sequence[Row], directive: Directive) -> list[GroupLine | RowLine]:
    """The rows with a heading before the first of each group; headings count `every` row of the table."""
    lines: list[GroupLine | RowLine] = []
    heading: str | None = None
    for row in rows:
        if row.group != heading:
            heading = row.group
            lines.append(_heading(heading, [other for other in every if other.group == heading], directive))
        theme = directive.themes.get(row.theme)
        lines.append(RowLine(row.theme, titled(theme) if theme else "", row))
    return lines


def _heading(code: str, rows: Sequence[Row], directive: Directive) -> GroupLine:
    covered = sum(row.sessions > 0 for row in rows)
    group = directive.group_by_code.get(code)
    if group is None:
        return GroupLine(code, _("Themes that the catalogue does not have"), False, covered, len(rows))
    return GroupLine(code, titled(group), group.priority, covered, len(rows))


def columns_of(coverage: Coverage, book: LogBook, *, narrow: bool, full: bool = False) -> list[Column]:
    """The theme, the total, and a column each; with `full` their titles are written out."""
    columns = [Column("theme", _("Theme"), _THEME_WIDTH[narrow]), Column("total", _("Total"), 5, right=True)]
    for key in coverage.columns:
        title = _column_title(coverage.by, key, book, full=full)
        width = max(_CELL_WIDTHS.get(coverage.by, 5), len(title) if coverage.by in ("unit", "month", "quarter") else 0)
        columns.append(Column(key, title, min(width, 14), right=True))
    return columns


def group_cells(line: GroupLine, columns: Sequence[str]) -> list[Cell]:
    """A heading: the group's title, and how many of its themes have been talked about."""
    star = "★ " if line.priority else ""
    style = "bold $text-accent" if line.priority else "bold"
    return [
        (f"{star}{line.code} {line.name}", style),
        (f"{line.covered}/{line.themes}", style),
        *("" for _key in columns),
    ]


def row_cells(line: RowLine, columns: Sequence[str], most: int) -> list[Cell]:
    """A theme: its title, its sessions, and a shaded figure for each column."""
    row = line.row
    name: Cell = f"  {line.code} {line.name}"
    total: Cell = (number(row.sessions), "bold")
    if not row.sessions:
        name, total = (f"  {line.code} {line.name}", "$text-warning"), (ZERO, "$text-warning")
    return [name, total, *(_cell(row.cells.get(key, 0), most) for key in columns)]


def _cell(count: int, most: int) -> Cell:
    if not count:
        return (ZERO, "$foreground-muted")
    shade = _SHADES[min(len(_SHADES) - 1, (count - 1) * len(_SHADES) // max(1, most))]
    return (number(count), shade)


def _column_title(by: str, key: str, book: LogBook, *, full: bool) -> str:
    directive = book.directive
    if key == UNSPLIT:
        return _(UNSPLIT_TITLE)
    if by in ("month", "quarter"):
        return period_title(key) if full else column_title(key, directive.head.year)
    if by == "unit":
        return f"{key} {book.units[key].name}" if full and key in book.units else key
    if by == "reporter":
        return book.reporters[key].name if key in book.reporters else key
    if not full:
        return key
    if by == "audience" and key in directive.audience_by_code:
        return f"{key} {titled(directive.audience_by_code[key])}"
    if by == "form" and key in directive.form_by_code:
        return f"{key} {titled(directive.form_by_code[key])}"
    document = directive.document_by_code.get(key) if by == "document" else None
    return f"{document.kind} {document.number}" if document else key
