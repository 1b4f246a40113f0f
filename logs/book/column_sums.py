"""Sessions in columns added up: the same as `Sums.add` for each of them, in a fraction of the time."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial, reduce
from itertools import accumulate, compress, product, repeat
from math import prod
from operator import add, mul
from types import SimpleNamespace
from typing import Any, cast

from msgspec import Struct

from logs.book.columns import Column
from logs.catalogue.directive import Theme
from logs.counting.facts import UNSPLIT, Dim, Shape, places_of, shares_of
from logs.counting.sums import Place, Sum

_FIELDS: Mapping[Dim, str] = {
    "unit": "unit", "month": "date", "quarter": "date", "day": "date", "form": "form", "reporter": "reporters",
    "document": "documents", "theme": "themes", "group": "themes", "mode": "mode",
}  # fmt: skip
_BITS = 40
_ONE = 1 << _BITS  # a session, in one number with its listeners
_MOST_CELLS = 4  # for each session, so that every cell has a number of its own in a list
_Numbers = list[int] | defaultdict[int, int]


class Cells(Struct, frozen=True, gc=False):
    """What stands in the places of a shape, by the `names` of each dim: for each combination of these, the last dim's
    changing first, sessions and listeners in one number; where only few combinations have any, by its place.
    """

    names: Sequence[Sequence[str]]
    numbers: list[int] | dict[int, int]

    def numbered(self) -> Iterable[tuple[int, int]]:
        """Each number with where it stands among all of them."""
        return enumerate(self.numbers) if isinstance(self.numbers, list) else self.numbers.items()

    def each(self) -> Iterator[tuple[Place, Sum]]:
        """The places in which something stands."""
        if isinstance(self.numbers, list):
            places: Iterable[Place] = compress(product(*self.names), self.numbers)
            numbers = list(filter(None, self.numbers))
        else:
            steps = list(zip(self.names, _steps(self.names), strict=True))
            places = (tuple(names[at // step % len(names)] for names, step in steps) for at in self.numbers)
            numbers = list(self.numbers.values())
        return zip(places, map(Sum, [n >> _BITS for n in numbers], [n & _ONE - 1 for n in numbers]), strict=True)


def _steps(names: Sequence[Sequence[str]]) -> list[int]:
    """By how many combinations two neighbouring names of each dim are apart."""
    return [*accumulate(map(len, names[:0:-1]), mul, initial=1)][::-1][: len(names)]


class _Dim(Struct, frozen=True, gc=False):
    """The names of the places of what is looked at, and their numbers for each value that sessions have.

    `values` are those of the sessions, by number; by each that `is_one` a session stands in one place. Where listeners
    are told apart, `weights` are what each of these places gets of a value.
    """

    names: Sequence[str]
    places: Mapping[int, Sequence[int]]
    values: Sequence[int]
    is_one: bool
    weights: Sequence[Sequence[int]] | None = None

    def each(self, step: int) -> Iterator[Sequence[int]]:
        """The numbers of the places of each session, times `step`."""
        numbers = [step * number for number in range(len(self.names))]
        places = {value: tuple(map(numbers.__getitem__, several)) for value, several in self.places.items()}
        return map(places.__getitem__, self.values)

    def each_one(self, step: int) -> Iterator[int]:
        """The number of the one place of each session, times `step`."""
        return map({value: step * number for value, (number,) in self.places.items()}.__getitem__, self.values)


class Adding:
    """Adds up these sessions, which are complete, by the columns given; `themes` are those of the catalogue in use."""

    def __init__(self, column: Callable[[str], Column], chosen: bytes, themes: Mapping[str, Theme]) -> None:
        self._column = column
        self._chosen = chosen
        self._size = chosen.count(1)
        self._keys_of = places_of(themes)
        self._dims: dict[Dim, _Dim] = {}

    @cached_property
    def _weights(self) -> list[int]:
        weights = [_ONE + (value or 0) for value in self._column("attendance").values]
        return list(map(weights.__getitem__, self._codes("attendance")))

    def cells(self, shape: Shape) -> Cells:
        """What the sessions add up to in each place of the shape."""
        dims = [self._dim(dim) for dim in shape]
        names = [dim.names for dim in dims]
        size = prod(map(len, names))
        numbers: _Numbers = [0] * size if size <= _MOST_CELLS * self._size else defaultdict(int)
        self._add(list(zip(dims, _steps(names), strict=True)), numbers)
        return Cells(names, numbers)

    def _codes(self, field: str) -> "array[int]":
        """The numbers of the values of the sessions."""
        codes = self._column(field).codes
        return codes if self._size == len(codes) else array(codes.typecode, compress(codes, self._chosen))

    def _add(self, dims: Sequence[tuple[_Dim, int]], numbers: _Numbers) -> None:
        """Add each session up in its cells, whose numbers are those of its places, each times its step, together."""
        ones = [dim.each_one(step) for dim, step in dims if dim.is_one]
        several = [dim.each(step) for dim, step in dims if not dim.is_one and dim.weights is None]
        at: Iterable[int] = reduce(partial(map, add), ones) if ones else repeat(0, self._size)
        others: Iterable[Sequence[int]] = reduce(partial(map, _added_up), several) if several else repeat((0,))
        if split := [(dim, step, dim.weights) for dim, step in dims if dim.weights is not None]:
            ((dim, step, weights),) = split
            shares = zip(dim.each(step), map(weights.__getitem__, dim.values), strict=True)
            _add_split(zip(at, others, shares, strict=False), numbers)
        elif several:
            for base, places, weight in zip(at, others, self._weights, strict=True):
                for place in places:
                    numbers[base + place] += weight
        else:
            for base, weight in zip(at, self._weights, strict=True):
                numbers[base] += weight

    def _dim(self, dim: Dim) -> _Dim:
        if dim not in self._dims:
            self._dims[dim] = self._split() if dim == "audience" else self._placed(dim)
        return self._dims[dim]

    def _placed(self, dim: Dim) -> _Dim:
        field, keys = _FIELDS[dim], self._keys_of[dim]
        codes, values, known = self._codes(field), self._column(field).values, cast("Any", SimpleNamespace())
        names: dict[int, Collection[str]] = {}
        for code in sorted(set(codes)):
            setattr(known, field, values[code])
            names[code] = keys(known)
        return _numbered(names, codes)

    def _split(self) -> _Dim:
        """Listeners by their groups; the place of those of no one group has no session that a group does not have."""
        audience, attendance = self._column("audience").values, self._column("attendance").values
        pairs: defaultdict[tuple[int, int], int] = defaultdict(lambda: len(pairs))
        codes = zip(self._codes("audience"), self._codes("attendance"), strict=True)
        values, known = list(map(pairs.__getitem__, codes)), cast("Any", SimpleNamespace())
        names: dict[int, Collection[str]] = {}
        weights = []
        for (groups, listeners), pair in pairs.items():
            known.audience, known.attendance = audience[groups], attendance[listeners]
            shares = shares_of(known)
            names[pair] = shares.keys()
            weights.append([(_ONE if group != UNSPLIT else 0) + share for group, share in shares.items()])
        return _numbered(names, values, weights)


def _numbered(
    names: Mapping[int, Iterable[str]], values: Sequence[int], weights: Sequence[Sequence[int]] | None = None
) -> _Dim:
    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    places = {value: tuple(map(numbers.__getitem__, several)) for value, several in names.items()}
    is_one = weights is None and all(len(several) == 1 for several in places.values())
    return _Dim(list(numbers), places, values, is_one, weights)


def _added_up(some: Sequence[int], others: Sequence[int]) -> list[int]:
    return [one + other for one in some for other in others]


def _add_split(
    told: Iterable[tuple[int, Sequence[int], tuple[Sequence[int], Sequence[int]]]], numbers: _Numbers
) -> None:
    """The same where each group of listeners has a share of its own."""
    for base, places, (groups, shares) in told:
        for place in places:
            for group, share in zip(groups, shares, strict=True):
                numbers[base + place + group] += share
