"""How far the year's targets (chỉ tiêu) are reached: by each unit with all below it, by the committee as a whole."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date as Date
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from logs.book.book import LogBook
from logs.catalogue.directive import Target
from logs.catalogue.rows import Rows
from logs.counting.behind import behind
from logs.counting.facts import UNSPLIT, Dim
from logs.counting.sums import Sums
from logs.counting.tally import shapes_of
from logs.coverage.scope import Base, base_of
from logs.coverage.table import tallies_of
from logs.periods import Period, days_of, months
from logs.progress.status import last_day, reporting_units
from logs.session.query import Query

WHOLE = ""
"""In place of a unit: the committee as a whole, with every session that counts."""

DEFAULT = (
    Target(
        code="CT-1",
        title="Mỗi chủ đề cốt lõi ít nhất một buổi trong toàn Đảng bộ",
        en="Each core theme at least once in the committee",
        kind="theme",
        base="core",
        whole=True,
    ),
    Target(
        code="CT-2",
        title="Mỗi chủ đề trọng tâm ít nhất một buổi ở mỗi đơn vị",
        en="Each theme with priority at least once in each unit",
        kind="theme",
        base="priority",
    ),
)
"""What holds where the catalogue sets no targets."""


class Line(Struct, frozen=True):
    """A target and a unit, or WHOLE: how often something is `required`, and how often each place still lacks it.

    The places of a target by theme are themes, of a monthly one months, of listeners their group, else "". `unknown`
    are sessions, or listeners, of which figures do not tell whether they belong to it; `until` is its last day.
    """

    target: Target
    unit: str
    until: Date
    required: int
    lacking: dict[str, int]
    unknown: int = 0

    @property
    def missing(self) -> int:
        """How often it is still to be done."""
        return sum(self.lacking.values())

    @property
    def reached(self) -> int:
        """How often it was done, no more than required."""
        return self.required - self.missing


class Standing(Struct, frozen=True):
    """Every line as of a day, by target, then unit.

    `left` are sessions that came in figures which do not tell whether they are of the days asked for.
    """

    on: Date
    units: tuple[str, ...]
    targets: tuple[Target, ...]
    lines: tuple[Line, ...]
    is_default: bool
    left: int = 0

    def of(self, unit: str) -> dict[str, Line]:
        """The lines of a unit, or of WHOLE, by the code of their target."""
        return {line.target.code: line for line in self.lines if line.unit == unit}


class Reckoning:
    """The targets of a book as of a day, today unless told, for the sessions asked for.

    A unit asked for is the only one looked at; else these are the units that report to a committee, or a reporter's
    own, which does not know of the committee as a whole. As of a day that has passed later sessions are not looked at.
    """

    def __init__(self, book: LogBook, query: Query | None = None, on: Date | None = None) -> None:
        asked = query or Query()
        self.book = book
        self.on = on or book.today()
        self.is_office = book.owner.role == "committee"
        if asked.unit is not None:
            self.units: tuple[str, ...] = (asked.unit,)
        elif self.is_office:
            self.units = tuple(unit.code for unit in reporting_units(book, self.on))
        else:
            self.units = (book.owner.unit,)
        self.rows = Rows(self.units, {} if asked.only_unit else book.units)
        set_ = book.directive.targets or DEFAULT
        has_whole = self.is_office and asked.unit is None
        self.targets = tuple(target for target in set_ if has_whole or not target.whole)
        self._asked = replace(asked, unit=None, only_unit=False)
        self._held: dict[tuple[Query, Dim], Held] = {}

    @cached_property
    def standing(self) -> Standing:
        """Every line."""
        lines = [line for target in self.targets for line in self._lines(target)]
        left = max((held.left for held in self._held.values()), default=0)
        is_default = not self.book.directive.targets
        return Standing(self.on, self.units, self.targets, tuple(lines), is_default, left)

    def query_of(self, target: Target) -> Query:
        """What asks for the sessions of the target's days."""
        asked, span = self._asked, self.span(target)
        is_past = self.on < self.book.today()
        if target.since is None and target.until is None and not is_past:
            return asked
        start, end = max(span.start, asked.start or span.start), min(span.end, asked.end or span.end)
        return replace(asked, start=start, end=min(end, self.on) if is_past else end)

    def span(self, target: Target) -> Period:
        """The target's days within the reporting period."""
        reporting = self.book.directive.reporting
        first, last = reporting.period
        return Period("", max(first, target.since or first), min(last, target.until or last))

    def days_left(self, target: Target, place: str = "") -> Period | None:
        """The days that are left for it, or for that place of it, up to the last on which a report is on time."""
        span, directive = self.span(target), self.book.directive
        due = last_day(directive.reporting)
        first, last = max(span.start, self.on), span.end
        if target.kind == "monthly" and place:
            of_month = days_of(place)
            first, last = max(first, of_month[0]), min(last, of_month[1])
        entry = directive.themes.get(place) or directive.audience_by_code.get(target.audience)
        if entry is not None:
            first, last = max(first, entry.since or first), min(last, entry.until or last)
        if first <= due < last:
            last = due
        return Period("", first, last) if first <= last else None

    def base(self, target: Target) -> Base:
        """The themes of a target by theme: those that are valid on some of its days."""
        span = self.span(target)
        days = replace(self._asked, start=span.start, end=span.end)
        base = base_of(self.book, "all" if target.themes else target.base, days)
        if not target.themes:
            return base
        themes = (self.book.directive.themes[code] for code in base.themes)
        named = (theme.code for theme in themes if theme.code in target.themes or theme.group in target.themes)
        return replace(base, name="", themes=tuple(named))

    def held(self, target: Target) -> "Held":
        """What counts of the target's days."""
        return self._held_of(self.query_of(target), "audience" if target.kind in ("theme", "listeners") else "month")

    @property
    def whole(self) -> "Held":
        """What counts of all days, by theme and group of listeners."""
        return self._held_of(self._asked, "audience")

    def _held_of(self, asked: Query, by: Dim) -> "Held":
        if (asked, by) not in self._held:
            self._held[asked, by] = Held(self.book, asked, by, self.rows)
        return self._held[asked, by]

    def behind(self, line: Line, place: str | None = None) -> Query:
        """What asks for the sessions that count for a line, or for one of its places."""
        where: dict[Dim, str | tuple[str, ...]] = {} if line.unit == WHOLE else {"unit": line.unit}
        kind = line.target.kind
        if kind == "theme":
            where["theme"] = place or self.base(line.target).themes
        elif kind == "monthly" and place:
            where["month"] = place
        elif kind == "listeners":
            where["audience"] = line.target.audience
        return behind(self.book.directive, self.query_of(line.target), where)

    def _lines(self, target: Target) -> Iterable[Line]:
        days = self.days_left(target)
        until = days.end if days else self.span(target).end
        units = (WHOLE,) if target.whole else self.units
        for unit in units:
            places, held, unknown = self._asked_of(target, unit)
            required = dict.fromkeys(places, target.n)
            lacking = {place: n - held.get((place, unit), 0) for place, n in required.items()}
            lacks = {place: n for place, n in lacking.items() if n > 0}
            yield Line(target, unit, until, sum(required.values()), lacks, unknown)

    def _asked_of(self, target: Target, unit: str) -> tuple[Iterable[str], Mapping[tuple[str, ...], int], int]:
        """The places of a target, what they have by place and unit, and how much of it is unknown."""
        held, span = self.held(target), self.span(target)
        if target.kind == "theme":
            base = self.base(target)
            out = base.left_out(self.units) if unit == WHOLE else {}
            themes = [theme for theme in base.themes if theme not in out and base.applies(unit, theme)]
            return themes, held.of("theme"), held.themeless[unit]
        if target.kind == "listeners":
            listeners = held.of("audience", measure="attendance")
            return [target.audience], listeners, listeners.get((UNSPLIT, unit), 0)
        by_month = held.of("month")
        if target.kind == "monthly":
            return months(span.start, span.end), by_month, 0
        return [UNSPLIT], {(UNSPLIT, unit): sum(n for (_month, row), n in by_month.items() if row == unit)}, 0


