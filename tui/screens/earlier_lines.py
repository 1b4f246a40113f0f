"""Earlier sessions as lines, to go back through with the arrows as in a shell."""

from typing import Any

from logs.book.book import LogBook
from logs.entry.line_parser import Parsed
from logs.entry.suggestions import Guesses
from logs.session.line_format import line_of
from tui.screens.form_values import values_of

_MOST = 20
# What an earlier session brings when it is fetched back; the rest belongs to its own day.
_FETCHED = ("unit", "form", "reporters", "audience", "themes", "place", "topic", "minutes", "mode", "attendance")


class EarlierLines:
    """The line as it was typed and, behind it, sessions like it, each with what was typed in place of its own."""

    def __init__(self, book: LogBook, guesses: Guesses) -> None:
        self.book = book
        self.guesses = guesses
        self._lines: list[str] = []
        self._place = 0

    def shows(self, line: str) -> bool:
        """Whether the line is one fetched back, still unchanged."""
        return self._place > 0 and self._lines[self._place] == line

    def step(self, line: str, parsed: Parsed, steps: int) -> str | None:
        """The line so many steps back from the one shown; None where there is none."""
        if not self._lines or self._lines[self._place] != line:
            self._lines, self._place = [line, *self._like(typed_only(parsed))], 0
        place = self._place + steps
        if not 0 <= place < len(self._lines):
            return None
        self._place = place
        return self._lines[place]

    def _like(self, typed: dict[str, Any]) -> list[str]:
        owner = self.book.owner
        own = {"unit": owner.unit, "reporters": (owner.reporter,)}
        lines: dict[str, None] = {}
        for entry in self.guesses.similar(typed, _MOST):
            session = values_of(entry.session)
            fields = {name: session[name] for name in _FETCHED} | typed
            lines[line_of(fields, without=[name for name, value in own.items() if fields[name] == value])] = None
        return list(lines)


def typed_only(parsed: Parsed) -> dict[str, Any]:
    """The fields that the line itself gives, without guesses."""
    return {name: value for name, value in parsed.fields.items() if name not in parsed.guessed}
