"""Choose a day from a calendar."""

from datetime import date as Date
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.widgets.calendar import Calendar
from tui.widgets.safe import Plain


class CalendarDialog(ModalScreen[Date | None]):
    """A month; the result is the day chosen, None where the person stepped back."""

    ABOUT = N_("Arrows go by days and weeks, PageUp and PageDown by months, t to today. Enter takes the day.")
    MENU: ClassVar = (
        Command("take", "enter", N_("Take the day"), N_("Take")),
        Command("today", "t", N_("Today"), N_("Today")),
        Command("step_back", "escape", N_("Close"), N_("Close")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, day: Date, today: Date) -> None:
        super().__init__()
        self.calendar = Calendar(day, today)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="calendar"):
            yield self.calendar
            yield Plain(_("←→↑↓ day · PgUp PgDn month · t today"), classes="hint")
            yield Plain(_("Enter takes · Esc closes"), classes="hint")

    def on_mount(self) -> None:
        self.calendar.focus()

    def on_calendar_taken(self, event: Calendar.Taken) -> None:
        event.stop()
        self.dismiss(event.day)

    def action_take(self) -> None:
        self.dismiss(self.calendar.day)

    def action_today(self) -> None:
        self.calendar.action_today()

    def action_step_back(self) -> None:
        self.dismiss(None)
