"""Theme coverage: which themes of the guidance have been talked about, where, when, for whom, and which not yet.

A session with several themes counts once under each of them, so that rows may add up to more than the sessions; totals
count each session once.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date as Date
from functools import cache
from itertools import chain, repeat
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from logs.book.book import LogBook
from logs.catalogue.directive import Directive, Listed
from logs.catalogue.rows import Rows
from logs.counting.behind import behind
from logs.counting.facts import BY, UNSPLIT, Dim, Shape
from logs.counting.sums import NOTHING, Place, Sums
from logs.counting.tally import Tallies, shapes_of
from logs.counting.unit_totals import NONE_SUMMED, Summed
from logs.coverage.rows import rows_of
from logs.periods import Span, months, quarters, read_period
from logs.session.query import REASONS, Query, Reason

_ALWAYS = Span()


class Row(Struct, frozen=True):
    """One theme: sessions, attendance, number of units, day of the last session, and what is measured per column.

    `group` is "" for a theme that the catalogue does not have. Figures without sessions do not say the last day. A
    month or quarter in which the theme is not valid and was not talked about has no cell: it is no gap.
    """

    theme: str
    group: str
    sessions: int
    attendance: int
    units: int
    last: Date | None
    cells: dict[str, int]


class Totals(Struct, frozen=True):
    """What counts, each session once, and how many live sessions are `left_out` for each reason that there is.

    Of those counted: `conflicts` have versions that nobody has decided between, `beyond` lie outside the guidance's own
    period since their days were asked for, `summed` came in figures only, of which tables may have `twice` some. `left`
    came in figures too, which do not say whether they are of those asked for, `lost` in figures beside which others
    count: none of these is counted. `several` are sessions that more than one reporter held.
    """

    sessions: int
    attendance: int
    conflicts: int = 0
    left_out: dict[Reason, int] = {}
    beyond: int = 0
    summed: int = 0
    left: int = 0
    twice: int = 0
    lost: int = 0
    several: int = 0


class Coverage(Struct, frozen=True):
    """A table of every theme of the catalogue, zero too, priority groups first, by the columns of one kind.

    The cells hold what is measured (see MEASURES); `sums` are the columns' own totals, each session counted once.
    """

    by: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: Totals
    measure: str = "sessions"
    sums: dict[str, int] = {}

    def measured(self, row: Row) -> int:
        """The row's own figure of what the cells measure."""
        figure: int = getattr(row, self.measure)
        return figure


def coverage_of(
    book: LogBook, query: Query, *, by: str = "unit", reporters: Iterable[str] = (), measure: str = "sessions"
) -> Coverage:
    """The table of the book's sessions and figures asked for, as `table` makes it.

    By unit it has a column for each unit that reports to this book's office, or of the unit asked for for itself and
    for each directly below it.
    """
    tallies = tallies_of(book, query, by, measure)
    rows = rows_of(book, query)
    found = table(
        tallies, by=by, rows=rows, reporters=reporters, summed=book.figures.summed(query), measure=measure,
        days=days_asked(book.directive, query),
    )  # fmt: skip
    counting = book.figures.counting()
    doubts = replace(found.totals, twice=len(counting.twice), lost=len(counting.lost))
    return replace(found, totals=doubts)


def days_asked(directive: Directive, query: Query) -> Span:
    """The days that a table of the sessions asked for is of: those asked for, or else the guidance's own period."""
    return Span(query.start, query.end) if query.has_days else Span(*directive.reporting.period)


def tallies_of(book: LogBook, query: Query, by: str, measure: str = "sessions") -> Tallies:
    """The sums of the book's sessions asked for, for tables of that kind ("": none) and measure."""
    if query == Query() and by:
        return book.figures.tallies(by, measure)
    return book.figures.reading.tallies(query, (by,) if by else (), measure)


def table(
    tallies: Tallies,
    *,
    by: str = "unit",
    rows: Rows | None = None,
    reporters: Iterable[str] = (),
    summed: Summed = NONE_SUMMED,
    measure: str = "sessions",
    days: Span = _ALWAYS,
) -> Coverage:
    """The table of what was counted and of the figures given, with a column for each unit of the rows or reporter.

    What the cells measure has to be what the sums were made for; those for sessions tell of attendance as well.
    Months and quarters are those of the reporting period, audiences, forms and documents those of the catalogue that
    are valid on any of the `days`; what sessions name beyond them is added behind. Raises ValueError for a `by` that is
    not in BY.
    """
    if by not in BY:
        raise ValueError(by)
    directive = tallies.directive
    rows = rows or Rows(())
    kind: Dim = by
    figures = Sums(shapes_of((kind,), measure), directive.themes)
    for one in summed.figures:
        figures.join(one)
    reading = _Reading((tallies.sums, figures), kind, measure, rows.of)
    columns = _expected_columns(by, directive, rows.units, reporters, days)
    extra = sorted(reading.columns.difference(columns, (UNSPLIT,)))
    columns = (*columns, *extra, *((UNSPLIT,) if UNSPLIT in reading.columns else ()))
    due = _due_columns(by, directive, columns)
    order = _order(reading.themes, directive)
    every = frozenset(columns)
    lines = tuple(reading.row(theme, directive, columns, due.get(theme, every)) for theme in order)
    sums = {column: reading.sums.get(column, 0) for column in columns}
    return Coverage(by, columns, lines, _totals(tallies, summed), measure, sums)


