"""Many rows for a sheet of a workbook, written straight into its file, below a row that shows how their cells look.

A library that holds or looks at each cell takes ten times as long, and a hundred thousand rows would fill the memory.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import count, islice, repeat
from typing import Any, Protocol
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exports.xml_text import xml_text

LONGEST = 32_767
"""Characters that Excel takes in a cell."""
POINTS = 16
"""How high a line of text is."""

Cell = str | float | None
Row = Sequence[Any]
_CELL = re.compile(rb'<c r="([A-Z]+)\d+" (s="\d+")')
_ESCAPE = re.compile(r"(_x[0-9a-fA-F]{4}_)")  # what Excel reads as a character of that number
_NUMBER = b"\0"  # where the row's own goes; no cell can hold it
_AT_ONCE = 500  # rows that are written together
_KNOWN, _SHORT = 10_000, 300  # values of a column that are known, and bytes that such a cell takes
_LEVEL = 2  # of compression: the sixth takes three times as long and makes a fifth less


class Layout(Protocol):
    """How the values of rows, of whatever kind, stand in the columns of a sheet, by the places of these."""

    def cell(self, value: Any, place: int) -> Cell:
        """What is written of a value."""

    def high(self, text: str, place: int) -> int:
        """In how many lines a text stands there."""


def filled(workbook: bytes, part: str, row: int, rows: Iterable[Row], layout: Layout) -> bytes:
    """The workbook with the rows below that `row` (from 1) of the sheet in that part of it; what stands there already
    has to stand farther below.
    """
    into = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as source, ZipFile(into, "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename != part:
                target.writestr(member, data)
                continue
            start = data.index(b'<row r="%d"' % row)
            end = data.index(b"</row>", start) + len(b"</row>")
            columns = [
                _Column(letters.decode(), style.decode(), place, layout)
                for place, (letters, style) in enumerate(_CELL.findall(data, start, end))
            ]
            with target.open(_quick(member), "w") as file:
                file.write(data[:end])
                lines, first = iter(rows), row + 1
                while chunk := [*islice(lines, _AT_ONCE)]:
                    file.write(_written(chunk, columns, first))
                    first += len(chunk)
                file.write(data[end:])
    return into.getvalue()


def _quick(member: ZipInfo) -> ZipInfo:
    """A member of that name and date, to be compressed in a little time."""
    made = ZipInfo(member.filename, member.date_time)
    made.compress_type, made.external_attr = ZIP_DEFLATED, member.external_attr
    made._compresslevel = _LEVEL  # type: ignore[attr-defined]
    return made


class _Column(dict[Any, tuple[bytes, int]]):
    """The cells of a column by what stands in them, with their lines: what is short is made once."""

    def __init__(self, letters: str, style: str, place: int, layout: Layout) -> None:
        self._start = f'<c r="{letters}{_NUMBER.decode()}" {style}'
        self._place, self._layout = place, layout

    def __missing__(self, value: Any) -> tuple[bytes, int]:
        cell, high = self._layout.cell(value, self._place), 1
        if isinstance(cell, str) and cell:
            words = escape(_ESCAPE.sub(r"_x005F\1", xml_text(cell)[:LONGEST]))
            text, high = f' t="inlineStr"><is><t>{words}</t></is></c>', self._layout.high(cell, self._place)
        elif cell is None or cell == "":
            text = "/>"
        else:
            text = f"><v>{cell!r}</v></c>"
        made = f"{self._start}{text}".encode()
        if len(made) < _SHORT:
            self[value] = made, high
        return made, high


def _written(rows: Sequence[Row], columns: Sequence[_Column], first: int) -> bytes:
    """Rows as XML, the first of that number. Text is written as text, whatever it looks like."""
    cells, lines = [], []
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        made, high = zip(*map(column.__getitem__, values), strict=True)
        cells.append(made)
        lines.append(high)
        if len(column) > _KNOWN:
            column.clear()
    every = zip(count(first), zip(*cells, strict=True), _highest(lines), strict=False)
    return b"".join(
        [b"".join((_opened(most), *texts, b"</row>")).replace(_NUMBER, b"%d" % number) for number, texts, most in every]
    )


@cache
def _opened(lines: int) -> bytes:
    """What stands before the cells of a row of so many lines."""
    height = f' ht="{points_of(lines):g}" customHeight="1"' if lines > 1 else ""
    return f'<row r="{_NUMBER.decode()}"{height}>'.encode()


def _highest(lines: Sequence[Sequence[int]]) -> Iterator[int]:
    """The lines of each row, from those of the columns."""
    of_several = [high for high in lines if max(high) > 1]
    return map(max, *of_several, repeat(1)) if of_several else repeat(1)


def points_of(lines: int) -> float:
    """How high a row of so many lines is, in whole pixels of a screen."""
    return int(POINTS * lines * 4 / 3 + 0.5) * 0.75
