"""The keys that units sign their files with: whose is believed, since when, and no more."""

from collections.abc import Iterable
from datetime import datetime

from textual import work
from textual.widget import Widget

from exports.merge.answers import enrol_key, revoke_key
from exports.package.keys import fingerprint, load_signer
from logs.book.book import LogBook
from logs.exchange.received import Sender
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, told
from tui.core.paths import keys_folder
from tui.screens.common.ask import AskWhy
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.text.formats import day
from tui.text.questions import unit_with_code
from tui.widgets.columns import Column
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable


class UnitKeysDialog(Dialog[None]):
    """The keys with their fingerprints; one is revoked from today on, or believed again, with a reason."""

    NAME, HEADING = "unit-keys", N_("Keys of the units")
    MENU = (
        Command("revoke", "d", N_("Take nothing more that the key signs"), N_("Revoke"), needs="writing"),
        Command("enrol", "t", N_("Believe a revoked key again"), N_("Believe again"), needs="writing"),
        CLOSE,
        HELP,
    )
    GUIDE = "fingerprints"

    def __init__(self, book: LogBook) -> None:
        super().__init__()
        self.book = book
        self.senders: list[Sender] = []

    def body(self) -> Iterable[Widget]:
        yield VirtualTable([], empty=_("No file of a unit was taken in yet."), classes="as-high")
        own = fingerprint(load_signer(keys_folder(), self.book.owner.book).public_key)
        said = _("This book signs with {fingerprint}. Read it out to whoever asks for it.").format(fingerprint=own)
        yield Plain(said, classes="hint")

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        senders = self.book.exchange.senders.values()
        self.senders = sorted(senders, key=lambda sender: (sender.unit, sender.since, sender.key))
        self.query_one(VirtualTable).show_rows(
            self.senders,
            (Column("unit", _("Unit"), None, flex=1, least=12), lambda one: unit_with_code(one.unit, self.book)),
            (Column("key", _("Fingerprint"), 24), lambda one: fingerprint(one.key) + (" ✓" if one.compared else "")),
            (Column("since", _("Since"), 10), lambda one: day(one.since.astimezone())),
            (Column("revoked", _("Revoked"), 10), lambda one: day(one.revoked.astimezone()) if one.revoked else ""),
            cursor=self.query_one(VirtualTable).cursor_row,
        )

    @work(group="dialog")
    @told
    async def action_revoke(self) -> None:
        await self._change(_("Take nothing more that the key of {unit} signs, from today on?"), revoked=True)

    @work(group="dialog")
    @told
    async def action_enrol(self) -> None:
        await self._change(_("Believe the key of {unit} again?"), revoked=False)

    async def _change(self, question: str, *, revoked: bool) -> None:
        if not self.senders:
            return
        sender = self.senders[self.query_one(VirtualTable).cursor_row]
        if revoked == (sender.revoked is not None):
            self.post_message(Done(_("The key is so already."), warn=True))
            return
        unit = unit_with_code(sender.unit, self.book)
        ask = AskWhy(question.format(unit=unit), [("yes", _("Yes")), ("", _("Back"))])
        if await self.app.push_screen_wait(ask) != "yes":
            return
        if revoked:
            today = datetime.combine(self.book.today(), datetime.min.time()).astimezone()
            revoke_key(self.book, sender.key, today, reason=ask.reason)
        else:
            enrol_key(self.book, sender.key, reason=ask.reason)
        self.post_message(BookChanged())
        self._show()
