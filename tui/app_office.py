"""What an office hands down, from every screen: the starter kit, and receipts for those who have sent files."""

from typing import ClassVar

from textual.app import App

from logs.book.book import LogBook
from tui.core.commands import Command
from tui.core.i18n import N_


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
        from tui.screens.office import KitDialog

        if self.book is not None:
            self.push_screen(KitDialog(self.book))

    def action_write_receipts(self) -> None:
        """Write the receipts."""
        from tui.screens.office import ReceiptsDialog

        if self.book is not None:
            self.push_screen(ReceiptsDialog(self.book))
