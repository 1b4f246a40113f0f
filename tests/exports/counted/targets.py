"""What targets are reached, and what is still to be done for them, by the account of the tests."""

from collections.abc import Iterable, Iterator
from datetime import date as Date
from random import Random

from msgspec.structs import replace

from logs.book.book import LogBook
from logs.catalogue.directive import Target
from logs.coverage.gaps import Suggestion, work_list_of
from logs.coverage.targets import DEFAULT, WHOLE, Line, Reckoning
from logs.model import Session
from logs.session.query import Query
from tests.exports.counted.counter import Counter, Json
from tests.exports.counted.figures import told_sums
from tests.logs.sessions import complete_session

KINDS = (
    'kind = "theme"\nbase = "core"\nwhole = true',
    'kind = "theme"\nbase = "priority"',
    'kind = "theme"\nthemes = ["LC-01", "QT"]\nn = 2',
    'kind = "theme"\nthemes = ["DQ-01"]\nfrom = 2014-05-01\nto = 2014-09-30',
    'kind = "sessions"\nn = 5',
    'kind = "sessions"\nn = 40\nwhole = true\nfrom = 2014-03-01',
    'kind = "monthly"\nn = 2',
    'kind = "monthly"\nfrom = 2014-05-01\nto = 2014-12-31',
    'kind = "listeners"\nn = 100\naudience = "CB"',
    'kind = "listeners"\nn = 900\naudience = "DV"\nwhole = true\nto = 2014-11-30',
)


def targets_text(random: Random) -> str:
    """Some targets, none at times, as a catalogue's file has them."""
    return targets_text_of(random.sample(KINDS, random.randint(0, len(KINDS))))


def targets_text_of(kinds: Iterable[str]) -> str:
    """Those targets as a catalogue's file has them."""
    return "".join(f'\n[[target]]\ncode = "T{n}"\ntitle = "Chỉ tiêu {n}"\n{text}\n' for n, text in enumerate(kinds))


def held(suggestion: Suggestion, directive: str) -> Session:
    """The suggested session, held on its first day."""
    groups = {group: max(1, n) for group, n in suggestion.audience.items()} or {"DV": 1}
    return complete_session(
        unit=suggestion.unit, directive=directive, date=suggestion.first.isoformat(), themes=list(suggestion.themes),
        audience=groups, attendance=sum(groups.values()),
    )  # fmt: skip


def as_planned(session: Session) -> Session:
    """The planned session, held with as many listeners of its groups as could be asked for."""
    groups = dict.fromkeys(session.audience or ("DV",), 1_000)
    return replace(session, status="complete", audience=groups, attendance=sum(groups.values()))


def target_differences(book: LogBook, counter: Counter) -> Iterator[str]:
    """Where a line of a target is not what the tests count."""
    reckoning = Reckoning(book)
    units = counter.rows if counter.owner["role"] == "committee" else [counter.owner["unit"]]
    has_whole = counter.owner["role"] == "committee"
    lines = {(line.target.code, line.unit): line for line in reckoning.standing.lines}
    for target in book.directive.targets or DEFAULT:
        for unit in ([WHOLE] if has_whole else []) if target.whole else units:
            line, wanted = lines.pop((target.code, unit)), _lacking(counter, target, unit, units)
            if (line.required, line.lacking) != wanted:
                yield f"target {target.code} of {unit}: {line.required, line.lacking}, not {wanted}"
            yield from _behind_differences(book, counter, reckoning, line, units)
    if lines:
        yield f"targets: {lines.keys()}"


def _behind_differences(
    book: LogBook, counter: Counter, reckoning: Reckoning, line: Line, units: list[str]
) -> Iterator[str]:
    """Where the list behind a line has other sessions than count for it."""
    sessions = _sessions(counter, line.target, line.unit, units)
    themes = _themes(counter, line.target)
    if line.target.kind == "theme":
        sessions = {key: one for key, one in sessions.items() if themes & {*one["themes"]}}
    elif line.target.kind == "listeners":
        sessions = {key: one for key, one in sessions.items() if line.target.audience in one["audience"]}
    found = {one.id for one in book.figures.counted(reckoning.behind(line))}
    if found != sessions.keys():
        yield f"behind target {line.target.code} of {line.unit}: {sorted(found ^ sessions.keys())}"


