"""A list of units from the workbook or table that an office keeps: every fault is told by its cell."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from exports.catalogue.sheets import UNIT_TYPES, UNITS
from exports.catalogue.workbook_reader import Cell, SheetReader
from exports.size_limit import read_named
from logs.catalogue.units import MOST_UNITS, list_faults
from logs.errors import Notice, SotayError
from logs.model import MOST_ALIASES, Unit
from logs.spreadsheets.legacy_encodings import convert, detect
from logs.spreadsheets.sheet import Sheet, filled
from logs.spreadsheets.table import read_sheets
from logs.text import clean_line

_MOST_LETTERS = 200  # of a name


class ReadUnits(Struct, frozen=True):
    """The units that were read, in the order of the file, or what is wrong with it: by sheet and cell."""

    units: tuple[Unit, ...]
    faults: tuple[Notice, ...] = ()


def read_units(path: Path) -> ReadUnits:
    """The units of the first sheet of a workbook (.xlsx, .xls, .ods) that shows something, or of a .csv or .tsv.

    The columns may have the names that offices give them, below lines of a title; other names of a unit stand with `;`
    between them. Raises SotayError as `exports.size_limit.read_named` does, `units_too_many`, `units_unreadable`
    (name), and the others of `read_sheets` (name).
    """
    reading = SheetReader([_sheet(path)])
    units: dict[str, Unit] = {}
    places: dict[str, dict[str, Cell]] = {}
    for line, cells in reading.lines(UNITS, UNITS.fields):
        if len(units) >= MOST_UNITS:
            raise SotayError("units_too_many", most=MOST_UNITS)
        aliases = [clean_line(part) for part in line.get("aliases", "").split(";") if clean_line(part)]
        if len(aliases) > MOST_ALIASES:
            reading.faults.append(Notice("unit_aliases", {"cell": cells["aliases"].name, "most": MOST_ALIASES}))
        elif any(len(alias) > _MOST_LETTERS for alias in aliases):
            reading.faults.append(Notice("catalogue_cell_long", {"cell": cells["aliases"].name, "most": _MOST_LETTERS}))
        elif not reading.faults:
            unit = _unit(line, aliases)
            units[unit.code], places[unit.code] = unit, cells
    if not reading.faults:
        if not units:
            reading.faults.append(Notice("catalogue_list_empty", {"sheet": UNITS.name}))
        for code, field, fault in list_faults(units):
            reading.faults.append(Notice(fault.code, {**fault.params, "cell": places[code][field].name}))
    return ReadUnits(() if reading.faults else tuple(units.values()), tuple(reading.faults))


def _unit(line: Mapping[str, Any], aliases: list[str]) -> Unit:
    return msgspec.convert({**line, "type": UNIT_TYPES[line["type"]], "aliases": aliases}, Unit)


def _sheet(path: Path) -> Sheet:
    """The sheet of a file, merged cells filled, in the letters of today."""
    try:
        sheets = read_sheets(read_named(path))
    except SotayError as error:
        if error.code == "table_too_long":
            raise SotayError("units_too_many", most=MOST_UNITS) from error
        code = "units_unreadable" if error.code == "table_unreadable" else error.code
        raise SotayError(code, **{"name": path.name, **error.params}) from error
    shown = (sheet for sheet in sheets if sheet.cells and not sheet.marks.is_hidden)
    sheet = next(shown, sheets[0])
    rows = filled(sheet)
    encoding = detect(cell for row in rows for cell in row)
    return Sheet([[convert(cell, encoding) for cell in row] for row in rows], sheet.marks)
