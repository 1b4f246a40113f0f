"""`sotay init`: a new book without questions."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from logs.errors import SotayError
from tui.cli.context import settings, today
from tui.cli.options import PATH, command, json_option, option
from tui.cli.output import print_document, print_line, say
from tui.cli.word_choice import WordChoice
from tui.core.i18n import N_, _
from tui.text.labels import ROLES

if TYPE_CHECKING:
    from exports.package.kit import StarterKit
    from logs.catalogue.directive import Directive
    from logs.model import Reporter, Role, Unit

_MOST_NEAR = 5
_LONGEST_NAME = 200


@command("init", N_("Make a book."))
@option("--unit", "unit_text", metavar="CODE", required=True, help=N_("The unit that the book speaks for."))
@option("--unit-name", metavar="NAME", default="", help=N_("Its name, where the unit list does not have it."))
@option("--reporter", "name", metavar="NAME", required=True, help=N_("The name of the person who writes."))
@option("--role", type=WordChoice(ROLES), default="reporter", help=N_("Whose book it is."))
@option("--directive", "directive_file", metavar="FILE", type=PATH, help=N_("A catalogue (XLSX, ODS, TOML)."))
@option("--year", metavar="YEAR", type=int, help=N_("The year of the catalogue; this one when left out."))
@option("--units", "units_file", metavar="FILE", type=PATH, help=N_("A unit list (TSV, CSV, XLSX)."))
@option("--from", "kit_file", metavar="KIT", type=PATH, help=N_("The office's starter kit: catalogue, units, key."))
@json_option
def init(
    *,
    unit_text: str,
    unit_name: str,
    name: str,
    role: "Role",
    directive_file: Path | None,
    year: int | None,
    units_file: Path | None,
    kit_file: Path | None,
    as_json: bool,
) -> None:
    """Make the book from a starter kit, or with the lists that come with the program where no file is given."""
    today()  # an unreadable SOTAY_TODAY is told before the book is made
    if kit_file is not None and (directive_file or year or units_file or unit_name):
        text = _("The kit brings catalogue and unit list. Leave --directive, --year, --units and --unit-name out.")
        raise click.UsageError(text)
    shown = _clean_name(name)
    if kit_file is not None:
        from exports.package.kit import load_kit

        _begin_from(load_kit(kit_file), kit_file.name, unit_text, shown, role, as_json=as_json)
        return
    directive = _directive(directive_file, year)
    _begin_without(unit_text, shown, role, directive, units_file, unit_name=unit_name.strip(), as_json=as_json)


def _begin_without(
    unit_text: str,
    name: str,
    role: "Role",
    directive: "Directive",
    units_file: Path | None,
    *,
    unit_name: str,
    as_json: bool,
) -> None:
    from logs.book.book import LogBook
    from logs.catalogue.units import shipped_units
    from tui.cli.units import units_from
    from tui.core.clock import now

    units = {unit.code: unit for unit in (units_from(units_file) if units_file else shipped_units())}
    unit = _own_unit(unit_text, unit_name, role, units, units_file)
    reporter = _reporter(unit.code, name)
    folder = settings().folder
    LogBook.create(
        folder,
        unit=unit.code,
        reporters=[reporter],
        role=role,
        directive=directive,
        units={unit.code: unit, **units}.values(),
        clock=now,
    ).close()
    if unit.code not in units and not unit_name:
        text = _(
            "The unit {code} is not in the unit list; it was added under its code. To give its name, add it to the "
            "list and use “sotay units use”."
        )
        say(text.format(code=unit.code))
    if as_json:
        print_document(_document(folder, reporter, role))
    else:
        print_line(_("The book of {unit} was made in {folder}.").format(unit=unit.name, folder=folder))


def _directive(file: Path | None, year: int | None) -> "Directive":
    """The catalogue to begin with: that of a file, or the year's, made from the one that comes with the program."""
    from logs.catalogue.directive import shipped
    from logs.catalogue.other_years import catalogue_of_year
    from tui.cli.directive import directive_from

    made = catalogue_of_year(shipped(), year or today().year)
    if file is not None:
        return directive_from(file, made)
    if made.head.year != shipped().head.year:
        text = _(
            "The catalogue of {year} has the themes of the one of {sample} that comes with the program. To change it: "
            "sotay directive template, then sotay directive use."
        )
        say(text.format(year=made.head.year, sample=shipped().head.year))
    return made


