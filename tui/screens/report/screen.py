"""The report for the level above: read it as it will be written, look through its tables, write and keep it."""

from collections.abc import Iterable, Sequence
from datetime import date as Date
from typing import ClassVar, cast

from msgspec.structs import replace
from textual import events, work
from textual.actions import SkipAction
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from exports.report.explained import Explained, Figure, explained
from exports.report.freezing import freeze, frozen_paper, paper_of
from exports.report.paper import Paper
from exports.report.table import Value
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.frozen_reports import FrozenReport
from logs.exchange.narratives import NarrativePart
from logs.periods import Period, months, quarters
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import Done, told
from tui.core.reckoning import reckoned
from tui.screens.common.ask import Ask
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.mode_screen import ModeBar, ModeScreen
from tui.screens.common.written import WrittenDialog
from tui.screens.register.behind import list_behind
from tui.screens.report.narrative import NarrativeDialog, beginnings_of, part_choices
from tui.screens.report.office_settings import LetterheadDialog
from tui.screens.report.office_template import change_template
from tui.screens.report.preview import Printed, cells, columns, letter
from tui.screens.report.write_dialog import WriteDialog
from tui.text.formats import day, moment, number, period_title
from tui.text.visible import visible
from tui.widgets.choice import Choice
from tui.widgets.matrix import Matrix
from tui.widgets.panel import key_words, one_of
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable

_KEY_DIGITS = 8
_AROUND_LETTER = 5  # the cells beside the letter: the padding of its pane and the bar for scrolling


