"""Workbooks of Excel up to 2003 (MS-XLS): the sheets, checked, each in a small workbook of our own around it.

The reader of workbooks makes room for what they declare and copies a shared string for each cell that
shows it. It is given the records of values of a sheet alone, and the values of formulas in place of the formulas;
shared strings are read here.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO

from msgspec import Struct

from logs.errors import SotayError
from logs.spreadsheets.bounds import MOST_ROWS, MOST_SHEETS, Budget, too_big
from logs.spreadsheets.compound_file import CompoundFile, around
from logs.spreadsheets.sheet import CheckedSheet, Marks, RowMarks

_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
# Kinds of records.
_BOF, _EOF, _CONTINUE, _LOCKED, _BOUND_SHEET = 0x0809, 0x000A, 0x003C, 0x002F, 0x0085
_CODE_PAGE, _DATE_MODE, _FORMAT, _XF, _STRINGS = 0x0042, 0x0022, 0x041E, 0x00E0, 0x00FC
_NUMBER, _LABEL, _RICH_LABEL, _BOOL_ERROR, _STRING = 0x0203, 0x0204, 0x00D6, 0x0205, 0x0207
_RK, _MULTIPLE_RK, _SHARED, _FORMULA, _MERGED = 0x027E, 0x00BD, 0x00FD, 0x0006, 0x00E5
_FONT, _ROW, _COLUMNS = 0x0031, 0x0208, 0x007D
_KEPT = {_CODE_PAGE: 2, _DATE_MODE: 2, _FORMAT: 5, _XF: 4}  # of the whole book, with their least length
_LEAST = {_NUMBER: 14, _LABEL: 8, _RICH_LABEL: 8, _BOOL_ERROR: 8, _RK: 10, _SHARED: 10, _MULTIPLE_RK: 12}
_BIFF8 = 0x0600
_AT = struct.Struct("<HH")  # row and column; font and format of a style
_ZEROS = re.compile(rb"(?<=[^0-9])0{2,20}\Z")


def xls_stream(file: CompoundFile) -> str | None:
    """The name of the stream that holds a workbook, if there is one."""
    return next((name for name in _STREAMS if name in file.names), None)


class _Book(Struct):
    """What a workbook says before its sheets: the records that values are read by, shared strings, sheets, styles."""

    version: int = 0
    parts: list[bytes] = []
    strings: list[bytes] = []
    sheets: list[tuple[int, Marks]] = []  # where each begins
    is_1904: bool = False
    fonts: int = 0
    struck_fonts: set[int] = set()
    styles: int = 0
    formats: dict[int, int] = {}  # digits shown at the least, by the format's number
    struck: set[int] = set()  # styles of cells
    digits: dict[int, int] = {}  # by the style's number


def check_xls(stream: bytes, budget: Budget) -> list[CheckedSheet]:
    """The sheets of a workbook's stream; raises SotayError `table_locked`, `table_unreadable`, `table_too_big`."""
    budget.take_bytes(len(stream))
    try:
        book = _globals(stream, budget)
        return [_checked(stream, book, place, marks, budget) for place, marks in book.sheets]
    except (struct.error, IndexError) as error:
        raise SotayError("table_unreadable") from error


def _checked(stream: bytes, book: _Book, place: int, marks: Marks, budget: Budget) -> CheckedSheet:
    sheet = _SheetCheck(book, marks, budget)
    sheet.check(stream, place)
    struck: set[int] = set()
    shown = _shared_strings(book, set(sheet.shared.values()), budget, struck)
    marks.part_struck_rows.update(row for (row, _column), number in sheet.shared.items() if number in struck)
    for number in sheet.shared.values():
        budget.take_text(len(shown.get(number, "")))
    texts = {at: shown[number] for at, number in sheet.shared.items() if number in shown}
    bof = _record(_BOF, struct.pack("<HH12x", book.version, 5))
    name = b"\x01\x001" if book.version == _BIFF8 else b"\x011"
    at = len(bof) + sum(map(len, book.parts)) + 4 + 6 + len(name) + 4
    small = [bof, *book.parts, _record(_BOUND_SHEET, struct.pack("<IBB", at, 0, 0) + name), _record(_EOF, b"")]
    small += [_record(_BOF, struct.pack("<HH12x", book.version, 16)), *sheet.cells, _record(_EOF, b"")]
    return CheckedSheet(BytesIO(around("Workbook", b"".join(small))), 0, marks, texts)


