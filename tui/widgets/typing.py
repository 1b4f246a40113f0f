"""Text fields that keep what Vietnamese input methods send.

Unikey-like input methods type a mark as a burst: backspace, then the marked letter. Textual handles a letter at once
but runs backspace as a binding, after the event has been round the whole application, so the two change places and
marks are lost. Here such keys act the moment they arrive. Every value is NFC, whatever the keyboard, the clipboard or
the caller sends. This overrides private methods of Textual; the same bursts typed into Textual's own fields, in
`tests/tui/test_typing_pty.py`, show when that is no longer needed.
"""

import re
import unicodedata
from typing import Any

from textual import events
from textual.document._document import EditResult, Location
from textual.timer import Timer
from textual.widgets import Input, TextArea

from logs.search import clean_line, clean_text, nfc
from tui.widgets.safe import HIDDEN

BURST = 0.015
"""Seconds between two keys that no hand presses apart: they came as one piece from the terminal."""
SETTLE = 0.06
"""Seconds an Enter at the end of a burst waits, to see whether more of the burst follows."""

_AT_ONCE = {
    "backspace": ("action_delete_left", ()),
    "delete": ("action_delete_right", ()),
    "left": ("action_cursor_left", ()),
    "right": ("action_cursor_right", ()),
    "shift+left": ("action_cursor_left", (True,)),
    "shift+right": ("action_cursor_right", (True,)),
}
_LINE_ENDS = ("enter", "ctrl+j")
_LINE_BREAKS = re.compile(r"[\t\r\n]+")


def _act_at_once(field: Input | TextArea, event: events.Key) -> bool:
    """Do the key's work now instead of through a binding; whether the key was such a one."""
    if event.key not in _AT_ONCE:
        return False
    action, arguments = _AT_ONCE[event.key]
    event.stop()
    event.prevent_default()
    getattr(field, action)(*arguments)
    return True


def _is_mark(text: str) -> bool:
    """Whether the text starts with a combining mark, which belongs to the letter before it."""
    return bool(text) and unicodedata.combining(text[0]) != 0


def _pasted_line(text: str) -> str:
    """A paste as one clean line; blanks at its ends stay, line ends there go."""
    return clean_line(f"|{text.strip(chr(13) + chr(10))}|")[1:-1]


def _pasted_text(text: str) -> str:
    """A text of several lines, cleaned; blanks at its ends stay."""
    return clean_text(f"|{text}|")[1:-1]


class ViInput(Input):
    """A text field of one line for Vietnamese: see the module. One row high unless `compact=False`.

    A paste of several lines becomes one line, and one that is too long is cut to fit, with a bell. An Enter inside
    text that arrived in one piece (a paste by a terminal that does not mark pastes) is a blank, not a submit.
    """

    def __init__(
        self, value: str | None = None, placeholder: str = "", *, compact: bool = True, **options: Any
    ) -> None:
        """Take the arguments of `Input` by name."""
        self._last_letter = 0.0
        self._line_end = 0.0
        self._waiting: Timer | None = None
        self._several_lines = False
        super().__init__(value, placeholder, compact=compact, **options)

    def validate_value(self, value: str) -> str:
        """The value in NFC and in one line, without characters that cannot be seen."""
        return nfc(value if value.isprintable() else HIDDEN.sub("", _LINE_BREAKS.sub(" ", value)))

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace `value[start:end]`; a combining mark joins the letter before it, what does not fit is cut."""
        start, end = sorted((max(0, start), min(len(self.value), end)))
        if _is_mark(text) and start > 0:
            start -= 1
            text = self.value[start] + text
        text = nfc(text)
        if self.max_length and len(text) > 1:
            room = max(0, self.max_length - len(self.value) + end - start)
            if len(text) > room:
                text = text[:room]
                self.restricted()
                if start == end and not text:
                    return
        super().replace(text, start, end)

    def action_paste(self) -> None:
        """Paste the application's own clipboard, made one line."""
        self.replace(_pasted_line(self.app.clipboard), *self.selection)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(_pasted_line(event.text), *self.selection)

    async def _on_key(self, event: events.Key) -> None:
        if _act_at_once(self, event):
            self._restart_blink()
        elif event.is_printable:
            self._join_lines(event.time)
            self._last_letter = event.time
        elif event.key in _LINE_ENDS and event.time - self._last_letter < BURST:
            event.stop()
            event.prevent_default()
            self._line_end = self._last_letter = event.time
            if self._waiting is None:
                self._waiting = self.set_timer(SETTLE, self._end_of_burst)

    def _join_lines(self, time: float) -> None:
        """A letter arrived: if a line end of the same burst waits, it was part of a paste and becomes a blank."""
        if self._waiting is not None and time - self._line_end < BURST:
            self._waiting.stop()
            self._waiting = None
            self._several_lines = True
            self.replace(" ", *self.selection)
        elif time - self._last_letter >= BURST:
            self._several_lines = False

    async def _end_of_burst(self) -> None:
        """Nothing followed the line end: it was Enter, unless it closes a paste of several lines."""
        self._waiting = None
        if not self._several_lines:
            await self.action_submit()


class ViArea(TextArea):
    """A text field of several lines for Vietnamese: see the module. Tab leaves the field.

    `max_length` (characters, 0 = any) cuts a paste that is too long, with a bell.
    """

    DEFAULT_CSS = """
    ViArea { height: 4; }
    """

    def __init__(self, text: str = "", *, max_length: int = 0, compact: bool = True, **options: Any) -> None:
        """Take the arguments of `TextArea` by name."""
        self.max_length = max_length
        super().__init__(text, compact=compact, **options)

    def _set_document(self, text: str, language: str | None) -> None:
        super()._set_document(_pasted_text(text), language)

    async def _on_key(self, event: events.Key) -> None:
        if _act_at_once(self, event):
            self._restart_blink()
        elif event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard("\n", *self.selection)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if not self.read_only and (result := self._replace_via_keyboard(event.text, *self.selection)):
            self.move_cursor(result.end_location)

    def replace(
        self, insert: str, start: Location, end: Location, *, maintain_selection_offset: bool = True
    ) -> EditResult:
        """Replace the text between two places; a combining mark joins the letter before it."""
        start, end = sorted((start, end))
        row, column = start
        if _is_mark(insert) and column > 0:
            start = (row, column - 1)
            insert = self.document[row][column - 1] + insert
        return super().replace(nfc(insert), start, end, maintain_selection_offset=maintain_selection_offset)

    def insert(
        self, text: str, location: Location | None = None, *, maintain_selection_offset: bool = True
    ) -> EditResult:
        """Insert text at a place, or at the cursor; a combining mark joins the letter before it."""
        place = self.cursor_location if location is None else location
        return self.replace(text, place, place, maintain_selection_offset=maintain_selection_offset)

    def _replace_via_keyboard(self, insert: str, start: Location, end: Location) -> EditResult | None:
        if len(insert) > 1:
            insert = _pasted_text(insert)
        if self.max_length and insert and not _is_mark(insert):
            room = max(0, self.max_length - len(self.text) + len(self.get_text_range(start, end)))
            if len(insert) > room:
                insert = insert[:room]
                self.app.bell()
                if not insert:
                    return None
        return super()._replace_via_keyboard(insert, start, end)
