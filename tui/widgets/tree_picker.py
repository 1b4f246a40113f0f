"""Several choices out of a catalogue, the first of them the main one: themes, documents, partners, audience."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from tui.core.i18n import _
from tui.text.visible import visible
from tui.widgets.choice import Choice
from tui.widgets.dropdown import DropDown, DropdownField

TICKED, UNTICKED = "[x]", "[ ]"


class ThemePicker(DropDown):
    """A field that lists what is ticked; its list shows groups, ticks and, if `main`, which tick is the main one.

    Enter ticks, and on a choice that is ticked already goes on to what follows. Space ticks or unticks, unless words
    are being typed: with the field empty, or after an arrow key. Ticks outlive the filter. Ctrl+T makes the choice
    under the cursor the main one.
    """

    DEFAULT_CSS = """
    ThemePicker.-filled > DropdownField > .input--placeholder { color: $foreground; }
    ThemePicker > Popup > Options { max-height: 12; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "main", show=False)]

    @dataclass
    class Changed(Message):
        """The ticks changed by hand; `value` holds the keys in the order they were ticked."""

        picker: "ThemePicker"
        value: tuple[str, ...]

        @property
        def control(self) -> "ThemePicker":
            """The picker."""
            return self.picker

    def __init__(
        self,
        choices: Iterable[Choice] = (),
        *,
        value: Iterable[str] = (),
        main: bool = True,
        placeholder: str = "",
        limit: int = 200,
        **options: Any,
    ) -> None:
        """`value` is ticked at the start; `main` tells that the first tick means more than the others."""
        super().__init__(choices, placeholder=placeholder, limit=limit, **options)
        self.main = main
        self._placeholder = placeholder
        self._ticked: dict[str, None] = {}
        self.value = tuple(value)
        self.field.blank_is_command = True

    @property
    def value(self) -> tuple[str, ...]:
        """The keys ticked, in the order of ticking. Setting it posts no message; unknown keys are kept."""
        return tuple(self._ticked)

    @value.setter
    def value(self, keys: Iterable[str]) -> None:
        self._ticked = dict.fromkeys(keys)
        self._show_ticks()

    def summary(self) -> str:
        """What is ticked, in words, the main one first: of several the codes all together, before their titles."""
        ticked = [self.choices.get(key) or Choice(key, key) for key in self._ticked]
        codes = [choice.key for choice in ticked if choice.label.startswith(f"{choice.key} ")]
        if len(ticked) < 2 or len(codes) < len(ticked):
            return visible("; ".join(choice.label for choice in ticked))
        if self.main:
            codes[0] = _("{theme} (main)").format(theme=codes[0])
        titles = (choice.label.removeprefix(choice.key).strip() for choice in ticked)
        return visible(f"{' · '.join(codes)}  {'; '.join(titles)}")

    def keys(self) -> str:
        """One line about the keys."""
        if self.main:
            return _("Enter: tick · Space: untick · Ctrl+T: main theme")
        return _("Enter: tick · Space: untick")

    def found(self) -> list[Choice]:
        """Hits in the catalogue's order where there are groups; in a plain list the ticked come first."""
        found = self.hits()
        if any(choice.group for choice in self.choices):
            wanted = {choice.key for choice in found}
            return [choice for choice in self.choices if choice.key in wanted]
        if self._typed and self.field.value:
            return found
        return sorted(found, key=lambda choice: choice.key not in self._ticked)

    def prompt(self, choice: Choice) -> Content:
        """The tick, the label and, if it is the main one, the word for it."""
        ticked = choice.key in self._ticked
        main = ticked and self.main and next(iter(self._ticked)) == choice.key
        return Content.assemble(
            (f"{TICKED if ticked else UNTICKED} ", "bold" if ticked else ""),
            (visible(choice.label), "bold" if ticked else ""),
            ("  (" + _("main") + ")" if main else "", "bold"),
            (f"  {visible(choice.hint)}" if choice.hint else "", "italic"),
        )

    def accept(self, choice: Choice) -> None:
        """Enter ticks; on what is ticked already it closes the list and goes on."""
        if choice.key not in self._ticked:
            self.take(choice)
            return
        self.leave()
        self.screen.focus_next()

    def take(self, choice: Choice) -> None:
        """Tick or untick, keep the list open and tell. The words in the field are marked, so typing starts anew."""
        if choice.key in self._ticked:
            del self._ticked[choice.key]
        else:
            self._ticked[choice.key] = None
        self._tell()

    def action_main(self) -> None:
        """Tick the choice under the cursor, if it is not, and make it the main one."""
        choice = self.highlighted
        if choice is not None and self.main and (self.is_open or self.inline):
            self._ticked.pop(choice.key, None)
            self._ticked = {choice.key: None, **self._ticked}
            self._tell()

    def action_step(self, step: int) -> None:
        """Move in the list; from then on the space bar ticks."""
        super().action_step(step)
        self.field.blank_is_command = True

    def refill(self) -> None:
        """List anew; the space bar is a letter again while words stand in the field."""
        super().refill()
        self.field.blank_is_command = not (self._typed and self.field.value)

    def on_dropdown_field_blank(self, event: DropdownField.Blank) -> None:
        """The space bar as a command: open the list, or tick."""
        event.stop()
        if not (self.is_open or self.inline):
            self.open()
        elif self.highlighted is not None:
            self.take(self.highlighted)

    def leave(self) -> None:
        """Close, forget the filter and show what is ticked."""
        super().leave()
        self.show_text("")
        if self.inline and self.is_mounted:
            self.refill()

    def action_close(self) -> None:
        """Close the list and empty the filter; the ticks stay."""
        super().action_close()
        self.show_text("")

    def _tell(self) -> None:
        self._show_ticks()
        self.field.select_all()
        self.field.blank_is_command = True
        self.post_message(self.Changed(self, self.value))

    def _show_ticks(self) -> None:
        self.field.placeholder = self.summary() or self._placeholder
        self.set_class(bool(self._ticked), "-filled")
        if not self.is_mounted:
            return
        for index, choice in enumerate(self._listed):
            if choice is not None:
                self.options.replace_option_prompt_at_index(index, self.prompt(choice))
