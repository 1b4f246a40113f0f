"""What an office hands down, written into a folder: the starter kit, and receipts for those who have sent files."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from exports.merge.receipts import senders, write_receipts
from exports.package.keys import Signer, fingerprint, load_signer, own_recipient
from exports.package.kit import save_kit
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.progress.status import last_day
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.paths import keys_folder
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.screens.common.files import chosen_folder
from tui.text.formats import day, number
from tui.text.values import titled
from tui.widgets.safe import Plain, plain


class HandDownDialog(Dialog[None]):
    """Asks for a folder, writes into it, and says what was written; what that is, a subclass knows."""

    NAME = "hand-down"
    AUTO_FOCUS = "#hand-down-write"
    ABOUT: ClassVar[str] = ""
    MENU = (
        Command("write", "ctrl+s", N_("Write the file"), N_("Write the file"), button=True),
        Command("choose_folder", "ctrl+o", N_("Choose the folder"), N_("Choose the folder"), N_("such as a stick")),
        CLOSE,
        HELP,
    )

    def __init__(self, book: LogBook) -> None:
        super().__init__()
        self.book = book
        self.done = False

    def what(self) -> str:
        """What would be written now."""
        raise NotImplementedError

    def write(self, folder: Path, signer: Signer) -> Content:
        """Write it, and tell what was written; raises SotayError."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        yield Plain(self.what(), id="hand-down-what")
        yield self.folder_line()
        yield VerticalScroll(Plain(), id="hand-down-result")

    def on_mount(self) -> None:
        self.query_one("#hand-down-result").display = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It is written once; another time needs another dialog."""
        if action in ("write", "choose_folder"):
            return not self.done
        return super().check_action(action, parameters)

    @work(group="folder", exclusive=True)
    async def action_choose_folder(self) -> None:
        """Put a folder chosen from a list into the field."""
        field = self.query_one("#hand-down-folder", ViInput)
        field.value = await chosen_folder(self.app, field.value) or field.value

    def action_write(self) -> None:
        """Write into the folder that stands in the field."""
        if self.done:
            return
        self.fail("")
        self._write(self.folder)

    @work(thread=True, exclusive=True, group="hand-down", exit_on_error=False)
    def _write(self, folder: Path) -> None:
        try:
            told = self.write(folder, load_signer(keys_folder(), self.book.owner.book))
        except SotayError as error:
            self.app.call_from_thread(self.fail, error)
            return
        self.app.call_from_thread(self._show_result, told)

    def _show_result(self, told: Content) -> None:
        self.done = True
        self.refresh_bindings()
        result = self.query_one("#hand-down-result")
        result.display = True
        result.query_one(Plain).update(told)
        self.query_one("#hand-down-folder").disabled = True
        self.query_one("#hand-down-write").display = False
        self.query_one("#hand-down-step_back").focus()


class KitDialog(HandDownDialog):
    """Writes the starter kit."""

    HEADING = N_("Starter kit for the units")
    ABOUT = N_(
        "Reporters make their notebook from this file: it holds the catalogue with its deadline, the unit list and the "
        "office's key. A newer kit can be merged into a notebook in use; no session is touched."
    )

    def what(self) -> str:
        head, units = self.book.directive.head, len(self.book.units)
        catalogue = _("Catalogue: {title}").format(title=titled(head))
        due = _("Last day on time: {day}").format(day=day(last_day(self.book.directive.reporting)))
        return "\n".join([catalogue, _("Units: {n}").format(n=number(units)) + " · " + due])

    def write(self, folder: Path, signer: Signer) -> Content:
        recipient = own_recipient(keys_folder(), self.book.owner.book)
        path, kit = save_kit(self.book, signer, folder, recipient=recipient)
        digits = _("Fingerprint of this office's key: {digits}").format(digits=fingerprint(kit.key))
        return Content("\n").join(
            [
                Content.styled(_("The file is written and was read back."), "bold $text-success"),
                plain(_("File: {path}").format(path=path)),
                plain(digits),
                plain(_("Read it out by telephone to those who begin from this kit.")),
            ]
        )


class ReceiptsDialog(HandDownDialog):
    """Writes a receipt for every unit that has sent a file."""

    HEADING = N_("Receipts for the units")
    ABOUT = N_(
        "A receipt tells a unit which of its sessions were received and which it has to mend, and brings the office's "
        "decisions home. The unit merges it like any other file."
    )

    def what(self) -> str:
        return _("Units that have sent a file: {n}").format(n=number(len(senders(self.book))))

    def write(self, folder: Path, signer: Signer) -> Content:
        written = write_receipts(self.book, signer, folder, senders(self.book))
        lines = [
            _("{unit}: received {held}, to mend {left}, decided {decided}").format(
                unit=one.unit, held=number(one.held), left=number(one.set_aside), decided=number(one.decided)
            )
            for one in written
        ]
        first = _("Receipts written: {n}, in {folder}").format(n=number(len(written)), folder=folder)
        return Content("\n").join([Content.styled(first, "bold $text-success"), *map(plain, lines)])
