"""What an office hands down, written into a folder: the starter kit, and receipts for those who have sent files."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from textual.content import Content
from textual.widget import Widget

from exports.merge.receipts import WrittenReceipts, senders, write_receipts
from exports.package.keys import Signer, fingerprint, own_recipient
from exports.package.kit import StarterKit, save_kit
from logs.progress.status import last_day
from tui.core.i18n import N_, _
from tui.core.paths import keys_folder
from tui.screens.exchange.hand_over import HandOverDialog
from tui.text.formats import day, number
from tui.text.values import titled
from tui.widgets.safe import Plain, plain


class KitDialog(HandOverDialog[tuple[Path, StarterKit]]):
    """Writes the starter kit."""

    NAME, HEADING = "hand-down", N_("Starter kit for the units")
    ABOUT = N_(
        "Reporters make their notebook from this file: it holds the catalogue with its deadline, the unit list and the "
        "office's key. A newer kit can be merged into a notebook in use; no session is touched."
    )

    def body(self) -> Iterable[Widget]:
        head, units = self.book.directive.head, len(self.book.units)
        catalogue = _("Catalogue: {title}").format(title=titled(head))
        due = _("Last day on time: {day}").format(day=day(last_day(self.book.directive.reporting)))
        yield Plain("\n".join([catalogue, _("Units: {n}").format(n=number(units)) + " · " + due]), classes="paragraph")
        yield self.folder_line()

    def write(self, folder: Path, signer: Signer) -> tuple[Path, StarterKit]:
        recipient = own_recipient(keys_folder(), self.book.owner.book)
        return save_kit(self.book, signer, folder, recipient=recipient)

    def paths(self, written: tuple[Path, StarterKit]) -> Sequence[Path]:
        return [written[0]]

    def words(self, written: tuple[Path, StarterKit], signer: Signer) -> Content:
        _path, kit = written
        return Content("\n").join(
            [
                Content.styled(_("The file is written and was read back."), "bold $text-success"),
                plain(_("Fingerprint of this office's key: {digits}").format(digits=fingerprint(kit.key))),
                plain(_("Read it out by telephone to those who begin from this kit.")),
            ]
        )


class ReceiptsDialog(HandOverDialog[tuple[WrittenReceipts, ...]]):
    """Writes a receipt for every unit that has sent a file."""

    NAME, HEADING = "hand-down", N_("Receipts for the units")
    ABOUT = N_(
        "A receipt tells a unit which of its sessions were received and which it has to mend, and brings the office's "
        "decisions home. The unit merges it like any other file."
    )

    def body(self) -> Iterable[Widget]:
        yield Plain(
            _("Units that have sent a file: {n}").format(n=number(len(senders(self.book)))), classes="paragraph"
        )
        yield self.folder_line()

    def write(self, folder: Path, signer: Signer) -> tuple[WrittenReceipts, ...]:
        return write_receipts(self.book, signer, folder, senders(self.book))

    def paths(self, written: tuple[WrittenReceipts, ...]) -> Sequence[Path]:
        return [path for receipt in written for path in receipt.paths]

    def words(self, written: tuple[WrittenReceipts, ...], signer: Signer) -> Content:
        lines = [
            _("{unit}: received {held}, to mend {left}, decided {decided}").format(
                unit=one.unit, held=number(one.held), left=number(one.set_aside), decided=number(one.decided)
            )
            for one in written
        ]
        first = _("Receipts written: {n}").format(n=number(len(written)))
        return Content("\n").join([Content.styled(first, "bold $text-success"), *map(plain, lines)])
