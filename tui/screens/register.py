"""The register: every session of the book, found as one types, filtered, counted, with the details of one."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace
from textual import events, work
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from logs.book import LogBook
from logs.errors import SotayError
from logs.query import Entry, Query
from tui.commands import Command, bindings
from tui.formats import day, number
from tui.messages import BookChanged, Done, told
from tui.screens.ask import AskWhy
from tui.screens.entry_text import counts_line, details, main_words, mark, unit_short
from tui.screens.filter import FilterDialog, describe
from tui.screens.form import SessionForm
from tui.screens.frame import ModeScreen
from tui.screens.history import HistoryScreen
from tui.titles import field_title
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable
from tui.widgets.typing import ViInput
from tui.words import N_, _

_ROOM_FOR_THEMES = 92
_ROOM_FOR_PLACE = 118
_STYLES = {
    "new": "$foreground-muted",
    "sent": "$foreground-muted",
    "received": "$text-success",
    "to_mend": "bold $text-error",
}


class RegisterScreen(ModeScreen):
    """The sessions that answer `query`; pushed upon another screen (`back`), Esc returns to it."""

    MODE = "register"
    AUTO_FOCUS = "#sessions"  # not the search field: a key pressed while the screen opens is a command
    ABOUT = N_(
        "Every session of the book, the newest first. Type in the search field with or without marks: “dang uy” "
        "finds “Đảng ủy”. The counts below the table are of what is shown."
    )
    MENU: ClassVar = (
        Command("edit", "e", N_("Edit the session"), N_("Edit"), N_("Enter does the same")),
        Command("delete", "d,delete", N_("Delete the session"), N_("Delete"), N_("asks first; can be undone")),
        Command("copy", "c", N_("Copy as a new session"), "", N_("a new session with the same fields, of today")),
        Command(
            "search",
            "slash",
            N_("Search"),
            N_("Find"),
            N_("words anywhere in a session, marks ignored"),
            priority=True,
        ),
        Command("filter", "f", N_("Filter"), N_("Filter"), N_("by unit, theme, form, audience, period, status")),
        Command("details", "i", N_("Show or hide the details"), N_("Details")),
        Command("history", "h", N_("History of the session"), "", N_("who changed it when, what and why")),
        Command("step_back", "escape", N_("Clear search and filter"), "", N_("or return to where one came from")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook, query: Query | None = None, *, back: bool = False) -> None:
        super().__init__(book)
        self.filter = query or Query()
        self.back = back
        self.let_through: list[Entry] = []
        self.entries: list[Entry] = []
        self.total = 0
        self.show_details: bool | None = None
        self.unit_names = False  # whether there is room for more than a unit's code

    def body(self) -> Iterable[Widget]:
        yield Horizontal(
            Plain(_("Search"), id="search-title"),
            ViInput(placeholder=_("words, with or without marks"), id="search"),
            Plain(id="filter-words"),
            id="search-bar",
        )
        table = VirtualTable(self._columns(0), id="sessions", empty="")
        yield Horizontal(table, VerticalScroll(Plain(id="details"), id="details-pane", can_focus=False), id="register")
        yield Plain(id="counts", classes="counts")

    def on_mount(self) -> None:
        if self.back:
            self.MODE = "coverage"  # type: ignore[misc]
        self.query_one("#sessions").focus()

    @property
    def table(self) -> VirtualTable:
        """The table of sessions."""
        return self.query_one("#sessions", VirtualTable)

    @property
    def current(self) -> Entry | None:
        """The session the cursor is on."""
        row = self.table.cursor_row
        return self.entries[row] if row < len(self.entries) else None

    # What is shown

    def refresh_book(self, session_id: str | None = None) -> None:
        super().refresh_book()
        self._read(session_id)

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Columns and details pane for the room there is."""
        shown = self.show_details if self.show_details is not None else self.has_class("-wide")
        self.query_one("#details-pane").display = shown
        self.call_after_refresh(self._show)

    def _read(self, session_id: str | None = None) -> None:
        """Read the sessions that the filter lets through, the newest first, and show them."""
        every = self.book.find()
        self.total = len(every)
        self.let_through = (every if self.filter == Query() else self.book.find(self.filter))[::-1]
        self._show(session_id)

    def _show(self, session_id: str | None = None) -> None:
        """Show those that answer the search; the cursor stays on its session, or goes to the one named."""
        if session_id is None and self.current is not None:
            session_id = self.current.id
        text = self.query_one("#search", ViInput).value
        answers = Query(text=text).test(self.book.directive, self.book.text_of)
        self.entries = [entry for entry in self.let_through if answers(entry)]
        place = next((n for n, entry in enumerate(self.entries) if entry.id == session_id), self.table.cursor_row)
        self.table.empty = self._why_empty(text)
        self.table.set_columns(self._columns(self.table.size.width))
        self.table.set_rows(len(self.entries), self._cells, cursor=place)
        self.query_one("#counts", Plain).update(counts_line(self.entries, self.total))
        words = describe(self.filter, self.book)
        self.query_one("#filter-words", Plain).update(_("Filter: {words}").format(words=words) if words else "")
        self._show_details()

    def _why_empty(self, text: str) -> str:
        if text.strip() or describe(self.filter, self.book):
            return _("No session answers the search and the filter. Esc clears both.")
        return _("No session yet. Press n to add the first one.")

    def _columns(self, room: int) -> list[Column]:
        columns = [
            Column("date", field_title("date"), 10),
            Column("form", _("Fm."), 3),
            Column("topic", _("Topic or theme"), None, flex=3, least=20),
        ]
        if room >= _ROOM_FOR_THEMES:
            columns.append(Column("themes", field_title("themes"), 14))
        if room >= _ROOM_FOR_PLACE:
            columns.append(Column("place", field_title("place"), None, flex=1))
        if self.book.owner.role == "committee":
            self.unit_names = room >= _ROOM_FOR_THEMES
            columns.append(Column("unit", field_title("unit"), None if self.unit_names else 7, flex=1, least=12))
        return [*columns, Column("attendance", _("Att."), 6, right=True), Column("mark", _("Status"), 10)]

    def _cells(self, row: int) -> list[Cell]:
        entry = self.entries[row]
        session = entry.session
        texts: dict[str, Cell] = {
            "date": day(session.date),
            "form": session.form or "–",
            "topic": main_words(self.book, entry),
            "themes": " ".join(session.themes),
            "place": session.place,
            "unit": unit_short(self.book, session.unit) if self.unit_names else session.unit,
            "attendance": number(session.attendance) if session.attendance else "–",
            "mark": (mark(self.book, entry), self._mark_style(entry)),
        }
        return [texts[column.key] for column in self.table.columns]

    def _mark_style(self, entry: Entry) -> str:
        """The colour of a mark, which says no more than its sign and its word do."""
        if entry.conflict:
            return "bold $text-error"
        if entry.session.status == "draft":
            return "$text-warning"
        return _STYLES[self.book.standing(entry)]

    def _show_details(self) -> None:
        pane = self.query_one("#details", Plain)
        pane.update(details(self.book, self.current) if self.current else "")
        self.query_one("#details-pane", VerticalScroll).scroll_home(animate=False)

    # What the person does

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        self._show_details()

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.action_edit()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.table.focus()

    def on_key(self, event: events.Key) -> None:
        """From the search field down into the table."""
        if event.key == "down" and self.focused is self.query_one("#search"):
            event.stop()
            self.table.focus()

    def action_search(self) -> None:
        # At once: what is typed right after the key belongs into the field.
        self.set_focus(self.query_one("#search"))

    def action_step_back(self) -> None:
        """Leave the search field, then clear search and filter, then return."""
        search = self.query_one("#search", ViInput)
        if self.focused is search and not search.value:
            self.table.focus()
        elif search.value or (not self.back and self.filter != Query()):
            self.filter = self.filter if self.back else Query()
            search.value = ""
            self.table.focus()
            self._read()
        elif self.back:
            self.dismiss()

    def use(self, query: Query) -> None:
        """Show what a filter asks for, its text in the search field."""
        self.filter = replace(query, text="")
        self.query_one("#search", ViInput).value = query.text
        self.table.focus()
        self._read()

    def action_details(self) -> None:
        self.show_details = not self.query_one("#details-pane").display
        self._fit()

    @work(group="dialog")
    @told
    async def action_filter(self) -> None:
        chosen = await self.app.push_screen_wait(FilterDialog(self.book, self.filter))
        if chosen is not None:
            self.filter = chosen
            self._read()

    @work(group="dialog")
    @told
    async def action_edit(self) -> None:
        if self.current is not None:
            self._refuse_read_only()
            saved = await self.app.push_screen_wait(SessionForm(self.book, self.current))
            self.post_message(BookChanged(saved.entry.id if saved else None))

    @work(group="dialog")
    @told
    async def action_copy(self) -> None:
        if self.current is not None:
            self._refuse_read_only()
            saved = await self.app.push_screen_wait(SessionForm(self.book, self.current, copy=True))
            self.post_message(BookChanged(saved.entry.id if saved else None))

    def action_history(self) -> None:
        """Who changed the session when, what and why."""
        if self.current is not None:
            title = f"{day(self.current.session.date)}  {main_words(self.book, self.current)}"
            self.app.push_screen(HistoryScreen(title, self.book.history(self.current.id)))

    @work(group="dialog")
    @told
    async def action_delete(self) -> None:
        entry = self.current
        if entry is None:
            return
        self._refuse_read_only()
        question = _("Delete the session of {date}?").format(date=day(entry.session.date))
        detail = main_words(self.book, entry) + "\n" + _("It can be brought back with u (Undo).")
        answers = [("delete", _("Delete")), ("keep", _("Keep"))]
        ask = AskWhy(question, answers, detail=detail)
        if await self.app.push_screen_wait(ask) == "delete":
            self.book.delete(entry.id, reason=ask.reason)
            self.post_message(Done(_("Session of {date} deleted.").format(date=day(entry.session.date))))
            self.post_message(BookChanged())

    def _refuse_read_only(self) -> None:
        if self.book.read_only:
            raise SotayError("book_read_only")
