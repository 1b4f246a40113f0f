"""Who has had no session for some time: units and their reporters, those that had none at all first."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.widget import Widget

from logs.book.book import LogBook
from logs.progress.silence import Silent, silent
from logs.session.query import Query
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.screens.common.figure_screen import FigureScreen
from tui.screens.register.behind import list_behind
from tui.text.formats import day, number
from tui.text.progress import silence_words
from tui.text.values import unit_name
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.panel import entitle, one_of
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable

if TYPE_CHECKING:
    from tui.app.app import SotayApp

_DAYS = (15, 30, 60, 90, 180)


class SilentScreen(FigureScreen):
    """A line for each unit and reporter; Enter lists what there is of them. Esc returns."""

    MODE = "progress"
    ABOUT = N_(
        "Units and reporters that have had no session for a number of days, which can be chosen and is remembered. A "
        "unit has the sessions of all below it. Monthly totals tell of units, not of reporters."
    )
    MENU: ClassVar = (
        Command("days", "b", N_("For how many days"), N_("Days")),
        Command("step_back", "escape", N_("Back"), N_("Back")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.found: tuple[Silent, ...] = ()

    def body(self) -> Iterable[Widget]:
        yield Plain(id="silent-days", classes="counts")
        nothing = Empty(_("Everybody has had a session."), command=self.MENU[-1])
        yield VirtualTable([], id="silent", classes="pane", empty=nothing)

    @property
    def _days(self) -> int:
        return cast("SotayApp", self.app).settings.silent_days

    def wanted(self) -> tuple[Any, ...]:
        return silent, self._days

    def show_figures(self, figures: tuple[Silent, ...]) -> None:
        self.found = figures
        choice = one_of("b", _("Without a session for"), _("{n} days").format(n=number(self._days)), "screen.days()")
        self.query_one("#silent-days", Plain).update(choice)
        units = sum(not one.reporter for one in self.found)
        counts = _("Units: {units} · reporters: {reporters}")
        table = self.table
        entitle(table, counts.format(units=number(units), reporters=number(len(self.found) - units)))
        columns = (
            Column("unit", _("Unit"), None, flex=1, least=20),
            Column("who", _("Reporter"), None, flex=1, least=16),
        )
        table.set_columns([*columns, Column("last", _("Last session"), 12), Column("days", _("Days"), 14, right=True)])
        table.set_rows(len(self.found), self._cells, cursor=table.cursor_row)

    def _cells(self, row: int) -> list[Cell]:
        one = self.found[row]
        reporter = self.book.reporters.get(one.reporter)
        unit = f"{one.unit} {unit_name(self.book, one.unit)}"
        last = day(one.last) if one.last else "–"
        return [
            (unit, "" if one.reporter else "bold"),
            reporter.name if reporter else "",
            last,
            silence_words(one.days),
        ]

    async def take_row(self) -> None:
        one = self.found[self.table.cursor_row]
        list_behind(self, self.book, Query(reporter=one.reporter) if one.reporter else Query(unit=one.unit), self.MODE)

    async def action_days(self) -> None:
        """The next number of days, remembered from now on."""
        later = (days for days in _DAYS if days > self._days)
        await cast("SotayApp", self.app).change_settings(silent_days=next(later, _DAYS[0]))
        self.show()
