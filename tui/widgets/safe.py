"""Data on the screen as plain text: no markup is read from it, no control byte of it reaches the terminal.

Names and notes come from other people's files. A terminal obeys what it is sent (clear the screen, write to the
clipboard, turn the reading direction round), so every line the program paints passes one filter.
"""

from typing import TypeVar

from rich.segment import Segment
from rich.text import Text
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.widgets import Static

from tui.text.visible import visible

"""Control, bidirectional and invisible characters and lone surrogates; line ends and tabs too."""

Result = TypeVar("Result")


def plain(text: str) -> Content:
    """Data for a slot that would read markup from a string: labels of buttons and boxes, titles, tooltips, options."""
    return Content(visible(text))


class SafeFilter(LineFilter):
    """Keeps control bytes, C1 codes, bidirectional marks and lone surrogates of painted text off the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with their text made visible; the program's own control segments stay."""
        return [
            segment
            if segment.control is not None or segment.text.isprintable()
            else Segment(visible(segment.text), segment.style)
            for segment in segments
        ]


class SafeApp(App[Result]):
    """An App whose every painted line passes `SafeFilter` and whose notices are plain text."""

    _safe_filter = SafeFilter()

    def get_line_filters(self) -> list[LineFilter]:
        """The safety filter first, then Textual's own."""
        return [self._safe_filter, *super().get_line_filters()]

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a notice as plain text; `markup` is accepted for Textual's sake and never followed."""
        super().notify(message, title=visible(title), severity=severity, timeout=timeout, markup=False)


class Plain(Static):
    """Static text that is shown as it is written, brackets and all."""

    def __init__(
        self,
        content: str | Text | Content = "",
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
        expand: bool = False,
        shrink: bool = False,
        disabled: bool = False,
    ) -> None:
        super().__init__(
            content,
            name=name,
            id=id,
            classes=classes,
            expand=expand,
            shrink=shrink,
            disabled=disabled,
            markup=False,
        )
