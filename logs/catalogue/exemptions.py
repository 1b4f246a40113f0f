"""Themes that do not apply to a unit, each with its reason: they are no gaps of that unit.

The marks are kept in the book in which they are made and go into no package.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from logs.model import Code

MOST_REASON = 200


class Exemption(Struct, frozen=True, kw_only=True):
    """A theme of a catalogue that a unit has no occasion to talk about, why, and who said so when."""

    directive: Code
    unit: Code
    theme: Code
    reason: Annotated[str, Meta(min_length=1, max_length=MOST_REASON)]
    at: datetime
    who: str

    @property
    def key(self) -> str:
        """The id under which it is kept."""
        return exemption_key(self.directive, self.unit, self.theme)


def exemption_key(directive: str, unit: str, theme: str) -> str:
    """The id under which a mark is kept."""
    return f"{directive} {unit} {theme}"
