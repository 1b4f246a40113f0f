"""The command palette: every command by its name, found without marks."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.commands import Command, bindings, find_commands
from tui.widgets.safe import Plain
from tui.widgets.typing import ViInput
from tui.words import N_, _


class Palette(ModalScreen[Command | None]):
    """Choose one of `commands` by typing words of its name; the result is None where the person stepped back."""

    MENU: ClassVar = (
        Command("step_back", "escape", N_("Close")),
        Command("move(-1)", "up", N_("Previous"), priority=True),
        Command("move(1)", "down", N_("Next"), priority=True),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self.commands = commands
        self.found: list[Command] = list(commands)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="palette"):
            yield ViInput(placeholder=_("Which command? Type words of its name, with or without marks"), compact=True)
            yield OptionList(markup=False)
            yield Plain(_("No command has these words."), id="palette-none")

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        place = self.query_one(OptionList).highlighted
        if place is not None and self.found:
            self.dismiss(self.found[place])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self.found[event.option_index])

    def action_move(self, step: int) -> None:
        options = self.query_one(OptionList)
        if self.found:
            options.highlighted = ((options.highlighted or 0) + step) % len(self.found)

    def action_step_back(self) -> None:
        self.dismiss(None)

    def _show(self, query: str) -> None:
        self.found = find_commands(query, self.commands)
        options = self.query_one(OptionList)
        options.clear_options()
        width = max((len(_(command.name)) for command in self.commands), default=0)
        for command in self.found:
            name = _(command.name)
            label = Content.assemble(name, " " * (width - len(name) + 2), Content.styled(command.key, "$text-accent"))
            options.add_option(Option(label))
        options.highlighted = 0 if self.found else None
        options.display = bool(self.found)
        self.query_one("#palette-none").display = not self.found
