"""The sessions behind a figure of any screen, as a list that Esc closes again."""

from typing import Any

from textual.screen import Screen

from logs.book.book import LogBook
from logs.session.query import Query
from tui.screens.register.screen import RegisterScreen


def list_behind(screen: Screen[Any], book: LogBook, query: Query, mode: str) -> None:
    """Open the list upon the screen of that mode."""
    screen.app.push_screen(RegisterScreen(book, query, back=mode))
