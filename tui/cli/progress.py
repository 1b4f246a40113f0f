"""`sotay progress`: which units have reported for which period, what is doubtful, and the letters that remind them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date as Date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from logs.errors import SotayError
from tui.cli.columnar import SetLists, about_document, opened_sets, origin_line
from tui.cli.context import opened, today
from tui.cli.letters import write_letters
from tui.cli.list_show import arguments_of, doubts_document
from tui.cli.options import (
    PATH,
    alone,
    columnar_option,
    command,
    csv_option,
    engine_option,
    json_option,
    one_format,
    option,
    period_option,
)
from tui.cli.output import ZERO, Column, print_csv, print_document, print_line, print_rows, print_table, print_text, say
from tui.core.i18n import N_, _
from tui.text.values import unit_name

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from exports.columnar.engines import EngineName
    from exports.columnar.reader import DataSets
    from exports.columnar.schema import About
    from exports.official.letters import Letter
    from logs.book.book import LogBook
    from logs.errors import Notice
    from logs.progress.grid import Grid
    from logs.progress.status import Due, UnitProgress
    from tui.text.values import Lists

CSV_COLUMNS = (
    "unit", "name", "period", "deadline", "state", "first", "last", "files", "sessions", "attendance", "records",
    "covered_by",
)  # fmt: skip


@command("progress", N_("Which units have reported, and which not yet."))
@option("--on", "on", metavar="DATE", help=N_("As it was on this day; today when left out."))
@period_option
@option("--periods", metavar="P,P…", default="", help=N_("These periods as well, such as 2014-6T,2014-Q3."))
@option("--deadline", "deadlines", metavar="P=DATE", multiple=True, help=N_("Due before this day; may be repeated."))
@option("--unit", metavar="CODE", help=N_("Only this unit; rates stay those of all units."))
@option("--remind", is_flag=True, help=N_("Print a letter to each unit that lacks something."))
@option(
    "--letters", metavar="FILE.docx|DIR", type=PATH, help=N_("Write these letters to sign, in one file or one each.")
)
@option(
    "--silent", metavar="[N]", type=click.IntRange(0), is_flag=False, flag_value=0,
    help=N_("Units and reporters without a session for N days instead; 30 when left out."),
)  # fmt: skip
@columnar_option
@engine_option
@json_option
@csv_option
def progress(
    *,
    silent: int | None,
    columnar: Path | str | None,
    engine: "EngineName",
    on: str | None,
    period: str | None,
    periods: str,
    deadlines: tuple[str, ...],
    unit: str | None,
    remind: bool,
    letters: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print where every unit that has to report stands, or the letters to those that lack something."""
    from tui.text.counting import doubt_lines

    one_format(as_json, as_csv)
    if remind and as_csv:
        raise click.UsageError(_("Letters are text: choose either --remind or --csv."))
    if silent is not None:
        print_silent(silent, on, as_json=as_json, as_csv=as_csv)
        return
    named = [name for name in periods.split(",") if name.strip()]
    if columnar:
        alone("columnar", "engine", "on", "periods", "deadlines", "as_json", "as_csv")
        form = "json" if as_json else "csv" if as_csv else ""
        columnar_progress(opened_sets(columnar, engine), on, named, deadlines, form=form)
        return
    with opened(read_only=True) as whole:
        book, grid = _grid(whole, on, period, named, deadlines)
        shown = _rows(grid, book, unit)
        reminded = _reminded(grid, shown, one=unit is not None) if remind or letters else []
        texts = _letters(grid, book, reminded) if remind else {}
        if letters:
            write_letters(book, partial(_made, book, grid, reminded), letters, "Nhac")
            return
        if as_json:
            document = grid_document(grid, book, shown, partial(_behind, book, grid)) | doubts_document(book)
            if remind:
                document["reminders"] = [{"unit": code, "text": text} for code, text in texts.items()]
            print_document(document)
        elif as_csv:
            print_csv(CSV_COLUMNS, csv_rows(grid, book, shown))
        elif remind:
            _print_letters(texts)
        else:
            print_progress(grid, book, shown)
            for line in doubt_lines(book.figures.counting()):
                print_line(line)


