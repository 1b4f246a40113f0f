"""`sotay units`: the list of units that report, changed one by one or taken from a spreadsheet."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from logs.errors import SotayError
from tui.cli.context import opened
from tui.cli.options import PATH, Group, argument, json_option, option
from tui.cli.output import Column, print_document, print_line, print_rows
from tui.cli.word_choice import WordChoice
from tui.core.i18n import N_, _
from tui.text.labels import UNIT_TYPES

if TYPE_CHECKING:
    from exports.merge.unit_list import ListPreview
    from logs.model import Unit

_dry_run_option = option("--dry-run", is_flag=True, help=N_("Show what would be done and change nothing."))


@click.group("units", cls=Group, help=N_("The list of units."))
def units() -> None:
    """Show the unit list or change it."""


@units.command("show", help=N_("Show the unit list."))
@json_option
def show_units(as_json: bool) -> None:
    """Print the units of the book, each below the one it reports to."""
    import msgspec

    from tui.text.labels import unit_type_title
    from tui.text.units import tree_of

    with opened(read_only=True) as book:
        listed = tree_of(book.units)
    if as_json:
        print_document({"units": [msgspec.to_builtins(unit) for _depth, unit in listed]})
        return
    print_rows(
        listed,
        (Column(_("Code"), width=10), lambda row: row[1].code),
        (Column(_("Kind"), width=12), lambda row: unit_type_title(row[1].type)),
        (Column(_("Unit name"), grow=1), lambda row: "  " * row[0] + row[1].name),
        (Column(_("Parent"), width=10), lambda row: row[1].parent or ""),
    )
    print_line(_("Units: {n}").format(n=len(listed)))


@units.command("template", help=N_("Write the unit list as a workbook to fill in."))
@option("--to", metavar="DIR|FILE", type=PATH, default=".", help=N_("Where; here when left out."))
@json_option
def write_template(to: Path, as_json: bool) -> None:
    """Write the units of the book into an .xlsx; `units use` reads it when an office has changed it."""
    from exports.catalogue.workbook_writer import save_template, units_template_bytes

    with opened(read_only=True) as book:
        path = save_template(to.absolute(), "don-vi", units_template_bytes(book.units.values()))
    if as_json:
        print_document({"path": str(path)})
        return
    print_line(str(path))
    print_line(_("Change it in Excel or LibreOffice, then: sotay units use {name}").format(name=path.name))


@units.command("use", help=N_("Replace the unit list by that of a file."))
@argument("file", metavar="FILE", type=PATH)
@_dry_run_option
@json_option
def use_units(file: Path, dry_run: bool, as_json: bool) -> None:
    """Take the units of a workbook, CSV or TSV file; the book's own unit stays listed."""
    listed = {unit.code: unit for unit in units_from(file)}
    _change(lambda _units: listed, dry_run=dry_run, as_json=as_json)


@units.command("add", help=N_("Add a unit to the list."))
@argument("code", metavar="CODE")
@argument("name", metavar="NAME")
@option("--kind", type=WordChoice(UNIT_TYPES), default="chi_bo", show_default=True, help=N_("The kind of the unit."))
@option("--parent", metavar="CODE", help=N_("The unit that it reports to; none of the list when left out."))
@option("--from", "since", metavar="DAY", help=N_("Its first day."))
@_dry_run_option
@json_option
def add_unit(
    *, code: str, name: str, kind: str, parent: str | None, since: str | None, dry_run: bool, as_json: bool
) -> None:
    """List a unit; what waited for it comes in, in the same step."""
    import msgspec

    from logs.catalogue.units import with_added
    from logs.model import Unit
    from logs.typed_values import read_dated

    fields = {"code": code, "name": name, "type": kind, "from": read_dated(since) if since else None}
    try:
        unit = msgspec.convert(fields | {"parent": parent}, Unit)
    except msgspec.ValidationError:
        raise SotayError("unit_code", value=code) from None
    _change(lambda units: with_added(units, unit), dry_run=dry_run, as_json=as_json)


