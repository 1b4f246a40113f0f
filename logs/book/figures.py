"""Which sessions, totals and answers of a book count, and what they add up to."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from logs.book.exchange import Exchange
from logs.book.reference import ReferenceData
from logs.book.sessions import Sessions
from logs.counting.authority import Hearing
from logs.counting.behind import in_figures
from logs.counting.count_once import NOTHING_DECIDED, Counting, decide
from logs.counting.facts import BY
from logs.counting.rule import Judged, Rule
from logs.counting.sums import Sum
from logs.counting.tally import Tallies, tallied
from logs.counting.unit_totals import NONE_SUMMED, Summed, Told, as_read, known_of, narrowed
from logs.exchange.same_event import LinkRecord
from logs.periods import Span, month_of
from logs.session.query import Entry, Query, entries_of
from logs.store.storage import BookStorage
from logs.versions import Record


class Figures:
    """A book's sessions as tables count them, and their running sums, kept from one save to the next."""

    def __init__(self, storage: BookStorage, reference: ReferenceData, exchange: Exchange, sessions: Sessions) -> None:
        self._storage = storage
        self._reference = reference
        self._exchange = exchange
        self._sessions = sessions
        self.recount()

    def recount(self) -> None:
        """Let go of what depends on catalogue, units, answers and totals, after a save that touched them."""
        self._links: Mapping[str, LinkRecord] | None = None
        self._tallies: dict[str, Tallies] = {}
        self._decided: Counting | None = None
        self._are_lent = False

    def lend(self) -> tuple[Mapping[str, Tallies], Counting | None]:
        """What is known of all sessions, for the same book as it stands now: the next save leaves it as it is."""
        self._are_lent = True
        return dict(self._tallies), self._decided

    def learn(self, known: tuple[Mapping[str, Tallies], Counting | None]) -> None:
        """Know what was found of the same sessions elsewhere, where it is let go of."""
        tallies, decided = known
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
        if self._links is None:
            self._links = self.hearing.counted(self._exchange.answers)
        return self._links

    def counted(self, query: Query | None = None) -> list[Entry]:
        """The sessions asked for that count, foreign codes by what they mean here, by date, then id.

        Those that count in a unit's totals are not among them: see `summed`.
        """
        return [one.read for one in self.judged(msgspec.structs.replace(query or Query(), counted=True))]

    def judged(self, query: Query | None = None) -> list[Judged]:
        """The live sessions asked for, each with why it does not count, by date, then id."""
        found = self.judged_in_any_order(query or Query())
        return sorted(found, key=lambda judged: (judged.read.session.date, judged.read.id))

    def judged_in_any_order(self, asked: Query) -> Iterator[Judged]:
        """The same, as they come."""
        rule, live = self.rule, self._sessions.live()
        test = self._sessions.test(asked, live)
        span = Span(asked.start, asked.end) if asked.counted and asked.has_days else None
        return (
            judged
            for judged in (rule.judge(entry, span) for entry in live.values())
            if (not asked.counted or judged.left_out is None)
            and (asked.left_out is None or judged.left_out == asked.left_out)
            and (not asked.former or rule.is_former(judged.read.id, judged.left_out))
            and test(judged.read)
        )

    def events(self, query: Query | None = None) -> list[Entry]:
        """The complete sessions asked for, of whatever catalogue and day, each event once, by date, then id."""
        counting = self.counting()
        complete = (judged for judged in self.judged(query) if judged.read.session.status == "complete")
        return [judged.read for judged in complete if counting.counts(judged.read.id)]

    def tallies(self, kind: str, measure: str = "sessions") -> Tallies:
        """The running sums of all sessions for tables of that kind and measure.

        They are kept from one save to the next once the sessions have been read; before, only what they need is read.
        """
        if self._exchange.lens.is_clear and self._is_each_for_itself and not self._sessions.all_read:
            return tallied(self._storage.rows("sessions").documents(), self.rule, kind, measure)
        # Sessions are summed for every kind of table at once; units of columns only for the kind asked for.
        key = kind if measure == "units" else ""
        if key not in self._tallies:
            made = Tallies(self._reference.directive, (kind,) if key else BY, measure)
            for judged in map(self.rule.judge, self._sessions.live().values()):
                made.add(judged.read.session, judged.left_out, conflict=judged.read.conflict)
            self._tallies[key] = made
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

    def rule_knowing(self, complete: Iterable[str]) -> Rule:
        """The same, for who knows the ids of the complete live sessions before these are read."""
        return Rule(self._exchange.lens, self.counting(complete))

    def counting(self, complete: Iterable[str] | None = None) -> Counting:
        """Which sessions and which totals count in tables; `complete` are the ids of the complete live sessions, for
        who knows them before they are read.
        """
        if self._is_each_for_itself:
            return NOTHING_DECIDED
        if self._decided is None:
            exchange, sessions = self._exchange, self._sessions
            if complete is None:
                complete = (key for key, entry in sessions.live().items() if entry.session.status == "complete")
            links = self.links.values()
            self._decided = decide(
                exchange.totals, links, complete, sessions.record, exchange.speakers,
                rank=self._rank, logged=self.logged,
            )  # fmt: skip
        return self._decided

    def logged(self) -> set[tuple[str, str]]:
        """The units with the months in which they have complete sessions of the catalogue in use."""
        judged = map(Rule(self._exchange.lens, NOTHING_DECIDED).judge, self._sessions.live().values())
        return {(one.read.session.unit, month_of(one.read.session.date)) for one in judged if one.left_out is None}

    @property
    def _is_each_for_itself(self) -> bool:
        """Whether nothing is said by which a session might not count."""
        return not self._exchange.answers and not self._exchange.totals

    def _rank(self, entry_id: str) -> int:
        """How fit a session is to stand for its event: one of this catalogue, and of those one within the period."""
        entry = self._sessions.entry(entry_id)
        if entry is None:
            return 0
        judged = Rule(self._exchange.lens, NOTHING_DECIDED).judge(entry)
        return 0 if judged.left_out is None else 1 if judged.left_out == "outside_period" else 2

    def _as_read(self, telling: Told) -> Told:
        lines = as_read(telling.totals, telling.file.unit, telling.file.directive, self._exchange.lens)
        return msgspec.structs.replace(telling, totals=lines)

    def follow(self, changed: Mapping[str, bytes | None], made: Mapping[str, Record]) -> None:
        """Let the sessions be read as a save left them, and keep the sums in step where each counts for itself."""
        sessions, lens = self._sessions, self._exchange.lens
        self._links = self._decided = None
        if self._are_lent or not sessions.all_read or not self._is_each_for_itself:
            self._tallies, self._are_lent = {}, False
        if not self._tallies:
            sessions.follow(changed, made)
            return
        rule = self.rule
        former = {key: entries_of(sessions.records.get(key), lens.unit) for key in changed}
        sessions.follow(changed, made)
        for tallies in self._tallies.values():
            for key, were in former.items():
                for entries, change in ((were, tallies.remove), (sessions.entries(key), tallies.add)):
                    for judged in map(rule.judge, entries):
                        change(judged.read.session, judged.left_out, conflict=judged.read.conflict)
