"""For which units a package may speak, and in whose name."""

import msgspec

from logs.maps import Lens
from logs.model import Reporter
from logs.versions import Record


class Scope:
    """The units that a package may speak for, whatever codes they go by in its files."""

    def __init__(self, lens: Lens, units: frozenset[str]) -> None:
        self._lens, self._units = lens, units
        self._meant: dict[str, str] = {}

    def foreign(self, record: Record) -> frozenset[str]:
        """The units that the record names and the package does not speak for, by what their codes mean here."""
        outside = [meant for code in record.units() if (meant := self.meaning(code)) not in self._units]
        return frozenset(outside)

    def holds(self, unit: str) -> bool:
        """Whether the package speaks for the unit of that code."""
        return self.meaning(unit) in self._units

    def meaning(self, code: str) -> str:
        """The unit that a code means here."""
        if code not in self._meant:
            self._meant[code] = self._lens.unit(code)
        return self._meant[code]


def attributed(record: Record, unit: str) -> Record:
    """The record with its deletions, if it has any, put down to the unit that sends them."""
    if all(head.content is not None for head in record.heads):
        return record
    return msgspec.structs.replace(record, deleted_by=(unit,))


def remembered(after: Record, before: Record, incoming: Record) -> Record:
    """What two records come to, `after`; where that is deleted, with the units that either knew the session to be of,
    which no content tells any more.
    """
    units = before.units() | incoming.units()
    if not units or not after.is_deleted:
        return after
    return msgspec.structs.replace(after, deleted_by=tuple(sorted({*after.deleted_by, *units})))


def goes_before(sent: Reporter, held: Reporter, units: frozenset[str]) -> bool:
    """Whether what a package for these units says of a reporter takes the place of what is held; the same one of two
    spellings is kept in any order of files.

    Other units' reporters stay theirs, and so do codes that begin with a unit's own, whoever named them first.
    """
    new, old = _rank(sent), _rank(held)
    return new > old if held.unit in units else new[0] > old[0]


def _rank(reporter: Reporter) -> tuple[bool, bytes]:
    return reporter.code.startswith(f"{reporter.unit}-"), msgspec.json.encode(reporter)
