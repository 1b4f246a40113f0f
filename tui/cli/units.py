"""`sotay units`: the list of units that report."""

from pathlib import Path

import click

from tui.cli.context import opened
from tui.cli.options import PATH, Group, json_option
from tui.cli.output import Column, print_document, print_line, print_rows, say
from tui.core.i18n import N_, _


@click.group("units", cls=Group, help=N_("The list of units."))
def units() -> None:
    """Show the unit list or replace it."""


@units.command("show", help=N_("Show the unit list."))
@json_option
def show_units(as_json: bool) -> None:
    """Print the units of the book."""
    import msgspec

    from tui.text.labels import unit_type_title

    with opened(read_only=True) as book:
        listed = list(book.units.values())
    if as_json:
        print_document({"units": [msgspec.to_builtins(unit) for unit in listed]})
        return
    print_rows(
        listed,
        (Column(_("Code"), width=10), lambda unit: unit.code),
        (Column(_("Kind"), width=12), lambda unit: unit_type_title(unit.type)),
        (Column(_("Unit name"), grow=1), lambda unit: unit.name),
        (Column(_("Parent"), width=10), lambda unit: unit.parent or ""),
    )
    print_line(_("Units: {n}").format(n=len(listed)))


@units.command("use", help=N_("Replace the unit list by that of a file."))
@click.argument("file", metavar="FILE", type=PATH)
@json_option
def use_units(file: Path, as_json: bool) -> None:
    """Take the units of a TSV, CSV or XLSX file; the book's own unit stays listed."""
    from exports.merge.answers import take_known
    from logs.catalogue.units import read_units
    from tui.cli.export_merge import tell_known

    listed = read_units(file)
    with opened() as book:
        book.use_units(listed)
        known = take_known(book)
        lost = sorted({entry.session.unit for entry in book.find()} - book.units.keys())
        count = len(book.units)
    tell_known(known)
    if lost:
        say(_("Units of sessions that are no longer in the list: {units}.").format(units=", ".join(lost)))
    if as_json:
        print_document({"units": count})
    else:
        print_line(_("Units: {n}").format(n=count))
