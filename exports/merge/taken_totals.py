"""What a package says of units besides their sessions, as a merge takes it: totals, where their figures fit, and themes
that do not apply; of units for which the sender speaks.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from exports.merge.trust import Scope
from exports.package.lines import SetAside
from exports.package.reader import Package
from logs.catalogue.exemptions import Mark
from logs.counting.unit_totals import UnitTotals, holds_together
from logs.model import Unit


class Taken(Struct, frozen=True):
    """The totals of a package that are taken, what is set aside, and of how many sessions of unknown units, by code."""

    lines: tuple[UnitTotals, ...]
    set_aside: tuple[SetAside, ...]
    unknown: dict[str, int]


def take_totals(package: Package, scope: Scope, units: Mapping[str, Unit]) -> Taken:
    """What of the package's totals is taken: of units for which it speaks, and only where the figures fit."""
    taken: dict[str, UnitTotals] = {}
    told: dict[str, set[str]] = {}  # the sessions by unit, which may go by several codes
    set_aside: list[SetAside] = []
    unknown: dict[str, int] = {}
    for line in package.totals:
        meant, params = scope.meaning(line.unit), {"unit": line.unit}
        if not holds_together(line):
            code = "totals_figures"
        elif line.unit in taken or not told.setdefault(meant, set()).isdisjoint(line.versions):
            code = "totals_twice"
        elif scope.holds(line.unit):
            taken[line.unit] = UnitTotals(**msgspec.structs.asdict(line))
            told[meant].update(line.versions)
            continue
        elif meant in units:
            code = "totals_wait_for_key" if meant in scope.waiting else "totals_of_other_unit"
        else:
            code = "totals_unit_unknown"
            unknown[meant] = unknown.get(meant, 0) + line.sessions
        set_aside.append(SetAside(package.lines[line.unit], "", code, params))
    return Taken(tuple(taken.values()), tuple(set_aside), unknown)


def take_marks(package: Package, scope: Scope, units: Mapping[str, Unit]) -> tuple[tuple[Mark, ...], list[SetAside]]:
    """The marks of units for which the package speaks, and those set aside."""
    taken: list[Mark] = []
    set_aside: list[SetAside] = []
    for line in package.exemptions:
        meant = scope.meaning(line.unit)
        if scope.holds(line.unit):
            taken.append(Mark(directive=line.directive, unit=line.unit, theme=line.theme, reason=line.reason))
            continue
        code = "exemption_unit_unknown" if meant not in units else "exemption_of_other_unit"
        code = "exemption_waits_for_key" if meant in scope.waiting else code
        set_aside.append(SetAside(package.lines[line.key], "", code, {"unit": line.unit}))
    return tuple(taken), set_aside
