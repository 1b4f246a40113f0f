"""What is at risk: a reporter's sessions that no file has carried yet, a committee's units that have not reported."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from logs.book.book import LogBook
from logs.progress.status import days_left, progress_of, rate
from tui.core.i18n import _
from tui.core.open_questions import known_questions
from tui.core.reckoning import EachState
from tui.text.deadline import deadline_short, deadline_words
from tui.text.delivery_state import count_overdue, count_to_mend, count_unsent
from tui.text.formats import number

SOON = 7
"""Days before the deadline from which it calls for attention."""
LONG_AGO = 30
"""Days without an export after which what is unsent calls for attention."""
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
    """What the bottom line tells of a reporter's book."""
    left = days_left(book.directive.reporting, book.today())
    risk = _exports(book, left)
    first, *more = risk.parts
    deadline = (deadline_words(left), deadline_short(left))
    questions = known_questions(book)
    waiting = [_part(_("Questions: {n}"), _("Q {n}"), len(questions))] if questions else []
    overdue = count_overdue(book)
    passed = [_part(_("Planned, day passed: {n}"), _("passed {n}"), overdue)] if overdue else []
    return Risk((first, *passed, *more, deadline, *waiting), risk.urgent)


def _missing_soon(book: LogBook) -> int:
    """Of a committee's units those that have not reported, once the deadline is near or has passed."""
    today = book.today()
    if book.owner.role != "committee" or days_left(book.directive.reporting, today) > SOON:
        return 0
    return rate(progress_of(book, today)).missing


missing_soon = EachState(_missing_soon)


def _exports(book: LogBook, left: int) -> Risk:
    """What no file has carried yet, what the level above wants mended, and when the last file was written."""
    unsent = count_unsent(book)
    waiting = _part(_("Not exported: {n}"), _("unsent {n}"), unsent)
    exports = book.exchange.exports()
    if not exports:
        return Risk((waiting, (last_export_words(None), last_export_short(None))), bool(unsent) and left <= SOON)
    ago = (book.today() - exports[-1].made.astimezone().date()).days
    last = (last_export_words(ago), last_export_short(ago))
    to_mend = count_to_mend(book)
    mend = [_part(_("To mend: {n}"), _("mend {n}"), to_mend)] if to_mend else []
    everything = _("Everything exported")
    sent = waiting if unsent else (everything, everything)
    return Risk((*mend, sent, last), bool(to_mend) or (bool(unsent) and (left <= SOON or ago >= LONG_AGO)))


def _part(full: str, short: str, count: int) -> Part:
    return full.format(n=number(count)), short.format(n=number(count))


def last_export_words(days_ago: int | None) -> str:
    """When the last file was written, by the days since; None where none was."""
    if days_ago is None:
        return _("never exported")
    return _("days since the last export: {n}").format(n=number(days_ago)) if days_ago > 0 else _("last export today")


def last_export_short(days_ago: int | None) -> str:
    """The same as short as it can be told."""
    if days_ago is None:
        return _("never")
    return _("last {n} d ago").format(n=number(days_ago)) if days_ago > 0 else _("exported today")
