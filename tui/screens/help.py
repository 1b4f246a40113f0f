"""Help (F1): what the screen is for, and every command with its key, made from the commands' declarations."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from tui.commands import Command, KeyBar, bindings
from tui.widgets.safe import Plain
from tui.words import N_, _

_KEY_WIDTH = 12

BASICS = N_(
    "Log each session with “Add session”; what the program guessed is marked and can be typed over. "
    "Export the book and hand the file to the committee by any means: each file holds everything, so a lost one does "
    "no harm. The committee merges the files; nothing changes before the plan is accepted, and a merge can be undone "
    "as a whole. Coverage shows which themes have been talked about and which not yet. Only counts of listeners are "
    "kept: no names, no opinions."
)


class HelpScreen(ModalScreen[None]):
    """The commands in groups, each a title and its commands, with `about` above them."""

    MENU: ClassVar = (
        Command("dismiss", "escape,f1,q,enter", N_("Close"), N_("Close")),
        Command("scroll(-1)", "up", N_("Up")),
        Command("scroll(1)", "down", N_("Down")),
        Command("scroll(-10)", "pageup", N_("Page up")),
        Command("scroll(10)", "pagedown", N_("Page down")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, about: str, groups: Sequence[tuple[str, Sequence[Command]]]) -> None:
        super().__init__()
        self.about = about
        self.groups = groups

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="help"):
            yield Plain(_("Help"), classes="dialog-title")
            with VerticalScroll(can_focus=False):
                if self.about:
                    yield Plain(self.about, classes="paragraph")
                for title, commands in self.groups:
                    yield Plain(Content.styled(title, "bold $text-primary"), classes="heading")
                    for command in commands:
                        yield Plain(_line(command), classes="command")
                yield Plain(Content.styled(_("How the work goes"), "bold $text-primary"), classes="heading")
                yield Plain(_(BASICS), classes="paragraph")
            yield KeyBar(show_command_palette=False)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def _line(command: Command) -> Content:
    keys = Content.styled(command.key.ljust(_KEY_WIDTH), "$text-accent")
    about = _(command.about) if command.about else ""
    return Content.assemble(keys, _(command.name), Content.styled(f"  {about}", "$foreground-muted") if about else "")
