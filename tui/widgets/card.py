"""A card: one figure with its name and a line about it, and the door to where it comes from."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from tui.text.visible import visible
from tui.widgets.cells import cut_list
from tui.widgets.month_bars import share_bar
from tui.widgets.panel import entitle, framed, key_words

PENDING = "…"
"""Stands for a figure that is not known yet."""
_BAR = 15


class Card(Widget, can_focus=True):
    """Enter or a click opens what is behind: the screen's `action`, which `key` starts too."""

    DEFAULT_CSS = (
        framed("Card")
        + """
    Card { width: 1fr; height: 4; }
    Card:focus { background: $block-cursor-blurred-background; }
    Card:focus:ansi { background: $block-cursor-background; color: $block-cursor-foreground; }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", show=False)]

    def __init__(self, title: str, key: str, action: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.title, self.key, self.action = title, key, action
        self.figure, self.about, self.share = PENDING, "", (0, 0)
        entitle(self, title, key_words((key, "")))

    def show(self, figure: str, about: str = "", share: tuple[int, int] = (0, 0), *, attention: bool = False) -> None:
        """Show the figure; of a `share` (part, whole) a bar, and where there is more than one line what it is about."""
        self.figure, self.about, self.share = figure, about, share
        self.set_class(attention, "-attention")
        self.refresh()

    def render(self) -> Content:
        """The figure in the middle, below it the bar or the words."""
        room = self.content_size.width
        style = "bold $text-warning" if self.has_class("-attention") else "bold"
        figure = Content.styled(visible(self.figure), style if self.figure != PENDING else "$text-muted")
        part, whole = self.share
        below = (
            Content.styled(share_bar(part, whole, min(_BAR, room)), "$primary")
            if whole
            else Content.styled(cut_list(visible(self.about), room), "$text-muted")
        )
        return Content("\n").join([figure.truncate(room, ellipsis=True).center(room), below])

    async def action_open(self) -> None:
        """Go through the door."""
        await self.screen.run_action(self.action)

    async def on_click(self, event: events.Click) -> None:
        """A click does what Enter does."""
        event.stop()
        await self.action_open()
