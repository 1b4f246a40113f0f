"""`sotay demo`: a whole year of several units played through, merged and shown."""

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.context import open_app
from tui.cli.options import PATH, command, json_option, option
from tui.cli.output import as_line, print_document, print_line, say
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from tui.demo.scenario import Story

_DEFAULT_UNITS = 12
_MOST_UNITS = 60


@command("demo", N_("Play a whole year through: units' books, their files, the committee's merge."))
@option("--to", metavar="DIR", type=PATH, help=N_("An empty folder; a temporary one if left out."))
@option("--units", type=click.IntRange(2, _MOST_UNITS), default=_DEFAULT_UNITS, help=N_("How many units take part."))
@option("--no-app", is_flag=True, help=N_("Do not open the committee's book afterwards."))
@json_option
def demo(to: Path | None, units: int, no_app: bool, as_json: bool) -> int:
    """Make the books, merge the files, print what happened and open the committee's book."""
    from tui.demo.scenario import TODAY, Scenario

    folder = _empty_folder(to)
    say(_("Playing the year 2014 of {n} units in {folder}…").format(n=units, folder=folder))
    story = Scenario(folder, units).play()
    with story.book:
        if as_json:
            print_document(_document(story))
            return 0
        _print_story(story)
        _print_end(story)
    print_line("")
    again = as_line([_program(), "--book", str(story.book.folder)])
    print_line(_("In the committee's book press 2 for the gaps, q for what the merge left to a person,"))
    print_line(_("5 for the year's report; Enter opens the sessions behind a figure."))
    print_line(_("To open the committee's book: {command}").format(command=again))
    if no_app or not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        return 0
    click.pause(_("Press a key to open it now…"))
    # The story ends on its own day.
    os.environ["SOTAY_TODAY"] = TODAY.isoformat()
    return open_app(story.book.folder)


def _program() -> str:
    """The program as it was called, so that the command shown can be pasted."""
    called = Path(sys.argv[0])
    if called.stem != "sotay":
        return "sotay"
    with contextlib.suppress(ValueError):
        called = called.absolute().relative_to(Path.cwd())
    return str(called)


def _empty_folder(to: Path | None) -> Path:
    if to is None:
        from tempfile import mkdtemp

        return Path(mkdtemp(prefix="sotay-"))
    from exports.paths import check_folder_name
    from logs.errors import SotayError
    from logs.store.files import error_name, make_folder

    try:
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise click.UsageError(_("{folder} is not empty. Name a new or empty folder.").format(folder=to))
    except OSError as error:
        raise SotayError("book_folder", folder=str(to), detail=error_name(error)) from error
    check_folder_name(to)
    make_folder(to)
    return to.absolute()


def _document(story: "Story") -> dict[str, Any]:
    from logs.coverage.table import coverage_of
    from logs.session.query import Query
    from tui.cli.coverage import coverage_document
    from tui.cli.merge_output import plan_document

    table = coverage_of(story.book, Query(), by="quarter")
    return {
        "folder": str(story.folder),
        "book": str(story.book.folder),
        "logged": story.logged,
        "merges": [plan_document(plan, batch) for plan, batch in zip(story.plans, story.batches, strict=True)],
        "coverage": coverage_document(table, table.rows, story.book.directive),
    }


def _print_story(story: "Story") -> None:
    from logs.coverage.scope import gaps
    from logs.coverage.table import coverage_of
    from logs.progress.grid import grid_on
    from logs.progress.status import obliged
    from logs.session.query import Query
    from tui.cli.coverage import print_coverage
    from tui.cli.merge_output import print_plan
    from tui.cli.progress import print_progress
    from tui.demo.scenario import COMMITTEE, TODAY
    from tui.text.formats import day, number
    from tui.text.values import titled

    book = story.book
    units = obliged(book.units.values(), TODAY, besides=COMMITTEE.code)
    logged = _("{units} units logged {sessions} sessions and sent their files to {committee}.")
    print_line(logged.format(units=len(units), sessions=number(story.logged), committee=COMMITTEE.name))
    for plan, batch, when in zip(story.plans, story.batches, story.days, strict=True):
        print_line("")
        print_line(_("Merged on {day}:").format(day=day(when)))
        print_plan(plan, batch, dry_run=False)
    print_line("")
    table = coverage_of(book, Query(), by="quarter")
    print_coverage(table, table.rows, book)
    print_line("")
    print_line(_("Themes that nobody has covered yet:"))
    for theme in gaps(table.rows):
        print_line(f"  {theme}  {titled(book.directive.themes[theme])}")
    print_line("")
    print_progress(grid_on(book, TODAY), book)


def _print_end(story: "Story") -> None:
    """Where the year stands, in few enough lines to be read after all that has run past."""
    from logs.coverage.scope import gaps
    from logs.coverage.table import coverage_of
    from logs.progress.grid import grid_of
    from logs.progress.status import days_left, last_day, rate
    from logs.questions.questions import questions
    from logs.session.query import Query
    from tui.demo.scenario import TODAY
    from tui.text.deadline import deadline_words
    from tui.text.formats import day, number
    from tui.text.progress import rate_words

    book = story.book
    grid, reporting = grid_of(book), book.directive.reporting
    column, table = grid.column(grid.year), coverage_of(book, Query())
    missing = ", ".join(one.unit for one in column if one.state == "missing")
    empty = ", ".join(gaps(table.rows))
    counts = _("{sessions} sessions, attendance {attendance}")
    totals = table.totals
    lines = {
        _("Deadline"): f"{day(last_day(reporting))}, {deadline_words(days_left(reporting, TODAY))}",
        _("Units"): rate_words(rate(column)),
        _("Not yet reported"): missing,
        _("Sessions"): counts.format(sessions=number(totals.sessions), attendance=number(totals.attendance)),
        _("Still empty"): empty,
        _("Questions"): number(len(questions(book))),
    }
    print_line("")
    print_line(_("WHERE THE YEAR {year} STANDS").format(year=book.directive.head.year))
    for title, words in lines.items():
        print_line(f"{title}: {words or '–'}")
