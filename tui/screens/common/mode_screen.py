"""What every screen of the mode bar has: the bar on top with what waits, its own body, the footer."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import events, work
from textual.app import ComposeResult
from textual.content import Content
from textual.css.query import DOMQuery
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from logs.book.book import LogBook
from tui.core.commands import Command, KeyBar
from tui.core.i18n import N_, _
from tui.core.open_questions import known_questions, open_questions
from tui.core.reckoning import is_small
from tui.screens.common.fitted import FittedScreen
from tui.text.formats import day, number
from tui.text.risk import missing_soon, risk_of
from tui.text.visible import visible
from tui.widgets.panel import fit_title, name_of
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable

if TYPE_CHECKING:
    from tui.text.printed.print_view import PrintSheet

# Mode, its key and its name on the bar.
MODES = (
    ("overview", "0", N_("Home")),
    ("register", "1", N_("Register")),
    ("coverage", "2", N_("Coverage")),
    ("merge", "3", N_("Merge")),
    ("progress", "4", N_("Progress")),
    ("report", "5", N_("Report")),
    ("settings", "6", N_("Settings")),
)

WIDE = 110
"""Columns from which there is room for everything."""
FRAMED = 100
"""Columns from which there is room for frames."""
HUGE = 160
"""Columns from which details are wide and what stands below elsewhere stands beside."""
TALL = 30
"""Lines from which notes stand below a table."""
_NAMED = 81  # columns from which the program's name stands on the bar


def modes_of(book: LogBook) -> tuple[tuple[str, str, str], ...]:
    """The modes that mean something for the book: units' progress is the committee's matter."""
    return tuple(mode for mode in MODES if mode[0] != "progress" or book.owner.role == "committee")


class ModeBar(Plain):
    """The program's name, the modes with their keys and what waits in them, and whose book this is."""

    def __init__(self, mode: str, book: LogBook) -> None:
        super().__init__(id="mode-bar")
        self.mode = mode
        self.book = book
        self.badges: dict[str, str] = {}
        self._is_reckoning = False

    @property
    def is_reckoning(self) -> bool:
        """Whether figures of the screen are still to come, which the bar tells."""
        return self._is_reckoning

    @is_reckoning.setter
    def is_reckoning(self, is_so: bool) -> None:
        if is_so != self._is_reckoning:
            self._is_reckoning = is_so
            self.refresh()

    def refresh_badges(self) -> None:
        """Show what is known now of what waits."""
        badges = badges_of(self.book)
        if badges != self.badges:
            self.badges = badges
            self.refresh()

    def render(self) -> Content:
        width = self.size.width
        left = self._modes(named=width >= _NAMED)
        if left.cell_length + cell_len(self.book.owner.unit) + 2 > width:
            left = self._modes(named=width >= _NAMED, behind="")
        if left.cell_length > width:
            left = self._modes(named=False, only=self.mode)
        room = width - left.cell_length - 2
        year, short = self.book.directive.head.year, width < WIDE or self.is_reckoning
        is_over, which = year != self.book.today().year, Content("")
        if is_over or self.book.reference.former_years:
            which = Content.styled(f" · {year}", "$text-warning" if is_over else "$foreground-muted")
        if owner := self._owner(room - which.cell_length, short=short):
            owner += which
        else:
            owner = which[3:] if is_over else self._owner(room, short=short)
        if self.is_reckoning:
            coming = Content.styled(_("reckoning …"), "$text-muted italic")
            owner = coming + "  " + owner if coming.cell_length + 2 + owner.cell_length <= room else coming
        return Content.assemble(left, " " * max(1, room - owner.cell_length + 1), owner)

    def _modes(self, *, named: bool, only: str = "", behind: str = " ") -> Content:
        """The modes, `behind` what waits in each; with `only` by the key alone but for that one."""
        parts: list[Content] = [Content.styled(" Sổ tay ", "bold")] if named else []
        for mode, key, name in modes_of(self.book):
            badge = badge + behind if (badge := self.badges.get(mode, "")) else ""
            words = f" {key} " if only and only != mode else f" {key} {_(name)} "
            if mode == self.mode:
                label = Content(words + badge)
                label = label.stylize("bold $block-cursor-foreground on $block-cursor-background")
            else:
                label = Content(words).stylize(f"@click=app.switch_mode('{mode}')")
                label = Content.assemble(label, (badge, "bold $text-warning")) if badge else label
            parts.append(label)
        return Content("").join(parts)

    def _owner(self, room: int, *, short: bool) -> Content:
        """As much of whose book it is as has room, in whole words; a code that has none is left out."""
        looking = Content.styled(_("read only") + "  ", "bold $text-warning") if self.book.read_only else Content("")
        whole = name = visible(self.book.owner.unit if short else _owner_words(self.book))
        while name and looking.cell_length + cell_len(name) + (name != whole) > room:
            name = name.rpartition(" ")[0]
        if not name:
            return looking if looking.cell_length <= room else Content("")
        return looking + Content.styled(name if name == whole else f"{name}…", "$foreground-muted")


