"""Which command has which key: give one another key, or all of them their usual ones again."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from textual import events, work
from textual.widget import Widget

from tui.core.commands import Command, key_name
from tui.core.i18n import N_, _
from tui.core.messages import Done, told
from tui.core.own_keys import Menu, changeable, menus, objection
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.widgets.columns import Column
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable

if TYPE_CHECKING:
    from tui.app.app import SotayApp


class KeysDialog(Dialog[None]):
    """The commands that may have another key, those of every screen first."""

    NAME, HEADING = "keys", N_("Keys of the commands")
    MENU = (
        Command("give", "space,enter", N_("Give it another key"), N_("Another key")),
        Command("usual", "delete", N_("Its usual key again"), N_("Usual key")),
        Command("all_usual", "ctrl+r", N_("All usual keys again"), N_("All usual")),
        CLOSE,
        HELP,
    )
    GUIDE = "keys"

    def __init__(self) -> None:
        super().__init__()
        self.menus: list[Menu] = menus(type(self.app))
        self.commands = _different(self.menus)

    def body(self) -> Iterable[Widget]:
        yield VirtualTable([], classes="as-high")

    def on_mount(self) -> None:
        self._show()

    @property
    def desk(self) -> "SotayApp":
        """The app, whose keys these are."""
        return cast("SotayApp", self.app)

    @property
    def table(self) -> VirtualTable:
        """The table of commands."""
        return self.query_one(VirtualTable)

    def _show(self) -> None:
        self.table.show_rows(
            self.commands,
            (Column("name", _("Command"), None, flex=1, least=20), lambda command: _(command.name)),
            (
                Column("key", _("Key"), 10),
                lambda command: (command.key + " *" * bool(_left(command)), "bold $text-accent"),
            ),
            (Column("usual", _("Usual key"), 14), _left),
        )

    async def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.action_give()

    @work(group="dialog")
    @told
    async def action_give(self) -> None:
        """Ask for the key to be pressed."""
        command = self.commands[self.table.cursor_row]
        key = await self.app.push_screen_wait(PressKey(command, self.menus, self.desk.settings.keys))
        if key:
            await self._keep({**self.desk.settings.keys, command.id: key})
            text = _("“{command}” has the key {key} now.").format(command=_(command.name), key=key_name(key))
            self.post_message(Done(text))

    @work(group="dialog")
    @told
    async def action_usual(self) -> None:
        """Its usual key again, where nothing else has got it meanwhile."""
        command = self.commands[self.table.cursor_row]
        others = {name: key for name, key in self.desk.settings.keys.items() if name != command.id}
        usual = command.keys.split(",")[0]
        if reason := objection(command, usual, self.menus, others):
            self.post_message(Done(reason, warn=True))
        else:
            await self._keep(others)

    @work(group="dialog")
    @told
    async def action_all_usual(self) -> None:
        """All usual keys again."""
        await self._keep({})
        self.post_message(Done(_("Every command has its usual key again.")))

    async def _keep(self, keys: dict[str, str]) -> None:
        await self.desk.change_settings(keys=keys)
        self.refresh_bindings()
        self._show()


class PressKey(Dialog[str]):
    """Waits for the key that the command shall have."""

    MENU = (Command("step_back", "escape", N_("Cancel"), N_("Cancel")),)

    def __init__(self, command: Command, every: Sequence[Menu], own: dict[str, str]) -> None:
        super().__init__()
        self.command = command
        self.every = every
        self.own = own

    def body(self) -> Iterable[Widget]:
        yield Plain(_("Press the key for “{command}”.").format(command=_(self.command.name)), classes="question")

    def on_key(self, event: events.Key) -> None:
        """Take the key, or say why it cannot be had."""
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        if reason := objection(self.command, event.key, self.every, self.own):
            self.fail(reason)
        else:
            self.dismiss(event.key)


def _left(command: Command) -> str:
    """The usual key of a command that has another one; "" where it has its usual one."""
    usual = key_name(command.keys.split(",")[0])
    return usual if command.key != usual else ""


def _different(every: Sequence[Menu]) -> list[Command]:
    """The commands that may have another key, each once: one action has one key on every screen."""
    found: dict[str, Command] = {}
    for _name, commands in every:
        for command in filter(changeable, commands):
            found.setdefault(command.id, command)
    return list(found.values())
