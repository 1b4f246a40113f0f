"""Files that are handed over: written once into a folder that the person names, and then told of."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from textual import work
from textual.content import Content
from textual.widgets import Button

from exports.package.keys import Signer, load_signer
from logs.book.book import LogBook
from logs.errors import SotayError
from tui.core.commands import Command
from tui.core.i18n import N_
from tui.core.paths import keys_folder
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.screens.common.files import chosen_folder
from tui.screens.common.written import WrittenDialog

T = TypeVar("T")


class HandOverDialog(Dialog[T], Generic[T]):
    """Asks for a folder and writes into it; the result is what `write` returned, which a dialog of its own tells of."""

    MENU: ClassVar[tuple[Command, ...]] = (
        Command("write", "ctrl+s", N_("Write the file"), N_("Write the file"), button=True),
        Command("choose_folder", "ctrl+o", N_("Choose the folder"), N_("Choose the folder"), N_("such as a stick")),
        CLOSE,
        HELP,
    )

    def __init__(self, book: LogBook) -> None:
        super().__init__()
        self.book = book
        self._is_writing = False

    def read_fields(self) -> None:
        """Take what the fields say, before anything is written. Raises SotayError."""

    def write(self, folder: Path, signer: Signer) -> T:
        """Write it, in another thread; raises SotayError."""
        raise NotImplementedError

    def paths(self, written: T) -> Sequence[Path]:
        """The files that were written."""
        raise NotImplementedError

    def words(self, written: T, signer: Signer) -> Content:
        """What was written, in words."""
        raise NotImplementedError

    @property
    def recipient(self) -> str:
        """The address that the files are sent to, "" where there is none or several."""
        return ""

    def on_mount(self) -> None:
        self.query_one(f"#{self.NAME}-write", Button).focus()

    @work(group="folder", exclusive=True)
    async def action_choose_folder(self) -> None:
        """Put a folder chosen from a list into the field."""
        field = self.query_one(f"#{self.NAME}-folder", ViInput)
        field.value = await chosen_folder(self.app, field.value) or field.value

    def action_write(self) -> None:
        """Write with what the fields say."""
        if self._is_writing:
            return
        try:
            self.read_fields()
        except SotayError as error:
            self.fail(error)
            return
        self._writing(is_writing=True)
        self.fail("")
        self._write(self.folder)

    @work(thread=True, exclusive=True, group="write", exit_on_error=False)
    def _write(self, folder: Path) -> None:
        try:
            signer = load_signer(keys_folder(), self.book.owner.book)
            written = self.write(folder, signer)
        except SotayError as error:
            self.app.call_from_thread(self._refuse, error)
            return
        self.app.call_from_thread(self._tell, written, signer)

    def _refuse(self, error: SotayError) -> None:
        self._writing(is_writing=False)
        self.fail(error)

    def _writing(self, *, is_writing: bool) -> None:
        self._is_writing = is_writing
        self.query_one(f"#{self.NAME}-write", Button).disabled = is_writing

    def _tell(self, written: T, signer: Signer) -> None:
        self.dismiss(written)
        self.app.push_screen(WrittenDialog(self.paths(written), self.words(written, signer), recipient=self.recipient))
