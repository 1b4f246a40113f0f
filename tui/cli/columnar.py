"""Registers as Parquet files: what `sotay export`, `coverage` and `progress` do with `--columnar DIR`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.context import opened
from tui.cli.output import print_document, print_line
from tui.core.i18n import _

if TYPE_CHECKING:
    from exports.columnar.schema import About
    from logs.catalogue.directive import Directive
    from logs.model import Reporter, Unit


@dataclass(frozen=True)
class SetLists:
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
