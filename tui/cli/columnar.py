"""Registers as Parquet files: what `sotay export`, `coverage` and `progress` do with `--columnar`; `sotay publish`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.context import opened
from tui.cli.options import PLACE, command, json_option, option
from tui.cli.output import print_document, print_line
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from exports.columnar.duckdb_engine import Place
    from exports.columnar.engines import EngineName
    from exports.columnar.reader import DataSets
    from exports.columnar.schema import About
    from logs.catalogue.directive import Directive
    from logs.model import Reporter, Unit

_STATES = {
    "new": N_("taken in"),
    "renewed": N_("brought up to date"),
    "same": N_("there already"),
    "older": N_("older than what is there, left out"),
}


@dataclass(frozen=True)
class SetLists:
    """What data sets say of catalogue and units, for those who print names."""

    directive: "Directive"
    units: "Mapping[str, Unit]"
    reporters: "Mapping[str, Reporter]" = field(default_factory=dict)


@contextmanager
def opened_sets(place: Path | str, engine: "EngineName") -> Iterator["DataSets"]:
    """The data sets at the place that a person named, until the block ends."""
    from exports.columnar.reader import opened_columnar

    if isinstance(place, str) and place.startswith(("postgres://", "postgresql://")):
        from exports.columnar.published import opened_published

        with opened_published(place) as data:
            yield data
    else:
        with opened_columnar(_place(place), engine) as data:
            yield data


def _place(named: Path | str) -> "Place":
    from exports.columnar.duckdb_engine import place_of

    return named if isinstance(named, Path) else place_of(named)


@command("publish", N_("Keep the figures of Parquet files in a PostgreSQL that other programs read."))
@option("--columnar", metavar="DIR|URL", type=PLACE, required=True, help=N_("The Parquet files."))
@option("--to", metavar="postgres://…", required=True, help=N_("The database."))
@json_option
def publish(columnar: Path | str, to: str, as_json: bool) -> None:
    """Bring the database up to date with the data sets; print what became of each."""
    from exports.columnar.published import OF_FIGURES, READER, SCHEMA
    from exports.columnar.published import publish as bring
    from tui.text.formats import day

    found = bring(_place(columnar), to)
    if as_json:
        print_document({"sets": [{**about_document(one.about), "state": one.state} for one in found]})
        return
    for one in found:
        print_line(f"{one.about.unit} · {day(one.about.made.date())} · {_(_STATES[one.state])}")
    tables = ", ".join(f"{SCHEMA}.{name}" for name in OF_FIGURES)
    reads = _("Other programs read the tables {tables} as the role {role}; it sees no sessions.")
    print_line(reads.format(tables=tables, role=READER))


def export_columnar(to: Path, sums_of: Path | str | None, *, as_json: bool) -> None:
    """Write what the book counts as Parquet files, or the sums of such files, and print what they hold."""
    from exports.columnar.sums import write_sums
    from exports.columnar.writer import write_columnar
    from tui.text.formats import number

    if sums_of:
        about = write_sums(_place(sums_of), to.absolute())
    else:
        with opened(read_only=True) as book:
            about = write_columnar(book, to.absolute())
    if as_json:
        print_document({"path": str(to.absolute()), **about_document(about)})
        return
    print_line(str(to.absolute()))
    counts = _("Records, of any catalogue and day: {sessions} · attendance: {attendance}")
    print_line(counts.format(sessions=number(about.sessions), attendance=number(about.attendance)))


def about_document(about: "About") -> dict[str, Any]:
    """What a data set says of itself, for programs."""
    from msgspec import to_builtins

    fields: dict[str, Any] = to_builtins(about)
    return {name: value for name, value in fields.items() if name != "format"}


def origin_line(about: "About", lists: SetLists) -> str:
    """Whose data set it is and of when."""
    from tui.text.formats import day
    from tui.text.values import unit_title

    made = day(about.made.date())
    unit = unit_title(lists.units[about.unit]) if about.unit in lists.units else about.unit
    return _("Data of {unit}, written on {day}").format(unit=unit, day=made)
