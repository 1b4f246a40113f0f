"""The live sessions of a book as they count in it, looked at all at once: those in columns, the others one by one."""

from collections.abc import Iterator, Set

from msgspec.structs import replace

from logs.book.column_sums import Adding
from logs.book.columns import Mask
from logs.book.exchange import Exchange
from logs.book.sessions import Sessions
from logs.catalogue.directive import Directive
from logs.counting.rule import Judged, Rule
from logs.counting.tally import Tallies
from logs.periods import Span
from logs.session.query import MARKED, Query, Reason


class Reading:
    """What the rule says of each live session.

    Those that are read here as they are written are looked at in columns: `plain`. The others are decoded.
    """

    def __init__(self, sessions: Sessions, exchange: Exchange, directive: Directive, rule: Rule) -> None:
        self._sessions = sessions
        self._exchange = exchange
        self._directive = directive
        self._rule = rule
        self._columns = columns = sessions.columns
        changed = {row for key in sessions.changed if (row := columns.row(key)) is not None}
        foreign = 0
        for fields, is_so in rule.lens.foreign:
            foreign |= columns.where(fields, is_so)
        self.plain: Mask = columns.all & ~(columns.mask_of(changed) | foreign)
        rows = [row for row in columns.rows(foreign) if row not in changed]
        rows += [row for row in range(columns.size, columns.size + columns.several) if row not in changed]
        keys = [*map(columns.id_of, rows), *sessions.changed]
        self._loose = [entry for key in keys for entry in sessions.entries(key)]
        self._by_span: dict[Span, dict[Reason | None, Mask]] = {}

    def reasons(self, span: Span | None = None) -> dict[Reason | None, Mask]:
        """The plain sessions by why they do not count, within these days or else within the guidance's own."""
        span = span or self._rule.period
        if span not in self._by_span:
            columns, left = self._columns, self.plain
            found: dict[Reason | None, Mask] = {}

            def take(reason: Reason | None, mask: Mask) -> None:
                nonlocal left
                found[reason] = left & mask
                left &= ~mask

            statuses: tuple[Reason, ...] = ("draft", "planned")
            for status in statuses:
                take(status, columns.where(("status",), frozenset({status}).__contains__))
            ours = frozenset({self._directive.id})
            take("other_catalogue", columns.where(("directive",), lambda directive: directive not in ours))
            take("outside_period", columns.where(("date",), lambda day: day not in span))
            counting, stands_for = self._rule.counting, self._rule.counting.stands_for
            covered = {key for key in stands_for if stands_for[key] in counting.covered} | counting.covered
            same = {key for key, one in stands_for.items() if key != one}
            by_event: dict[Reason, Set[str]] = {"in_totals": covered, "same_event": same}
            for reason, keys in by_event.items():
                rows = map(columns.row, keys)
                take(reason, columns.mask_of(row for row in rows if row is not None))
            found[None] = left
            self._by_span[span] = found
        return self._by_span[span]

    def asked(self, query: Query) -> Mask:
        """The plain sessions asked for, whether they count or not."""
        columns, found = self._columns, self.plain
        if any(part.conflict for part in query.parts()):
            return 0
        for fields, is_so in query.conditions(self._directive, self._exchange.speakers.below):
            found &= columns.where(fields, is_so)
        for word in (word for part in query.parts() for word in part.words):
            found &= self._sessions.holding(word)
        for standing in {part.standing for part in query.parts() if part.standing is not None}:
            complete = columns.where(("status",), frozenset({"complete"}).__contains__)
            rows = columns.rows(found & complete)
            found = columns.mask_of(row for row in rows if self._standing(row) == standing)
        return found

    def _standing(self, row: int) -> str:
        return self._exchange.standing_of(self._columns.id_of(row), self._columns.version_of(row))

    def judged(self, query: Query) -> Iterator[Judged]:
        """The live sessions asked for, each with why it does not count, the plain ones by date, then id."""
        span = Span(query.start, query.end) if query.counted and query.has_days else None
        asked, stands_for = self.asked(query), self._rule.counting.stands_for
        wanted = {reason: mask & asked for reason, mask in self.reasons(span).items() if self._is_wanted(query, reason)}
        of_row: dict[int, Reason | None] = {}
        for reason, mask in wanted.items():
            of_row.update(dict.fromkeys(self._columns.rows(mask), reason))
        for row in sorted(of_row):
            key = self._columns.id_of(row)
            if query.former and not self._rule.is_former(key, of_row[row]):
                continue
            yield Judged(self._sessions.plain_entry(row), of_row[row], stands_for.get(key, key))
        yield from self._loose_asked(query, span)

    def _is_wanted(self, query: Query, reason: Reason | None) -> bool:
        return (not query.counted or reason is None) and (query.left_out is None or reason == query.left_out)

    def _loose_asked(self, query: Query, span: Span | None) -> Iterator[Judged]:
        rule, text_of, exchange = self._rule, self._sessions.text_of, self._exchange
        written = {entry.id: entry for entry in self._loose}
        test = query.test(
            self._directive, lambda entry: text_of(written[entry.id]), exchange.standing, exchange.speakers.below
        )
        for entry in self._loose:
            judged = rule.judge(entry, span)
            if (
                self._is_wanted(query, judged.left_out)
                and (not query.former or rule.is_former(judged.read.id, judged.left_out))
                and test(judged.read)
            ):
                yield judged

    def tallies(self, query: Query, kinds: tuple[str, ...], measure: str = "sessions") -> Tallies:
        """The sums of the sessions asked for, for tables of these kinds and that measure.

        Days asked for are those within which a session counts.
        """
        tallies = Tallies(self._directive, kinds, measure)
        span = Span(query.start, query.end) if query.has_days else None
        mask, columns, period = self.asked(query), self._columns, self._rule.period
        for reason, of_reason in self.reasons(span).items():
            found = of_reason & mask
            if reason is not None:
                tallies.left_out[reason] += found.bit_count()
                continue
            tallies.several += (found & columns.where(*MARKED["several"])).bit_count()
            tallies.beyond += (found & columns.where(("date",), lambda day: day not in period)).bit_count()
            Adding(columns, columns.rows(found), self._directive.themes).to(tallies.sums)
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
