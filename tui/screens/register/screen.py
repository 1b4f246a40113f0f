"""The register: every session of the book, found as one types, filtered, counted, with the details of one."""

from typing import ClassVar

from msgspec.structs import replace
from textual import events, work
from textual.widgets import Input

from logs.book.book import LogBook
from logs.session.query import Query
from tui.core.book_preferences import Preferences
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, refuse_read_only, told
from tui.screens.common.session_text import main_words
from tui.screens.register.columns import KINDS, starts_descending, usual_columns
from tui.screens.register.conditions import conditions, without
from tui.screens.register.selection import ChosenSessions
from tui.text.formats import day
from tui.widgets.table import VirtualTable
from tui.widgets.tickable import TICKS


class RegisterScreen(ChosenSessions):
    """The sessions that answer `query`; pushed upon another screen (`back`), Esc returns to it."""

    MODE = "register"
    AUTO_FOCUS = "#sessions"  # not the search field: a key pressed while the screen opens is a command
    ABOUT = N_(
        "Every session of the book, the newest first. Type in the search field with or without marks: “dang uy” "
        "finds “Đảng ủy”. The counts below the table are of what is shown. Space chooses a session, Shift with the "
        "arrows several, Ctrl+A all shown; what is done then is done to all that are chosen."
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
        Command("filter", "f", N_("Filter"), N_("Filter"), N_("by unit, theme, form, audience, period, status …")),
        Command("take_away", "backspace", N_("Take away the last condition of the filter")),
        Command("saved_filters", "v", N_("Saved filters"), "", N_("keep the filter under a name, or take one up")),
        Command("sort", "s", N_("Sort"), N_("Sort"), N_("by any column; a click on its title does the same")),
        Command("reverse", "S,shift+s", N_("The other way round"), "", N_("the last first")),
        Command("columns", "k", N_("Choose the columns"), "", N_("which ones, and in which order")),
        Command("details", "i", N_("Show or hide the details"), "", N_("every field of the session under the cursor")),
        Command("history", "h", N_("History of the session"), "", N_("who changed it when, what and why")),
        *ChosenSessions.CHOSEN_MENU,
        Command("step_back", "escape", N_("Clear search and filter"), "", N_("or return to where one came from")),
    )
    BINDINGS = bindings(MENU)
    QUIET = frozenset({"sort"})

    def __init__(self, book: LogBook, query: Query | None = None, *, back: bool = False) -> None:
        super().__init__(book, query)
        self.back = back

    @property
    def mode(self) -> str:
        """Behind a cell of the coverage table it is still the coverage that is looked at."""
        return "coverage" if self.back else self.MODE

    def on_mount(self) -> None:
        self.query_one("#sessions").focus()

    # What the person does

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        self.paint_details()

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.action_edit()

    def on_virtual_table_title_clicked(self, event: VirtualTable.TitleClicked) -> None:
        event.stop()
        name = self.table.columns[event.column].key
        if name != TICKS.key:
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
        # At once: what is typed right after the key belongs into the field.
        self.set_focus(self.search)

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

    def use(self, query: Query) -> None:
        """Show what a filter asks for, its text in the search field."""
        self.filter = replace(query, text="")
        with self.search.prevent(Input.Changed):
            self.search.value = query.text
        self.table.focus()
        self.look()

    def action_clear_condition(self, place: int) -> None:
        """Take one condition of the filter away."""
        listed = conditions(self.filter, self.book)
        if listed:
            self.filter = without(self.filter, listed[place].fields)
            self.look()

    def action_take_away(self) -> None:
        self.action_clear_condition(-1)

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
            refuse_read_only(self.book)
            saved = await self.app.push_screen_wait(SessionForm(self.book, self.current, copy=copy))
            self.post_message(BookChanged(saved.entry.id if saved else None))

    def action_history(self) -> None:
        """Who changed the session when, what and why."""
        from tui.screens.session.history import HistoryScreen

        if self.current is not None:
            title = f"{day(self.current.session.date)}  {main_words(self.book, self.current)}"
            self.app.push_screen(HistoryScreen(title, self.book.history(self.current.id)))

    @work(group="dialog")
    @told
    async def action_delete(self) -> None:
        from tui.screens.common.ask import AskWhy

        entry = self.current
        if self.chosen:
            await self.delete_chosen()
            return
        if entry is None:
            return
        refuse_read_only(self.book)
        question = _("Delete the session of {date}?").format(date=day(entry.session.date))
        detail = main_words(self.book, entry) + "\n" + _("It can be brought back with u (Undo).")
        answers = [("delete", _("Delete")), ("keep", _("Keep"))]
        ask = AskWhy(question, answers, detail=detail)
        if await self.app.push_screen_wait(ask) == "delete":
            self.book.delete(entry.id, reason=ask.reason)
            self.post_message(Done(_("Session of {date} deleted.").format(date=day(entry.session.date))))
            self.post_message(BookChanged())

    def _prefer(self, preferences: Preferences) -> None:
        """Look so from now on, also after the next start."""
        if preferences != self.preferences:
            self.preferences = preferences
            self.keep_preferences()
