"""Screens that look at one year: the one in use, or a year before, by the catalogue that the book had for it."""

from textual import work
from textual.content import Content

from logs.book.book import LogBook
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import Done, told
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.figure_screen import FigureScreen
from tui.widgets.choice import Choice
from tui.widgets.panel import one_of

YEAR = Command("year", "e", N_("Another year"), "", N_("a year before, by its own catalogue"))


class YearScreen(FigureScreen):
    """Its `book` is the `whole` book as the catalogue of the year looked at measures it: of a year before to look at
    only.
    """

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.whole = book
        self.catalogue = ""  # that of a year before; "" for the one in use

    def refresh_book(self, session_id: str | None = None) -> None:
        held = self.whole.reference.held_directive(self.catalogue)
        self.book = self.whole.under(held or self.whole.directive)
        super().refresh_book(session_id)

    def year_line(self) -> list[Content]:
        """Which year is looked at, where there are several."""
        if not self.whole.reference.former_years:
            return []
        return [one_of(YEAR.key, "", str(self.book.directive.head.year), "screen.year()")]

    def turn_to_year(self) -> None:
        """Let go of what was asked for of another year."""

    @work(group="dialog")
    @told
    async def action_year(self) -> None:
        """Look at another year of the book."""
        years = (self.whole.directive, *self.whole.reference.former_years)
        if len(years) == 1:
            self.post_message(Done(_("The book has one year so far.")))
            return
        choices = [Choice(year.id, f"{year.head.year}  {year.head.title}", str(year.head.year)) for year in years]
        chosen = await self.app.push_screen_wait(ChooseDialog(_("Which year?"), choices))
        if chosen is not None:
            self.catalogue = chosen
            self.turn_to_year()
            self.refresh_book()
