"""One choice out of many: a unit, a reporter. Type a few letters, marks or not; Enter takes the first hit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from textual.message import Message

from tui.core.i18n import _
from tui.widgets.choice import Choice
from tui.widgets.dropdown import DropDown


class Picker(DropDown):
    """A field that holds one of the choices, or none. Leaving it takes the first hit of what was typed."""

    DEFAULT_CSS = """
    Picker.-unknown > DropdownField { background-tint: $error 30%; }
    """

    @dataclass
    class Picked(Message):
        """The person chose; None if they emptied the field or typed what is not on the list."""

        picker: "Picker"
        choice: Choice | None

        @property
        def control(self) -> "Picker":
            """The picker."""
            return self.picker

    def __init__(self, choices: Iterable[Choice] = (), *, value: str | None = None, **options: Any) -> None:
        """`value` is the key chosen at the start; the rest as for `DropDown`."""
        super().__init__(choices, **options)
        self._chosen: Choice | None = None
        self.value = value

    @property
    def choice(self) -> Choice | None:
        """What is chosen."""
        return self._chosen

    @property
    def value(self) -> str | None:
        """The key of what is chosen, None if nothing is. Setting it posts no message."""
        return self._chosen.key if self._chosen else None

    @value.setter
    def value(self, key: str | None) -> None:
        self._choose(self.choices.get(key))

    @property
    def text(self) -> str:
        """What stands in the field, chosen or not."""
        return self.field.value

    def keys(self) -> str:
        """One line about the keys."""
        return _("Enter: choose · Esc: close")

    def take(self, choice: Choice) -> None:
        """Choose, close the list and tell; the text is marked, so that typing starts anew."""
        self._choose(choice)
        self.field.select_all()
        self.is_open = False
        self.post_message(self.Picked(self, choice))

    def leave(self) -> None:
        """Settle what was typed: nothing, a hit, or words that answer to nothing and stay to be corrected."""
        first = self.highlighted if self.is_open else next(iter(self.found()), None)
        super().leave()
        if not self._typed:
            return
        if self.field.value.strip() and first is not None:
            self.take(first)
            return
        self._typed = False
        self._chosen = None
        self.set_class(bool(self.field.value.strip()), "-unknown")
        self.post_message(self.Picked(self, None))

    def action_close(self) -> None:
        """Close the list and put back what was chosen."""
        super().action_close()
        self._choose(self._chosen)

    def _choose(self, choice: Choice | None) -> None:
        self._chosen = choice
        self.remove_class("-unknown")
        self.show_text(choice.label if choice else "")


class CodePicker(Picker):
    """A picker in which a code that is not on the list counts too, while `takes_codes`; Enter goes on with it."""

    takes_codes = True

    @dataclass
    class Entered(Message):
        """Enter was pressed on words that answer to nothing; they are to be read as a code."""

        picker: "CodePicker"

    def keys(self) -> str:
        """One line about the keys; of words that answer to nothing, what Enter does with them."""
        if self.takes_codes and not self.found():
            return _("Enter: take it as a new code · Esc: close")
        return super().keys()

    def leave(self) -> None:
        """As for `Picker`; what may be a code is not marked as a mistake."""
        super().leave()
        self.set_class(self.has_class("-unknown") and not self.takes_codes, "-unknown")

    def accept_words(self) -> None:
        """Settle the words and tell."""
        if self.takes_codes:
            self.leave()
            self.post_message(self.Entered(self))
