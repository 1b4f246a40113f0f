"""A catalogue of another year, made from one that is at hand: what a new year begins with until its guidance is out."""

from datetime import date as Date
from typing import Any

import msgspec

from logs.catalogue.directive import Directive, read_directive
from logs.errors import SotayError
from logs.periods import EARLIEST_YEAR, LATEST_YEAR, same_day


def catalogue_of_year(directive: Directive, year: int) -> Directive:
    """The catalogue with the days, the name and the id of that year; its own where it is of that year.

    Themes, audiences, forms and cited documents stay. The number and the day of the guidance are left out: that of the
    other year has others. Raises SotayError `year_outside` (value).
    """
    if year == directive.head.year:
        return directive
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise SotayError("year_outside", value=str(year))
    former, later = str(directive.head.year), str(year)
    values = catalogue_values(directive)
    head, reporting = values["directive"], values["reporting"]
    renamed = head["id"].replace(former, later)
    head["id"] = renamed if renamed != head["id"] else f"{renamed[:27]}-{later}"
    head["year"] = year
    for name in {"title", "en"} & head.keys():
        head[name] = head[name].replace(former, later)
    for name in {"number", "date"} & head.keys():
        del head[name]
    for name in ("deadline", "period_start", "period_end"):
        day = reporting[name]
        reporting[name] = same_day(day, day.year + year - directive.head.year)
    return catalogue_from(values)


def catalogue_values(directive: Directive) -> dict[str, Any]:
    """What the catalogue's file says, by its tables; what it leaves out is left out here."""
    tables = {
        "directive": directive.head,
        "reporting": directive.reporting,
        "group": directive.groups,
        "audience": directive.audiences,
        "form": directive.forms,
        "document": directive.documents,
    }
    values: dict[str, Any] = _without_blanks(msgspec.to_builtins(tables, builtin_types=(Date,)))
    for group in values["group"]:
        for theme in group.get("theme", ()):
            del theme["group"]  # it stands in it
    return {"schema": 1, **values}


def catalogue_from(values: dict[str, Any]) -> Directive:
    """The catalogue of such values; raises SotayError as `read_directive` does."""
    import tomli_w  # noqa: PLC0415 - for who makes a catalogue

    return read_directive(tomli_w.dumps(values, multiline_strings=False).encode())


def _without_blanks(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_blanks(part) for name, part in value.items() if part not in (None, "", [], ())}
    return [_without_blanks(part) for part in value] if isinstance(value, (list, tuple)) else value
