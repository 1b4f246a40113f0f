"""A catalogue from the workbook that an office has filled in: every fault is told by its cell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date as Date
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from exports.catalogue.sheets import (
    GROUP,
    HEAD,
    HEAD_SHEET,
    LISTS,
    NO,
    REPORTING,
    THEMES,
    UNIT_TYPES,
    YES,
    Field,
    Kind,
    ListSheet,
)
from exports.size_limit import read_named
from logs.catalogue.directive import Directive
from logs.catalogue.other_years import catalogue_from, catalogue_values
from logs.catalogue.units import read_email
from logs.errors import Notice, SotayError
from logs.model import Code
from logs.periods import EARLIEST_YEAR, LATEST_YEAR, read_period
from logs.spreadsheets.sheet import Sheet
from logs.spreadsheets.table import read_sheets
from logs.text import clean_line, fold
from logs.typed_values import read_count, read_dated

_LOOKED_AT = 20  # rows in which a heading is looked for
_YES, _NO = {"co", "x", "yes", "1", "true", "dung"}, {"khong", "no", "0", "false", "sai"}


class ReadCatalogue(Struct, frozen=True):
    """A catalogue that was read, or what is wrong with its workbook: by sheet and cell."""

    directive: Directive | None
    faults: tuple[Notice, ...] = ()


def read_catalogue(path: Path, present: Directive) -> ReadCatalogue:
    """The catalogue of a workbook (.xlsx, .xls, .ods) made from the template, or a table of themes alone (.csv), which
    takes all else from the `present` one.

    Raises SotayError as `exports.size_limit.read_named` does, and those of `read_sheets` (name).
    """
    data = read_named(path)
    try:
        sheets = read_sheets(data)
    except SotayError as error:
        raise SotayError(error.code, **{"name": path.name, **error.params}) from error
    reading = SheetReader(sheets)
    values = reading.values(catalogue_values(present))
    if not reading.faults:
        try:
            return ReadCatalogue(catalogue_from(values))
        except SotayError as error:
            reading.faults.append(Notice(error.code, error.params))
    return ReadCatalogue(None, tuple(reading.faults))


class Cell(Struct, frozen=True):
    """A text and where it stands."""

    text: str
    sheet: str
    row: int
    column: int

    @property
    def name(self) -> str:
        """`Chủ đề!C5`; of a file without sheets `C5`."""
        from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415 - for what is wrong alone

        cell = xl_rowcol_to_cell(self.row, self.column)
        return f"{self.sheet}!{cell}" if self.sheet else cell


class SheetReader:
    """The sheets of a workbook being read; `faults` are what was wrong so far.

    A file of one sheet holds the list that is asked for.
    """

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._sheets = {fold(sheet.marks.name): sheet for sheet in sheets}
        self._is_themes_alone = len(sheets) == 1
        self._places: dict[tuple[str, str], str] = {}  # where a code of a list stood first
        self.faults: list[Notice] = []

    def values(self, present: dict[str, Any]) -> dict[str, Any]:
        """What the sheets say, by the tables of a catalogue's file."""
        values = dict(present)
        if not self._is_themes_alone:
            values["directive"], values["reporting"] = self._head()
            for listed in LISTS:
                if not listed.is_required and fold(listed.name) not in self._sheets:
                    continue  # it stays as it is
                values[listed.table] = [line for line, _cells in self.lines(listed, listed.fields)]
            try:
                check_days(values["reporting"])
            except SotayError as error:
                self.faults.append(Notice(error.code, error.params))
        values["group"] = self._groups()
        for table in ("group", "audience"):
            if not values[table] and not self.faults:
                self.faults.append(Notice("catalogue_list_empty", {"sheet": _name_of(table)}))
        return values

    def _head(self) -> tuple[dict[str, Any], dict[str, Any]]:
        sheet = self._sheets.get(fold(HEAD_SHEET))
        if sheet is None:
            self.faults.append(Notice("catalogue_sheet_missing", {"sheet": HEAD_SHEET}))
            return {}, {}
        rows = {_heading(row[0]): place for place, row in reversed([*enumerate(sheet.cells)]) if row}
        tables: list[dict[str, Any]] = []
        for fields in (HEAD, REPORTING):
            table: dict[str, Any] = {}
            for field in fields:
                place = rows.get(fold(field.heading))
                row = sheet.cells[place] if place is not None else []
                text = row[1] if len(row) > 1 else ""
                if place is None and field.is_required:
                    self.faults.append(
                        Notice("catalogue_line_missing", {"sheet": HEAD_SHEET, "heading": field.heading})
                    )
                elif place is not None:
                    self._put(table, field, Cell(text, sheet.marks.name, place, 1))
            tables.append(table)
        return tables[0], tables[1]

    def _groups(self) -> list[dict[str, Any]]:
        """The groups with their themes, in the order of the sheet; a line without a group is of the one above."""
        groups: dict[str, dict[str, Any]] = {}
        group: dict[str, Any] | None = None
        for line, cells in self.lines(THEMES, (*GROUP, *THEMES.fields)):
            cell = next(iter(cells.values()))
            of_group = {name.removeprefix("group "): line.pop(name) for name in [*line] if name.startswith("group ")}
            if code := of_group.get("code"):
                group = groups.setdefault(code, {"order": len(groups) + 1, "theme": []})
                for name, value in of_group.items():
                    if group.setdefault(name, value) != value:
                        self.faults.append(Notice("catalogue_group_differs", {"cell": cell.name, "value": str(value)}))
                if "title" not in group:
                    self.faults.append(Notice("catalogue_cell_empty", {"cell": cell.name, "heading": "Tên nhóm"}))
            if group is None:
                self.faults.append(Notice("catalogue_cell_empty", {"cell": cell.name, "heading": "Mã nhóm"}))
            else:
                group["theme"].append(line)
        return list(groups.values())

    def lines(self, listed: ListSheet, fields: tuple[Field, ...]) -> Iterator[tuple[dict[str, Any], dict[str, Cell]]]:
        """Each line of a list with its cells, by their fields."""
        sheet = next(iter(self._sheets.values())) if self._is_themes_alone else self._sheets.get(fold(listed.name))
        if sheet is None:
            self.faults.append(Notice("catalogue_sheet_missing", {"sheet": listed.name}))
            return
        place, columns = self._columns(sheet, listed, fields)
        for row, texts in enumerate(sheet.cells[place + 1 :], start=place + 1):
            if not any(map(str.strip, texts)):
                continue
            line: dict[str, Any] = {}
            cells: dict[str, Cell] = {}
            for position, field in enumerate(fields):
                column = columns.get(position)
                if column is None:
                    continue
                is_group = listed is THEMES and position < len(GROUP)
                key = f"group {field.name}" if is_group else field.name
                cell = cells[key] = Cell(texts[column] if column < len(texts) else "", sheet.marks.name, row, column)
                self._put(line, field, cell, key=key, may_be_blank=is_group)
                if field.name == "code" and not is_group and "code" in line:
                    self._check_once(listed.table, line["code"], cell)
                start, end = (line.get(key.removesuffix("to") + name) for name in ("from", "to"))
                if field.name == "to" and start and end and start > end:
                    where = {"cell": cell.name, "start": start, "end": end}
                    self.faults.append(Notice("catalogue_days_backwards", where))
            yield line, cells

    def _columns(self, sheet: Sheet, listed: ListSheet, fields: tuple[Field, ...]) -> tuple[int, dict[int, int]]:
        """The row of the heading, and for each field, by its place, the column of the sheet."""
        for place, row in enumerate(sheet.cells[:_LOOKED_AT]):
            headings = [_heading(text) for text in row]
            columns = {
                position: headings.index(name)
                for position, field in enumerate(fields)
                if (name := next(filter(headings.__contains__, (fold(field.heading), *field.also)), None))
            }
            if len(columns) > 1:
                for position, field in enumerate(fields):
                    if field.is_required and position not in columns:
                        where = {"sheet": sheet.marks.name or listed.name, "heading": field.heading}
                        self.faults.append(Notice("catalogue_column_missing", where))
                return place, columns
        self.faults.append(Notice("catalogue_heading_missing", {"sheet": sheet.marks.name or listed.name}))
        return len(sheet.cells), {}

    def _put(
        self, table: dict[str, Any], field: Field, cell: Cell, *, key: str = "", may_be_blank: bool = False
    ) -> None:
        """Read a cell into the field of a table; a blank one is left out, one that is wrong is a fault."""
        text = cell.text.strip() if field.kind == "lines" else clean_line(cell.text)
        if not text:
            if field.is_required and not may_be_blank:
                self.faults.append(Notice("catalogue_cell_empty", {"cell": cell.name, "heading": field.heading}))
            return
        try:
            table[key or field.name] = read_value(field, text)
        except SotayError as error:
            self.faults.append(Notice(error.code, {**error.params, "cell": cell.name, "heading": field.heading}))

    def _check_once(self, table: str, code: str, cell: Cell) -> None:
        first = self._places.setdefault((table, code.lower()), cell.name)
        if first != cell.name:
            self.faults.append(Notice("catalogue_code_twice", {"cell": cell.name, "value": code, "first": first}))


