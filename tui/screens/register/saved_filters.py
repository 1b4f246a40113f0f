"""Filters kept under a name: take one up, keep the present one, let one go."""

from collections.abc import Iterable

from textual import work
from textual.widget import Widget

from logs.book.book import LogBook
from logs.session.query import Query
from logs.text import clean_line
from tui.core.book_preferences import MOST_FILTERS, MOST_NAME, Preferences, SavedFilter
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask
from tui.screens.common.dialog import CLOSE, Dialog
from tui.screens.register.conditions import conditions
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.form_line import FormLine
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable


class SavedFiltersDialog(Dialog[Query]):
    """The result is the filter taken up, if any; `preferences` hold the filters kept and let go meanwhile."""

    NAME, HEADING = "saved-filters", N_("Saved filters")
    AUTO_FOCUS = "#saved-list"
    MENU = (
        Command("take", "enter", N_("Take up the filter"), N_("Take up")),
        Command("name", "slash,plus", N_("Keep the present filter"), N_("Keep the present one")),
        Command("let_go", "delete,d", N_("Let the filter go"), N_("Let go")),
        CLOSE,
    )

    def __init__(self, book: LogBook, preferences: Preferences, present: Query) -> None:
        super().__init__()
        self.book = book
        self.preferences = preferences
        self.present = present

    def body(self) -> Iterable[Widget]:
        columns = [Column("name", _("Filter name"), None), Column("words", _("What it lets through"), None, flex=2)]
        why = _("The filter of the register can be kept under a name.")
        nothing = Empty(_("No filter is saved yet."), why, None if self.present == Query() else self.MENU[1])
        yield VirtualTable(columns, id="saved-list", empty=nothing, classes="as-high")
        words = query_words(self.present, self.book)
        yield Plain(_("Now: {words}").format(words=words or _("everything")), classes="hint")
        name = ViInput(placeholder=_("a name to keep it under"), max_length=MOST_NAME, id="filter-name")
        name.disabled = self.present == Query()
        yield FormLine(_("Keep as"), name)

    def on_mount(self) -> None:
        self._paint(0)

    @property
    def current(self) -> SavedFilter | None:
        """The filter under the cursor."""
        row = self.query_one(VirtualTable).cursor_row
        return self.preferences.filters[row] if row < len(self.preferences.filters) else None

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.action_take()

    async def submit(self, value: str) -> None:
        """Keep the present filter under the name typed; one of the same name is replaced."""
        name = clean_line(value)
        if not name:
            return
        names = [one.name for one in self.preferences.filters]
        if name not in names and len(names) >= MOST_FILTERS:
            self.fail(_("No more than {most} filters can be kept. Let one go first.").format(most=MOST_FILTERS))
            return
        self.preferences = self.preferences.with_filter(SavedFilter(name, self.present))
        self.query_one("#filter-name", ViInput).value = ""
        self._paint([one.name for one in self.preferences.filters].index(name))
        self.query_one(VirtualTable).focus()

    def action_take(self) -> None:
        if self.current is not None:
            self.dismiss(self.current.query)

    def action_name(self) -> None:
        self.set_focus(self.query_one("#filter-name", ViInput))

    @work(group="dialog")
    async def action_let_go(self) -> None:
        saved = self.current
        if saved is None:
            return
        question = _("Let the saved filter “{name}” go?").format(name=saved.name)
        if await self.app.push_screen_wait(Ask(question, [("go", _("Let go")), ("", _("Keep"))])) == "go":
            self.preferences = self.preferences.without_filter(saved.name)
            self._paint(0)

    def _paint(self, row: int) -> None:
        filters = self.preferences.filters

        def cells(place: int) -> list[Cell]:
            return [filters[place].name, query_words(filters[place].query, self.book)]

        self.query_one(VirtualTable).set_rows(len(filters), cells, cursor=row)


def query_words(query: Query, book: LogBook) -> str:
    """Filter and search text in words; "" for everything."""
    parts = [f"“{query.text}”"] if query.text.strip() else []
    return " · ".join([*parts, *map(str, conditions(query, book))])
