"""Which units stand in a table, and under which of them every other one is counted."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from logs.model import Unit


def above_and_self(units: Mapping[str, Unit], code: str) -> list[str]:
    """The unit and those above it, in turn."""
    passed = [code]
    while (unit := units.get(passed[-1])) is not None and unit.parent and unit.parent not in passed:
        passed.append(unit.parent)
    return passed


class Rows:
    """The units of a table in its order. A unit stands for itself and for all below it that no other row stands for."""

    def __init__(self, units: Iterable[str], listed: Mapping[str, Unit] = {}) -> None:
        self.units = tuple(units)
        self._listed = listed
        self._known: dict[str, str] = {}

    def of(self, code: str) -> str:
        """The row under which a unit stands: its own or the nearest above it; a unit without one stands for itself."""
        if code not in self._known:
            self._known[code] = next((above for above in self._up(code) if above in self._own), code)
        return self._known[code]

    def all_of(self, code: str) -> tuple[str, ...]:
        """Every unit of the table that a unit belongs to: itself and those above it."""
        return tuple(above for above in self._up(code) if above in self._own)

    def is_alone(self, code: str) -> bool:
        """Whether the row of that unit is of the unit by itself."""
        return code not in self._own or code in self._parted

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(self.units)

    @cached_property
    def _parted(self) -> frozenset[str]:
        """The units below which others of the table stand."""
        return frozenset(above for unit in self.units for above in self._up(unit)[1:])

    def _up(self, code: str) -> list[str]:
        return above_and_self(self._listed, code)
