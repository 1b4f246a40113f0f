"""What is asked of an open book: its sessions one by one, by a query, as tables count them, and their sums."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice

import msgspec

from logs.book.undo import BookSteps
from logs.counting.count_once import Counting, decide
from logs.counting.tally import BY, Tallies, tallied
from logs.counting.unit_totals import Summed, Told, as_read, narrowed
from logs.errors import SotayError
from logs.model import LIMITS, Session
from logs.session.query import Entry, Query, claim_id, entries_of, session_id_of
from logs.short_codes import id_start, is_short_code
from logs.text import words_of
from logs.versions import Record

_LOOK_BACK = 2_000  # sessions among which the latest are looked for


class BookReading(BookSteps):
    """The sessions of an open book, as they are and as tables count them."""

    _tallies: dict[tuple[str, str], Tallies]

    def get(self, session_id: str) -> Entry:
        """The session of this id, of the only id that starts so, or of a short code as it stands on printed registers.

        Deleted ones do not count while a live one does. Of an id that several units claim the unit has to be named:
        `<id>.CB01`. Raises SotayError `session_missing`, `session_deleted`, `session_purged` (value, on),
        `id_ambiguous`, `id_claimed` (value, choices) or `short_code_wrong`.
        """
        wanted, _point, unit = session_id.strip().partition(".")
        wanted = wanted.casefold()
        if wanted not in self.storage.rows("sessions"):
            start = id_start(wanted) if is_short_code(wanted) else wanted
            found = [key for key in self.storage.rows("sessions") if start and key.startswith(start)]
            found = [key for key in found if self.entries(key)] or found
            if len(found) > 1:
                raise SotayError("id_ambiguous", value=session_id, count=len(found))
            if not found:
                raise SotayError("session_missing", value=session_id)
            wanted = found[0]
        entries = self.entries(wanted)
        if not entries:
            raise self._gone(wanted)
        if len(entries) == 1:
            return entries[0]
        claimed = [entry for entry in entries if entry.id == claim_id(wanted, unit)]
        if not claimed:
            raise SotayError("id_claimed", value=session_id, choices=", ".join(entry.id for entry in entries))
        return claimed[0]

    def _gone(self, session_id: str) -> SotayError:
        """Why a session cannot be shown that is deleted: what was purged no undo brings back."""
        record, purged = self.record(session_id), self.purge_of(session_id)
        if record is not None and purged is not None and any(head.id in purged.left for head in record.heads):
            return SotayError("session_purged", value=session_id, on=purged.at.date())
        return SotayError("session_deleted", value=session_id)

    def entries(self, session_id: str) -> tuple[Entry, ...]:
        """What is shown of a session: one entry, or one for each unit that claims its id; none where it is deleted."""
        return entries_of(self.record(session_id), self.lens.unit)

    def heads_of(self, entry_id: str) -> frozenset[str]:
        """The ids of the versions that an entry is shown from; of a session that is gone none."""
        record, unit = self.record(entry_id), entry_id.partition(".")[2]
        if record is not None and unit:
            record = record.sides(self.lens.unit).get(unit)
        return frozenset(head.id for head in record.heads) if record is not None else frozenset()

    def entry(self, entry_id: str) -> Entry | None:
        """The entry of that id; None where nothing live is left of it."""
        return next((entry for entry in self.entries(entry_id) if entry.id == entry_id), None)

    def find(self, query: Query | None = None) -> list[Entry]:
        """The live sessions asked for, drafts too, by date, then id."""
        query = query or Query()
        live = self._live()
        asked_for = query.test(self.directive, lambda entry: self.text_of(live[entry.id]), self.standing)
        found = (live[one.id] for one in (self._as_counted(live) if query.counted else live.values()) if asked_for(one))
        return sorted(found, key=lambda entry: (entry.session.date, entry.id))

    def counted(self, query: Query | None = None) -> list[Entry]:
        """The live sessions asked for as tables count them, drafts too: of several that are the same event one, and
        foreign codes by what they mean here. Those that count in a unit's totals are left out: see `summed`.
        """
        live = self._live()
        asked_for = (query or Query()).test(self.directive, lambda entry: self.text_of(live[entry.id]), self.standing)
        return [entry for entry in self._as_counted(live) if asked_for(entry)]

    def _live(self) -> dict[str, Entry]:
        """Every live session by id, drafts too."""
        meaning, records = self.lens.unit, self.records.values()
        return {entry.id: entry for record in records for entry in entries_of(record, meaning)}

    def _as_counted(self, live: Mapping[str, Entry]) -> Iterable[Entry]:
        counting = self._counting(live)
        for key, entry in live.items():
            if counting.counts(key) or entry.session.status == "draft":
                session = self.lens.session(entry.session)
                yield entry if session is entry.session else msgspec.structs.replace(entry, session=session)

    def tallies(self, kind: str, measure: str = "sessions") -> Tallies:
        """The running sums of all sessions for tables of that kind and measure, as tables count them.

        They are kept from one save to the next once the sessions have been read; before, only what they need is read.
        """
        is_plain = self.lens.is_clear and not self.answers and not self.totals
        if is_plain and not self._all_records_read:
            return tallied(self.storage.rows("sessions").documents(), self.directive, kind, measure)
        # Sessions are summed for every kind of table at once; what is looked at less often only for the kind asked for.
        key = (measure, "" if measure == "sessions" else kind)
        if key not in self._tallies:
            made = self._tallies[key] = Tallies(self.directive, (kind,) if key[1] else BY, measure)
            for entry in self.counted():
                made.add(entry.session, conflict=entry.conflict)
        return self._tallies[key]

    def summed(self, query: Query | None = None) -> Summed:
        """What the totals of units add to the `counted` sessions asked for."""
        told = self.counting().told if self.totals else ()
        return narrowed(map(self._as_read, told), query or Query(), self.directive.id)

    def counting(self) -> Counting:
        """Which sessions and which totals count in tables."""
        return self._counting(self._live())

    def _counting(self, live: Mapping[str, Entry]) -> Counting:
        if not self.answers and not self.totals:
            return Counting()
        complete = (key for key, entry in live.items() if entry.session.status == "complete")
        return decide(self.totals, self.links.values(), complete, self.record, self.speakers)

    def _as_read(self, told: Told) -> Told:
        return msgspec.structs.replace(
            told, totals=as_read(told.totals, told.file.unit, told.file.directive, self.lens)
        )

    def latest(self, most: int, unit: str | None = None) -> list[Entry]:
        """Up to `most` live sessions that came into the book last, of `unit` if one is named, the last one first.

        An old register is not read for them: one looks back no farther than a limit.
        """
        rows = self.storage.rows("sessions")
        named = msgspec.json.encode(unit)
        keys = (key for key in islice(reversed(rows), _LOOK_BACK) if unit is None or named in rows[key])
        entries = (entry for key in keys for entry in self.entries(key))
        return list(islice((one for one in entries if unit in (None, one.session.unit)), most))

    def text_of(self, entry: Entry) -> str:
        """What a search in the register looks through: texts, names and titles, as `words_of` has them."""
        session = entry.session
        texts = [getattr(session, name) for name in LIMITS]
        codes = [session_id_of(entry.id).replace("-", ""), session.unit, *session.themes]
        words = words_of("\n".join((*filter(None, texts), *codes)))
        return words + "".join(map(self._words_of_name, self._names_in(session)))

    def _names_in(self, session: Session) -> Iterable[str]:
        """The names and titles behind the session's codes."""
        yield from (self.units[code].name for code in (session.unit, *session.partners) if code in self.units)
        yield from (self.reporters[code].name for code in session.reporters if code in self.reporters)
        yield from (self.directive.themes[code].title for code in session.themes if code in self.directive.themes)

    def reread(self) -> None:
        """Read the lists again after a save that touched them."""
        super().reread()
        self._words_of_name = cache(words_of)
        # What counts depends on catalogue, units, answers and totals.
        self._tallies = {}

    def _forget(self, sessions: Mapping[str, bytes | None], made: Mapping[str, Record]) -> None:
        """Keep the running sums in step, where each session counts for itself and what it was before is known."""
        if not self._all_records_read or self.answers or self.totals:
            super()._forget(sessions, made)
            self._tallies = {}
            return
        meaning = self.lens.unit
        former = {key: entries_of(self._records.get(key), meaning) for key in sessions}
        super()._forget(sessions, made)
        for tallies in self._tallies.values():
            for key, were in former.items():
                are = entries_of(self._records.get(key), meaning)
                for entries, change in ((were, tallies.remove), (are, tallies.add)):
                    for entry in entries:
                        change(self.lens.session(entry.session), conflict=entry.conflict)
