"""A catalogue that is being changed: the sections it is shown in, and each change as a new catalogue."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from exports.catalogue.sheets import GROUP, HEAD, HEAD_SHEET, LISTS, REPORTING, THEMES, Field
from exports.catalogue.workbook_reader import check_days
from logs.catalogue.directive import Directive
from logs.catalogue.other_years import catalogue_from, catalogue_values
from logs.errors import SotayError

LAST_DAY = "to"
"""The field with the last day of an entry."""
_OWN = {"code", "title", "en"}
_INHERITED = {field.name for field in GROUP} & {field.name for field in THEMES.fields} - _OWN


class Section(Struct, frozen=True):
    """What is shown together: the head of the catalogue, or one of its lists by the name of its `table`."""

    table: str
    heading: str
    fields: tuple[Field, ...]


SECTIONS = (
    Section("directive", HEAD_SHEET, (*HEAD, *REPORTING)),
    *(Section(listed.table, listed.name, listed.fields) for listed in (THEMES, *LISTS)),
)


class Line(Struct, frozen=True):
    """An entry of a catalogue: its place in the list of `table` (of a theme behind that of its group), its fields, what
    stands in them, and what it has from its group.
    """

    table: str
    place: tuple[int, ...]
    fields: tuple[Field, ...]
    values: Mapping[str, Any]
    inherited: Mapping[str, Any] = {}

    @property
    def code(self) -> str:
        """Its code, "" of one that is new."""
        return str(self.values.get("code", ""))

    def value(self, field: Field) -> Any:
        """What holds for a field, None where nothing was said; of a yes or no what is usual."""
        usual = field.usual if field.kind == "yes" else None
        return self.values.get(field.name, self.inherited.get(field.name, usual))


def lines_of(directive: Directive, section: Section) -> list[Line]:
    """The entries of a section in their order, each theme below its group; of the head the only one."""
    tables = catalogue_values(directive)
    if section.table == "directive":
        return [Line("directive", (), section.fields, {**tables["directive"], **tables["reporting"]})]
    if section.table != "theme":
        entries = enumerate(tables.get(section.table, ()))
        return [Line(section.table, (place,), section.fields, values) for place, values in entries]
    lines = []
    for place, group in enumerate(tables["group"]):
        lines.append(Line("group", (place,), GROUP, group))
        inherited = {name: value for name, value in group.items() if name in _INHERITED}
        for at, theme in enumerate(group.get("theme", ())):
            lines.append(Line("theme", (place, at), section.fields, theme, inherited))
    return lines


def put(directive: Directive, line: Line, values: Mapping[str, Any]) -> Directive:
    """The catalogue with these values in the fields of the line.

    Raises SotayError as `read_directive` and `check_days` do, and `catalogue_code_taken` (value); so does `added`.
    """
    tables = catalogue_values(directive)
    if line.table == "directive":
        reporting = {field.name for field in REPORTING}
        tables["directive"] = {name: value for name, value in values.items() if name not in reporting}
        tables["reporting"] = {name: value for name, value in values.items() if name in reporting}
        check_days(tables["reporting"])
    else:
        if values["code"] != line.code:
            _refuse_taken(tables, line.table, values["code"])
        entries, last = _siblings(tables, line), line.place[-1]
        more = {name: value for name, value in line.values.items() if name not in {field.name for field in line.fields}}
        entries[last : last + 1] = [{**more, **values}]
    return _in_order(tables)


def new_line(line: Line | None, table: str, fields: tuple[Field, ...]) -> Line:
    """An entry to be put in, after `line` where that is of the same list or of its group, else as the first."""
    place: tuple[int, ...] = (0,)
    if line is not None and line.table == table:
        place = (*line.place[:-1], line.place[-1] + 1)
    elif line is not None and table == "theme":
        place = (line.place[0], 0)
    elif line is not None and table == "group":
        place = (line.place[0] + 1,)
    return Line(table, place, fields, {})


def added(directive: Directive, line: Line, values: Mapping[str, Any]) -> Directive:
    """The catalogue with a new entry at the place of the line."""
    tables = catalogue_values(directive)
    _refuse_taken(tables, line.table, values["code"])
    _siblings(tables, line).insert(line.place[-1], dict(values))
    return _in_order(tables)


def dropped(directive: Directive, line: Line) -> Directive:
    """The catalogue without the entry. Raises SotayError `catalogue_last_entry` where one must stay."""
    tables = catalogue_values(directive)
    entries = _siblings(tables, line)
    if len(entries) == 1 and line.table in ("group", "audience"):
        raise SotayError("catalogue_last_entry")
    del entries[line.place[-1]]
    return _in_order(tables)


def moved(directive: Directive, line: Line, by: int) -> tuple[Directive, Line]:
    """The catalogue with the entry that much further down its list, and where it stands then.

    A theme goes on into the group beside its own; groups stay among those that are as important.
    """
    tables = catalogue_values(directive)
    entries, last = _siblings(tables, line), line.place[-1]
    place = (*line.place[:-1], last + by)
    if line.table == "theme" and not 0 <= last + by < len(entries):
        beside = line.place[0] + by
        if not 0 <= beside < len(tables["group"]):
            return directive, line
        entry = entries.pop(last)
        target = tables["group"][beside].setdefault("theme", [])
        place = (beside, 0 if by > 0 else len(target))
        target.insert(place[1], entry)
    elif not 0 <= last + by < len(entries) or (
        line.table == "group" and _is_first(entries[last]) != _is_first(entries[last + by])
    ):
        return directive, line
    else:
        entries.insert(last + by, entries.pop(last))
    return _in_order(tables), Line(line.table, place, line.fields, line.values)


def _refuse_taken(tables: dict[str, Any], table: str, code: str) -> None:
    groups = tables["group"]
    listed = [theme for group in groups for theme in group.get("theme", ())] if table == "theme" else tables.get(table)
    if code.lower() in {entry["code"].lower() for entry in listed or ()}:
        raise SotayError("catalogue_code_taken", value=code)


def _is_first(group: Mapping[str, Any]) -> bool:
    """Whether it is of those that stand first in every table."""
    return bool(group.get("priority", False))


def _siblings(tables: dict[str, Any], line: Line) -> list[dict[str, Any]]:
    """The list that the line stands in."""
    if line.table == "theme":
        entries: list[dict[str, Any]] = tables["group"][line.place[0]].setdefault("theme", [])
    else:
        entries = tables.setdefault(line.table, [])
    return entries


def _in_order(tables: dict[str, Any]) -> Directive:
    """The catalogue, its groups numbered as they stand."""
    for place, group in enumerate(tables["group"], start=1):
        group["order"] = place
    return catalogue_from(tables)


def values_by_code(lines: Iterable[Line]) -> dict[tuple[str, str], dict[str, Any]]:
    """What stands in each line, by its table and code."""
    return {(line.table, line.code): {field.name: line.value(field) for field in line.fields} for line in lines}
