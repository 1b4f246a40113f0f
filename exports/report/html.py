"""The report as one self-contained page: to read in any browser, by day or by night, and to print on A4.

Nothing is fetched from anywhere. Tables can be sorted where scripts run; without them everything is there to read.
"""

from exports.report.body import body
from exports.report.numbers import month_names
from exports.report.paper import Paper
from exports.report.svg import bars, months_heat, units_heat
from exports.report.table import Annex, Column, Value, shown
from exports.report.templates import render

_MOST_ROWS = 5_000  # of a table; a longer register belongs into the workbook


def page_bytes(paper: Paper) -> bytes:
    """The page, UTF-8. Whatever comes from the book is escaped."""
    report = paper.report
    named = month_names([month.name for month in report.months])
    names = [name if "/" in name else f"T{name}" for name in named.values()]
    return render(
        "report.html",
        paper=paper,
        report=report,
        blocks=body(paper),
        span=paper.days_in_words,
        tables=[_table(annex) for annex in paper.tables if annex.rows],
        bars=bars([(name, month.sessions) for name, month in zip(names, report.months, strict=True)]),
        months=months_heat(report, names),
        heat=units_heat(report),
    )


def _table(annex: Annex) -> dict[str, object]:
    """An annex as the template draws it: cells with their class and, for sorting, their value."""
    return {
        "key": annex.key,
        "title": annex.heading,
        "measure": annex.unit_of_measure,
        "columns": annex.columns,
        "rows": [(row[0] is None, _cells(row, annex.columns)) for row in annex.rows[:_MOST_ROWS]],
        "total": _cells(last, annex.columns) if (last := annex.last_row) else [],
        "left_out": max(0, len(annex.rows) - _MOST_ROWS),
        "notes": annex.notes,
    }


def _cells(row: tuple[Value, ...], columns: tuple[Column, ...]) -> list[tuple[str, str, str]]:
    return [
        (column.kind, shown(value, column), "" if value is None else str(value))
        for value, column in zip(row, columns, strict=True)
    ]
