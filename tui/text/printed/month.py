"""A month of the register in words: what was held, is planned or drafted on each day, and the month to be printed."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from datetime import timedelta

from logs.book.book import LogBook
from logs.counting.counts import Outline
from logs.errors import SotayError
from logs.model import Session
from logs.periods import read_period
from logs.session.query import Entry, Query
from logs.text import clean_line
from tui.core.i18n import N_, _
from tui.text.formats import day, month_title, number
from tui.text.printed.print_view import PrintSheet
from tui.text.values import titled

WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
HELD, PLANNED, PASSED, DRAFT = "✓", "○", "!", "~"
"""The marks beside the counts of a day: they read without colour."""


def mark_of(status: str, on: Date, today: Date) -> str:
    """The mark of a session of that status on that day."""
    if status == "planned":
        return PASSED if on < today else PLANNED
    return HELD if status == "complete" else DRAFT


def legend() -> str:
    """What the marks mean."""
    words = {HELD: _("held"), PLANNED: _("planned"), PASSED: _("planned, day passed"), DRAFT: _("draft")}
    return " · ".join(f"{mark} {word}" for mark, word in words.items())


def month_days(book: LogBook, first: Date) -> dict[Date, list[Outline]]:
    """The live sessions of a month by day."""
    days: dict[Date, list[Outline]] = defaultdict(list)
    for outline in book.figures.reading.select(_of_month(first)).outlines():
        days[outline.date].append(outline)
    return days


def day_marks(outlines: Iterable[Outline], today: Date) -> str:
    """`✓3 ○2`: how many there are of each mark."""
    marks = [mark_of(one.status, one.date, today) for one in outlines]
    return " ".join(f"{mark}{number(marks.count(mark))}" for mark in (HELD, PLANNED, PASSED, DRAFT) if mark in marks)


def session_words(book: LogBook, session: Session) -> str:
    """A session in a few words: its unit and what it is about."""
    theme = book.directive.themes.get(next(iter(session.themes), ""))
    about = session.topic or session.themes_other or (titled(theme) if theme else "")
    return clean_line(" ".join(filter(None, (session.unit, *session.themes[:1], about))))


def read_month(text: str) -> Date:
    """The first day of a month (`2026-12`); raises SotayError `period_unknown` for what is none."""
    period = read_period(text)
    if period.start.replace(day=monthrange(period.start.year, period.start.month)[1]) != period.end:
        raise SotayError("period_unknown", value=text)
    return period.start


def last_of(first: Date) -> Date:
    """The last day of its month."""
    return first.replace(day=monthrange(first.year, first.month)[1])


def entries_of_month(book: LogBook, first: Date) -> list[Entry]:
    """The live sessions of a month, by date."""
    return book.find(_of_month(first))


def _of_month(first: Date) -> Query:
    return Query(start=first.replace(day=1), end=last_of(first))


def month_sheet(book: LogBook, first: Date) -> PrintSheet:
    """The month to be printed: a row a week from Monday; below it what is planned, line by line."""
    entries, today = entries_of_month(book, first), book.today()
    by_day: Mapping[Date, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_day[entry.session.date].append(entry)
    monday = first.replace(day=1) - timedelta(days=first.replace(day=1).weekday())
    weeks = [monday + timedelta(days=7 * week) for week in range(6)]
    weeks = [week for week in weeks if week <= last_of(first)]

    def words(entry: Entry) -> str:
        session = entry.session
        return f"{mark_of(session.status, session.date, today)} {session_words(book, session)}"

    def cells(row: int) -> Sequence[str]:
        days = [weeks[row] + timedelta(days=place) for place in range(7)]
        return [
            " · ".join([str(one.day), *map(words, by_day.get(one, ()))]) if one.month == first.month else ""
            for one in days
        ]

    planned = [entry.session for entry in entries if entry.session.status == "planned"]
    below = [legend()]
    if planned:
        below.append(_("Planned sessions: {n}").format(n=number(len(planned))))
    below += [" · ".join(filter(None, (day(one.date), session_words(book, one), one.place))) for one in planned]
    columns = [(_(name), False) for name in WEEKDAYS]
    title = _("Calendar of sessions · {month}").format(month=month_title(f"{first:%Y-%m}", long=True))
    return PrintSheet(title, [], columns, len(weeks), cells, below)
