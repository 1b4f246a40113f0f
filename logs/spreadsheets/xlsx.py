"""Workbooks of Excel since 2007: the sheets, checked, in a small workbook of our own around them.

The reader of workbooks makes room for the whole rectangle around the cells and copies a shared string for each cell
that shows it; both are added up here before it sees the file. What else a workbook holds is left out.
"""

import re
from array import array
from collections.abc import Iterator, Mapping
from functools import cache
from posixpath import join, normpath, split

from msgspec import Struct

from logs.errors import SotayError
from logs.spreadsheets.archive import Archive, Copy
from logs.spreadsheets.bounds import MOST_ROWS, MOST_SHEETS, Budget, too_big
from logs.spreadsheets.sheet import CheckedSheet, Marks, RowMarks
from logs.spreadsheets.xml_scan import local, scan

_ROOT = "_rels/.rels"
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"  # in the small workbook
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)
_LONGEST_NAME = 100  # characters of a sheet's name
_LONGEST_NUMBER = 20  # digits of a shared string's number
_NAMESPACE = "http://schemas.openxmlformats.org"
_DOCUMENT = f"{_NAMESPACE}/officeDocument/2006/relationships"
_OWN_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_NAMESPACE}/package/2006/content-types"/>',
    _ROOT: (
        f'<Relationships xmlns="{_NAMESPACE}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
}
_OWN_RELATIONS = f'<Relationships xmlns="{_NAMESPACE}/package/2006/relationships">{{}}</Relationships>'
_OWN_RELATION = f'<Relationship Id="r{{0}}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{{0}}.xml"/>'
_OWN_WORKBOOK = (
    f'<workbook xmlns="{_NAMESPACE}/spreadsheetml/2006/main" xmlns:r="{_DOCUMENT}"><workbookPr date1904="{{}}"/>'
    "<sheets>{}</sheets></workbook>"
)
_OWN_SHEET = '<sheet name="{0}" sheetId="{0}" r:id="r{0}"/>'
_VALUES = frozenset({"v", "is"})
_ZEROS = re.compile("0{2,20}")


class _Sheet(Struct):
    """A sheet as the workbook names it, and the part that holds it."""

    part: str
    name: str
    is_hidden: bool


def is_office(archive: Archive) -> bool:
    """Whether the archive is a document of Office: a workbook or another one."""
    return _ROOT in archive


def check_xlsx(archive: Archive, budget: Budget) -> list[CheckedSheet]:
    """The sheets of the workbook.

    Raises SotayError `table_is_binary`, `table_is_document`, `table_unreadable`, `table_too_long`, `table_too_big`.
    """
    book = next((target for target in _relations(archive, _ROOT, "", "/officeDocument", budget).values()), "")
    if book.endswith(".bin"):
        raise SotayError("table_is_binary")
    folder, name = split(book)
    targets = _relations(archive, join(folder, "_rels", f"{name}.rels"), folder, "/worksheet", budget)
    if not targets:
        raise SotayError("table_is_document")
    sheets, date1904 = _sheets(archive, book, targets, budget)
    strings, styles = join(folder, "sharedStrings.xml"), join(folder, "styles.xml")
    shared, style_marks = _Strings(), _Styles()
    checked: list[tuple[Marks, dict[tuple[int, int], str]]] = []
    with Copy() as copy:
        numbers = range(1, len(sheets) + 1)
        for part, text in _OWN_PARTS.items():
            copy.add(part, text)
        copy.add(_RELATIONS, _OWN_RELATIONS.format("".join(map(_OWN_RELATION.format, numbers))))
        copy.add(_WORKBOOK, _OWN_WORKBOOK.format(int(date1904), "".join(map(_OWN_SHEET.format, numbers))))
        if strings in archive:
            shared.read(copy.copying(_STRINGS, archive.chunks(strings)), budget)
        if styles in archive:
            scan(copy.copying(_STYLES, archive.chunks(styles)), budget, style_marks.start, style_marks.end)
        for number, sheet in zip(numbers, sheets, strict=True):
            marks = Marks(name=sheet.name[:_LONGEST_NAME], is_hidden=sheet.is_hidden, is_1904=date1904)
            chunks = copy.copying(f"xl/worksheets/sheet{number}.xml", archive.chunks(sheet.part))
            check = _SheetCheck(shared, style_marks, marks, budget)
            check.check(chunks)
            checked.append((marks, check.texts))
    return [CheckedSheet(copy.bytes, place, marks, texts) for place, (marks, texts) in enumerate(checked)]


def _is_on(attributes: dict[str, str], name: str, usual: str = "0") -> bool:
    """Whether an attribute says yes; `usual` is what its absence says."""
    return attributes.get(name, usual) in ("1", "true")