class ReportScreen(ModeScreen):
    """The letter and the annexes of one period, as of now or as they were sent."""

    MODE = "report"
    ABOUT = N_(
        "The report as it will be written. Figures come from the book; what stands in brackets a person has to write. "
        "Write the files, complete them, and keep the report as it is sent: it can be printed again on any later day."
    )
    MENU: ClassVar = (
        Command("write", "w,ctrl+s", N_("Write the files"), N_("Write the files"), N_("Word, Excel, page, tables")),
        Command("freeze", "k", N_("Keep as sent"), N_("Keep"), N_("the figures stay as they are now"), needs="writing"),
        Command(
            "narrate",
            "e",
            N_("Write the report's own words"),
            N_("Words"),
            N_("assessment, directions, proposals"),
            needs="writing",
        ),
        Command("turn(1)", "b,right_square_bracket", N_("Next table"), N_("Part"), N_("the letter, then the annexes")),
        Command("turn(-1)", "B,left_square_bracket", N_("Previous table")),
        Command("next_figure(1)", "right", N_("Next figure of the letter")),
        Command("next_figure(-1)", "left", N_("Previous figure of the letter")),
        Command("list_current", "enter", N_("List the sessions of the figure"), "", N_("a click does the same")),
        Command("period", "p", N_("Another period"), N_("Span")),
        Command("letterhead", "o", N_("How papers are written"), "", N_("names, number, who signs"), needs="writing"),
        Command(
            "template",
            "m",
            N_("Word template of the office"),
            "",
            N_("write one, register it, forget it"),
            needs="writing",
        ),
        Command("sent", "s", N_("Reports that were sent"), N_("Sent")),
        Command("step_back", "escape", N_("Back to the report as of now")),
    )
    BINDINGS = bindings(MENU)
    QUIET = frozenset({"add_session", "add_line"})

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.catalogue, self.period = book.directive.id, book.directive.own_period
        self.sent_key = ""
        self.page = 0
        self.number: int | None = None
        self.dated: Date | None = None
        self.paper: Paper | None = None
        self.explanation: Explained | None = None
        self.figures: list[Printed] = []
        self.figure = -1
        self.rows: Sequence[tuple[Value, ...]] = ()
        self._reckoned: tuple[object, ...] = ()

    def body(self) -> Iterable[Widget]:
        yield Plain(id="report-line", classes="counts")
        yield LetterPane(Plain(id="report-letter"), id="report-pane")
        yield Matrix([], id="report-table", empty=_("Nothing to show."))
        yield Plain(id="report-notes", classes="counts")

    # What is shown

    def refresh_book(self, session_id: str | None = None) -> None:
        super().refresh_book(session_id)
        self._reckon()

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self._show)

    def _reckon(self) -> None:
        """Show the report that is asked for; it is reckoned only where the one at hand is another."""
        of_book = (self.book.generation, self.book.today())
        wanted = (*of_book, self.sent_key, self.catalogue, self.period, self.number, self.dated)
        if wanted == self._reckoned:
            self._show()
        else:
            self._reckon_anew(wanted)

    @work(group="figures", exclusive=True)
    @told
    async def _reckon_anew(self, wanted: tuple[object, ...]) -> None:
        bar = self.query_one(ModeBar)
        bar.is_reckoning = True
        asked = self.sent_key, self.catalogue, self.period, self.number, self.dated
        try:
            self.paper, self.explanation = paper, _explanation = await reckoned(self.book, _paper, *asked)
        except SotayError:
            self.sent_key = ""
            raise
        finally:
            bar.is_reckoning = False
        self._reckoned, self.figure = wanted, -1
        self.page = min(self.page, len(paper.tables))
        self._show()

    def _show(self) -> None:
        paper, explanation = self.paper, self.explanation
        if paper is None or explanation is None or not self.is_mounted:
            return
        self._show_line(paper, explanation)
        pane, table, notes = (self.query_one(name) for name in ("#report-pane", "#report-table", "#report-notes"))
        pane.display, table.display, notes.display = self.page == 0, self.page > 0, self.page > 0
        if self.page == 0:
            self._show_letter(paper, explanation)
            self._focus(pane)
            return
        annex = replace(paper, report=explanation.report).tables[self.page - 1]
        rows = self.rows = annex.rows
        grid = self.query_one(Matrix)
        grid.set_columns(columns(annex), fixed=2)
        grid.set_rows(len(rows), lambda row: cells(annex, rows[row]))
        self.query_one("#report-notes", Plain).update(_linked(annex.notes, explanation))
        self._focus(grid)

    def _show_letter(self, paper: Paper, explanation: Explained) -> None:
        width = max(40, self.size.width - _AROUND_LETTER)
        text, self.figures = letter(paper, explanation, width, self.figure)
        self.query_one("#report-letter", Plain).update(text)

    def _focus(self, widget: Widget) -> None:
        if self.is_current:
            widget.focus()

    def _show_line(self, paper: Paper, explanation: Explained) -> None:
        """Which report this is, what it counts, which of its tables is shown."""
        report = explanation.report
        name = period_title(report.period) if report.period else f"{day(report.start)}–{day(report.end)}"
        kept = _("As sent on {moment}").format(moment=moment(report.made)) if self.sent_key else _("As of now")
        counts = _("sessions: {sessions} · attendance: {attendance}").format(
            sessions=number(report.total.sessions), attendance=number(report.total.attendance)
        )
        titles = [_("Letter"), *(_table_name(table.number) for table in paper.tables)]
        keys = {command.action: command.key for command in self.MENU}
        choices = (
            one_of(keys["turn(1)"], _("Part"), f"{titles[self.page]} {self.page + 1}/{len(titles)}", "screen.turn(1)"),
            one_of(keys["period"], _("Period"), name, "screen.period"),
        )
        if report.obliged:
            found, every = number(len(report.reported)), number(len(report.obliged))
            counts += " · " + _("units: {n}/{all}").format(n=found, all=every)
        self.query_one("#report-line", Plain).update(
            Content.assemble(Content("   ").join(choices), "\n", _linked((f"{kept} · {counts}",), explanation))
        )

    # What the person does

    def action_turn(self, step: int) -> None:
        """The next table or the one before; the letter comes first."""
        if self.paper is not None:
            self.page = (self.page + step) % (len(self.paper.tables) + 1)
            self._show()

    def action_next_figure(self, step: int) -> None:
        """The next figure of the letter that has sessions behind it, or the one before."""
        paper, explanation = self.paper, self.explanation
        if self.page or paper is None or explanation is None or not self.figures:
            return
        self.figure = max(0, min(self.figure + step, len(self.figures) - 1))
        self._show_letter(paper, explanation)
        line = self.figures[self.figure].line
        self.query_one("#report-pane").scroll_to_region(Region(0, line, 1, 1), animate=False)

    def action_list_current(self) -> None:
        """The sessions of the figure of the letter that the keys have come to."""
        if self.page == 0:
            self.action_list_figure(max(0, self.figure))

    def action_list_figure(self, place: int) -> None:
        """The sessions behind a figure of the letter."""
        if place < len(self.figures):
            self._list(self.figures[place].figure)

    def action_list_noted(self, place: int) -> None:
        """The sessions behind a figure below the table."""
        if self.explanation is not None and place < len(self.explanation.figures):
            self._list(self.explanation.figures[place])

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        """The sessions behind the cell under the cursor."""
        event.stop()
        value = self.rows[event.row][self.query_one(Matrix).cursor_column]
        if isinstance(value, Figure):
            self._list(value)

    def _list(self, figure: Figure) -> None:
        """As the book holds them now, of a report that was sent too."""
        if self.sent_key:
            self.post_message(
                Done(_("These are the sessions of today; the report keeps the figures as they were sent."))
            )
        if self.paper is not None:
            list_behind(self, _under(self.book, self.paper.report.directive.id), figure.behind, self.MODE)

    def action_step_back(self) -> None:
        if not self.sent_key and not self.page:
            raise SkipAction
        self.sent_key, self.page = "", 0
        self._reckon()

    @work(group="dialog")
    @told
    async def action_period(self) -> None:
        chosen = await self.app.push_screen_wait(ChooseDialog(_("Report for which period?"), self._periods()))
        if chosen is not None:
            directive = self.book.reference.catalogue_named(chosen)
            self.catalogue, self.period, self.sent_key = directive.id, directive.period_named(chosen), ""
            self._reckon()

    def _periods(self) -> list[Choice]:
        """Those of the year in use, then those of years before."""
        names: list[str] = []
        for directive in (self.book.directive, *self.book.reference.former_years):
            whole, year = directive.own_period, directive.head.year
            days = whole.start, whole.end
            names += [whole.name, f"{year}-6T", f"{year}-9T", *quarters(*days), *months(*days)]
        return [Choice(name, period_title(name), name) for name in dict.fromkeys(names)]

    @work(group="dialog")
    @told
    async def action_narrate(self) -> None:
        """One part after the other, until the person closes the list of them."""
        if self.paper is None or self.sent_key:
            return
        beginnings, question = beginnings_of(self.book, self.paper.report), _("Which part of the report?")
        while part := await self.app.push_screen_wait(ChooseDialog(question, part_choices(self.book, beginnings))):
            await self.app.push_screen_wait(NarrativeDialog(self.book, beginnings, cast("NarrativePart", part)))
            self._reckon()

    @work(group="dialog")
    @told
    async def action_letterhead(self) -> None:
        if await self.app.push_screen_wait(LetterheadDialog(self.book)):
            self._reckon()

    @work(group="dialog")
    @told
    async def action_template(self) -> None:
        """The template in use to edit, another one in its place, or none."""
        if self.paper is not None and await change_template(self.app, self.book, self.paper):
            self._reckon()

    @work(group="dialog")
    @told
    async def action_write(self) -> None:
        if self.paper is not None:
            written = await self.app.push_screen_wait(WriteDialog(self.paper))
            if written:
                self.paper = written.paper
                self.number, self.dated = written.paper.number, written.paper.dated
                self._show()
                told = None if self.sent_key else self._once_sent()
                recipient = self.book.reference.office.mail_to
                self.app.push_screen(WrittenDialog(written.paths, told, recipient=recipient))

    def _once_sent(self) -> Content:
        """What is left to do when the report that was written has been sent."""
        key = next(command.key for command in self.MENU if command.action == "freeze")
        words = _("When it has been sent, close this window and keep it as sent:")
        return Content.assemble(words, " ", key_words((key, "")))

    @work(group="dialog")
    @told
    async def action_freeze(self) -> None:
        """Keep the report as it is now shown."""
        if self.paper is None or self.sent_key:
            return
        answers = [("keep", _("Keep")), ("", _("Later"))]
        question = _("Keep the report as sent? Its figures and words stay as they are now; no undo takes it back.")
        if await self.app.push_screen_wait(Ask(question, answers)) == "keep":
            before = {kept.key for kept in self.book.exchange.frozen_reports()}
            frozen = freeze(self.book, self.paper)
            told = _("The report is kept as sent ({key}). “s” shows it again on any later day.")
            if frozen.key in before:
                told = _("Nothing has changed since the report was kept ({key}); it is not kept again.")
            self.post_message(Done(told.format(key=frozen.key[:_KEY_DIGITS])))

    @work(group="dialog")
    @told
    async def action_sent(self) -> None:
        found = self.book.exchange.frozen_reports()
        if not found:
            self.post_message(Done(_("No report has been kept yet. “k” keeps the one that is shown.")))
            return
        choices = [Choice(one.key, _sent_title(one), one.key[:_KEY_DIGITS]) for one in reversed(found)]
        chosen = await self.app.push_screen_wait(ChooseDialog(_("Which report?"), choices))
        if chosen is not None:
            self.sent_key, self.page = chosen, 0
            self._reckon()


