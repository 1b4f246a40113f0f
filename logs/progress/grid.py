"""The grid of units and periods: every report that is due or has come, what is doubtful, what each unit still owes."""

from collections.abc import Iterable, Mapping
from datetime import date as Date

from msgspec import Struct

from logs.book.book import LogBook
from logs.catalogue.directive import Directive
from logs.catalogue.rows import Rows
from logs.counting.behind import behind
from logs.errors import Notice, SotayError
from logs.exchange.code_maps import Lens
from logs.exchange.received import Received, span_of
from logs.model import Unit
from logs.periods import Period, read_period
from logs.progress.doubts import doubts, totals_doubts
from logs.progress.status import (
    CountedByUnit,
    Due,
    UnitProgress,
    counted_by_unit,
    files_by_unit,
    reporting_units,
    reports_due,
    standings,
    year_due,
)
from logs.session.query import Query

# Doubts that a unit is asked about; of the others only the receiver needs to know.
_ASKED = frozenset(
    {"number_wanted", "number_missing", "parts_missing", "sessions_set_aside", "nil_unconfirmed", "directive_other"}
)
# Nothing is lost by it, so that it is no reason to write to a unit.
_HARMLESS = "number_missing"


class Grid(Struct, frozen=True):
    """Where every unit stands on the day `on`.

    `dues` are the columns by their end, the year last; `units` the codes of the rows. `cells` holds standings by unit
    and name of the period; a unit that was not there in a period has no cell in it. `doubts` are by unit.
    """

    on: Date
    year: Due
    dues: tuple[Due, ...]
    units: tuple[str, ...]
    cells: dict[str, dict[str, UnitProgress]]
    doubts: dict[str, tuple[Notice, ...]]

    def column(self, due: Due) -> tuple[UnitProgress, ...]:
        """The standings of the units that have to report for the period, in the order of the rows."""
        name = due.period.name
        return tuple(self.cells[unit][name] for unit in self.units if name in self.cells[unit])

    def lacks(self, unit: str) -> tuple[Notice, ...]:
        """What is to be asked of the unit: reports due that have not come (`report_missing`), then asked doubts."""
        missing = tuple(_missing(due) for due in self.dues if self._is_owed(unit, due))
        return missing + tuple(doubt for doubt in self.doubts.get(unit, ()) if doubt.code in _ASKED)

    def reminded(self) -> tuple[str, ...]:
        """The units that lack something without which the figures are not whole."""
        return tuple(unit for unit in self.units if any(lack.code != _HARMLESS for lack in self.lacks(unit)))

    def _is_owed(self, unit: str, due: Due) -> bool:
        """Whether no file with the unit's report came, though sessions of it may count; without a deadline none is owed
        before its period has ended.
        """
        cell = self.cells[unit].get(due.period.name)
        owed = due.asked and (due.deadline is not None or self.on > due.period.end)
        return owed and cell is not None and cell.state in ("missing", "counted")


def behind_cell(book: LogBook, grid: Grid, unit: str, period: str) -> Query | None:
    """What asks for the sessions that a cell of the grid counts; None where the grid is of a day before."""
    if grid.on < book.today():
        return None
    span = book.directive.period_named(period)
    alone = Rows(grid.units, book.units).is_alone(unit)
    return behind(book.directive, Query(start=span.start, end=span.end), {"unit": unit}, only_unit=alone)


def grid_of(book: LogBook, shown: Iterable[Period] = ()) -> Grid:
    """The grid of a book as of today, of the units that report to its desk, with the periods `shown` besides."""
    return grid_on(book, book.today(), shown=shown)


def grid_on(
    book: LogBook, on: Date, *, periods: Iterable[Period] = (), deadlines: Mapping[str, Date] = {},
    shown: Iterable[Period] = (),
) -> Grid:  # fmt: skip
    """The same as of a day, with the periods asked for; raises as `make_grid`.

    What counted on a day of before is not known any more: then the figures are what the files say.
    """
    others = {each.id for each in book.reference.catalogues if each.head.year != book.directive.head.year}
    files = {key: file for key, file in book.exchange.received.items() if file.directive not in others}
    return make_grid(
        reporting_units(book, on), files, book.directive, on,
        periods=periods, deadlines=deadlines, shown=shown, besides=totals_doubts(book),
        lens=book.exchange.lens, counted=counted_by_unit(book) if on >= book.today() else None,
    )  # fmt: skip


def make_grid(
    units: Iterable[Unit],
    received: Mapping[str, Received],
    directive: Directive,
    on: Date,
    *,
    periods: Iterable[Period] = (),
    deadlines: Mapping[str, Date] = {},
    shown: Iterable[Period] = (),
    besides: Mapping[str, tuple[Notice, ...]] = {},
    lens: Lens | None = None,
    counted: CountedByUnit | None = None,
) -> Grid:
    """The grid of the units that have to report (see `obliged`), by what codes mean through the lens of a book.

    Their figures are what is `counted` of them, or what their files say where that is not known.

    Its columns are the directive's year and other periods with a deadline there, the `periods` asked for, those with
    one of `deadlines` (by name of a period, each exclusive; those of the directive stand there alone), and, with
    nothing owed in them, those of the year that any of the units has reported for or that are `shown` besides. What is
    doubtful `besides` the files' receipt stands behind that. Raises SotayError `period_not_of_year`, `deadline_set`.
    """
    rows = tuple(units)
    files = files_by_unit(received.values(), directive.id, on, lens)
    year = year_due(directive)
    columns = _asked(reports_due(directive), year, periods, deadlines)
    spans = (span_of(file) for unit in rows for file in files.get(unit.code, ()))
    for span in (*(span for span in spans if span and year.period.covers(span)), *shown):
        columns.setdefault(span.name, Due(span, asked=False))
    dues = tuple(sorted(columns.values(), key=lambda due: (due.period.end, -due.period.start.toordinal())))
    cells: dict[str, dict[str, UnitProgress]] = {unit.code: {} for unit in rows}
    for due in dues:
        for standing in standings(rows, files, due, counted):
            cells[standing.unit][due.period.name] = standing
    codes = tuple(unit.code for unit in rows)
    found = doubts(received.values(), directive, on)
    found |= {unit: found.get(unit, ()) + notices for unit, notices in besides.items()}
    return Grid(on, year, dues, codes, cells, found)


def _asked(
    columns: dict[str, Due], year: Due, periods: Iterable[Period], deadlines: Mapping[str, Date]
) -> dict[str, Due]:
    """Those that the guidance asks for, and by name the periods of the year that units owe a report for besides."""
    for name in columns.keys() & deadlines.keys():
        raise SotayError("deadline_set", value=name, deadline=columns[name].deadline)
    for period in (*(read_period(name) for name in deadlines), *periods):
        if period != year.period and not year.period.covers(period):
            raise SotayError("period_not_of_year", value=period.name, year=year.period.name)
        columns.setdefault(period.name, Due(period, deadlines.get(period.name)))
    return columns


def _missing(due: Due) -> Notice:
    params = {"period": due.period.name, "deadline": due.deadline, "exclusive": due.exclusive}
    return Notice("report_missing", params)
