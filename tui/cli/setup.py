"""`sotay init`: a new book without questions."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from logs.errors import SotayError
from tui.cli.opening import settings, today
from tui.cli.output import print_document, print_line, say
from tui.cli.parts import PATH, command, json_option, option
from tui.words import N_, _

if TYPE_CHECKING:
    from logs.directive import Directive
    from logs.model import Unit

_MOST_NEAR = 5
_LONGEST_NAME = 200


@command("init", N_("Make a book."))
@option("--unit", "unit_text", metavar="CODE", required=True, help=N_("The unit that the book speaks for."))
@option("--reporter", "name", metavar="NAME", required=True, help=N_("The name of the person who writes."))
@option("--role", type=click.Choice(("reporter", "committee")), default="reporter", help=N_("Whose book it is."))
@option("--directive", "directive_file", metavar="FILE", type=PATH, help=N_("A catalogue (TOML)."))
@option("--units", "units_file", metavar="FILE", type=PATH, help=N_("A unit list (TSV, CSV, XLSX)."))
@json_option
def init(
    *, unit_text: str, name: str, role: str, directive_file: Path | None, units_file: Path | None, as_json: bool
) -> None:
    """Make the book, with the catalogue and the unit list that come with the program where no file is given."""
    from logs.book import LogBook, reporter_code
    from logs.directive import shipped
    from logs.model import Reporter
    from logs.search import clean_line
    from logs.units import read_units, shipped_units
    from tui.clock import now

    today()  # an unreadable SOTAY_TODAY is told before the book is made
    shown = clean_line(name)
    if not shown:
        raise SotayError("name_missing")
    if len(shown) > _LONGEST_NAME:
        raise SotayError("name_too_long", most=_LONGEST_NAME)
    directive = directive_from(directive_file) if directive_file else shipped()
    units = {unit.code: unit for unit in (read_units(units_file) if units_file else shipped_units())}
    unit = _own_unit(unit_text, role, units, units_file)
    reporter = Reporter(code=reporter_code(unit.code, shown), unit=unit.code, name=shown)
    folder = settings().folder
    LogBook.create(
        folder,
        unit=unit.code,
        reporters=[reporter],
        role="committee" if role == "committee" else "reporter",
        directive=directive,
        units={unit.code: unit, **units}.values(),
        clock=now,
    ).close()
    if unit.code not in units:
        say(_("The unit {code} is not in the unit list; it was added under its code.").format(code=unit.code))
    if as_json:
        print_document({"book": str(folder), "unit": unit.code, "reporter": reporter.code, "role": role})
    else:
        print_line(_("The book of {unit} was made in {folder}.").format(unit=unit.name, folder=folder))


def directive_from(path: Path) -> "Directive":
    """The catalogue of a file; raises SotayError `path_missing`, `path_unreadable` or as `read_directive` does."""
    from logs.directive import MOST_BYTES, read_directive
    from logs.files import unreadable

    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    return read_directive(data)


def _own_unit(text: str, role: str, units: Mapping[str, "Unit"], units_file: Path | None) -> "Unit":
    """The unit that the book speaks for: one of the list, or, where that is allowed, a new one named by its code."""
    import msgspec

    from logs.model import Unit
    from logs.units import find_unit

    listed = find_unit(units, text)
    if listed is not None:
        return listed
    if role == "reporter" and units_file is not None:
        raise SotayError("unit_not_listed", value=text, name=units_file.name, near=_near(text, units) or "–")
    code = text.strip()
    try:
        return msgspec.convert(
            {"code": code, "type": "dang_bo" if role == "committee" else "chi_bo", "name": code}, Unit
        )
    except msgspec.ValidationError:
        raise SotayError("unit_code", value=text) from None


def _near(text: str, units: Mapping[str, "Unit"]) -> list[str]:
    """Codes of units whose code or name comes near the text, best first."""
    from difflib import get_close_matches

    from logs.search import fold, match_rank

    names = {fold(unit.code): unit.code for unit in units.values()}
    names |= {fold(unit.name): unit.code for unit in units.values()}
    close = [names[key] for key in get_close_matches(fold(text), names, n=_MOST_NEAR, cutoff=0.6)]
    close += [unit.code for unit in units.values() if match_rank(text, unit.name) is not None]
    return list(dict.fromkeys(close))[:_MOST_NEAR]
