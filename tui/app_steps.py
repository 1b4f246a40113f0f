"""What changes the book or carries it out, from every screen: adding sessions, undo, redo, export."""

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import App

from logs.book.book import LogBook
from logs.book.undo import AS_IF_NOT_BEEN
from logs.errors import SotayError
from tui.app_adding import Adds
from tui.core.autosave import Unfinished, kept_at, let_go
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, refuse_read_only, told
from tui.text.formats import moment, number
from tui.text.labels import action_title

if TYPE_CHECKING:
    from tui.screens.batches import BatchesScreen


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
        from tui.screens.ask import Ask
        from tui.screens.form import SessionForm

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
        from tui.screens.ask import Ask

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
        from tui.screens.export import ExportDialog

        if self.book is not None:
            refuse_read_only(self.book)
            await self.push_screen_wait(ExportDialog(self.book))
            self.post_message(BookChanged())
