"""The list of units that report, read from the table an office keeps (a workbook or CSV)."""

from collections.abc import Iterable, Mapping
from datetime import date as Date
from importlib.resources import files
from pathlib import Path

import msgspec

from logs.catalogue.directive import DEFAULT
from logs.errors import SotayError
from logs.model import Role, Unit
from logs.store.files import unreadable
from logs.text import clean_line, fold, same_key
from logs.typed_values import read_dated

MOST_BYTES = 5_000_000
MOST_UNITS = 10_000
_TYPES = {"dang_bo": "dang_bo", "dang bo": "dang_bo", "chi_bo": "chi_bo", "chi bo": "chi_bo"}
# What offices call the columns, folded.
_COLUMNS = {
    "code": ("code", "ma", "ma don vi", "ma to chuc", "ky hieu"),
    "kind": ("kind", "loai", "loai don vi", "loai to chuc", "loai hinh"),
    "name": ("name", "ten", "ten don vi", "ten to chuc", "ten to chuc dang", "don vi", "ten chi bo, dang bo"),
    "parent": ("parent", "cap tren", "ma cap tren", "don vi cap tren", "truc thuoc", "ma don vi cap tren"),
    "aliases": ("aliases", "ten khac", "ten goi khac", "ten viet tat"),
    "from": ("from", "tu", "tu ngay"),
    "to": ("to", "den", "den ngay"),
}
_COLUMN_OF = {heading: column for column, headings in _COLUMNS.items() for heading in headings}
_LOOKED_AT = 20  # rows in which the heading is looked for


def read_units(path: Path) -> tuple[Unit, ...]:
    """The units of a list with the columns code, kind, name and optionally parent, aliases (`;` between), from, to.

    The columns may have the names that offices give them, below lines of a title.

    Raises SotayError `path_missing`, `path_unreadable`, those of `read_table` (name),
    `units_unreadable`, `units_columns`, `units_too_many`, `unit_row` (line, detail), `unit_twice` (line, value, other),
    `unit_parent` (value, parent), `unit_circle` (line, value, circle) or `unit_alias` (line, value, unit, other).
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SotayError("table_too_big", name=path.name)
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    from logs.spreadsheets.legacy_encodings import convert, detect  # noqa: PLC0415 - for lists of others alone

    try:
        rows = _rows(data)
    except SotayError as error:
        if error.code == "table_too_long":
            raise SotayError("units_too_many", most=MOST_UNITS) from error
        code = "units_unreadable" if error.code == "table_unreadable" else error.code
        raise SotayError(code, name=path.name, **error.params) from error
    encoding = detect(cell for row in rows for cell in row)
    return _units([[convert(cell, encoding) for cell in row] for row in rows])


def shipped_units() -> tuple[Unit, ...]:
    """The generic list that comes with the program, for trying it out."""
    return _units(_rows(files("logs.catalogue").joinpath("directives", f"{DEFAULT}.units.tsv").read_bytes()))


def find_unit(units: Mapping[str, Unit], text: str) -> Unit | None:
    """The unit that a person names by code (any case), else by name, else by alias.

    Spellings with uỷ or ủy, and in NFD, are one.
    """
    wanted = same_key(text.strip())
    by_name = by_alias = None
    for unit in units.values():
        if wanted == same_key(unit.code):
            return unit
        if by_name is None and wanted == same_key(unit.name):
            by_name = unit
        if by_alias is None and wanted in map(same_key, unit.aliases):
            by_alias = unit
    return by_name or by_alias


def same_code(units: Iterable[str], code: str) -> str | None:
    """The one of these codes that differs from `code` by case at the most; capitals make no other unit."""
    return next((listed for listed in units if listed.lower() == code.lower()), None)


def own_unit(units: Mapping[str, Unit], text: str, name: str, role: Role) -> Unit:
    """The unit that a new book speaks for: one of the list, under `name` if that is given, or else a new one.

    A new one of a committee is a party organisation; without a name it is named by its code. Raises SotayError
    `unit_code` where the text is neither of the list nor a code.
    """
    listed = units.get(text) or find_unit(units, text)
    if listed is not None:
        return msgspec.structs.replace(listed, name=name) if name else listed
    code, kind = text.strip(), "dang_bo" if role == "committee" else "chi_bo"
    try:
        return msgspec.convert({"code": code, "type": kind, "name": name or code}, Unit)
    except msgspec.ValidationError:
        raise SotayError("unit_code", value=text) from None


def children_of(units: Mapping[str, Unit]) -> dict[str, list[str]]:
    """The codes of the units that the list places directly under each."""
    children: dict[str, list[str]] = {}
    for unit in units.values():
        if unit.parent:
            children.setdefault(unit.parent, []).append(unit.code)
    return children


def below(children: Mapping[str, Iterable[str]], code: str) -> frozenset[str]:
    """The code itself and those of all units below it, at any depth."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(children.get(current, ()))
    return frozenset(found)