def check_days(reporting: Mapping[str, Any]) -> None:
    """Raises SotayError `catalogue_period_backwards`, `catalogue_deadline_early` where days go against each other."""
    start, end, deadline = (reporting.get(name) for name in ("period_start", "period_end", "deadline"))
    if start and end and start > end:
        raise SotayError("catalogue_period_backwards", start=start, end=end)
    if start and deadline and deadline < start:
        raise SotayError("catalogue_deadline_early", deadline=deadline, start=start)


def read_value(field: Field, text: str) -> Any:
    """What a text in a field says; raises SotayError with the fault: `catalogue_cell_…`."""
    value = _READERS[field.kind](text)
    if field.choices:
        meant = dict(zip(map(fold, field.choices), field.values or field.choices, strict=True))
        if fold(str(value)) not in meant:
            raise SotayError("catalogue_cell_choice", value=text, choices=", ".join(field.choices))
        value = meant[fold(str(value))]
    if len(text) > field.most:
        raise SotayError("catalogue_cell_long", most=field.most)
    return value


def _code(text: str) -> str:
    try:
        return msgspec.convert(text, Code)
    except msgspec.ValidationError as error:
        raise SotayError("catalogue_cell_code", value=text) from error


def _day(text: str) -> Date:
    day = _any_day(text)
    if day.year < EARLIEST_YEAR:
        raise SotayError("catalogue_cell_day", value=text)
    return day


