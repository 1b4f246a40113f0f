"""A question with a few answers, the only way the program asks before it loses something."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button

from tui.commands import Command, bindings
from tui.widgets.safe import Plain, plain
from tui.words import N_, _


class Ask(ModalScreen[str]):
    """Ask `question`; the result is the id of the answer chosen, "" where the person stepped back.

    `answers` are ids and labels, the harmless one last: it has the focus. `detail` stands below the question.
    """

    MENU: ClassVar = (
        Command("step_back", "escape", N_("Cancel")),
        Command("app.focus_previous", "left,up", N_("Previous answer")),
        Command("app.focus_next", "right,down", N_("Next answer")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, question: str, answers: Sequence[tuple[str, str]], *, detail: str = "") -> None:
        super().__init__()
        self.question = question
        self.answers = answers
        self.detail = detail

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Plain(self.question, classes="question")
            if self.detail:
                yield Plain(self.detail, classes="detail")
            with Horizontal(classes="buttons"):
                for name, label in self.answers:
                    yield Button(plain(label), id=f"answer-{name}", compact=True)

    def on_mount(self) -> None:
        self.query(Button).last().focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss((event.button.id or "").removeprefix("answer-"))

    def action_step_back(self) -> None:
        self.dismiss("")


def leave_question() -> Ask:
    """Whether to end the program although something typed would be lost; the answer that ends it is `leave`."""
    answers = [("leave", _("Exit without saving")), ("stay", _("Go on typing"))]
    return Ask(_("What was typed is not saved. Exit all the same?"), answers)
