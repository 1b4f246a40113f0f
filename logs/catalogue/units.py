"""The list of units that report, read from the table an office keeps (TSV, CSV or XLSX)."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date as Date
from importlib.resources import files
from pathlib import Path

import msgspec

from logs.catalogue.directive import DEFAULT
from logs.errors import SotayError
from logs.model import Role, Unit
from logs.parsing import read_date
from logs.store.files import unreadable
from logs.text import clean_line, fold, same_key

MOST_BYTES = 5_000_000
MOST_UNITS = 10_000
_TYPES = {"dang_bo": "dang_bo", "dang bo": "dang_bo", "chi_bo": "chi_bo", "chi bo": "chi_bo"}


def read_units(path: Path) -> tuple[Unit, ...]:
    """The units of a list with the columns code, kind, name and optionally parent, aliases (`;` between), from, to.

    Raises SotayError `path_missing`, `path_unreadable`, `units_unreadable`, `units_columns`, `units_too_many`,
    `unit_row` (line, detail), `unit_twice` or `unit_parent`.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SotayError("units_unreadable", name=path.name)
        rows = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _text_rows(path.read_bytes())
    except OSError as error:
        raise unreadable(path, error) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SotayError("units_unreadable", name=path.name) from error
    return _units(rows)


def shipped_units() -> tuple[Unit, ...]:
    """The generic list that comes with the program, for trying it out."""
    return _units(_text_rows(files("logs.catalogue").joinpath("directives", f"{DEFAULT}.units.tsv").read_bytes()))


def find_unit(units: Mapping[str, Unit], text: str) -> Unit | None:
    """The unit that a person names by code (any case), name or alias; uỷ = ủy and NFD spellings are one."""
    wanted = same_key(text.strip())
    for unit in units.values():
        if wanted in (same_key(unit.code), same_key(unit.name), *map(same_key, unit.aliases)):
            return unit
    return None


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


def _text_rows(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    delimiter = max("\t,;", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _xlsx_rows(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and needed for this one kind of file

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=MOST_UNITS + 2, max_col=20, values_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    except Exception as error:  # a foreign workbook can fail in any way inside the library
        raise SotayError("units_unreadable", name=path.name) from error


def _units(rows: list[list[str]]) -> tuple[Unit, ...]:
    header = [fold(cell) for cell in rows[0]] if rows else []
    if not {"code", "kind", "name"} <= set(header):
        raise SotayError("units_columns")
    units: dict[str, Unit] = {}
    taken: set[str] = set()  # whatever the case: so a unit is found, and so disks name its files
    for line, row in enumerate(rows[1:], start=2):
        cells = dict.fromkeys(header, "") | {name: clean_line(cell) for name, cell in zip(header, row, strict=False)}
        if not any(cells.values()):
            continue
        if len(units) >= MOST_UNITS:
            raise SotayError("units_too_many", most=MOST_UNITS)
        unit = _unit(cells, line)
        if unit.code.lower() in taken:
            raise SotayError("unit_twice", line=line, value=unit.code)
        taken.add(unit.code.lower())
        units[unit.code] = unit
    if not units:
        raise SotayError("units_columns")
    _refuse_unlisted_parents(units)
    return tuple(units.values())


def _unit(cells: dict[str, str], line: int) -> Unit:
    kind = fold(cells["kind"])
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
    if not text:
        return None
    day = read_date(text.removesuffix(" 00:00:00"), Date.max)  # a workbook hands a day over with its midnight
    if day.year > 2200:  # a day without its year, or a slip
        raise SotayError("date_unreadable", value=text)
    return day


def _refuse_unlisted_parents(units: Mapping[str, Unit]) -> None:
    for unit in units.values():
        if unit.parent and unit.parent not in units:
            raise SotayError("unit_parent", value=unit.code, parent=unit.parent)
