"""One line of a form: a title at the left, what is typed at the right."""

from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.widget import Widget

from tui.widgets.safe import Plain


class FormLine(HorizontalGroup):
    """A title and an editor side by side."""

    def __init__(self, title: str, editor: Widget) -> None:
        super().__init__(classes="line")
        self._title = title
        self._editor = editor

    def compose(self) -> ComposeResult:
        yield Plain(self._title, classes="line-title")
        yield self._editor
