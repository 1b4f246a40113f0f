"""The copies that a notebook has made of itself: what putting one back would do, and doing it."""

from collections.abc import Iterable, Sequence

from textual import work
from textual.widget import Widget

from logs.book.book import LogBook
from logs.maintenance.backups import Backup, Restoration, backups, compare, restore
from logs.session.query import Entry
from logs.store.files import file_size
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, refuse_read_only, told
from tui.screens.common.ask import Ask
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.screens.common.session_text import main_words
from tui.text.formats import day, number
from tui.text.purge import kept_purged_line
from tui.widgets.columns import Column
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable

_MOST_NAMED = 8
_KINDS = {
    "daily": N_("of the day"),
    "merge": N_("before a merge"),
    "restore": N_("before a copy was put back"),
    "upgrade": N_("before a newer version of the program"),
}


class CopiesDialog(Dialog[None]):
    """The copies, the newest first; Enter shows what putting one back would do and asks."""

    NAME, HEADING = "copies", N_("Copies of the notebook")
    MENU = (
        Command("put_back", "space,enter", N_("Preview, and put back"), N_("Preview")),
        CLOSE,
        HELP,
    )
    GUIDE = "backup"

    def __init__(self, book: LogBook) -> None:
        super().__init__()
        self.book = book
        self.copies: tuple[Backup, ...] = ()

    def body(self) -> Iterable[Widget]:
        none = Empty(_("No copy yet"), _("The first is made when the notebook is opened next."))
        yield VirtualTable([], empty=none, classes="as-high")
        yield Plain(_("A copy that lies elsewhere is put back by “sotay restore FILE”."), classes="hint")

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        self.copies = backups(self.book.folder)[::-1]
        self.query_one(VirtualTable).show_rows(
            self.copies,
            (Column("day", _("Day"), 10), lambda copy: day(copy.day)),
            (Column("kind", _("Made"), None, flex=1, least=20), lambda copy: _(_KINDS[copy.kind])),
            (Column("size", _("KB"), 9, right=True), lambda copy: number(max(1, file_size(copy.path) // 1000))),
            cursor=0,
        )

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.action_put_back()

    @work(group="dialog")
    @told
    async def action_put_back(self) -> None:
        """Show what would change, session by session, and put the copy back where that is wanted."""
        if not self.copies:
            return
        copy = self.copies[self.query_one(VirtualTable).cursor_row]
        found = compare(self.book, copy.path)
        if not (found.lost or found.back or found.changed):
            is_as_it_was = _("The notebook is as the copy has it. There is nothing to put back.")
            kept = [kept_purged_line(found.purged)] if found.purged else []
            self.post_message(Done(" ".join([is_as_it_was, *kept])))
            return
        refuse_read_only(self.book)
        question = _("Put back the copy of {day}?").format(day=day(copy.day))
        answers = [("restore", _("Put back")), ("", _("Keep what is here"))]
        if await self.app.push_screen_wait(Ask(question, answers, detail=_preview(self.book, found))) == "restore":
            restore(self.book, copy.path)
            self.post_message(Done(_("The copy was put back. u (Undo) takes that back.")))
            self.post_message(BookChanged())
            self._show()


def _preview(book: LogBook, restoration: Restoration) -> str:
    """What would change, in words."""
    groups: list[tuple[str, Sequence[Entry]]] = [
        (_("Sessions that the copy does not have: {n}"), restoration.lost),
        (_("Sessions that come back: {n}"), restoration.back),
        (_("Sessions that become as they were: {n}"), [then for _now, then in restoration.changed]),
    ]
    lines = []
    for title, entries in groups:
        if entries:
            lines.append(title.format(n=number(len(entries))))
            lines += [f"  {day(entry.session.date)}  {main_words(book, entry)}" for entry in entries[:_MOST_NAMED]]
            lines += ["  …"] if len(entries) > _MOST_NAMED else []
    if restoration.purged:
        lines.append(kept_purged_line(restoration.purged))
    return "\n".join(lines)
