"""Theme coverage: which themes of the guidance have been talked about, where, when, for whom, and which not yet.

A session with several themes counts once under each of them, so that rows may add up to more than the sessions; totals
count each session once. Drafts are left out and counted apart.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date as Date

from msgspec import Struct
from msgspec.structs import replace

from logs.book.book import LogBook
from logs.catalogue.directive import Directive, Reporting
from logs.counting.tally import BY, MEASURES, UNSPLIT, Key, Tallies, columns_of, in_columns
from logs.counting.unit_totals import NONE_SUMMED, Figures, MonthSum, Summed, ThemeSum
from logs.periods import days_of, months, quarter_of, quarters, read_period
from logs.session.query import Entry, Query

__all__ = [
    "BY", "MEASURES", "UNSPLIT", "Coverage", "Row", "Totals", "cell_query", "cover", "coverage_of", "gaps", "table",
]  # fmt: skip


class Row(Struct, frozen=True):
    """One theme: sessions, attendance, number of units, day of the last session, and what is measured per column.

    `group` is "" for a theme that the catalogue does not have. Figures without sessions do not say the last day.
    """

    theme: str
    group: str
    sessions: int
    attendance: int
    units: int
    last: Date | None
    cells: dict[str, int]


class Totals(Struct, frozen=True):
    """Each session counted once: complete ones and their attendance, and apart from them the drafts and the `other`
    sessions, logged under another catalogue.

    Of those counted: `conflicts` have versions that nobody has decided between, `outside` lie outside the guidance's
    reporting period, `summed` came in figures only. `left` came in figures too, which do not say whether they are of
    those asked for: they are not counted.
    """

    sessions: int
    attendance: int
    drafts: int
    conflicts: int
    outside: int
    other: int = 0
    summed: int = 0
    left: int = 0


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
        found: int = getattr(row, self.measure)
        return found


Summand = ThemeSum | MonthSum
# In which column figures belong; in the others they cannot be told apart.
_COLUMN_OF_FIGURES: dict[str, Callable[[Figures, Summand], str]] = {
    "unit": lambda figures, cell: figures.unit,
    "month": lambda figures, cell: cell.month,
    "quarter": lambda figures, cell: quarter_of(days_of(cell.month)[0]),
    "form": lambda figures, cell: cell.form,
}


def cover(
    entries: Iterable[Entry],
    directive: Directive,
    *,
    by: str = "unit",
    units: Iterable[str] = (),
    reporters: Iterable[str] = (),
    summed: Summed = NONE_SUMMED,
    measure: str = "sessions",
) -> Coverage:
    """The table of the sessions and figures given, as `table` makes it."""
    tallies = _tally(entries, directive, by, measure)
    return table(tallies, by=by, units=units, reporters=reporters, summed=summed)


def coverage_of(
    book: LogBook,
    query: Query,
    *,
    by: str = "unit",
    units: Iterable[str] = (),
    reporters: Iterable[str] = (),
    measure: str = "sessions",
) -> Coverage:
    """The table of the book's sessions and figures asked for, as `table` makes it."""
    tallies = tallies_of(book, query, by, measure)
    return table(tallies, by=by, units=units, reporters=reporters, summed=book.figures.summed(query))


def tallies_of(book: LogBook, query: Query, by: str, measure: str = "sessions") -> Tallies:
    """The sums of the book's sessions asked for, for tables of that kind and measure."""
    if query == Query() and by in BY:
        return book.figures.tallies(by, measure)
    return _tally(book.figures.counted(query), book.directive, by, measure)


def _tally(entries: Iterable[Entry], directive: Directive, by: str, measure: str) -> Tallies:
    tallies = Tallies(directive, (by,) if by in BY else (), measure)
    for entry in entries:
        tallies.add(entry.session, conflict=entry.conflict)
    return tallies


def table(
    tallies: Tallies,
    *,
    by: str = "unit",
    units: Iterable[str] = (),
    reporters: Iterable[str] = (),
    summed: Summed = NONE_SUMMED,
) -> Coverage:
    """The table of what was counted and of the figures given, with a column for each of `units` or `reporters`.

    Months and quarters are those of the reporting period, audiences, forms and documents those of the catalogue; what
    sessions name beyond them is added behind. Raises ValueError for a `by` that is not in BY.
    """
    if by not in BY:
        raise ValueError(by)
    directive, measure = tallies.directive, tallies.measure
    columns = _expected_columns(by, directive, units, reporters)
    figures: dict[str, _FigureSums] = {}
    whole = _FigureSums()
    for one in summed.figures:
        _add_figures(figures, whole, one, by, measure)
    beyond = columns_of((*tallies.columns[by], *whole.cells, *(key for one in figures.values() for key in one.cells)))
    extra = sorted(beyond.difference(columns, (UNSPLIT,)))
    columns = tuple(sorted((*columns, *extra))) if by in ("month", "quarter") else (*columns, *extra)
    columns += (UNSPLIT,) if UNSPLIT in beyond else ()
    themes = (theme for theme, tally in tallies.themes.items() if tally.sessions)
    rows = tuple(
        _row(theme, tallies, by, columns, figures.get(theme) or _FigureSums())
        for theme in _order({*themes, *figures}, directive)
    )
    sums = in_columns(measure, tallies.columns[by], whole.cells)
    return Coverage(by, columns, rows, _totals(tallies, summed), measure, {column: sums[column] for column in columns})


