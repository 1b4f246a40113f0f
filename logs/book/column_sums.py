"""Sessions in columns added up: the same as `Sums.add` for each of them, in a fraction of the time."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import compress, repeat
from operator import add
from types import SimpleNamespace
from typing import Any

from msgspec import Struct

from logs.book.columns import Columns
from logs.catalogue.directive import Theme
from logs.counting.facts import UNSPLIT, Dim, Shape, places_of, shares_of
from logs.counting.sums import Sums

_FIELDS: Mapping[Dim, str] = {
    "unit": "unit", "month": "date", "quarter": "date", "day": "date", "form": "form", "reporter": "reporters",
    "document": "documents", "theme": "themes", "group": "themes", "mode": "mode",
}  # fmt: skip
_ONE = 1 << 40  # a session, in one number with its listeners


class _Dim(Struct, frozen=True, gc=False):
    """The `names` of places, and for each value that sessions have the numbers of the places in which it puts them.

    `values` are those of the sessions, by number. Where listeners are told apart, `weights` are what each of these
    places gets of a value.
    """

    names: Sequence[str]
    places: Sequence[tuple[int, ...]]
    values: Sequence[int]
    is_one: bool
    weights: Sequence[tuple[int, ...]] | None = None


class _Spread(Struct, frozen=True, gc=False):
    """Sessions in places: the number of each place (`keys`), which session stands `at` it, and what it adds there."""

    keys: Sequence[int]
    at: Sequence[int]
    weights: Sequence[int]

    def by(self, dim: _Dim) -> "_Spread":
        """Told apart by one more."""
        keys, at, weights = list(map(len(dim.names).__mul__, self.keys)), self.at, self.weights
        values = list(map(dim.values.__getitem__, at))
        numbers: list[int] = []
        sessions: list[int] = []
        amounts: list[int] = []
        # All in their first place, then those that have a second one, and so on.
        for n in range(max(map(len, dim.places), default=0)):
            has = [len(one) > n for one in dim.places]
            if not all(has):
                left = list(map(has.__getitem__, values))
                keys, at, weights, values = (list(compress(one, left)) for one in (keys, at, weights, values))
            nth = [one[n] if len(one) > n else 0 for one in dim.places]
            numbers += map(add, keys, map(nth.__getitem__, values))
            sessions += at
            if dim.weights is None:
                amounts += weights
            else:
                nth = [one[n] if len(one) > n else 0 for one in dim.weights]
                amounts += map(nth.__getitem__, values)
        return _Spread(numbers, sessions, amounts)


class Adding:
    """Adds up the complete sessions of these numbers; `themes` are those of the catalogue in use."""

    def __init__(self, columns: Columns, rows: Sequence[int], themes: Mapping[str, Theme]) -> None:
        self._columns = columns
        self._rows = rows
        self._keys_of = places_of(themes)
        self._dims: dict[Dim, _Dim] = {}
        attendance = columns.column("attendance")
        weights = [_ONE + (value or 0) for value in attendance.values]
        all_of_them = map(weights.__getitem__, map(attendance.codes.__getitem__, rows))
        self._spreads: dict[Shape, _Spread] = {(): _Spread([0] * len(rows), range(len(rows)), list(all_of_them))}

    def to(self, sums: Sums) -> None:
        """Count them in the sums."""
        for shape in sums.shapes:
            # Those first by which a session stands in several places: what they spread serves several shapes.
            dims = tuple(sorted(shape, key=lambda dim: self._dim(dim).is_one))
            spread = self._spread(dims)
            added: defaultdict[int, int] = defaultdict(int)
            for key, weight in zip(spread.keys, spread.weights, strict=True):
                added[key] += weight
            places, keys = dict[Dim, list[str]](), list(added)
            for dim in reversed(dims):
                names = self._dims[dim].names
                size = len(names)
                places[dim] = [names[key % size] for key in keys]
                keys = [key // size for key in keys]
            named = zip(*(places[dim] for dim in shape), strict=True) if shape else repeat((), len(keys))
            sums.fill(shape, named, (divmod(weight, _ONE) for weight in added.values()))

    def _spread(self, dims: Shape) -> _Spread:
        found = self._spreads.get(dims)
        if found is None:
            dim = self._dim(dims[-1])
            found = self._spread(dims[:-1]).by(dim)
            if not dim.is_one:
                self._spreads[dims] = found
        return found

    def _dim(self, dim: Dim) -> _Dim:
        if dim not in self._dims:
            self._dims[dim] = self._split() if dim == "audience" else self._placed(dim)
        return self._dims[dim]

    def _placed(self, dim: Dim) -> _Dim:
        column = self._columns.column(_FIELDS[dim])
        numbers, keys = _numbering(), self._keys_of[dim]
        found = [_all(numbers, keys(_known(**{_FIELDS[dim]: value}))) for value in column.values]
        values = list(map(column.codes.__getitem__, self._rows))
        return _Dim(list(numbers), found, values, all(len(one) == 1 for one in found))

    def _split(self) -> _Dim:
        """Listeners by their groups; the place of those of no one group has no session that a group does not have."""
        audience, attendance = self._columns.column("audience"), self._columns.column("attendance")
        pairs: defaultdict[tuple[int, int], int] = defaultdict(lambda: len(pairs))
        codes = ((audience.codes[row], attendance.codes[row]) for row in self._rows)
        values = list(map(pairs.__getitem__, codes))
        numbers, places, weights = _numbering(), [], []
        for groups, listeners in pairs:
            shares = shares_of(_known(audience=audience.values[groups], attendance=attendance.values[listeners]))
            places.append(_all(numbers, shares))
            weights.append(tuple((_ONE if group != UNSPLIT else 0) + share for group, share in shares.items()))
        return _Dim(list(numbers), places, values, is_one=False, weights=weights)


def _known(**fields: Any) -> Any:
    """A session of which no more is known than that."""
    return SimpleNamespace(**fields)


def _numbering() -> dict[str, int]:
    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    return numbers


def _all(numbers: Mapping[str, int], names: Collection[str]) -> tuple[int, ...]:
    return tuple(map(numbers.__getitem__, names))
