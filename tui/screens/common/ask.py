"""A question with a few answers, asked before something is lost or doubtful sessions are saved."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import events, work
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input

from logs.session.validation import Problem
from logs.text import clean_line
from tui.core.commands import Command, bindings, key_name
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.text.errors.messages import problem_sentence
from tui.widgets.form_line import FormLine
from tui.widgets.key_button import key_button
from tui.widgets.safe import Plain

MOST_REASON = 300
"""Characters of the reason for a change."""


class Ask(ModalScreen[str]):
    """Ask `question`; the result is the id of the answer chosen, "" where the person stepped back.

    `answers` are ids and labels, the harmless one last: it has the focus. That of the id "" steps back, as Esc does;
    the key of another one is the first letter of its id. `detail` stands below the question.
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

    def key_of(self, name: str) -> str:
        """The key that gives the answer of that id."""
        return name[0] if name else "escape"

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Plain(self.question, classes="question")
            if self.detail:
                yield Plain(self.detail, classes="detail")
            yield from self.more()
            with Horizontal(classes="buttons"):
                for name, label in self.answers:
                    yield key_button(label, key_name(self.key_of(name)), id=f"answer-{name or 'back'}")

    def more(self) -> Iterable[Widget]:
        """What stands between the question and its answers."""
        return ()

    def on_mount(self) -> None:
        self.query(Button).last().focus()

    def on_key(self, event: events.Key) -> None:
        for name, _label in self.answers:
            if name and event.key == self.key_of(name):
                event.stop()
                self.dismiss(name)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        name = (event.button.id or "").removeprefix("answer-")
        if name == "back":
            self.action_step_back()
        else:
            self.dismiss(name)

    def action_step_back(self) -> None:
        self.dismiss("")


class AskWhy(Ask):
    """As `Ask`, with a line for a reason, which may stay empty; `reason` is what was typed, also after the answer."""

    reason = ""

    def key_of(self, name: str) -> str:
        """A letter would go into the field."""
        return "ctrl+s" if name else super().key_of(name)

    def more(self) -> Iterable[Widget]:
        yield FormLine(_("Reason"), ViInput(placeholder=_("may stay empty"), max_length=MOST_REASON))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.reason = clean_line(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the first answer, which is given by one more."""
        event.stop()
        self.query(Button).first().focus()

    @property
    def unsaved(self) -> bool:
        """Whether a reason was typed that would be lost."""
        return bool(self.reason)

    @work(group="dialog", exclusive=True)
    async def action_step_back(self) -> None:  # type: ignore[override]
        """Step back; ask first where a reason was typed."""
        if not self.unsaved or await may_close(self.app):
            self.dismiss("")


async def may_close(app: App[Any]) -> bool:
    """Ask whether to close a dialog although something typed would be lost. To be awaited in a worker."""
    answers = [("leave", _("Close without saving")), ("", _("Go on typing"))]
    return await app.push_screen_wait(Ask(_("What was typed is not saved."), answers)) == "leave"


def leave_question() -> Ask:
    """Whether to end the program although something typed would be lost; the answer that ends it is `leave`."""
    answers = [("leave", _("Exit without saving")), ("", _("Go on typing"))]
    return Ask(_("What was typed is not saved. Exit all the same?"), answers)


async def save_anyway(app: App[Any], warnings: Iterable[Problem]) -> bool:
    """Whether to save although there are these doubts. To be awaited in a worker."""
    return await accepted(app, (problem_sentence(problem) for problem in warnings))


async def accepted(app: App[Any], doubts: Iterable[str]) -> bool:
    """As `save_anyway`, of doubts in words."""
    detail = "\n".join("? " + doubt for doubt in doubts)
    # Enter once more saves: what a save does can be undone.
    answers = [("", _("Check again")), ("save", _("Save all the same"))]
    return await app.push_screen_wait(Ask(_("Please check once more"), answers, detail=detail)) == "save"
