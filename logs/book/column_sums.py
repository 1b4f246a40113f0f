"""Sessions in columns added up: the same as `Sums.add` for each of them, in a fraction of the time."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from itertools import accumulate, compress, product, repeat
from math import prod
from operator import add, mul
from types import SimpleNamespace
from typing import Any

from msgspec import Struct

from logs.book.columns import Mask
from logs.book.read_columns import ReadColumns
from logs.catalogue.directive import Theme
from logs.counting.facts import UNSPLIT, Dim, Shape, places_of, shares_of
from logs.counting.sums import Place, Sum, Sums

_FIELDS: Mapping[Dim, str] = {
    "unit": "unit", "month": "date", "quarter": "date", "day": "date", "form": "form", "reporter": "reporters",
    "document": "documents", "theme": "themes", "group": "themes", "mode": "mode",
}  # fmt: skip
_BITS = 40
_ONE = 1 << _BITS  # a session, in one number with its listeners
_MOST_CELLS = 4  # for each session, so that every cell has a number of its own in a list
_Cells = list[int] | defaultdict[int, int]


class _Dim(Struct, frozen=True, gc=False):
    """The names of the places of what is looked at, and their numbers for each value that sessions have.

    `values` are those of the sessions, by number; by each that `is_one` a session stands in one place. Where listeners
    are told apart, `weights` are what each of these places gets of a value.
    """

    names: Sequence[str]
    places: Sequence[Sequence[int]]
    values: Sequence[int]
    is_one: bool
    weights: Sequence[Sequence[int]] | None = None

    def each(self, step: int) -> Iterator[Sequence[int]]:
        """The numbers of the places of each session, times `step`."""
        numbers = [step * number for number in range(len(self.names))]
        places = [tuple(map(numbers.__getitem__, several)) for several in self.places]
        return map(places.__getitem__, self.values)

    def each_one(self, step: int) -> Iterator[int]:
        """The number of the one place of each session, times `step`."""
        return map([step * number for (number,) in self.places].__getitem__, self.values)


class Adding:
    """Adds up these sessions, which are complete; `themes` are those of the catalogue in use."""

    def __init__(self, columns: ReadColumns, chosen: Mask, themes: Mapping[str, Theme]) -> None:
        self._columns = columns
        self._chosen = columns.written.bytes_of(chosen)
        self._size = chosen.bit_count()
        self._keys_of = places_of(themes)
        self._dims: dict[Dim, _Dim] = {}
        weights = [_ONE + (value or 0) for value in columns.column("attendance").values]
        self._weights = list(map(weights.__getitem__, self._codes("attendance")))

    def to(self, sums: Sums) -> None:
        """Count them in the sums, in which nothing stands so far."""
        for shape in sums.shapes:
            sums.fill(shape, self._added(shape))

    def _codes(self, field: str) -> "array[int]":
        """The numbers of the values of the sessions."""
        codes = self._columns.column(field).codes
        return codes if self._size == len(codes) else array(codes.typecode, compress(codes, self._chosen))

    def _added(self, shape: Shape) -> Iterator[tuple[Place, Sum]]:
        """What stands in each place of the shape."""
        dims = [self._dim(dim) for dim in shape]
        sizes = [len(dim.names) for dim in dims]
        steps = [*accumulate(reversed(sizes[1:]), mul, initial=1)][::-1]
        is_dense = prod(sizes) <= _MOST_CELLS * self._size
        cells: _Cells = [0] * prod(sizes) if is_dense else defaultdict(int)
        self._add(list(zip(dims, steps, strict=False)), cells)
        if isinstance(cells, list):
            places: Iterable[Place] = compress(product(*(dim.names for dim in dims)), cells)
            weights = list(filter(None, cells))
        else:
            sized = list(zip(dims, steps, sizes, strict=False))
            places = (tuple(dim.names[cell // step % size] for dim, step, size in sized) for cell in cells)
            weights = list(cells.values())
        return zip(places, map(Sum, [n >> _BITS for n in weights], [n & _ONE - 1 for n in weights]), strict=True)

    def _add(self, dims: Sequence[tuple[_Dim, int]], cells: _Cells) -> None:
        """Add each session up in its cells, whose numbers are those of its places, each times its step, together."""
        ones = [dim.each_one(step) for dim, step in dims if dim.is_one]
        several = [dim.each(step) for dim, step in dims if not dim.is_one and dim.weights is None]
        at: Iterable[int] = reduce(partial(map, add), ones) if ones else repeat(0, self._size)
        others: Iterable[Sequence[int]] = reduce(partial(map, _added_up), several) if several else repeat((0,))
        if split := [(dim, step, dim.weights) for dim, step in dims if dim.weights is not None]:
            ((dim, step, weights),) = split
            shares = zip(dim.each(step), map(weights.__getitem__, dim.values), strict=True)
            _add_split(zip(at, others, shares, strict=False), cells)
        elif several:
            for base, places, weight in zip(at, others, self._weights, strict=True):
                for place in places:
                    cells[base + place] += weight
        else:
            for base, weight in zip(at, self._weights, strict=True):
                cells[base] += weight

    def _dim(self, dim: Dim) -> _Dim:
        if dim not in self._dims:
            self._dims[dim] = self._split() if dim == "audience" else self._placed(dim)
        return self._dims[dim]

    def _placed(self, dim: Dim) -> _Dim:
        field, keys = _FIELDS[dim], self._keys_of[dim]
        known: Any = SimpleNamespace()
        names: list[Collection[str]] = []
        for value in self._columns.column(field).values:
            setattr(known, field, value)
            names.append(keys(known))
        return _numbered(names, self._codes(field))

    def _split(self) -> _Dim:
        """Listeners by their groups; the place of those of no one group has no session that a group does not have."""
        audience, attendance = self._columns.column("audience"), self._columns.column("attendance")
        pairs: defaultdict[tuple[int, int], int] = defaultdict(lambda: len(pairs))
        codes = zip(self._codes("audience"), self._codes("attendance"), strict=True)
        values = list(map(pairs.__getitem__, codes))
        known: Any = SimpleNamespace()
        names, weights = [], []
        for groups, listeners in pairs:
            known.audience, known.attendance = audience.values[groups], attendance.values[listeners]
            shares = shares_of(known)
            names.append(tuple(shares))
            weights.append([(_ONE if group != UNSPLIT else 0) + share for group, share in shares.items()])
        return _numbered(names, values, weights)


def _numbered(
    names: Iterable[Iterable[str]], values: Sequence[int], weights: Sequence[Sequence[int]] | None = None
) -> _Dim:
    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    places = [tuple(map(numbers.__getitem__, several)) for several in names]
    return _Dim(
        list(numbers), places, values, weights is None and all(len(several) == 1 for several in places), weights
    )


def _added_up(some: Sequence[int], others: Sequence[int]) -> list[int]:
    return [one + other for one in some for other in others]


def _add_split(told: Iterable[tuple[int, Sequence[int], tuple[Sequence[int], Sequence[int]]]], cells: _Cells) -> None:
    """The same where each group of listeners has a share of its own."""
    for base, places, (groups, shares) in told:
        for place in places:
            for group, share in zip(groups, shares, strict=True):
                cells[base + place + group] += share
