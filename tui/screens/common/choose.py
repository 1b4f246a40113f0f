"""Choose one thing of a list, found by typing, to answer a question with."""

from collections.abc import Iterable

from textual.widget import Widget

from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.screens.common.dialog import Dialog
from tui.widgets.choice import Choice
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain


class ChooseDialog(Dialog[str]):
    """The result is the key of the choice taken with Enter or a click, None where the person stepped back."""

    NAME = "choose"
    MENU = (Command("step_back", "escape", N_("Close"), priority=True),)  # the line below the choices names it

    def __init__(self, question: str, choices: Iterable[Choice]) -> None:
        super().__init__()
        self.question = question
        self.choices = choices

    def body(self) -> Iterable[Widget]:
        yield Plain(self.question, classes="paragraph")
        yield Picker(self.choices, inline=True, placeholder=_("code or words of the name"))

    def on_mount(self) -> None:
        self.query_one(Picker).field.focus()

    def on_picker_picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.choice is not None:
            self.dismiss(event.choice.key)
