"""The work list: sessions to hold so that every target is reached, spread over the units and the weeks that are left.

A suggested session is of one unit, on up to two themes of one group, which make one talk. It serves as many targets as
it can: there are at most as many suggested sessions as are still needed, one by one, and fewer where they share.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date as Date
from datetime import timedelta

from msgspec import Struct, field

from logs.book.book import LogBook
from logs.catalogue.directive import Target
from logs.coverage.scope import base_of
from logs.coverage.targets import WHOLE, Line, Reckoning, Standing
from logs.periods import Period, Span
from logs.session.query import Query

MOST_THEMES = 2
"""Themes of one suggested session."""
_USUAL_LISTENERS = 30  # of a group that nobody has talked to yet
_MOST_LISTENERS = 1_000  # that are asked of one session


class Suggestion(Struct, frozen=True):
    """A session to hold on a day from `first` to `last`, which lie in one week, for the codes of `targets` named.

    Of a group of the `audience` at least so many are wanted; 0 where it has not heard of the themes yet.
    """

    unit: str
    first: Date = field(name="from")
    last: Date = field(name="to")
    themes: tuple[str, ...]
    audience: dict[str, int]
    targets: tuple[str, ...]


class WorkList(Struct, frozen=True):
    """The suggested sessions by week, besides those that are planned already.

    `needed` are the sessions that the targets still need, one by one, `lost` what they lack of days that are over.
    """

    rows: tuple[Suggestion, ...]
    needed: int
    lost: int
    standing: Standing


def work_list_of(book: LogBook, query: Query | None = None) -> WorkList:
    """The book's work list as of today; a unit asked for is the only one looked at."""
    return _Planning(Reckoning(book, query)).work_list()


class _Demand(Struct, frozen=True):
    """So many sessions that a line needs in those days; listeners of a group count `each` for one."""

    line: Line
    place: str
    sessions: int
    days: Period
    each: int = 0


class _Draft(Struct, eq=False):
    """A session being thought of; of its days any one does. One that the book has as planned stays as it is."""

    unit: str
    days: Period
    is_planned: bool = False
    themes: list[str] = []
    audience: dict[str, int] = {}
    targets: dict[str, None] = {}


