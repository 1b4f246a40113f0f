"""Choose one thing of a list, found by typing, to answer a question with."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.widgets.choice import Choice
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain


class ChooseDialog(ModalScreen[str | None]):
    """The result is the key of the choice taken with Enter or a click, None where the person stepped back."""

    MENU: ClassVar = (Command("step_back", "escape", N_("Close"), N_("Close"), priority=True),)
    BINDINGS = bindings(MENU)

    def __init__(self, question: str, choices: Iterable[Choice]) -> None:
        super().__init__()
        self.question = question
        self.choices = choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="choose"):
            yield Plain(self.question, classes="paragraph")
            yield Picker(self.choices, inline=True, placeholder=_("code or words of the name"))
            yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one(Picker).field.focus()

    def on_picker_picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.choice is not None:
            self.dismiss(event.choice.key)

    def action_step_back(self) -> None:
        self.dismiss(None)