def _globals(stream: bytes, budget: Budget) -> _Book:
    """What stands before the first sheet."""
    book, before = _Book(), 0
    for kind, body in _records(stream, 0, budget):
        if kind == _EOF:
            break
        if kind == _LOCKED:
            raise SotayError("table_locked")
        if kind == _CONTINUE and before == _STRINGS:
            book.strings.append(body)
            continue
        _take_global(book, kind, body)
        before = kind
    if not book.version or not book.sheets:
        raise SotayError("table_unreadable")
    return book


def _take_global(book: _Book, kind: int, body: bytes) -> None:
    if kind == _BOF and not book.version:
        book.version = _BIFF8 if struct.unpack_from("<H", body)[0] == _BIFF8 else 0x0500
    elif kind == _BOUND_SHEET:
        _take_sheet(book, body)
    elif kind == _STRINGS:
        book.strings = [body[8:]]
    elif kind == _FONT and len(body) >= 4:
        if body[2] & 8:
            book.struck_fonts.add(book.fonts)
        book.fonts += 1
    elif kind in _KEPT and len(body) >= _KEPT[kind]:
        book.parts.append(_record(kind, body))
        book.is_1904 = book.is_1904 or (kind == _DATE_MODE and body[0] == 1)
        if kind == _FORMAT and (zeros := _ZEROS.search(body[2:].replace(b"\0", b""))):
            book.formats[struct.unpack_from("<H", body)[0]] = len(zeros[0])
        elif kind == _XF:
            _take_style(book, *_AT.unpack_from(body))


def _take_sheet(book: _Book, body: bytes) -> None:
    start, visible, sheet_kind = struct.unpack_from("<IBB", body)
    if sheet_kind != 0:
        return
    if len(book.sheets) >= MOST_SHEETS:
        raise too_big()
    count, letters = body[6:7], body[7:]
    name = letters[: count[0] if count else 0].decode("latin-1")
    if book.version == _BIFF8:
        width = 1 + (letters[0] & 1 if letters else 0)
        name = letters[1 : 1 + count[0] * width].decode("utf-16-le" if width == 2 else "latin-1", "replace")
    book.sheets.append((start, Marks(name=name, is_hidden=bool(visible & 3), is_1904=book.is_1904)))


def _take_style(book: _Book, font: int, shown: int) -> None:
    number = book.styles
    book.styles += 1
    if font - (font > 4) in book.struck_fonts:  # no font has the number 4
        book.struck.add(number)
    if shown in book.formats:
        book.digits[number] = book.formats[shown]