class Held:
    """What counts of the sessions asked for, by what targets ask for, in each unit of the rows with all below it."""

    def __init__(self, book: LogBook, asked: Query, by: Dim, rows: Rows) -> None:
        summed = book.figures.summed(asked)
        figures = Sums(shapes_of((by,), "units"), book.directive.themes)
        for told in summed.figures:
            figures.join(told)
        self.left = summed.left
        tallies = tallies_of(book, asked, by, "units")
        self.planned = tallies.left_out["planned"]
        self._parts = (tallies.sums, figures)
        self._rows = rows
        self._above: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple[str, ...], Counter[tuple[str, ...]]] = {}
        self.themeless = Counter[str]()
        for told in summed.figures:
            cells = {(cell.month, form) for cell in told.cells for form in (cell.form, UNSPLIT)}
            unknown = sum(one.sessions for one in told.months if (one.month, one.form) not in cells)
            self.themeless.update(dict.fromkeys(self._rows_of(told.unit), unknown))

    def of(self, *places: Dim, measure: str = "sessions") -> Mapping[tuple[str, ...], int]:
        """What stands in each place and row; WHOLE is a row of its own."""
        key = (*places, measure)
        if key not in self._known:
            amounts = self._known[key] = Counter()
            for part in self._parts:
                for place, held in part.of(*places, "unit").items():
                    amount = held.sessions if measure == "sessions" else held.attendance
                    where = place[:-1]
                    for row in self._rows_of(place[-1]):
                        amounts[(*where, row)] += amount
        return self._known[key]

    def _rows_of(self, unit: str) -> tuple[str, ...]:
        if unit not in self._above:
            self._above[unit] = (*self._rows.all_of(unit), WHOLE)
        return self._above[unit]
