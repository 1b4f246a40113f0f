"""`sotay directive` and `units`: the catalogue and the unit list of the book."""

from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.context import opened
from tui.cli.options import PATH, Group, json_option, option
from tui.cli.output import Column, print_document, print_facts, print_line, print_rows, say
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logs.catalogue.directive import Directive
    from logs.catalogue.matching import Counterpart


@click.group("directive", cls=Group, help=N_("The catalogue of themes."))
def directive() -> None:
    """Show the catalogue or take another one in."""


@directive.command("show", help=N_("Show the catalogue in use."))
@json_option
def show_directive(as_json: bool) -> None:
    """Print the catalogue in use: groups and themes, audiences, forms, documents, deadline."""
    with opened(read_only=True) as book:
        found = book.directive
    if as_json:
        print_document(_directive_document(found))
    else:
        _print_directive(found)


@directive.command("use", help=N_("Take a catalogue in and use it from now on."))
@click.argument("file", metavar="FILE", type=PATH)
@json_option
def use_directive(file: Path, as_json: bool) -> None:
    """Take the catalogue of a TOML file in; sessions logged under another one keep theirs."""
    from tui.cli.init import directive_from

    found = directive_from(file)
    with opened() as book:
        book.use_directive(found)
    if as_json:
        print_document({"id": found.id, "sha256": found.sha256, "themes": len(found.themes)})
    else:
        print_line(_("Catalogue in use: {id}, themes: {n}.").format(id=found.id, n=len(found.themes)))


@directive.command("compare", help=N_("Show another catalogue beside the one in use."))
@click.argument("other", metavar="FILE|ID")
@option("--map", "sender", metavar="UNIT", default="", help=N_("Read this unit's sessions by what is found."))
@json_option
def compare_directives(other: str, sender: str, as_json: bool) -> None:
    """Print, theme by theme, what another catalogue calls what ours has; `--map` remembers it for a sender."""
    from logs.catalogue.matching import counterparts
    from logs.questions.answers import map_catalogue
    from logs.session.fields import read_field
    from tui.cli.init import directive_from

    with opened(read_only=not sender) as book:
        held = book.reference.held_directive(other)
        theirs = held or directive_from(Path(other))
        found = counterparts(theirs, book.directive)
        if sender:
            map_catalogue(book, read_field("unit", sender, book.reference.known()), theirs)
    if as_json:
        pairs = ((one.theirs.code, one.ours.code if one.ours else None, one.how) for one in found)
        rows = [{"theirs": code, "ours": counterpart, "how": how} for code, counterpart, how in pairs]
        print_document({"theirs": theirs.id, "ours": book.directive.id, "themes": rows})
        return
    _print_counterparts(found, theirs, book.directive)
    if sender:
        print_line(_("Sessions of {unit} are read by these counterparts from now on.").format(unit=sender))


def _print_counterparts(pairs: "Sequence[Counterpart]", theirs: "Directive", ours: "Directive") -> None:
    from tui.text.labels import counterpart_title
    from tui.text.values import titled

    print_rows(
        pairs,
        (Column(theirs.id, width=8), lambda pair: pair.theirs.code),
        (Column(_("Theme"), grow=2), lambda pair: titled(pair.theirs)),
        (Column(ours.id, width=8), lambda pair: pair.ours.code if pair.ours else "–"),
        (Column(_("Theme"), grow=2), lambda pair: titled(pair.ours) if pair.ours else ""),
        (Column(_("Found by"), width=10), lambda pair: counterpart_title(pair.how)),
        title=_("Two catalogues side by side"),
    )
    missing = sum(one.ours is None for one in pairs)
    print_line(_("Themes: {n}; without a counterpart: {missing}.").format(n=len(pairs), missing=missing))


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


def _directive_document(directive: "Directive") -> dict[str, Any]:
    reporting = directive.reporting
    return {
        "id": directive.id,
        "sha256": directive.sha256,
        "title": directive.head.title,
        "year": directive.head.year,
        "deadline": reporting.deadline.isoformat(),
        "deadline_exclusive": reporting.deadline_exclusive,
        "period_start": reporting.period_start.isoformat(),
        "period_end": reporting.period_end.isoformat(),
        "groups": [
            {
                "code": group.code,
                "title": group.title,
                "priority": group.priority,
                "themes": [{"code": theme.code, "title": theme.title} for theme in group.themes],
            }
            for group in directive.groups
        ],
        "audiences": [{"code": audience.code, "title": audience.title} for audience in directive.audiences],
        "forms": [{"code": form.code, "title": form.title} for form in directive.forms],
        "documents": [
            {"code": document.code, "number": document.number, "title": document.title}
            for document in directive.documents
        ],
    }


def _print_directive(directive: "Directive") -> None:
    from logs.progress.status import last_day
    from tui.text.formats import day
    from tui.text.values import titled

    reporting = directive.reporting
    print_facts(
        [
            (_("Catalogue"), f"{directive.id} – {directive.head.title}"),
            (_("Period"), f"{day(reporting.period_start)} – {day(reporting.period_end)}"),
            (_("Last day on time"), day(last_day(reporting))),
            (_("Checksum"), directive.sha256),
        ]
    )
    code, heading = (Column(_("Code"), width=12), attrgetter("code")), Column(_("Title"), grow=1)
    for group in directive.groups:
        mark = " ({})".format(_("priority")) if group.priority else ""
        print_rows(group.themes, code, (heading, titled), title=f"{group.code} – {titled(group)}{mark}")
    print_rows(directive.audiences, code, (heading, titled), title=_("Audience"))
    print_rows(directive.forms, code, (heading, titled), title=_("Form"))
    with_number = (heading, lambda document: f"{document.kind} {document.number}: {titled(document)}")
    print_rows(directive.documents, code, with_number, title=_("Cited documents"))
