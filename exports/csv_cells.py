"""CSV files for people (RFC 4180, UTF-8 with a byte-order mark): text that a spreadsheet would run is defused."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from logs.spreadsheets.formula_guard import defused

_BOM = "\ufeff"
_AT_ONCE = 1_000  # rows that are written together


def csv_cell(value: object) -> object:
    """The value; text that a spreadsheet would take for a formula gets an apostrophe where that would begin."""
    return defused(value) if isinstance(value, str) else value


def csv_file(rows: Iterable[Iterable[object]]) -> bytes:
    """The rows as a file, every cell as `csv_cell` makes it."""
    return b"".join(csv_parts(rows))


def csv_parts(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """The same piece by piece."""
    every = iter(rows)
    text = io.StringIO(_BOM)
    text.seek(0, io.SEEK_END)
    while chunk := [*islice(every, _AT_ONCE)]:
        csv.writer(text, lineterminator="\r\n").writerows(map(csv_cell, row) for row in chunk)
        yield text.getvalue().encode()
        text = io.StringIO()
    yield text.getvalue().encode()
