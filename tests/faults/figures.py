"""What a run of faults came to."""

from typing import NamedTuple


class Figures(NamedTuple):
    """Faults tried, acknowledged saves that they lost, and openings that told of damage where there was none."""

    tried: int = 0
    lost: int = 0
    alarms: int = 0

    def __str__(self) -> str:
        return f"tried: {self.tried}, acknowledged saves lost: {self.lost}, false alarms: {self.alarms}"


def total(figures: list[Figures]) -> Figures:
    """All of them together."""
    return Figures(*(sum(column) for column in zip(*figures, strict=True))) if figures else Figures()
