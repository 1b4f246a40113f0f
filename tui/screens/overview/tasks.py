"""What is to be done, by urgency."""

from collections.abc import Iterable, Iterator, Sequence

from logs.book.book import LogBook
from logs.coverage.targets import Standing
from logs.progress.grid import Grid
from logs.progress.status import days_left
from logs.questions.questions import Question
from tui.core.autosave import left_unsaved
from tui.core.i18n import _
from tui.screens.overview.figures import Sent, Year
from tui.text.delivery_state import count_overdue
from tui.text.formats import number
from tui.text.progress import lacking_words, places_words
from tui.text.questions import kinds_words
from tui.text.risk import LONG_AGO, SOON, last_export_words
from tui.text.values import titled
from tui.widgets.task_list import Task

_MOST_CODES = 8


def unsaved_tasks(book: LogBook) -> Iterator[Task]:
    """Of either: what was typed and is neither saved nor let go."""
    if not book.read_only:
        yield from (Task(_(left.what), "", left.keys, left.action) for left in left_unsaved(book.folder))


def overdue_tasks(book: LogBook) -> Iterator[Task]:
    """Of either: plans that have had their day."""
    if overdue := count_overdue(book):
        title = _("Say of planned sessions whether they were held: {n}").format(n=number(overdue))
        yield Task(title, _("their day has passed"), "g", "screen.overdue")


def office_tasks(book: LogBook, grid: Grid, year: Year, questions: Sequence[Question]) -> Iterator[Task]:
    """Of a committee: what holds the figures up comes first, then what nobody has begun."""
    is_due = days_left(book.directive.reporting, book.today()) <= SOON
    yield from unsaved_tasks(book)
    yield from _new_year(book)
    if questions:
        title = _("Answer the questions: {n}").format(n=number(len(questions)))
        yield Task(title, kinds_words(questions), "q", "screen.questions")
    if is_due and (missing := missing_units(grid)):
        title = _("Remind the units that have not reported: {n}").format(n=number(len(missing)))
        yield Task(title, codes(missing), "a", "screen.letters")
    yield from overdue_tasks(book)
    if not is_due and not book.exchange.received and not book.read_only:
        title = _("Write the starter kit, from which the units begin")
        yield Task(title, _("no file has been received yet"), "", "app.dialog('kit')")
    name = grid.year.period.name
    if is_due and all(report.period != name for report in book.exchange.frozen_reports()):
        title = _("Make the report of {year}").format(year=name)
        yield Task(title, _("none is kept yet"), "5", "app.switch_mode('report')")
    yield from target_tasks(book, year.targets)


def reporter_tasks(book: LogBook, sent: Sent, year: Year) -> Iterator[Task]:
    """Of a reporter: what was sent back comes first, then what is due."""
    yield from unsaved_tasks(book)
    if book.reference.kit is None:  # else the office's next kit brings the year
        yield from _new_year(book)
    if sent.to_mend:
        title = _("Mend the sessions that were sent back: {n}").format(n=number(sent.to_mend))
        yield Task(title, "", "m", "screen.to_mend")
    yield from overdue_tasks(book)
    left = days_left(book.directive.reporting, book.today())
    is_due = left <= SOON or (sent.days_ago or 0) >= LONG_AGO
    title = _("Send the sessions that no file has carried: {n}").format(n=number(sent.unsent))
    send = Task(title, last_export_words(sent.days_ago), "x", "app.export")
    if sent.unsent and is_due:
        yield send
    elif sent.days_ago is None and not sent.drafts and left <= SOON:
        yield Task(_("Report that no session was held, if so"), last_export_words(None), "x", "app.export")
    if sent.drafts:
        yield Task(_("Complete the drafts: {n}").format(n=number(sent.drafts)), "", "f", "screen.drafts")
    if left >= 0:
        yield from target_tasks(book, year.targets)
    if sent.unsent and not is_due:
        yield send


def _new_year(book: LogBook) -> Iterator[Task]:
    """The catalogue is of a year that is over."""
    year = book.today().year
    if year > book.directive.head.year and not book.read_only:
        detail = _("the catalogue is of {year}").format(year=book.directive.head.year)
        yield Task(_("Open the year {year}").format(year=year), detail, "", "app.open_year")


def target_tasks(book: LogBook, standing: Standing) -> Iterator[Task]:
    """What the targets still lack: `còn 2 chủ đề trọng tâm đến 14/12`, or how many units lack it."""
    for target in standing.targets:
        lines = [line for line in standing.lines if line.target == target and line.missing]
        if not lines:
            continue
        is_listed, words = lines[0].until < standing.on, lacking_words(lines[0], book, standing.on)
        detail = places_words(lines[0])
        if not target.whole and len(standing.units) > 1:
            words = _("units that lack target {target}: {n}").format(target=target.code, n=number(len(lines)))
            is_listed, detail = True, titled(target)
        door = ("t", "screen.targets") if is_listed else ("w", "screen.work_list")
        yield Task(words[:1].upper() + words[1:], detail, *door)


def missing_units(grid: Grid) -> tuple[str, ...]:
    """The units that have not reported for the year, as the progress screen has it."""
    return tuple(one.unit for one in grid.column(grid.year) if one.state == "missing")


def codes(names: Iterable[str]) -> str:
    """The first few codes."""
    listed = list(names)
    return ", ".join(listed[:_MOST_CODES]) + (" …" if len(listed) > _MOST_CODES else "")
