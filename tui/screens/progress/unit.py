"""A unit's reports: every file with what was taken of it and set aside, and what counts here of the unit."""

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.exchange.received import Received, Waiting, day_made, in_order_sent
from logs.progress.grid import Grid, behind_cell, grid_of
from logs.progress.receipt_day import correct_day, days_said
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, told
from tui.screens.common.figure_screen import FigureScreen
from tui.screens.common.letter import open_letter
from tui.screens.common.receipt_day import CorrectedDayDialog
from tui.screens.register.behind import list_behind
from tui.text.errors.messages import sentence
from tui.text.formats import day, moment, number, period_title, short_period
from tui.text.letters import reminders
from tui.text.progress import due_words, standing_words
from tui.text.values import person, unit_name
from tui.text.visible import visible
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable


class UnitScreen(FigureScreen):
    """A line for each file of the unit; Enter lists the sessions of the unit that count in the file's period."""

    MODE = "progress"
    ABOUT = N_(
        "The files of a unit, the newest first: how many records were taken of each and how many of its lines were set "
        "aside, and above them what counts here. Enter lists the sessions of the unit that count in the period of the "
        "file."
    )
    MENU: ClassVar = (
        Command("sessions", "l", N_("List the sessions of the year that count"), N_("Sessions")),
        Command(
            "receipt_day",
            "d",
            N_("Put the file's day of receipt right"),
            N_("Day"),
            N_("with a reason"),
            needs="writing",
        ),
        Command("remind", "r", N_("Letter to the unit"), N_("Remind"), N_("names exactly what is missing")),
        Command("step_back", "escape", N_("Back"), N_("Back")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook, unit: str) -> None:
        super().__init__(book)
        self.unit = unit
        self.grid: Grid | None = None
        self.files: list[Received | Waiting] = []

    def body(self) -> Iterable[Widget]:
        yield Plain(id="unit-standing", classes="counts")
        yield VirtualTable(
            [],
            id="unit-files",
            classes="pane",
            fixed=1,
            empty=Empty(_("No file of this unit has come."), command=self.MENU[2]),
        )
        yield Plain(id="unit-line", classes="counts")

    # What is shown

    def wanted(self) -> tuple[Any, ...]:
        return (grid_of,)

    def show_figures(self, figures: Grid) -> None:
        exchange, meaning = self.book.exchange, self.book.exchange.lens.unit
        grid = self.grid = figures
        received = in_order_sent(file for file in exchange.received.values() if meaning(file.unit) == self.unit)
        waiting = (file for file in exchange.waiting.values() if not file.refused and meaning(file.unit) == self.unit)
        self.files = [*in_order_sent(waiting)[::-1], *received[::-1]]
        table = self.table
        table.set_columns(_columns())
        table.set_rows(len(self.files), lambda row: _cells(self.files[row]), cursor=table.cursor_row)
        entitle(table, visible(f"{self.unit} {unit_name(self.book, self.unit)}"))
        lines = [
            f"{period_title(due.period.name)} ({due_words(due)}): "
            + standing_words(grid.cells[self.unit].get(due.period.name))
            for due in reversed(grid.dues)
        ]
        self.query_one("#unit-standing", Plain).update("\n".join(lines))
        self.show_row()

    def show_row(self) -> None:
        """The file's name and why it waits; below what is doubtful of the unit."""
        row = self.table.cursor_row
        file = self.files[row] if row < len(self.files) else None
        lines = [Content(visible(file.file))] if file is not None else []
        if isinstance(file, Received) and file.arrived:
            *_former, (step, _said) = days_said(self.book, file.sha256)
            words = _("Day of receipt said by {who} on {moment}: {reason}")
            words = words.format(who=person(step.who, self.book), moment=moment(step.at), reason=step.reason or "–")
            lines.append(Content(visible(words)))
        if isinstance(file, Waiting):
            lines.append(Content.styled(sentence(file.code, file.params), "$text-warning"))
        doubts = self.grid.doubts.get(self.unit, ()) if self.grid else ()
        lines += [Content.styled(f"? {sentence(one.code, one.params)}", "$text-warning") for one in doubts]
        self.query_one("#unit-line", Plain).update(Content("\n").join(lines))

    # What the person does

    async def take_row(self) -> None:
        file = self.files[self.table.cursor_row]
        self._list(file.period if isinstance(file, Received) else "")

    def action_sessions(self) -> None:
        """Those of the year."""
        self._list()

    def _list(self, period: str = "") -> None:
        grid = self.grid
        if grid and (query := behind_cell(self.book, grid, self.unit, period or grid.year.period.name)):
            list_behind(self, self.book, query, self.MODE)

    @work(group="dialog", exclusive=True)
    @told
    async def action_receipt_day(self) -> None:
        """Of the file under the cursor."""
        row = self.table.cursor_row
        file = self.files[row] if row < len(self.files) else None
        if not isinstance(file, Received):
            self.post_message(Done(_("Put the cursor on a file that was taken in."), warn=True))
            return
        dialog = CorrectedDayDialog(self.book, file.file, file.day, day_made(file))
        if (answer := await self.app.push_screen_wait(dialog)) and correct_day(self.book, file, *answer):
            self.post_message(Done(_("{file} came on {day}.").format(file=file.file, day=day(answer[0]))))
            self.post_message(BookChanged())

    def action_remind(self) -> None:
        """The letter to the unit."""
        if self.grid is not None:
            letters = partial(reminders, self.book, self.grid, [self.unit])
            open_letter(self, self.book, unit_name(self.book, self.unit), letters, f"Nhac_{self.unit}")


def _columns() -> list[Column]:
    return [
        Column("number", _("No."), 4, right=True),
        Column("period", _("Period"), 10),
        Column("made", _("Made on"), 10),
        Column("came", _("Came"), 10),
        Column("records", _("Records"), 9, right=True),
        Column("aside", _("Set aside"), 9, right=True),
        Column("note", _("To note"), None, flex=1, least=12),
    ]


def _cells(file: Received | Waiting) -> list[Cell]:
    if isinstance(file, Waiting):
        waits: Cell = (_("waits for a decision"), "$text-warning")
        return [number(file.number), "", "", day(file.came.date()), "", number(file.sessions), waits]
    aside: Cell = (number(file.set_aside), "$text-warning") if file.set_aside else ""
    note = _("nil report") if file.nil else file.directive
    days = day(day_made(file)), day(file.day)
    return [number(file.number), short_period(file.period), *days, number(file.sessions), aside, note]
