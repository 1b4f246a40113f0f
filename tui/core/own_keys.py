"""A person's own keys: which commands may have another key, and which keys would be in the way of something."""

import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module

from textual.screen import Screen

from tui.core.commands import Command, key_name
from tui.core.i18n import _

# Keys that move about, edit text or belong to the terminal: nothing else may take them.
STEERING = frozenset(
    [
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
        *(f"{held}+{arrow}" for held in ("ctrl", "shift") for arrow in ("up", "down", "left", "right", "home", "end")),
        *("enter", "escape", "tab", "shift+tab", "space", "backspace", "delete"),
        *(f"ctrl+{letter}" for letter in "acdhijkmquvwxz"),
    ]
)

_A_KEY = re.compile(r"[a-zA-Z0-9_+]{1,40}")

Menu = tuple[str, Sequence[Command]]
"""The name of the class that declares the commands, and they themselves."""


def menus(app: type[object]) -> list[Menu]:
    """The commands of the app, then those of every screen; all of them are imported for it."""
    for module in pkgutil.walk_packages(import_module("tui.screens").__path__, "tui.screens."):
        import_module(module.name)
    return known_menus(app)


def known_menus(app: type[object]) -> list[Menu]:
    """As `menus`, of the screens that are imported already."""
    return [(cls.__name__, cls.__dict__["MENU"]) for cls in (app, *_screens(Screen)) if cls.__dict__.get("MENU")]


def changeable(command: Command) -> bool:
    """Whether the command may have another key: it has one, and not one that steers."""
    return bool(command.keys) and command.keys.split(",")[0] not in STEERING


def objection(command: Command, key: str, every: Iterable[Menu], own: Mapping[str, str]) -> str:
    """Why the command cannot have the key, as a sentence; "" where it can.

    A command of the first menu, the app's, is there on every screen, so its key must be free on all of them.
    """
    name = key_name(key)
    if key in STEERING:
        return _("{key} moves about or edits text. Press another key.").format(key=name)
    if command.priority and len(name) == 1 and key not in command.keys.split(","):
        return _(
            "This command also works while text is typed, so {key} would be lost for typing. Press F1…F12 or Ctrl."
        ).format(key=name)
    holder = _holder(command, key, list(every), own)
    if holder is None:
        return ""
    return _("{key} is the key of “{command}”. Press another key, or give that command another one first.").format(
        key=name, command=_(holder.name)
    )


def _holder(command: Command, key: str, every: Sequence[Menu], own: Mapping[str, str]) -> Command | None:
    """Another command that has the key on a screen where the command is; what was declared so is meant so."""
    everywhere, *screens = [commands for _name, commands in every]
    is_everywhere = _has(everywhere, command.id)
    for commands in (everywhere, *(screen for screen in screens if is_everywhere or _has(screen, command.id))):
        for other in commands:
            if other.id == command.id or (key in command.keys.split(",") and other.id not in own):
                continue
            if key in own.get(other.id, other.keys).split(","):
                return other
    return None


def _has(commands: Iterable[Command], name: str) -> bool:
    return any(command.id == name for command in commands)


def _screens(base: type[object]) -> Iterator[type[object]]:
    for cls in base.__subclasses__():
        yield cls
        yield from _screens(cls)


def sound_keys(keys: Mapping[str, str], every: Sequence[Menu]) -> dict[str, str]:
    """Of the keys kept, those that may stand: a file may hold anything, and commands come and go."""
    known = {command.id: command for _name, commands in every for command in commands if changeable(command)}
    sound: dict[str, str] = {}
    for name, key in keys.items():
        if name in known and _A_KEY.fullmatch(key) and not objection(known[name], key, every, sound):
            sound[name] = key
    return sound
