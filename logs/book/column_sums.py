"""Sessions in columns added up: the same as `Sums.add` for each of them, in a fraction of the time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from msgspec import Struct

from logs.book.columns import Columns
from logs.catalogue.directive import Theme
from logs.counting.facts import UNSPLIT, Dim, Shape, places_of, shares_of
from logs.counting.sums import Place, Sums

_FIELDS: Mapping[Dim, str] = {
    "unit": "unit", "month": "date", "quarter": "date", "day": "date", "form": "form", "reporter": "reporters",
    "document": "documents", "theme": "themes", "group": "themes", "mode": "mode",
}  # fmt: skip
_ONE = 1 << 40  # a session, in one number with its listeners


class _Dim(Struct, frozen=True, gc=False):
    """The places of what is looked at, for each value that sessions have.

    `values` are those of the sessions, by number. Where listeners are told apart, `weights` are what each of these
    places gets of a value.
    """

    places: Sequence[tuple[str, ...]]
    values: Sequence[int]
    is_one: bool
    weights: Sequence[Sequence[int]] | None = None


_Part = tuple[Sequence[int], Sequence[int]]
"""Sessions, by where they stand among those that are added up, and what each of them adds."""


class Adding:
    """Adds up the complete sessions of these numbers; `themes` are those of the catalogue in use."""

    def __init__(self, columns: Columns, rows: Sequence[int], themes: Mapping[str, Theme]) -> None:
        self._columns = columns
        self._rows = rows
        self._keys_of = places_of(themes)
        self._dims: dict[Dim, _Dim] = {}
        self._parts: dict[Dim, dict[str, _Part]] = {}
        attendance = columns.column("attendance")
        weights = [_ONE + (value or 0) for value in attendance.values]
        codes = map(attendance.codes.__getitem__, rows)
        self._whole: _Part = range(len(rows)), list(map(weights.__getitem__, codes))

    def to(self, sums: Sums) -> None:
        """Count them in the sums, in which nothing stands so far."""
        for shape in sums.shapes:
            # Those first by which a session stands in several places: the last one of the others is added up quickly.
            dims = tuple(sorted(shape, key=lambda dim: self._dim(dim).is_one))
            added = self._added(dims, self._whole)
            if dims != shape:
                back = [dims.index(dim) for dim in shape]
                added = [(tuple(place[n] for n in back), weight) for place, weight in added]
            sums.fill(shape, ((place, *divmod(weight, _ONE)) for place, weight in added))

    def _added(self, dims: Shape, part: _Part) -> list[tuple[Place, int]]:
        """What the sessions add in each place, by the dims in their order; a place may come several times."""
        if not dims:
            return [((), sum(part[1]))]
        (dim, *rest), known = dims, self._dim(dims[0])
        if not rest and known.is_one:
            added: defaultdict[int, int] = defaultdict(int)
            for value, weight in zip(map(known.values.__getitem__, part[0]), part[1], strict=True):
                added[value] += weight
            return [((known.places[value][0],), weight) for value, weight in added.items()]
        if part is self._whole:
            # Several shapes begin with it.
            parts = self._parts.get(dim) or self._parts.setdefault(dim, self._apart(dim, part))
        else:
            parts = self._apart(dim, part)
        return [((name, *place), n) for name, one in parts.items() for place, n in self._added(tuple(rest), one)]

    def _apart(self, dim: Dim, part: _Part) -> dict[str, _Part]:
        """The sessions in each place of a dim."""
        known = self._dim(dim)
        found: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        if known.weights is not None:
            for at in part[0]:
                value = known.values[at]
                for name, weight in zip(known.places[value], known.weights[value], strict=True):
                    found[name][0].append(at)
                    found[name][1].append(weight)
            return dict(found)
        into = [[(found[name][0].append, found[name][1].append) for name in names] for names in known.places]
        for at, weight in zip(*part, strict=True):
            for put, put_weight in into[known.values[at]]:
                put(at)
                put_weight(weight)
        return {name: one for name, one in found.items() if one[0]}

    def _dim(self, dim: Dim) -> _Dim:
        if dim not in self._dims:
            self._dims[dim] = self._split() if dim == "audience" else self._placed(dim)
        return self._dims[dim]

    def _placed(self, dim: Dim) -> _Dim:
        column, keys = self._columns.column(_FIELDS[dim]), self._keys_of[dim]
        places = [tuple(keys(_known(**{_FIELDS[dim]: value}))) for value in column.values]
        values = list(map(column.codes.__getitem__, self._rows))
        return _Dim(places, values, all(len(one) == 1 for one in places))

    def _split(self) -> _Dim:
        """Listeners by their groups; the place of those of no one group has no session that a group does not have."""
        audience, attendance = self._columns.column("audience"), self._columns.column("attendance")
        pairs: defaultdict[tuple[int, int], int] = defaultdict(lambda: len(pairs))
        codes = ((audience.codes[row], attendance.codes[row]) for row in self._rows)
        values = list(map(pairs.__getitem__, codes))
        places, weights = [], []
        for groups, listeners in pairs:
            shares = shares_of(_known(audience=audience.values[groups], attendance=attendance.values[listeners]))
            places.append(tuple(shares))
            weights.append([(_ONE if group != UNSPLIT else 0) + share for group, share in shares.items()])
        return _Dim(places, values, is_one=False, weights=weights)


def _known(**fields: Any) -> Any:
    """A session of which no more is known than that."""
    return SimpleNamespace(**fields)
