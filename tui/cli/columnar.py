"""Registers as Parquet files: what `sotay export`, `coverage` and `progress` do with `--columnar DIR`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.opening import opened, today
from tui.cli.output import print_csv, print_document, print_line, say
from tui.cli.tables import coverage_document, print_coverage, print_coverage_csv
from tui.core.i18n import _

if TYPE_CHECKING:
    from exports.columnar.reader import DataSets
    from exports.columnar.schema import About
    from logs.catalogue.directive import Directive
    from logs.model import Reporter, Unit

_MOST_CODES = 10  # that are named


@dataclass(frozen=True)
class _Lists:
    """What data sets say of catalogue and units, for those who print names."""

    directive: "Directive"
    units: "Mapping[str, Unit]"
    reporters: "Mapping[str, Reporter]" = field(default_factory=dict)


def export_columnar(to: Path, *, as_json: bool) -> None:
    """Write what the book counts as Parquet files, and print what they hold."""
    from exports.columnar.writer import write_columnar
    from tui.text.formats import number

    with opened(read_only=True) as book:
        about = write_columnar(book, to.absolute())
    if as_json:
        print_document({"path": str(to.absolute()), **_about(about)})
        return
    print_line(str(to.absolute()))
    counts = _("Events that count: {sessions} · attendance: {attendance}")
    print_line(counts.format(sessions=number(about.sessions), attendance=number(about.attendance)))


def columnar_coverage(
    folder: Path, options: Mapping[str, str | None], *, by: str, measure: str, base: str, only_gaps: bool, form: str
) -> None:
    """Print the table of all data sets in the folder; `form` is "json", "csv" or "" for people."""
    from exports.columnar.queries import Asked
    from exports.columnar.reader import opened_columnar
    from exports.columnar.tables import codes_of_several, coverage, reporting_units
    from logs.coverage.scope import base_in, rows_in
    from logs.session.validation import Known
    from tui.cli.register import read_query

    with opened_columnar(folder) as data:
        lists = _lists(data)
        query = read_query(options, Known(lists.directive, lists.units, {}, today()))
        units = (query.unit,) if query.unit else reporting_units(data, today())
        table = coverage(data, Asked(query.start, query.end, query.unit), by=by, units=units, measure=measure)
        sets, shared = data.sets, codes_of_several(data)
    if shared:
        told = _("Different units have the same code and were added up: {codes}. Give each a code of its own.")
        say(told.format(codes=", ".join(shared[:_MOST_CODES]) + ("…" if len(shared) > _MOST_CODES else "")))
    rows = [
        row for row in rows_in(table, base_in(lists.directive, base, ()), units) if not (only_gaps and row.sessions)
    ]
    if form == "json":
        print_document({**coverage_document(table, rows), "base": base, "left_out": [], "sets": [*map(_about, sets)]})
    elif form == "csv":
        print_coverage_csv(table, rows)
    else:
        print_coverage(table, rows, lists)
        for one in sets:
            print_line(_set_line(one, lists))


def columnar_progress(
    folder: Path, on: str | None, periods: Iterable[str], deadlines: Iterable[str], *, form: str
) -> None:
    """Print where the units of each data set stand; `form` is "json", "csv" or "" for people."""
    from exports.columnar.reader import opened_columnar
    from exports.columnar.tables import grids
    from logs.parsing import read_day
    from logs.periods import read_period
    from tui.cli.progress import CSV_COLUMNS, csv_rows, grid_document, print_progress, read_deadline

    with opened_columnar(folder) as data:
        year = data.directive.head.year
        day = read_day(on, today(), year) if on else today()
        due = dict(read_deadline(text, today(), year) for text in deadlines)
        found = grids(data, day, periods=[read_period(name) for name in periods], deadlines=due)
        lists = {one: _lists_of(data, one) for one in data.sets}
    if form == "json":
        print_document(
            {"sets": [{**_about(one), **grid_document(grid, lists[one], grid.units)} for one, grid in found.items()]}
        )
    elif form == "csv":
        rows = ([one.unit, *row] for one, grid in found.items() for row in csv_rows(grid, lists[one], grid.units))
        print_csv(("committee", *CSV_COLUMNS), rows)
    else:
        for one, grid in found.items():
            print_line(_set_line(one, lists[one]))
            print_progress(grid, lists[one])


def _lists(data: "DataSets") -> _Lists:
    """The lists of all data sets; where several list a unit, as the last one does."""
    return _Lists(data.directive, {unit.code: unit for units in data.units_of.values() for unit in units})


def _lists_of(data: "DataSets", one: "About") -> _Lists:
    return _Lists(data.directive, {unit.code: unit for unit in data.units_of[one.book]})


def _about(one: "About") -> dict[str, Any]:
    from msgspec import to_builtins

    fields: dict[str, Any] = to_builtins(one)
    return {name: value for name, value in fields.items() if name != "format"}


def _set_line(one: "About", lists: _Lists) -> str:
    """Whose data set it is and of when."""
    from tui.text.formats import day
    from tui.text.values import unit_title

    made = day(one.made.date())
    unit = unit_title(lists.units[one.unit]) if one.unit in lists.units else one.unit
    return _("Data of {unit}, written on {day}").format(unit=unit, day=made)
