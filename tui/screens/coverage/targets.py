"""Targets on the screen: units down, targets across, how far each is reached; the sessions behind every figure."""

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.catalogue.directive import Target
from logs.coverage.targets import WHOLE, Line, Reckoning, Standing
from logs.session.query import Query
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.screens.common.figure_screen import FigureScreen
from tui.screens.coverage.gaps import GapsScreen
from tui.screens.register.behind import list_behind
from tui.text.counting import doubt_lines
from tui.text.formats import day, number
from tui.text.progress import line_words, places_words, target_cell, whose_words
from tui.text.values import titled
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.matrix import Matrix
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain
from tui.widgets.table import Empty

_FIXED = 1


class TargetsScreen(FigureScreen):
    """A line for the committee as a whole and for each unit, a column for each target; Enter lists the sessions."""

    MODE = "coverage"
    ABOUT = N_(
        "How far the targets of the year are reached: what is done of what is asked, in each unit with all below it "
        "and in the committee as a whole. ✓ is reached; what is missing stands below for the cell under the cursor. "
        "Enter lists the sessions that count for it. The targets are set in the catalogue of the year."
    )
    MENU: ClassVar = (
        Command("list_cell", "l", N_("List the sessions of the cell"), N_("Sessions"), N_("Enter does the same")),
        Command("lacking", "m", N_("Only units that lack something"), N_("Lack")),
        Command("work_list", "w", N_("Work list: what is still to be done"), N_("To do")),
        Command("step_back", "escape", N_("Back"), N_("Back")),
    )
    BINDINGS = bindings(MENU)
    reckoning: Reckoning | None = None

    def __init__(self, book: LogBook, asked: Query | None = None) -> None:
        """For the sessions `asked` for; its unit is the only one looked at."""
        super().__init__(book)
        self.asked = asked
        self.only_lacking = False
        self.units: list[str] = []

    def body(self) -> Iterable[Widget]:
        yield Plain(id="targets-counts", classes="counts")
        nothing = Empty(_("Every target is reached."), command=self.MENU[1])
        yield Matrix([], id="targets", classes="pane", fixed=_FIXED, empty=nothing)
        yield Plain(id="target-line")

    # What is shown

    def wanted(self) -> tuple[Any, ...]:
        return _standing, self.asked

    def show_figures(self, figures: Reckoning) -> None:
        self.reckoning = figures
        self._rows(figures.standing)
        self.show_row()

    def _rows(self, standing: Standing) -> None:
        lines = {unit: standing.of(unit) for unit in (WHOLE, *standing.units)}
        self.units = [
            unit
            for unit, of_unit in lines.items()
            if of_unit and (not self.only_lacking or any(line.missing for line in of_unit.values()))
        ]
        reached = sum(not line.missing for line in standing.lines)
        counts = _("Targets as of {day}").format(day=day(standing.on))
        parts = [f"{counts}: " + _("reached {n}/{all}").format(n=number(reached), all=number(len(standing.lines)))]
        if standing.is_default:
            parts.append(_("The catalogue sets no targets: these are the usual ones."))
        if standing.left:
            parts.append(_("Sessions in monthly totals of which the days are not known: {n}").format(n=standing.left))
        self.query_one("#targets-counts", Plain).update(
            " · ".join([*parts, *doubt_lines(self.book.figures.counting())])
        )
        matrix = self.query_one(Matrix)
        entitle(matrix, _("Targets"))
        columns = [Column("unit", _("Unit"), None, flex=1, least=24)]
        columns += [Column(target.code, target.code, 9, right=True) for target in standing.targets]
        matrix.set_columns(columns, fixed=_FIXED)
        matrix.set_rows(len(self.units), partial(self._cells, standing), cursor=matrix.cursor_row)

    def _cells(self, standing: Standing, row: int) -> list[Cell]:
        unit = self.units[row]
        lines = standing.of(unit)
        name = f"{unit} {whose_words(unit, self.book)}".strip()
        cells: list[Cell] = [(name, "bold") if unit == WHOLE else name]
        for target in standing.targets:
            line = lines.get(target.code)
            cells.append("" if line is None else (target_cell(line), "" if line.missing else "$text-success"))
        return cells

    def show_row(self) -> None:
        """The cell under the cursor in words: the target, what is missing and until when."""
        (target, line), below = self._cell, self.query_one("#target-line", Plain)
        if line is None or self.reckoning is None:
            below.update(titled(target) if target else "")
            return
        below.update(
            Content("\n").join(
                map(Content, filter(None, (line_words(line, self.book, self.reckoning.on), places_words(line))))
            )
        )

    @property
    def _cell(self) -> tuple[Target | None, Line | None]:
        """The target of the column under the cursor, and its line for the unit of the row."""
        row, place = self.table.cursor_row, self.query_one(Matrix).cursor_column - _FIXED
        if self.reckoning is None or not 0 <= place < len(self.reckoning.targets):
            return None, None
        target = self.reckoning.targets[place]
        lines = self.reckoning.standing.of(self.units[row]) if row < len(self.units) else {}
        return target, lines.get(target.code)

    # What the person does

    async def take_row(self) -> None:
        self.action_list_cell()

    def action_list_cell(self) -> None:
        """The register of the sessions that count for the cell; Esc there returns here."""
        _target, line = self._cell
        if line is not None and self.reckoning is not None:
            list_behind(self, self.book, self.reckoning.behind(line), self.MODE)

    def action_lacking(self) -> None:
        """All lines, or only those that lack something."""
        self.only_lacking = not self.only_lacking
        self.show()

    def action_work_list(self) -> None:
        """What is still to be done, of the unit under the cursor."""
        row = self.table.cursor_row
        unit = self.units[row] if row < len(self.units) else WHOLE
        self.app.push_screen(GapsScreen(self.book, Query(unit=unit) if unit != WHOLE else self.asked))


def _standing(book: LogBook, asked: Query | None) -> Reckoning:
    """The reckoning, done."""
    reckoning = Reckoning(book, asked)
    _ = reckoning.standing
    return reckoning