class _Reading:
    """Sums of sessions and of figures, read together; `row_of` gives the unit under which another one stands."""

    def __init__(self, parts: Sequence[Sums], by: Dim, measure: str, row_of: Callable[[str], str]) -> None:
        self._parts = parts
        self._row_of = cache(row_of)
        self._units: defaultdict[str, set[str]] = defaultdict(set)
        self._last: dict[str, str] = {}
        for sums in parts:
            for theme, unit in sums.of("theme", "unit"):
                self._units[theme].add(self._row_of(unit))
            for theme, day in sums.of("theme", "day"):
                if day > self._last.get(theme, ""):
                    self._last[theme] = day
        across: tuple[Dim, ...] = (by, "unit") if measure == "units" else (by,)
        self.cells: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self.sums: dict[str, int] = {}
        for place, amount in self._read(across, measure):
            self.sums[place[0]] = self.sums.get(place[0], 0) + amount
        for place, amount in self._read(("theme", *across), measure):
            cells, column = self.cells[place[0]], place[1]
            cells[column] = cells.get(column, 0) + amount
        told = (self.sums, *self.cells.values())
        self.columns = {column for cells in told for column, amount in cells.items() if amount}

    def _read(self, shape: Shape, measure: str) -> Iterator[tuple[Place, int]]:
        """What is measured in each place, as the rows of the table name it."""
        told = [sums.of(*shape) for sums in self._parts]
        places: list[Place] = list(chain.from_iterable(told))
        for n in [n for n, dim in enumerate(shape) if dim == "unit"]:
            if any(self._row_of(unit) != unit for unit in {place[n] for place in places}):
                places = [(*place[:n], self._row_of(place[n]), *place[n + 1 :]) for place in places]
        found = chain.from_iterable(sums.values() for sums in told)
        if measure == "units":
            # Each unit of the table is one in a cell, however many of those below it have talked there.
            held = (place for place, one in zip(places, found, strict=True) if one.sessions)
            return zip(dict.fromkeys(held), repeat(1), strict=False)
        return zip(places, map(attrgetter(measure), found), strict=True)

    @property
    def themes(self) -> set[str]:
        """The themes that were talked about."""
        return {theme for sums in self._parts for (theme,) in sums.of("theme")}

    def row(self, theme: str, directive: Directive, columns: Iterable[str], due: Collection[str]) -> Row:
        """The line of a theme; `due` are the columns that ask for it."""
        found = [sums.of("theme").get((theme,), NOTHING) for sums in self._parts]
        last, cells = self._last.get(theme), self.cells.get(theme, {})
        return Row(
            theme,
            _group(theme, directive),
            sum(one.sessions for one in found),
            sum(one.attendance for one in found),
            len(self._units.get(theme, ())),
            Date.fromisoformat(last) if last else None,
            {column: n for column in columns if (n := cells.get(column, 0)) or column in due},
        )


def _totals(tallies: Tallies, summed: Summed) -> Totals:
    whole, left_out = tallies.sums.whole, Counter(tallies.left_out)
    left_out["other_catalogue"] += summed.other
    left_out["outside_period"] += summed.outside
    in_figures = sum(figures.sessions for figures in summed.figures)
    return Totals(
        sessions=whole.sessions + in_figures,
        attendance=whole.attendance + sum(figures.attendance for figures in summed.figures),
        conflicts=tallies.conflicts,
        left_out={reason: number for reason in REASONS if (number := left_out[reason])},
        beyond=tallies.beyond,
        summed=in_figures,
        left=summed.left,
        several=tallies.several,
    )


def behind_cell(
    directive: Directive,
    rows: Rows,
    asked: Query,
    *,
    by: str,
    column: str | None = None,
    theme: str | tuple[str, ...] | None = None,
) -> Query:
    """What asks for the sessions behind a cell of the table of the sessions `asked` for, with those rows of units;
    without a column those of the whole row, without a theme those of the whole column.
    """
    kind: Dim = by  # type: ignore[assignment]
    where: dict[Dim, str | tuple[str, ...]] = {} if theme is None else {"theme": theme}
    where |= {} if column is None else {kind: column}
    return behind(directive, asked, where, only_unit=by == "unit" and rows.is_alone(column or ""))


def _due_columns(by: str, directive: Directive, columns: Iterable[str]) -> dict[str, list[str]]:
    """For each theme that is not valid all the time the months or quarters in which it is; none by anything else."""
    if by not in ("month", "quarter"):
        return {}
    spans = {column: Span(period.start, period.end) for column in columns for period in [read_period(column)]}
    return {
        theme.code: [column for column, days in spans.items() if theme.meets(days)]
        for theme in directive.themes.values()
        if theme.since or theme.until
    }


def _expected_columns(
    by: str, directive: Directive, units: Iterable[str], reporters: Iterable[str], days: Span
) -> tuple[str, ...]:
    def valid(entries: Iterable[Listed]) -> Iterable[str]:
        return (entry.code for entry in entries if entry.meets(days))

    reporting = directive.reporting
    found: dict[str, Callable[[], Iterable[str]]] = {
        "unit": lambda: units,
        "month": lambda: months(reporting.period_start, reporting.period_end),
        "quarter": lambda: quarters(reporting.period_start, reporting.period_end),
        "audience": lambda: valid(directive.audiences),
        "form": lambda: valid(directive.forms),
        "reporter": lambda: reporters,
        "document": lambda: valid(directive.documents),
    }
    return tuple(found[by]())


def _group(theme: str, directive: Directive) -> str:
    return directive.themes[theme].group if theme in directive.themes else ""


def _order(themes: Iterable[str], directive: Directive) -> list[str]:
    return [*directive.themes, *sorted(theme for theme in themes if theme not in directive.themes)]
