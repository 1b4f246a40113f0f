"""Screens whose parts are given their styles and their places once as they open."""

from typing import Generic, TypeVar

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

T = TypeVar("T")


class FittedApp(App[T]):
    """An app whose parts are given no styles before they are mounted: they get them then."""

    def update_styles(self, node: DOMNode, animate: bool = True) -> None:
        """Give the parts of the node their styles."""
        if not isinstance(node, Widget) or node.is_attached:
            super().update_styles(node, animate)


class FittedScreen(Screen[T], Generic[T]):
    """A screen that has its classes for the room there is before its parts are made.

    Textual sets them once the screen has a size, and gives every part its styles again, then once more as the screen
    comes to the front, and lays everything out twice: of a form of 200 parts a fifth of a second.
    As a base it stands behind `ModalScreen`: Textual takes the style sheet of the first.
    """

    _is_new = True

    def on_compose(self) -> None:
        """Before the parts are made."""
        widths = sorted(self.app.HORIZONTAL_BREAKPOINTS or ())
        self.add_class(*[name for least, name in widths if least <= self.app.size.width][-1:])

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """The parts have just been mounted."""
        event.refresh_styles = event.refresh_styles and not self._is_new
        self._is_new = False

    def _screen_resized(self, size: Size) -> None:
        if size != self._size:
            super()._screen_resized(size)
