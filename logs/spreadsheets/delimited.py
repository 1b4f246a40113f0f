"""Tables of text: CSV with commas, semicolons or tabs, in the encodings that Windows of Vietnamese offices write."""

import csv
import unicodedata
from collections.abc import Iterator

from logs.errors import SotayError
from logs.spreadsheets.bounds import MOST_AREA, MOST_COLUMNS, MOST_ROWS, Budget, too_big
from logs.spreadsheets.formula_guard import undefused
from logs.spreadsheets.legacy_encodings import is_windows_1258

_LOOKED_AT = 25  # lines by which the separator is known
_LONGEST_ROW = 1_000_000  # characters, line ends in quotes included


def rows_of_text(data: bytes, budget: Budget) -> list[list[str]]:
    """The rows of a table of text; apostrophes of ours before signs of formulas are taken off again.

    Raises SotayError `table_unreadable`, `table_too_long` (most), `table_too_big`.
    """
    text = decoded(data)
    budget.take_text(len(text))
    first = text[:_LONGEST_ROW].splitlines()[:_LOOKED_AT]
    delimiter = max("\t;,", key="\n".join(first).count)
    cells: list[list[str]] = []
    room = MOST_AREA
    lines = _Lines(text)
    try:
        for whole_row in csv.reader(lines, delimiter=delimiter):
            lines.taken = 0
            row = [undefused(cell) for cell in whole_row[:MOST_COLUMNS]]
            room -= len(row)
            if room < 0:
                raise too_big()
            if len(cells) >= MOST_ROWS and any(row):
                raise SotayError("table_too_long", most=MOST_ROWS)
            if len(cells) < MOST_ROWS:
                cells.append(row)
    except csv.Error as error:
        raise SotayError("table_unreadable") from error
    return cells


def decoded(data: bytes) -> str:
    """The text of a file; letters of old fonts stay as they were typed, in the places of Western ones."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:1_000]:
        odd, even = data[1:1_000:2].count(0), data[:1_000:2].count(0)
        return data.decode("utf-16-le" if odd >= even else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        western = data.decode("cp1252", "replace")
    if is_windows_1258(western):
        return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    return western


class _Lines:
    """The lines of a text with their ends; a row that goes on over too many is refused."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        at = 0
        while at < len(self._text):
            end = self._text.find("\n", at) + 1 or len(self._text)
            self.taken += end - at
            if self.taken > _LONGEST_ROW:
                raise SotayError("table_unreadable")
            yield self._text[at:end]
            at = end
