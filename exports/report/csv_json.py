"""The annexes as plain tables: CSV for people who look at them in a spreadsheet, JSON for programs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from itertools import islice

import msgspec
from msgspec.structs import replace

from exports.csv_cells import csv_parts
from exports.report.paper import Paper
from exports.report.table import Column, Value, rows_of, shown

# Where what is written line by line goes: no text of a book is this character.
_LATER = "\0"
_AT_ONCE = 1_000  # lines that are written together


def csv_parts_of(paper: Paper) -> Iterator[bytes]:
    """Every annex under its title, a blank line between them; piece by piece."""
    return csv_parts(_csv_rows(paper))


def _csv_rows(paper: Paper) -> Iterator[Sequence[object]]:
    for place, annex in enumerate(paper.tables):
        if place:
            yield []
        yield [annex.heading]
        yield [column.title for column in annex.columns]
        for row in rows_of(annex):
            yield [_cell(value, column) for value, column in zip(row, annex.columns, strict=True)]
        yield from ([note] for note in annex.notes)


def json_parts(paper: Paper) -> Iterator[bytes]:
    """The figures of the report as they are kept, and the annexes as tables of titles and rows; piece by piece."""
    tables = paper.tables
    described = [
        {
            "number": annex.number,
            "key": annex.key,
            "title": annex.title,
            "columns": [column.title for column in annex.columns],
            "rows": _LATER,
            "notes": list(annex.notes),
        }
        for annex in tables
    ]
    figures = msgspec.to_builtins(replace(paper.report, register=()), enc_hook=dict) | {"register": _LATER}
    around = _json({"report": figures, "tables": described}).split(_json(_LATER))
    yield around[0].encode()
    yield from _listed(map(msgspec.to_builtins, paper.report.register), 2)
    for annex, text in zip(tables, around[1:-1], strict=True):
        yield text.encode()
        yield from _listed(([_plain(value) for value in row] for row in annex.rows), 3)
    yield around[-1].encode() + b"\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _listed(values: Iterable[object], depth: int) -> Iterator[bytes]:
    """The values as a list that stands at that depth of a document."""
    every, between = iter(values), "["
    while chunk := [*islice(every, _AT_ONCE)]:
        yield (between + _json(chunk)[1:-2].replace("\n", "\n" + " " * depth)).encode()
        between = ","
    yield b"[]" if between == "[" else b"\n" + b" " * depth + b"]"


def _cell(value: Value, column: Column) -> object:
    """A value as a spreadsheet reads it, a share as its heading says it."""
    if column.kind == "percent":
        return shown(value, column)
    if isinstance(value, Date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else value


def _plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, Date) else value
