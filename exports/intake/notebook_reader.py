"""Old notebooks as rows of text: .xlsx and .csv files as offices keep them, merged cells and headings of two rows."""

import csv
import io
import re
import zipfile
from collections.abc import Collection
from datetime import date as Date
from datetime import datetime, time
from itertools import islice
from pathlib import Path

from msgspec import Struct

from exports.intake.legacy_encodings import Encoding, convert, detect, lost
from exports.paths import read_named
from logs.errors import SotayError
from logs.session.fields import SESSION_FIELDS
from logs.text import clean_text, fold

MOST_ROWS = 20_000
MOST_COLUMNS = 60
_MOST_UNPACKED = 200_000_000  # bytes; a workbook of the size that is taken holds far less
_LONGEST = 4_000  # characters of a cell
_MOST_SHOWN = 5  # examples of converted text
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how an .xls of the years before 2007 begins
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

    Raises SotayError as `exports.paths.read_named` does, `notebook_unreadable` (name), `notebook_too_long` (most),
    `notebook_heading`.
    """
    data = read_named(path)
    if data.startswith(_OLD_EXCEL):
        raise SotayError("notebook_unreadable", name=path.name)
    cells = _from_workbook(data, path.name) if data.startswith(b"PK") else _from_text(data, path.name)
    if len(cells) > MOST_ROWS:
        raise SotayError("notebook_too_long", most=MOST_ROWS)
    cells = [[cell[:_LONGEST] for cell in row[:MOST_COLUMNS]] for row in cells]
    texts = dict.fromkeys(cell for row in cells for cell in row if not cell.isascii())
    encoding = detect(texts)
    sheet = _sheet([[clean_text(convert(cell, encoding)) for cell in row] for row in cells], set(map(fold, titles)))
    if encoding == "unicode":
        return sheet
    changed = ((text, convert(text, encoding)) for text in texts if convert(text, encoding) != text)
    examples = tuple(islice(changed, _MOST_SHOWN))
    return Sheet(sheet.titles, sheet.rows, encoding, examples, lost(texts, encoding))


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


# ---------------------------------------------------------------- files


def _from_text(data: bytes, name: str) -> list[list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            # Old fonts wrote their letters into the places of Western ones.
            text = data.decode("cp1252", "replace")
    first = "\n".join(text.splitlines()[:_LOOKED_AT])
    delimiter = max("\t;,", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SotayError("notebook_unreadable", name=name) from error


def _from_workbook(data: bytes, name: str) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and needed for this one kind of file

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
                raise SotayError("notebook_too_long", most=MOST_ROWS)
        book = load_workbook(io.BytesIO(data), data_only=True)
        sheet = book.worksheets[0]
        if sheet.max_row > MOST_ROWS:
            raise SotayError("notebook_too_long", most=MOST_ROWS)
        columns = min(sheet.max_column, MOST_COLUMNS)
        cells = [[_text(cell) for cell in row] for row in sheet.iter_rows(max_col=columns, values_only=True)]
        for merged in sheet.merged_cells.ranges:
            _spread(cells, merged.min_row - 1, merged.max_row, merged.min_col - 1, merged.max_col)
    except SotayError:
        raise
    except Exception as error:  # a foreign workbook can fail in any way inside the library
        raise SotayError("notebook_unreadable", name=name) from error
    return cells


def _spread(cells: list[list[str]], top: int, bottom: int, left: int, right: int) -> None:
    """Let every cell of a merged range hold what the range shows."""
    if top >= len(cells) or left >= len(cells[top]):
        return
    value = cells[top][left]
    for row in cells[top : min(bottom, len(cells))]:
        for place in range(left, min(right, len(row))):
            row[place] = value


def _text(value: object) -> str:
    """A cell as its reader saw it: days day first, whole numbers without a point."""
    if value is None or isinstance(value, time):
        return "" if value is None else value.isoformat("minutes")
    if isinstance(value, datetime | Date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
