"""Settings: language, look, typing, keys, and what the notebook says of itself; a choice holds at once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import work
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import told
from tui.screens.common.table_screen import TableScreen
from tui.screens.settings.backups import CopiesDialog
from tui.screens.settings.keys import KeysDialog
from tui.screens.settings.rows import SettingRow, setting_rows
from tui.text.visible import visible
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable

if TYPE_CHECKING:
    from tui.app.app import SotayApp

_WIDEST_TITLE = 30
HARD = "\u00a0"  # keeps a choice and its mark on one line


class SettingsScreen(TableScreen):
    """One line for each setting; Enter or → takes the next choice, or opens what has more to it."""

    MODE = "settings"
    AUTO_FOCUS = "#settings"
    ABOUT = N_("What holds for you on this machine, in every notebook. Each choice holds at once.")
    MENU: ClassVar = (
        Command("choose(1)", "right,space", N_("Next choice"), N_("Change"), N_("Enter does the same")),
        Command("choose(-1)", "left", N_("Previous choice")),
        Command("keys", "k", N_("Keys of the commands"), N_("Keys"), N_("give a command another key")),
        Command("copies", "b", N_("Copies of the notebook"), N_("Copies"), N_("see and put back")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.rows: list[SettingRow] = []
        self._came_from = 0

    def body(self) -> Iterable[Widget]:
        pane = VerticalScroll(Plain(id="setting-details"), id="setting-details-pane", classes="pane", can_focus=False)
        table = VirtualTable([], id="settings", classes="framed")
        entitle(table, _("Settings"))
        yield Horizontal(table, pane, id="setting-lists")

    @property
    def desk(self) -> "SotayApp":
        """The app, whose settings these are."""
        return cast("SotayApp", self.app)

    @property
    def current(self) -> SettingRow:
        """The line the cursor is on."""
        return self.rows[min(self.table.cursor_row, len(self.rows) - 1)]

    def fit(self) -> None:
        self.show()

    def show(self) -> None:
        self.rows = setting_rows(self.book, self.desk.settings, self.app.theme)
        width = min(_WIDEST_TITLE, max(len(row.title) for row in self.rows) + 3)
        self.table.set_columns([Column("title", _("Setting"), width), Column("value", _("As it is now"), None, flex=1)])
        self.table.set_rows(len(self.rows), self._cells, cursor=max(1, self.table.cursor_row))
        self._show_details()

    def _cells(self, place: int) -> list[Cell]:
        row = self.rows[place]
        if row.is_heading:
            return [(row.title, "bold"), ""]
        if row.options:
            return [f"  {row.title}", (f"‹{row.value}›", "$text-accent")]
        return [f"  {row.title}", f"{row.value} …" if row.opens else row.value]

    def _show_details(self) -> None:
        row = self.current
        options = [
            Content.styled(f"(•) {name}".replace(" ", HARD), "bold $text-accent")
            if key == row.chosen
            else Content(f"( ) {name}".replace(" ", HARD))
            for key, name in row.options
        ]
        lines = [Content("   ").join(options)] if options else []
        if row.about:
            lines.append(Content(visible(row.about)))
        entitle(self.query_one("#setting-details-pane"), row.title)
        self.query_one("#setting-details", Plain).update(Content("\n").join(lines))

    def show_row(self) -> None:
        """Headings are passed over, the way the cursor goes."""
        row = self.table.cursor_row
        if self.current.is_heading:
            self.table.cursor_row += 1 if row == 0 or row > self._came_from else -1
            return
        self._came_from = row
        self._show_details()

    async def take_row(self) -> None:
        if self.current.opens:
            await self.run_action(self.current.opens)
        else:
            self.action_choose(1)

    @work(group="settings")
    @told
    async def action_choose(self, step: int) -> None:
        """The choice after the present one, or before it; a row without choices is opened."""
        row = self.current
        if not row.options:
            if row.opens and step > 0:
                await self.run_action(row.opens)
            return
        keys: list[Any] = [key for key, _name in row.options]
        place = keys.index(row.chosen) if row.chosen in keys else -1
        await self.desk.change_settings(**{row.field: keys[(place + step) % len(keys)]})
        self.refresh_book()

    @work(group="dialog")
    @told
    async def action_keys(self) -> None:
        """Which command has which key."""
        await self.app.push_screen_wait(KeysDialog())
        self.refresh_book()

    @work(group="dialog")
    @told
    async def action_copies(self) -> None:
        """The copies that the notebook has made of itself."""
        await self.app.push_screen_wait(CopiesDialog(self.book))
        self.refresh_book()