def plan_differences(book: LogBook, counter: Counter) -> Iterator[str]:
    """Where the work list asks for more than is needed, or leaves something open when all of it was held."""
    found = work_list_of(book)
    if len(found.rows) > found.needed:
        yield f"to do: {len(found.rows)} rows for {found.needed} sessions"
    if any((row.last - row.first).days > 6 or row.first < book.today() for row in found.rows):
        yield "to do: a row of days that are over, or of more than a week"
    asked = {(row.unit, theme) for row in found.rows if len(row.themes) > 1 for theme in row.themes}
    if asked & counter.exempt:
        yield f"to do: {asked & counter.exempt} do not apply"
    # The list counts on what is planned as well.
    for entry in book.find(Query(status="planned", start=book.today())):
        book.edit(entry.id, as_planned(entry.session))
    book.add_several(held(row, book.directive.id) for row in found.rows)
    after = work_list_of(book)
    if (after.rows, after.lost, sum(line.missing for line in after.standing.lines)) != ((), found.lost, found.lost):
        yield f"to do: {after.lost} lost, not {found.lost}, and {after.rows}"


def _days(counter: Counter, target: Target) -> tuple[str, str]:
    first = max(counter.first, target.since.isoformat() if target.since else "")
    return first, min(counter.last, target.until.isoformat() if target.until else "9")


def _sessions(counter: Counter, target: Target, unit: str, units: list[str]) -> dict[str, Json]:
    """The sessions of the target's days and of the unit with all below it."""
    sessions = counter.between(*_days(counter, target)) if target.since or target.until else counter.counted()
    below = counter.below(unit) if unit != WHOLE else None
    return {key: one for key, one in sessions.items() if below is None or one["unit"] in below}


def _themes(counter: Counter, target: Target) -> set[str]:
    """The themes that are valid on any of the target's days."""
    days = _days(counter, target)
    every = [theme for theme in counter.directive.themes.values() if counter.is_due(theme.code, *days)]
    if target.themes:
        return {one.code for one in every if {one.code, one.group} & {*target.themes}}
    return {one.code for one in every if target.base == "all" or getattr(one, target.base)}


def _lacking(counter: Counter, target: Target, unit: str, units: list[str]) -> tuple[int, dict[str, int]]:
    """What is required, and what each place lacks."""
    places, have = _places(counter, target, unit, units), dict[str, int]()
    for place, amount in _amounts(counter, target, unit, units):
        have[place] = have.get(place, 0) + amount
    lacking = {place: target.n - have.get(place, 0) for place in places}
    return target.n * len(places), {place: n for place, n in lacking.items() if n > 0}


def _places(counter: Counter, target: Target, unit: str, units: list[str]) -> set[str]:
    """Where the target asks for something: themes that apply to the unit, or to any, months, the group, or ""."""
    if target.kind == "theme":
        whose = units if unit == WHOLE else [unit]
        themes = _themes(counter, target)
        return {theme for theme in themes if not whose or any((one, theme) not in counter.exempt for one in whose)}
    if target.kind == "monthly":
        start, end = map(Date.fromisoformat, _days(counter, target))
        every = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
        return {f"{n // 12}-{n % 12 + 1:02}" for n in every}
    return {target.audience}


def _amounts(counter: Counter, target: Target, unit: str, units: list[str]) -> Iterator[tuple[str, int]]:
    """What every session, and every figure in place of sessions, adds to a place."""
    for session in _sessions(counter, target, unit, units).values():
        if target.kind == "theme":
            yield from ((theme, 1) for theme in session["themes"])
        elif target.kind == "listeners":
            yield target.audience, counter.split(session).get(target.audience, 0)
        else:
            yield session["date"][:7] if target.kind == "monthly" else "", 1
    days = _days(counter, target) if target.since or target.until else ("", "")
    for of, month, _form, themes, n, _listeners in told_sums(counter, *days):
        if unit != WHOLE and of not in counter.below(unit):
            continue
        if target.kind == "theme":
            yield from ((theme, n) for theme in themes)
        elif target.kind != "listeners" and not themes:
            yield month if target.kind == "monthly" else "", n
