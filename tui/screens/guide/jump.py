"""Jump mode: a letter beside every place on the screen; typing it goes there."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_
from tui.widgets.safe import Plain

LETTERS = "asdfghjklqwertyuiopzxcvbnm1234567890"


def places_on(screen: Screen[object]) -> list[Widget]:
    """The widgets in sight that can have the focus, in the order of Tab."""
    seen = [one for one in screen.focus_chain if one.region.area and screen.region.overlaps(one.region)]
    return seen[: len(LETTERS)]


class JumpScreen(ModalScreen[Widget | None]):
    """The result is the place whose letter was typed or clicked, None where the person stepped back."""

    MENU: ClassVar = (Command("step_back", "escape", N_("Stay here"), N_("Stay here")),)
    BINDINGS = bindings(MENU)

    def __init__(self, places: Sequence[Widget]) -> None:
        super().__init__()
        self.places = dict(zip(LETTERS, places, strict=False))

    def compose(self) -> ComposeResult:
        for letter, place in self.places.items():
            mark_text = f" {letter} "
            mark = Plain(mark_text, id=f"jump-{letter}", classes="jump")
            # Before the place, so that what stands in it can still be read.
            mark.styles.offset = (max(0, place.region.x - len(mark_text)), place.region.y)
            yield mark
        yield KeyBar()

    def on_key(self, event: events.Key) -> None:
        """Go where the letter points; any other key but Esc changes nothing."""
        if event.character in self.places:
            event.stop()
            self.dismiss(self.places[event.character])

    def on_click(self, event: events.Click) -> None:
        """A click on a letter does what typing it does; elsewhere it steps back."""
        name = (event.widget.id or "") if event.widget else ""
        self.dismiss(self.places.get(name.removeprefix("jump-")) if name.startswith("jump-") else None)

    def action_step_back(self) -> None:
        self.dismiss(None)
