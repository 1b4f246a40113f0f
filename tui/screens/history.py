"""The history of one session: who changed it when, field by field, and why."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from logs.changes import Step
from tui.commands import Command, KeyBar, bindings
from tui.formats import moment
from tui.titles import action_title, field_title
from tui.values import value_text
from tui.widgets.safe import Plain, visible
from tui.words import N_, _


class HistoryScreen(ModalScreen[None]):
    """The steps given, newest first."""

    MENU: ClassVar = (
        Command("dismiss", "escape,q,enter,h", N_("Close"), N_("Close")),
        Command("scroll(-1)", "up", N_("Up")),
        Command("scroll(1)", "down", N_("Down")),
        Command("scroll(-10)", "pageup", N_("Page up")),
        Command("scroll(10)", "pagedown", N_("Page down")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, title: str, steps: Sequence[Step]) -> None:
        super().__init__()
        self.session_title = title
        self.steps = steps

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="help"):
            yield Plain(_("History"), classes="dialog-title")
            with VerticalScroll(can_focus=False):
                yield Plain(self.session_title, classes="paragraph")
                for step in reversed(self.steps):
                    yield Plain(_heading(step), classes="heading")
                    if step.reason:
                        yield Plain(_("Reason: {reason}").format(reason=visible(step.reason)), classes="command")
                    for field, old, new in ((one.field, one.old, one.new) for one in step.changes):
                        told = f"{field_title(field)}: {value_text(field, old)} → {value_text(field, new)}"
                        yield Plain(visible(told), classes="command")
            yield KeyBar(show_command_palette=False)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def _heading(step: Step) -> Content:
    who = f"  {visible(step.who)}" if step.who else ""
    return Content.assemble(
        Content.styled(f"{moment(step.at)}  {action_title(step.action)}", "bold $text-primary"),
        Content.styled(who, "$foreground-muted"),
    )
