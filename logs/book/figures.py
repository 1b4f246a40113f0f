"""Which sessions, totals and answers of a book count, and what they add up to."""

from collections.abc import Mapping

import msgspec

from logs.book.exchange import Exchange
from logs.book.reference import ReferenceData
from logs.book.sessions import Sessions
from logs.counting.authority import Hearing
from logs.counting.count_once import Counting, decide
from logs.counting.tally import BY, Tallies, tallied
from logs.counting.unit_totals import Summed, Told, as_read, narrowed
from logs.exchange.same_event import LinkRecord
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
        self._tallies: dict[tuple[str, str], Tallies] = {}

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
        """The live sessions asked for as tables count them, drafts too: of several that are the same event one, and
        foreign codes by what they mean here. Those that count in a unit's totals are left out: see `summed`.
        """
        live = self._sessions.live()
        counting, lens = self._counting(live), self._exchange.lens
        asked_for = self._sessions.test(query or Query(), live)
        entries = (
            entry if (session := lens.session(entry.session)) is entry.session
            else msgspec.structs.replace(entry, session=session)
            for key, entry in live.items()
            if counting.counts(key) or entry.session.status == "draft"
        )  # fmt: skip
        return [entry for entry in entries if asked_for(entry)]

    def tallies(self, kind: str, measure: str = "sessions") -> Tallies:
        """The running sums of all sessions for tables of that kind and measure, as tables count them.

        They are kept from one save to the next once the sessions have been read; before, only what they need is read.
        """
        directive = self._reference.directive
        if self._exchange.lens.is_clear and self._is_each_for_itself and not self._sessions.all_read:
            return tallied(self._storage.rows("sessions").documents(), directive, kind, measure)
        # Sessions are summed for every kind of table at once; what is looked at less often only for the kind asked for.
        key = (measure, "" if measure == "sessions" else kind)
        if key not in self._tallies:
            made = self._tallies[key] = Tallies(directive, (kind,) if key[1] else BY, measure)
            for entry in self.counted():
                made.add(entry.session, conflict=entry.conflict)
        return self._tallies[key]

    def summed(self, query: Query | None = None) -> Summed:
        """What the totals of units add to the `counted` sessions asked for."""
        told = self.counting().told if self._exchange.totals else ()
        return narrowed(map(self._as_read, told), query or Query(), self._reference.directive.id)

    def counting(self) -> Counting:
        """Which sessions and which totals count in tables."""
        return self._counting(self._sessions.live())

    @property
    def _is_each_for_itself(self) -> bool:
        """Whether nothing is said by which a session might not count."""
        return not self._exchange.answers and not self._exchange.totals

    def _counting(self, live: Mapping[str, Entry]) -> Counting:
        if self._is_each_for_itself:
            return Counting()
        complete = (key for key, entry in live.items() if entry.session.status == "complete")
        exchange = self._exchange
        return decide(exchange.totals, self.links.values(), complete, self._sessions.record, exchange.speakers)

    def _as_read(self, telling: Told) -> Told:
        lines = as_read(telling.totals, telling.file.unit, telling.file.directive, self._exchange.lens)
        return msgspec.structs.replace(telling, totals=lines)

    def follow(self, changed: Mapping[str, bytes | None], made: Mapping[str, Record]) -> None:
        """Let the sessions be read as a save left them, and keep the sums in step where each counts for itself."""
        sessions, lens = self._sessions, self._exchange.lens
        self._links = None
        if not sessions.all_read or not self._is_each_for_itself:
            self._tallies = {}
        if not self._tallies:
            sessions.follow(changed, made)
            return
        former = {key: entries_of(sessions.records.get(key), lens.unit) for key in changed}
        sessions.follow(changed, made)
        for tallies in self._tallies.values():
            for key, were in former.items():
                for entries, change in ((were, tallies.remove), (sessions.entries(key), tallies.add)):
                    for entry in entries:
                        change(lens.session(entry.session), conflict=entry.conflict)
