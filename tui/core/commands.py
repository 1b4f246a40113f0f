"""A command is declared once; key binding, footer, palette and help (F1) are made from the declaration."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup
from textual.screen import Screen
from textual.widgets import Footer, Label
from textual.widgets._footer import FooterKey

from logs.text import match_rank
from tui.core.i18n import _, language

_WORDS = re.compile(r"[\w-]+")
# Keys as they stand on a keyboard, where Textual's own names would be English words.
_KEY_NAMES = {
    "comma": ",",
    "full_stop": ".",
    "minus": "-",
    "plus": "+",
    "question_mark": "?",
    "semicolon": ";",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "backspace": "Backspace",
    "colon": ":",
    "delete": "Del",
    "insert": "Ins",
    "down": "↓",
    "escape": "Esc",
    "enter": "Enter",
    "left": "←",
    "right": "→",
    "slash": "/",
    "space": "Space",
    "tab": "Tab",
    "up": "↑",
}
# A person's own keys, by the command's id; one program has one keyboard.
_own: dict[str, str] = {}


def use_keys(own: Mapping[str, str]) -> None:
    """Show these keys from now on for the commands of these ids, in place of those declared."""
    _own.clear()
    _own.update(own)


@dataclass(frozen=True)
class Command:
    """What a person can ask for on a screen.

    `action` is Textual's action, `keys` its keys with commas between, the first the one shown. `name` and `about` are
    msgids for palette and help; `short` is the footer's word, and without it the footer leaves the command out. Dialogs
    show it as a `button` too. `needs` says without what the command is not offered: a "book", the book of an "office"
    (a committee); where it needs to be "writing", it is refused in a book that can only be looked at.
    """

    action: str
    keys: str
    name: str
    short: str = ""
    about: str = ""
    priority: bool = False
    button: bool = False
    needs: Literal["", "book", "office", "writing"] = ""

    @property
    def id(self) -> str:
        """What a person's own key is kept under, as `undo` or `save.draft`: one action, one key on all screens."""
        return ".".join(_WORDS.findall(self.action.removeprefix("app.")))

    @property
    def key(self) -> str:
        """The key to show, as it is labelled on a keyboard; "" where the palette alone offers the command."""
        return key_name(_own.get(self.id, self.keys).split(",")[0]) if self.keys else ""

    def binding(self) -> Binding:
        """The command's key binding; the footer translates its description."""
        return Binding(
            self.keys,
            self.action,
            self.short or self.name,
            show=bool(self.short),
            priority=self.priority,
            id=self.id,
        )


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """The key bindings of the commands that have a key."""
    return [command.binding() for command in commands if command.keys]


def key_name(key: str) -> str:
    """A key as a person reads it: `Ctrl+S`, `F1`, `/`."""
    parts = key.split("+")
    last = parts[-1]
    if last in _KEY_NAMES:
        last = _KEY_NAMES[last]
    elif len(parts) > 1 or (last[0] == "f" and last[1:].isdigit()):
        last = last.upper() if len(last) <= 3 else last.capitalize()
    return "+".join([*(part.capitalize() for part in parts[:-1]), last])


def find_commands(query: str, commands: Iterable[Command]) -> list[Command]:
    """The commands whose name or key answers the words typed, marks ignored, best first."""
    ranked = [
        (rank, place, command)
        for place, command in enumerate(commands)
        if (rank := match_rank(query, f"{_(command.name)} {command.key}")) is not None
    ]
    return [command for _rank, _place, command in sorted(ranked, key=lambda item: item[:2])]


class KeyBar(Footer):
    """The footer, in the language in use: as many keys as there is room for, without the actions that the screen names
    in `QUIET`; at its right end the method by which letters are made, if one does, and with `everywhere` the keys that
    lead to all commands, to the help and out of the program.
    """

    DEFAULT_CSS = """
    KeyBar > .typing-method { width: auto; text-style: bold; color: $footer-key-foreground; background: $panel; }
    KeyBar > .everywhere { dock: right; width: auto; height: 1; }
    """

    _shown: tuple[object, ...] = ()

    def __init__(self, *, everywhere: bool = False) -> None:
        super().__init__(show_command_palette=False)
        self.everywhere = everywhere

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Make the keys anew, but only where they would look different: most changes of the focus change none."""
        if (wanted := self._to_show()) != self._shown:
            self._shown = wanted if screen.app.app_focus else ()  # what is out of sight is made later
            super().bindings_changed(screen)

    def on_resize(self) -> None:
        """Where there is more room, more keys are shown."""
        if self._shown and self._shown != self._to_show():
            self.bindings_changed(self.screen)

    def _to_show(self) -> tuple[object, ...]:
        keys = [
            (
                binding.binding.action,
                binding.binding.description,
                self.app.get_key_display(binding.binding),
                binding.enabled,
            )
            for binding in self.screen.active_bindings.values()
            if binding.binding.show
        ]
        return *keys, self.size.width if self.everywhere else 0, getattr(self.app, "composing", ""), language()

    def compose(self):  # type: ignore[no-untyped-def]
        keys = [key for key in super().compose() if isinstance(key, FooterKey)]
        quiet: frozenset[str] = getattr(self.screen, "QUIET", frozenset())
        for key in keys:
            key.description = _(key.description)
            key.set_reactive(FooterKey.compact, self.compact)  # at once: each change styles the key anew
        method = getattr(self.app, "composing", "")
        letters = Label(f" {method.upper()} ", markup=False, classes="typing-method") if method else None
        own = [key for key in keys if key.action not in quiet and not (self.everywhere and key.action in _EVERYWHERE)]
        if not self.everywhere:
            yield from (key for key in own if key.action != "palette")
            if letters is not None:
                letters.styles.dock = "right"
                yield letters
            return
        right = [key for action in _EVERYWHERE for key in keys if key.action == action]
        ends = HorizontalGroup(*([letters] if letters else []), *right, classes="everywhere")
        # What adds comes before what is done to what there is; the screens declare the rest most used first.
        order = ["add_session", *(command.action for command in getattr(self.screen, "MENU", ()))]
        own.sort(key=lambda key: order.index(key.action) if key.action in order else len(order))
        room = self.size.width - sum(map(_room_of, right)) - (len(method) + 2 if method else 0)
        for key in own:
            room -= _room_of(key)
            if room < 0:
                break
            yield key
        yield ends


_EVERYWHERE = ("palette", "help", "quit")


def _room_of(key: FooterKey) -> int:
    """Cells that a key takes with its word: a blank before, between and after."""
    return cell_len(key.key_display) + cell_len(key.description) + 3
