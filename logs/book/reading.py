"""The live sessions of a book as they count in it, looked at all at once: those in columns, the others one by one."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from functools import reduce
from itertools import compress
from operator import or_
from typing import Any

from msgspec.structs import replace

from logs.book.columns import Column, Mask
from logs.book.exchange import Exchange
from logs.book.kept_sums import add_up
from logs.book.plain_sessions import PlainSessions
from logs.catalogue.directive import Directive
from logs.counting.counts import Counts, Outline
from logs.counting.rule import Judged, Rule
from logs.counting.sums import Sums
from logs.counting.tally import Tallies
from logs.periods import Span
from logs.session.query import MARKED, REASONS, Entry, Query, Reason

_SHOWN = ("date", "unit", "status", "form", "attendance", "themes", "topic", "place")  # as `Outline` has them


class Reading:
    """What the rule says of each live session: of the plain ones in columns, of the others one by one."""

    def __init__(self, sessions: PlainSessions, exchange: Exchange, directive: Directive, rule: Rule) -> None:
        self._sessions = sessions
        self.sessions = sessions.sessions
        self._exchange = exchange
        self.directive = directive
        self._rule = rule
        self.columns = sessions.columns.written
        counting, stands_for = rule.counting, rule.counting.stands_for
        covered = {key for key in stands_for if stands_for[key] in counting.covered} | counting.covered
        self._by_event: dict[Reason, Mask] = {
            "in_totals": self._rows_of(covered),
            "same_event": self._rows_of(key for key, one in stands_for.items() if key != one),
        }
        self._by_span: dict[Span, dict[Reason | None, Mask]] = {}

    def _rows_of(self, keys: Iterable[str]) -> Mask:
        rows = map(self.columns.row, keys)
        return self.columns.mask_of(row for row in rows if row is not None)

    def reasons(self, span: Span | None = None) -> dict[Reason | None, Mask]:
        """The plain sessions by why they do not count, within these days or else within the guidance's own."""
        span = span or self._rule.period
        if span not in self._by_span:
            columns, left, ours = self._sessions.columns, self._sessions.plain, self.directive.id
            where = columns.where
            others = where(("directive",), lambda directive: directive != ours)
            reasons: dict[Reason, Mask] = {
                "draft": where(("status",), frozenset({"draft"}).__contains__),
                "planned": where(("status",), frozenset({"planned"}).__contains__),
                "unknown_code": others & columns.unknown,
                "other_catalogue": others,
                "outside_period": where(("date",), lambda day: day not in span),
                **self._by_event,
            }
            found: dict[Reason | None, Mask] = {}
            for reason, mask in reasons.items():
                found[reason] = left & mask
                left &= ~mask
            found[None] = left
            self._by_span[span] = found
        return self._by_span[span]

    def asked(self, query: Query) -> Mask:
        """The plain sessions asked for, whether they count or not."""
        columns, found = self._sessions.columns, self._sessions.plain
        if any(part.conflict for part in query.parts()):
            return 0
        for fields, is_so in query.conditions(self.directive, self._exchange.speakers.below):
            found &= columns.where(fields, is_so)
        for word in (word for part in query.parts() for word in part.words):
            found = self.sessions.texts.holding(self.columns, word, found)
        for standing in {part.standing for part in query.parts() if part.standing is not None}:
            complete = columns.where(("status",), frozenset({"complete"}).__contains__)
            rows = self.columns.rows(found & complete)
            found = self.columns.mask_of(row for row in rows if self._standing(row) == standing)
        return found

    def _standing(self, row: int) -> str:
        return self._exchange.standing_of(self.columns.id_of(row), self.columns.version_of(row))

    def select(self, query: Query, within: Span | None = None) -> "Selection":
        """The live sessions asked for; they count `within` these days, else within those that the query says."""
        span = within or (Span(query.start, query.end) if query.counted and query.has_days else None)
        asked = self.asked(query)
        if query.former:
            for mask in self._by_event.values():
                asked &= ~mask
        plain = {
            reason: mask & asked for reason, mask in self.reasons(span).items() if _is_wanted(query, reason)
        }  # fmt: skip
        return Selection(self, plain, list(self._loose_asked(query, span)))

    def entries(self, rows: Sequence[int]) -> Iterator[Entry]:
        """The plain sessions of these numbers, as they are read here."""
        return self._sessions.entries(rows)

    @property
    def foreign(self) -> bytes:
        """For each session in columns, whether it may be read here otherwise than it is written."""
        return self._sessions.foreign

    def column(self, field: str) -> Column:
        """A field of the plain sessions, as it is read here; values may come several times."""
        return self._sessions.columns.column(field)

    def values(self, field: str, rows: Iterable[int]) -> Iterator[Any]:
        """The same of those of these numbers."""
        column = self.column(field)
        return map(column.values.__getitem__, map(column.codes.__getitem__, rows))

    def judged(self, entry: Entry, reason: Reason | None) -> Judged:
        """A session as it is read here, left out for that reason."""
        return Judged(entry, reason, self._rule.counting.stands_for.get(entry.id, entry.id))

    def _loose_asked(self, query: Query, span: Span | None) -> Iterator[Judged]:
        rule, text_of, exchange = self._rule, self.sessions.texts.of, self._exchange
        written = {entry.id: entry for entry in self._sessions.loose}
        test = query.test(
            self.directive, lambda entry: text_of(written[entry.id]), exchange.standing, exchange.speakers.below
        )
        for entry in self._sessions.loose:
            judged = rule.judge(entry, span)
            if (
                _is_wanted(query, judged.left_out)
                and (not query.former or rule.is_former(judged.read.id, judged.left_out))
                and test(judged.read)
            ):
                yield judged

    def tallies(self, query: Query, kinds: tuple[str, ...], measure: str = "sessions") -> Tallies:
        """The sums of the sessions asked for, for tables of these kinds and that measure.

        Days asked for are those within which a session counts.
        """
        tallies = Tallies(self.directive, kinds, measure)
        span = Span(query.start, query.end) if query.has_days else None
        mask, columns, period = self.asked(query), self._sessions.columns, self._rule.period
        for reason, of_reason in self.reasons(span).items():
            found = of_reason & mask
            if reason is not None:
                tallies.left_out[reason] += found.bit_count()
                continue
            tallies.several += (found & columns.where(*MARKED["several"])).bit_count()
            tallies.beyond += (found & columns.where(("date",), lambda day: day not in period)).bit_count()
            self.add(found, tallies.sums)
        for judged in self._loose_asked(query, span):
            tallies.add(judged.read.session, judged.left_out, conflict=judged.read.conflict)
            tallies.beyond += judged.left_out is None and judged.read.session.date not in period
        if span is not None:
            # Those of the guidance's own period are asked for or not; those outside are told in any case.
            anywhere = replace(query, counted=False, start=None, end=None, left_out="outside_period")
            outside = self.reasons()["outside_period"] & self.asked(anywhere)
            outside &= columns.where(("date",), lambda day: day not in span)
            loose = (one.read.session.date not in span for one in self._loose_asked(anywhere, None))
            tallies.left_out["outside_period"] += outside.bit_count() + sum(loose)
        return tallies

    def add(self, plain: Mask, sums: Sums) -> None:
        """Add up these plain sessions, in sums of nothing so far."""
        add_up(self._sessions.columns, plain, self.directive.themes, sums)


