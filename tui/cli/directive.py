"""`sotay directive`: the year's catalogue of the book, as a file to fill in, and that of another year."""

from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.context import opened
from tui.cli.options import PATH, Group, argument, json_option, option
from tui.cli.output import Column, print_document, print_facts, print_line, print_rows
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logs.catalogue.directive import Directive, Listed
    from logs.catalogue.matching import Counterpart
    from logs.coverage.catalogue_change import CatalogueChange

_MOST = 40  # changes printed; --json has all


@click.group("directive", cls=Group, help=N_("The catalogue of themes."))
def directive() -> None:
    """Show the catalogue or take another one in."""


@directive.command("show", help=N_("Show the catalogue in use."))
@option("--version", "number", metavar="N", type=int, help=N_("An earlier one: its number in the history."))
@json_option
def show_directive(number: int | None, as_json: bool) -> None:
    """Print a catalogue: groups and themes, audiences, forms, documents, deadline."""
    with opened(read_only=True) as book:
        found = book.directive if number is None else book.catalogues.version(number).directive
    if as_json:
        print_document(_directive_document(found))
    else:
        _print_directive(found)


@directive.command("history", help=N_("Show what catalogues the book has had, the newest first."))
@json_option
def show_history(as_json: bool) -> None:
    """Print every version of the catalogue: since when, by whom, why, and what it changed."""
    from itertools import pairwise

    from msgspec import to_builtins

    from logs.catalogue.differences import differences
    from tui.text.formats import moment
    from tui.text.labels import action_title
    from tui.text.steps import difference_words

    with opened(read_only=True) as book:
        versions, people = book.catalogues.versions(), book.reporters
    told = [(), *(differences(old.directive, new.directive) for old, new in pairwise(versions))]
    if as_json:
        rows = [
            {
                "version": version.number, "at": version.at.isoformat(), "who": version.who,
                "action": version.step.action if version.step else None,
                "reason": version.step.reason if version.step else "", "stands": version.stands,
                "id": version.directive.id, "sha256": version.directive.sha256, "changes": to_builtins(found),
            }
            for version, found in zip(versions, told, strict=True)
        ]  # fmt: skip
        print_document({"versions": rows})
        return
    for version, found in reversed([*zip(versions, told, strict=True)]):
        step, who = version.step, people[version.who].name if version.who in people else version.who
        did = _("Book made") if step is None else action_title(step.action)
        reason = [step.reason] if step and step.reason else []
        print_line(" · ".join([f"{version.number}", moment(version.at), who, did, version.directive.id, *reason]))
        for one in found[:_MOST]:
            print_line(f"  {difference_words(one)}")
        if len(found) > _MOST:
            print_line("  " + _("… and {n} more").format(n=len(found) - _MOST))


@directive.command("template", help=N_("Write the catalogue as a workbook to fill in."))
@option("--to", metavar="DIR|FILE", type=PATH, default=".", help=N_("Where; here when left out."))
@json_option
def write_template(to: Path, as_json: bool) -> None:
    """Write the catalogue in use into an .xlsx; `directive use` reads it when an office has changed it."""
    from exports.catalogue.workbook_writer import save_template, template_bytes

    with opened(read_only=True) as book:
        present = book.directive
    path = save_template(to.absolute(), f"danh-muc-{present.head.year}", template_bytes(present))
    if as_json:
        print_document({"path": str(path), "id": present.id})
        return
    print_line(str(path))
    print_line(_("Change it in Excel or LibreOffice, then: sotay directive use {name}").format(name=path.name))


@directive.command("use", help=N_("Take a catalogue in and use it from now on."))
@argument("file", metavar="FILE", type=PATH)
@option("--dry-run", is_flag=True, help=N_("Only show what would change."))
@option("--reason", default="", help=N_("Why; kept in the history."))
@json_option
def use_directive(file: Path, dry_run: bool, reason: str, as_json: bool) -> None:
    """Take the catalogue of a workbook or a TOML file in; sessions logged under another one keep theirs."""
    from logs.coverage.catalogue_change import change_of
    from logs.text import clean_line

    with opened(read_only=dry_run) as book:
        change = change_of(book, directive_from(file, book.directive))
        if not dry_run:
            book.use_directive(change.directive, reason=clean_line(reason))
    _tell_use(change.directive, change, dry_run=dry_run, as_json=as_json)


@directive.command("next", help=N_("Go on with the catalogue of another year, made from the one in use."))
@argument("year", metavar="[YEAR]", type=int, required=False)
@json_option
def use_next(year: int | None, as_json: bool) -> None:
    """Make the next year's catalogue, or take the one that the book has of it, and use it from now on."""
    from logs.catalogue.other_years import catalogue_of_year

    with opened() as book:
        wanted = year or max(book.directive.head.year + 1, book.today().year)
        made = catalogue_of_year(book.directive, wanted)
        taken = book.reference.held_directive(made.id) or made
        book.use_directive(taken)
    _tell_use(taken, as_json=as_json)


