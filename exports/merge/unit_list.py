"""The unit list of a book changed: what moves is shown first, then it is one step with the files that waited for it."""

from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from exports.merge.merge import apply_merge, plan_kept
from exports.merge.outcomes import FileOutcome
from logs.book.book import LogBook
from logs.catalogue.unit_changes import UnitChange, unit_changes
from logs.errors import SotayError
from logs.exchange.received import Received, Waiting, in_order_sent
from logs.model import Unit
from logs.progress.status import reporting_units


class ListPreview(Struct, frozen=True):
    """What another list would change: its units; by the code of each, as it is told in the files and sessions, how many
    live sessions and how many files name it; the units that report, the sessions that count, and those that would be of
    no listed unit, before and after.
    """

    changes: tuple[UnitChange, ...]
    sessions: dict[str, int]
    files: dict[str, int]
    reporting: tuple[int, int]
    counted: tuple[int, int]
    unlisted: tuple[int, int]


def preview_units(book: LogBook, units: Iterable[Unit]) -> ListPreview:
    """What using the list would change; raises SotayError `unit_own_code`."""
    view = book.as_if(book.list_changes(units))
    sessions = Counter(entry.session.unit for entry in book.find())
    files = Counter(file.unit for file in book.exchange.received.values())
    return ListPreview(
        tuple(unit_changes(book.units, view.units)),
        dict(_by_meaning(book, sessions)),
        dict(_by_meaning(book, files)),
        (len(reporting_units(book)), len(reporting_units(view))),
        (sum(1 for _ in book.figures.counted()), sum(1 for _ in view.figures.counted())),
        (_unlisted(book, sessions), _unlisted(view, sessions)),
    )


def _by_meaning(book: LogBook, named: Counter[str]) -> Counter[str]:
    meant = Counter[str]()
    for code, count in named.items():
        meant[book.exchange.lens.unit(code)] += count
    return meant


def _unlisted(book: LogBook, sessions: Counter[str]) -> int:
    return sum(count for code, count in sessions.items() if book.exchange.lens.unit(code) not in book.units)


def use_list(book: LogBook, units: Iterable[Unit], *, reason: str = "") -> tuple[FileOutcome, ...]:
    """Use this unit list, and take in the same step the files and sessions that waited for one of its units.

    Returns what became of the files. Raises SotayError `unit_own_code`, `book_read_only`, and as `apply_merge` does.
    """
    if book.read_only:
        raise SotayError("book_read_only")
    listed = tuple(units)
    changes = book.list_changes(listed)
    view = book.as_if(changes)
    held = _waiting_for_listed(book, view) if changes else []
    if not held:
        book.use_units(listed, reason=reason)
        return ()
    plan = plan_kept(view, held)
    apply_merge(book, msgspec.structs.replace(plan, changes={**plan.changes, **changes}), reason=reason)
    return plan.files


def _waiting_for_listed(book: LogBook, view: LogBook) -> list[str]:
    """The kept files of which something waits for a unit that the view's list knows, each book's in their order."""
    exchange = book.exchange

    def is_known(code: str) -> bool:
        return view.exchange.lens.unit(code) in view.units

    new = {code for file in exchange.received.values() for code in file.unknown if is_known(code)}
    new -= {code for code in new if exchange.lens.unit(code) in book.units}
    files: list[Received | Waiting] = [file for file in exchange.received.values() if new & file.unknown.keys()]
    unknown = (one for one in exchange.waiting.values() if one.code == "sender_unknown" and not one.refused)
    return [one.sha256 for one in in_order_sent([*files, *(one for one in unknown if is_known(one.unit))])]
