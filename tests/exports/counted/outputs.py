"""What each output of a book says, beside the account of the tests: where the two differ."""

from collections.abc import Iterator
from datetime import date as Date

from exports.report.build import reckon
from logs.book.book import LogBook
from logs.counting.facts import BY
from logs.coverage.rows import rows_of
from logs.coverage.table import coverage_of
from logs.periods import Period
from logs.progress.grid import grid_of
from logs.register.listing import Listing
from logs.session.query import Query
from tests.exports.counted.annexes import annex_differences
from tests.exports.counted.counter import Counter, Json
from tests.exports.counted.figures import expected, gap_differences, told_sums
from tests.exports.counted.letter import letter_differences
from tests.exports.counted.sets import alone_differences
from tests.exports.counted.targets import plan_differences, target_differences


def coverage_differences(book: LogBook, counter: Counter) -> Iterator[str]:
    """Where a table of themes says something else, by every kind and measure."""
    summed = sum(sessions for *_, theme, sessions, _n in told_sums(counter) if not theme)
    for by in BY:
        wanted = expected(counter, by)
        for measure in ("sessions", "attendance", "units"):
            table = coverage_of(book, Query(), by=by, measure=measure)
            found = {("", column): n for column, n in table.sums.items() if n}
            found |= {(row.theme, column): n for row in table.rows for column, n in row.cells.items() if n}
            if found != wanted[measure]:
                yield f"coverage by {by}, {measure}: {sorted(found.items() ^ wanted[measure].items())}"
            if by in ("month", "quarter"):
                yield from gap_differences(table, counter)
            if table.totals.sessions != len(counter.counted()) + summed:
                yield f"coverage: {table.totals.sessions} sessions"
            reasons = {reason: n for reason, n in counter.reasons().items() if n and reason}
            if not counter.told and table.totals.left_out != reasons:
                yield f"coverage leaves out {table.totals.left_out}, not {reasons}"


def list_differences(book: LogBook, counter: Counter) -> Iterator[str]:
    """Where the list of sessions, or the register, says something else of any of them."""
    wanted = {key: (one.reason, one.session) for key, one in counter.verdicts.items()}
    found = {one.read.id: (one.left_out, _plain(one.read.session)) for one in book.figures.judged()}
    if {key: reason for key, (reason, _) in found.items()} != {key: reason for key, (reason, _) in wanted.items()}:
        yield f"list: {[(k, found.get(k, '')[0], w[0]) for k, w in wanted.items() if found.get(k, ('?',))[0] != w[0]]}"
    for one in book.figures.judged(Query(left_out="same_event")):
        if counter.verdicts[one.read.id].counts_as != one.counts_as:
            yield f"list: {one.read.id} counts as {one.counts_as}"
    listing = Listing(book)
    for _step in listing.read():
        pass
    if set(listing.order) != wanted.keys():
        yield "register: other sessions than the list"
    counts = listing.counts
    if counts.all != len(listing.order) or counts.counted != len(counter.counted()):
        yield f"register: {counts}"
    for unit in ("DB01", "CB01", "DUK"):
        for only in (False, True):
            below = {unit} if only else counter.below(unit)
            keys = {one.id for one in book.figures.counted(Query(unit=unit, only_unit=only))}
            if keys != {key for key, session in counter.counted().items() if session["unit"] in below}:
                yield f"list --unit {unit}, only {only}"


def days_differences(book: LogBook, counter: Counter) -> Iterator[str]:
    """Where days that are asked for, whatever the guidance's, give other sessions."""
    for first, last in (("2013-12-01", "2014-03-31"), ("2014-12-10", "2014-12-31"), ("2014-05-01", "2014-05-31")):
        asked = Query(start=Date.fromisoformat(first), end=Date.fromisoformat(last))
        wanted = counter.between(first, last)
        keys = {one.id for one in book.figures.counted(asked)}
        if keys != wanted.keys():
            yield f"list {first}–{last}: {keys ^ wanted.keys()}"
        if not counter.told and coverage_of(book, asked).totals.sessions != len(wanted):
            yield f"coverage {first}–{last}"


