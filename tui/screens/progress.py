"""Progress: which unit has reported, late, nothing to report, or not yet."""

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from logs.book import LogBook
from logs.progress import UnitProgress, days_left, last_day, obliged, progress
from tui.commands import Command, bindings
from tui.formats import day, number
from tui.screens.frame import ModeScreen
from tui.titles import state_title
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable
from tui.words import N_, _

# Each state's mark, so that it reads without colour, and its style.
_MARKS = {
    "on_time": ("✓", "$text-success"),
    "nil": ("✓", "$text-success"),
    "supplement": ("+", "$text-success"),
    "late": ("!", "$text-warning"),
    "missing": ("·", "$text-error"),
}


class ProgressScreen(ModeScreen):
    """A line for each unit that has to report, and how many have."""

    MODE = "progress"
    ABOUT = N_("Which unit has reported and when; the first file that came in decides between on time and late.")
    MENU: ClassVar = (Command("only_missing", "m", N_("Only units not yet reported"), N_("Not yet only")),)
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.only_missing = False
        self.rows: list[UnitProgress] = []

    def body(self) -> Iterable[Widget]:
        yield Plain(id="progress-counts", classes="counts")
        yield VirtualTable(id="progress-table")
