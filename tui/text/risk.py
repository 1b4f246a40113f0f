"""What is at risk: a reporter's sessions that no file has carried yet, a committee's units that have not reported."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from logs.book.book import LogBook
from logs.progress.status import days_left, obliged, progress
from logs.register.listing import listed
from tui.core.i18n import _
from tui.core.open_questions import known_questions
from tui.text.delivery_state import count_to_mend
from tui.text.formats import number

SOON = 7
"""Days before the deadline from which it calls for attention."""
_LONG_AGO = 30  # days without an export
_BETWEEN = " · "

Part = tuple[str, str]
"""One thing the line tells, in full and as short as it can be told."""


@dataclass(frozen=True)
class Risk:
    """The parts of the line, the one that matters most first, and whether it calls for attention."""

    parts: tuple[Part, ...]
    urgent: bool

    def words(self, room: int | None = None) -> str:
        """The line in at most `room` cells where that can be: what matters least is shortened first, then left out."""
        texts = [full for full, _short in self.parts]
        for place in reversed(range(len(texts))):
            if _fits(texts, room):
                break
            texts[place] = self.parts[place][1]
        while len(texts) > 1 and not _fits(texts, room):
            texts.pop()
        return _BETWEEN.join(texts)


def _fits(texts: Sequence[str], room: int | None) -> bool:
    return room is None or cell_len(_BETWEEN.join(texts)) <= room


def risk_of(book: LogBook) -> Risk:
    """What the bottom line tells of the book."""
    left = days_left(book.directive.reporting, book.today())
    risk = _units(book, left) if book.owner.role == "committee" else _exports(book, left)
    first, *more = risk.parts
    deadline = (deadline_words(left), _deadline_short(left))
    questions = known_questions(book)
    waiting = [_part(_("Questions: {n}"), _("Q {n}"), len(questions))] if questions else []
    return Risk((first, *more, deadline, *waiting), risk.urgent)


def _units(book: LogBook, left: int) -> Risk:
    """How many units have not reported yet."""
    units = obliged(book.units.values(), book.today(), besides=book.owner.unit)
    states = [one.state for one in progress(units, book.exchange.received, book.directive, book.today())]
    missing = states.count("missing")
    if not missing:
        every = _("Every unit has reported")
        return Risk(((every, every),), urgent=False)
    counts = {"n": number(missing), "all": number(len(states))}
    full = _("Units not yet reported: {n}/{all}").format(**counts)
    return Risk(((full, _("missing {n}/{all}").format(**counts)),), left <= SOON)


def _exports(book: LogBook, left: int) -> Risk:
    """What no file has carried yet, what the level above wants mended, and when the last file was written."""
    complete = (one for one in listed(book).outlines() if not one.draft)
    unsent = sum(book.exchange.standing_of(one.id, one.version) == "new" for one in complete)
    waiting = _part(_("Not exported: {n}"), _("unsent {n}"), unsent)
    exports = book.exchange.exports()
    if not exports:
        never = _("never exported")
        return Risk((waiting, (never, _("never"))), bool(unsent) and left <= SOON)
    ago = (book.today() - exports[-1].made.astimezone().date()).days
    today = _("last export today")
    last = (today, today) if ago <= 0 else _part(_("days since the last export: {n}"), _("last {n} d ago"), ago)
    to_mend = count_to_mend(book)
    mend = [_part(_("To mend: {n}"), _("mend {n}"), to_mend)] if to_mend else []
    everything = _("Everything exported")
    sent = waiting if unsent else (everything, everything)
    return Risk((*mend, sent, last), bool(to_mend) or (bool(unsent) and (left <= SOON or ago >= _LONG_AGO)))


def _part(full: str, short: str, count: int) -> Part:
    return full.format(n=number(count)), short.format(n=number(count))


def deadline_words(left: int) -> str:
    """How far the deadline is, by the days that are left: below 0 it has passed."""
    if left > 0:
        return _("days to the deadline: {n}").format(n=number(left))
    return _("days overdue: {n}").format(n=number(-left)) if left else _("last day to report")


def _deadline_short(left: int) -> str:
    if left > 0:
        return _("due in {n} d").format(n=number(left))
    return _("late {n} d").format(n=number(-left)) if left else _("last day")