def _relations(archive: Archive, part: str, folder: str, kind: str, budget: Budget) -> dict[str, str]:
    """The parts of a kind that a part names, by their ids; names in it are relative to the folder."""
    targets: dict[str, str] = {}

    def on_start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("Type", "").endswith(kind):
            target = normpath(join("/", folder, attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = target.lstrip("/")

    if part in archive:
        scan(archive.chunks(part), budget, on_start)
    return targets


def _sheets(archive: Archive, book: str, targets: Mapping[str, str], budget: Budget) -> tuple[list[_Sheet], bool]:
    """The sheets of cells in their order, and whether days are counted from 1904."""
    sheets: list[_Sheet] = []
    date1904 = False

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal date1904
        if local(name) == "sheet":
            part = next((targets.get(value) for key, value in attributes.items() if key.endswith(":id")), None)
            if part is not None:
                is_hidden = attributes.get("state", "visible") != "visible"
                sheets.append(_Sheet(part, attributes.get("name", ""), is_hidden))
        elif local(name) == "workbookPr":
            date1904 = _is_on(attributes, "date1904")

    scan(archive.chunks(book), budget, on_start)
    if not sheets:
        raise SotayError("table_unreadable")
    if len(sheets) > MOST_SHEETS:
        raise too_big()
    return sheets, date1904


class _Styles:
    """Which styles of cells strike through, and which show numbers with zeros before them, by the styles' numbers."""

    def __init__(self) -> None:
        self.struck: set[int] = set()
        self.digits: dict[int, int] = {}
        self.tell = False  # whether any of them does either
        self._inside: list[str] = []
        self._fonts = self._styles = 0
        self._struck_fonts: set[int] = set()
        self._formats: dict[str, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element of the styles begins."""
        name = local(name)
        inside = self._inside
        if name == "numFmt" and _ZEROS.fullmatch(attributes.get("formatCode", "")):
            self._formats[attributes.get("numFmtId", "")] = len(attributes["formatCode"])
        elif name == "strike" and inside[-2:] == ["fonts", "font"] and _is_on(attributes, "val", "1"):
            self._struck_fonts.add(self._fonts)
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            if attributes.get("fontId", "").isdecimal() and int(attributes["fontId"][:9]) in self._struck_fonts:
                self.struck.add(self._styles)
            if attributes.get("numFmtId") in self._formats:
                self.digits[self._styles] = self._formats[attributes["numFmtId"]]
            self._styles += 1
        inside.append(name)

    def end(self, name: str) -> None:
        """An element ends."""
        self._inside.pop()
        self.tell = bool(self.struck or self.digits)
        if local(name) == "font" and self._inside[-1:] == ["fonts"]:
            self._fonts += 1


class _Strings:
    """The shared strings: how long each is, and what is left of those of which words are struck through."""

    def __init__(self) -> None:
        self.lengths = array("I")
        self.struck: dict[int, str] = {}
        self._pieces: list[str] = []
        self._is_run_struck = self._has_struck = False

    def read(self, chunks: Iterator[bytes], budget: Budget) -> None:
        """Go through them."""
        scan(chunks, budget, self._start, self._end, self._characters)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            self.lengths.append(0)
            self._pieces, self._has_struck = [], False
        elif name == "r":
            self._is_run_struck = False
        elif name == "strike" and _is_on(attributes, "val", "1"):
            self._is_run_struck = self._has_struck = True
        elif name == "sst" and len(attributes.get("uniqueCount", "")) > 7:
            raise SotayError("table_unreadable")  # the reader makes room for as many

    def _characters(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)
            if not self._is_run_struck:
                self._pieces.append(text)

    def _end(self, name: str) -> None:
        if self._has_struck and local(name) == "si":
            self.struck[len(self.lengths) - 1] = "".join(self._pieces).strip()
        if self._is_run_struck and local(name) in ("r", "si"):
            self._is_run_struck = False


class _SheetCheck:
    """Adds up what the cells of a sheet take, read as the reader of workbooks does: a cell without a place follows."""

    def __init__(self, strings: _Strings, styles: _Styles, marks: Marks, budget: Budget) -> None:
        self.texts: dict[tuple[int, int], str] = {}  # of cells of which some words are struck through
        self._marks = marks
        self._row_marks = RowMarks(marks.struck_rows)
        self._styles = styles
        self._style = 0
        self._lengths = strings.lengths
        self._struck_strings = strings.struck
        self._has_marks = styles.tell or bool(strings.struck)
        self._budget = budget
        self._row, self._column = -1, 0  # the last row, and where the next cell without a place stands
        self._cell = (0, 0)
        self._is_shared = False
        self._in_value = self._is_run_struck = False
        self._text: list[str] = []
        self._struck_pieces: list[int] = []
        self._plain_row = -1  # the last with a value of which nothing had to be looked at
        self._top, self._bottom, self._right = 2**32, -1, -1

    def check(self, chunks: Iterator[bytes]) -> None:
        """Go through the sheet."""
        scan(chunks, self._budget, self._start, self._end, self._characters)
        if self._bottom >= 0:
            self._budget.take_area(self._bottom - self._top + 1, self._right + 1)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            place = attributes.get("r")
            self._cell = (self._row, self._column) if place is None else _place(place)
            self._column = self._cell[1] + 1
            self._is_shared = attributes.get("t") == "s"
            if self._styles.tell:
                style = attributes.get("s", "0")
                self._style = int(style) if style.isdecimal() and len(style) < 8 else 0
        elif name in _VALUES:
            self._in_value = True
            self._text = []
            self._struck_pieces = []
            self._is_run_struck = False
            row, column = self._cell
            if row > self._bottom or column > self._right or row < self._top:
                self._grow(row, column)
        elif name == "row":
            self._start_row(attributes)
        elif name == "col":
            self._take_columns(attributes)
        elif self._in_value:
            self._start_run(name, attributes)
        elif name == "mergeCell":
            self._budget.take_merged()
            first, _, last = attributes.get("ref", "").partition(":")
            (top, left), (bottom, right) = _place(first), _place(last or first)
            self._marks.merged.append((top, left, bottom, right))

    def _start_run(self, name: str, attributes: dict[str, str]) -> None:
        """A part of a cell's text with a font of its own begins, or says that it is struck through."""
        if name == "r":
            self._is_run_struck = False
        elif name == "strike":
            self._is_run_struck = _is_on(attributes, "val", "1")

    def _take_columns(self, attributes: dict[str, str]) -> None:
        places = [attributes.get(name, "") for name in ("min", "max")]
        if _is_on(attributes, "hidden") and all(place.isdecimal() and len(place) < 8 for place in places):
            self._marks.hide_columns(int(places[0]) - 1, int(places[1]) - 1)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if number is None:
            self._row += 1
        elif not number.isdecimal() or len(number) > 7:
            raise SotayError("table_unreadable")
        else:
            self._row = max(0, int(number) - 1)
        self._column = 0
        if _is_on(attributes, "hidden") and self._row < MOST_ROWS:
            self._marks.hidden_rows.add(self._row)

    def _grow(self, row: int, column: int) -> None:
        self._top = min(self._top, row)
        self._bottom, self._right = max(self._bottom, row), max(self._right, column)
        self._budget.check_area(self._bottom - self._top + 1, self._right + 1)

    def _characters(self, text: str) -> None:
        if self._in_value:
            if self._is_run_struck:
                self._struck_pieces.append(len(self._text))
            self._text.append(text)

    def _end(self, name: str) -> None:
        if not self._in_value or name[name.find(":") + 1 :] not in _VALUES:
            return
        self._in_value = False
        if self._text:
            if self._cell[0] >= MOST_ROWS:
                raise SotayError("table_too_long", most=MOST_ROWS)
            if self._has_marks or self._struck_pieces:
                self._take_style()
            else:
                self._plain_row = self._cell[0]
            self._budget.take_text(self._longest_shown() if self._is_shared else len("".join(self._text)))

    def _take_style(self) -> None:
        """What the style says of a cell that holds something."""
        is_struck = self._style in self._styles.struck
        rest = self._unstruck_words()
        if rest is not None:
            is_struck = is_struck or not rest
            if not is_struck:
                self.texts[self._cell] = rest
                self._marks.part_struck_rows.add(self._cell[0])
        self._row_marks.add(self._cell[0], is_struck=is_struck and self._cell[0] != self._plain_row)
        if self._style in self._styles.digits:
            self._marks.pad(self._cell, self._styles.digits[self._style])

    def _unstruck_words(self) -> str | None:
        """What is left of a text of which words are struck through; None of any other."""
        if self._struck_pieces:
            struck = frozenset(self._struck_pieces)
            return "".join(text for place, text in enumerate(self._text) if place not in struck).strip()
        number = "".join(self._text[:_LONGEST_NUMBER]) if self._is_shared and self._struck_strings else ""
        return self._struck_strings.get(int(number[:_LONGEST_NUMBER])) if number.isdecimal() else None

    def _longest_shown(self) -> int:
        """The length of the shared string; where its number comes in pieces, of the longest that a part could name."""
        longest, number = 0, ""
        for piece in self._text:
            number += piece
            if len(number) > _LONGEST_NUMBER:
                raise SotayError("table_unreadable")
            # The reader takes what is no number for the first string.
            place = int(number) if number.isdecimal() else 0
            longest = max(longest, self._lengths[place] if place < len(self._lengths) else 0)
        return longest


def _place(text: str) -> tuple[int, int]:
    """Row and column of a cell's name, from 0."""
    parts = _CELL.fullmatch(text)
    if parts is None:
        raise SotayError("table_unreadable")
    return int(parts[2]) - 1, _column(parts[1])


@cache
def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1
