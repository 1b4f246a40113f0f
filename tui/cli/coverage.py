"""`sotay coverage`: what the sessions add up to, theme by theme; with `--todo`, what is still to be done."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.columnar import SetLists, about_document, opened_sets, origin_line
from tui.cli.context import opened, today
from tui.cli.list_show import arguments_of, asked_for, read_query
from tui.cli.options import (
    alone,
    columnar_option,
    command,
    csv_option,
    engine_option,
    json_option,
    one_format,
    only_unit_option,
    option,
    period_option,
)
from tui.cli.output import ZERO, Column, fit_columns, print_csv, print_document, print_line, print_table, say
from tui.cli.targets import print_work_list
from tui.cli.word_choice import WordChoice
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from exports.columnar.engines import EngineName
    from exports.columnar.reader import DataSets
    from logs.book.book import LogBook
    from logs.catalogue.directive import Directive
    from logs.catalogue.exemptions import Exemption
    from logs.coverage.table import Coverage, Row
    from logs.session.query import Query
    from tui.text.values import Lists


# As in logs.coverage.table and logs.coverage.scope, which are imported when the command runs.
_MEASURES = {"sessions": N_("Sessions"), "attendance": N_("Attendance"), "units": N_("Units")}
_BASES = {"all": N_("All"), "core": N_("Core"), "priority": N_("priority")}
_BY = {
    "unit": N_("unit"), "month": N_("month"), "quarter": N_("quarter"), "audience": N_("audience group"),
    "form": N_("form"), "reporter": N_("reporter"), "document": N_("cited document"),
}  # fmt: skip
_SEVERAL = N_("A session with several themes counts under each of them: rows may add up to more than the sessions.")
_MOST_EXPLAINED = 12  # columns whose codes are explained under a table
_MOST_CODES = 10  # that are named


@command(
    "coverage", N_("Which themes have been covered, by unit, month, quarter, audience, form, reporter or document.")
)
@option("--by", type=WordChoice(_BY), default="unit", help=N_("What the columns are."))
@option("--from", "start", metavar="DATE", help=N_("From this day on."))
@option("--to", "end", metavar="DATE", help=N_("Up to this day."))
@period_option
@option("--unit", metavar="CODE", help=N_("Of this unit and all below it."))
@only_unit_option
@option("--measure", type=WordChoice(_MEASURES), default="sessions", help=N_("What the cells count."))
@option("--base", type=WordChoice(_BASES), default="all", help=N_("All themes, core ones, or those with priority."))
@option("--gaps", "only_gaps", is_flag=True, help=N_("Only themes that no session has covered."))
@option("--todo", is_flag=True, help=N_("Sessions to hold instead for the targets, by week."))
@columnar_option
@engine_option
@json_option
@csv_option
def coverage(
    *,
    columnar: Path | str | None,
    engine: "EngineName",
    by: str,
    measure: str,
    base: str,
    only_gaps: bool,
    only_unit: bool,
    todo: bool,
    period: str | None,
    as_json: bool,
    as_csv: bool,
    **options: str | None,
) -> None:
    """Print the table of themes, zero too, by the columns asked for, or what is still to be done."""
    from logs.coverage.rows import asked_units
    from logs.coverage.scope import base_of, left_out, rows_in
    from logs.coverage.table import coverage_of
    from tui.text.values import left_out_words

    one_format(as_json, as_csv)
    if todo:
        alone("todo", *options, "only_unit", "as_json", "as_csv")
    if columnar:
        alone("columnar", *options, "engine", "only_unit", "by", "measure", "base", "only_gaps", "as_json", "as_csv")
        form = "json" if as_json else "csv" if as_csv else ""
        columnar_coverage(
            opened_sets(columnar, engine), options,
            only_unit=only_unit, by=by, measure=measure, base=base, only_gaps=only_gaps, form=form,
        )  # fmt: skip
        return
    with opened(read_only=True) as whole:
        book, query = asked_for(whole, options, period=period, only_unit=only_unit)
        chosen = base_of(book, base, query)
        if todo:
            print_work_list(book, query, as_json=as_json, as_csv=as_csv)
            return
        units = asked_units(book, query.unit)
        reporters = [one.code for one in book.reporters.values() if one.unit in units] if by == "reporter" else ()
        table = coverage_of(book, query, by=by, reporters=reporters, measure=measure)
        rows = [row for row in rows_in(table, chosen, units) if not (only_gaps and row.sessions)]
        out = left_out(table, chosen, units)
        if as_json:
            document = coverage_document(table, rows, book.directive, query)
            explained = _behind(table, rows, book, query)
            print_document({**document, "base": base, "left_out": _left_out(out), "behind": explained})
        elif as_csv:
            print_coverage_csv(table, rows, book.directive, query)
        else:
            print_coverage(table, rows, book, query)
            if out:
                print_line(left_out_words(out))


def _left_out(out: "Mapping[str, Sequence[Exemption]]") -> list[dict[str, str]]:
    return [
        {"theme": theme, "unit": mark.unit, "reason": mark.reason} for theme, marks in out.items() for mark in marks
    ]


def _behind(table: "Coverage", rows: Sequence["Row"], book: "LogBook", asked: "Query") -> dict[str, Any]:
    """Behind each figure of the document the arguments of `sotay list`, in its own places."""
    from msgspec.structs import replace

    from logs.counting.behind import left_behind
    from logs.coverage.rows import rows_of
    from logs.coverage.table import behind_cell

    cell = partial(behind_cell, book.directive, rows_of(book, asked), asked, by=table.by)

    def lists_of(amounts: Mapping[str, int], theme: str | None = None) -> dict[str, list[str]]:
        return {column: arguments_of(cell(column=column, theme=theme)) for column, n in amounts.items() if n}

    totals = {"sessions": cell(), "conflicts": replace(cell(), conflict=True)}
    reasons = left_behind(book.directive, asked, table.totals.left_out)
    return {
        "totals": {name: arguments_of(query) for name, query in totals.items()}
        | {"left_out": {reason: arguments_of(query) for reason, query in reasons.items()}},
        "columns": lists_of(table.sums),
        "rows": {row.theme: arguments_of(cell(theme=row.theme)) for row in rows},
        "cells": {row.theme: lists_of(row.cells, row.theme) for row in rows},
    }


def print_coverage_csv(
    table: "Coverage", rows: Sequence["Row"], directive: "Directive", query: "Query | None" = None
) -> None:
    """The table as CSV, with the rows given; what counts stands on stderr, so that the table stays one."""
    head = ["theme", "group", "sessions", "attendance", "units", *(one or "unsplit" for one in table.columns)]
    print_csv(head, [[*_sums(row), *(row.cells.get(column) for column in table.columns)] for row in rows])
    for line in _counting_lines(table, directive, query):
        say(line)


def _sums(row: "Row") -> list[object]:
    return [row.theme, row.group, row.sessions, row.attendance, row.units]


def coverage_document(
    table: "Coverage", rows: Sequence["Row"], directive: "Directive", query: "Query | None" = None
) -> dict[str, Any]:
    """The table as JSON, with the rows given."""
    from tui.text.counting import rule_words

    totals, days = table.totals, directive.reporting.period
    start, end = (query.start, query.end) if query is not None and query.has_days else days
    return {
        "rule": rule_words(directive, query),
        "from": start.isoformat() if start else None,
        "to": end.isoformat() if end else None,
        "by": table.by,
        "measure": table.measure,
        "columns": list(table.columns),
        "sums": table.sums,
        "rows": [
            {
                "theme": row.theme,
                "group": row.group,
                "sessions": row.sessions,
                "attendance": row.attendance,
                "units": row.units,
                "last": row.last.isoformat() if row.last else None,
                "cells": {column: row.cells.get(column) for column in table.columns},
            }
            for row in rows
        ],
        "totals": {
            "sessions": totals.sessions,
            "attendance": totals.attendance,
            "drafts": totals.left_out.get("draft", 0),
            "conflicts": totals.conflicts,
            "left_out": totals.left_out,
            "beyond_period": totals.beyond,
            "summed": totals.summed,
            "unsplit": totals.left,
            "maybe_twice": totals.twice,
            "only_in_beaten_totals": totals.lost,
            "several_reporters": totals.several,
        },
    }


def print_coverage(table: "Coverage", rows: Sequence["Row"], book: "Lists", query: "Query | None" = None) -> None:
    """Print the rows of a coverage table, with what stands below it."""
    from tui.text.formats import day
    from tui.text.values import titled

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
        print_line(_(_SEVERAL))
    if rows and table.columns:
        _print_matrix(table, rows, book)
    for line in _counting_lines(table, book.directive, query):
        print_line(line)


def _print_matrix(table: "Coverage", rows: Sequence["Row"], book: "Lists") -> None:
    """Sessions per theme and column, in as many tables as the width asks for."""
    titles = [_column_title(table.by, column, book.directive.head.year) for column in table.columns]
    figure = cache(_figure)
    cells = [[figure(row.cells.get(column)) for column in table.columns] for row in rows]
    label = max(len(row.theme) for row in rows)
    for group in fit_columns(titles, cells, label):
        print_line("")
        columns = [Column(_("Code"), width=label), *(Column(titles[place], "right") for place in group)]
        body = [[row.theme, *(line[place] for place in group)] for row, line in zip(rows, cells, strict=True)]
        print_table(columns, body, title=_matrix_title(table.measure).format(what=_(_BY[table.by])))
        print_line(_(_SEVERAL))
    if len(table.columns) <= _MOST_EXPLAINED:
        for column, name in _column_names(table, book).items():
            print_line(f"{column} = {name}")


def _counting_lines(table: "Coverage", directive: "Directive", query: "Query | None") -> Iterator[str]:
    """What a table says of itself: what it counts, by which rule, and what stands beside."""
    from tui.text.counting import beside_lines, rule_words, several_words
    from tui.text.formats import number

    totals = table.totals
    line = _("Sessions: {sessions} · attendance: {attendance} · conflicts: {conflicts}")
    yield line.format(
        sessions=number(totals.sessions), attendance=number(totals.attendance), conflicts=number(totals.conflicts)
    )
    yield from beside_lines(totals)
    yield rule_words(directive, query)
    if table.by == "reporter" and totals.several:
        yield several_words(totals.several)


def _figure(value: int | None) -> str:
    from tui.text.formats import number
    from tui.text.labels import NOT_ASKED

    return NOT_ASKED if value is None else number(value) if value else ZERO


def _matrix_title(measure: str) -> str:
    titles = {
        "sessions": _("Sessions by {what}"),
        "attendance": _("Attendance by {what}"),
        "units": _("Units by {what}"),
    }
    return titles[measure]


def _column_title(by: str, column: str, year: int) -> str:
    from tui.text.formats import column_title
    from tui.text.labels import UNSPLIT_TITLE

    if not column:
        return _(UNSPLIT_TITLE)
    return column_title(column, year) if by in ("month", "quarter") else column


def _column_names(table: "Coverage", book: "Lists") -> dict[str, str]:
    from tui.text.values import names_of

    field = {"unit": "unit", "reporter": "reporters", "document": "documents"}.get(table.by, table.by)
    names = names_of(field, book)
    return {column: names[column] for column in table.columns if column in names}


def columnar_coverage(
    sets_there: "AbstractContextManager[DataSets]",
    options: Mapping[str, str | None],
    *,
    only_unit: bool,
    by: str,
    measure: str,
    base: str,
    only_gaps: bool,
    form: str,
) -> None:
    """Print the table of all data sets there; `form` is "json", "csv" or "" for people."""
    from exports.columnar.tables import codes_of_several, coverage, reporting_units
    from logs.coverage.scope import base_in, rows_in
    from logs.session.validation import Known

    with sets_there as data:
        lists = _lists_of_all(data)
        query = read_query(options, Known(lists.directive, lists.units, {}, today()), only_unit=only_unit)
        units = (query.unit,) if query.unit else reporting_units(data, today())
        table = coverage(data, query, by=by, measure=measure, on=today())
        sets, shared = data.sets, codes_of_several(data)
    if shared:
        told = _("Different units have the same code and were added up: {codes}. Give each a code of its own.")
        say(told.format(codes=", ".join(shared[:_MOST_CODES]) + ("…" if len(shared) > _MOST_CODES else "")))
    chosen = base_in(lists.directive, base, (), query)
    rows = [row for row in rows_in(table, chosen, units) if not (only_gaps and row.sessions)]
    if form == "json":
        print_document(
            {
                **coverage_document(table, rows, lists.directive, query),
                "base": base,
                "left_out": [],
                "sets": [*map(about_document, sets)],
            }
        )
    elif form == "csv":
        print_coverage_csv(table, rows, lists.directive, query)
    else:
        print_coverage(table, rows, lists, query)
        for about in sets:
            print_line(origin_line(about, lists))


def _lists_of_all(data: "DataSets") -> SetLists:
    """The lists of all data sets; where several list a unit, as the last one does."""
    return SetLists(data.directive, {unit.code: unit for units in data.units_of.values() for unit in units})
