"""The list of sessions: what answers filter and search, in the order asked for, with its counts, as it is found.

The first screenful is shown as soon as it is found, and keys are obeyed while the rest is looked through.
"""

import asyncio
import time
from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace
from textual import events, work
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

from logs.book.book import LogBook
from logs.gc_pause import keep_all, no_collecting
from logs.register.listing import takes_a_while
from logs.register.outline import Counts
from logs.register.search import Found, Looking, Order
from logs.session.query import Entry, Query
from tui.core.book_preferences import Preferences, load_preferences
from tui.core.i18n import _
from tui.input.text_fields import ViInput
from tui.screens.common.mode_screen import ModeScreen, RiskLine
from tui.screens.common.session_text import chosen_line, counts_line, details
from tui.screens.register.columns import KINDS, row_cells, table_columns, usual_columns
from tui.screens.register.conditions import FilterBar
from tui.widgets.cells import Cell
from tui.widgets.safe import Plain
from tui.widgets.tickable import TICKS, TickableTable, tick

_FIRST = 0.010  # seconds of looking before anything is shown
_SLICE = 0.004  # seconds of looking between two looks at the keys
_PICTURE = 0.03  # seconds in which what is found already comes to the terminal
_PAINT = 0.06  # seconds between two paintings of what was found meanwhile
_MANY = 20_000  # sessions that stay in memory until the program ends


