"""CSV files for people (RFC 4180, UTF-8 with a byte-order mark): text that a spreadsheet would run is defused."""

import csv
import io
from collections.abc import Iterable

from logs.spreadsheets.formula_guard import defused


def csv_cell(value: object) -> object:
    """The value; text that a spreadsheet would take for a formula gets an apostrophe where that would begin."""
    return defused(value) if isinstance(value, str) else value


def csv_file(rows: Iterable[Iterable[object]]) -> bytes:
    """The rows as a file, every cell as `csv_cell` makes it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(map(csv_cell, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")