class Selection:
    """Sessions of a book: plain ones by why they do not count, the others judged."""

    def __init__(self, reading: Reading, plain: Mapping[Reason | None, Mask], loose: Sequence[Judged]) -> None:
        self._reading = reading
        self._columns = reading.columns
        self._plain = plain
        self._loose = loose

    def __len__(self) -> int:
        return sum(mask.bit_count() for mask in self._plain.values()) + len(self._loose)

    @property
    def counts(self) -> Counts:
        """How many of them count, with their listeners, and how many do not, for which reason."""
        left_out = Counter({reason: mask.bit_count() for reason, mask in self._plain.items() if reason is not None})
        left_out.update(one.left_out for one in self._loose if one.left_out is not None)
        counted = self._plain.get(None, 0)
        listeners = compress(self._columns.column("attendance").each(), self._columns.bytes_of(counted))
        loose = [one.read.session.attendance or 0 for one in self._loose if one.left_out is None]
        return Counts(
            counted.bit_count() + len(loose),
            sum(filter(None, listeners)) + sum(loose),
            {reason: left_out[reason] for reason in REASONS if left_out[reason]},
            sum(one.read.conflict for one in self._loose),
        )

    def judged(self) -> Iterator[Judged]:
        """Each of them, by date, then id."""
        order, reasons = self.in_order(), self._reasons()
        entries = self._reading.entries([one for one in order if isinstance(one, int)])
        for one in order:
            yield self._reading.judged(next(entries), reasons.get(one)) if isinstance(one, int) else one

    def written(self) -> Iterator[Entry]:
        """Each of them as it is written, by date, then id."""
        order, sessions = self.in_order(), self._reading.sessions
        entries = sessions.plain_entries([one for one in order if isinstance(one, int)])
        for one in order:
            yield next(entries) if isinstance(one, int) else sessions.entry(one.read.id) or one.read

    def ids(self) -> list[str]:
        """Their ids, by date, then id."""
        # Of few not all have to be known.
        id_of = self._columns.ids.__getitem__ if 4 * len(self) > self._columns.size else self._columns.id_of
        return [id_of(one) if isinstance(one, int) else one.read.id for one in self.in_order()]

    def versions(self) -> dict[str, str]:
        """The versions of them that are shown, by their ids."""
        id_of, version_of = self._columns.id_of, self._columns.version_of
        return {
            **{id_of(row): version_of(row) for row in self._rows},
            **{one.read.id: one.read.version for one in self._loose},
        }

    def outlines(self) -> Iterator[Outline]:
        """What a list shows of each of them, by date, then id."""
        order = self.in_order()
        rows = [one for one in order if isinstance(one, int)]
        shown = zip(map(self._columns.id_of, rows), map(self._columns.version_of, rows),
                    *(self._reading.values(field, rows) for field in _SHOWN),
                    map(self._reasons().get, rows), strict=True)  # fmt: skip
        for one in order:
            if isinstance(one, int):
                yield Outline(*next(shown))
            else:
                entry = one.read
                fields: dict[str, Any] = {field: getattr(entry.session, field) for field in _SHOWN}
                yield Outline(entry.id, entry.version, **fields, left_out=one.left_out, conflict=entry.conflict)

    def _reasons(self) -> dict[int, Reason]:
        """Why the plain ones do not count of which that is so, by number."""
        return {row: reason for reason, mask in self._plain.items() if reason for row in self._columns.rows(mask)}

    def only(self, ids: Collection[str]) -> "Selection":
        """Those of these ids."""
        rows = (row for one in ids if (row := self._columns.row(one)) is not None)
        mask = self._columns.mask_of(rows)
        plain = {reason: mask & of_reason for reason, of_reason in self._plain.items()}
        return Selection(self._reading, plain, [one for one in self._loose if one.read.id in ids])

    def add_to(self, sums: Sums) -> None:
        """Add up all of them, in sums of nothing so far."""
        self._reading.add(self._mask, sums)
        for one in self._loose:
            sums.add(one.read.session)

    def amounts(self, field: str) -> Counter[Any]:
        """How many of them have each value of a field."""
        column, found = self._reading.column(field), Counter[Any]()
        for code, sessions in Counter(map(column.codes.__getitem__, self._rows)).items():
            found[column.values[code]] += sessions
        found.update(getattr(one.read.session, field) for one in self._loose)
        return found

    def last_days(self, field: str) -> dict[Any, Date]:
        """The last day of those that have each value of a field."""
        column, days, rows = self._reading.column(field), self._columns.column("date"), self._rows
        found: dict[Any, Date] = {}
        # They are in the order of their days, so that of each value the last one stays.
        last = dict(zip(map(column.codes.__getitem__, rows), map(days.codes.__getitem__, rows), strict=True))
        plain = [(column.values[code], days.values[day]) for code, day in last.items()]
        loose = [(getattr(one.read.session, field), one.read.session.date) for one in self._loose]
        for value, day in (*plain, *loose):
            found[value] = max(day, found.get(value, day))
        return found

    @property
    def foreign(self) -> bytes:
        """For each session in columns, whether it may be read here otherwise than it is written."""
        return self._reading.foreign

    def each(self, field: str, rows: Iterable[int], shown: Callable[[Any], Any] | None = None) -> Iterator[Any]:
        """A field of the plain ones of these numbers as it is read here, or what of each of its values is shown."""
        column = self._reading.column(field)
        values = column.values if shown is None else list(map(shown, column.values))
        return map(values.__getitem__, map(column.codes.__getitem__, rows))

    @property
    def _mask(self) -> Mask:
        """The plain ones."""
        return reduce(or_, self._plain.values(), 0)

    @property
    def _rows(self) -> list[int]:
        """The numbers of the plain ones."""
        return self._columns.rows(self._mask)

    def in_order(self) -> list[int | Judged]:
        """The numbers of the plain ones in the columns, and the others among them, by date, then id."""
        columns, days = self._columns, self._columns.column("date")
        rows = self._rows
        if not self._loose:
            return list(rows)

        def place_of(row: int) -> tuple[Date, str]:
            return days.of(row), columns.id_of(row)

        found: list[int | Judged] = []
        begun = 0
        for one in sorted(self._loose, key=_place):
            place = bisect_left(rows, _place(one), begun, key=place_of)
            found += rows[begun:place]
            found.append(one)
            begun = place
        return found + rows[begun:]


def _place(judged: Judged) -> tuple[Date, str]:
    return judged.read.session.date, judged.read.id


def _is_wanted(query: Query, reason: Reason | None) -> bool:
    """Whether sessions are asked for that are left out for that reason, or that count."""
    is_former = reason in ("other_catalogue", "unknown_code") or not query.former
    return is_former and (not query.counted or reason is None) and (query.left_out in (None, reason))
