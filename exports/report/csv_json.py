"""The annexes as plain tables: CSV for people who look at them in a spreadsheet, JSON for programs."""

import json
from collections.abc import Sequence
from datetime import date as Date

import msgspec

from exports.csv_cells import csv_file
from exports.report.paper import Paper
from exports.report.table import Column, Value, rows_of, shown


def csv_bytes(paper: Paper) -> bytes:
    """Every annex under its title, a blank line between them."""
    rows: list[Sequence[object]] = []
    for annex in paper.tables:
        rows += [[], [annex.heading], [column.title for column in annex.columns]]
        rows += [
            [_cell(value, column) for value, column in zip(row, annex.columns, strict=True)] for row in rows_of(annex)
        ]
        rows += [[note] for note in annex.notes]
    return csv_file(rows[1:])


def json_bytes(paper: Paper) -> bytes:
    """The figures of the report as they are kept, and the annexes as tables of titles and rows."""
    tables = [
        {
            "number": annex.number,
            "key": annex.key,
            "title": annex.title,
            "columns": [column.title for column in annex.columns],
            "rows": [[_plain(value) for value in row] for row in annex.rows],
            "notes": list(annex.notes),
        }
        for annex in paper.tables
    ]
    document = {"report": msgspec.to_builtins(paper.report, enc_hook=tuple), "tables": tables}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _cell(value: Value, column: Column) -> object:
    """A value as a spreadsheet reads it, a share as its heading says it."""
    if column.kind == "percent":
        return shown(value, column)
    if isinstance(value, Date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else value


def _plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, Date) else value
