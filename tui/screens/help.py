"""Help (F1): what the screen is for, and every command with its key, made from the commands' declarations."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from tui.commands import Command, bindings
from tui.screens.reading import ReadingDialog, reading_menu
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


class HelpScreen(ReadingDialog):
    """The commands in groups, each a title and its commands, with `about` above them."""

    HEADING = N_("Help")
    MENU = reading_menu("escape,f1,q,enter")
    BINDINGS = bindings(MENU)

    def __init__(self, about: str, groups: Sequence[tuple[str, Sequence[Command]]]) -> None:
        super().__init__()
        self.about = about
        self.groups = groups

    def lines(self) -> Iterable[Plain]:
        if self.about:
            yield Plain(self.about, classes="paragraph")
        for title, commands in self.groups:
            yield _heading(title)
            for command in commands:
                yield Plain(_line(command), classes="command")
        yield _heading(_("How the work goes"))
        yield Plain(_(BASICS), classes="paragraph")


def _heading(title: str) -> Plain:
    return Plain(Content.styled(title, "bold $text-primary"), classes="heading")


def _line(command: Command) -> Content:
    keys = Content.styled(command.key.ljust(_KEY_WIDTH), "$text-accent")
    about = _(command.about) if command.about else ""
    return Content.assemble(keys, _(command.name), Content.styled(f"  {about}", "$foreground-muted") if about else "")
