"""A passphrase, typed unseen: for files that came locked."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.commands import Command, KeyBar, bindings
from tui.screens.line import Line
from tui.widgets.safe import Plain
from tui.widgets.typing import ViInput
from tui.words import N_, _


class PassphraseDialog(ModalScreen[str | None]):
    """The result is what was typed, None where the person stepped back."""

    MENU: ClassVar = (Command("step_back", "escape", N_("Close"), N_("Close")),)
    BINDINGS = bindings(MENU)

    def __init__(self, question: str, detail: str) -> None:
        super().__init__()
        self.question = question
        self.detail = detail

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="passphrase"):
            yield Plain(self.question, classes="dialog-title")
            yield Plain(self.detail, classes="paragraph")
            yield Line(_("Passphrase"), ViInput(password=True))
            yield KeyBar(show_command_palette=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value or None)

    def action_step_back(self) -> None:
        self.dismiss(None)
