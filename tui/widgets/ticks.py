"""Boxes and buttons whose state reads without colour: [x], [ ], (•), ( )."""

from typing import Any, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.widgets import Checkbox, RadioButton, RadioSet

from tui.widgets.safe import plain


class Tick(Checkbox):
    """A box to tick; the label is plain text."""

    BUTTON_LEFT = BUTTON_RIGHT = ""
    BUTTON_INNER = "[ ]"

    def __init__(self, label: str | Content, *, value: bool = False, **options: Any) -> None:
        super().__init__(plain(label) if isinstance(label, str) else label, value=value, compact=True, **options)
        self.BUTTON_INNER = "[x]" if value else "[ ]"

    def watch_value(self) -> None:
        self.BUTTON_INNER = "[x]" if self.value else "[ ]"
        super().watch_value()


class Option(RadioButton):
    """One of several, of which one holds; the label is plain text."""

    BUTTON_LEFT = BUTTON_RIGHT = ""
    BUTTON_INNER = "( )"

    def __init__(self, label: str, *, value: bool = False, **options: Any) -> None:
        super().__init__(plain(label), value=value, compact=True, **options)
        self.BUTTON_INNER = "(•)" if value else "( )"

    def watch_value(self) -> None:
        self.BUTTON_INNER = "(•)" if self.value else "( )"
        super().watch_value()


class OneOf(RadioSet):
    """Options of which the arrows choose one, with no further key; Enter goes on."""

    BINDINGS: ClassVar = [Binding("enter", "app.focus_next", show=False)]

    def watch__selected(self) -> None:
        super().watch__selected()
        if self.has_focus and self._selected is not None:
            self.query(Option)[self._selected].value = True
