"""The ways to add sessions: the form, the entry line, the table for paper records."""

from typing import ClassVar

from textual import work
from textual.app import App

from logs.book.book import LogBook
from tui.core.commands import Command
from tui.core.i18n import N_
from tui.core.messages import BookChanged, refuse_read_only, told


class Adds(App[int]):
    """The commands of an app in whose book sessions are logged."""

    book: LogBook | None
    ADD_MENU: ClassVar = (
        Command("add_session", "n,insert", N_("Add session"), N_("Add"), N_("a new session, from a form")),
        Command(
            "add_line", "colon,ctrl+l", N_("Add sessions in one line each"), N_("Line"), N_("a few keys a session")
        ),
        Command("add_many", "ctrl+g", N_("Add several sessions in a table"), "", N_("paper records, one row each")),
    )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a book there is nothing to add to."""
        if action in ("add_session", "add_line", "add_many"):
            return self.book is not None
        return super().check_action(action, parameters)

    @work(group="dialog")
    @told
    async def action_add_session(self) -> None:
        from tui.screens.form import SessionForm

        if self.book is None:
            return
        refuse_read_only(self.book)
        saved, another = None, True
        while another:
            saved = await self.push_screen_wait(SessionForm(self.book, after=saved.entry if saved else None))
            self.post_message(BookChanged(saved.entry.id if saved else None))
            another = saved is not None and saved.another

    @work(group="dialog")
    @told
    async def action_add_line(self) -> None:
        from tui.screens.quick_line import QuickLine

        if self.book is not None:
            refuse_read_only(self.book)
            await self.push_screen_wait(QuickLine(self.book))

    @work(group="dialog")
    @told
    async def action_add_many(self) -> None:
        from tui.screens.paper import PaperScreen

        if self.book is not None:
            refuse_read_only(self.book)
            await self.push_screen_wait(PaperScreen(self.book))
            self.post_message(BookChanged())
