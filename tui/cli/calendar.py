"""`sotay calendar`: the sessions of a month by day, to look at, to print, or for the calendars of other programs."""

from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.context import opened
from tui.cli.options import PATH, command, json_option, option
from tui.cli.output import Column, print_document, print_line, print_rows, say
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from datetime import date as Date

    from logs.book.book import LogBook


@command("calendar", N_("The sessions of a month by day; planned ones as a file for other calendars."))
@option("--month", metavar="MONTH", help=N_("The month, such as 2026-12; this one when left out."))
@option("--to", type=PATH, metavar="FILE", help=N_(".html or .txt to print; .ics: every session still planned."))
@json_option
def calendar(month: str | None, to: Path | None, as_json: bool) -> None:
    """Print the month, or write it into a file."""
    from exports.calendar_file import ENDING, calendar_file
    from exports.paths import check_ending, find_parent, save_new
    from logs.session.query import Query
    from tui.text.printed.month import month_sheet, read_month
    from tui.text.printed.print_view import as_page, as_text

    if to:
        check_ending(to, (".html", ".txt", ENDING))
    with opened(read_only=True) as book:
        first = read_month(month) if month else book.today().replace(day=1)
        if not to:
            _print(book, first, as_json=as_json)
            return
        sheet = month_sheet(book, first)
        if to.suffix.lower() == ENDING:
            data = calendar_file(book, book.find(Query(status="planned")))
        else:
            data = (as_text if to.suffix.lower() == ".txt" else as_page)(sheet).encode("utf-8-sig")
    find_parent(to)
    path = save_new(to, data)
    if as_json:
        print_document({"path": str(path)})
    else:
        say(_("Written: {path}").format(path=path))


def _print(book: "LogBook", first: "Date", *, as_json: bool) -> None:
    """The month on the terminal, a line a session."""
    from tui.text.formats import day
    from tui.text.printed.month import WEEKDAYS, entries_of_month, legend, mark_of, session_words
    from tui.text.session_csv import session_fields

    entries, today = entries_of_month(book, first), book.today()
    if as_json:
        print_document({"month": f"{first:%Y-%m}", "sessions": [session_fields(one, book) for one in entries]})
        return
    print_rows(
        [entry.session for entry in entries],
        (Column(_("Date"), width=10), lambda one: day(one.date)),
        (Column(_("Weekday"), width=8), lambda one: _(WEEKDAYS[one.date.weekday()])),
        (Column("", width=1), lambda one: mark_of(one.status, one.date, today)),
        (Column(_("Session"), grow=1), lambda one: session_words(book, one)),
    )
    print_line(legend())
