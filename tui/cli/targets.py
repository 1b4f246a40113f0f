"""`sotay targets`: how far the year's targets are reached; and for `sotay coverage --todo` what is still to be done."""

from typing import TYPE_CHECKING, Any

from tui.cli.context import opened, today
from tui.cli.list_show import arguments_of, asked_for, doubts_document
from tui.cli.options import command, csv_option, json_option, one_format, option, period_option
from tui.cli.output import Column, print_csv, print_document, print_line, print_rows, print_table
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.coverage.gaps import Suggestion, WorkList
    from logs.coverage.targets import Reckoning
    from logs.session.query import Query

_MOST = 40  # lines printed; --json and --csv have all


@command("targets", N_("How far the targets of the year are reached, by unit."))
@option("--unit", metavar="CODE", help=N_("Of this unit and all below it."))
@period_option
@option("--on", "on", metavar="DATE", help=N_("As it was on this day; today when left out."))
@json_option
@csv_option
def targets(*, unit: str | None, period: str | None, on: str | None, as_json: bool, as_csv: bool) -> None:
    """Print what is required of each unit and of the committee as a whole, what is reached and what is missing."""
    from logs.coverage.targets import Reckoning
    from logs.typed_values import read_day

    one_format(as_json, as_csv)
    with opened(read_only=True) as whole:
        options = {"unit": unit, "start": None, "end": None}
        book, query = asked_for(whole, options, period=period)
        day = read_day(on, today(), book.directive.head.year, book.directive.reporting.period) if on else None
        reckoning = Reckoning(book, query, day)
        lines = reckoning.standing.lines
        if as_json:
            print_document(_document(reckoning))
        elif as_csv:
            head = ("unit", "target", "required", "reached", "missing", "unknown", "until", "lacking")
            rows = [(line.unit, line.target.code, line.required, line.reached, line.missing, line.unknown, line.until,
                     "; ".join(f"{place}={n}" for place, n in line.lacking.items())) for line in lines]  # fmt: skip
            print_csv(head, rows)
        else:
            _print(reckoning)


def _document(reckoning: "Reckoning") -> dict[str, Any]:
    from msgspec import to_builtins

    standing = reckoning.standing
    rows = [
        {
            "unit": line.unit,
            "target": line.target.code,
            "until": line.until,
            "required": line.required,
            "reached": line.reached,
            "missing": line.missing,
            "lacking": line.lacking,
            "unknown": line.unknown,
            "behind": arguments_of(reckoning.behind(line)),
        }
        for line in standing.lines
    ]
    return {
        "on": standing.on.isoformat(),
        "default": standing.is_default,
        "targets": to_builtins(standing.targets),
        "rows": to_builtins(rows),
        "unsplit": standing.left,
        **doubts_document(reckoning.book),
    }


def _print(reckoning: "Reckoning") -> None:
    from logs.coverage.targets import WHOLE
    from tui.text.counting import doubt_lines
    from tui.text.formats import day
    from tui.text.progress import lacking_words, places_words, target_cell, whose_words
    from tui.text.values import titled

    standing, book = reckoning.standing, reckoning.book
    title = _("Targets as of {day}").format(day=day(standing.on))
    if len(standing.units) == 1:
        print_rows(
            standing.lines,
            (Column(_("Code"), width=6), lambda line: line.target.code),
            (Column(_("Target"), grow=1), lambda line: titled(line.target)),
            (Column(_("Reached"), "right", width=9), target_cell),
            (Column(_("Missing"), grow=1), lambda line: ": ".join(
                filter(None, (lacking_words(line, book, standing.on), places_words(line))))),
            title=title,
        )  # fmt: skip
    else:
        columns = [Column(_("Code"), width=7), Column(_("Unit"), grow=1)]
        columns += [Column(target.code, "right") for target in standing.targets]
        rows = []
        for unit in (WHOLE, *standing.units):
            lines = standing.of(unit)
            cells = [target_cell(lines[one.code]) if one.code in lines else "" for one in standing.targets]
            rows.append([unit, whose_words(unit, book), *cells])
        print_table(columns, rows, title=title)
        for target in standing.targets:
            print_line(f"{target.code} = {titled(target)}")
    if standing.is_default:
        print_line(_("The catalogue sets no targets: these are the usual ones."))
    if standing.left:
        print_line(_("Sessions in monthly totals of which the days are not known: {n}").format(n=standing.left))
    for line in doubt_lines(book.figures.counting()):
        print_line(line)


def print_work_list(book: "LogBook", query: "Query", *, as_json: bool, as_csv: bool) -> None:
    """Print the sessions that are still to be held for the targets."""
    from msgspec import to_builtins

    from logs.coverage.gaps import work_list_of
    from tui.text.letters import audience_codes

    found = work_list_of(book, query)
    if as_json:
        totals = {"needed": found.needed, "suggested": len(found.rows), "lost": found.lost}
        print_document({"suggestions": to_builtins(found.rows), "totals": totals | doubts_document(book)})
    elif as_csv:
        head = ("from", "to", "unit", "themes", "audience", "targets")
        print_csv(head, [(row.first, row.last, row.unit, "; ".join(row.themes), audience_codes(row),
                          "; ".join(row.targets)) for row in found.rows])  # fmt: skip
    else:
        _print_work_list(found, book)


def _print_work_list(found: "WorkList", book: "LogBook") -> None:
    from tui.text.counting import doubt_lines
    from tui.text.formats import number
    from tui.text.letters import audience_codes
    from tui.text.progress import week_words, work_list_words
    from tui.text.values import titled

    def themes(row: "Suggestion") -> str:
        return " + ".join(f"{code} {titled(book.directive.themes[code])}" for code in row.themes)

    if found.rows:
        print_rows(
            found.rows[:_MOST],
            (Column(_("Week"), width=11), lambda row: week_words(row.first, row.last)),
            (Column(_("Unit"), width=8), lambda row: row.unit),
            (Column(_("Themes"), grow=1), themes),
            (Column(_("For"), width=14), audience_codes),
            title=_("Work list"),
        )
    else:
        print_line(_("Nothing is left to be done for the targets."))
    if len(found.rows) > _MOST:
        print_line(_("… and {n} more").format(n=number(len(found.rows) - _MOST)))
    print_line(work_list_words(found))
    for line in doubt_lines(book.figures.counting()):
        print_line(line)
