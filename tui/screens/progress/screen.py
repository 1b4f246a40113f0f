"""Progress: units down, periods across; who has reported, late, nothing to report, or not yet, and what is doubtful."""

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.coverage.table import Coverage, coverage_of
from logs.periods import read_period
from logs.progress.grid import Grid, grid_of
from logs.progress.status import Due, UnitProgress, days_left, last_day, rate
from logs.session.query import Query
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, told
from tui.screens.common.letter import open_letter
from tui.screens.common.mode_screen import FRAMED, WIDE
from tui.screens.common.table_screen import NARROW, NarrowField, beside
from tui.screens.common.year_screen import YEAR, YearScreen
from tui.screens.progress.pace import PaceDialog, by_month
from tui.screens.progress.silence import SilentScreen
from tui.screens.progress.totals import TotalsDialog
from tui.screens.progress.unit import UnitScreen
from tui.text.counting import doubt_lines
from tui.text.deadline import deadline_words
from tui.text.errors.messages import sentence
from tui.text.formats import day, number, period_title, short_period
from tui.text.labels import state_title
from tui.text.letters import reminders
from tui.text.progress import MARKS, NOT_THERE, cell_words, column_words, due_words, legend, rate_words, standing_words
from tui.text.risk import SOON
from tui.text.values import unit_name
from tui.widgets.cells import Cell, width_of
from tui.widgets.columns import GAP, MARK, Column, gaps
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable

_STYLES = {
    "on_time": "$text-success",
    "received": "$text-success",
    "nil": "$text-success",
    "supplement": "$text-success",
    "late": "",
    "covered": "",
    "counted": "",
    "missing": "$text-warning",
}
_PERIOD_WIDTH = 8
_SCROLLBAR = 1
_EDGES = 2  # of a table in a frame, at its left and right
_NAME_LEAST = 14
_MOST_RATES = 4  # periods whose rates stand above the table; those of all stand in the details
# Periods shown besides those that units have reported for, one kind after the other.
_KINDS = ((), ("6T", "9T"), tuple(f"Q{n}" for n in range(1, 5)), tuple(f"{n:02}" for n in range(1, 13)))


_ALL_UNITS = Command("only_lacking", "m", N_("Show all units"))