def _any_day(text: str) -> Date:
    try:
        return read_dated(text)
    except SotayError as error:
        raise SotayError("catalogue_cell_day", value=text) from error


def _unit_type(text: str) -> str:
    """`Đảng bộ cơ sở`, `Chi bộ trực thuộc`, and as programs write it, `chi_bo`."""
    first = " ".join(fold(text).replace("_", " ").split()[:2])
    return next((title for title in UNIT_TYPES if fold(title) == first), text)


def _yes(text: str) -> bool:
    folded = fold(text)
    if folded not in _YES | _NO:
        raise SotayError("catalogue_cell_yes", value=text, yes=YES, no=NO)
    return folded in _YES


def _period(text: str) -> str:
    try:
        return read_period(text).name
    except SotayError as error:
        raise SotayError("catalogue_cell_period", value=text) from error


def _year(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and EARLIEST_YEAR <= int(text[:5]) <= LATEST_YEAR):
        raise SotayError("catalogue_cell_year", value=text, first=str(EARLIEST_YEAR), last=str(LATEST_YEAR))
    return int(text)


def _count(text: str) -> int:
    try:
        count = read_count(text)
    except SotayError as error:
        raise SotayError("catalogue_cell_count", value=text) from error
    if not count:
        raise SotayError("catalogue_cell_count", value=text)
    return count


def _email(text: str) -> str:
    try:
        return read_email(text)
    except SotayError as error:
        raise SotayError("catalogue_cell_email", value=text) from error


def _codes(text: str) -> list[str]:
    return [_code(part) for part in text.replace(",", " ").replace(";", " ").split()]


def _lines(text: str) -> list[str]:
    return [line for part in text.splitlines() if (line := clean_line(part))]


_READERS: Mapping[Kind, Callable[[str], Any]] = {
    "text": str,
    "code": _code,
    "day": _day,
    "yes": _yes,
    "year": _year,
    "lines": _lines,
    "unit_type": _unit_type,
    "any_day": _any_day,
    "count": _count,
    "codes": _codes,
    "email": _email,
    "period": _period,
}


def _heading(text: str) -> str:
    return fold(text.replace("*", " "))


def _name_of(table: str) -> str:
    return next((listed.name for listed in LISTS if listed.table == table), THEMES.name)
