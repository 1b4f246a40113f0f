"""Old notebooks as rows of text: workbooks and CSV files as offices keep them, with headings of two rows."""

import re
from collections.abc import Collection
from functools import cache
from itertools import islice
from pathlib import Path

from msgspec import Struct

from exports.paths import read_named
from logs.errors import SotayError
from logs.session.fields import SESSION_FIELDS
from logs.spreadsheets.legacy_encodings import Encoding, convert, detect, lost
from logs.spreadsheets.table import read_table
from logs.text import clean_text, fold

_LONGEST = 4_000  # characters of a cell
_MOST_SHOWN = 5  # examples of converted text
_LOOKED_AT = 25  # rows in which the heading is looked for

# What old notebooks call the fields of a session, folded; the longest that fits a title decides.
_FIELD_OF = {heading: field.name for field in SESSION_FIELDS for heading in field.headings}
_LEAST_TITLES = 3  # known titles that make a row a heading
REASON = "Lý do không nhận"
"""The title of the column that tells why a row came back; it is not read again."""


class Sheet(Struct, frozen=True):
    """A notebook: the titles of its columns, and the rows below them with the line of the file each stands in.

    All of it is Unicode. `converted` are examples of text that had been written for an old font, before and after;
    `lost` are characters that the font's table does not have.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: Encoding = "unicode"
    converted: tuple[tuple[str, str], ...] = ()
    lost: str = ""


def read_notebook(path: Path, titles: Collection[str] = ()) -> Sheet:
    """The first sheet of a workbook, or a CSV file; `titles` are those by which its heading is known as well.

    Raises SotayError as `exports.paths.read_named` does, those of `read_table` (name),
    `notebook_unreadable` (name), `notebook_too_long` (most), `notebook_heading`.
    """
    cells = [[cell[:_LONGEST] for cell in row] for row in _rows(path)]
    texts = dict.fromkeys(cell for row in cells for cell in row if not cell.isascii())
    encoding = detect(texts)
    read = cache(lambda cell: clean_text(convert(cell, encoding)))  # words of a notebook come again and again
    sheet = _sheet([[read(cell) for cell in row] for row in cells], set(map(fold, titles)))
    if encoding == "unicode":
        return sheet
    changed = ((text, convert(text, encoding)) for text in texts if convert(text, encoding) != text)
    examples = tuple(islice(changed, _MOST_SHOWN))
    return Sheet(sheet.titles, sheet.rows, encoding, examples, lost(texts, encoding))


def _rows(path: Path) -> list[list[str]]:
    data = read_named(path)
    try:
        return read_table(data)
    except SotayError as error:
        code = {"table_unreadable": "notebook_unreadable", "table_too_long": "notebook_too_long"}.get(error.code)
        raise SotayError(code or error.code, name=path.name, **error.params) from error


def guess_columns(titles: tuple[str, ...]) -> dict[int, str]:
    """Which field each column holds, as far as its title says so; no field twice."""
    found: dict[int, str] = {}
    for place, title in enumerate(titles):
        field = field_of(title)
        if field and field not in found.values():
            found[place] = field
    return found


def field_of(title: str) -> str | None:
    """The field that a column's title means."""
    words = fold(re.sub(r"[\n:*.]|\(.*?\)", " ", title))
    if words in _FIELD_OF:
        return _FIELD_OF[words]
    # `Ngày, tháng tổ chức` begins as `ngày` does.
    fits = [known for known in _FIELD_OF if words.replace(",", "").startswith(f"{known} ")]
    return _FIELD_OF[max(fits, key=len)] if fits else None


def _sheet(cells: list[list[str]], named: set[str]) -> Sheet:
    """Find the heading, by titles that are known or `named`; of two rows that make one, the titles are joined."""
    known = [sum(fold(cell) in named or field_of(cell) is not None for cell in row) for row in cells[:_LOOKED_AT]]
    if not known or max(known) < min(_LEAST_TITLES, len(named) or _LEAST_TITLES):
        raise SotayError("notebook_heading")
    place = known.index(max(known))
    width = max(map(len, cells))
    titles = _padded(cells[place], width)
    first = place + 1
    below = _padded(cells[first], width) if first < len(cells) else []
    if below and any(title == under for title, under in zip(titles, below, strict=True) if title):
        # Titles merged over two rows: the lower one names the columns of a group.
        titles = [under or title for title, under in zip(titles, below, strict=True)]
        first += 1
    rows = [(line, tuple(_padded(row, width))) for line, row in enumerate(cells[first:], start=first + 1)]
    return Sheet(tuple(titles), tuple((line, row) for line, row in rows if _is_entry(row)))


def _padded(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _is_entry(row: tuple[str, ...]) -> bool:
    """Whether a row may be a session: no blank one, no column numbers, no sums."""
    filled = [cell for cell in row if cell]
    if len(filled) < 2 or all(re.fullmatch(r"\(?\d{1,2}\)?", cell) for cell in filled):
        return False
    return not any(fold(cell) in ("tong cong", "tong so", "cong") for cell in filled)