def _tell_use(
    directive: "Directive", change: "CatalogueChange | None" = None, *, dry_run: bool = False, as_json: bool
) -> None:
    from logs.progress.status import last_day
    from tui.text.formats import day
    from tui.text.steps import change_words

    if as_json:
        document = {"id": directive.id, "sha256": directive.sha256, "themes": len(directive.themes)}
        print_document(document | (change_document(change) | {"dry_run": dry_run} if change else {}))
        return
    for words in change_words(change) if change else ():
        print_line(words)
    if dry_run:
        print_line(_("Nothing was changed."))
        return
    print_line(_("Catalogue in use: {id}, themes: {n}.").format(id=directive.id, n=len(directive.themes)))
    start, end = directive.reporting.period
    words = _("Reporting period: {start} – {end}; last day on time: {last}.")
    print_line(words.format(start=day(start), end=day(end), last=day(last_day(directive.reporting))))


def change_document(change: "CatalogueChange") -> dict[str, Any]:
    """What a catalogue changes, as JSON."""
    from msgspec import to_builtins

    figures = {"before": change.before, "after": change.after}
    return {
        "changes": to_builtins(change.differences),
        "figures": {name: to_builtins(one) | {"gaps": one.gaps} for name, one in figures.items()},
    }


@directive.command("compare", help=N_("Show another catalogue beside the one in use."))
@argument("other", metavar="FILE|ID")
@option("--map", "sender", metavar="UNIT", default="", help=N_("Read this unit's sessions by what is found."))
@json_option
def compare_directives(other: str, sender: str, as_json: bool) -> None:
    """Print, theme by theme, what another catalogue calls what ours has; `--map` remembers it for a sender."""
    from logs.catalogue.matching import counterparts
    from logs.questions.answers import map_catalogue
    from logs.session.fields import read_field

    with opened(read_only=not sender) as book:
        held = book.reference.held_directive(other)
        theirs = held or directive_from(Path(other), book.directive)
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
        "deadlines": [{**_entry(part), "deadline": part.date.isoformat()} for part in directive.deadlines],
        "groups": [
            {**_entry(group), "priority": group.priority, "themes": [*map(_entry, group.themes)]}
            for group in directive.groups
        ],
        "audiences": [*map(_entry, directive.audiences)],
        "forms": [*map(_entry, directive.forms)],
        "ranks": [*map(_entry, directive.ranks)],
        "documents": [{**_entry(document), "number": document.number} for document in directive.documents],
    }


def _entry(entry: "Listed") -> dict[str, Any]:
    days = {"from": entry.since, "to": entry.until}
    return {"code": entry.code, "title": entry.title} | {name: day.isoformat() for name, day in days.items() if day}


def _print_directive(directive: "Directive") -> None:
    from logs.progress.status import last_day
    from tui.text.formats import day
    from tui.text.values import titled, validity_words

    reporting = directive.reporting
    print_facts(
        [
            (_("Catalogue"), f"{directive.id} – {directive.head.title}"),
            (_("Period"), f"{day(reporting.period_start)} – {day(reporting.period_end)}"),
            (_("Last day on time"), day(last_day(reporting))),
            *((titled(part), day(part.date)) for part in directive.deadlines),
            (_("Checksum"), directive.sha256),
        ]
    )
    code, heading = (Column(_("Code"), width=12), attrgetter("code")), Column(_("Title"), grow=1)

    def titled_with_days(entry: "Listed") -> str:
        return " · ".join(filter(None, (titled(entry), validity_words(entry))))

    for group in directive.groups:
        mark = " ({})".format(_("priority")) if group.priority else ""
        print_rows(group.themes, code, (heading, titled_with_days), title=f"{group.code} – {titled(group)}{mark}")
    print_rows(directive.audiences, code, (heading, titled_with_days), title=_("Audience"))
    print_rows(directive.forms, code, (heading, titled_with_days), title=_("Form"))
    print_rows(directive.ranks, code, (heading, titled_with_days), title=_("Rank"))
    with_number = (heading, lambda document: f"{document.kind} {document.number}: {titled_with_days(document)}")
    print_rows(directive.documents, code, with_number, title=_("Cited documents"))


def directive_from(path: Path, present: "Directive") -> "Directive":
    """The catalogue of a file: TOML, a workbook made from the template, a table of themes, or a book.

    Raises SotayError as `exports.catalogue.files.catalogue_of_file` does, and Refused with every fault of a workbook.
    """
    from exports.catalogue.files import catalogue_of_file
    from logs.session.validation import Problem
    from tui.cli.errors import Refused
    from tui.core.clock import now

    read = catalogue_of_file(path, present, now)
    if read.directive is None:
        raise Refused([Problem("directive", fault.code, params=fault.params) for fault in read.faults])
    return read.directive
