"""The sessions behind a figure of any screen, as a list that Esc closes again."""

from typing import Any

from textual.screen import Screen

from logs.book.book import LogBook
from logs.session.query import Query
from tui.core.i18n import _
from tui.core.messages import Done
from tui.screens.register.screen import RegisterScreen
from tui.text.formats import number


def list_behind(screen: Screen[Any], book: LogBook, query: Query, mode: str) -> None:
    """Open the list upon the screen of that mode, and say how many of the figure came without their sessions."""
    if number_of_totals := book.figures.only_in_totals(query).sessions:
        text = _("Came as totals only, their details are not here: {n}.").format(n=number(number_of_totals))
        screen.post_message(Done(text, warn=True))
    screen.app.push_screen(RegisterScreen(book, query, back=mode))