class ListedScreen(ModeScreen):
    """The sessions that answer `filter` and the search field; `chosen` are the ids of those that were ticked."""

    def __init__(self, book: LogBook, query: Query | None = None) -> None:
        super().__init__(book)
        self.filter = query or Query()
        self.preferences: Preferences = load_preferences(book.folder)
        self.looking = Looking(book)
        self.chosen: frozenset[str] = frozenset()
        self.show_details: bool | None = None
        self._chosen_of = -1
        self._wanted: str | None = None
        self._counted: tuple[object, Counts, int] = (None, Counts(), 0)

    def body(self) -> Iterable[Widget]:
        yield Horizontal(
            Plain(_("Search"), id="search-title"),
            ViInput(placeholder=_("words, with or without marks"), id="search"),
            id="search-bar",
        )
        yield FilterBar(id="filter-bar")
        table = TickableTable([], id="sessions")
        yield Horizontal(table, VerticalScroll(Plain(id="details"), id="details-pane", can_focus=False), id="register")
        yield Plain(id="counts", classes="counts")

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
        return self.looking.found

    @property
    def current(self) -> Entry | None:
        """The session the cursor is on."""
        return self.entries.listing.entry(self.current_id) if self.current_id else None

    @property
    def current_id(self) -> str | None:
        """The id of the session the cursor is on."""
        row, ids = self.table.cursor_row, self.entries.ids
        return ids[row] if row < len(ids) else None

    @property
    def asked(self) -> Query:
        """Filter and search together."""
        return replace(self.filter, text=self.search.value)

    # What is looked for

    def refresh_book(self, session_id: str | None = None) -> None:
        super().refresh_book()
        self.look(session_id)

    def look(self, session_id: str | None = None) -> None:
        """Look for what is asked for; the cursor stays on its session, or goes to the one named."""
        self._wanted = session_id or self.current_id
        self.table.end_stretch()
        self.looking.begin(self.asked, self._order())
        if not takes_a_while(self.book):
            self.looking.go_on(_FIRST, enough=self.table.size.height)
        self.paint()
        if not self.looking.is_done:
            # What is found already is painted first.
            self.call_after_refresh(self._go_on)

    @work(group="looking", exclusive=True)
    async def _go_on(self) -> None:
        """Look through the rest in slices, and show now and then what has been found."""
        await asyncio.sleep(_PICTURE)
        painted, shown, was_unread = time.perf_counter(), len(self.entries), takes_a_while(self.book)
        with no_collecting():
            while not self.looking.go_on(_SLICE):
                found = len(self.entries)
                if found != shown and time.perf_counter() - painted > _PAINT:
                    self.paint()
                    painted, shown = time.perf_counter(), found
                await asyncio.sleep(0)
        if len(self.looking.listing.order) > _MANY:
            keep_all()
        self.paint()
        if was_unread:
            self.query_one(RiskLine).refresh_book()

    async def all_found(self) -> None:
        """Look through what is left, and show it."""
        if not self.looking.is_done:
            for _unfinished in iter(partial(self.looking.go_on, _SLICE), True):
                await asyncio.sleep(0)
            self.paint()

    def _order(self) -> Order:
        name, descending = self.preferences.sort, self.preferences.descending
        if name == "date" or name not in KINDS:
            return Order(descending=descending)
        key = KINDS[name].key
        return Order(name, descending, lambda entry: key(self.book, entry))

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
        table, found = self.table, self.entries
        self._let_go_of_deleted()
        place = self._place(found)
        if table.row_count == 0 or not found:
            table.empty = self._why_empty()
        names = [name for name in self.preferences.columns if name in KINDS]
        room = table.size.width
        sort, descending = self.preferences.sort, self.preferences.descending
        columns = table_columns(names or usual_columns(self.book, room), room, sort, descending=descending)
        table.set_columns([TICKS, *columns] if self.chosen else columns)

        def cells(row: int) -> list[Cell]:
            entry = found[row]
            shown = row_cells(self.book, entry, columns)
            return [tick(entry.id in self.chosen), *shown] if self.chosen else shown

        table.set_rows(len(found), cells, cursor=place)
        self.query_one(FilterBar).show(self.filter, self.book)
        self.paint_counts()
        self.paint_details()

    def _let_go_of_deleted(self) -> None:
        """Nothing is done to a session that is there no longer."""
        listing = self.looking.listing
        if self.chosen and listing.generation != self._chosen_of:
            self._chosen_of = listing.generation
            self.chosen = frozenset(one for one in self.chosen if one in listing)

    def paint_counts(self) -> None:
        """The counts of what is shown, and below them those of what is chosen."""
        looking = self.looking
        if not looking.listing.is_read and not looking.is_done:
            line = _("Reading the book …")
        else:
            line = counts_line(looking.finding.counts, looking.listing.counts.all)
            line += "" if looking.is_done else " · " + _("still at work …")
        if self.chosen:
            chosen, keys = chosen_line(*self.count_chosen()), " · " + _("d delete, m change, t table, Esc none")
            line += "\n" + chosen + (keys if len(chosen + keys) <= self.size.width - 2 else "")
        self.query_one("#counts", Plain).update(line)

    def paint_details(self) -> None:
        """Every field of the session under the cursor."""
        pane = self.query_one("#details-pane", VerticalScroll)
        if pane.display:
            self.query_one("#details", Plain).update(details(self.book, self.current) if self.current else "")
            pane.scroll_home(animate=False)

    def _place(self, found: Found) -> int:
        """Where the cursor goes: to the session wanted once it is found, until then it stays in its row."""
        if self._wanted is not None and self._wanted in self.looking.listing:
            place = self.looking.finding.place(self._wanted)
            if place is not None:
                self._wanted = None
                return place
        if self.looking.is_done:
            self._wanted = None
        return self.table.cursor_row

    def count_chosen(self) -> tuple[Counts, int]:
        """The counts of the sessions chosen, and how many of them are not shown."""
        finding, listing = self.looking.finding, self.looking.listing
        state = (self.chosen, finding, len(finding.found), listing.generation)
        if self._counted[0] != state:
            shown = len(self.chosen.intersection(finding.found))
            self._counted = (state, listing.counts_of(self.chosen), len(self.chosen) - shown)
        return self._counted[1:]

    def _why_empty(self) -> str:
        if not self.looking.is_done:
            return _("Reading the book …") if not self.looking.listing.is_read else _("Searching …")
        if self.asked != Query():
            return _("No session answers the search and the filter. Esc clears both.")
        return _("No session yet. Press n to add the first one.")
