"""Progress: which unit has reported, late, nothing to report, or not yet."""

from collections.abc import Iterable
from typing import ClassVar

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
        yield VirtualTable([], id="progress-table", empty=_("Every unit has reported."))

    def on_mount(self) -> None:
        self.query_one(VirtualTable).focus()

    def refresh_book(self, session_id: str | None = None) -> None:
        super().refresh_book(session_id)
        self._show()

    def action_only_missing(self) -> None:
        """All units, or only those that have not reported."""
        self.only_missing = not self.only_missing
        self._show()

    def _show(self) -> None:
        book = self.book
        reporting = book.directive.reporting
        units = obliged(book.units.values(), book.today(), besides=book.owner.unit)
        every = progress(units, book.received, reporting, book.today())
        self.rows = [one for one in every if not self.only_missing or one.state == "missing"]
        reported = sum(one.state != "missing" for one in every)
        left = days_left(reporting, book.today())
        when = (
            _("{n} days to the deadline").format(n=number(left))
            if left >= 0
            else _("{n} days overdue").format(n=number(-left))
        )
        parts = [
            _("Reported: {n}/{all}").format(n=number(reported), all=number(len(every))),
            _("Not yet: {n}").format(n=number(len(every) - reported)),
            _("Last day: {day} ({when})").format(day=day(last_day(reporting)), when=when),
        ]
        self.query_one("#progress-counts", Plain).update(" · ".join(parts))
        table = self.query_one(VirtualTable)
        table.set_columns(_columns(narrow=self.narrow))
        table.set_rows(len(self.rows), self._cells, cursor=table.cursor_row)

    def _cells(self, row: int) -> list[Cell]:
        one = self.rows[row]
        sign, style = _MARKS[one.state]
        unit = self.book.units.get(one.unit)
        texts: dict[str, Cell] = {
            "unit": one.unit,
            "name": unit.name if unit else "",
            "state": (f"{sign} {state_title(one.state)}", style),
            "first": day(one.first) if one.first else "",
            "last": day(one.last) if one.last else "",
            "files": number(one.files) if one.files else "",
            "sessions": number(one.sessions) if one.files else "",
            "attendance": number(one.attendance) if one.files else "",
        }
        return [texts[column.key] for column in self.query_one(VirtualTable).columns]


def _columns(*, narrow: bool) -> list[Column]:
    left_out = ("last", "attendance") if narrow else ()
    columns = [
        Column("unit", _("Code"), 6),
        Column("name", _("Unit"), None, least=16),
        Column("state", _("State"), 2 + max(len(state_title(state)) for state in _MARKS)),
        Column("first", _("First"), 10),
        Column("last", _("Latest"), 10),
        Column("files", _("Files"), 6, right=True),
        Column("sessions", _("Sessions"), 8, right=True),
        Column("attendance", _("Att."), 6, right=True),
    ]
    return [column for column in columns if column.key not in left_out]
