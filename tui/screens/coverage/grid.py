"""The coverage table in lines and cells: a heading for each group, a shade and a figure for each cell."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import overload

from logs.book.book import LogBook
from logs.catalogue.directive import Directive
from logs.counting.facts import UNSPLIT
from logs.coverage.scope import Base, covered
from logs.coverage.table import Coverage, Row
from tui.core.i18n import _
from tui.screens.common.mode_screen import WIDE
from tui.text.formats import column_title, number, period_title
from tui.text.labels import NOT_ASKED, UNSPLIT_TITLE
from tui.text.values import titled
from tui.widgets.cells import Cell, width_of
from tui.widgets.columns import GAP, MARK, Column
from tui.widgets.heat import cold, heat

ZERO = "·"
TOTAL = "*"
"""The key of the column of the totals; no unit, theme or month has it."""
FIXED = 2
"""Columns that never scroll: the theme and its total."""
_FOLDED, _OPEN = "►", "▼"
_THEME_LEAST, _THEME_LEAST_WIDE = 30, 44
_CELL_LEAST = {"month": 4, "document": 11, "reporter": 12}
_CELL_MOST = 14


@dataclass(frozen=True)
class GroupLine:
    """The heading of a group of themes: how many of its themes have been talked about, in all and by column.

    `asked` are those that were to be by each column.
    """

    code: str
    name: str
    priority: bool
    covered: int
    themes: int
    cells: dict[str, int]
    asked: dict[str, int]
    folded: bool = False

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


@dataclass(frozen=True)
class SumLine:
    """What the columns add up to, each session counted once."""

    total: int
    cells: dict[str, int]
    code: str = ""

    def title(self, _book: LogBook) -> str:
        """The totals as the line below the table names them."""
        return _("Total, each session once")


Line = GroupLine | RowLine | SumLine


def lines_of(rows: Sequence[Row], every: Sequence[Row], directive: Directive, folded: frozenset[str]) -> list[Line]:
    """The rows with a heading before the first of each group; headings count `every` row of the base."""
    lines: list[Line] = []
    for group in dict.fromkeys(row.group for row in rows):
        lines.append(_heading(group, [row for row in every if row.group == group], directive, group in folded))
        if group not in folded:
            of_group = (row for row in rows if row.group == group)
            lines += [RowLine(row.theme, _theme_name(row.theme, directive), row) for row in of_group]
    return lines


def _theme_name(code: str, directive: Directive) -> str:
    return titled(directive.themes[code]) if code in directive.themes else ""


def _heading(code: str, rows: Sequence[Row], directive: Directive, folded: bool) -> GroupLine:
    talked = sum(row.sessions > 0 for row in rows)
    asked = Counter(key for row in rows for key in row.cells)
    cells = {key: sum(row.cells.get(key, 0) > 0 for row in rows) for key in asked}
    group = directive.group_by_code.get(code)
    if group is None:
        name, priority = _("Themes that the catalogue does not have"), False
    else:
        name, priority = titled(group), group.priority
    return GroupLine(code, name, priority, talked, len(rows), cells, asked, folded)


def sum_line(coverage: Coverage) -> SumLine:
    """The table's last line."""
    totals = coverage.totals
    whole = {"sessions": totals.sessions, "attendance": totals.attendance}
    return SumLine(whole.get(coverage.measure, 0), coverage.sums)


class LineCells(Sequence[Cell]):
    """The cells of a line, each made where it is asked for: of a thousand columns a dozen are in sight."""

    def __init__(self, first: Sequence[Cell], keys: Sequence[str], of_column: Callable[[str], Cell]) -> None:
        """The cells of the columns that stay, then `of_column` of each of `keys`."""
        self._first, self._keys, self._of_column = first, keys, of_column

    def __len__(self) -> int:
        return len(self._first) + len(self._keys)

    @overload
    def __getitem__(self, place: int) -> Cell: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Cell]: ...
    def __getitem__(self, place: int | slice) -> Cell | Sequence[Cell]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        at = place - len(self._first)
        return self._first[place] if at < 0 else self._of_column(self._keys[at])


