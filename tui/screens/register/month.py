"""The register by the month: what was held, is planned or drafted on each day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date as Date
from typing import ClassVar

from textual import work
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from exports.paths import folder_for_files, save_new
from logs.book.book import LogBook
from logs.counting.counts import Outline
from logs.register.listing import listed
from logs.session.query import Query
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, refuse_read_only, told
from tui.core.paths import documents_folder
from tui.screens.common.mode_screen import ModeScreen
from tui.screens.common.session_text import topic_words
from tui.text.formats import day
from tui.text.printed.month import day_marks, legend, mark_of, month_days, month_sheet, session_words
from tui.text.printed.print_view import PrintSheet
from tui.widgets.calendar import Calendar
from tui.widgets.cells import fit
from tui.widgets.safe import Plain

_HEAD = 2  # lines above the days
_MOST_LINES = 5


class MonthGrid(Calendar):
    """The month as large as there is room, the counts of each day in it and what its first sessions are about."""

    DEFAULT_CSS = "MonthGrid { width: 1fr; height: 1fr; }"

    @dataclass
    class Moved(Message):
        """The cursor is on another day."""

        day: Date

    def __init__(self, book: LogBook, shown: Date) -> None:
        super().__init__(shown, book.today())
        self.book = book
        self.days: dict[Date, list[Outline]] = {}

    @property
    def cell(self) -> int:
        return max(4, self.content_size.width // 7)

    @property
    def lines(self) -> int:
        return max(1, min(_MOST_LINES, (self.content_size.height - _HEAD) // len(self._weeks())))

    def words(self, day: Date, line: int) -> str:
        outlines = self.days.get(day, [])
        text = f"{day.day:>3}" + ("*" if day == self.today else "") if line == 0 else ""
        if line == min(1, self.lines - 1):
            text += " " + day_marks(outlines, self.today)
        elif 1 < line < len(outlines) + 2:
            outline = outlines[line - 2]
            session = listed(self.book).entry(outline.id).session
            is_office = self.book.owner.role == "committee"
            about = session.unit if is_office else topic_words(self.book, session)
            text = f" {mark_of(outline.status, outline.date, self.today)} {about}"
        return fit(text, self.cell - 1) + " "

    def watch_day(self) -> None:
        """Another day, perhaps of another month."""
        if self.is_mounted:
            self.post_message(self.Moved(self.day))

    def _weeks(self) -> list[list[Date]]:
        """Those in which the month has a day."""
        return [week for week in super()._weeks() if any(one.month == self.day.month for one in week)]


class MonthScreen(ModeScreen):
    """A month of the register; Enter lists a day, from which Esc leads back here."""

    MODE = "register"
    GUIDE = "planned"
    AUTO_FOCUS = "MonthGrid"
    ABOUT = N_(
        "Arrows go by days and weeks, PageUp and PageDown by months, t to today. Enter lists the sessions of the day, "
        "n adds one: planned, where the day is still to come. F7 prints the month."
    )
    MENU: ClassVar = (
        Command("list_day", "enter", N_("List the sessions of the day"), N_("List")),
        Command("add_here", "n,insert", N_("Add a session on the day"), N_("Add"), needs="writing"),
        Command("today", "t", N_("Today"), N_("Today")),
        Command(
            "calendar_file", "i", N_("Write planned sessions as a calendar file"), N_("To calendar"),
            N_("an .ics file, for telephone and mail"),
        ),
        Command("step_back", "escape", N_("Back"), N_("Back")),
    )  # fmt: skip
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook, shown: Date, register: Callable[[Query], Screen[None]]) -> None:
        """The month of the day that is shown; `register` makes the list of what is asked for."""
        super().__init__(book)
        self.grid = MonthGrid(book, shown)
        self.register = register

    def body(self) -> Iterable[Widget]:
        yield self.grid
        yield Plain(id="month-day")
        yield Plain(legend(), classes="hint")
        yield Plain(_("←→↑↓ day · PgUp PgDn month · t today · Enter lists the day · F7 prints"), classes="hint")

    def on_mount(self) -> None:
        self.refresh_book()

    def refresh_book(self, session_id: str | None = None) -> None:
        super().refresh_book(session_id)
        self._show()

    def _show(self) -> None:
        self.grid.days = month_days(self.book, self.grid.day)
        self.grid.refresh()
        here = [listed(self.book).entry(one.id).session for one in self.grid.days.get(self.grid.day, [])]
        words = " · ".join(session_words(self.book, session) for session in here) or _("no session")
        self.query_one("#month-day", Plain).update(f"{day(self.grid.day)}: {words}")

    def sheet(self) -> PrintSheet:
        """The month, a row a week."""
        return month_sheet(self.book, self.grid.day)

    def on_month_grid_moved(self, event: MonthGrid.Moved) -> None:
        event.stop()
        self._show()

    def on_calendar_taken(self, event: Calendar.Taken) -> None:
        event.stop()
        self.action_list_day()

    def action_list_day(self) -> None:
        """The register of the day."""
        self.app.push_screen(self.register(Query(start=self.grid.day, end=self.grid.day)))

    @work(group="dialog", exclusive=True)
    @told
    async def action_add_here(self) -> None:
        """The form on the day; what is still to come is planned."""
        from tui.screens.session.form import SessionForm

        refuse_read_only(self.book)
        planned = self.grid.day > self.book.today()
        form = SessionForm(self.book, typed={"date": day(self.grid.day)}, proposed=True, planned=planned)
        saved = await self.app.push_screen_wait(form)
        self.post_message(BookChanged(saved.entry.id if saved else None))

    def action_today(self) -> None:
        self.grid.action_today()

    @work(group="dialog", exclusive=True)
    @told
    async def action_calendar_file(self) -> None:
        """Every session that is still planned, of whatever month."""
        from exports.calendar_file import ENDING, calendar_file
        from tui.screens.common.written import WrittenDialog

        planned = self.book.find(Query(status="planned"))
        if not planned:
            self.post_message(Done(_("No session is planned.")))
            return
        name = f"du-kien-{self.book.owner.unit}{ENDING}"
        path = save_new(folder_for_files(documents_folder()) / name, calendar_file(self.book, planned), taken="number")
        self.app.push_screen(WrittenDialog([path]))

    def action_step_back(self) -> None:
        self.dismiss()