class LetterPane(VerticalScroll):
    """The letter; the keys that lead from figure to figure are the screen's."""

    BINDINGS: ClassVar = [
        Binding("left", "screen.next_figure(-1)", show=False),
        Binding("right", "screen.next_figure(1)", show=False),
    ]


def _under(book: LogBook, catalogue: str) -> LogBook:
    """The book as that catalogue measures it."""
    return book.under(book.reference.held_directive(catalogue) or book.directive)


def _paper(  # noqa: PLR0917 - what the screen asks for, in a row
    book: LogBook, sent_key: str, catalogue: str, period: Period, number: int | None, dated: Date | None
) -> tuple[Paper, Explained]:
    """The report asked for, and what stands behind its figures."""
    if sent_key:
        paper = frozen_paper(book, sent_key)
    else:
        paper = paper_of(_under(book, catalogue), period, number=number, dated=dated)
    return paper, explained(paper.report, book)


def _linked(lines: Iterable[str], explanation: Explained) -> Content:
    """What stands around a letter or a table; a click on a figure lists its sessions."""

    def linked(words: str, figure: Figure | None) -> Content:
        shown = Content(visible(words))
        return shown if figure is None else shown.stylize(f"@click=screen.list_noted({figure.place})")

    return Content("\n").join(Content.assemble(*(linked(*part) for part in explanation.parted(line))) for line in lines)


def _sent_title(frozen: FrozenReport) -> str:
    days = period_title(frozen.period) if frozen.period else f"{day(frozen.start)}–{day(frozen.end)}"
    return f"{moment(frozen.made)}  {days}"


def _table_name(place: int) -> str:
    return _("Table {n}").format(n=place) if place else _("Changes")
