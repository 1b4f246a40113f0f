"""The one adder: sessions, and figures in place of sessions, added up by any places that they stand in."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct

from logs.catalogue.directive import Theme
from logs.counting.facts import UNSPLIT, Countable, Dim, Shape, places_of, shares_of
from logs.periods import days_of, quarter_of

if TYPE_CHECKING:
    from logs.counting.unit_totals import Figures, MonthSum, ThemeSum


class Sum(Struct, gc=False):
    """Sessions and their attendance."""

    sessions: int = 0
    attendance: int = 0


Place = tuple[str, ...]
NOTHING = Sum()
"""Of a place in which nothing stands; do not change."""


class Sums:
    """What was added so far, by each of the shapes. A session with several themes stands once in each of their places,
    so that places may add up to more than the whole, `()`.
    """

    def __init__(self, shapes: Iterable[Shape], themes: Mapping[str, Theme] = {}) -> None:
        self._of: dict[Shape, dict[Place, Sum]] = {shape: {} for shape in shapes}
        places = places_of(themes)
        dims: list[Dim] = list(dict.fromkeys(dim for shape in self._of for dim in shape if dim != "audience"))
        self._places = [places[dim] for dim in dims]
        at: dict[Dim, int] = {dim: n for n, dim in enumerate(dims)}
        # Listeners are told apart by group alone; every other place of a session has all of them.
        whole = [(shape, sums) for shape, sums in self._of.items() if "audience" not in shape]
        self._all = self._of.get(())
        self._single = [(sums, at[shape[0]]) for shape, sums in whole if len(shape) == 1]
        self._pairs = [(sums, at[shape[0]], at[shape[1]]) for shape, sums in whole if len(shape) == 2]
        self._more = [(sums, [at[dim] for dim in shape]) for shape, sums in whole if len(shape) > 2]
        self._split = [
            (sums, [at.get(dim, -1) for dim in shape], shape.index("audience"))
            for shape, sums in self._of.items()
            if "audience" in shape
        ]

    @property
    def shapes(self) -> Collection[Shape]:
        """By what is added up."""
        return self._of.keys()

    def of(self, *shape: Dim) -> Mapping[Place, Sum]:
        """What stands in each place of that shape."""
        return self._of[shape]

    @property
    def whole(self) -> Sum:
        """Every session once."""
        return self._of[()].get((), NOTHING)

    def add(self, session: Countable, by: int = 1) -> None:
        """Count a complete session that counts; `by` -1 takes it out again."""
        names = [keys(session) for keys in self._places]
        listeners = by * (session.attendance or 0)
        if self._all is not None:
            _grow(self._all, (), by, listeners)
        for sums, at in self._single:
            for name in names[at]:
                _grow(sums, (name,), by, listeners)
        for sums, at, beside in self._pairs:
            for name in names[at]:
                for other in names[beside]:
                    _grow(sums, (name, other), by, listeners)
        for sums, several in self._more:
            for place in product(*[names[at] for at in several]):
                _grow(sums, place, by, listeners)
        if self._split:
            self._add_split(names, shares_of(session), by)

    def _add_split(self, names: Sequence[Collection[str]], shares: Mapping[str, int], by: int) -> None:
        for sums, dims, group in self._split:
            for place in product(*[shares if at < 0 else names[at] for at in dims]):
                # The place of those of no one group has listeners, and no session that a group does not have.
                name = place[group]
                _grow(sums, place, by if name != UNSPLIT else 0, by * shares[name])

    def put(self, shape: Shape, place: Place, sessions: int, attendance: int) -> None:
        """Count what was added up elsewhere."""
        _grow(self._of[shape], place, sessions, attendance)

    def fill(self, shape: Shape, added: Iterable[tuple[Place, Sum]]) -> None:
        """Hold what was added up elsewhere in these places, in which nothing stands so far."""
        self._of[shape].update(added)

    def join(self, figures: "Figures") -> None:
        """Count the figures of a unit: what they do not tell apart stands in UNSPLIT, and they know no day."""
        for shape, sums in self._of.items():
            if "day" in shape:
                continue
            cells: Iterable[MonthSum | ThemeSum] = figures.cells if "theme" in shape else figures.months
            for cell in cells:
                told = {"unit": figures.unit, "month": cell.month, "form": cell.form}
                told |= {"quarter": quarter_of(days_of(cell.month)[0]), "theme": getattr(cell, "theme", UNSPLIT)}
                _grow(sums, tuple(told.get(dim, UNSPLIT) for dim in shape), cell.sessions, cell.attendance)


def _grow(sums: dict[Place, Sum], place: Place, sessions: int, attendance: int) -> None:
    found = sums.get(place)
    if found is None:
        sums[place] = Sum(sessions, attendance)
        return
    found.sessions += sessions
    found.attendance += attendance
    if not found.sessions and not found.attendance:
        # Nothing of it is left.
        del sums[place]
