"""Text fields that keep what Vietnamese input methods send; in one of them Enter acts the moment it arrives.

Unikey-like input methods type a mark as a burst: backspace, then the marked letter. Textual handles a letter at once
but runs backspace as a binding, after the event has been round the whole application, so the two change places and
marks are lost. Here such keys act the moment they arrive. Every value is NFC, whatever the keyboard, the clipboard or
the caller sends. What does not fit is left out and told. Where the app's `composing` names a method of
`tui.input.telex`, the fields make Vietnamese letters themselves. This overrides private methods of Textual; the same
bursts typed into Textual's own fields, in `tests/tui/input/test_typing_pty.py`, show when that is no longer needed.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding
from textual.document._document import EditResult, Location
from textual.widget import Widget
from textual.widgets import Input, TextArea

from logs.text import clean_line, clean_text, nfc
from tui.core.i18n import _
from tui.core.messages import Done
from tui.input.telex import compose
from tui.text.formats import number
from tui.text.visible import HIDDEN

_AT_ONCE = {
    "backspace": ("action_delete_left", ()),
    "delete": ("action_delete_right", ()),
    "left": ("action_cursor_left", ()),
    "right": ("action_cursor_right", ()),
    "shift+left": ("action_cursor_left", (True,)),
    "shift+right": ("action_cursor_right", (True,)),
}
_NEW_LINE = ("enter", "ctrl+j")
_LAST_WORD = re.compile(r"[^\W_]+$")
_LINE_BREAKS = re.compile(r"[\t\r\n]+")


def _act_at_once(field: Input | TextArea, event: events.Key) -> bool:
    """Do the key's work now instead of through a binding; whether the key was such a one."""
    if event.key not in _AT_ONCE:
        return False
    action, arguments = _AT_ONCE[event.key]
    _swallow(event)
    getattr(field, action)(*arguments)
    return True


def _swallow(event: events.Event) -> None:
    """The event is dealt with: neither Textual's field nor anyone above sees it."""
    event.stop()
    event.prevent_default()


def _tell_full(field: Widget, most: int | None) -> None:
    field.app.bell()
    text = _("This field takes at most {n} characters; the rest was left out. Please shorten the text.")
    field.post_message(Done(text.format(n=number(most or 0)), warn=True))


class _Word:
    """The keys of the word being typed: letters on the screen do not tell which keys made them."""

    def __init__(self) -> None:
        self._keys = ""
        self._before = ""

    def key(self, field: Widget, event: events.Key, before: str) -> tuple[str, int] | None:
        """What to put in place of how many letters `before` the cursor; None where the key is an ordinary one."""
        method = getattr(field.app, "composing", "")
        key = event.character or ""
        if not method or not key.isalnum():
            return None
        word = _LAST_WORD.search(before)
        shown = word.group() if word else ""
        if before == self._before:
            keys = self._keys + key
        elif compose(shown, method) == shown:
            keys = shown + key
        else:
            return None  # a word that was made by taking a mark back, and stays as it is
        made = compose(keys, method)
        self._keys, self._before = keys, before[: len(before) - len(shown)] + made
        return None if made == shown + key else (made, len(shown))


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

    A paste of several lines becomes one line, and one that is too long is cut to fit. Ctrl+Z puts back what stood there
    when the keyboard came, and again what was typed.
    """

    BINDINGS: ClassVar = [Binding("ctrl+z", "take_back", show=False)]
    _former = ""

    def __init__(
        self, value: str | None = None, placeholder: str = "", *, compact: bool = True, **options: Any
    ) -> None:
        """Take the arguments of `Input` by name."""
        self._word = _Word()
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

    def on_focus(self) -> None:
        """What Ctrl+Z goes back to."""
        self._former = self.value

    def action_take_back(self) -> None:
        """Put back what stood here before."""
        self.value, self._former = self._former, self.value

    def action_paste(self) -> None:
        """Paste the application's own clipboard, made one line."""
        self.replace(_pasted_line(self.app.clipboard), *self.selection)

    def _on_paste(self, event: events.Paste) -> None:
        _swallow(event)
        self.replace(_pasted_line(event.text), *self.selection)

    async def _on_key(self, event: events.Key) -> None:
        if _act_at_once(self, event):
            self._restart_blink()
        elif self.selection.is_empty and (made := self._word.key(self, event, self.value[: self.cursor_position])):
            letters, replaced = made
            _swallow(event)
            self._restart_blink()
            self.replace(letters, self.cursor_position - replaced, self.cursor_position)

    def takes_at_once(self, event: events.Key) -> bool:
        """Whether the key is a letter, or acts without a binding."""
        return event.is_printable or event.key in _AT_ONCE

    def restricted(self) -> None:
        """Something did not fit: ring the bell and say so."""
        _tell_full(self, self.max_length)


class ViArea(TextArea):
    """A text field of several lines for Vietnamese: see the module. Tab leaves the field.

    `max_length` (characters, 0 = any) cuts a paste that is too long.
    """

    DEFAULT_CSS = """
    ViArea { height: 4; }
    """

    def __init__(self, text: str = "", *, max_length: int = 0, compact: bool = True, **options: Any) -> None:
        """Take the arguments of `TextArea` by name."""
        self.max_length = max_length
        self._word = _Word()
        super().__init__(text, compact=compact, **options)

    def _set_document(self, text: str, language: str | None) -> None:
        super()._set_document(_pasted_text(text), language)

    async def _on_key(self, event: events.Key) -> None:
        if _act_at_once(self, event):
            self._restart_blink()
        elif event.key == "ctrl+j":
            _swallow(event)
            self._replace_via_keyboard("\n", *self.selection)
        elif self.selection.is_empty and not self.read_only:
            row, column = self.cursor_location
            if made := self._word.key(self, event, self.document[row][:column]):
                letters, replaced = made
                _swallow(event)
                self._restart_blink()
                self._replace_via_keyboard(letters, (row, column - replaced), (row, column))

    def takes_at_once(self, event: events.Key) -> bool:
        """Whether the key is a letter or a line end, or acts without a binding."""
        return event.is_printable or event.key in _AT_ONCE or event.key in _NEW_LINE

    async def _on_paste(self, event: events.Paste) -> None:
        _swallow(event)
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
                _tell_full(self, self.max_length)
                if not insert:
                    return None
        return super()._replace_via_keyboard(insert, start, end)


class EnterField(ViInput):
    """Calls `enter` at Enter, with every letter typed before it in its value and none typed after it."""

    def __init__(self, enter: Callable[[], None], placeholder: str = "", **options: Any) -> None:
        """Take the arguments of `ViInput` by name."""
        super().__init__(placeholder=placeholder, **options)
        self._enter = enter

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._enter()

    async def action_submit(self) -> None:
        """Enter that came another way than by the key."""
        self._enter()
