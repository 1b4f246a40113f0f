"""A command is declared once; key binding, footer, palette and help (F1) are made from the declaration."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType
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
    """The footer, in the language in use, without the actions that the screen names in `QUIET`; at its right end the
    method by which letters are made, if one does.
    """

    DEFAULT_CSS = """
    KeyBar > .typing-method { dock: right; text-style: bold; color: $footer-key-foreground; background: $panel; }
    """

    _shown: tuple[object, ...] = ()

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Make the keys anew, but only where they would look different: most changes of the focus change none."""
        if (wanted := self._to_show()) != self._shown:
            self._shown = wanted if screen.app.app_focus else ()  # what is out of sight is made later
            super().bindings_changed(screen)

    def _to_show(self) -> tuple[object, ...]:
        keys = [
            (one.binding.action, one.binding.description, self.app.get_key_display(one.binding), one.enabled)
            for one in self.screen.active_bindings.values()
            if one.binding.show
        ]
        return *keys, getattr(self.app, "composing", ""), language()

    def compose(self):  # type: ignore[no-untyped-def]
        quiet: frozenset[str] = getattr(self.screen, "QUIET", frozenset())
        for key in super().compose():
            if isinstance(key, FooterKey):
                if key.action in quiet:
                    continue
                key.description = _(key.description)
                key.set_reactive(FooterKey.compact, self.compact)  # at once: each change styles the key anew
            yield key
        if method := getattr(self.app, "composing", ""):
            yield Label(f" {method.upper()} ", markup=False, classes="typing-method")