def under(units: Mapping[str, Unit], code: str) -> frozenset[str]:
    """The unit's own code and those of all units that the list places below it, at any depth."""
    return below(children_of(units), code)


def _rows(data: bytes) -> list[list[str]]:
    from logs.spreadsheets.table import read_table  # noqa: PLC0415 - a book that is open needs none

    return read_table(data)


def _units(rows: list[list[str]]) -> tuple[Unit, ...]:
    place, header = _heading(rows)
    units: dict[str, Unit] = {}
    lines: dict[str, int] = {}
    taken: dict[str, str] = {}  # whatever the case: so a unit is found, and so disks name its files
    for line, row in enumerate(rows[place + 1 :], start=place + 2):
        cells = dict.fromkeys(header, "") | {name: clean_line(cell) for name, cell in zip(header, row, strict=False)}
        if not any(cells.values()):
            continue
        if len(units) >= MOST_UNITS:
            raise SotayError("units_too_many", most=MOST_UNITS)
        unit = _unit(cells, line)
        other = taken.setdefault(unit.code.lower(), unit.code)
        if other in units:
            raise SotayError("unit_twice", line=line, value=unit.code, other=other, first=lines[other])
        units[unit.code], lines[unit.code] = unit, line
    if not units:
        raise SotayError("units_columns")
    _check_parents(units, lines)
    _check_aliases(units, lines)
    return tuple(units.values())


def _heading(rows: list[list[str]]) -> tuple[int, list[str]]:
    """The row of the heading and the column that each of its cells names; "" for one that is not read."""
    for place, row in enumerate(rows[:_LOOKED_AT]):
        header = [_COLUMN_OF.get(" ".join(fold(cell).replace("*", " ").split()), "") for cell in row]
        if {"code", "kind", "name"} <= set(header):
            return place, header
    raise SotayError("units_columns")


def _unit(cells: dict[str, str], line: int) -> Unit:
    kind = " ".join(fold(cells["kind"]).split()[:2])  # `Đảng bộ cơ sở`, `Chi bộ trực thuộc`
    aliases = tuple(alias for part in cells.get("aliases", "").split(";") if (alias := clean_line(part)))
    fields = {
        "code": cells["code"],
        "type": _TYPES.get(kind, kind),
        "name": cells["name"],
        "parent": cells.get("parent") or None,
        "aliases": aliases,
    }
    try:
        days = {name: _day(cells.get(name, "")) for name in ("from", "to")}
        return msgspec.convert(fields | days, Unit)
    except (SotayError, msgspec.ValidationError) as error:
        raise SotayError("unit_row", line=line, detail=str(error)) from error


def _day(text: str) -> Date | None:
    return read_dated(text) if text else None


def _check_parents(units: Mapping[str, Unit], lines: Mapping[str, int]) -> None:
    for unit in units.values():
        if unit.parent and unit.parent not in units:
            raise SotayError("unit_parent", value=unit.code, parent=unit.parent)
    for unit in units.values():
        circle = circle_of(units, unit.code)
        if circle:
            raise SotayError("unit_circle", line=lines[unit.code], value=unit.code, circle=" → ".join(circle))


def _check_aliases(units: Mapping[str, Unit], lines: Mapping[str, int]) -> None:
    """A former name leads to one unit: neither to two, nor to one where another goes by it now."""
    live = {same_key(unit.code): unit.code for unit in units.values() if unit.until is None}
    named: dict[object, str] = {}
    for unit in units.values():
        for alias in unit.aliases:
            key = same_key(alias)
            other = live.get(key) or named.setdefault(key, unit.code)
            if other != unit.code:
                raise SotayError("unit_alias", line=lines[unit.code], value=alias, unit=unit.code, other=other)


def circle_of(units: Mapping[str, Unit], code: str) -> tuple[str, ...]:
    """The codes from a unit up to itself again where it is placed under itself, however far up; else nothing."""
    passed = [code]
    while (unit := units.get(passed[-1])) is not None and unit.parent and len(passed) <= len(units):
        passed.append(unit.parent)
        if unit.parent == code:
            return tuple(passed)
    return ()
