"""A passphrase, typed unseen: for files that came locked."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input

from tui.core.i18n import _
from tui.input.text_fields import ViInput
from tui.screens.dialog import Dialog
from tui.widgets.form_line import Line
from tui.widgets.safe import Plain


class PassphraseDialog(Dialog[str]):
    """The result is what was typed."""

    NAME = "passphrase"

    def __init__(self, question: str, detail: str) -> None:
        super().__init__()
        self.question = question
        self.detail = detail

    def heading(self) -> str:
        return self.question

    def body(self) -> Iterable[Widget]:
        yield Plain(self.detail, classes="paragraph")
        yield Line(_("Passphrase"), ViInput(password=True))

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value or None)
