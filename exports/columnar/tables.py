"""The tables of books, reckoned from data sets: coverage and progress, the same figures as the books' own."""

from collections.abc import Iterable, Mapping
from datetime import date as Date

from msgspec.structs import asdict

from exports.columnar import queries
from exports.columnar.queries import Asked
from exports.columnar.reader import DataSets
from exports.columnar.rows import FigureRow, ReceivedRow
from exports.columnar.schema import About
from logs.counting.tally import Key, Tallies, Tally
from logs.counting.unit_totals import Figures, MonthSum, Summed, ThemeSum, narrowed_figures
from logs.coverage.table import Coverage, table
from logs.exchange.received import Received
from logs.periods import Period
from logs.progress.grid import Grid, make_grid
from logs.progress.status import obliged
from logs.session.query import Query
from logs.text import same_key

EVERYTHING = Asked()


def coverage(
    data: DataSets,
    asked: Asked = EVERYTHING,
    *,
    by: str = "unit",
    units: Iterable[str] = (),
    reporters: Iterable[str] = (),
    measure: str = "sessions",
) -> Coverage:
    """The table of the sessions and figures asked for, as `logs.coverage.table.table` makes it; there are no drafts."""
    tallies = Tallies(data.directive, (by,), measure)
    _add_totals(tallies, data, asked)
    for theme, unit, sessions, attendance, last in data.run(queries.themes(asked, data.directive)):
        tally = _tally(tallies, theme)
        tally.sessions += int(sessions)
        tally.attendance += int(attendance)
        tally.units[unit] += int(sessions)
        tally.days[last] += 1
    for theme, *key, number in data.run(queries.cells(asked, data.directive, by, measure, theme=True)):
        _tally(tallies, theme).cells[by][_key(key)] = int(number)
    for *key, number in data.run(queries.cells(asked, data.directive, by, measure, theme=False)):
        tallies.columns[by][_key(key)] = int(number)
    return table(tallies, by=by, units=units, reporters=reporters, summed=_summed(data, asked))


def reporting_units(data: DataSets, on: Date) -> tuple[str, ...]:
    """The codes of the units that report to any of the books on that day."""
    found = (unit.code for one in data.sets for unit in obliged(data.units_of[one.book], on, besides=one.unit))
    return tuple(dict.fromkeys(found))


def codes_of_several(data: DataSets) -> tuple[str, ...]:
    """The codes by which books mean units of different names: tables add such units up as one."""
    names: dict[str, set[object]] = {}
    for unit in (unit for units in data.units_of.values() for unit in units):
        names.setdefault(unit.code, set()).add(same_key(unit.name))
    return tuple(sorted(code for code, known in names.items() if len(known) > 1))


def grids(
    data: DataSets, on: Date, *, periods: Iterable[Period] = (), deadlines: Mapping[str, Date] = {}
) -> dict[About, Grid]:
    """Where the units of each book stand on the day `on`, as `make_grid` finds it."""
    periods = tuple(periods)
    return {
        one: make_grid(
            obliged(data.units_of[one.book], on, besides=one.unit), files, data.directive, on,
            periods=periods, deadlines=deadlines,
        )
        for one, files in _received(data).items()
    }  # fmt: skip


def _tally(tallies: Tallies, theme: str) -> Tally:
    return tallies.themes.get(theme) or tallies.themes.setdefault(theme, Tally(tallies.kinds))


def _key(parts: list[str]) -> Key:
    """Under what a cell is summed: its column, for units the column and the unit."""
    return parts[0] if len(parts) == 1 else (parts[0], parts[1])


def _add_totals(tallies: Tallies, data: DataSets, asked: Asked) -> None:
    for directive, sessions, attendance, conflicts, outside in data.run(queries.totals(asked, data.directive)):
        if directive != data.directive.id:
            tallies.other += int(sessions)
            continue
        tallies.sessions, tallies.attendance = int(sessions), int(attendance)
        tallies.conflicts, tallies.outside = int(conflicts), int(outside)


def _summed(data: DataSets, asked: Asked) -> Summed:
    """What figures without sessions add."""
    query = Query(start=asked.start, end=asked.end, unit=asked.unit)
    return narrowed_figures(_figures(data), query, data.directive.id)


def _figures(data: DataSets) -> list[tuple[str, Figures]]:
    """The figures of each unit by each file that told them, as far as they count, with the catalogue they follow."""
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
    return [(named[3], _of_unit(named[2], found, cells.get(named, ()))) for named, found in months.items()]


def _of_unit(unit: str, months: Iterable[MonthSum], cells: Iterable[ThemeSum]) -> Figures:
    months = tuple(months)
    return Figures(
        unit=unit, sessions=sum(one.sessions for one in months), attendance=sum(one.attendance for one in months),
        months=months, cells=tuple(cells),
    )  # fmt: skip


def _received(data: DataSets) -> dict[About, dict[str, Received]]:
    """The files that came to each book, as the book remembers them, but for their names and keys."""
    found: dict[str, dict[str, Received]] = {one.book: {} for one in data.sets}
    for row in data.read("received", ReceivedRow):
        fields = {name: value for name, value in asdict(row).items() if name in Received.__struct_fields__}
        held = found.setdefault(row.book, {})
        held[row.sha256] = Received(**fields | {"book": row.sender, "file": ""})
    return {one: found[one.book] for one in data.sets}
