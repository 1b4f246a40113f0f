"""Coverage: themes down, units (months, audiences …) across, each cell the number of sessions."""

from collections.abc import Iterable
from typing import ClassVar

from textual import work
from textual.content import Content
from textual.widget import Widget

from logs.book import LogBook
from logs.coverage import BY, UNSPLIT, Coverage, Row, cell_query, coverage_of, gaps
from logs.model import Unit
from logs.progress import obliged
from logs.query import Query
from tui.commands import Command, bindings
from tui.formats import day, number
from tui.messages import Done, told
from tui.screens.filter import FilterDialog, describe, narrowed
from tui.screens.frame import ModeScreen
from tui.screens.grid import GroupLine, RowLine, columns_of, group_cells, lines_of, row_cells
from tui.screens.register import RegisterScreen
from tui.titles import summed_lines
from tui.widgets.cells import Cell
from tui.widgets.matrix import Matrix
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable
from tui.words import N_, _

_BY_TITLES = {
    "unit": N_("Unit"),
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "audience": N_("Audience"),
    "form": N_("Form"),
    "reporter": N_("Reporter"),
    "document": N_("Document"),
}


class ByLine(Plain):
    """What stands across, among what could."""

    by = "unit"

    def show(self, by: str) -> None:
        """Mark the kind of columns shown."""
        self.by = by
        parts = [Content.styled(" " + _("Across:") + " ", "$foreground-muted")]
        for name in BY:
            style = "bold reverse" if name == by else f"@click=screen.show_by('{name}')"
            parts.append(Content(f" {_(_BY_TITLES[name])} ").stylize(style))
        self.update(Content("").join(parts))


