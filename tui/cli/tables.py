"""`sotay coverage`: what the sessions add up to, theme by theme."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tui.cli.opening import opened
from tui.cli.output import ZERO, Column, fit_columns, print_csv, print_document, print_line, print_table
from tui.cli.parts import command, csv_option, json_option, one_format, option
from tui.cli.register import read_query, totals_line
from tui.words import N_, _

if TYPE_CHECKING:
    from logs.book import LogBook
    from logs.coverage import Coverage, Row

# As in logs.coverage, which is imported when the command runs.
_BY = ("unit", "month", "quarter", "audience", "form", "reporter", "document")
_MOST_EXPLAINED = 12  # columns whose codes are explained under a table


@command(
    "coverage", N_("Which themes have been covered, by unit, month, quarter, audience, form, reporter or document.")
)
@option("--by", type=click.Choice(_BY), default="unit", help=N_("What the columns are."))
@option("--from", "start", metavar="DATE", help=N_("From this day on."))
@option("--to", "end", metavar="DATE", help=N_("Up to this day."))
@option("--unit", metavar="CODE", help=N_("Of this unit."))
@option("--gaps", "only_gaps", is_flag=True, help=N_("Only themes that no session has covered."))
@json_option
@csv_option
def coverage(by: str, only_gaps: bool, as_json: bool, as_csv: bool, **options: str | None) -> None:
    """Print the table of themes, zero too, by the columns asked for."""
    from logs.coverage import coverage_of, gaps

    one_format(as_json, as_csv)
    with opened(read_only=True) as book:
        query = read_query(options, book)
        units, reporters = _expected(book, query.unit)
        table = coverage_of(book, query, by=by, units=units, reporters=reporters)
        rows = gaps(table) if only_gaps else table.rows
        if as_json:
            print_document(coverage_document(table, rows))
        elif as_csv:
            head = ["theme", "group", "sessions", "attendance", "units", *(one or "unsplit" for one in table.columns)]
            print_csv(head, [[*_sums(row), *(row.cells[column] for column in table.columns)] for row in rows])
        else:
            print_coverage(table, rows, book)


def _expected(book: "LogBook", unit: str | None) -> tuple[list[str], list[str]]:
    """The units and reporters that have a column even when they have no session."""
    from logs.progress import obliged
    from logs.units import under

    own = under(book.units, book.owner.unit)
    if unit is not None:
        units = [unit]
    elif book.owner.role == "committee":
        units = [one.code for one in obliged(book.units.values(), book.today(), besides=book.owner.unit)]
    else:
        units = [code for code in book.units if code in own]
    return units, [one.code for one in book.reporters.values() if one.unit in units]


def _sums(row: "Row") -> list[object]:
    return [row.theme, row.group, row.sessions, row.attendance, row.units]


def coverage_document(table: "Coverage", rows: Sequence["Row"]) -> dict[str, Any]:
    """The table as JSON, with the rows given."""
    totals = table.totals
    return {
        "by": table.by,
        "columns": list(table.columns),
        "rows": [
            {
                "theme": row.theme,
                "group": row.group,
                "sessions": row.sessions,
                "attendance": row.attendance,
                "units": row.units,
                "last": row.last.isoformat() if row.last else None,
                "cells": row.cells,
            }
            for row in rows
        ],
        "totals": {
            "sessions": totals.sessions,
            "attendance": totals.attendance,
            "drafts": totals.drafts,
            "conflicts": totals.conflicts,
            "summed": totals.summed,
        },
    }


def print_coverage(table: "Coverage", rows: Sequence["Row"], book: "LogBook") -> None:
    from tui.formats import day
    from tui.values import titled

    themes = book.directive.themes
    columns = (
        Column(_("Code"), width=6),
        Column(_("Theme"), grow=1),
        Column(_("Sessions"), "right", width=8),
        Column(_("Attendance"), "right", width=10),
        Column(_("Units"), "right", width=6),
        Column(_("Last"), width=10),
    )
    cells = [
        [
            row.theme,
            titled(themes[row.theme]) if row.theme in themes else _("not in the catalogue"),
            *(_figure(number) for number in (row.sessions, row.attendance, row.units)),
            day(row.last) if row.last else ZERO,
        ]
        for row in rows
    ]
    if not rows:
        print_line(_("Every theme has been covered."))
    else:
        print_table(columns, cells, title=_("Theme coverage"))
    _print_counting(table)
    if rows and table.columns:
        _print_matrix(table, rows, book)


def _print_matrix(table: "Coverage", rows: Sequence["Row"], book: "LogBook") -> None:
    """Sessions per theme and column, in as many tables as the width asks for."""
    titles = [_column_title(table.by, column, book.directive.head.year) for column in table.columns]
    cells = [[_figure(row.cells[column]) for column in table.columns] for row in rows]
    label = max(len(row.theme) for row in rows)
    for group in fit_columns(titles, cells, label):
        print_line("")
        columns = [Column(_("Code"), width=label), *(Column(titles[place], "right") for place in group)]
        body = [[row.theme, *(line[place] for place in group)] for row, line in zip(rows, cells, strict=True)]
        print_table(columns, body, title=_("Sessions by {what}").format(what=_by_title(table.by)))
        _print_counting(table)
    if len(table.columns) <= _MOST_EXPLAINED:
        for column, name in _column_names(table, book).items():
            print_line(f"{column} = {name}")


def _print_counting(table: "Coverage") -> None:
    from tui.formats import number
    from tui.titles import summed_lines

    totals = table.totals
    print_line(totals_line(totals.sessions, totals.attendance, totals.drafts, totals.conflicts))
    print_line(_("A session with several themes counts under each of them: rows may add up to more than the sessions."))
    for line in summed_lines(totals):
        print_line(line)
    if totals.other:
        print_line(_("Logged under another catalogue, not counted: {n}.").format(n=number(totals.other)))
    if totals.outside:
        outside = _("Counted though outside the reporting period: {n}. Leave them out with --from and --to.")
        print_line(outside.format(n=totals.outside))


def _figure(value: int) -> str:
    from tui.formats import number

    return number(value) if value else ZERO


def _by_title(by: str) -> str:
    titles = {
        "unit": _("unit"),
        "month": _("month"),
        "quarter": _("quarter"),
        "audience": _("audience group"),
        "form": _("form"),
        "reporter": _("reporter"),
        "document": _("cited document"),
    }
    return titles[by]


def _column_title(by: str, column: str, year: int) -> str:
    from tui.formats import column_title
    from tui.titles import UNSPLIT_TITLE

    if not column:
        return _(UNSPLIT_TITLE)
    return column_title(column, year) if by in ("month", "quarter") else column


def _column_names(table: "Coverage", book: "LogBook") -> dict[str, str]:
    from tui.values import names_of

    field = {"unit": "unit", "reporter": "reporters", "document": "documents"}.get(table.by, table.by)
    names = names_of(field, book)
    return {column: names[column] for column in table.columns if column in names}
