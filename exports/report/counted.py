"""Which sessions of a book a report counts, what they add up to, and what the others of its days are."""

from collections import Counter
from collections.abc import Callable
from datetime import date as Date
from datetime import timedelta
from itertools import chain

from msgspec.structs import replace

from exports.report.model import Sum as Total
from logs.book.book import LogBook
from logs.counting.facts import Shape
from logs.counting.sums import Sums
from logs.counting.unit_totals import Summed
from logs.periods import Period, Span, same_day
from logs.questions.questions import open_doubles
from logs.session.query import MARKED, Query

_SHAPES: tuple[Shape, ...] = (
    ("unit",), ("unit", "form"), ("unit", "theme"), ("unit", "group"), ("unit", "reporter"), ("month",),
    ("month", "form"), ("group", "month"), ("audience",), ("document",), ("mode",),
)  # fmt: skip


class Counted:
    """What of the sessions of a book counts for a report, from the day `start` to the day `end`.

    `sessions` are those that do: `counts` says how many, for what reason the others of these days are not among them,
    `sums` what they add up to. `beyond` of them lie outside the guidance's own period, `outside` of those not asked
    for. `so_far` runs from the day `since`, `after` up to the period's end; `then` are those of the year before, by
    month. `marks` says how many have each of MARKS, `by_reporters` how many just these held. `summed` are figures in
    place of sessions; `doubles` pairs that nobody has answered.
    """

    def __init__(self, book: LogBook, period: Period, end: Date) -> None:
        self.start, self.end, self.last = period.start, end, period.end
        self._select = book.figures.reading.select
        self._asked = Query(start=self.start, end=end)
        self.summed = book.figures.summed(self._asked)
        self.sessions = self._select(replace(self._asked, counted=True))
        self.counts = self.sessions.counts
        self.left_out = self._select(self._asked, Span(self.start, end)).counts.left_out
        self.sums = Sums(_SHAPES, book.directive.themes)
        self.sessions.add_to(self.sums)
        self.by_reporters: Counter[tuple[str, ...]] = self.sessions.amounts("reporters")
        self.marks = {name: self._marked(field, is_so) for name, ((field,), is_so) in MARKED.items()}
        self._look_beside(*book.directive.reporting.period)
        pairs = [(pair.a, pair.b) for pair in open_doubles(book)]
        ours = {*self.sessions.only({*chain.from_iterable(pairs)}).ids()}
        self.doubles = sum(ours.issuperset(pair) for pair in pairs)

    def _marked(self, field: str, is_so: Callable[..., bool]) -> int:
        return sum(sessions for value, sessions in self.sessions.amounts(field).items() if is_so(value))

    def _look_beside(self, first: Date, last: Date) -> None:
        """Count what lies on other days; the guidance's own period is from the `first` day to the `last`."""
        asked, end = self._asked, self.end
        within = self._amount(max(self.start, first), min(end, last))
        self.beyond = self.counts.counted - within.sessions
        outside, of_these = Query(left_out="outside_period"), replace(asked, left_out="outside_period")
        self.outside = len(self._select(outside)) - len(self._select(of_these))
        self.since = first if first <= end else self.start
        self.so_far = self._amount(self.since, end)
        self.after = self._amount(end + timedelta(days=1), self.last)
        begun, over = (same_day(day, day.year - 1) for day in (self.start, end))
        self.then = Sums([("month",)])
        self._select(Query(start=begun, end=over, former=True)).add_to(self.then)

    def _amount(self, first: Date, last: Date) -> Total:
        """What counts from one day to another."""
        of_these = (first, last) == (self.start, self.end)
        counts = self.counts if of_these else self._select(Query(start=first, end=last, counted=True)).counts
        return Total(counts.counted, counts.attendance)

    @property
    def last_days(self) -> dict[str, Date]:
        """The last day on which each reporter held a session."""
        last: dict[str, Date] = {}
        for codes, day in self.sessions.last_days("reporters").items():
            for code in codes:
                last[code] = max(day, last.get(code, day))
        return last

    @property
    def sum(self) -> Total:
        """Every session once."""
        return with_figures(self.summed, Total(self.counts.counted, self.counts.attendance))


def with_figures(summed: Summed, counted: Total) -> Total:
    """The sessions counted with what figures add."""
    sessions, attendance = (sum(getattr(one, name) for one in summed.figures) for name in ("sessions", "attendance"))
    return Total(counted.sessions + sessions, counted.attendance + attendance)
