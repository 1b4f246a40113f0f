"""The one rule of what counts, under every output.

A complete, live session counts in the version that is shown, once an event, of the catalogue in use (or of one that was
adopted for its sender), within the period. Every other live session has one reason why it does not.
"""

from datetime import date as Date

from msgspec import Struct

from logs.counting.count_once import Counting
from logs.counting.facts import C, Countable
from logs.exchange.code_maps import Lens
from logs.periods import Span
from logs.session.query import Entry, Reason


class Judged(Struct, frozen=True, gc=False):
    """A live session as it is `read` here, why it does not count (None: it does), and by which one its event counts."""

    read: Entry
    left_out: Reason | None
    counts_as: str


class Rule:
    """Judges the live sessions of a book; `period` are the days of the guidance, unless others are asked for."""

    def __init__(self, lens: Lens, counting: Counting) -> None:
        self.lens = lens
        self.counting = counting
        self.period = Span(*lens.directive.reporting.period)

    def judge(self, entry: Entry, asked: Span | None = None) -> Judged:
        """What becomes of a session, as it is written."""
        session, reason = self.reading(entry.id, entry.session, asked)
        read = entry if session is entry.session else Entry(entry.id, entry.version, session, entry.conflict)
        return Judged(read, reason, self.counting.stands_for.get(entry.id, entry.id))

    def reading(self, key: str, session: C, asked: Span | None = None) -> tuple[C, Reason | None]:
        """A session as it is read here, from how it is written, and why it does not count."""
        read = self.lens.session(session)
        reason = self.left_out(key, read, asked)
        if reason == "other_catalogue" and self.lens.knows_some(session.unit, session.directive, session.themes):
            reason = "unknown_code"
        return read, reason

    def left_out(self, key: str, read: Countable, asked: Span | None = None) -> Reason | None:
        """Why a session does not count, as it is read here, whatever is known of another catalogue's codes."""
        if read.status != "complete":
            return read.status
        if read.directive != self.lens.directive.id:
            return "other_catalogue"
        return self.of_ours(key, read.date, asked)

    def is_former(self, key: str, reason: Reason | None) -> bool:
        """Whether a session, left out for that reason, is of another catalogue, and stands for its event."""
        return reason in ("other_catalogue", "unknown_code") and self.counting.counts(key)

    def of_ours(self, key: str, day: Date, asked: Span | None = None) -> Reason | None:
        """The same of a complete session of the catalogue in use, from its id and its day."""
        if day not in (asked or self.period):
            return "outside_period"
        stands_for = self.counting.stands_for.get(key, key)
        if stands_for in self.counting.covered:
            return "in_totals"
        return "same_event" if stands_for != key else None
