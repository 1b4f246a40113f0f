"""What is doubtful about the totals that came in place of sessions."""

from collections.abc import Iterator

from logs.book import LogBook
from logs.errors import Notice
from logs.sums import as_read, differ
from logs.totals import Told


def totals_doubts(book: LogBook) -> dict[str, tuple[Notice, ...]]:
    """What is doubtful of the totals in force, by the unit that sent them.

    The codes: `totals_differ` (not the figures of the sessions that are here in the versions counted), `totals_lost`
    (they tell of sessions that no table has, since others tell of more of the same), `totals_unclear` (they tell of
    sessions for which another sender speaks, and that tables may have twice).
    """
    if not book.totals:
        return {}
    counting = book.counting()
    counted, beaten = ({one.key for one in some} for some in (counting.told, counting.beaten))
    found: dict[str, list[Notice]] = {}
    for told in book.totals:
        notices = [*_differences(book, told)]
        lost = counting.lost.intersection(told.totals.versions) if told.key in beaten else frozenset[str]()
        twice = counting.twice.intersection(told.totals.versions) if told.key in counted else frozenset[str]()
        unit = told.totals.unit
        notices += [Notice("totals_lost", {"unit": unit, "count": len(lost)})] if lost else []
        notices += [Notice("totals_unclear", {"unit": unit, "count": len(twice)})] if twice else []
        if notices:
            found.setdefault(told.file.unit, []).extend(notices)
    return {unit: tuple(notices) for unit, notices in found.items()}


def _differences(book: LogBook, told: Told) -> Iterator[Notice]:
    read = as_read(told.totals, told.file.unit, told.file.directive, book.lens)
    if differ(read, book.record, book.lens.session):
        yield Notice("totals_differ", {"unit": told.totals.unit})
