"""What changes the book or carries it out, from every screen: adding, undo, redo, export, kit and receipts."""

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import App

from logs.book.book import LogBook
from logs.book.undo import AS_IF_NOT_BEEN
from logs.errors import SotayError
from tui.core.autosave import Unfinished, kept_at, let_go
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, refuse_read_only, told
from tui.text.formats import moment, number
from tui.text.labels import action_title

if TYPE_CHECKING:
    from tui.screens.exchange.batches import BatchesScreen


class HandsDown(App[int]):
    """The commands of an app whose book may be an office's."""

    book: LogBook | None
    OFFICE_MENU: ClassVar = (
        Command("write_kit", "", N_("Write the starter kit…"), "", N_("from which the units begin their notebooks")),
        Command("write_receipts", "", N_("Write receipts…"), "", N_("what was received of each unit, what to mend")),
    )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A reporter's book hands nothing down."""
        if action in ("write_kit", "write_receipts"):
            return self.book is not None and self.book.owner.role == "committee"
        return super().check_action(action, parameters)

    def action_write_kit(self) -> None:
        """Write the starter kit."""
        from tui.screens.exchange.kit_receipts import KitDialog

        if self.book is not None:
            self.push_screen(KitDialog(self.book))

    def action_write_receipts(self) -> None:
        """Write the receipts."""
        from tui.screens.exchange.kit_receipts import ReceiptsDialog

        if self.book is not None:
            self.push_screen(ReceiptsDialog(self.book))


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
        from tui.screens.session.form import SessionForm

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
        from tui.screens.session.line import QuickLine

        if self.book is not None:
            refuse_read_only(self.book)
            await self.push_screen_wait(QuickLine(self.book))

    @work(group="dialog")
    @told
    async def action_add_many(self) -> None:
        from tui.screens.session.table_entry import PaperScreen

        if self.book is not None:
            refuse_read_only(self.book)
            await self.push_screen_wait(PaperScreen(self.book))
            self.post_message(BookChanged())


class TakesMergesBack(App[int]):
    """An app whose undo knows that taking a merge back was a step as well."""

    book: LogBook | None
    _taken_back = -1

    def on_batches_screen_taken_back(self, event: "BatchesScreen.TakenBack") -> None:
        self._taken_back = event.generation

    def undo_taking_back(self) -> bool:
        """Bring back the merge whose taking back was the last step; whether it was. Raises SotayError."""
        if self.book is None or self.book.generation != self._taken_back:
            return False
        batch = self.book.redo()
        self.post_message(Done(_("The merge of {moment} is in the book again.").format(moment=moment(batch.at))))
        self.post_message(BookChanged())
        return True


class Steps(Adds, TakesMergesBack):
    """The commands of an app that change its book."""

    STEPS_MENU: ClassVar = (
        Command("undo", "u", N_("Undo the last step"), N_("Undo"), N_("a save, a deletion or a whole merge")),
        Command("redo", "ctrl+y", N_("Redo what was undone"), "", N_("as long as nothing else was done since")),
        Command("export", "x", N_("Export data for the committee"), N_("Export"), N_("writes the file to hand over")),
    )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a book there is nothing to undo or to export."""
        if action in ("undo", "redo", "export"):
            return self.book is not None
        return super().check_action(action, parameters)

    @work(group="dialog")
    @told
    async def finish_typing(self, book: LogBook, unfinished: Unfinished) -> None:
        """Go on with what was being typed when the program last ended, unless the person lets it go."""
        from tui.screens.common.ask import Ask
        from tui.screens.session.form import SessionForm

        at = kept_at(book.folder)
        question = _("A session was being typed when the program ended last ({moment}). Go on with it?").format(
            moment=moment(at) if at else "–"
        )
        answers = [("discard", _("Discard")), ("go_on", _("Go on"))]
        if await self.push_screen_wait(Ask(question, answers)) == "discard":
            let_go(book.folder)
            return
        try:
            entry = book.get(unfinished.session) if unfinished.session else None
        except SotayError:
            entry = None  # deleted meanwhile: what was typed becomes a new session
        saved = await self.push_screen_wait(SessionForm(book, entry, typed=unfinished.texts))
        self.post_message(BookChanged(saved.entry.id if saved else None))

    @work(group="dialog")
    @told
    async def action_undo(self) -> None:
        from tui.screens.common.ask import Ask

        if self.book is None or self.undo_taking_back():
            return
        change = self.book.last_change()
        if change is not None and change.action in AS_IF_NOT_BEEN:
            question = _("Take back the whole step: {action}, {moment}?").format(
                action=action_title(change.action), moment=moment(change.at)
            )
            detail = _("Sessions that it changed: {n}").format(n=number(len(change.session_ids)))
            answers = [("undo", _("Undo")), ("keep", _("Keep"))]
            if await self.push_screen_wait(Ask(question, answers, detail=detail)) != "undo":
                return
        change = self.book.undo()
        self.post_message(Done(_("Undone: {action}.").format(action=action_title(change.action))))
        self.post_message(BookChanged())

    @work(group="dialog")
    @told
    async def action_redo(self) -> None:
        if self.book is None:
            return
        change = self.book.redo()
        self.post_message(Done(_("Done again: {action}.").format(action=action_title(change.action))))
        self.post_message(BookChanged())

    @work(group="dialog")
    @told
    async def action_export(self) -> None:
        from tui.screens.exchange.export import ExportDialog

        if self.book is not None:
            refuse_read_only(self.book)
            await self.push_screen_wait(ExportDialog(self.book))
            self.post_message(BookChanged())
