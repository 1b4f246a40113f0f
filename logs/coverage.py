"""Theme coverage: which themes of the guidance have been talked about, where, when, for whom, and which not yet.

A session with several themes counts once under each of them, so that rows may add up to more than the sessions; totals
count each session once. Drafts are left out and counted apart.
"""

from collections.abc import Callable, Iterable
from datetime import date as Date

from msgspec import Struct
from msgspec.structs import replace

from logs.directive import Directive, Reporting
from logs.model import Session
from logs.periods import days_of, month_of, months, quarter_of, quarters, read_period
from logs.query import Entry, Query
from logs.summed import NONE_SUMMED, Summed
from logs.totals import Figures, ThemeSum

BY = ("unit", "month", "quarter", "audience", "form", "reporter", "document")
# The column of sessions that came in figures only, which do not say in which of the other columns they belong.
UNSPLIT = ""


class Row(Struct, frozen=True):
    """One theme: sessions, attendance, number of units, day of the last session, and sessions per column.

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
    """A table of every theme of the catalogue, zero too, priority groups first, by the columns of one kind."""

    by: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: Totals


class _Tally:
    """The running sums of one theme."""

    def __init__(self) -> None:
        self.sessions = 0
        self.attendance = 0
        self.units: set[str] = set()
        self.last: Date | None = None
        self.cells: dict[str, int] = {}

    def add(self, session: Session, columns: Iterable[str]) -> None:
        self.sessions += 1
        self.attendance += session.attendance or 0
        self.units.add(session.unit)
        self.last = session.date if self.last is None else max(self.last, session.date)
        for column in columns:
            self.cells[column] = self.cells.get(column, 0) + 1

    def add_sum(self, unit: str, cell: ThemeSum, column: str) -> None:
        self.sessions += cell.sessions
        self.attendance += cell.attendance
        self.units.add(unit)
        self.cells[column] = self.cells.get(column, 0) + cell.sessions

    def row(self, theme: str, group: str, columns: Iterable[str]) -> Row:
        cells = {column: self.cells.get(column, 0) for column in columns}
        return Row(theme, group, self.sessions, self.attendance, len(self.units), self.last, cells)


_COLUMNS_OF: dict[str, Callable[[Session], Iterable[str]]] = {
    "unit": lambda session: (session.unit,),
    "month": lambda session: (month_of(session.date),),
    "quarter": lambda session: (quarter_of(session.date),),
    "audience": lambda session: session.audience,
    "form": lambda session: (session.form,) if session.form else (),
    "reporter": lambda session: session.reporters,
    "document": lambda session: session.documents,
}


# In which column figures belong; in the others they cannot be told apart.
_COLUMN_OF_FIGURES: dict[str, Callable[[Figures, ThemeSum], str]] = {
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
) -> Coverage:
    """The table of the sessions and figures given, with a column for each of `units` or `reporters`, zero too.

    Months and quarters are those of the reporting period, audiences, forms and documents those of the catalogue; what
    sessions name beyond them is added behind. Raises ValueError for a `by` that is not in BY.
    """
    if by not in BY:
        raise ValueError(by)
    columns = _expected_columns(by, directive, units, reporters)
    tallies = {theme: _Tally() for theme in directive.themes}
    sessions = attendance = drafts = conflicts = outside = other = 0
    reporting = directive.reporting
    beyond: set[str] = set()
    for entry in entries:
        session = entry.session
        if session.status == "draft":
            drafts += 1
            continue
        if session.directive != directive.id:
            other += 1
            continue
        sessions += 1
        attendance += session.attendance or 0
        conflicts += entry.conflict
        outside += not reporting.period_start <= session.date <= reporting.period_end
        in_columns = tuple(_COLUMNS_OF[by](session))
        beyond.update(in_columns)
        for theme in session.themes:
            if theme not in tallies:
                tallies[theme] = _Tally()
            tallies[theme].add(session, in_columns)
    for figures in summed.figures:
        sessions += figures.sessions
        attendance += figures.attendance
        outside += sum(one.sessions for one in figures.months if not _touches(one.month, reporting))
        beyond |= _add_figures(tallies, figures, by)
    extra = sorted(beyond.difference(columns, (UNSPLIT,)))
    columns = tuple(sorted((*columns, *extra))) if by in ("month", "quarter") else (*columns, *extra)
    columns += (UNSPLIT,) if UNSPLIT in beyond else ()
    rows = tuple(tallies[theme].row(theme, _group(theme, directive), columns) for theme in _order(tallies, directive))
    in_figures = sum(figures.sessions for figures in summed.figures)
    other += summed.other
    return Coverage(
        by, columns, rows, Totals(sessions, attendance, drafts, conflicts, outside, other, in_figures, summed.left)
    )


def _add_figures(tallies: dict[str, _Tally], figures: Figures, by: str) -> set[str]:
    """Add a unit's figures to the themes; returns the columns that they are in."""
    column_of = _COLUMN_OF_FIGURES.get(by)
    columns = set()
    for cell in figures.cells:
        columns.add(column := column_of(figures, cell) if column_of else UNSPLIT)
        tallies.setdefault(cell.theme, _Tally()).add_sum(figures.unit, cell, column)
    return columns


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
