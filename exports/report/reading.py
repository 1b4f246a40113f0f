"""What a report reads of a book's sessions: which of them count and what they add up to, and one by one, when it is
written, the lines of the register and versions.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from datetime import timedelta
from functools import cached_property
from itertools import chain
from operator import eq
from typing import Any, overload

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from exports.report.model import RegisterLine
from exports.report.model import Sum as Total
from logs.book.book import LogBook
from logs.book.column_documents import documents_of
from logs.book.reading import Selection
from logs.catalogue.rows import Rows
from logs.counting.facts import Shape
from logs.counting.rule import Judged
from logs.counting.sums import Sums
from logs.counting.unit_totals import Summed
from logs.model import Session
from logs.periods import Period, Span, same_day
from logs.questions.questions import open_doubles
from logs.session.query import MARKED, Entry, Query
from logs.versions import Heads

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


class _Content(Struct, frozen=True, gc=False):
    """What a register prints of a session besides what columns tell, which was checked when it came into the book."""

    form: str | None = None
    themes_other: str = ""
    notes: str = ""
    record_number: str = ""
    record_date: Date | None = None


class _Version(Struct, frozen=True, gc=False):
    id: str
    content: _Content


class _Printed(Struct, frozen=True, gc=False):
    """The record of a session of one version."""

    id: str
    heads: tuple[_Version]


_decode = msgspec.json.Decoder(Heads[Session]).decode
_decode_printed = msgspec.json.Decoder(_Printed).decode


class Register(Sequence[RegisterLine]):
    """The lines of a register, each made when it is looked at, of the sessions as they were kept when it was reckoned.

    `attendance` is of all of them.
    """

    def __init__(self, book: LogBook, rows: Rows, sessions: Selection) -> None:
        self.attendance = sessions.counts.attendance
        self._asked, self._names = sessions, _Names(book, rows)
        self._storage, self._columns = book.storage.as_it_stands(), book.sessions.columns
        self._lens = book.exchange.lens

    def __len__(self) -> int:
        return len(self._asked)

    def __iter__(self) -> Iterator[RegisterLine]:
        return self._lines(self._order)

    def printed(self) -> Iterator[RegisterLine]:
        """The same, of the content of each session as much as is printed."""
        rows, names = [one for one in self._order if isinstance(one, int)], self._names

        def each(field: str, shown: Callable[[Any], Any] | None = None) -> Iterator[Any]:
            """A field of each of those in columns, as it is shown."""
            return self._asked.each(field, rows, shown)

        told = zip(
            map(_decode_printed, documents_of(self._storage, self._columns, rows)),
            each("date"),
            each("unit", names.unit),
            each("unit", names.counts_in),
            each("form", names.form),
            each("attendance"),
            each("reporters", names.reporters),
            each("themes"),
            each("audience", names.audience),
            each("place"),
            each("topic"),
            each("documents", names.documents),
            strict=True,
        )
        for one in self._order:
            if not isinstance(one, int):
                yield self._line(one.read)
                continue
            record, date, unit, counts_in, form, attendance, reporters, themes, audience, place, topic, numbers = next(
                told
            )
            (head,) = record.heads
            yield RegisterLine(
                record.id, head.id, date, unit, form, attendance or 0, reporters, themes, audience, place,
                topic or head.content.themes_other, numbers, head.content.notes, False, head.content, counts_in,
            )  # fmt: skip

    @overload
    def __getitem__(self, place: int) -> RegisterLine: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[RegisterLine, ...]: ...
    def __getitem__(self, place: int | slice) -> RegisterLine | tuple[RegisterLine, ...]:
        if isinstance(place, slice):
            return tuple(self._lines(self._order[place]))
        return next(self._lines([self._order[place]]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    @cached_property
    def _order(self) -> list[int | Judged]:
        """The sessions in the order of the lines: the numbers of those in columns, and the others."""
        return self._asked.in_order()

    def _lines(self, order: Sequence[int | Judged]) -> Iterator[RegisterLine]:
        read, foreign = self._lens.session, self._asked.foreign
        rows = [one for one in order if isinstance(one, int)]
        documents = documents_of(self._storage, self._columns, rows)
        for one in order:
            if isinstance(one, int):
                record = _decode(next(documents))
                (head,) = record.heads
                assert head.content is not None  # noqa: S101 - columns have no others
                content = read(head.content) if foreign[one] else head.content
                yield self._line(Entry(record.id, head.id, content))
            else:
                yield self._line(one.read)

    def _line(self, entry: Entry) -> RegisterLine:
        session, names = entry.session, self._names
        return RegisterLine(
            id=entry.id,
            version=entry.version,
            date=session.date,
            unit=names.unit(session.unit),
            form=names.form(session.form),
            attendance=session.attendance or 0,
            reporters=names.reporters(session.reporters),
            themes=session.themes,
            audience=names.audience(session.audience),
            place=session.place,
            topic=session.topic or session.themes_other,
            documents=names.documents(session.documents),
            notes=session.notes,
            conflict=entry.conflict,
            content=session,
            counts_in=names.counts_in(session.unit),
        )


class _Names:
    """What codes mean in a book whose report has such `rows` of units: themselves where nobody knows them."""

    def __init__(self, book: LogBook, rows: Rows) -> None:
        self._units, self._people, self._directive, self._rows = book.units, book.reporters, book.directive, rows

    def unit(self, code: str) -> str:
        return self._units[code].name if code in self._units else code

    def counts_in(self, code: str) -> str:
        """The row in which the unit counts."""
        return self.unit(self._rows.of(code))

    def form(self, code: str | None) -> str:
        forms = self._directive.form_by_code
        return forms[code].title if code in forms else code or ""

    def reporters(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._people[code].name if code in self._people else code for code in codes)

    def audience(self, codes: Iterable[str]) -> tuple[str, ...]:
        groups = self._directive.audience_by_code
        return tuple(groups[code].title if code in groups else code for code in codes)

    def documents(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Their numbers."""
        known = self._directive.document_by_code
        return tuple(known[code].number if code in known else code for code in codes)


class Versions(Mapping[str, str]):
    """The versions of sessions, and of others `besides`, by the ids and in their order; found when first asked for."""

    def __init__(self, sessions: Selection, besides: Mapping[str, str]) -> None:
        self._sessions = sessions
        self._besides = besides

    @cached_property
    def _known(self) -> dict[str, str]:
        return dict(sorted({**self._besides, **self._sessions.versions()}.items()))

    def __getitem__(self, session_id: str) -> str:
        return self._known[session_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
