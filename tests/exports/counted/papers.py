"""The written files of a report, opened again by other libraries, as the rows of their tables: all cells as text."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import load_workbook

from exports.report.formats import writer_of
from exports.report.paper import Paper

Line = dict[str, str]
Tables = dict[int, list[Line]]
"""By the number of an annex its rows, the last one too: the text of each cell by the title of its column."""

_PERCENT = "Tỷ lệ (%)"


def tables_of(paper: Paper, ending: str) -> Tables:
    """The annexes of the paper, written as such a file and read again."""
    data = b"".join(writer_of(Path(f"bao-cao{ending}"))(paper))
    tables = READERS[ending](data)
    return {number: _numbered(found) for number, found in tables.items()}


def paragraphs_of(paper: Paper, ending: str) -> str:
    """The words of the file outside its tables and the notes below them, a paragraph a line."""
    data = b"".join(writer_of(Path(f"bao-cao{ending}"))(paper))
    if ending == ".docx":
        document = Document(io.BytesIO(data))
        notes = (table.rows[-1].cells[0].text for table in document.tables)
        return "\n".join([*(one.text for one in document.paragraphs), *notes])
    page = _Page()
    page.feed(data.decode())
    return "\n".join(page.paragraphs)


def _numbered(rows: list[Line]) -> list[Line]:
    """The rows with every number written one way, whatever the file's."""
    return [{title: re.sub(r"(?<=\d)\.(?=\d{3})", "", text) for title, text in row.items()} for row in rows]


def _lines(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[Line]:
    return [dict(zip(titles, row, strict=True)) for row in rows]


def _csv(data: bytes) -> Tables:
    found: Tables = {}
    titles: list[str] = []
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))):
        if len(row) == 1 and (heading := re.match(r"Biểu (\d)\.", row[0])):
            rows = found[int(heading[1])] = []
            titles = []
        elif not titles:
            titles = row
        elif len(row) == len(titles):
            rows.append(dict(zip(titles, row, strict=True)))
        else:
            # Notes have one cell, and a blank line none.
            assert len(row) < 2
    return found


def _json(data: bytes) -> Tables:
    found: Tables = {}
    for table in json.loads(data)["tables"]:
        titles = table["columns"]
        rows = [[_shown(value, title) for value, title in zip(row, titles, strict=True)] for row in table["rows"]]
        found[table["number"]] = _lines(titles, rows)
    return found


def _xlsx(data: bytes) -> Tables:
    found: Tables = {}
    for sheet in load_workbook(io.BytesIO(data), data_only=True):
        if not re.match(r"Biểu \d", sheet.title):
            continue
        rows = list(sheet.iter_rows(values_only=True))
        begin = next(place for place, row in enumerate(rows) if row[0] == "(1)")
        width = next((n for n, cell in enumerate(rows[begin]) if cell is None), len(rows[begin]))
        above, below = rows[begin - 2], rows[begin - 1]
        titles = [str(below[n] or above[n]) for n in range(width)]
        table = []
        for row in rows[begin + 1 :]:
            if not any(cell is not None for cell in row):
                break
            values = [_per_cent(cell) if title == _PERCENT else cell for cell, title in zip(row, titles, strict=False)]
            table.append([_shown(value, title) for value, title in zip(values, titles, strict=True)])
        found[int(sheet.title[5])] = _lines(titles, table)
    return found


def _per_cent(cell: Any) -> Any:
    return round(cell * 100, 6) if isinstance(cell, int | float) else cell


def _shown(value: Any, title: str) -> str:
    if value is None:
        return ""
    if title == _PERCENT and not isinstance(value, str):
        return f"{value:.1f}".replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    text = str(value)
    return f"{text[8:]}/{text[5:7]}/{text[:4]}" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def _docx(data: bytes) -> Tables:
    document = Document(io.BytesIO(data))
    headings = [found for one in document.paragraphs if (found := re.match(r"BIỂU (\d)\.", one.text))]
    # A table of the letter has no numbers of columns, nor has a picture made of cells.
    tables = (table for table in document.tables if "(1)" in [row.cells[0].text for row in list(table.rows)[:3]])
    return {int(heading[1]): _cells(table) for heading, table in zip(headings, tables, strict=True)}


def _cells(table: Any) -> list[Line]:
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    begin = next(place for place, row in enumerate(rows) if row[0] == "(1)")
    return _lines(rows[begin - 1], [row for row in rows[begin + 1 :] if not row[0].startswith("Ghi chú: ")])


class _Page(HTMLParser):
    """The tables of a page by the headings before them, and its paragraphs."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: Tables = {}
        self.paragraphs: list[str] = []
        self._titles: dict[int, str] = {}
        self._place: str | None = None
        self._rows: list[list[str]] = []
        self._text = ""
        self._heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a table begins, or a text."""
        if tag == "table":
            self._rows, self._titles = [], {}
        elif tag == "tr":
            self._rows.append([])
        if tag in ("td", "th", "h2", "p"):
            self._text = ""
            self._place = dict(attrs).get("data-place")

    def handle_data(self, data: str) -> None:
        """A part of a text."""
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        """A text has ended, or a table."""
        if tag == "td":
            self._rows[-1].append(self._text)
        elif tag == "th" and self._place is not None:
            self._titles[int(self._place)] = self._text
        elif tag == "h2":
            self._heading = self._text
        elif tag == "p":
            self.paragraphs.append(self._text)
        elif tag == "table" and (number := re.match(r"Biểu (\d)\.", self._heading)):
            titles = [self._titles[place] for place in sorted(self._titles)]
            self.tables[int(number[1])] = _lines(titles, [row for row in self._rows if row])


def _html(data: bytes) -> Tables:
    page = _Page()
    page.feed(data.decode())
    return page.tables


READERS: dict[str, Callable[[bytes], Tables]] = {
    ".csv": _csv, ".json": _json, ".xlsx": _xlsx, ".docx": _docx, ".html": _html,
}  # fmt: skip
