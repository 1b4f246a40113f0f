"""The line that says what restricts the list and how each condition is taken away."""

from textual.content import Content

from logs.book.book import LogBook
from logs.session.query import Query
from tui.core.i18n import _
from tui.screens.conditions import Condition, conditions
from tui.text.visible import visible
from tui.widgets.safe import Plain


class FilterBar(Plain):
    """Every condition in words, a click on one takes it away; there is no line where nothing restricts."""

    listed: list[Condition]

    def show(self, query: Query, book: LogBook) -> None:
        """Say what the query asks for."""
        self.listed = conditions(query, book)
        self.display = bool(self.listed)
        parts = [Content.styled(_("Filter:") + " ", "$foreground-muted")]
        for place, condition in enumerate(self.listed):
            words = Content(f" {visible(str(condition))} ×").stylize(f"@click=screen.clear_condition({place})")
            parts += [words, Content("  ")]
        keys = _("Backspace: take away the last · Esc: all")
        self.update(Content.assemble(*parts, Content.styled(keys, "$foreground-muted")))
