"""The overview: how late it is, who and what is missing, what is to be decided and done, what happened last.

Frames and names are painted first; each figure follows once it is known, from the functions of the screen behind it.
"""

from collections.abc import Iterable, Sequence
from datetime import date as Date
from typing import ClassVar

from textual import events, work
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.progress.grid import Grid, grid_of
from logs.progress.status import days_left, last_day, rate
from logs.questions.questions import Question
from logs.register.listing import listing_of
from logs.session.query import Query
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import told
from tui.core.open_questions import known_questions, open_questions
from tui.core.reckoning import read_listing, reckoned
from tui.screens.common.mode_screen import ModeBar, ModeScreen
from tui.screens.overview.figures import Sent, Year, sent_of, year_of
from tui.screens.overview.panels import (
    month_lines,
    own_theme_lines,
    recent_lines,
    session_lines,
    theme_lines,
    unit_lines,
)
from tui.screens.overview.tasks import office_tasks, reporter_tasks
from tui.text.deadline import deadline_title
from tui.text.delivery_state import overdue
from tui.text.formats import day, number
from tui.text.questions import kinds_words
from tui.text.risk import SOON, last_export_short
from tui.widgets.card import Card
from tui.widgets.panel import Lines, Panel, entitle, key_words
from tui.widgets.safe import Plain
from tui.widgets.task_list import TaskList

_MOST_LOOKED_AT = 20_000
"""Sessions among which questions are looked for unasked: among more it takes many seconds and much memory."""


