"""What a register lists: the sessions that were found so far, in their order, and which of them are chosen.

It knows no widget. Looking goes on a few milliseconds at a time, so that keys are obeyed meanwhile.
"""

import asyncio
from collections.abc import Iterable

from msgspec.structs import replace
from textual.content import Content

from logs.book.book import LogBook
from logs.counting.counts import Counts
from logs.register.search import Found, Looking, Order
from logs.session.query import Entry, Query, Reason
from tui.core.book_preferences import Preferences
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.reckoning import in_slices, is_small, read_listing
from tui.screens.common.session_text import chosen_line
from tui.screens.register.columns import KINDS, row_cells
from tui.text.counting import list_parts
from tui.text.formats import number
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.table import Empty
from tui.widgets.tickable import tick

CLEAR = Command("step_back", "escape", N_("Clear search and filter"), "", N_("or return to where one came from"))
_ADD = Command("app.add_session", "n", N_("Add session"))
_FIRST = 0.010  # seconds of looking before anything is shown
_PICTURE = 0.03  # seconds in which what is found already comes to the terminal


class SessionList:
    """The sessions that answer a query; `chosen` are the ids of those that were ticked, in sight or not."""

    def __init__(self, book: LogBook) -> None:
        self.book = book
        self.chosen: frozenset[str] = frozenset()
        self._search = Looking(book)
        self._query = Query()
        self._wanted: str | None = None
        self._chosen_of = -1
        self._counted: tuple[object, Counts, int] = (None, Counts(), 0)

    # What is looked for

    def begin(self, query: Query, preferences: Preferences, wanted: str | None) -> None:
        """Look for this from now on; the cursor goes to the session of the id `wanted` once it is found."""
        self._query, self._wanted = query, wanted
        self._search.begin(query, self._order(preferences))

    def find_first(self) -> None:
        """Look for a moment."""
        self._search.go_on(_FIRST)

    @property
    def is_unread(self) -> bool:
        """Whether the book has still to be read, which takes a moment."""
        return self._search.listing.generation < 0 and not is_small(self.book)

    async def find_rest(self) -> None:
        """Look through what is left while keys are obeyed, once what was found already has come to the terminal."""
        if self.is_unread:
            await read_listing(self.book)
        else:
            await asyncio.sleep(_PICTURE)
        await self.find_all()

    async def find_all(self) -> None:
        """Look through what is left while keys are obeyed."""
        await in_slices(self._search.steps())

    def _order(self, preferences: Preferences) -> Order:
        name, descending = preferences.sort, preferences.descending
        if name == "date" or name not in KINDS:
            return Order(descending=descending)
        key = KINDS[name].key
        return Order(name, descending, lambda entry: key(self.book, entry))

    @property
    def is_done(self) -> bool:
        """Whether everything was looked at."""
        return self._search.is_done

    @property
    def entries(self) -> Found:
        """The sessions found so far."""
        return self._search.found

    def id_at(self, row: int) -> str | None:
        """The id of the session in that row; None behind the last."""
        ids = self.entries.ids
        return ids[row] if row < len(ids) else None

    def entry(self, session_id: str) -> Entry:
        """A session of the list."""
        return self.entries.listing.entry(session_id)

    def place(self, row: int) -> int:
        """Where the cursor goes: to the session wanted once it is found, until then it stays in its row."""
        if self._wanted is not None and self._wanted in self._search.listing:
            place = self._search.found.place(self._wanted)
            if place is not None:
                self._wanted = None
                return place
        if self.is_done:
            self._wanted = None
        return row

    # What is chosen

    def toggled(self, row: int) -> frozenset[str]:
        """What is chosen once the row is ticked, or its tick taken away."""
        return self.chosen ^ {self.entries.ids[row]}

    def stretched(self, rows: Iterable[int], before: Iterable[int]) -> frozenset[str]:
        """What is chosen once a stretch of rows is ticked in place of the rows that it had `before`."""
        ids = self.entries.ids
        ticked = {ids[row] for row in rows}
        return (self.chosen - {ids[row] for row in before}) | ticked

    def let_go_of_deleted(self) -> None:
        """Nothing is done to a session that is there no longer."""
        listing = self._search.listing
        if self.chosen and listing.generation != self._chosen_of:
            self._chosen_of = listing.generation
            self.chosen = frozenset(session_id for session_id in self.chosen if session_id in listing)

    def chosen_entries(self) -> list[Entry]:
        """The sessions chosen, the newest first."""
        listing = self._search.listing
        return [listing.entry(session_id) for session_id in listing.order if session_id in self.chosen]

    # In words

    def cells(self, entry: Entry, columns: list[Column]) -> list[Cell]:
        """What a session shows in the columns; its tick before them where anything is chosen."""
        cells = row_cells(self.book, entry, columns)
        return [tick(entry.id in self.chosen), *cells] if self.chosen else cells

    def counts_words(self, behind: Query | None = None) -> Content:
        """What was found, part by part: those that count, and those that do not for each reason; a click lists them.

        Of the list `behind` a figure also how much of the figure came without its sessions.
        """
        listing, counts = self._search.listing, self._search.found.counts
        if not listing.is_read and not self.is_done:
            return Content(_("Reading the book …"))
        whole, counted, *reasons = list_parts(counts, listing.counts.all)
        parts = [
            Content(whole[1]),
            Content(counted[1]).stylize("@click=screen.list_part('')"),
            *(Content(words).stylize(f"@click=screen.list_part('{reason}')") for reason, words in reasons),
            Content(_("Attendance: {n}").format(n=number(counts.attendance))),
        ]
        if counts.conflicts:
            parts.append(Content(_("! Conflicts: {n}").format(n=number(counts.conflicts))))
        if behind is not None and (summed := self.book.figures.only_in_totals(behind).sessions):
            text = _("Came as totals only, their details are not here: {n}.").format(n=number(summed))
            parts.append(Content.styled(text, "$text-warning"))
        return Content(" · ").join([*parts, *([] if self.is_done else [Content(_("still at work …"))])])

    def next_part(self, query: Query) -> Query:
        """What asks for the next part of the book's sessions: those that count, of each reason, then all again."""
        parts: list[tuple[bool, Reason | None]] = [(False, None), (True, None)]
        parts += [(False, reason) for reason in self._search.listing.counts.left_out]
        was = (query.counted, query.left_out)
        place = parts.index(was) + 1 if was in parts else 0
        counted, left_out = parts[place % len(parts)]
        return replace(query, counted=counted, left_out=left_out)

    def chosen_words(self) -> str:
        """The counts of the sessions chosen, and how many of them are not in sight."""
        found, listing = self._search.found, self._search.listing
        state = (self.chosen, found, listing.generation)
        if self._counted[0] != state:
            in_sight = len(self.chosen.intersection(found.ids))
            self._counted = (state, listing.counts_of(self.chosen), len(self.chosen) - in_sight)
        return chosen_line(*self._counted[1:])

    def why_empty(self) -> Empty | str:
        """What stands in place of rows."""
        if not self.is_done:
            return _("Searching …") if self._search.listing.is_read else _("Reading the book …")
        if self._query != Query():
            return Empty(_("No session answers the search and the filter."), command=CLEAR)
        return Empty(_("No session yet"), _("What was logged elsewhere so far: Ctrl+O takes in an old notebook."), _ADD)
