"""Files that are handed over: written once into a folder that the person names, and then told of."""

from pathlib import Path
from typing import Generic, TypeVar

from textual import work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button

from exports.package.keys import Signer, load_signer
from logs.book.book import LogBook
from logs.errors import SotayError
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.paths import keys_folder
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.screens.common.files import chosen_folder
from tui.widgets.safe import Plain

T = TypeVar("T")


class HandOverDialog(Dialog[T], Generic[T]):
    """Asks for a folder, writes into it, and says what was written; what that is, a subclass knows.

    `written` is what `write` returned, which is the dialog's result; None before. `result_pane` belongs into the body.
    """

    MENU = (
        Command("write", "ctrl+s", N_("Write the file"), N_("Write the file"), button=True),
        Command("choose_folder", "ctrl+o", N_("Choose the folder"), N_("Choose the folder"), N_("such as a stick")),
        CLOSE,
        HELP,
    )

    def __init__(self, book: LogBook) -> None:
        super().__init__()
        self.book = book
        self.written: T | None = None
        self._is_writing = False

    def read_fields(self) -> None:
        """Take what the fields say, before anything is written. Raises SotayError."""

    def write(self, folder: Path, signer: Signer) -> T:
        """Write it, in another thread; raises SotayError."""
        raise NotImplementedError

    def words(self, written: T, signer: Signer) -> Content:
        """What was written, in words."""
        raise NotImplementedError

    def result_pane(self) -> VerticalScroll:
        """Where it is told what was written."""
        return VerticalScroll(Plain(), id=f"{self.NAME}-result", classes="result")

    def on_mount(self) -> None:
        self._result("")
        self.query_one(f"#{self.NAME}-write", Button).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It is written once; another time needs another dialog."""
        if action in ("write", "choose_folder"):
            return self.written is None
        return super().check_action(action, parameters)

    def close(self) -> None:
        self.dismiss(self.written)

    @work(group="folder", exclusive=True)
    async def action_choose_folder(self) -> None:
        """Put a folder chosen from a list into the field."""
        field = self.query_one(f"#{self.NAME}-folder", ViInput)
        field.value = await chosen_folder(self.app, field.value) or field.value

    def action_write(self) -> None:
        """Write with what the fields say."""
        if self.written is not None or self._is_writing:
            return
        try:
            self.read_fields()
        except SotayError as error:
            self.fail(error)
            return
        self._is_writing = True
        self.fail("")
        self._result(Content.styled(_("Writing …"), "$text-muted"))
        self._write(self.folder)

    @work(thread=True, exclusive=True, group="write", exit_on_error=False)
    def _write(self, folder: Path) -> None:
        try:
            signer = load_signer(keys_folder(), self.book.owner.book)
            written = self.write(folder, signer)
        except SotayError as error:
            self.app.call_from_thread(self._refuse, error)
            return
        self.app.call_from_thread(self.show_written, written, signer)

    def _refuse(self, error: SotayError) -> None:
        self._is_writing = False
        self._result("")
        self.fail(error)

    def show_written(self, written: T, signer: Signer) -> None:
        """Say what was written; nothing more is done here."""
        self.written = written
        self.refresh_bindings()
        self._result(self.words(written, signer))
        self.query_one(f"#{self.NAME}-folder").disabled = True
        self.query_one(f"#{self.NAME}-write").display = False
        self.query_one(f"#{self.NAME}-step_back").focus()

    def _result(self, words: Content | str) -> None:
        pane = self.query_one(".result")
        pane.display = bool(words)
        pane.query_one(Plain).update(words)
