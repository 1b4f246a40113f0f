"""Screens of one table whose figures are reckoned over all sessions: the frame at once, the figures as they come."""

from typing import Any

from textual import work

from logs.book.book import LogBook
from tui.core.i18n import _
from tui.core.messages import told
from tui.core.reckoning import is_small, reckoned
from tui.screens.common.mode_screen import ModeBar
from tui.screens.common.table_screen import NarrowField, TableScreen
from tui.widgets.table import Empty


class FigureScreen(TableScreen):
    """What is `wanted` is asked of the book, and shown when it has come; until then what was shown before stands."""

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self._shown: tuple[tuple[Any, ...], Any] = ((), None)
        self._awaited: tuple[Any, ...] = ()

    def wanted(self) -> tuple[Any, ...]:
        """The function that reckons, which gets the book, and what else it is given; equal where the same is meant."""
        raise NotImplementedError

    def show_figures(self, figures: Any) -> None:
        """Show what the function gave, and nothing of the book besides that takes a look at all sessions."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self._nothing, self.table.empty = self.table.empty, _("Reckoning …")

    def show(self) -> None:
        """Show what is asked for; it is reckoned where the figures at hand are others."""
        reckon, *given = self.wanted()
        wanted = (self.book, self.book.generation, self.book.today(), reckon, *given)
        if wanted == self._shown[0]:
            self.workers.cancel_group(self, "figures")
            self._take(*self._shown)
        elif is_small(self.book):
            self._take(wanted, reckon(self.book, *given))
        elif wanted != self._awaited:
            self._reckon(wanted)

    @work(group="figures", exclusive=True)
    @told
    async def _reckon(self, wanted: tuple[Any, ...]) -> None:
        book, _number, _day, reckon, *given = self._awaited = wanted
        self.query_one(ModeBar).is_reckoning = True
        try:
            self._take(wanted, await reckoned(book, reckon, *given))
        finally:
            if self._awaited is wanted:
                self._awaited = ()

    def _take(self, wanted: tuple[Any, ...], figures: Any) -> None:
        self._shown = wanted, figures
        self.query_one(ModeBar).is_reckoning = False
        is_narrowed = any(field.value for field in self.query(NarrowField))
        self.table.empty = (
            Empty(_("Nothing answers what is typed."), _("Esc shows all.")) if is_narrowed else self._nothing
        )
        self.show_figures(figures)
