"""Which sessions, totals and answers of a book count, and what they add up to."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from logs.book.exchange import Exchange
from logs.book.plain_sessions import PlainSessions
from logs.book.reading import Reading
from logs.book.reference import ReferenceData
from logs.book.sessions import Sessions
from logs.counting.authority import Hearing
from logs.counting.behind import in_figures
from logs.counting.count_once import NOTHING_DECIDED, Counting, decide
from logs.counting.events import Events
from logs.counting.rule import Judged, Rule
from logs.counting.sums import Sum, Sums
from logs.counting.tally import Tallies
from logs.counting.unit_totals import NONE_SUMMED, Summed, Told, as_read, known_of, narrowed
from logs.exchange.same_event import LinkRecord
from logs.gc_pause import no_collecting
from logs.periods import month_of
from logs.session.query import Entry, Query, session_id_of
from logs.store.storage import BookStorage, Changes
from logs.versions import Record

Lent = tuple[Mapping[tuple[str, bool], Tallies], Rule, Counting | None]
"""Sums by the kind of table, the rule that they were counted by, and what counts once."""


class Figures:
    """A book's sessions as tables count them, and their running sums, kept from one save to the next."""

    def __init__(self, storage: BookStorage, reference: ReferenceData, exchange: Exchange, sessions: Sessions) -> None:
        self._storage = storage
        self._reference = reference
        self._exchange = exchange
        self._sessions = sessions
        self._begin()

    def _begin(self) -> None:
        """Know nothing yet of what stands on how sessions are read and on totals."""
        self._stands_on = self._exchange.lens, self._exchange.totals
        self._known_plain: PlainSessions | None = None
        self._known_ranks: bytes | None = None
        self._reading: Reading | None = None
        self._known_events: Events | None = None
        self._decided: Counting | None = None
        self._logged: Counter[tuple[str, str]] | None = None
        self._tallies: dict[tuple[str, bool], Tallies] = {}
        self._undecided = self._tallied_by = Rule(self._exchange.lens, NOTHING_DECIDED)
        self._are_lent = False

    def lend(self) -> Lent:
        """What is known of all sessions, for the same book as it stands now: the next save leaves it as it is."""
        self._are_lent = True
        return dict(self._tallies), self._tallied_by, self._decided

    def learn(self, known: Lent) -> None:
        """Know what was found of the same sessions elsewhere, where it is let go of."""
        tallies, rule, decided = known
        if tallies and not self._tallies:
            self._tallied_by = rule
        self._tallies = {**tallies, **self._tallies}
        self._decided = self._decided or decided
        self._are_lent = False

    @property
    def hearing(self) -> Hearing:
        """Whose word about which sessions counts, as the book stands."""
        return Hearing(self._sessions.record, self._exchange.totals, self._exchange.speakers)

    @property
    def links(self) -> Mapping[str, LinkRecord]:
        """What counts of the answers about pairs of sessions, by the ids of the pairs; do not change."""
        return self._events.links

    @property
    def _events(self) -> Events:
        if self._known_events is None:
            self._known_events = Events(self._exchange.answers, self.hearing, self._is_complete, self._rank)
        return self._known_events

    def counted(self, query: Query | None = None) -> list[Entry]:
        """The sessions asked for that count, foreign codes by what they mean here, by date, then id.

        Those that count in a unit's totals are not among them: see `summed`.
        """
        return [one.read for one in self.judged(msgspec.structs.replace(query or Query(), counted=True))]

    def judged(self, query: Query | None = None) -> list[Judged]:
        """The live sessions asked for, each with why it does not count, by date, then id."""
        return list(self.reading.select(query or Query()).judged())

    @property
    def reading(self) -> Reading:
        """The live sessions as they count, all at once; it stands until the next save."""
        if self._reading is None:
            with no_collecting():
                self._reading = self._read_by(self.rule)
        return self._reading

    @property
    def _plain(self) -> PlainSessions:
        """Which sessions are looked at in columns; it stands until the next save."""
        if self._known_plain is None:
            self._known_plain = PlainSessions(self._sessions, self._exchange.lens)
        return self._known_plain

    def _read_by(self, rule: Rule) -> Reading:
        return Reading(self._plain, self._exchange, self._reference.directive, rule)

    def events(self, query: Query | None = None) -> Iterator[Entry]:
        """The complete sessions asked for, of whatever catalogue and day, each event once, by date, then id."""
        counting = self.counting()
        entries = (judged.read for judged in self.reading.select(query or Query()).judged())
        return (entry for entry in entries if entry.session.status == "complete" and counting.counts(entry.id))

    def tallies(self, kind: str, measure: str = "sessions") -> Tallies:
        """The running sums of all sessions for tables of that kind and measure.

        They are kept from one save to the next.
        """
        key = kind, measure == "units"
        if key not in self._tallies:
            made = self.reading.tallies(Query(), (kind,), measure)
            self._tallies[key], self._tallied_by = made, self.rule
        return self._tallies[key]

    def summed(self, query: Query | None = None) -> Summed:
        """What the totals of units add to the `counted` sessions asked for."""
        if not self._exchange.totals:
            return NONE_SUMMED
        telling = map(known_of, map(self._as_read, self.counting().told))
        return narrowed(telling, query or Query(), self._reference.directive, self._exchange.speakers.below)

    def only_in_totals(self, query: Query) -> Sum:
        """What the totals of units add to the sessions of a place of a table that `logs.counting.behind` asks for."""
        return in_figures(query, self._reference.directive, self.summed)

    @property
    def rule(self) -> Rule:
        """What counts, as the book stands."""
        return Rule(self._exchange.lens, self.counting())

    def counting(self) -> Counting:
        """Which sessions and which totals count in tables; the same object as long as nothing else is decided."""
        if self._decided is None:
            exchange = self._exchange
            self._decided = NOTHING_DECIDED
            if exchange.totals:
                self._decided = decide(
                    exchange.totals, self.links.values(), self._is_complete, self._sessions.record, exchange.speakers,
                    rank=self._rank, logged=self.logged,
                )  # fmt: skip
            elif exchange.answers and self._events.stands_for:
                self._decided = Counting(stands_for=self._events.stands_for)
        return self._decided

    def logged(self) -> Collection[tuple[str, str]]:
        """The units with the months in which they have complete sessions of the catalogue in use."""
        if self._logged is None:
            sums = Sums([("unit", "month")])
            self._read_by(self._undecided).select(Query(counted=True)).add_to(sums)
            self._logged = Counter(
                {(unit, month): one.sessions for (unit, month), one in sums.of("unit", "month").items()}
            )
        return self._logged

    def _places(self, entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
        judged = map(self._undecided.judge, entries)
        return ((one.read.session.unit, month_of(one.read.session.date)) for one in judged if one.left_out is None)

    def _is_complete(self, entry_id: str) -> bool:
        row = self._plain.row(entry_id)
        if row is not None:
            return bool(self._plain.columns.column("status").of(row) == "complete")
        entry = self._sessions.entry(entry_id)
        return entry is not None and entry.session.status == "complete"

    def _rank(self, entry_id: str) -> int:
        """How fit a session is to stand for its event: one of this catalogue, and of those one within the period."""
        row = self._plain.row(entry_id)
        if row is not None:
            return self._ranks[row]
        entry = self._sessions.entry(entry_id)
        if entry is None:
            return 0
        left_out = self._undecided.judge(entry).left_out
        return 0 if left_out is None else 1 if left_out == "outside_period" else 2

    @property
    def _ranks(self) -> bytes:
        """The rank of each plain session, by number; that of others means nothing."""
        if self._known_ranks is None:
            columns, reasons = self._plain.columns.written, self._read_by(self._undecided).reasons()
            others = columns.all & ~reasons[None] & ~reasons["outside_period"]
            self._known_ranks = columns.bytes_of(2 * others + reasons["outside_period"])
        return self._known_ranks

    def _as_read(self, telling: Told) -> Told:
        lines = as_read(telling.totals, telling.file.unit, telling.file.directive, self._exchange.lens)
        return msgspec.structs.replace(telling, totals=lines)

    def follow(self, changes: Changes, made: Mapping[str, Record]) -> None:
        """Take in a save that reference and exchange have followed, and keep the sums in step with it."""
        sessions, changed = self._sessions, changes.get("sessions", {})
        if self._are_lent:
            self._tallies, self._are_lent = {}, False
        is_read_alike = self._stands_on == (self._exchange.lens, self._exchange.totals)
        former = sessions.former(changed) if is_read_alike and (self._tallies or self._logged is not None) else []
        self._known_plain = self._known_ranks = self._reading = None
        sessions.follow(changed, made)
        if not is_read_alike or former is None:
            self._begin()
            return
        if self._known_events is not None:
            self._known_events.follow(changes.get("links", ()), changed)
        if self._decided is not None and (
            self._exchange.totals
            or self._known_events is None
            or self._decided.stands_for is not self._known_events.stands_for
        ):
            self._decided = None
        now = [entry for key in changed for entry in sessions.entries(key)]
        if self._logged is not None:
            self._logged = self._logged - Counter(self._places(former)) + Counter(self._places(now))
        if self._tallies:
            before, self._tallied_by = self._tallied_by, self.rule
            self._count_anew(before, former, now)

    def _count_anew(self, before: Rule, former: Iterable[Entry], now: Iterable[Entry]) -> None:
        """Count what has changed, and what counts otherwise than by the rule of before."""
        rule, changed = self._tallied_by, {session_id_of(one.id) for one in (*former, *now)}
        differing = before.counting.differing(rule.counting)
        others = [
            entry for key in differing if session_id_of(key) not in changed if (entry := self._sessions.entry(key))
        ]
        judged = [(one, -1) for one in map(before.judge, (*former, *others))]
        judged += [(one, 1) for one in map(rule.judge, (*now, *others))]
        for tallies in self._tallies.values():
            for one, by in judged:
                tallies.add(one.read.session, one.left_out, by, conflict=one.read.conflict)
