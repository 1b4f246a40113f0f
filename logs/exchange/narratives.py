"""What a report says beside its figures, part by part, as a person has written it for a period."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

NarrativePart = Literal["leadership", "strengths", "weaknesses", "directions", "proposals"]
PARTS: tuple[NarrativePart, ...] = ("leadership", "strengths", "weaknesses", "directions", "proposals")
"""In the order of the report; headings and hints are `exports.report.body`'s."""
MOST_TEXT = 10_000
NarrativeText = Annotated[str, Meta(min_length=1, max_length=MOST_TEXT)]


class Narrative(Struct, frozen=True, kw_only=True):
    """The text of a part of the report for a period (`logs.periods.span_key`), who wrote it last and when."""

    period: Annotated[str, Meta(min_length=1, max_length=40)]
    part: NarrativePart
    text: NarrativeText
    at: datetime
    who: str

    @property
    def key(self) -> str:
        """The id under which it is kept."""
        return narrative_key(self.period, self.part)


def narrative_key(period: str, part: NarrativePart) -> str:
    """The id under which the text of a part is kept."""
    return f"{period} {part}"