class OverviewScreen(ModeScreen):
    """Four figures that are doors, what is to be done, and a few panels; a reporter's has the entry line at hand."""

    MODE = "overview"
    AUTO_FOCUS = "#tasks"
    ABOUT = N_(
        "Where the work of the year stands. Each of the four figures is a door: Enter, a click or the key in its frame "
        "opens the screen that it comes from. The list below has what is to be done, the most urgent first; Enter does "
        "it. Figures that take a while follow by themselves."
    )
    MENU: ClassVar = (
        Command("receive", "o", N_("Choose files"), N_("Receive files"), N_("files, or a folder of them")),
        Command("questions", "q", N_("Settle the open questions"), N_("Questions")),
        Command("letters", "a", N_("Letters to all units that lack something")),
        Command("to_mend", "m", N_("Sessions to mend")),
        Command("drafts", "f", N_("Drafts")),
        Command("overdue", "g", N_("Planned sessions whose day has passed")),
        Command("work_list", "w", N_("Work list: what is still to be done"), N_("To do")),
        Command("targets", "t", N_("How far the targets are reached"), N_("Targets")),
        Command("pace", "v", N_("Month by month, and where it leads")),
        Command("batches", "b", N_("The merges so far")),
    )
    BINDINGS = bindings(MENU)
    _OFFICE: ClassVar = frozenset({"receive", "questions", "letters", "batches"})
    _REPORTER: ClassVar = frozenset({"to_mend", "drafts"})

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.is_office = book.owner.role == "committee"
        self.grid: Grid | None = None
        self.year: Year | None = None
        self.sent: Sent | None = None
        self.questions: Sequence[Question] | None = None
        self._known: tuple[int, Date] | None = None

    # What it is made of

    def body(self) -> Iterable[Widget]:
        with Horizontal(id="cards"):
            yield from self._cards()
        with Panel(id="to-do") as panel:
            entitle(panel, _("To be done"))
            yield TaskList(_("Nothing is left to be done"), id="tasks")
        yield from self._office_panels() if self.is_office else self._reporter_panels()

    def _cards(self) -> Iterable[Card]:
        yield Card(_("Deadline"), "v", "pace", id="card-days")
        if self.is_office:
            yield Card(_("Units"), "4", "app.switch_mode('progress')", id="card-units")
        else:
            yield Card(_("Not sent"), "x", "app.export", id="card-unsent")
        yield Card(_("Themes"), "2", "app.switch_mode('coverage')", id="card-themes")
        if self.is_office:
            yield Card(_("Questions"), "q", "questions", id="card-questions")
        else:
            yield Card(_("To mend"), "m", "to_mend", id="card-mend")

    def _office_panels(self) -> Iterable[Widget]:
        yield Horizontal(
            self._panel("units", _("Units"), ("a", _("Letters")), ("4", _("All of them"))),
            self._panel("months", _("Sessions by month"), ("v", _("Month by month"))),
            classes="overview-row",
        )
        yield Horizontal(
            self._panel("themes", _("Themes"), ("w", _("To do")), ("2", _("Table"))),
            self._panel("recent", _("Lately"), ("b", _("Merges"))),
            classes="overview-row",
        )

    def _reporter_panels(self) -> Iterable[Widget]:
        hint = _("25 sh #theme @place …")
        line = Content.assemble(("› ", "bold $text-accent"), (hint, "$text-muted"))
        with Panel(id="entry") as panel:
            keys = ((":", _("Line")), ("n", _("Entry form")), ("Ctrl+G", _("Several")))
            entitle(panel, _("Log the session just held"), key_words(*keys))
            yield Plain(line.stylize("@click=app.add_line"), id="entry-line")
        yield Horizontal(
            self._panel("latest", _("Latest sessions"), ("1", _("Whole register"))),
            self._panel("themes", _("Themes"), ("w", _("To do")), ("v", _("Month by month"))),
            classes="overview-row",
        )

    def _panel(self, name: str, title: str, *keys: tuple[str, str]) -> Widget:
        panel = Panel(Lines(id=f"{name}-lines"), id=name)
        entitle(panel, title, key_words(*keys))
        return panel

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An office receives, a reporter mends."""
        if action in self._OFFICE or action in self._REPORTER:
            return (action in self._OFFICE) == self.is_office
        return super().check_action(action, parameters)

    # What is shown

    def refresh_book(self, session_id: str | None = None) -> None:
        """Show what the book holds now; nothing is reckoned before the screen is painted."""
        super().refresh_book(session_id)
        if self._known != (self.book.generation, self.book.today()):
            self.call_after_refresh(self._reckon)

    @work(group="figures", exclusive=True)
    @told
    async def _reckon(self) -> None:
        book, bar = self.book, self.query_one(ModeBar)
        state = book.generation, book.today()
        self._show_days()
        bar.is_reckoning = True
        await read_listing(book)
        if self.is_office:
            self.grid = grid = await reckoned(book, grid_of)
            self._show_units(grid)
        else:
            self.sent = sent_of(book)
            self._show_sent(self.sent)
        self.year = year = await reckoned(book, year_of)
        self._show_year(year)
        if self.is_office:
            self._show_tasks()
            if known_questions(book) is None and listing_of(book).counts.all > _MOST_LOOKED_AT:
                self._card("questions").show("?", _("press q to look"))
            else:
                self.questions = await open_questions(book)
                self._show_questions(self.questions)
        self._show_tasks()
        bar.is_reckoning = False
        self._known = state
        self.refresh_badges()

    def on_resize(self, _event: events.Resize) -> None:
        """The panels say more where there is room."""
        self.call_after_refresh(self._show_again)

    def _show_again(self) -> None:
        if self.grid is not None:
            self._show_units(self.grid)
        if self.sent is not None:
            self._show_sent(self.sent)
        if self.year is not None:
            self._show_year(self.year)

    def _show_days(self) -> None:
        reporting = self.book.directive.reporting
        left = days_left(reporting, self.book.today())
        self._card("days").show(deadline_title(left), day(last_day(reporting)), attention=left <= SOON)

    def _show_units(self, grid: Grid) -> None:
        found = rate(grid.column(grid.year))
        left = days_left(self.book.directive.reporting, grid.on)
        share = found.reported, found.obliged
        self._card("units").show(_of(*share), share=share, attention=bool(found.missing) and left <= SOON)
        title = _("Units · {n}/{all} reported").format(n=number(found.reported), all=number(found.obliged))
        self._lines("units", title).show(unit_lines(self.book, grid, self._room("units")))
        recent = self._lines("recent")
        recent.show(recent_lines(self.book, recent.size.width, recent.size.height))

    def _show_sent(self, sent: Sent) -> None:
        left = days_left(self.book.directive.reporting, self.book.today())
        urgent = bool(sent.unsent) and left <= SOON
        self._card("unsent").show(
            _("sessions {n}").format(n=number(sent.unsent)), last_export_short(sent.days_ago), attention=urgent
        )
        words = _("sent back by the office") if sent.to_mend else _("nothing")
        self._card("mend").show(number(sent.to_mend), words, attention=bool(sent.to_mend))
        lines = self._lines("latest")
        lines.show(session_lines(self.book, lines.size.height))

    def _show_year(self, year: Year) -> None:
        share = year.covered, year.themes
        self._card("themes").show(_of(*share), share=share)
        if year.empty:
            title = _("Themes still empty · {n}/{all}").format(n=number(len(year.empty)), all=number(year.themes))
        else:
            title = _("Themes · {n}/{all}").format(n=number(year.covered), all=number(year.themes))
        lines = self._lines("themes", title)
        if self.is_office:
            lines.show(theme_lines(self.book, year))
            months = self._lines("months", _("Sessions by month · {n}").format(n=number(year.sessions)))
            months.show(month_lines(self.book, year, months.size.width, months.size.height).split("\n"))
        else:
            lines.show(own_theme_lines(self.book, year))

    def _show_questions(self, questions: Sequence[Question]) -> None:
        figure = _("{n} waiting").format(n=number(len(questions)))
        self._card("questions").show(figure, kinds_words(questions), attention=bool(questions))

    def _show_tasks(self) -> None:
        if self.year is not None and self.grid is not None:
            tasks = [*office_tasks(self.book, self.grid, self.year, self.questions or ())]
        elif self.year is not None and self.sent is not None:
            tasks = [*reporter_tasks(self.book, self.sent, self.year)]
        else:
            return
        self.query_one(TaskList).show(tasks)
        foot = key_words(("Enter", _("do it now"))) if tasks else ""
        entitle(self.query_one("#to-do"), _("To be done"), foot)

    def _card(self, name: str) -> Card:
        return self.query_one(f"#card-{name}", Card)

    def _lines(self, name: str, title: str = "") -> Lines:
        if title:
            self.query_one(f"#{name}", Panel).border_title = title
        return self.query_one(f"#{name}-lines", Lines)

    def _room(self, name: str) -> int:
        return self._lines(name).size.width

    # Where its doors lead

    @work(group="dialog", exclusive=True)
    @told
    async def action_receive(self) -> None:
        """Choose files to merge."""
        await self._go("merge", "choose")

    @work(group="dialog", exclusive=True)
    @told
    async def action_letters(self) -> None:
        """The letters to all units that lack something, over their progress."""
        await self._go("progress", "remind_all")

    async def _go(self, mode: str, action: str) -> None:
        """Show another mode and begin something there."""
        await self.app.switch_mode(mode)
        screen = self.app.screen
        screen.call_after_refresh(screen.run_action, action)

    def action_questions(self) -> None:
        """The open questions."""
        from tui.screens.questions.inbox import InboxScreen

        self.app.push_screen(InboxScreen(self.book))

    def action_batches(self) -> None:
        """The merges so far."""
        from tui.screens.exchange.batches import BatchesScreen

        self.app.push_screen(BatchesScreen(self.book))

    def action_work_list(self) -> None:
        """What is still to be done."""
        from tui.screens.coverage.gaps import GapsScreen

        self.app.push_screen(GapsScreen(self.book))

    def action_targets(self) -> None:
        """How far the targets of the year are reached."""
        from tui.screens.coverage.targets import TargetsScreen

        self.app.push_screen(TargetsScreen(self.book))

    def action_pace(self) -> None:
        """Month by month."""
        from tui.screens.progress.pace import PaceDialog

        self.app.push_screen(PaceDialog(self.book))

    def action_to_mend(self) -> None:
        """The sessions that were sent back."""
        self._list(Query(standing="to_mend"))

    def action_drafts(self) -> None:
        """The sessions that are not complete."""
        self._list(Query(status="draft"))

    def action_overdue(self) -> None:
        """The plans that have had their day."""
        self._list(overdue(self.book.today()))

    def _list(self, query: Query) -> None:
        from tui.screens.register.screen import RegisterScreen

        self.app.push_screen(RegisterScreen(self.book, query, back=self.MODE))


def _of(part: int, whole: int) -> str:
    return f"{number(part)} / {number(whole)}"