class CoverageGrid:
    """The lines of a coverage table as columns and cells.

    `shades` tells whether the terminal shows shades, `arrows` what the titles of some columns, by key, end with;
    `room` is how many cells wide the table is.
    """

    def __init__(
        self,
        coverage: Coverage,
        lines: Sequence[Line],
        book: LogBook,
        base: Base,
        *,
        shades: bool,
        arrows: Mapping[str, str],
    ) -> None:
        self.coverage = coverage
        self.lines = lines
        self.book = book
        self.base = base
        self.shades = shades
        self.arrows = arrows
        self.most = max((n for row in coverage.rows for n in row.cells.values()), default=0)

    def columns(self, room: int) -> list[Column]:
        """The theme, the total, and a column each."""
        keys = self.coverage.columns
        figures = max((len(number(self.coverage.measured(row))) for row in self.coverage.rows), default=0)
        title = _("Total") + self.arrows.get(TOTAL, "")
        total = Column(TOTAL, title, max(5, figures, len(title)), right=True)
        others = [Column(key, self._title(key), self._width(key), right=True) for key in keys]
        left = room - MARK - sum((column.width or 0) + GAP for column in (total, *others))
        longest = max((width_of(_text(line)) for line in self.lines), default=0)
        # Where all columns fit, the themes have what is left; else they are read first and the columns scroll.
        least = _THEME_LEAST_WIDE if room >= WIDE else _THEME_LEAST
        width = min(longest, left - GAP if left - GAP >= _THEME_LEAST else least)
        return [Column("theme", _("Theme"), width), total, *others]

    def full_title(self, key: str) -> str:
        """A column's title written out."""
        return column_name(self.coverage.by, key, self.book, full=True)

    def _title(self, key: str) -> str:
        return column_name(self.coverage.by, key, self.book, full=False) + self.arrows.get(key, "")

    def _width(self, key: str) -> int:
        by = self.coverage.by
        title = len(self._title(key)) if by in ("unit", "month", "quarter", "audience", "form") or not key else 0
        figure = len(number(max(self.most, self.coverage.sums.get(key, 0)))) + (not self.shades)
        return max(_CELL_LEAST.get(by, 5), min(title, _CELL_MOST), figure)

    def cells(self, place: int) -> Sequence[Cell]:
        """The cells of a line."""
        line = self.lines[place]
        if isinstance(line, GroupLine):
            return self._group_cells(line)
        if isinstance(line, SumLine):
            total = number(line.total) if line.total else ""
            end = "" if self.shades else " "

            def sum_of(key: str) -> Cell:
                return (number(line.cells[key]) if line.cells[key] else ZERO) + end, "bold"

            return self._cells(((_text(line), "bold"), (total, "bold")), sum_of)
        return self._row_cells(line)

    def _cells(self, first: tuple[Cell, Cell], of_column: Callable[[str], Cell]) -> Sequence[Cell]:
        return LineCells(first, self.coverage.columns, of_column)

    def _group_cells(self, line: GroupLine) -> Sequence[Cell]:
        """A heading: the group's title, and how many of its themes have been talked about."""
        first = (_text(line), "bold"), (f"{line.covered}/{line.themes}", "bold")
        return self._cells(first, lambda key: self._share(line, key))

    def _share(self, line: GroupLine, key: str) -> Cell:
        talked, asked = line.cells.get(key, 0), line.asked.get(key, 0)
        if not asked:
            return cold(NOT_ASKED, shades=self.shades)
        if not line.folded:
            return cold(f"{talked}/{asked}", shades=self.shades)
        if not talked:
            return cold(ZERO, shades=self.shades)
        return heat(f"{talked}/{asked}", talked / asked, shades=self.shades)

    def _row_cells(self, line: RowLine) -> Sequence[Cell]:
        """A theme: its title, its total, and a shaded figure for each column."""
        row = line.row
        total = self.coverage.measured(row)
        style = "" if row.sessions else "$text-warning"
        figure = (number(total), "bold") if row.sessions else (ZERO, style)
        name: Cell = (_text(line), style) if style else _text(line)
        return self._cells((name, figure), lambda key: self._cell(row, key))

    def _cell(self, row: Row, key: str) -> Cell:
        count = row.cells.get(key, 0)
        if count:
            return heat(number(count), count / max(1, self.most), shades=self.shades)
        if key not in row.cells or (self.coverage.by == "unit" and not self.base.applies(key, row.theme)):
            return cold(NOT_ASKED, shades=self.shades)
        return cold(ZERO, shades=self.shades)


def _text(line: Line) -> str:
    """What stands in the first column."""
    if isinstance(line, GroupLine):
        star = "★ " if line.priority else ""
        return f"{_FOLDED if line.folded else _OPEN} {star}{line.code} {line.name}"
    return _("Total") if isinstance(line, SumLine) else f"  {line.code} {line.name}"


def base_words(rows: Sequence[Row], by: str, book: LogBook) -> str:
    """`Bao phủ: 29/33 · còn trống 4 · nhiều nhất LC-02 × DB01: 12`."""
    talked, themes = covered(rows)
    words = _("Covered: {n}/{all}").format(n=number(talked), all=number(themes))
    empty = _("still empty: {n}").format(n=number(themes - talked))
    parts = [words, empty] if talked < themes else [words]
    fullest = ((row.theme, *max(row.cells.items(), key=itemgetter(1))) for row in rows if row.cells)
    theme, key, count = max(fullest, key=itemgetter(2), default=("", "", 0))
    if count:
        column = column_name(by, key, book, full=False)
        parts.append(_("most: {theme} × {column}, {n}").format(theme=theme, column=column, n=number(count)))
    return " · ".join(parts)


def column_name(by: str, key: str, book: LogBook, *, full: bool) -> str:
    """A column's title, short or written out."""
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
