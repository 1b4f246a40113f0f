"""The register: every session of the book, found as one types, filtered, counted, with the details of one.

The first screenful is shown as soon as it is found, and keys are obeyed while the rest is looked through.
"""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual import events, work
from textual.actions import SkipAction
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from logs.book.book import LogBook
from logs.errors import SotayError
from logs.register.search import Found
from logs.session.query import REASONS, Entry, Query
from logs.session.search_words import searched
from tui.core.book_preferences import Preferences, keep_preferences, load_preferences
from tui.core.commands import bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, Failed, told
from tui.input.text_fields import ViInput
from tui.screens.common.mode_screen import ModeScreen, RiskLine
from tui.screens.common.session_text import details, main_words
from tui.screens.register.columns import KINDS, starts_descending, table_columns, usual_columns
from tui.screens.register.conditions import FilterBar, choice_words, conditions, without
from tui.screens.register.listing import SessionList
from tui.screens.register.menu import MENU
from tui.screens.register.selection import change_field, delete_session, delete_sessions, save_table
from tui.text.formats import day
from tui.widgets.panel import entitle, key_words
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable
from tui.widgets.tickable import TICKS, TickableTable


class RegisterScreen(ModeScreen):
    """The sessions that answer `filter` and the search field; Esc leads to the screen of mode `back`, if any, below."""

    MODE = "register"
    AUTO_FOCUS = "#sessions"  # not the search field: a key pressed while the screen opens is a command
    ABOUT = N_(
        "Every session of the book, the newest first. Type in the search field with or without marks: “dang uy” "
        "finds “Đảng ủy”. The counts below the table are of what is shown. Space chooses a session, Shift with the "
        "arrows several, Ctrl+A all shown; what is done then is done to all that are chosen."
    )
    MENU: ClassVar = MENU
    BINDINGS = bindings(MENU)
    QUIET = frozenset({"sort"})

    def __init__(self, book: LogBook, query: Query | None = None, *, back: str = "") -> None:
        super().__init__(book)
        self.filter = query or Query()
        self.back = back
        self.listed = SessionList(book)
        self.preferences: Preferences = load_preferences(book.folder)
        self.show_details: bool | None = None
        self.can_hold = False  # as the keys below say

    def body(self) -> Iterable[Widget]:
        search = ViInput(placeholder=_("words, with or without marks"), id="search")
        yield Horizontal(Plain(_("Search"), id="search-title"), search, Plain(id="list-choices"), id="search-bar")
        yield FilterBar(id="filter-bar")
        table = TickableTable([], id="sessions").add_class("framed")
        pane = VerticalScroll(Plain(id="details"), id="details-pane", classes="pane", can_focus=False)
        entitle(table, _("Register"))
        yield Horizontal(table, pane, id="register")
        yield Plain(id="counts", classes="counts")
        if self.book.owner.role == "reporter":
            yield RiskLine(self.book)

    def on_mount(self) -> None:
        self.table.focus()

    @property
    def mode(self) -> str:
        """Behind a figure it is still the screen of the figure that is looked at."""
        return self.back or self.MODE

    @property
    def table(self) -> TickableTable:
        """The table of sessions."""
        return self.query_one("#sessions", TickableTable)

    @property
    def search(self) -> ViInput:
        """The search field."""
        return self.query_one("#search", ViInput)

    @property
    def entries(self) -> Found:
        """The sessions shown, as far as they were found."""
        return self.listed.entries

    @property
    def chosen(self) -> frozenset[str]:
        """The ids of the sessions that were ticked."""
        return self.listed.chosen

    @property
    def current(self) -> Entry | None:
        """The session the cursor is on."""
        session_id = self.listed.id_at(self.table.cursor_row)
        return self.listed.entry(session_id) if session_id else None

    @property
    def asked(self) -> Query:
        """Filter and search together."""
        return searched(self.filter, self.search.value, self.book.reference.known())

    # What is looked for

    def refresh_book(self, session_id: str | None = None) -> None:
        super().refresh_book()
        self.look(session_id)

    def look(self, session_id: str | None = None) -> None:
        """Look for what is asked for; the cursor stays on its session, or goes to the one named."""
        table, listed = self.table, self.listed
        table.end_stretch()
        listed.begin(self.asked, self.preferences, session_id or listed.id_at(table.cursor_row))
        if not listed.is_unread:
            listed.find_first()
        self.paint()
        if not listed.is_done:
            # What is found already is painted first.
            self.call_after_refresh(self._go_on)

    @work(group="looking", exclusive=True)
    async def _go_on(self) -> None:
        """Look through the rest, and show what has been found."""
        was_unread = self.listed.is_unread
        await self.listed.find_rest()
        self.paint()
        if was_unread:
            self.refresh_badges()

    async def _find_all(self) -> None:
        """Look through what is left, and show it."""
        if not self.listed.is_done:
            await self.listed.find_all()
            self.paint()

    # How it is shown

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self.fit)

    def fit(self) -> None:
        """Columns and details pane for the room there is."""
        shown = self.show_details if self.show_details is not None else self.has_class("-wide")
        self.query_one("#details-pane").display = shown
        self.call_after_refresh(self.paint)

    def paint(self) -> None:
        """Show what was found so far."""
        table, listed = self.table, self.listed
        listed.let_go_of_deleted()
        entries, place = listed.entries, listed.place(table.cursor_row)
        if table.row_count == 0 or not entries:
            table.empty = listed.why_empty()
        names = [name for name in self.preferences.columns if name in KINDS]
        room = table.size.width
        sort, descending = self.preferences.sort, self.preferences.descending
        columns = table_columns(names or usual_columns(self.book, room), room, sort, descending=descending)
        table.set_columns([TICKS, *columns] if listed.chosen else columns)
        table.set_rows(len(entries), lambda row: listed.cells(entries[row], columns), cursor=place)
        self.query_one(FilterBar).show(self.filter, self.book)
        choices = self.query_one("#list-choices", Plain)
        choices.update(choice_words(self.filter, self.asked, self.preferences, self.book))
        self.paint_counts()
        self.paint_details()

    def paint_counts(self) -> None:
        """The counts of what is shown, and below them those of what is chosen."""
        line = self.listed.counts_words(self.filter if self.back else None)
        if self.chosen:
            chosen, keys = self.listed.chosen_words(), " · " + _("d delete, m change, t table, Esc none")
            more = chosen + (keys if len(chosen + keys) <= self.size.width - 2 else "")
            line = Content.assemble(line, "\n", more)
        self.query_one("#counts", Plain).update(line)

    def paint_details(self) -> None:
        """Every field of the session under the cursor."""
        pane = self.query_one("#details-pane", VerticalScroll)
        if pane.display:
            shown, room = self.current, pane.scrollable_content_region.width
            name = f"{day(shown.session.date)} · {shown.session.unit}" if shown else _("Details")
            entitle(pane, name, key_words(("e", _("Edit")), ("h", _("History"))))
            self.query_one("#details", Plain).update(details(self.book, shown, room) if shown else "")
            pane.scroll_home(animate=False)

    # What the person does

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        self.paint_details()
        if self.can_hold != self.check_action("hold", ()):
            self.can_hold = not self.can_hold
            self.refresh_bindings()

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.action_edit()

    def on_virtual_table_title_clicked(self, event: VirtualTable.TitleClicked) -> None:
        event.stop()
        if (name := self.table.columns[event.column].key) != TICKS.key:
            self.sort_by(name)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.table.focus()

    def on_key(self, event: events.Key) -> None:
        """From the search field down into the table."""
        if event.key == "down" and self.focused is self.search:
            event.stop()
            self.table.focus()

    def action_search(self) -> None:
        self.set_focus(self.search)  # at once: what is typed right after the key belongs into the field

    def action_step_back(self) -> None:
        """Let go of what is chosen, then leave the search field, then clear search and filter, then return."""
        if self.chosen:
            self.choose(frozenset())
        elif self.focused is self.search and not self.search.value:
            self.table.focus()
        elif self.search.value or (not self.back and self.filter != Query()):
            self.use(self.filter if self.back else Query())
        elif self.back:
            self.dismiss()
        else:
            raise SkipAction

    def use(self, query: Query) -> None:
        """Show what a filter asks for, its text in the search field."""
        self.filter = replace(query, text="")
        with self.search.prevent(Input.Changed):
            self.search.value = query.text
        self.table.focus()
        self.look()

    def action_clear_condition(self, place: int) -> None:
        """Take one condition of the filter away."""
        if conditions_shown := conditions(self.filter, self.book):
            self.filter = without(self.filter, conditions_shown[place].fields)
            self.look()

    def action_take_away(self) -> None:
        self.action_clear_condition(-1)

    def action_list_part(self, reason: str) -> None:
        """Only the sessions that count, or those that do not for a reason; Esc clears it as any filter."""
        part = next((one for one in REASONS if one == reason), None)
        self.filter = replace(self.filter, counted=part is None, left_out=part)
        self.look()

    def action_next_part(self) -> None:
        """The sessions that count, then those of each reason, then all again."""
        self.filter = self.listed.next_part(self.filter)
        self.look()

    def sort_by(self, name: str) -> None:
        """Put the sessions in the order of a column; the same once more turns it round."""
        chosen = self.preferences
        descending = not chosen.descending if chosen.sort == name else starts_descending(name)
        self._prefer(replace(chosen, sort=name, descending=descending))
        self.look()

    def action_reverse(self) -> None:
        self.sort_by(self.preferences.sort)

    def action_details(self) -> None:
        self.show_details = not self.query_one("#details-pane").display
        self.fit()

    @work(group="dialog")
    @told
    async def action_filter(self) -> None:
        from tui.screens.register.filter import FilterDialog

        chosen = await self.app.push_screen_wait(FilterDialog(self.book, self.filter))
        if chosen is not None:
            self.filter = chosen
            self.look()

    @work(group="dialog")
    @told
    async def action_saved_filters(self) -> None:
        from tui.screens.register.saved_filters import SavedFiltersDialog

        dialog = SavedFiltersDialog(self.book, self.preferences, self.asked)
        query = await self.app.push_screen_wait(dialog)
        self._prefer(dialog.preferences)
        if query is not None:
            self.use(query)

    @work(group="dialog")
    @told
    async def action_sort(self) -> None:
        from tui.screens.register.column_choice import SortDialog

        name = await self.app.push_screen_wait(SortDialog(self.preferences))
        if name is not None:
            self.sort_by(name)

    @work(group="dialog")
    @told
    async def action_columns(self) -> None:
        from tui.screens.register.column_choice import ColumnsDialog

        shown = [name for name in self.preferences.columns if name in KINDS]
        usual = usual_columns(self.book, self.table.size.width)
        columns = await self.app.push_screen_wait(ColumnsDialog(shown or usual, usual))
        if columns is not None:
            self._prefer(replace(self.preferences, columns=() if columns == usual else tuple(columns)))
            self.paint()

    def _prefer(self, preferences: Preferences) -> None:
        """Look so from now on, and after the next start unless the book is only looked at."""
        if preferences == self.preferences:
            return
        self.preferences = preferences
        if not self.book.read_only:
            try:
                keep_preferences(self.book.folder, preferences)
            except SotayError as error:
                self.post_message(Failed(error))

    @work(group="dialog")
    @told
    async def action_edit(self) -> None:
        await self._fill_in(copy=False)

    @work(group="dialog")
    @told
    async def action_copy(self) -> None:
        await self._fill_in(copy=True)

    async def _fill_in(self, *, copy: bool) -> None:
        """The form of the session under the cursor, or of a copy of it."""
        from tui.screens.session.form import SessionForm

        if self.current is not None:
            saved = await self.app.push_screen_wait(SessionForm(self.book, self.current, copy=copy))
            self.post_message(BookChanged(saved.entry.id if saved else None))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is planned can be said to have been held."""
        if action == "hold":
            return self.current is not None and self.current.session.status == "planned"
        return super().check_action(action, parameters)

    @work(group="dialog")
    @told
    async def action_hold(self) -> None:
        """The planned session under the cursor was held."""
        from tui.screens.session.hold import HoldDialog

        if self.current is not None:
            held = await self.app.push_screen_wait(HoldDialog(self.book, self.current))
            self.post_message(BookChanged(held.id if held else None))

    def action_month(self) -> None:
        """The month of the session under the cursor, or this one."""
        from tui.screens.register.month import MonthScreen

        shown = self.current.session.date if self.current else self.book.today()
        self.app.push_screen(MonthScreen(self.book, shown, partial(RegisterScreen, self.book, back=self.MODE)))

    def action_history(self) -> None:
        """Who changed the session when, what and why."""
        from tui.screens.session.history import HistoryScreen

        if self.current is not None:
            title = f"{day(self.current.session.date)}  {main_words(self.book, self.current)}"
            self.app.push_screen(HistoryScreen(self.book, self.current.id, title))

    # What is chosen, and what is done to it

    def choose(self, chosen: Iterable[str]) -> None:
        """Choose these sessions, by their ids, and no others."""
        had = bool(self.chosen)
        self.listed.chosen = frozenset(chosen)
        if had != bool(self.chosen):
            self.paint()
        else:
            self.table.refresh()
            self.paint_counts()

    def on_tickable_table_ticked(self, event: TickableTable.Ticked) -> None:
        event.stop()
        self.choose(self.listed.toggled(event.row))

    def on_tickable_table_stretched(self, event: TickableTable.Stretched) -> None:
        event.stop()
        self.choose(self.listed.stretched(event.rows, event.before))

    @work(group="dialog")
    @told
    async def action_choose_all(self) -> None:
        await self._find_all()
        self.choose(self.chosen.union(self.entries.ids))

    def _meant(self) -> list[Entry]:
        """The sessions that a command is about: those chosen, or else the one under the cursor."""
        if self.chosen:
            return self.listed.chosen_entries()
        return [self.current] if self.current else []

    @work(group="dialog")
    @told
    async def action_delete(self) -> None:
        if self.chosen:
            notice = await delete_sessions(self.app, self.book, self._meant(), self.listed.chosen_words())
            if notice:
                self.listed.chosen = frozenset()
        else:
            notice = await delete_session(self.app, self.book, self.current) if self.current else ""
        self._tell_of_change(notice)

    @work(group="dialog")
    @told
    async def action_change_field(self) -> None:
        if entries := self._meant():
            self._tell_of_change(await change_field(self.app, self.book, entries))

    def _tell_of_change(self, notice: str) -> None:
        if notice:
            self.post_message(Done(notice))
            self.post_message(BookChanged())

    @work(group="dialog")
    @told
    async def action_save_table(self) -> None:
        await self._find_all()
        if entries := self._meant() if self.chosen else list(self.entries):
            await save_table(self.app, self.book, entries)