def _grid(
    whole: "LogBook", on: str | None, period: str | None, named: list[str], deadlines: Iterable[str]
) -> "tuple[LogBook, Grid]":
    """The book as the catalogue of that period measures it, and its grid as of the day asked for."""
    from logs.periods import read_period
    from logs.progress.grid import grid_on
    from logs.typed_values import read_day
    from tui.text.counting import year_words

    book = whole.under(whole.reference.catalogue_named(period)) if period else whole
    if period and period != str(book.directive.head.year):
        named.append(period)
    if words := year_words(whole, book.directive):
        say(words)
    day = read_day(on, book.today(), book.directive.head.year) if on else book.today()
    grid = grid_on(
        book,
        day,
        periods=[read_period(name) for name in named],
        deadlines=dict(read_deadline(text, book.today(), book.directive.head.year) for text in deadlines),
    )
    return book, grid


def print_silent(days: int, on: str | None, *, as_json: bool, as_csv: bool) -> None:
    """Print the units and the reporters without a session for so many days, the usual number where they are 0."""
    alone("silent", "on", "as_json", "as_csv")
    from msgspec import to_builtins

    from logs.progress.silence import USUAL_DAYS, silent
    from logs.typed_values import read_day
    from tui.text import formats
    from tui.text.progress import silence_words

    with opened(read_only=True) as book:
        day = read_day(on, book.today(), book.directive.head.year) if on else book.today()
        found = silent(book, days or USUAL_DAYS, day)
        if as_json:
            document = {"on": day, "days": days or USUAL_DAYS, "silent": found}
            print_document(to_builtins(document) | doubts_document(book))
        elif as_csv:
            rows = [(one.unit, one.reporter, one.last or "", one.days if one.days is not None else "") for one in found]
            print_csv(("unit", "reporter", "last", "days"), rows)
        elif found:
            names = {code: reporter.name for code, reporter in book.reporters.items()}
            print_rows(
                found,
                (Column(_("Code"), width=8), lambda one: one.unit),
                (Column(_("Unit"), grow=1), lambda one: unit_name(book, one.unit)),
                (Column(_("Reporter"), grow=1), lambda one: names.get(one.reporter, one.reporter)),
                (Column(_("Last session"), width=12), lambda one: formats.day(one.last) if one.last else ZERO),
                (Column(_("Days"), width=14), lambda one: silence_words(one.days)),
                title=_("Without a session for {n} days").format(n=days or USUAL_DAYS),
            )
        else:
            print_line(_("Everybody has had a session."))


def read_deadline(text: str, today: Date, year: int) -> tuple[str, Date]:
    """A period's name and the day before which its report is due, from `2014-6T=15/07/2014`."""
    from logs.periods import read_period
    from logs.typed_values import read_day

    name, equals, day = text.partition("=")
    if not equals:
        raise SotayError("deadline_unreadable", value=text)
    return read_period(name).name, read_day(day, today, year)


def _rows(grid: "Grid", book: "LogBook", unit: str | None) -> tuple[str, ...]:
    """The codes of the units to show: all, or the one asked for."""
    from logs.catalogue.units import find_unit

    if unit is None:
        return grid.units
    found = find_unit(book.units, unit)
    if found is None:
        raise SotayError("unit_unknown", value=unit)
    if found.code not in grid.units:
        raise SotayError("unit_not_reporting", value=found.code)
    return (found.code,)


def _reminded(grid: "Grid", shown: Iterable[str], *, one: bool) -> list[str]:
    """The units to write to; a single unit is also told what does no harm."""
    reminded = grid.reminded()
    return [code for code in shown if one or code in reminded]


def _made(book: "LogBook", grid: "Grid", units: Iterable[str]) -> "list[Letter]":
    from tui.text.letters import reminders

    return reminders(book, grid, units)


