"""Coverage: themes down, units (months, audiences …) across; what was talked about how often, and what not yet."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

import msgspec
from textual import work
from textual.actions import SkipAction
from textual.widget import Widget

from logs.book.book import LogBook
from logs.catalogue.units import children_of
from logs.coverage.rows import asked_units, rows_of
from logs.coverage.scope import Base, base_of, left_out, rows_in
from logs.coverage.table import Coverage, Row, behind_cell, coverage_of
from logs.session.query import Query
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import Done, told
from tui.screens.common.table_screen import NARROW, NarrowField
from tui.screens.common.year_screen import YEAR, YearScreen
from tui.screens.coverage.exemptions import ExemptDialog
from tui.screens.coverage.footer import cell_words, foot
from tui.screens.coverage.gaps import GapsScreen
from tui.screens.coverage.grid import (
    FIXED,
    TOTAL,
    CoverageGrid,
    GroupLine,
    Line,
    RowLine,
    base_words,
    column_name,
    lines_of,
    sum_line,
)
from tui.screens.coverage.targets import TargetsScreen
from tui.screens.coverage.view import TITLES, View, ViewLine
from tui.screens.coverage.year_comparison import YearsScreen
from tui.screens.progress.pace import PaceDialog
from tui.screens.register.behind import list_behind
from tui.screens.register.filter import FilterDialog
from tui.text.formats import number
from tui.widgets.heat import has_shades
from tui.widgets.matrix import Matrix
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable

_ALL_LINES = Command("gaps", "g", N_("Show all lines"))


class CoverageScreen(YearScreen):
    """The table of every theme, with the sessions behind each cell."""

    MODE = "coverage"
    ABOUT = N_(
        "How often each theme of the guidance was talked about. The darker a cell or the fuller its mark, the more. A "
        "dot is a cell with nothing yet, a dash a theme that does not apply to the unit; ★ marks the groups that the "
        "guidance gives priority. A group's line tells how many of its themes were talked about. Enter lists the "
        "sessions behind any figure, totals too, Esc there returns to it."
    )
    MENU: ClassVar = (
        Command("next('by', 1)", "b", N_("Next kind of columns"), "", N_("unit, month, quarter, audience …")),
        Command("next('by', -1)", "B,shift+b", N_("Previous kind of columns")),
        Command("next('measure', 1)", "m", N_("What the cells count"), "", N_("sessions, attendance, units")),
        Command("next('base', 1)", "k", N_("Which themes"), "", N_("all, core, groups with priority")),
        Command("fold", "space", N_("Fold or unfold the group"), "", N_("a click on its name does the same")),
        NARROW,
        Command("fold_all", "z", N_("Fold or unfold all groups"), N_("Fold")),
        Command("gaps", "g", N_("Only themes with nothing yet")),
        Command("sort", "s", N_("Sort by the column"), "", N_("again: least first, then as the guidance has them")),
        Command("work_list", "w", N_("Work list: what is still to be done"), N_("To do"), N_("by week and unit")),
        Command("targets", "t", N_("How far the targets are reached"), N_("Targets")),
        Command("years", "y", N_("This year against last"), N_("Last year")),
        Command(
            "pace", "v", N_("Month by month, and where it leads"), "", N_("facts, and apart from them a projection")
        ),
        Command("exempt", "o", N_("Theme that does not apply to a unit"), "", N_("with its reason; no gap then")),
        YEAR,
        Command("filter", "f", N_("Filter"), N_("Filter"), N_("by unit, form, audience, period")),
        Command("open_unit", "c", N_("Open the unit to those below it"), N_("Cells"), N_("Esc closes it again")),
        Command("list_cell", "l", N_("List the sessions of the cell"), "", N_("Enter does the same")),
        Command("step_back", "escape", N_("Clear the filter")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        # Of a single unit there is more to see by month.
        self.view = View(by="unit" if len(asked_units(book)) > 1 else "month")
        self.looked = self.view  # what the figures shown are of, while others are reckoned
        self.lines: list[Line] = []
        self.coverage: Coverage | None = None
        self.every: tuple[Row, ...] = ()
        self.base: Base = base_of(book)
        self.shown: CoverageGrid | None = None
        self._above: list[View] = []  # what was looked at before units were opened

    def body(self) -> Iterable[Widget]:
        yield ViewLine(id="by-line")
        yield NarrowField()
        nothing = Empty(_("Every theme has been talked about."), command=_ALL_LINES)
        yield Matrix([], id="matrix", classes="pane", fixed=FIXED, empty=nothing)
        yield Plain(id="cell-line")
        yield Plain(id="coverage-counts", classes="counts")
        yield Plain(id="coverage-rule", classes="counts")

    def on_mount(self) -> None:
        # Looks differ in whether they have shades.
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.show())

    def fit(self) -> None:
        if self.coverage is not None:
            self.query_one(ViewLine).show(self.looked, self.year_line())
            self.call_after_refresh(self._show_sheet)  # the table has what the line leaves

    def turn_to_year(self) -> None:
        self._above = []
        self.view = replace(self.view, filter=Query(), folded=frozenset())

    # What is shown

    def wanted(self) -> tuple[Any, ...]:
        return _counted, self.view.filter, self.view.by, self.view.measure

    def show_figures(self, figures: Coverage) -> None:
        """The cursor stays on its theme and its column where these are still there."""
        was, column = self._line(), self._column()
        self.looked = self.view
        units = asked_units(self.book, self.view.filter.unit)
        coverage = self.coverage = figures
        base = self.base = base_of(self.book, self.view.base, self.view.filter)
        every = self.every = rows_in(coverage, base, units)
        self._show_lines(*self._narrowed(coverage, every), was, column)
        self.query_one(ViewLine).show(self.view, self.year_line())
        entitle(self.query_one(Matrix), base_words(every, self.view.by, self.book))
        counts, notes = foot(coverage, left_out(coverage, base, units), self.view.filter, self.book)
        self.query_one("#coverage-counts", Plain).update(counts)
        self.query_one("#coverage-rule", Plain).update(notes)

    def _narrowed(self, coverage: Coverage, every: tuple[Row, ...]) -> tuple[Coverage, tuple[Row, ...]]:
        """The columns that answer what is typed; where none does, the themes that do."""
        field, book = self.query_one(NarrowField), self.book
        names = {key: f"{key} {column_name(coverage.by, key, book, full=True)}" for key in coverage.columns}
        columns = tuple(key for key, name in names.items() if field.lets_pass(name))
        if columns:
            return msgspec.structs.replace(coverage, columns=columns), every
        themes = book.directive.themes
        return coverage, tuple(
            row for row in every if row.theme not in themes or field.lets_pass(f"{row.theme} {themes[row.theme].title}")
        )

    def _show_lines(self, coverage: Coverage, every: tuple[Row, ...], was: Line | None, column: str | None) -> None:
        view = self.looked
        rows = tuple(row for row in every if not row.sessions) if view.only_gaps else every
        self.lines = view.order.sort(lines_of(rows, every, self.book.directive, view.folded), coverage)
        if self.lines and self.base.whole and not view.only_gaps:
            self.lines.append(sum_line(coverage))
        shades, arrows = has_shades(self.app), view.order.arrows
        self.shown = CoverageGrid(coverage, self.lines, self.book, self.base, shades=shades, arrows=arrows)
        self._show_sheet()
        matrix = self.query_one(Matrix)
        matrix.cursor_row = self._place_of(was, matrix.cursor_row)
        if column in coverage.columns:
            matrix.cursor_column = FIXED + coverage.columns.index(column)
        self.show_row()

    def _show_sheet(self) -> None:
        matrix, sheet = self.query_one(Matrix), self.shown
        if sheet is not None:
            matrix.shades = sheet.shades
            matrix.set_columns(
                sheet.columns(matrix.scrollable_content_region.width or self.app.size.width), fixed=FIXED
            )
            matrix.set_rows(len(self.lines), sheet.cells, cursor=matrix.cursor_row)

    def _place_of(self, was: Line | None, place: int) -> int:
        """Where the line is now; where it was folded away, the heading of its group."""
        if was is None:
            return place
        wanted = [(type(was), was.code), *([(GroupLine, was.row.group)] if isinstance(was, RowLine) else [])]
        places = {(type(line), line.code): n for n, line in enumerate(self.lines)}
        return next((places[one] for one in wanted if one in places), place)

    def show_row(self) -> None:
        """What the cell says, then in full what the narrow titles of row and column shorten."""
        cell, line, column = self.query_one("#cell-line", Plain), self._line(), self._column()
        if self.coverage is None or self.shown is None or line is None:
            cell.update("")
            return
        where = [line.title(self.book), *([self.shown.full_title(column)] if column is not None else [])]
        cell.update(" · ".join([*self._said_of(self.coverage, line, column), *where]))

    def _said_of(self, coverage: Coverage, line: Line, column: str | None) -> Iterable[str]:
        """What the cell says, in words."""
        if isinstance(line, RowLine):
            unit = column if self.looked.by == "unit" else self.looked.filter.unit
            mark = self.base.marks.get((unit or "", line.code)) if not line.row.cells.get(column or "", 0) else None
            yield cell_words(coverage, line.row, column, mark)
        elif isinstance(line, GroupLine):
            talked, asked = line.covered, line.themes
            if column is not None:
                talked, asked = line.cells.get(column, 0), line.asked.get(column, 0)
            yield _("Themes talked about: {n}/{all}").format(n=number(talked), all=number(asked))

    def _line(self) -> Line | None:
        """The line under the cursor."""
        row = self.query_one(Matrix).cursor_row
        return self.lines[row] if row < len(self.lines) else None

    def _column(self) -> str | None:
        """The key of the column under the cursor; None where there is none."""
        sheet, place = self.shown, self.query_one(Matrix).cursor_column - FIXED
        return sheet.coverage.columns[place] if sheet and 0 <= place < len(sheet.coverage.columns) else None

    # What the person does

    async def take_row(self) -> None:
        self.action_list_cell()

    def on_matrix_heading_clicked(self, event: Matrix.HeadingClicked) -> None:
        event.stop()
        if isinstance(self.lines[event.row], GroupLine):
            self._fold(self.lines[event.row].code)

    def on_virtual_table_title_clicked(self, event: VirtualTable.TitleClicked) -> None:
        """The title of the themes brings back the catalogue's order."""
        event.stop()
        self._sort(event.table.columns[event.column].key if event.column else None)

    def action_sort(self) -> None:
        """By the column of the cursor."""
        self._sort(self._column() if self._column() is not None else TOTAL)

    def _sort(self, column: str | None) -> None:
        self._look(order=self.view.order.turned_by(column))

    def action_choose(self, what: str, value: str) -> None:
        """Take one of the choices of the line above the table."""
        if value in TITLES.get(what, ()):
            self._look(**{what: value})

    def action_next(self, what: str, step: int) -> None:
        """Take the next of the choices, the first after the last."""
        values = list(TITLES[what])
        self.action_choose(what, values[(values.index(getattr(self.view, what)) + step) % len(values)])

    def action_gaps(self) -> None:
        self._look(only_gaps=not self.view.only_gaps)

    def action_fold(self) -> None:
        """The group in which the cursor is."""
        line = self._line()
        if isinstance(line, GroupLine | RowLine):
            self._fold(line.code if isinstance(line, GroupLine) else line.row.group)

    def action_fold_all(self) -> None:
        groups = frozenset(line.code for line in self.lines if isinstance(line, GroupLine))
        self._look(folded=frozenset() if groups <= self.view.folded else groups)

    def _fold(self, group: str) -> None:
        self._look(folded=self.view.folded ^ {group})

    def _look(self, **changes: object) -> None:
        self.view = replace(self.view, **changes)  # type: ignore[arg-type]
        self.show()

    def action_step_back(self) -> None:
        """Close the unit that was opened last; else clear the filter."""
        if self._above:
            self.view = self._above.pop()
            self.show()
        elif self.view.filter != Query() or self.view.only_gaps:
            self._look(filter=Query(), only_gaps=False)
        else:
            raise SkipAction

    def action_open_unit(self) -> None:
        """The unit of the column and each below it as columns of their own."""
        unit = self._column() if self.looked.by == "unit" else None
        if unit is None or unit == self.view.filter.unit or not children_of(self.book.units).get(unit):
            self.post_message(Done(_("No unit with others below it is under the cursor."), warn=True))
            return
        self._above.append(self.view)
        self._look(filter=msgspec.structs.replace(self.view.filter, unit=unit))

    def action_list_cell(self) -> None:
        """The register of the sessions behind the cell; Esc there returns here."""
        line = self._line()
        if line is not None:
            list_behind(self, self.book, self._behind(line, self._column()), self.MODE)

    def _behind(self, line: Line, column: str | None) -> Query:
        """What asks for the sessions of a cell."""
        book, view = self.book, self.looked
        rows = rows_of(book, view.filter)
        return behind_cell(book.directive, rows, view.filter, by=view.by, column=column, theme=self._themes(line))

    def _themes(self, line: Line) -> str | tuple[str, ...] | None:
        """The theme of the line, or the themes that its group has here: of the whole of a group its own code."""
        if not isinstance(line, GroupLine):
            return line.code or None
        themes = tuple(row.theme for row in self.every if row.group == line.code)
        group = self.book.directive.group_by_code.get(line.code)
        return line.code if group and set(themes) == {theme.code for theme in group.themes} else themes

    def action_work_list(self) -> None:
        """What is still to be done for the targets, of the unit that is looked at."""
        self.app.push_screen(GapsScreen(self.book, self.view.filter))

    def action_targets(self) -> None:
        self.app.push_screen(TargetsScreen(self.book, self.view.filter))

    def action_years(self) -> None:
        self.app.push_screen(YearsScreen(self.book, self.view.filter.unit))

    def action_pace(self) -> None:
        self.app.push_screen(PaceDialog(self.book))

    @work(group="dialog")
    @told
    async def action_exempt(self) -> None:
        line, unit = self._line(), self.looked.filter.unit
        if self.looked.by == "unit":
            unit = self._column()
        theme = line.code if isinstance(line, RowLine) else None
        if await self.app.push_screen_wait(ExemptDialog(self.book, unit, theme)):
            self.refresh_book()

    @work(group="dialog")
    @told
    async def action_filter(self) -> None:
        chosen = await self.app.push_screen_wait(FilterDialog(self.book, self.view.filter))
        if chosen is not None:
            self._look(filter=chosen)


def _counted(book: LogBook, asked: Query, by: str, measure: str) -> Coverage:
    return coverage_of(book, asked, by=by, reporters=book.reporters if by == "reporter" else (), measure=measure)
