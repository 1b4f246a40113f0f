"""Running sums for tables of themes: what counts of the sessions added so far, and how many are left out for what."""

from collections import Counter
from collections.abc import Iterable

from logs.catalogue.directive import Directive
from logs.counting.facts import BY, Countable, Dim, Shape
from logs.counting.sums import Sums
from logs.session.query import Reason

OF_THEMES: tuple[Shape, ...] = ((), ("theme",), ("theme", "unit"), ("theme", "day"))
"""What a table of themes tells of every theme, whatever stands across."""


def shapes_of(kinds: Iterable[Dim], measure: str) -> list[Shape]:
    """What a table of themes by these kinds of columns is read from."""
    more: tuple[Dim, ...] = ("unit",) if measure == "units" else ()
    across: list[Shape] = [(kind, *more) for kind in kinds]
    return [*OF_THEMES, *across, *(("theme", *shape) for shape in across)]


class Tallies:
    """The sums of the sessions added so far, for tables of these `kinds` (see BY) and of one measure (see MEASURES)."""

    def __init__(self, directive: Directive, kinds: Iterable[str] = BY, measure: str = "sessions") -> None:
        self.directive = directive
        self.kinds: tuple[Dim, ...] = tuple(kinds)  # type: ignore[arg-type]
        self.sums = Sums(shapes_of(self.kinds, measure), directive.themes)
        self.left_out: Counter[Reason] = Counter()
        self.conflicts = self.beyond = self.several = 0

    def add(self, session: Countable, left_out: Reason | None = None, by: int = 1, *, conflict: bool = False) -> None:
        """Count a session, or remember why it is left out; `by` -1 takes one out again that was added so."""
        if left_out is not None:
            self.left_out[left_out] += by
            return
        self.conflicts += by * conflict
        self.several += by * (len(session.reporters) > 1)
        self.sums.add(session, by)