def badges_of(book: LogBook) -> dict[str, str]:
    """By mode, what is known to wait there for a person: open questions, and near the deadline units not reported."""
    badges = {}
    if questions := known_questions(book):
        badges["merge"] = f"?{number(len(questions))}"
    if missing := missing_soon.known(book):
        badges["progress"] = f"!{number(missing)}"
    return badges


def _owner_words(book: LogBook) -> str:
    unit = book.units.get(book.owner.unit)
    return f"{unit.code} {unit.name}" if unit and unit.name != unit.code else book.owner.unit


class RiskLine(Plain):
    """What a reporter would lose or be late with: what no file has carried yet, the last export, the days left."""

    def __init__(self, book: LogBook) -> None:
        super().__init__(id="risk-line")
        self.book = book

    def refresh_book(self) -> None:
        """Reckon anew; a large book is read by its register first, which then asks for this again."""
        if self.book.sessions.takes_a_while:
            return
        risk = risk_of(self.book)
        self.set_class(risk.urgent, "-urgent")
        sign = " ! " if risk.urgent else " "
        self.update(Content(sign + risk.words(self.size.width - len(sign) if self.size.width else None)))

    def on_resize(self) -> None:
        self.refresh_book()


def take_room(screen: Screen[Any], size: Size) -> None:
    """Frames and wide details of the screen for the room there is."""
    screen.set_class(size.width >= FRAMED, "-framed")
    screen.set_class(size.width >= HUGE, "-huge")
    screen.set_class(size.height >= TALL, "-tall")
    for pane in screen.query(".pane"):
        fit_title(pane)


class ModeScreen(FittedScreen[None]):
    """A screen of the mode bar. `MENU` declares its commands; `refresh_book` shows the book as it is now."""

    MENU: ClassVar[tuple[Command, ...]] = ()
    MODE: ClassVar[str] = ""
    QUIET: frozenset[str] = frozenset({"add_line"})
    """Commands that the footer leaves out here: there is room for few."""

    def __init__(self, book: LogBook) -> None:
        super().__init__()
        self.book = book

    @property
    def narrow(self) -> bool:
        """Whether the terminal is too narrow for what can be left out."""
        return self.app.size.width < WIDE

    @property
    def mode(self) -> str:
        """The mode that the bar shows as the present one."""
        return self.MODE

    def compose(self) -> ComposeResult:
        take_room(self, self.app.size)
        yield ModeBar(self.mode, self.book)
        yield from self.body()
        yield KeyBar(everywhere=True)

    def on_resize(self, event: events.Resize) -> None:
        """Frames and wide details for the room there is."""
        take_room(self, event.size)

    def body(self) -> Iterable[Widget]:
        """The screen's own widgets."""
        raise NotImplementedError

    def sheet(self) -> "PrintSheet | None":
        """The screen's table as it is to be printed, with the counts and the words around it; None without a table."""
        from tui.text.printed.print_view import PrintSheet, printed_on

        tables = [one for one in self.query(VirtualTable) if one.display]
        if not tables:
            return None
        table = tables[0]
        above = [_owner_words(self.book), printed_on(day(self.book.today())), *_texts(self.query("#filter-words"))]
        columns = [(column.title, column.right) for column in table.columns]
        title = next(_(name) for mode, _key, name in MODES if mode == self.MODE)
        counts = [*name_of(table), *_texts(self.query(".counts"))]
        return PrintSheet(title, above, columns, table.row_count, table.texts, counts)

    def refresh_book(self, session_id: str | None = None) -> None:
        """Show the book as it is now, the session of that id in sight where the screen lists sessions."""
        self.refresh_badges()
        self._count_waiting()

    def refresh_badges(self) -> None:
        """Show what is known now of what waits."""
        self.query_one(ModeBar).refresh_badges()
        for line in self.query(RiskLine):
            line.refresh_book()

    @work(group="waiting", exclusive=True)
    async def _count_waiting(self) -> None:
        """Once the rest is painted; the questions of a large book where somebody asks for them."""
        book = self.query_one(ModeBar).book
        await missing_soon.of(book)
        if is_small(book):
            await open_questions(book)
        self.refresh_badges()

    def on_screen_suspend(self, _event: events.ScreenSuspend) -> None:
        """What is reckoned for nobody to see is broken off; it begins anew where the screen comes back."""
        for group in ("figures", "questions", "waiting"):
            self.workers.cancel_group(self, group)

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Another screen may have changed the book meanwhile."""
        if self.is_mounted:
            self.refresh_book()


def _texts(widgets: DOMQuery[Widget]) -> list[str]:
    """The lines that stand in widgets of plain text."""
    texts = [widget.content for widget in widgets if isinstance(widget, Plain)]
    return [line for text in texts for line in str(text).splitlines() if line.strip()]