def report_differences(book: LogBook, counter: Counter) -> Iterator[str]:
    """Where the report says something else."""
    report = reckon(book, book.directive.own_period)
    lines = {
        "form": report.forms, "document": report.documents, "audience": report.audiences,
        "reporter": report.reporters, "month": report.months, "quarter": report.quarters, "unit": report.units,
        "theme": report.themes,
    }  # fmt: skip
    for by, found in lines.items():
        wanted = expected(counter, by) if by != "theme" else _by_theme(counter)
        for measure in ("sessions", "attendance"):
            sums = {getattr(one, "code", getattr(one, "name", "")): getattr(one, measure) for one in found}
            known = {key: n for key, n in sums.items() if n and (key or by == "audience")}
            told = {column: n for (theme, column), n in wanted[measure].items() if not theme}
            told = {key: n for key, n in told.items() if key or by == "audience"}
            if known != told:
                yield f"report by {by}, {measure}: {sorted(known.items() ^ told.items())}"
    for line in report.themes:
        units = expected(counter, "unit")["sessions"]
        held = {column for (theme, column) in units if theme == line.code}
        if line.units != len(held) or line.reached > line.asked:
            yield f"report: {line.code} in {line.units} units, not {len(held)}"
    groups = {one.code: one.sessions for one in report.groups if one.sessions}
    if groups != {key: len([s for s in counter.counted().values() if key in counter.columns(s, "group")])
                  for key in groups}:  # fmt: skip
        yield "report by group"
    if len(report.register) != len(counter.counted()):
        yield f"report: {len(report.register)} sessions in the register"


def progress_differences(book: LogBook, counter: Counter) -> Iterator[str]:
    """Where progress has other figures of a unit, or calls one missing whose sessions count."""
    grid, report = grid_of(book), reckon(book, book.directive.own_period)
    wanted = expected(counter, "unit")["sessions"]
    year = {unit: cells[grid.year.period.name] for unit, cells in grid.cells.items() if grid.year.period.name in cells}
    for unit, cell in year.items():
        if cell.sessions != wanted.get(("", unit), 0):
            yield f"progress: {cell.sessions} sessions of {unit}"
        if cell.sessions and not cell.has_reported:
            yield f"progress: {unit} is {cell.state} with {cell.sessions} sessions"
    if {line.code: line.progress for line in report.obliged} != year:
        yield "progress: another state in the report"
    if set(year) - set(counter.rows):
        yield f"progress: rows {sorted(year)}"


def letters_differences(book: LogBook, counter: Counter) -> Iterator[str]:
    """Where a sentence of a letter is not so: of the guidance's period, of a part of it, of days of two years."""
    part = book.directive.period_named(("2014-Q2", "2014-05", "2014-6T")[len(counter.verdicts) % 3])
    periods = book.directive.own_period, part, Period("", Date(2013, 12, 1), Date(2014, 6, 30))
    for period in periods:
        yield from letter_differences(book, counter, period)
    # Files take a second; those of the three take turns.
    yield from annex_differences(book, counter, periods[len(book.storage.rows("sessions")) % 3])


def _by_theme(counter: Counter) -> dict[str, dict[tuple[str, str], int]]:
    cells = expected(counter, "unit")
    found: dict[str, dict[tuple[str, str], int]] = {}
    for measure in ("sessions", "attendance"):
        found[measure] = {}
        for (theme, _column), number in cells[measure].items():
            if theme:
                found[measure]["", theme] = found[measure].get(("", theme), 0) + number
    return found


def _plain(session: object) -> Json:
    import msgspec

    plain: Json = msgspec.to_builtins(session)
    return plain


def differences(book: LogBook) -> list[str]:
    """Everything in which an output of the book is not what the tests count; at last what is to be done is held."""
    counter = Counter(book)
    rows = rows_of(book, Query())
    found = [] if list(rows.units) == counter.rows else [f"rows {rows.units}"]
    for look in (
        list_differences, days_differences, coverage_differences, report_differences, progress_differences,
        target_differences, letters_differences, alone_differences, plan_differences,
    ):  # fmt: skip
        found += look(book, counter)
    return found