def _row(theme: str, tallies: Tallies, by: str, columns: Iterable[str], figures: "_FigureSums") -> Row:
    tally, counted = tallies.of(theme, by)
    cells = in_columns(tallies.measure, counted, figures.cells)
    return Row(
        theme,
        _group(theme, tallies.directive),
        tally.sessions + figures.sessions,
        tally.attendance + figures.attendance,
        len(figures.units.union(tally.units)),
        max(tally.days, default=None),
        {column: cells[column] for column in columns},
    )


def _totals(tallies: Tallies, summed: Summed) -> Totals:
    reporting = tallies.directive.reporting
    months = (one for figures in summed.figures for one in figures.months)
    in_figures = sum(figures.sessions for figures in summed.figures)
    return Totals(
        sessions=tallies.sessions + in_figures,
        attendance=tallies.attendance + sum(figures.attendance for figures in summed.figures),
        drafts=tallies.drafts,
        conflicts=tallies.conflicts,
        outside=tallies.outside + sum(one.sessions for one in months if not _touches(one.month, reporting)),
        other=tallies.other + summed.other,
        summed=in_figures,
        left=summed.left,
    )


class _FigureSums:
    """What totals without sessions add to one theme, or to the columns as a whole."""

    def __init__(self) -> None:
        self.sessions = 0
        self.attendance = 0
        self.units: set[str] = set()
        self.cells: Counter[Key] = Counter()

    def add(self, figures: Figures, one: Summand, by: str, measure: str) -> None:
        """Count figures of a unit in the column that they belong to."""
        column_of = _COLUMN_OF_FIGURES.get(by)
        column = column_of(figures, one) if column_of else UNSPLIT
        self.sessions += one.sessions
        self.attendance += one.attendance
        self.units.add(figures.unit)
        if measure == "units":
            self.cells[column, figures.unit] += 1
        else:
            self.cells[column] += one.attendance if measure == "attendance" else one.sessions


def _add_figures(found: dict[str, _FigureSums], whole: _FigureSums, figures: Figures, by: str, measure: str) -> None:
    """Add a unit's figures to those of the themes, and each session once to those of the `whole`."""
    for cell in figures.cells:
        found.setdefault(cell.theme, _FigureSums()).add(figures, cell, by, measure)
    for month in figures.months:
        whole.add(figures, month, by, measure)


def _touches(month: str, reporting: Reporting) -> bool:
    """Whether some day of the month lies in the reporting period."""
    first, last = days_of(month)
    return first <= reporting.period_end and reporting.period_start <= last


def gaps(coverage: Coverage) -> tuple[Row, ...]:
    """The themes that no session has covered yet."""
    return tuple(row for row in coverage.rows if row.sessions == 0)


def cell_query(directive: str, by: str, column: str | None, theme: str | None) -> Query:
    """The sessions behind a cell of the catalogue's table; without a column those of the whole row."""
    query = Query(directive=directive, theme=theme, status="complete", counted=True)
    if column is None:
        return query
    if by in ("month", "quarter"):
        period = read_period(column)
        return replace(query, start=period.start, end=period.end)
    return replace(query, **{by: column})


def _expected_columns(by: str, directive: Directive, units: Iterable[str], reporters: Iterable[str]) -> tuple[str, ...]:
    reporting = directive.reporting
    found: dict[str, Callable[[], Iterable[str]]] = {
        "unit": lambda: units,
        "month": lambda: months(reporting.period_start, reporting.period_end),
        "quarter": lambda: quarters(reporting.period_start, reporting.period_end),
        "audience": lambda: directive.audience_by_code,
        "form": lambda: directive.form_by_code,
        "reporter": lambda: reporters,
        "document": lambda: directive.document_by_code,
    }
    return tuple(found[by]())


def _group(theme: str, directive: Directive) -> str:
    return directive.themes[theme].group if theme in directive.themes else ""


def _order(themes: Iterable[str], directive: Directive) -> list[str]:
    return [*directive.themes, *sorted(theme for theme in themes if theme not in directive.themes)]
