"""Alt and a letter, which Textual takes for the beginning of a longer sequence.

A terminal sends Alt and a letter as Esc and the letter. Textual's reader waits 100 ms for more, and a key pressed
meanwhile makes of it a `^` and letters in the field; Alt+B and Alt+F it takes for steps by words. But for O, P and X,
no sequence that terminals send begins with Esc and a letter: here the pair is the key at once. An Esc that was told
already, since nothing followed in time, is none of the next letter's.
"""

from collections.abc import Iterable

import textual._xterm_parser as textual_reader
from textual import events
from textual.message import Message

_ESC = "\x1b"
_MORE_FOLLOWS = "OPX"


class AltReader(textual_reader.XTermParser):
    """Textual's reader of what a terminal sends, that tells Alt and a letter at once."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._last = ""

    def feed(self, data: str) -> Iterable[Message]:
        """As Textual's, a character at a time; "" is the end."""
        for character in data or [""]:
            if self._last == _ESC and self._timeout_time is not None and _is_letter(character):
                self._gen = self.parse(self._tokens.append)  # without the Esc that waits for more
                self._awaiting = next(self._gen)
                self._timeout_time = self._awaiting.timeout
                yield events.Key(f"alt+{character.lower()}", None)
            else:
                yield from super().feed(character)
            self._last = character


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha() and character not in _MORE_FOLLOWS


def tell_alt_at_once() -> None:
    """To be called before Textual's drivers are imported, which take their reader from here."""
    textual_reader.XTermParser = AltReader  # type: ignore[misc]