class ProgressScreen(YearScreen):
    """A line for each unit that has to report, a column for each period, and how many have."""

    MODE = "progress"
    ABOUT = N_(
        "Which unit has reported for which period and when. The first file that came in decides between on time and "
        "late; a file counts for the period that it names. A report of zero (nil) is a report; a missing one is not. "
        "Enter opens the unit: its files, and the sessions that count."
    )
    MENU: ClassVar = (
        Command("only_lacking", "m", N_("Only units that lack something"), N_("Lack")),
        NARROW,
        Command("next_periods", "b", N_("Next kind of periods"), N_("Across"), N_("half year, quarters, months")),
        YEAR,
        Command("scroll_details(2)", "ctrl+down", N_("Scroll the details down")),
        Command("scroll_details(-2)", "ctrl+up", N_("Scroll the details up")),
        Command(
            "pace", "v", N_("Month by month, and where it leads"), "", N_("facts, and apart from them a projection")
        ),
        Command("totals", "t", N_("Monthly totals of the unit"), N_("Totals"), N_("of units that send numbers only")),
        Command("silent", "s", N_("Who has had no session for some time"), N_("Silent"), N_("units and reporters")),
        Command("remind", "r", N_("Letter to the unit"), N_("Remind"), N_("names exactly what is missing")),
        Command("remind_all", "a", N_("Letters to all units that lack something"), N_("Remind all")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.only_lacking = False
        self.kind = 0
        self.rows: list[str] = []
        self.grid: Grid | None = None

    def body(self) -> Iterable[Widget]:
        yield Plain(id="progress-counts", classes="counts")
        yield NarrowField()
        nothing = Empty(_("Every unit has reported."), command=_ALL_UNITS)
        table = VirtualTable([], id="progress-table", classes="pane", fixed=2, empty=nothing)
        yield beside(table, "progress-details")

    def fit(self) -> None:
        if self.grid is not None:
            self._show_table(self.grid)

    # What is shown

    def wanted(self) -> tuple[Any, ...]:
        return _reckoned, _KINDS[self.kind]

    def show_figures(self, figures: tuple[Grid, Coverage]) -> None:
        grid, months = figures
        self.grid = grid
        lacking = grid.reminded()
        # Those that lack something come first.
        listed = [*lacking, *(() if self.only_lacking else (code for code in grid.units if code not in lacking))]
        self.rows = [code for code in listed if self.query_one(NarrowField).lets_pass(self._named(code))]
        self._show_counts(grid, months)
        self._show_table(grid)
        self.show_row()

    def _named(self, code: str) -> str:
        return f"{code} {self.book.units[code].name if code in self.book.units else ''}"

    def _show_table(self, grid: Grid) -> None:
        table = self.table
        others = [due for due in grid.dues if due != grid.year]
        names = [self.book.units[code].name for code in self.rows if code in self.book.units]
        width = self.app.size.width
        edges = _SCROLLBAR + (_EDGES if width >= FRAMED else 0)
        room = table.scrollable_content_region.width or width - edges
        table.set_columns(_columns(grid, others, names, room), fixed=2)
        table.set_rows(len(self.rows), lambda row: self._cells(grid, self.rows[row]), cursor=table.cursor_row)

    def _show_counts(self, grid: Grid, months: Coverage) -> None:
        reporting = self.book.directive.reporting
        left = days_left(reporting, grid.on)
        last = _("Last day: {day} ({when})").format(day=day(last_day(reporting)), when=deadline_words(left))
        parts = self.year_line()
        parts += [Content.styled(last, "bold $text-warning" if left <= SOON else "bold")]
        others = [due for due in grid.dues if due != grid.year]
        for due in others if len(others) <= _MOST_RATES else ():
            found = rate(grid.column(due))
            parts.append(Content(f"{short_period(due.period.name)}: {number(found.reported)}/{number(found.obliged)}"))
        words = rate_words(rate(grid.column(grid.year)))
        if width_of(words) + _SCROLLBAR + _EDGES > self.app.size.width:
            words, _dot, more = words.partition(" · ")  # what a title has no room for
            parts.append(Content(more))
        entitle(self.table, words)
        doubts = (Content(line) for line in doubt_lines(self.book.figures.counting()))
        lines = [Content(" · ").join(parts), by_month(self.book, months), *doubts]
        self.query_one("#progress-counts", Plain).update(Content("\n").join(lines))

    def _cells(self, grid: Grid, code: str) -> list[Cell]:
        unit = self.book.units.get(code)
        one = grid.cells[code].get(grid.year.period.name)
        doubts = len(grid.doubts.get(code, ()))
        texts: dict[str, Cell] = {
            "unit": code,
            "name": unit.name if unit else "",
            "state": _state(one),
            "first": day(one.first) if one and one.first else "",
            "files": number(one.files) if one and one.files else "",
            "sessions": number(one.sessions) if one and (one.files or one.sessions) else "",
            "doubts": (f"?{doubts}", "$text-warning") if doubts else "",
        }
        cells = grid.cells[code]
        return [
            texts[column.key] if column.key in texts else _short(cells.get(column.key)) for column in self.table.columns
        ]

    def show_row(self) -> None:
        """The unit under the cursor in full: every period, then what is doubtful."""
        details = self.query_one("#progress-details", Plain)
        row = self.table.cursor_row
        grid = self.grid
        if grid is None or row >= len(self.rows):
            details.update("")
            return
        code = self.rows[row]
        unit = self.book.units.get(code)
        lines = [
            Content.styled(f"{code} {unit.name if unit else ''}", "bold"),
            _standing(grid, grid.year, code),
            *(
                Content.styled(f"? {sentence(doubt.code, doubt.params)}", "$text-warning")
                for doubt in grid.doubts.get(code, ())
            ),
            *(_standing(grid, due, code) for due in reversed(grid.dues) if due != grid.year),
        ]
        if len(grid.dues) > 1:
            lines.append(_muted("   ".join(legend())))
            lines += [_muted(column_words(grid, due)) for due in grid.dues]
        details.update(Content("\n").join(lines))

    # What the person does

    async def take_row(self) -> None:
        self.app.push_screen(UnitScreen(self.book, self.rows[self.table.cursor_row]))

    def action_only_lacking(self) -> None:
        """All units, or only those that lack something."""
        self.only_lacking = not self.only_lacking
        self.show()

    def action_next_periods(self) -> None:
        """Other periods across."""
        self.kind = (self.kind + 1) % len(_KINDS)
        self.show()

    def action_scroll_details(self, lines: int) -> None:
        self.query_one("#progress-details-pane").scroll_relative(y=lines, animate=False)

    def action_pace(self) -> None:
        """How the sessions came month by month, and apart from that where the pace leads."""
        self.app.push_screen(PaceDialog(self.book))

    def action_silent(self) -> None:
        self.app.push_screen(SilentScreen(self.book))

    @work(group="dialog")
    @told
    async def action_totals(self) -> None:
        """Type the monthly totals of the unit under the cursor."""
        row = self.table.cursor_row
        unit = self.rows[row] if row < len(self.rows) else None
        if await self.app.push_screen_wait(TotalsDialog(self.book, unit)):
            self.post_message(BookChanged())

    def action_remind(self) -> None:
        """The letter to the unit under the cursor."""
        row = self.table.cursor_row
        if self.grid is not None and row < len(self.rows):
            code = self.rows[row]
            letters = partial(reminders, self.book, self.grid, [code])
            open_letter(self, self.book, unit_name(self.book, code), letters, f"Nhac_{code}")

    def action_remind_all(self) -> None:
        """The letters to all units without whose answer the figures are not whole."""
        if self.grid is not None:
            units = self.grid.reminded()
            title = _("Letters: {n}").format(n=number(len(units)))
            open_letter(self, self.book, title, partial(reminders, self.book, self.grid, units), "Nhac_tat-ca")


def _reckoned(book: LogBook, kind: Iterable[str]) -> tuple[Grid, Coverage]:
    periods = [read_period(f"{book.directive.head.year}-{name}") for name in kind]
    return grid_of(book, periods), coverage_of(book, Query(), by="month")


def _muted(text: str) -> Content:
    return Content.styled(text, "$foreground-muted")


def _standing(grid: Grid, due: Due, code: str) -> Content:
    """Where the unit stands with a period, in a line."""
    title = f"{period_title(due.period.name)} ({due_words(due)}): "
    return Content.assemble(_muted(title), standing_words(grid.cells[code].get(due.period.name)))


def _state(progress: UnitProgress | None) -> Cell:
    if progress is None:
        return (NOT_THERE, "$foreground-muted")
    return (f"{MARKS[progress.state]} {state_title(progress.state)}", _STYLES[progress.state])


def _short(progress: UnitProgress | None) -> Cell:
    return (cell_words(progress), _STYLES[progress.state] if progress else "$foreground-muted")


def _columns(grid: Grid, others: list[Due], names: list[str], room: int) -> list[Column]:
    """Code, name and the year in words; then a narrow column for each other period."""
    columns = [
        Column("unit", _("Code"), 6),
        Column("state", period_title(grid.year.period.name), 2 + max(len(state_title(state)) for state in MARKS)),
        Column("first", _("First"), 10),
        *(Column(due.period.name, short_period(due.period.name), _PERIOD_WIDTH) for due in others),
        *([] if room < WIDE and others else _counts()),
        Column("doubts", "?", 3),
    ]
    # The name has what is left, and no more than it needs.
    left = room - MARK - sum(column.width or 0 for column in columns) - sum(gaps(columns)) - GAP
    widest = max(map(width_of, names), default=0)
    columns.insert(1, Column("name", _("Unit"), max(_NAME_LEAST, min(left, widest))))
    return columns


def _counts() -> list[Column]:
    return [Column("files", _("Files"), 6, right=True), Column("sessions", _("Sessions"), 8, right=True)]
