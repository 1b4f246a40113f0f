"""What is at risk: a reporter's sessions that no file has carried yet, a committee's units that have not reported."""

from logs.book import LogBook
from logs.listing import listed
from logs.progress import days_left, obliged, progress
from tui.formats import number
from tui.open_questions import known_questions
from tui.standing import count_to_mend
from tui.words import _

_SOON = 7  # days before the deadline from which the line calls for attention
_LONG_AGO = 30  # days without an export


def risk_line(book: LogBook) -> tuple[str, bool]:
    """The sentence for the bottom line, and whether it calls for attention."""
    left = days_left(book.directive.reporting, book.today())
    text, urgent = _units(book, left) if book.owner.role == "committee" else _exports(book, left)
    questions = known_questions(book)
    waiting = " · " + _("Questions: {n}").format(n=number(len(questions))) if questions else ""
    return f"{text} · {deadline_words(left)}{waiting}", urgent


def _units(book: LogBook, left: int) -> tuple[str, bool]:
    """How many units have not reported yet."""
    units = obliged(book.units.values(), book.today(), besides=book.owner.unit)
    states = [one.state for one in progress(units, book.received, book.directive, book.today())]
    missing = states.count("missing")
    if not missing:
        return _("Every unit has reported"), False
    text = _("Units not yet reported: {n}/{all}").format(n=number(missing), all=number(len(states)))
    return text, left <= _SOON


def _exports(book: LogBook, left: int) -> tuple[str, bool]:
    """What no file has carried yet, what the level above wants mended, and when the last file was written."""
    complete = (one for one in listed(book).outlines() if not one.draft)
    unsent = sum(book.standing_of(one.id, one.version) == "new" for one in complete)
    waiting = _("Not exported: {n}").format(n=number(unsent))
    exports = book.exports()
    if not exports:
        never = _("never exported")
        return f"{waiting} · {never}", bool(unsent) and left <= _SOON
    ago = (book.today() - exports[-1].made.astimezone().date()).days
    last = _("last export today") if ago <= 0 else _("days since the last export: {n}").format(n=number(ago))
    to_mend = count_to_mend(book)
    mend = _("To mend: {n}").format(n=number(to_mend)) + " · " if to_mend else ""
    all_sent = _("Everything exported")
    text = f"{mend}{waiting if unsent else all_sent} · {last}"
    return text, bool(to_mend) or (bool(unsent) and (left <= _SOON or ago >= _LONG_AGO))


def deadline_words(left: int) -> str:
    """How far the deadline is, by the days that are left: below 0 it has passed."""
    if left > 0:
        return _("days to the deadline: {n}").format(n=number(left))
    return _("days overdue: {n}").format(n=number(-left)) if left else _("last day to report")
