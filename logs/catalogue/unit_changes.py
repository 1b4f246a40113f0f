"""Two lists of units side by side: which units were added, renamed, moved, ended, merged into others or left out."""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from logs.catalogue.units import find_unit
from logs.model import Unit

Kind = Literal["added", "renamed", "recoded", "moved", "ended", "merged", "left_out", "other"]


class UnitChange(Struct, frozen=True):
    """What becomes of a unit: as it was, None for a new one, and as it is or what it became part of, None for nothing.

    `recoded` is a unit under a new code, `other` a change of anything that has no word of its own.
    """

    kind: Kind
    before: Unit | None
    after: Unit | None


def unit_changes(before: Mapping[str, Unit], after: Mapping[str, Unit]) -> Iterator[UnitChange]:
    """The changes from one list to another, in the order of the lists; several of one unit follow each other.

    That a unit has the names of another one as well is told with that.
    """
    gone = {code: find_unit(after, code) for code in before if code not in after}
    successors = {unit.code for unit in gone.values() if unit is not None}
    for code, unit in before.items():
        successor = gone.get(code)
        if code in after:
            yield from _of_unit(unit, after[code], with_names=code not in successors)
        elif successor is None:
            yield UnitChange("left_out", unit, None)
        elif successor.code in before:
            yield UnitChange("merged", unit, successor)
        else:
            yield UnitChange("recoded", unit, successor)
            yield from _of_unit(unit, successor, with_names=False)
    for code, unit in after.items():
        if code not in before and code not in successors:
            yield UnitChange("added", None, unit)


def _of_unit(before: Unit, after: Unit, *, with_names: bool) -> Iterator[UnitChange]:
    kinds: tuple[tuple[Kind, bool], ...] = (
        ("renamed", before.name != after.name),
        ("moved", before.parent != after.parent),
        ("ended", before.until != after.until),
        ("other", (before.type, before.since, before.email) != (after.type, after.since, after.email)),
    )
    found = [kind for kind, is_so in kinds if is_so]
    if with_names and not found and before.aliases != after.aliases:
        found = ["other"]
    for kind in found:
        yield UnitChange(kind, before, after)