def _shared_strings(book: _Book, wanted: set[int], budget: Budget, struck: set[int]) -> dict[int, str]:
    """The strings of those numbers; a string may go on in the next record. Those of which words are struck through go
    into `struck`.
    """
    texts: dict[int, str] = {}
    rest = iter(book.strings)
    part, at, number = next(rest, b""), 0, 0

    def skip(count: int) -> None:
        nonlocal part, at
        at += count
        while at > len(part):
            at -= len(part)
            part = next(rest)

    try:
        while len(texts) < len(wanted):
            if at >= len(part):
                part, at = next(rest), 0
                continue
            budget.take_element()
            count, flags = struct.unpack_from("<HB", part, at)
            runs = struct.unpack_from("<H", part, at + 3)[0] * 4 if flags & 8 else 0
            more = struct.unpack_from("<I", part, at + 3 + (flags >> 2 & 2))[0] if flags & 4 else 0
            at += 3 + (flags >> 2 & 2) + (flags & 4)
            pieces: list[str] = []
            while count:
                width = 1 + (flags & 1)
                taken = min(count, (len(part) - at) // width)
                pieces.append(part[at : at + taken * width].decode("utf-16-le" if width == 2 else "latin-1", "replace"))
                at += taken * width
                count -= taken
                if count:
                    part, at = next(rest), 1
                    flags = part[0]
            fonts = {
                struct.unpack_from("<H", part, place)[0] for place in range(at + 2, min(at + runs, len(part) - 1), 4)
            }
            if not book.struck_fonts.isdisjoint(font - (font > 4) for font in fonts):
                struck.add(number)
            skip(runs + more)
            if number in wanted:
                texts[number] = "".join(pieces)
            number += 1
    except StopIteration:
        pass  # a number that is beyond the last string shows nothing
    return texts


class _SheetCheck:
    """Takes the values out of a sheet's records; `cells` are what the reader may see, `shared` numbers of strings."""

    def __init__(self, book: _Book, marks: Marks, budget: Budget) -> None:
        self.cells: list[bytes] = []
        self.shared: dict[tuple[int, int], int] = {}
        self._book = book
        self._marks = marks
        self._row_marks = RowMarks(marks.struck_rows)
        self._is_biff8 = book.version == _BIFF8
        self._budget = budget
        self._formula = b""
        self._bottom = self._right = -1

    def check(self, stream: bytes, place: int) -> None:
        """Go through the records of the sheet; those of charts in it are passed over."""
        depth = 0
        for kind, body in _records(stream, place, self._budget):
            depth += (kind == _BOF) - (kind == _EOF)
            if depth == 1 and kind != _BOF:
                self._take(kind, body)
            elif depth < 1:
                break
        if self._bottom >= 0:
            self._budget.take_area(self._bottom + 1, self._right + 1)

    def _take(self, kind: int, body: bytes) -> None:
        if kind == _FORMULA and len(body) >= 20:
            self._take_formula(body)
        elif kind == _STRING and self._formula:
            self._take_value(_LABEL, self._formula + body)
            self._formula = b""
        elif kind == _MERGED:
            self._take_merged(body)
        elif kind == _ROW and len(body) >= 13:
            row = struct.unpack_from("<H", body)[0]
            if body[12] & 0x20 and row < MOST_ROWS:
                self._marks.hidden_rows.add(row)
        elif kind == _COLUMNS and len(body) >= 10:
            if body[8] & 1:
                self._marks.hide_columns(*_AT.unpack_from(body))
        elif kind in _LEAST and len(body) >= _LEAST[kind]:
            self._take_value(kind, body)

    def _take_formula(self, body: bytes) -> None:
        """The value that a formula had when the book was saved."""
        value = body[6:14]
        self._formula = b""
        if value[6:] != b"\xff\xff":
            self._take_value(_NUMBER, body[:14])
        elif value[0] == 0:
            self._formula = body[:6]  # the text follows in a record of its own
        elif value[0] == 1:
            self._take_value(_BOOL_ERROR, body[:6] + value[2:3] + b"\0")

    def _take_value(self, kind: int, body: bytes) -> None:
        row, column = _AT.unpack_from(body)
        style = struct.unpack_from("<H", body, 4)[0]
        last = column
        self._row_marks.add(row, is_struck=style in self._book.struck)
        if style in self._book.digits:
            self._marks.pad((row, column), self._book.digits[style])
        if kind == _MULTIPLE_RK:
            last = column + (len(body) - 12) // 6
            body = body[: 4 + 6 * (last - column + 1)] + struct.pack("<H", last)
        elif kind in (_LABEL, _RICH_LABEL):
            body = self._label(body)
            kind = _LABEL
        self._bottom, self._right = max(self._bottom, row), max(self._right, last)
        self._budget.check_area(self._bottom + 1, self._right + 1)
        if kind == _SHARED:
            self.shared[row, column] = struct.unpack_from("<I", body, 6)[0]
        else:
            self.cells.append(_record(kind, body))

    def _label(self, body: bytes) -> bytes:
        """A text in a cell; the reader makes room for as many letters as it says it has."""
        count = struct.unpack_from("<H", body, 6)[0]
        head = 9 if self._is_biff8 else 8
        width = 2 if self._is_biff8 and body[8:9] and body[8] & 1 else 1
        count = max(0, min(count, (len(body) - head) // width))
        self._budget.take_text(count)
        return (body[:6] + struct.pack("<H", count) + body[8 : head + count * width]).ljust(head, b"\0")

    def _take_merged(self, body: bytes) -> None:
        for at in range(2, min(len(body) - 7, 2 + 8 * struct.unpack_from("<H", body)[0]), 8):
            self._budget.take_merged()
            top, bottom, left, right = struct.unpack_from("<4H", body, at)
            self._marks.merged.append((top, left, bottom, right))


def _records(stream: bytes, place: int, budget: Budget) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        budget.take_element()
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body
