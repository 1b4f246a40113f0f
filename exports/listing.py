"""A unit that files name and the book's list lacks: taken into the list, and with it what waited for that."""

from collections.abc import Iterable, Mapping
from copy import copy

import msgspec

from exports.merge import apply_merge, plan_kept
from exports.outcomes import FileOutcome
from exports.package import UnitLine
from exports.reader import read_package
from logs.book import LogBook
from logs.errors import SotayError
from logs.maps import Lens
from logs.model import Unit
from logs.received import Received, Waiting, in_order_sent, kept_file


def proposed_unit(book: LogBook, code: str, sender: str = "") -> Unit:
    """The unit as the files that name it describe it, for a person to look over.

    It stands under the sender where that one is listed; else beside the listed units, if these stand under one.
    """
    line = next((line for line in _told(book, code) if line.code == code), None)
    meant = book.lens.unit(sender)
    parent = meant if meant in book.units and meant != code else _usual_parent(book.units)
    if line is None:
        return Unit(code=code, type="chi_bo", name=code, parent=parent)
    return Unit(code=code, type=line.type, name=line.name, parent=parent)


def list_unit(book: LogBook, unit: Unit) -> tuple[FileOutcome, ...]:
    """Take a unit into the list, and in the same step the files and sessions that waited for it.

    The aliases of the unit are the codes by which files name it. Returns what became of the files. Raises SotayError
    `unit_listed` (value), `unit_parent` (value, parent), `code_means_other` (value, unit), and as `apply_merge` does.
    """
    _check(book, unit)
    known = _knowing(book, unit)
    held = _waiting_for(book, {unit.code, *unit.aliases})
    listed: dict[str, bytes | None] = {unit.code: msgspec.json.encode(unit)}
    if not held:
        book.commit("decide", {"units": listed})
        return ()
    plan = plan_kept(known, held)
    apply_merge(book, msgspec.structs.replace(plan, changes={**plan.changes, "units": listed}))
    return plan.files


def _check(book: LogBook, unit: Unit) -> None:
    if unit.code in book.units:
        raise SotayError("unit_listed", value=unit.code)
    if unit.parent is not None and unit.parent not in book.units:
        raise SotayError("unit_parent", value=unit.code, parent=unit.parent)
    for code in (unit.code, *unit.aliases):
        if (meant := book.lens.unit(code)) != code:
            raise SotayError("code_means_other", value=code, unit=meant)


def _knowing(book: LogBook, unit: Unit) -> LogBook:
    """The book as it would be with one more unit, for planning only."""
    known = copy(book)
    known.units = {**book.units, unit.code: unit}
    known.lens = Lens(book.maps, known.units, {one.unit for one in book.received.values()}, book.directive)
    return known


def _waiting_for(book: LogBook, codes: Iterable[str]) -> list[str]:
    """The kept files of which something waits until one of these codes is known, each book's in their order."""
    wanted = set(codes)
    files: list[Received | Waiting] = [one for one in book.received.values() if wanted & one.unknown.keys()]
    unknown = (one for one in book.waiting.values() if one.code == "sender_unknown" and not one.refused)
    files += [one for one in unknown if one.unit in wanted]
    return [one.sha256 for one in in_order_sent(files)]


def _told(book: LogBook, code: str) -> Iterable[UnitLine]:
    """What kept files say of units, those that wait for this one last to first."""
    for sha256 in reversed(_waiting_for(book, {code})):
        try:
            yield from read_package(kept_file(book.folder, sha256).read_bytes()).units
        except (OSError, SotayError):
            continue  # without it a person says what the unit is


def _usual_parent(units: Mapping[str, Unit]) -> str | None:
    """What most of the listed units stand under, None for nothing."""
    parents = [unit.parent for unit in units.values()]
    return max(dict.fromkeys(parents), key=parents.count, default=None)
