"""The tour after the first start: four cards that point to what the work is made of."""

from typing import ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from logs.model import Role
from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.core.own_keys import known_menus
from tui.input.key_order import KeysInOrder
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain

Card = tuple[str, str, str]
"""A title and what it is about, as msgids, and the id of the command that leads there."""

_LOG = (
    N_("Log"),
    N_(
        "After each session press {key}. Most fields are filled in already, from the most similar session before; "
        "what is guessed is marked. Type over what differs, then save."
    ),
    "add_session",
)
_FIND = (
    N_("Find"),
    N_(
        "The register lists every session. Press {key} and type some letters, with or without marks; "
        "below stand the counts of what is shown."
    ),
    "search",
)
_COVERAGE = (
    N_("See what is missing"),
    N_("Press {key} for the themes of the catalogue: which have been talked about, to whom, when, and which not yet."),
    "switch_mode.coverage",
)
_EXPORT = (
    N_("Export"),
    N_(
        "Before the deadline press {key}: everything goes into one file, to be sent by any means. The overview "
        "tells what no file has carried yet and how many days are left."
    ),
    "export",
)
_MERGE = (
    N_("Merge"),
    N_(
        "Press {key} and choose the units' files. A plan shows what would change; nothing is changed before it is "
        "accepted, and a whole merge can be undone."
    ),
    "switch_mode.merge",
)


def cards(role: Role) -> tuple[Card, ...]:
    """The four cards of a reporter, or of a committee, which receives files."""
    return (_LOG, _FIND, _COVERAGE, _MERGE if role == "committee" else _EXPORT)


class TourScreen(ModalScreen[None]):
    """One card after the other; Esc skips the rest, and so does every key of the work itself, which takes effect."""

    MENU: ClassVar = (
        Command("leaf(1)", "enter,right", N_("Next card"), N_("Next")),
        Command("leaf(-1)", "left", N_("Card before"), N_("Back")),
        Command("dismiss", "escape", N_("Skip the tour"), N_("Skip")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.cards = cards(role)
        self.place = 0
        every = known_menus(type(self.app))
        everywhere = {command.id for command in every[0][1]}
        self.work = everywhere | {command for _title, _text, command in self.cards}
        self.keys = {command.id: command.key for _name, commands in every for command in commands}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="tour"):
            yield Plain(id="tour-text")
            yield Plain(id="tour-dots")
            yield KeyBar()

    def on_mount(self) -> None:
        self._show()

    def on_key(self, event: events.Key) -> None:
        """A key of the app, or one that a card names, ends the tour and does what it does on the screen behind."""
        if event.key not in self.active_bindings and self._is_work(event.key):
            event.stop()
            self.dismiss()
            cast("KeysInOrder[object]", self.app).press_again(event)

    def _is_work(self, key: str) -> bool:
        behind = self.app.screen_stack[-2].active_bindings.get(key)
        return behind is not None and behind.binding.id in self.work

    def action_leaf(self, cards: int) -> None:
        """The next card, or the one before; after the last the work begins."""
        if self.place + cards >= len(self.cards):
            self.dismiss()
            return
        self.place = max(0, self.place + cards)
        self._show()

    def _show(self) -> None:
        title, text, command = self.cards[self.place]
        key = self.keys.get(command, "")
        heading = f"{self.place + 1}/{len(self.cards)}  {_(title)}"
        entitle(self.query_one("#tour"), heading)
        before, _key, after = _(text).partition("{key}")
        told = Content.assemble(before, Content.styled(f" {key} ", "bold reverse"), after)
        self.query_one("#tour-text", Plain).update(told)
        dots = " ".join("●" if place == self.place else "○" for place in range(len(self.cards)))
        self.query_one("#tour-dots", Plain).update(dots)