def _letters(grid: "Grid", book: "LogBook", units: Iterable[str]) -> dict[str, str]:
    """The letter to each unit that lacks something, as a message."""
    from tui.text.letters import letter_text

    return {letter.unit: letter_text(letter) for letter in _made(book, grid, units)}


def _print_letters(letters: dict[str, str]) -> None:
    from tui.text.letters import BETWEEN

    print_text(BETWEEN.join(letters.values()) or _("Nothing is missing."))


def _behind(book: "LogBook", grid: "Grid", unit: str, period: str) -> list[str] | None:
    from logs.progress.grid import behind_cell

    query = behind_cell(book, grid, unit, period)
    return arguments_of(query) if query is not None else None


def grid_document(
    grid: "Grid",
    book: "Lists",
    shown: Iterable[str],
    behind: "Callable[[str, str], list[str] | None]" = lambda _unit, _period: None,
) -> dict[str, Any]:
    """The grid as JSON: `units` stands for the year as the guidance asks for it, `cells` for every period; `behind` the
    sessions of a unit in a period are those arguments of `sotay list`.
    """
    from logs.progress.status import days_left, last_day

    reporting = book.directive.reporting
    year = grid.year.period.name
    return {
        "on": grid.on.isoformat(),
        "last_day": last_day(reporting).isoformat(),
        "days_left": days_left(reporting, grid.on),
        "periods": [_period_document(grid, due) for due in grid.dues],
        "units": [
            {
                **_cell_document(grid.cells[code][year], name=unit_name(book, code)),
                "behind": behind(code, year),
                **_unit_document(grid, code, behind),
            }
            for code in shown
            if year in grid.cells[code]
        ],
        "totals": _states(grid.column(grid.year)),
    }


def _period_document(grid: "Grid", due: "Due") -> dict[str, Any]:
    from msgspec import to_builtins

    from logs.progress.status import rate

    found = grid.column(due)
    return {
        "period": due.period.name,
        "deadline": due.deadline.isoformat() if due.deadline else None,
        "last_day": due.last_day.isoformat() if due.last_day else None,
        **to_builtins(rate(found)),
        "totals": _states(found),
    }


def _unit_document(grid: "Grid", code: str, behind: "Callable[[str, str], list[str] | None]") -> dict[str, Any]:
    cells = {name: _cell_document(one, behind=behind(code, name)) for name, one in grid.cells[code].items()}
    for cell in cells.values():
        del cell["unit"]
    told = {"warnings": grid.doubts.get(code, ()), "lacks": grid.lacks(code)}
    return {
        "cells": cells,
        **{name: [_notice_document(notice) for notice in notices] for name, notices in told.items()},
    }


def _notice_document(notice: "Notice") -> dict[str, str]:
    from tui.text.errors.messages import sentence

    return {"code": notice.code, "message": sentence(notice.code, notice.params)}


def _cell_document(one: "UnitProgress", **more: object) -> dict[str, Any]:
    from msgspec.structs import asdict

    fields = {name: value.isoformat() if isinstance(value, Date) else value for name, value in asdict(one).items()}
    return {"unit": fields.pop("unit"), **more, **fields}


def csv_rows(grid: "Grid", book: "Lists", shown: Iterable[str]) -> Iterator[list[object]]:
    """A row for each unit and period."""
    for code in shown:
        for due in grid.dues:
            cell = grid.cells[code].get(due.period.name)
            if cell is not None:
                fields = _cell_document(cell, name=unit_name(book, code), period=due.period.name, deadline=due.deadline)
                yield ["" if fields[name] is None else fields[name] for name in CSV_COLUMNS]


def _states(units: Iterable["UnitProgress"]) -> dict[str, int]:
    from logs.progress.status import STATES

    states = [unit.state for unit in units]
    return {state: states.count(state) for state in STATES}


