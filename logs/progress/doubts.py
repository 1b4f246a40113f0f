"""What looks wrong about files and totals that came in: gaps in numbers, older ones, copied books, wrong clocks.

What looks wrong about the files that came in: gaps in their numbers, older ones, copied books, wrong clocks.

Nothing here refuses a file. Of each kind a book of a unit is told about once, with its latest case.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from datetime import timedelta
from itertools import pairwise

from logs.book.book import LogBook
from logs.catalogue.directive import Directive
from logs.counting.unit_totals import Told, as_read, differ, large_months
from logs.errors import Notice
from logs.exchange.received import Received, day_made, missing_parts, newest_export, span_of


def totals_doubts(book: LogBook) -> dict[str, tuple[Notice, ...]]:
    """What is doubtful of the totals in force, by the unit that sent them.

    The codes: `totals_differ` (not the figures of the sessions that are here in the versions counted), `totals_large`
    (more listeners a session than is usual), `totals_lost`
    (they tell of sessions that no table has, since others tell of more of the same), `totals_unclear` (they tell of
    sessions for which another sender speaks, and that tables may have twice); by the unit itself `totals_typed` and
    `totals_yielded` (typed here; those that do not count beside sessions or a file of the unit), `totals_below` (units
    below it have sessions of that month).
    """
    if not book.exchange.totals:
        return {}
    counting = book.figures.counting()
    counted, beaten = ({one.key for one in some} for some in (counting.told, counting.beaten))
    found: dict[str, list[Notice]] = {}
    for total in book.exchange.totals:
        if total.is_typed:
            figures = total.totals
            params = {"month": figures.months[0].month, "sessions": figures.sessions, "attendance": figures.attendance}
            code = "totals_yielded" if total in counting.yielded else "totals_typed"
            found.setdefault(figures.unit, []).append(Notice(code, params))
            if not counting.twice.isdisjoint(figures.versions):
                found[figures.unit].append(Notice("totals_below", {"month": params["month"], "unit": figures.unit}))
            continue
        notices = [*_differences(book, total), *large_months(total.totals)]
        lost = counting.lost.intersection(total.totals.versions) if total.key in beaten else frozenset[str]()
        twice = counting.twice.intersection(total.totals.versions) if total.key in counted else frozenset[str]()
        unit = total.totals.unit
        notices += [Notice("totals_lost", {"unit": unit, "count": len(lost)})] if lost else []
        notices += [Notice("totals_unclear", {"unit": unit, "count": len(twice)})] if twice else []
        if notices:
            found.setdefault(total.file.unit, []).extend(notices)
    return {unit: tuple(notices) for unit, notices in found.items()}


def _differences(book: LogBook, telling: Told) -> Iterator[Notice]:
    read = as_read(telling.totals, telling.file.unit, telling.file.directive, book.exchange.lens)
    if differ(read, book.sessions.record, book.exchange.lens.session):
        yield Notice("totals_differ", {"unit": telling.totals.unit})


_MOST_GAPS = 10
_DAY = timedelta(days=1)


def doubts(received: Iterable[Received], directive: Directive, on: Date) -> dict[str, tuple[Notice, ...]]:
    """What is doubtful, by unit, of the files that came from the start of the directive's period up to the day `on`.

    The codes: `number_missing` (a later file holds the whole year), `number_wanted` (none does), `number_twice`,
    `parts_missing`, `file_older`, `receipt_before_made`, `clock_ahead`, `clock_back`, `clock_before`,
    `directive_other`, `nil_unconfirmed`, `sessions_set_aside`, `nil_contradicted`, `books_several`.
    """
    by_unit: dict[str, dict[str, list[Received]]] = {}
    for file in received:
        if directive.reporting.period_start <= file.day <= on:
            by_unit.setdefault(file.unit, {}).setdefault(file.book, []).append(file)
    found = {unit: tuple(_of_unit(books, directive)) for unit, books in by_unit.items()}
    return {unit: notices for unit, notices in found.items() if notices}


def _of_unit(books: dict[str, list[Received]], directive: Directive) -> Iterator[Notice]:
    ordered = [
        sorted(books[book], key=lambda file: (file.number, file.received, file.sha256)) for book in sorted(books)
    ]
    for files in ordered:
        yield from _numbers(files, str(directive.head.year))
        yield from _older(files)
        yield from _clocks(files)
        newest = newest_export(files)[files[-1].book]
        for file in newest:
            yield from _newest(file, directive)
        yield from missing_parts(newest).values()
    yield from _contradictions([file for files in ordered for file in files])
    if len(books) > 1:
        yield Notice("books_several", {"count": len(books)})


def _numbers(files: Sequence[Received], year: str) -> Iterator[Notice]:
    """Gaps, apart by whether a later file makes up for them, and numbers that two files bear."""
    # Files of a period carry that period only: no later one of them stands in for what did not come.
    newest_whole = max((file.number for file in files if file.period == year), default=0)
    gaps = [(one.number + 1, two.number - 1) for one, two in pairwise(files) if two.number > one.number + 1]
    if harmless := [gap for gap in gaps if gap[1] < newest_whole]:
        yield Notice("number_missing", {"number": _ranges(harmless)})
    if wanted := [gap for gap in gaps if gap[1] > newest_whole]:
        yield Notice("number_wanted", {"number": _ranges(wanted)})
    alike = ((one, two) for one, two in pairwise(files) if one.number == two.number)
    if twice := sorted({one.number for one, two in alike if one.part is None or one.export != two.export}):
        yield Notice("number_twice", {"number": _ranges([(number, number) for number in twice])})


def _ranges(gaps: Sequence[tuple[int, int]]) -> str:
    """`6, 8–9`; of very many only the latest."""
    shown = [f"{first}" if first == last else f"{first}–{last}" for first, last in gaps[-_MOST_GAPS:]]
    return ", ".join(["…", *shown] if len(gaps) > _MOST_GAPS else shown)


def _older(files: Sequence[Received]) -> Iterator[Notice]:
    """A file that came days after one of a higher number; the order within one day is that of the merge, not theirs."""
    newest = before = 0  # the highest numbers of all files looked at, and of those of earlier days
    day: Date | None = None
    found: Notice | None = None
    for file in sorted(files, key=lambda file: (file.day, file.received)):
        if file.day != day:
            day, before = file.day, newest
        newest = max(newest, file.number)
        if file.number < before:
            found = Notice("file_older", {"number": file.number, "newest": before})
    if found:
        yield found


def _clocks(files: Sequence[Received]) -> Iterator[Notice]:
    if said := [file for file in files if file.received.date() != file.day < day_made(file)]:
        last = said[-1]
        yield Notice("receipt_before_made", {"number": last.number, "made": day_made(last), "received": last.day})
    elif ahead := [file for file in files if file.made > file.received + _DAY]:
        last = ahead[-1]
        yield Notice("clock_ahead", {"number": last.number, "made": day_made(last), "received": last.day})
    back = [(one, two) for one, two in pairwise(files) if one.number < two.number and two.made < one.made]
    if back:
        one, two = back[-1]
        yield Notice("clock_back", {"number": two.number, "made": day_made(two), "before": day_made(one)})
    for file in reversed(files):
        span = span_of(file)
        if span and day_made(file) < span.start:
            yield Notice("clock_before", {"number": file.number, "made": day_made(file), "start": span.start})
            return


def _newest(file: Received, directive: Directive) -> Iterator[Notice]:
    """What is open about the file that replaces the ones before it."""
    if file.directive not in ("", directive.id):
        yield Notice("directive_other", {"theirs": file.directive, "ours": directive.id, "number": file.number})
    if file.set_aside:
        params = {"number": file.number, "count": file.set_aside, "sha256": file.sha256}
        yield Notice("sessions_set_aside", params)
    elif not file.sessions and not file.nil:
        yield Notice("nil_unconfirmed", {"number": file.number})


def _contradictions(files: Sequence[Received]) -> Iterator[Notice]:
    """A nil report beside sessions of its period, unless it is the older file of the same book."""
    with_sessions = [file for file in files if file.sessions]
    for nil in (file for file in files if file.nil):
        for other in with_sessions:
            replaced = other.book == nil.book and other.number > nil.number
            if not replaced and _lies_in(other, nil):
                params = {"number": nil.number, "other": other.number, "sessions": other.sessions}
                yield Notice("nil_contradicted", params)
                return


def _lies_in(file: Received, nil: Received) -> bool:
    inner, outer = span_of(file), span_of(nil)
    return bool(inner and outer and (inner == outer or outer.covers(inner)))
