"""What every screen of the mode bar has: the bar on top, its own body, the line of what is at risk, the footer."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.content import Content
from textual.css.query import DOMQuery
from textual.screen import Screen
from textual.widget import Widget

from logs.book.book import LogBook
from logs.register.listing import takes_a_while
from tui.core.commands import Command, KeyBar
from tui.core.i18n import N_, _
from tui.core.open_questions import is_small, known_questions, open_questions
from tui.text.formats import day
from tui.text.risk import risk_of
from tui.text.visible import visible
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable

# Mode, its key and its name on the bar.
MODES = (
    ("register", "1", N_("Register")),
    ("coverage", "2", N_("Coverage")),
    ("merge", "3", N_("Merge")),
    ("progress", "4", N_("Progress")),
    ("report", "5", N_("Report")),
    ("settings", "6", N_("Settings")),
)

NARROW = 70
"""Columns below which the bar names the present mode only."""
WIDE = 110
"""Columns from which there is room for everything."""
_OWNER = 16
"""Columns below which the bar names the unit by its code only."""

if TYPE_CHECKING:
    from tui.text.print_view import PrintSheet


def modes_of(book: LogBook) -> tuple[tuple[str, str, str], ...]:
    """The modes that mean something for the book: units' progress is the committee's matter."""
    return tuple(one for one in MODES if one[0] != "progress" or book.owner.role == "committee")


class ModeBar(Plain):
    """The program's name, the modes with their keys, and whose book this is."""

    def __init__(self, mode: str, book: LogBook) -> None:
        super().__init__(id="mode-bar")
        self.mode = mode
        self.book = book

    def render(self) -> Content:
        parts: list[Content] = [Content.styled(" Sổ tay ", "bold"), Content(" ")]
        for mode, key, name in modes_of(self.book):
            short = self.size.width < NARROW and mode != self.mode
            label = Content(f" {key} " if short else f" {key} {_(name)} ")
            if mode == self.mode:
                parts.append(label.stylize("bold $block-cursor-foreground on $block-cursor-background"))
            else:
                parts.append(label.stylize(f"@click=app.switch_mode('{mode}')"))
        left = Content("").join(parts)
        room = self.size.width - left.cell_length - 3
        owner = self._owner()
        if owner.cell_length > room:
            owner = self._owner(short=room < _OWNER).truncate(max(0, room), ellipsis=True)
        return Content.assemble(left, " " * max(2, room - owner.cell_length + 2), owner)

    def _owner(self, *, short: bool = False) -> Content:
        name = self.book.owner.unit if short else _owner_words(self.book)
        looking = Content.styled(_("read only") + "  ", "bold $text-warning") if self.book.read_only else Content("")
        return Content.assemble(looking, Content.styled(visible(name), "$foreground-muted"))


def _owner_words(book: LogBook) -> str:
    unit = book.units.get(book.owner.unit)
    return f"{unit.code} {unit.name}" if unit and unit.name != unit.code else book.owner.unit


class RiskLine(Plain):
    """What would be lost or late: what no file has carried yet, the last export, the days left."""

    def __init__(self, book: LogBook) -> None:
        super().__init__(id="risk-line")
        self.book = book

    def on_mount(self) -> None:
        self.refresh_book()

    def refresh_book(self) -> None:
        """Reckon anew; the questions of a small book follow once the rest is painted.

        A large book is read by its register first, which then asks for this again.
        """
        if takes_a_while(self.book):
            return
        self._show()
        if known_questions(self.book) is None:
            self._count_questions()

    @work(group="questions", exclusive=True)
    async def _count_questions(self) -> None:
        if is_small(self.book):
            await open_questions(self.book)
            self._show()

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        risk = risk_of(self.book)
        self.set_class(risk.urgent, "-urgent")
        sign = " ! " if risk.urgent else " "
        self.update(Content(sign + risk.words(self.size.width - len(sign) if self.size.width else None)))


class ModeScreen(Screen[None]):
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
        yield ModeBar(self.mode, self.book)
        yield from self.body()
        yield RiskLine(self.book)
        yield KeyBar(show_command_palette=False)

    def body(self) -> Iterable[Widget]:
        """The screen's own widgets."""
        raise NotImplementedError

    def sheet(self) -> "PrintSheet | None":
        """The screen's table as it is to be printed, with the counts and the words around it; None without a table."""
        from tui.text.print_view import PrintSheet, printed_on

        tables = [one for one in self.query(VirtualTable) if one.display]
        if not tables:
            return None
        table = tables[0]
        above = [_owner_words(self.book), printed_on(day(self.book.today())), *_texts(self.query("#filter-words"))]
        columns = [(column.title, column.right) for column in table.columns]
        title = next(_(name) for mode, _key, name in MODES if mode == self.MODE)
        return PrintSheet(title, above, columns, table.row_count, table.texts, _texts(self.query(".counts")))

    def refresh_book(self, session_id: str | None = None) -> None:
        """Show the book as it is now, the session of that id in sight where the screen lists sessions."""
        self.query_one(RiskLine).refresh_book()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Another screen may have changed the book meanwhile."""
        if self.is_mounted:
            self.refresh_book()


def _texts(found: DOMQuery[Widget]) -> list[str]:
    """The lines that stand in widgets of plain text."""
    texts = [one.content for one in found if isinstance(one, Plain)]
    return [line for text in texts for line in str(text).splitlines() if line.strip()]
