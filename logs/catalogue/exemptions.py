"""Themes that do not apply to a unit, each with its reason: they are no gaps of that unit."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from logs.model import Code

MOST_REASON = 200
Reason = Annotated[str, Meta(min_length=1, max_length=MOST_REASON)]


class Mark(Struct, frozen=True, kw_only=True):
    """That a unit has no occasion to talk about a theme of a catalogue, and why."""

    directive: Code
    unit: Code
    theme: Code
    reason: Reason

    @property
    def key(self) -> str:
        """The id under which it is kept: a theme is marked once for a unit."""
        return exemption_key(self.directive, self.unit, self.theme)


class Exemption(Mark, frozen=True, kw_only=True):
    """A mark of this book, with who made it when."""

    at: datetime
    who: str


def exemption_key(directive: str, unit: str, theme: str) -> str:
    """The id under which a mark is kept."""
    return f"{directive} {unit} {theme}"