class _Planning:
    """Sessions planned so far, by unit; WHOLE has them all."""

    def __init__(self, reckoning: Reckoning) -> None:
        self._reckoning = reckoning
        self._book = reckoning.book
        self._themes = self._book.directive.themes
        self._all = base_of(self._book)
        self._units = reckoning.units or (self._book.owner.unit,)
        self._drafts: defaultdict[str, list[_Draft]] = defaultdict(list)
        self._given = Counter[tuple[str, str]]()
        if reckoning.whole.planned:
            self._take_planned()

    def work_list(self) -> WorkList:
        """Plan for every line, those of units first: what they ask for serves the committee's as well."""
        standing = self._reckoning.standing
        demands, lost = list[_Demand](), 0
        for line in standing.lines:
            for place, n in line.lacking.items():
                if days := self._reckoning.days_left(line.target, place):
                    demands.append(self._demand(line, place, n, days))
                else:
                    lost += n
        kinds = ("theme", "monthly", "sessions", "listeners")
        for demand in sorted(demands, key=lambda one: (kinds.index(one.line.target.kind), one.line.unit == WHOLE)):
            self._plan(demand)
        rows = sorted(self._rows(), key=lambda row: (row.first, self._units.index(row.unit)))
        return WorkList(tuple(rows), sum(demand.sessions for demand in demands), lost, standing)

    def _take_planned(self) -> None:
        """The sessions ahead that the book has as planned: what they do is not asked for again."""
        book, ahead = self._book, Query(status="planned", start=self._reckoning.on)
        for judged in book.figures.judged(ahead):
            session = judged.read.session
            rows = self._reckoning.rows.all_of(session.unit)
            if session.directive == book.directive.id and rows:
                days = Period("", session.date, session.date)
                self._put(_Draft(rows[0], days, True, [*session.themes], dict.fromkeys(session.audience, 0)))

    def _put(self, draft: _Draft) -> _Draft:
        self._drafts[draft.unit].append(draft)
        self._drafts[WHOLE].append(draft)
        return draft

    # What is needed, and when

    def _demand(self, line: Line, place: str, n: int, days: Period) -> _Demand:
        if line.target.kind != "listeners":
            return _Demand(line, place, n, days)
        sessions = -(-n // self._usual_listeners(line.target, line.unit))
        return _Demand(line, place, sessions, days, each=-(-n // sessions))

    def _usual_listeners(self, target: Target, unit: str) -> int:
        """Of the group, in a session of the unit or else of anybody."""
        held = self._reckoning.held(target)
        listeners, sessions = held.of("audience", measure="attendance"), held.of("audience")
        for row in (unit, WHOLE):
            if (place := (target.audience, row)) in sessions and listeners[place]:
                return min(_MOST_LISTENERS, max(1, listeners[place] // sessions[place]))
        return _USUAL_LISTENERS

    # What is planned for it

    def _plan(self, demand: _Demand) -> None:
        """Let sessions that are planned serve, then those that can take the theme besides, then further ones."""
        is_theme = demand.line.target.kind == "theme"
        left = self._serve(demand, demand.sessions, lambda draft: _serves(draft, demand))
        if is_theme:
            left = self._serve(demand, left, lambda draft: self._takes(draft, demand.place))
        for _session in range(left):
            _join(self._put(_Draft(self._unit_for(demand), demand.days)), demand)

    def _serve(self, demand: _Demand, wanted: int, fits: Callable[[_Draft], bool]) -> int:
        """Give the demand to as many sessions as are wanted and fit; how many are still wanted."""
        for draft in self._drafts[demand.line.unit] if wanted else ():
            days = draft.days
            if days.start <= demand.days.end and demand.days.start <= days.end and fits(draft):
                _join(draft, demand)
                wanted -= 1
                if not wanted:
                    break
        return wanted

    def _takes(self, draft: _Draft, theme: str) -> bool:
        group = self._themes[theme].group
        is_free = not draft.is_planned and len(draft.themes) < MOST_THEMES and theme not in draft.themes
        return (
            is_free
            and all(self._themes[other].group == group for other in draft.themes)
            and self._all.applies(draft.unit, theme)
        )

    def _unit_for(self, demand: _Demand) -> str:
        """The unit of the line; for the committee the one with the fewest sessions planned."""
        if demand.line.unit != WHOLE:
            return demand.line.unit
        able = [unit for unit in self._units if self._all.applies(unit, demand.place)]
        return min(able or self._units, key=lambda unit: len(self._drafts[unit]))

    # What comes of it

    def _rows(self) -> Iterator[Suggestion]:
        """The sessions planned, those of a unit in turn through its weeks, and not all units in the same one."""
        for number, unit in enumerate(self._units):
            further = (draft for draft in self._drafts[unit] if not draft.is_planned)
            drafts = sorted(further, key=lambda draft: draft.days.start)
            for turn, draft in enumerate(drafts):
                weeks = _weeks(draft.days)
                place = (turn * len(self._units) + number) * len(weeks) // (len(drafts) * len(self._units))
                days = weeks[place]
                themes = tuple(draft.themes) or self._least_talked_about(unit, days)
                audience = dict.fromkeys(self._not_reached(unit, themes, days), 0) | draft.audience
                yield Suggestion(unit, days.start, days.end, themes, audience, tuple(draft.targets))

    def _least_talked_about(self, unit: str, days: Period) -> tuple[str, ...]:
        """A theme for a session that may be on any."""
        talked, span = self._reckoning.whole.of("theme"), Span(days.start, days.end)
        valid = [code for code, theme in self._themes.items() if theme.meets(span)] or [*self._themes]
        themes = [theme for theme in valid if self._all.applies(unit, theme)] or valid

        def held(theme: str) -> tuple[int, bool]:
            return talked.get((theme, unit), 0) + self._given[unit, theme], not self._themes[theme].priority

        least = min(themes, key=held)
        self._given[unit, least] += 1
        return (least,)

    def _not_reached(self, unit: str, themes: Iterable[str], days: Period) -> list[str]:
        """The unit's own groups of listeners that have not heard of all of the themes."""
        heard, span = self._reckoning.whole.of("theme", "audience"), Span(days.start, days.end)
        groups = [group.code for group in self._book.directive.audiences if group.direct and group.meets(span)]
        return [group for group in groups if any((theme, group, unit) not in heard for theme in themes)]


def _serves(draft: _Draft, demand: _Demand) -> bool:
    """Whether a session does what is asked for as it is; one that is planned may have other listeners."""
    if demand.line.target.kind == "theme":
        return demand.place in draft.themes
    return not (demand.each and draft.is_planned and demand.place not in draft.audience)


def _join(draft: _Draft, demand: _Demand) -> None:
    """Let the session serve the demand as well, on the days of both."""
    draft.days = Period("", max(draft.days.start, demand.days.start), min(draft.days.end, demand.days.end))
    draft.targets[demand.line.target.code] = None
    if demand.line.target.kind == "theme" and demand.place not in draft.themes:
        draft.themes.append(demand.place)
    if demand.each:
        draft.audience[demand.place] = max(demand.each, draft.audience.get(demand.place, 0))


def _weeks(days: Period) -> list[Period]:
    """The days by weeks that begin on Monday."""
    monday = days.start - timedelta(days=days.start.weekday())
    starts = [monday + timedelta(weeks=n) for n in range((days.end - monday).days // 7 + 1)]
    return [Period("", max(days.start, start), min(days.end, start + timedelta(days=6))) for start in starts]


def of_units(rows: Iterable[Suggestion]) -> dict[str, list[Suggestion]]:
    """The suggestions by unit, in their order."""
    by_unit: dict[str, list[Suggestion]] = {}
    for row in rows:
        by_unit.setdefault(row.unit, []).append(row)
    return by_unit
