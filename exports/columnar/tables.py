"""The tables of books, reckoned from data sets: coverage and progress, the same figures as the books' own."""

from collections.abc import Iterable, Mapping
from datetime import date as Date

from msgspec.structs import asdict, replace

from exports.columnar import queries
from exports.columnar.queries import Asked
from exports.columnar.reader import DataSets
from exports.columnar.rows import FigureRow, ReceivedRow
from exports.columnar.schema import About
from logs.catalogue.rows import Rows
from logs.catalogue.units import under
from logs.counting.facts import Dim, Shape
from logs.counting.sums import Sums
from logs.counting.tally import Tallies, shapes_of
from logs.counting.unit_totals import Figures, Known, MonthSum, Summed, ThemeSum, narrowed
from logs.coverage.rows import rows_in
from logs.coverage.table import Coverage, days_asked, table
from logs.exchange.received import Received
from logs.model import Unit
from logs.periods import Period
from logs.progress.grid import Grid, make_grid
from logs.progress.status import CountedByUnit, obliged
from logs.session.query import Query
from logs.text import same_key


def coverage(
    data: DataSets,
    asked: Query | None = None,
    *,
    by: str = "unit",
    reporters: Iterable[str] = (),
    measure: str = "sessions",
    on: Date | None = None,
) -> Coverage:
    """The table of the sessions and figures asked for, as a book has it on the day `on`, or once its period
    has ended; there are no drafts. What is doubtful of totals is so by each of the books.

    Whole months are added up from the rows of months where one book, or sums of many, stand alone. Raises SotayError as
    `DataSets.in_months` does.
    """
    query, listed = asked or Query(), units_of_all(data)
    units = () if query.unit is None else (query.unit,) if query.only_unit else tuple(sorted(under(listed, query.unit)))
    of = Asked(query.start, query.end, units)
    kind: Dim = by  # type: ignore[assignment]
    tallies, in_months = Tallies(data.directive, (kind,), measure), data.in_months(of, by)
    totals = queries.monthly_totals(of) if in_months else queries.totals(of, data.directive)
    for reason, own, sessions, conflicts, several in data.run(totals):
        if reason:
            tallies.left_out[reason] += int(sessions)
        else:
            tallies.conflicts += int(conflicts)
            tallies.several += int(several)
            tallies.beyond += 0 if own else int(sessions)
    rows = rows_in(listed, reporting_units(data, on or data.directive.reporting.period_end), query)
    if in_months:
        # So that a country's table of its provinces is not one of all their units first.
        data.fill("rows_of", ("unit", "stands"), ((unit, rows.of(unit)) for unit in listed))
    for shape in dict.fromkeys(shapes_of((kind,), measure)):
        sums = queries.monthly_sums(of, shape) if in_months else queries.sums(of, data.directive, shape)
        for *place, sessions, attendance in data.run(sums):
            tallies.sums.put(shape, (*place,), int(sessions or 0), int(attendance or 0))
    summed = narrowed(_figures(data), query, data.directive, lambda unit: under(listed, unit))
    found = table(
        tallies, by=by, rows=rows, reporters=reporters, summed=summed, measure=measure,
        days=days_asked(data.directive, query),
    )  # fmt: skip
    twice, lost = sum(one.maybe_twice for one in data.sets), sum(one.only_in_beaten_totals for one in data.sets)
    return replace(found, totals=replace(found.totals, twice=twice, lost=lost))


def units_of_all(data: DataSets) -> dict[str, Unit]:
    """The units of all lists; one that several list as the last one does."""
    return {unit.code: unit for units in data.units_of.values() for unit in units}


def reporting_units(data: DataSets, on: Date) -> tuple[str, ...]:
    """The codes of the units that report to any of the books on that day, or on the last of the guidance's period; of
    a reporter's book its own unit.
    """
    day = min(on, data.directive.reporting.period_end)
    found: dict[str, None] = {}
    for one in (book for each in data.sets for book in each.books):
        listed = data.units_of[one.book]
        own = [one.unit] if one.role == "reporter" else [unit.code for unit in obliged(listed, day, besides=one.unit)]
        found |= dict.fromkeys(own)
    return tuple(found)