@units.command("rename", help=N_("Give a unit another name, code or superior; the former ones stay known."))
@argument("code", metavar="CODE")
@argument("name", metavar="[NAME]", required=False)
@option("--code", "new_code", metavar="NEW", help=N_("Its new code."))
@option("--parent", metavar="CODE", help=N_("The unit that it reports to from now on; “-” for none."))
@option("--email", metavar="ADDRESS", help=N_("Where letters and receipts are sent; “-” for none."))
@option("--alias", "aliases", metavar="NAME", multiple=True, help=N_("Another name of it; may be repeated."))
@_dry_run_option
@json_option
def rename_unit(
    *,
    code: str,
    name: str | None,
    new_code: str | None,
    parent: str | None,
    email: str | None,
    aliases: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Describe a unit anew; its sessions and files follow."""
    import msgspec

    from logs.catalogue.units import read_email, with_changed
    from logs.model import Unit

    def change(units: "Mapping[str, Unit]") -> "Mapping[str, Unit]":
        before = _unit_of(units, code)
        fields = msgspec.to_builtins(before)
        fields |= {"name": name or before.name, "code": new_code or before.code}
        fields |= {"aliases": (*before.aliases, *aliases)}
        fields |= {"parent": None if parent == "-" else parent or before.parent}
        fields |= {"email": before.email if email is None else read_email(email.removeprefix("-"))}
        try:
            after = msgspec.convert(fields, Unit)
        except msgspec.ValidationError:
            raise SotayError("unit_code", value=new_code or code) from None
        return with_changed(units, before.code, after)

    _change(change, dry_run=dry_run, as_json=as_json)


@units.command("merge", help=N_("Make a unit part of another: its sessions, files and units below go there."))
@argument("code", metavar="CODE")
@argument("into", metavar="INTO")
@_dry_run_option
@json_option
def merge_units(code: str, into: str, dry_run: bool, as_json: bool) -> None:
    """Take a unit out of the list; its code and names lead to the other one from now on."""
    from logs.catalogue.units import with_merged

    _change(
        lambda units: with_merged(units, _unit_of(units, code).code, _unit_of(units, into).code),
        dry_run=dry_run, as_json=as_json,
    )  # fmt: skip


@units.command("end", help=N_("Say which day is the last one of a unit; its sessions stay."))
@argument("code", metavar="CODE")
@argument("day", metavar="DAY|-")
@_dry_run_option
@json_option
def end_unit(code: str, day: str, dry_run: bool, as_json: bool) -> None:
    """Set the last day of a unit, or take it away."""
    from msgspec.structs import replace

    from logs.catalogue.units import with_changed
    from logs.typed_values import read_dated

    last = None if day == "-" else read_dated(day)

    def change(units: "Mapping[str, Unit]") -> "Mapping[str, Unit]":
        unit = _unit_of(units, code)
        return with_changed(units, unit.code, replace(unit, until=last))

    _change(change, dry_run=dry_run, as_json=as_json)


def _unit_of(units: "Mapping[str, Unit]", text: str) -> "Unit":
    """The unit that is named by its code or name; raises SotayError `unit_unknown`."""
    from logs.catalogue.units import find_unit

    unit = find_unit(units, text)
    if unit is None:
        raise SotayError("unit_unknown", value=text)
    return unit


def _change(change: "Callable[[Mapping[str, Unit]], Mapping[str, Unit]]", *, dry_run: bool, as_json: bool) -> None:
    """Show what a changed list changes, and use it unless that is all that is wanted."""
    from exports.merge.unit_list import preview_units, use_list
    from tui.cli.export_merge import tell_known
    from tui.text.units import change_lines, figure_lines

    with opened(read_only=dry_run) as book:
        listed = list(change(book.units).values())
        preview = preview_units(book, listed)
        known = () if dry_run else use_list(book, listed)
        count = len(book.units)
    tell_known(known)
    if as_json:
        print_document({"units": count, "dry_run": dry_run, **_document(preview)})
        return
    if dry_run:
        print_line(_("Preview: nothing is changed"))
    for line in (*change_lines(preview), *(figure_lines(preview) if preview.changes else ())):
        print_line(line)
    if not dry_run:
        print_line(_("Units: {n}").format(n=count))


def _document(preview: "ListPreview") -> dict[str, object]:
    import msgspec

    changes = [
        {
            "kind": change.kind,
            "before": msgspec.to_builtins(change.before),
            "after": msgspec.to_builtins(change.after),
            "sessions": preview.sessions.get((change.before or change.after).code, 0),  # type: ignore[union-attr]
            "files": preview.files.get((change.before or change.after).code, 0),  # type: ignore[union-attr]
        }
        for change in preview.changes
    ]
    figures = {name: getattr(preview, name) for name in ("reporting", "counted", "unlisted")}
    return {"changes": changes, "figures": {name: {"before": a, "after": b} for name, (a, b) in figures.items()}}


def units_from(path: Path) -> "tuple[Unit, ...]":
    """The units of a file; raises SotayError as `read_units` does, and Refused with every fault of it."""
    from exports.catalogue.units_reader import read_units
    from logs.session.validation import Problem
    from tui.cli.errors import Refused

    read = read_units(path)
    if read.faults:
        raise Refused([Problem("units", fault.code, params=fault.params) for fault in read.faults])
    return read.units