def print_progress(grid: "Grid", book: "Lists", shown: Sequence[str] | None = None) -> None:
    """Print the grid for people: a table of the units (all unless told), the rates of all, then what is doubtful."""
    from tui.text.formats import short_period
    from tui.text.progress import column_words, legend, record_words

    others = [due for due in grid.dues if due != grid.year]
    columns = (
        Column(_("Unit"), width=6),
        Column(_("Unit name"), grow=2),
        Column(_("State"), grow=1, least=9),
        *(Column(short_period(due.period.name), width=7) for due in others),
        Column(_("First file"), width=10),
        Column(_("Last file"), width=10),
        Column(_("Files"), "right", width=5),
        Column(_("Sessions"), "right", width=8),
    )
    rows = [_line(grid, book, code, others) for code in (grid.units if shown is None else shown)]
    print_table(columns, rows, title=_("Reports received"))
    if others:
        print_line("   ".join(legend()))
    for due in grid.dues:
        print_line(column_words(grid, due))
    _print_summary(grid, book)
    for code in grid.units if shown is None else shown:
        cell = grid.cells[code].get(grid.year.period.name)
        for words in record_words(cell) if cell else ():
            print_line(f"{code}: {words}")
        for doubt in grid.doubts.get(code, ()):
            print_line(f"{code}: {_notice_document(doubt)['message']}")


def _line(grid: "Grid", book: "Lists", code: str, others: Iterable["Due"]) -> list[str]:
    from tui.text.formats import day, number
    from tui.text.labels import state_title
    from tui.text.progress import NOT_THERE, cell_words

    one = grid.cells[code].get(grid.year.period.name)
    cells = [cell_words(grid.cells[code].get(due.period.name)) for due in others]
    if one is None:
        return [code, unit_name(book, code), NOT_THERE, *cells, ZERO, ZERO, ZERO, ZERO]
    return [
        code,
        unit_name(book, code),
        state_title(one.state),
        *cells,
        day(one.first) if one.first else ZERO,
        day(one.last) if one.last else ZERO,
        number(one.files) if one.files else ZERO,
        number(one.sessions) if one.sessions else ZERO,
    ]


def _print_summary(grid: "Grid", book: "Lists") -> None:
    """The year as the guidance asks for it: how many of which state, the last day."""
    from logs.progress.status import days_left, last_day
    from tui.text.deadline import deadline_words
    from tui.text.formats import day, number
    from tui.text.labels import state_title

    reporting = book.directive.reporting
    found = grid.column(grid.year)
    states = {state: n for state, n in _states(found).items() if n or state != "received"}
    print_line(" · ".join(f"{state_title(state)}: {number(count)}" for state, count in states.items()))
    summary = _("Not yet reported: {missing} of {all} units. Last day on time: {day}; {left}.")
    last, left = day(last_day(reporting)), deadline_words(days_left(reporting, grid.on))
    print_line(summary.format(missing=number(states["missing"]), all=number(len(found)), day=last, left=left))


def columnar_progress(
    sets_there: "AbstractContextManager[DataSets]",
    on: str | None,
    periods: Iterable[str],
    deadlines: Iterable[str],
    *,
    form: str,
) -> None:
    """Print where the units of each data set stand; `form` is "json", "csv" or "" for people."""
    from exports.columnar.tables import grids
    from logs.periods import read_period
    from logs.typed_values import read_day

    with sets_there as data:
        year = data.directive.head.year
        day = read_day(on, today(), year) if on else today()
        due = dict(read_deadline(text, today(), year) for text in deadlines)
        found = grids(data, day, periods=[read_period(name) for name in periods], deadlines=due)
        lists = {one: _lists_of_set(data, one) for one in data.sets}
    if form == "json":
        print_document(
            {
                "sets": [
                    {**about_document(one), **grid_document(grid, lists[one], grid.units)}
                    for one, grid in found.items()
                ]
            }
        )
    elif form == "csv":
        rows = ([one.unit, *row] for one, grid in found.items() for row in csv_rows(grid, lists[one], grid.units))
        print_csv(("committee", *CSV_COLUMNS), rows)
    else:
        for one, grid in found.items():
            print_line(origin_line(one, lists[one]))
            print_progress(grid, lists[one])


def _lists_of_set(data: "DataSets", about: "About") -> SetLists:
    return SetLists(data.directive, {unit.code: unit for unit in data.units_of[about.book]})
