"""What is done to the sessions that were chosen: delete them, change one field of all, save a table of them."""

from collections.abc import Iterable
from typing import ClassVar

from textual import work

from logs.book.bulk import delete_all, save_all
from logs.errors import SotayError
from logs.session.query import Entry
from tui.core.book_preferences import keep_preferences
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, Failed, refuse_read_only, told
from tui.screens.common.session_text import chosen_line
from tui.screens.register.listing import ListedScreen
from tui.text.formats import number
from tui.widgets.tickable import TickableTable


class ChosenSessions(ListedScreen):
    """A list of sessions of which several are chosen."""

    CHOSEN_MENU: ClassVar = (
        Command("choose_all", "ctrl+a", N_("Choose all shown"), "", N_("Space: one, Shift with the arrows: several")),
        Command("change_field", "m", N_("Change a field of the chosen"), "", N_("shown before anything is changed")),
        Command(
            "save_table", "t", N_("Save a table of the chosen"), "", N_("CSV or JSON, of all shown if none is chosen")
        ),
    )

    def choose(self, chosen: Iterable[str]) -> None:
        """Choose these sessions, by their ids, and no others."""
        had = bool(self.chosen)
        self.chosen = frozenset(chosen)
        if had != bool(self.chosen):
            self.paint()
        else:
            self.table.refresh()
            self.paint_counts()

    def on_tickable_table_ticked(self, event: TickableTable.Ticked) -> None:
        event.stop()
        self.choose(self.chosen ^ {self.entries.ids[event.row]})

    def on_tickable_table_stretched(self, event: TickableTable.Stretched) -> None:
        event.stop()
        ids = self.entries.ids
        before = {ids[row] for row in event.before if row not in event.rows}
        self.choose((self.chosen - before) | {ids[row] for row in event.rows})

    @work(group="dialog")
    @told
    async def action_choose_all(self) -> None:
        await self.all_found()
        self.choose(self.chosen.union(self.entries.ids))

    def meant(self) -> list[Entry]:
        """The sessions that a command is about: those chosen, in the order shown, or else the one under the cursor."""
        if not self.chosen:
            return [self.current] if self.current else []
        listing = self.looking.listing
        return [listing.entry(one) for one in listing.order if one in self.chosen]

    async def delete_chosen(self) -> None:
        """Delete the sessions chosen, after a question."""
        from tui.screens.common.ask import AskWhy

        refuse_read_only(self.book)
        question = _("Delete the {n} sessions chosen?").format(n=number(len(self.chosen)))
        detail = chosen_line(*self.count_chosen()) + "\n" + _("They can be brought back with u (Undo).")
        ask = AskWhy(question, [("delete", _("Delete")), ("keep", _("Keep"))], detail=detail)
        if await self.app.push_screen_wait(ask) == "delete":
            count = delete_all(self.book, (entry.id for entry in self.meant()), reason=ask.reason)
            self.chosen = frozenset()
            self.post_message(Done(_("Sessions deleted: {n}.").format(n=number(count))))
            self.post_message(BookChanged())

    @work(group="dialog")
    @told
    async def action_change_field(self) -> None:
        from tui.screens.session.change_field import ChangeFieldDialog

        entries = self.meant()
        if not entries:
            return
        refuse_read_only(self.book)
        dialog = ChangeFieldDialog(self.book, entries)
        sessions = await self.app.push_screen_wait(dialog)
        if sessions:
            count = save_all(self.book, sessions, reason=dialog.reason)
            self.post_message(Done(_("Sessions changed: {n}. u takes it back in one step.").format(n=number(count))))
            self.post_message(BookChanged())

    @work(group="dialog")
    @told
    async def action_save_table(self) -> None:
        from tui.screens.register.save_table import SaveTableDialog

        await self.all_found()
        entries = self.meant() if self.chosen else list(self.entries)
        if entries and (path := await self.app.push_screen_wait(SaveTableDialog(self.book, entries))):
            self.post_message(Done(_("The table is written: {path}").format(path=path)))

    def keep_preferences(self) -> None:
        """Remember how the register looks; a book that is only looked at is left alone."""
        if not self.book.read_only:
            try:
                keep_preferences(self.book.folder, self.preferences)
            except SotayError as error:
                self.post_message(Failed(error))