def codes_of_several(data: DataSets) -> tuple[str, ...]:
    """The codes by which books mean units of different names: tables add such units up as one."""
    names: dict[str, set[object]] = {}
    for unit in (unit for units in data.units_of.values() for unit in units):
        names.setdefault(unit.code, set()).add(same_key(unit.name))
    return tuple(sorted(code for code, known in names.items() if len(known) > 1))


def grids(
    data: DataSets, on: Date, *, periods: Iterable[Period] = (), deadlines: Mapping[str, Date] = {}
) -> dict[About, Grid]:
    """Where the units of each book stand on the day `on`, as `make_grid` finds it.

    Raises SotayError as `DataSets.check` does: sums do not know who has reported.
    """
    data.check()
    periods, directive, listed = tuple(periods), data.directive, units_of_all(data)
    figures = _figures(data)

    def by_day() -> Sums:
        shape: Shape = ("unit", "day")
        sums = Sums([shape])
        for unit, day, sessions, attendance in data.run(queries.sums(Asked(), directive, shape)):
            sums.put(shape, (unit, day), int(sessions), int(attendance))
        return sums

    def summed(query: Query) -> Summed:
        return narrowed(figures, query, directive)

    found: dict[About, Grid] = {}
    for one, files in _received(data).items():
        units = obliged(data.units_of[one.book], min(on, directive.reporting.period_end), besides=one.unit)
        rows = Rows((unit.code for unit in units), listed)
        # What counted on a day before it was written is not known.
        is_as_of_now = on >= one.made.date()
        counted = CountedByUnit(directive, rows, by_day=by_day, summed=summed) if is_as_of_now else None
        found[one] = make_grid(units, files, directive, on, periods=periods, deadlines=deadlines, counted=counted)
    return found


def _figures(data: DataSets) -> list[Known]:
    """The figures of each unit by each file that told them, as far as they count."""
    made = {
        (row.book, row.sha256): min(row.made.date(), row.received_day) for row in data.read("received", ReceivedRow)
    }
    cells: dict[tuple[str, ...], list[ThemeSum]] = {}
    months: dict[tuple[str, ...], list[MonthSum]] = {}
    for row in data.read("figures", FigureRow):
        named = row.book, row.file, row.unit, row.directive
        if not data.tells(*named[:3]):
            continue
        if row.theme is None:
            months.setdefault(named, []).append(MonthSum(row.month, row.form, row.sessions, row.attendance))
        else:
            one = ThemeSum(row.theme, row.month, row.form, row.sessions, row.attendance)
            cells.setdefault(named, []).append(one)
    return [
        Known(named[3], made.get((named[0], named[1]), Date.max), _of_unit(named[2], month, cells.get(named, ())))
        for named, month in months.items()
    ]


def _of_unit(unit: str, months: Iterable[MonthSum], cells: Iterable[ThemeSum]) -> Figures:
    months = tuple(months)
    return Figures(
        unit=unit, sessions=sum(month.sessions for month in months), attendance=sum(one.attendance for one in months),
        months=months, cells=tuple(cells),
    )  # fmt: skip


def _received(data: DataSets) -> dict[About, dict[str, Received]]:
    """The files that came to each book, as the book remembers them, but for their names and keys."""
    found: dict[str, dict[str, Received]] = {one.book: {} for one in data.sets}
    for row in data.read("received", ReceivedRow):
        fields = {name: value for name, value in asdict(row).items() if name in Received.__struct_fields__}
        held = found.setdefault(row.book, {})
        said = row.received_day if row.received_day != row.received.date() else None
        held[row.sha256] = Received(**fields | {"book": row.sender, "file": "", "arrived": said})
    return {one: found[one.book] for one in data.sets}