def _begin_from(kit: "StarterKit", file: str, unit_text: str, name: str, role: "Role", *, as_json: bool) -> None:
    from exports.package.keys import fingerprint
    from exports.package.kit import begin_book
    from logs.catalogue.units import find_unit
    from tui.core.clock import now
    from tui.text.values import unit_title

    units = {unit.code: unit for unit in kit.units}
    unit = find_unit(units, unit_text)
    if unit is None:
        raise _not_listed(unit_text, units, file)
    reporter = _reporter(unit.code, name)
    folder = settings().folder
    begin_book(folder, kit, reporter, role, now).close()
    digits = fingerprint(kit.key)
    if as_json:
        told = {"office": kit.head.unit, "fingerprint": digits, "directive": kit.directive.id, "units": len(units)}
        print_document(_document(folder, reporter, role) | told)
        return
    print_line(_("The book of {unit} was made in {folder}.").format(unit=unit.name, folder=folder))
    print_line(_("Office: {unit}").format(unit=unit_title(units[kit.head.unit])))
    print_line(_("Fingerprint of the office's key: {digits}").format(digits=digits))
    print_line(_("Ask the office by telephone to read its fingerprint; the 20 digits must agree."))


def _document(folder: Path, reporter: "Reporter", role: "Role") -> dict[str, object]:
    return {"book": str(folder), "unit": reporter.unit, "reporter": reporter.code, "role": role}


def _clean_name(name: str) -> str:
    """The name as it is shown; raises SotayError `name_missing`, `name_too_long`."""
    from logs.text import clean_line

    shown = clean_line(name)
    if not shown:
        raise SotayError("name_missing")
    if len(shown) > _LONGEST_NAME:
        raise SotayError("name_too_long", most=_LONGEST_NAME)
    return shown


def _reporter(unit: str, name: str) -> "Reporter":
    from logs.book.book import reporter_code
    from logs.model import Reporter

    return Reporter(code=reporter_code(unit, name), unit=unit, name=name)


def _own_unit(text: str, name: str, role: "Role", units: Mapping[str, "Unit"], units_file: Path | None) -> "Unit":
    """The unit that the book speaks for: one of the list, or, where that is allowed, a new one of that name."""
    from logs.catalogue.units import find_unit, own_unit

    listed = find_unit(units, text)
    if listed is not None and name:
        told = _("The unit {unit} has its name in the unit list. Leave --unit-name out.")
        raise click.UsageError(told.format(unit=listed.code))
    if listed is None and role == "reporter" and units_file is not None:
        raise _not_listed(text, units, units_file.name)
    return own_unit(units, text, _clean_name(name) if name else "", role)


def _not_listed(text: str, units: Mapping[str, "Unit"], file: str) -> SotayError:
    return SotayError("unit_not_listed", value=text, name=file, near=_near(text, units) or "–")


def _near(text: str, units: Mapping[str, "Unit"]) -> list[str]:
    """Codes of units whose code or name comes near the text, best first."""
    from difflib import get_close_matches

    from logs.text import fold, match_rank

    names = {fold(unit.code): unit.code for unit in units.values()}
    names |= {fold(unit.name): unit.code for unit in units.values()}
    close = [names[key] for key in get_close_matches(fold(text), names, n=_MOST_NEAR, cutoff=0.6)]
    close += [unit.code for unit in units.values() if match_rank(text, unit.name) is not None]
    return list(dict.fromkeys(close))[:_MOST_NEAR]
