"""A catalogue of another year, made from one that is at hand: what a new year begins with until its guidance is out."""

import re
from collections.abc import Iterable
from datetime import date as Date
from typing import Any

import msgspec

from logs.catalogue.directive import Directive, read_directive
from logs.errors import SotayError
from logs.periods import EARLIEST_YEAR, LATEST_YEAR, same_day


def catalogue_of_year(directive: Directive, year: int) -> Directive:
    """The catalogue with the days, the name and the id of that year; its own where it is of that year.

    Themes, audiences, forms and cited documents stay, but for those whose last day is before that year's first; those
    that began before it are valid from the start. A year that lies before has them all, without their days. What is of
    the one year alone is left out: number and day of the guidance, and documents that are for “năm 2014” by their
    titles. Raises SotayError `year_outside` (value).
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
    dated = [(reporting, name) for name in ("deadline", "period_start", "period_end")]
    for deadline in values.get("deadline", ()):
        deadline["code"] = deadline["code"].replace(former, later)
        deadline["title"] = deadline["title"].replace(former, later)
        dated.append((deadline, "date"))
    dated += [(target, name) for target in values.get("target", ()) for name in {"from", "to"} & target.keys()]
    for table, name in dated:
        table[name] = same_day(table[name], table[name].year + year - directive.head.year)
    first = reporting["period_start"] if year > directive.head.year else None
    for group in values["group"]:
        group["theme"] = _carried(group.get("theme", ()), first, group.get("to"))
        if first and group["theme"] and group.get("to", first) < first:
            del group["to"]  # some of its themes go on
    values["group"] = [group for group in _carried(values["group"], first) if group["theme"]]
    for table in ("audience", "form", "document", "rank"):
        values[table] = _carried(values.get(table, ()), first)
    values["target"] = [target for target in values.get("target", ()) if _names_what_is_carried(target, values)]
    of_that_year = re.compile(rf"năm {former}(?!\s*[-–])")
    values["document"] = [entry for entry in values["document"] if not of_that_year.search(entry["title"])]
    return catalogue_from(values)


def _carried(entries: Iterable[dict[str, Any]], first: Date | None, last: Date | None = None) -> list[dict[str, Any]]:
    """The entries that are valid on the `first` day of a year or after it, without days before it; all without their
    days where there is none. `last` is the last day of those that name none.
    """
    carried = [entry for entry in entries if first is None or (entry.get("to") or last or first) >= first]
    for entry in carried:
        if first is None or entry.get("from", first) <= first:
            entry.pop("from", None)
        if first is None:
            entry.pop("to", None)
    return carried


def _names_what_is_carried(target: dict[str, Any], values: dict[str, Any]) -> bool:
    """Whether something of what the target names is left; names of what is not are taken out of it."""
    codes = {entry["code"] for group in values["group"] for entry in (group, *group["theme"])}
    if "themes" in target:
        target["themes"] = [code for code in target["themes"] if code in codes]
        return bool(target["themes"])
    return "audience" not in target or target["audience"] in {entry["code"] for entry in values["audience"]}


def catalogue_values(directive: Directive) -> dict[str, Any]:
    """What the catalogue's file says, by its tables; what it leaves out is left out here."""
    tables = {
        "directive": directive.head,
        "reporting": directive.reporting,
        "group": directive.groups,
        "audience": directive.audiences,
        "form": directive.forms,
        "document": directive.documents,
        "rank": directive.ranks,
        "target": directive.targets,
        "deadline": directive.deadlines,
    }
    values: dict[str, Any] = _without_blanks(msgspec.to_builtins(tables, builtin_types=(Date,)))
    for group in values["group"]:
        for theme in group.get("theme", ()):
            del theme["group"]  # it stands in it
            for name in ("ref", "core", "priority", "from", "to"):
                if name in theme and theme[name] == group.get(name):
                    del theme[name]  # it has it from its group
    return {"schema": 1, **values}


def say_the_same(one: Directive, other: Directive) -> bool:
    """Whether two catalogues differ at most in how their files are written; groups are numbered by where they stand."""
    said = [catalogue_values(directive) for directive in (one, other)]
    for group in (group for values in said for group in values["group"]):
        del group["order"]
    return said[0] == said[1]


def catalogue_from(values: dict[str, Any]) -> Directive:
    """The catalogue of such values; raises SotayError as `read_directive` does."""
    import tomli_w  # noqa: PLC0415 - for who makes a catalogue

    return read_directive(tomli_w.dumps(values, multiline_strings=False).encode())


def _without_blanks(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_blanks(part) for name, part in value.items() if part not in (None, "", [], ())}
    return [_without_blanks(part) for part in value] if isinstance(value, (list, tuple)) else value