class CoverageScreen(ModeScreen):
    """The table of every theme, with the sessions behind each cell."""

    MODE = "coverage"
    ABOUT = N_(
        "How often each theme of the guidance was talked about. A dot is a cell with nothing yet; ★ marks the groups "
        "that the guidance gives priority. Enter lists the sessions behind a cell."
    )
    MENU: ClassVar = (
        Command("next_by(1)", "b", N_("Next kind of columns"), N_("Across"), N_("unit, month, quarter, audience …")),
        Command("next_by(-1)", "B,shift+b", N_("Previous kind of columns")),
        Command("gaps", "g", N_("Only themes with nothing yet"), N_("Gaps only")),
        Command("filter", "f", N_("Filter"), N_("Filter"), N_("by unit, form, audience, period")),
        Command("list_cell", "l", N_("List the sessions of the cell"), "", N_("Enter does the same")),
        Command("step_back", "escape", N_("Clear the filter")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.by = "unit"
        self.filter = Query()
        self.only_gaps = False
        self.lines: list[GroupLine | RowLine] = []
        self.coverage: Coverage | None = None

    def body(self) -> Iterable[Widget]:
        yield ByLine(id="by-line")
        yield Matrix([], id="matrix", fixed=2, empty=_("Every theme has been talked about."))
        yield Plain(id="cell-line")
        yield Plain(id="coverage-counts", classes="counts")

    def on_mount(self) -> None:
        self.query_one(Matrix).focus()

    def refresh_book(self, session_id: str | None = None) -> None:
        super().refresh_book(session_id)
        self._show()

    # What is shown

    def _show(self) -> None:
        matrix = self.query_one(Matrix)
        coverage = self.coverage = self._count()
        rows = gaps(coverage) if self.only_gaps else coverage.rows
        self.lines = lines_of(rows, coverage.rows, self.book.directive)
        most = max((n for row in coverage.rows for n in row.cells.values()), default=0)
        matrix.set_columns(columns_of(coverage, self.book, narrow=self.narrow), fixed=2)

        def cells(place: int) -> list[Cell]:
            line = self.lines[place]
            if isinstance(line, GroupLine):
                return group_cells(line, coverage.columns)
            return row_cells(line, coverage.columns, most)

        matrix.set_rows(len(self.lines), cells, cursor=matrix.cursor_row)
        self.query_one(ByLine).show(self.by)
        self._show_counts(coverage)
        self._show_cell()

    def _count(self) -> Coverage:
        book = self.book
        listed: tuple[Unit, ...] = ()
        if self.by == "unit" and book.owner.role == "committee":
            listed = obliged(book.units.values(), book.today(), besides=book.owner.unit)
        units = [self.filter.unit] if self.filter.unit else [unit.code for unit in listed]
        reporters = book.reporters if self.by == "reporter" else ()
        return coverage_of(book, self.filter, by=self.by, units=units, reporters=reporters)

    def _show_counts(self, coverage: Coverage) -> None:
        totals = coverage.totals
        listed = [row for row in coverage.rows if row.group]  # of the catalogue; others are shown apart
        covered = sum(row.sessions > 0 for row in listed)
        parts = [
            _("Covered: {n}/{all}").format(n=number(covered), all=number(len(listed))),
            _("Sessions: {n}").format(n=number(totals.sessions)),
            _("Attendance: {n}").format(n=number(totals.attendance)),
        ]
        if totals.drafts:
            parts.append(_("Drafts (not counted): {n}").format(n=number(totals.drafts)))
        if totals.conflicts:
            parts.append(_("! Conflicts: {n}").format(n=number(totals.conflicts)))
        if totals.other:
            parts.append(_("Under another catalogue, not counted: {n}").format(n=number(totals.other)))
        if totals.outside:
            parts.append(_("Outside the period: {n}").format(n=number(totals.outside)))
        words = describe(self.filter, self.book)
        if words:
            parts.append(_("Filter: {words}").format(words=words))
        parts += [line.rstrip(".") for line in summed_lines(totals)]
        rule = _("A session with several themes counts once under each; totals count it once.")
        text = Content.assemble(" · ".join(parts), "\n", Content.styled(rule, "$foreground-muted"))
        self.query_one("#coverage-counts", Plain).update(text)

    def _show_cell(self) -> None:
        """In full what the narrow titles of row and column shorten."""
        matrix = self.query_one(Matrix)
        cell = self.query_one("#cell-line", Plain)
        if self.coverage is None or not self.lines:
            cell.update("")
            return
        line = self.lines[min(matrix.cursor_row, len(self.lines) - 1)]
        column = self._column()
        parts = [line.title(self.book)]
        if column is not None:
            parts.append(columns_of(self.coverage, self.book, narrow=False, full=True)[matrix.cursor_column].title)
        if isinstance(line, RowLine):
            parts.append(_describe(line.row, column))
        cell.update(" · ".join(parts))

    def _column(self) -> str | None:
        """The key of the column under the cursor; None on the totals."""
        place = self.query_one(Matrix).cursor_column - 2
        return self.coverage.columns[place] if self.coverage and 0 <= place < len(self.coverage.columns) else None

    # What the person does

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        self._show_cell()

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.action_list_cell()

    def action_show_by(self, by: str) -> None:
        self.by = by
        self._show()

    def action_next_by(self, step: int) -> None:
        self.action_show_by(BY[(BY.index(self.by) + step) % len(BY)])

    def action_gaps(self) -> None:
        self.only_gaps = not self.only_gaps
        self._show()

    def action_step_back(self) -> None:
        self.filter = Query()
        self.only_gaps = False
        self._show()

    def action_list_cell(self) -> None:
        """The register of the sessions behind the cell; Esc there returns here."""
        matrix = self.query_one(Matrix)
        if not self.lines:
            return
        line, column = self.lines[matrix.cursor_row], self._column()
        query = narrowed(self.filter, cell_query(self.book.directive.id, self.by, column, line.code))
        if isinstance(line, RowLine) and self.coverage and self.coverage.totals.summed:
            self._tell_summed(line.row, column, query)
        if column != UNSPLIT:
            self.app.push_screen(RegisterScreen(self.book, query, back=True))

    def _tell_summed(self, row: Row, column: str | None, query: Query) -> None:
        """Say how many sessions of a cell came in figures only, so that the register does not have them."""
        counted = row.sessions if column is None else row.cells[column]
        here = 0 if column == UNSPLIT else len(self.book.find(query))
        if counted > here:
            text = _("Came as totals only, their details are not here: {n}.").format(n=number(counted - here))
            self.post_message(Done(text, warn=True))

    @work(group="dialog")
    @told
    async def action_filter(self) -> None:
        chosen = await self.app.push_screen_wait(FilterDialog(self.book, self.filter))
        if chosen is not None:
            self.filter = chosen
            self._show()


def _describe(row: Row, column: str | None) -> str:
    if column is not None:
        return _("Sessions: {n}").format(n=number(row.cells[column]))
    if row.last is None:
        return _("Sessions: {n}").format(n=number(row.sessions)) if row.sessions else _("nothing yet")
    return _("Sessions: {n} · attendance {attendance} · units {units} · last on {date}").format(
        n=number(row.sessions), attendance=number(row.attendance), units=number(row.units), date=day(row.last)
    )
