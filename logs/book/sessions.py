"""The sessions of a book, one by one: their records, and what is shown of each."""

import re
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence, Set
from copy import copy
from datetime import date as Date
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import TypeVar

import msgspec

from logs.book.column_documents import documents_of
from logs.book.column_making import Making, texts_steps
from logs.book.columns import Columns, has_texts, kept_columns
from logs.book.documents import decode
from logs.book.exchange import Exchange
from logs.book.reference import ReferenceData
from logs.book.searched_texts import SearchedTexts
from logs.book.withdrawals import Purge, Withdrawal
from logs.errors import SotayError
from logs.gc_pause import at_once
from logs.model import Part
from logs.session.query import Entry, claim_id, entries_of, session_id_of, shown_entry
from logs.short_codes import id_start, is_short_code
from logs.store.snapshot import DamageError
from logs.store.storage import BookStorage
from logs.versions import Record

T = TypeVar("T")
_LOOK_BACK = 2_000  # sessions among which the latest are looked for
_MANY = 5_000  # changed sessions from which on columns are made again


class Sessions:
    """The records of a book's sessions, each decoded when it is first asked for, and the entries shown of them.

    `before` are the same before some of them have `changed`.
    """

    def __init__(
        self,
        storage: BookStorage,
        reference: ReferenceData,
        exchange: Exchange,
        before: "Sessions | None" = None,
        changed: Collection[str] = (),
    ) -> None:
        self._storage = storage
        self._reference = reference
        self._exchange = exchange
        self._records: dict[str, Record] = {}
        self._columns: Columns | None = None
        self._made_of = storage.base
        self._changed: set[str] = set()
        if before is not None:
            self._records = {key: record for key, record in before._records.items() if key not in changed}
            self._columns, self._changed = before._columns, {*before._changed, *changed}
            self._made_of = before._made_of
        else:
            storage.rows("sessions").find_with(self._find)
        self.all_read = False
        self.texts = SearchedTexts(reference)

    def record(self, session_id: str) -> Record | None:
        """All that is known of a session, deleted ones too; None for one never heard of. An entry's id will do."""
        session_id = session_id_of(session_id)
        if session_id not in self._records:
            raw = self._storage.rows("sessions").get(session_id)
            if raw is None:
                return None
            self._records[session_id] = decode(raw, Record)
        return self._records[session_id]

    @property
    def records(self) -> Mapping[str, Record]:
        """Every record by session id; do not change."""
        if not self.all_read:
            known = self._records
            rows = self._storage.rows("sessions")
            self._records = {key: known.get(key) or decode(raw, Record) for key, raw in rows.items()}
            self.all_read = True
        return self._records

    @property
    def columns(self) -> Columns:
        """The sessions in columns, as they were before some `changed`."""
        if self._columns is None:
            at_once(self._have_columns(texts=False))
        assert self._columns is not None  # noqa: S101 - all steps are done
        return self._columns

    @property
    def changed(self) -> Set[str]:
        """The ids of the sessions that were saved since the columns were made; do not change."""
        return self._changed

    @property
    def takes_a_while(self) -> bool:
        """Whether `read_columns` has something to make, of a book of which that would be noticed."""
        if self._columns is not None or not self._storage.is_large:
            return False
        kept = self._storage.derived()
        return kept is None or not (self._storage.read_only or has_texts(kept))

    def read_columns(self) -> Iterator[None]:
        """Have the columns, with texts unless the book is only read, made step by step where none are kept; raises
        SotayError `book_damaged`.
        """
        yield from self._have_columns(texts=not self._storage.read_only)

    def _have_columns(self, *, texts: bool) -> Iterator[None]:
        rows, known = self._storage.rows("sessions"), self._known_columns()
        while known is None:
            base, making = self._storage.base, Making(rows.base, texts=texts)
            yield from self._made(making.steps())
            yield
            if self._storage.base is base:
                # Else a checkpoint came between two steps.
                self._storage.keep_derived(making.parts)
                again, fold = self._make_again, self._fold
                known = self._columns = Columns(making.parts.__getitem__, again, fold, has_texts=texts)
                self._changed, self._made_of = set(rows.saved), base
        if texts and not known.has_texts:
            yield from self._fold(known)

    def _fold(self, columns: Columns) -> Iterator[None]:
        """Make the texts of columns, which are kept with the parts that are there."""
        ids, documents = map(columns.id_of, range(columns.size)), self._storage.rows("sessions").base
        parts = yield from self._made(texts_steps(ids, documents))
        yield
        if columns.has_texts:
            # All was made again meanwhile.
            return
        # A checkpoint may have come between.
        are_kept = columns is self._columns and self._storage.base is self._made_of
        kept = self._storage.derived() if are_kept else None
        if kept is not None:
            try:
                parts = kept.parts() | parts
            except DamageError:
                parts = self._all_parts()
            self._storage.keep_derived(parts)
        columns.put(parts)

    def _known_columns(self) -> Columns | None:
        """The columns, where they need not be made first."""
        if self._columns is None:
            self._columns = kept_columns(self._storage.derived(), self._make_again, self._fold)
            self._changed, self._made_of = set(self._storage.rows("sessions").saved), self._storage.base
            if self._columns is not None and not self._storage.read_only:
                # The next checkpoint takes the file away.
                self._columns.read()
        return self._columns

    def _make_again(self) -> Callable[[str], bytes]:
        """All parts of the columns, from the documents; of a book that is only read these stay what they were."""
        parts = self._all_parts()
        self._storage.keep_derived(parts)
        return parts.__getitem__

    def check_columns(self) -> bool:
        """Whether the file of columns beside book.json, if there is one, is what the documents say; another one is made
        again. Raises SotayError `book_damaged`.
        """
        if not self._storage.has_derived():
            return True
        derived = self._storage.derived()
        parts = self._all_parts(texts=derived is None or has_texts(derived))
        if derived is not None and derived.holds(parts):
            return True
        self._storage.keep_derived(parts)
        self._columns = None
        return False

    def _all_parts(self, *, texts: bool = True) -> dict[str, bytes]:
        making = Making(self._storage.rows("sessions").base, texts=texts)
        at_once(self._made(making.steps()))
        return making.parts

    def _made(self, steps: Generator[None, None, T]) -> Generator[None, None, T]:
        try:
            return (yield from steps)
        except (msgspec.MsgspecError, ValueError) as error:
            raise SotayError("book_damaged", path=str(self._storage.path)) from error

    def _find(self, session_id: str) -> bytes | None:
        """The document of that id in book.json, where that is known without reading all of them."""
        base, columns = self._storage.base, self._known_columns()
        if columns is None or base is None:
            raise DamageError("sessions")
        return columns.find(partial(base.document, "sessions"), session_id)

    @property
    def loose(self) -> set[str]:
        """The ids of the sessions of which columns do not tell what they are now."""
        columns = self.columns
        return {*map(columns.id_of, range(columns.size, columns.size + columns.several)), *self.changed}

    def part_at(self, row: int) -> Part:
        """The session of that number in columns, as far as tables read it."""
        columns = self.columns
        return Part(**{field: columns.column(field).of(row) for field in Part.__struct_fields__})

    def plain_entries(self, rows: Sequence[int]) -> Iterator[Entry]:
        """What is shown of sessions in columns that have not changed, by number; of many none is kept."""
        columns = self.columns
        if len(rows) > _LOOK_BACK:
            for document in documents_of(self._storage, columns, rows):
                yield shown_entry(decode(document, Record))
            return
        for row in rows:
            key = columns.id_of(row)
            if key not in self._records:
                self._records[key] = decode(next(documents_of(self._storage, columns, [row])), Record)
            yield shown_entry(self._records[key])

    def in_turn(self) -> Iterator[Record]:
        """Every record in the order of ids; those that were not read before are not kept, nor are their documents."""
        rows = self._storage.rows("sessions")
        for key in sorted(rows):
            yield self._records.get(key) or decode(rows.view(key), Record)
        rows.let_go()

    def existing(self, session_id: str) -> Record:
        """As `record`; raises SotayError `session_missing` for one never heard of."""
        record = self.record(session_id)
        if record is None:
            raise SotayError("session_missing", value=session_id)
        return record

    def get(self, session_id: str) -> Entry:
        """The session of this id, of the only id that starts so, or of a short code as it stands on printed registers.

        Deleted ones do not count while a live one does. Of an id that several units claim the unit has to be named:
        `<id>.CB01`. Raises SotayError `session_missing`, `session_deleted`, `session_purged` (value, on),
        `id_ambiguous`, `id_claimed` (value, choices) or `short_code_wrong`.
        """
        wanted, _point, unit = session_id.strip().partition(".")
        wanted = wanted.casefold()
        if self.record(wanted) is None:
            start = id_start(wanted) if is_short_code(wanted) else wanted
            found = self._ids_from(start) if start else []
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

    def _ids_from(self, start: str) -> list[str]:
        """The ids that begin so."""
        columns = self._known_columns()
        if columns is None:
            return [key for key in self._storage.rows("sessions") if key.startswith(start)]
        saved = (key for key in self._changed if key.startswith(start) and self.record(key) is not None)
        return sorted({*columns.ids_from(start), *saved})

    def _gone(self, session_id: str) -> SotayError:
        """Why a session cannot be shown that is deleted: what was purged no undo brings back."""
        record, purged = self.record(session_id), self.purge_of(session_id)
        if record is not None and purged is not None and any(head.id in purged.left for head in record.heads):
            return SotayError("session_purged", value=session_id, on=purged.at.date())
        return SotayError("session_deleted", value=session_id)

    def said_of(self, session_id: str) -> Record | None:
        """What files say of a session, whatever was withdrawn of it; as it is where nothing was."""
        record = self.record(session_id)
        left = self.withdrawal_of(record) if record is not None else None
        return record if left is None else left.said

    def withdrawal_of(self, record: Record) -> Withdrawal | None:
        """What files say of a session that was withdrawn; None where a person has worked on it since, or none was."""
        raw = self._storage.rows("withdrawn").get(record.id)
        found = None if raw is None else decode(raw, Withdrawal)
        return found if found is not None and found.is_of(record) else None

    def purge_of(self, session_id: str) -> Purge | None:
        """What was purged of a session, and when it was last; None where nothing was."""
        raw = self._storage.rows("purged").get(session_id)
        return None if raw is None else decode(raw, Purge)

    def entries(self, session_id: str) -> tuple[Entry, ...]:
        """What is shown of a session: one entry, or one for each unit that claims its id; none where it is deleted."""
        return entries_of(self.record(session_id), self._exchange.lens.unit)

    def heads_of(self, entry_id: str) -> frozenset[str]:
        """The ids of the versions that an entry is shown from; of a session that is gone none."""
        record, unit = self.record(entry_id), entry_id.partition(".")[2]
        if record is not None and unit:
            record = record.sides(self._exchange.lens.unit).get(unit)
        return frozenset(head.id for head in record.heads) if record is not None else frozenset()

    def entry(self, entry_id: str) -> Entry | None:
        """The entry of that id; None where nothing live is left of it."""
        return next((entry for entry in self.entries(entry_id) if entry.id == entry_id), None)

    def live(self) -> dict[str, Entry]:
        """Every live session by id, drafts too."""
        meaning, records = self._exchange.lens.unit, self.records.values()
        return {entry.id: entry for record in records for entry in entries_of(record, meaning)}

    def latest(self, most: int, unit: str | None = None) -> list[Entry]:
        """Up to `most` live sessions that came into the book last, of `unit` if one is named, the last one first.

        An old register is not read for them: one looks back no farther than a limit.
        """
        rows, named = self._storage.rows("sessions"), msgspec.json.encode(unit)
        if rows.is_loaded or (columns := self._known_columns()) is None:
            keys = (key for key in islice(reversed(rows), _LOOK_BACK) if unit is None or named in rows[key])
        else:
            unit_of, size = columns.column("unit").of, columns.size
            last = (row for row in columns.last(_LOOK_BACK) if unit is None or row >= size or unit_of(row) == unit)
            keys = (key for key in dict.fromkeys((*[*rows.saved][::-1], *map(columns.id_of, last))))
        entries = (entry for key in keys for entry in self.entries(key))
        return list(islice((one for one in entries if unit in (None, one.session.unit)), most))

    def near(self, day: Date) -> list[Entry]:
        """The live sessions from the day before to the day after; no others are read for them."""
        days = {day + timedelta(days=step) for step in (-1, 0, 1)} if Date.min < day < Date.max else {day}
        if (columns := self._known_columns()) is not None:
            keys = [*map(columns.id_of, columns.rows(columns.where(("date",), days.__contains__))), *self.loose]
        else:
            named = re.compile(b"|".join(map(msgspec.json.encode, days)))
            keys = [key for key, raw in self._storage.rows("sessions").encoded() if named.search(raw)]
        return [entry for key in dict.fromkeys(keys) for entry in self.entries(key) if entry.session.date in days]

    def known(self) -> "Sessions":
        """The same as they are known now: no later save shows in them."""
        known = copy(self)
        known._records, known._changed = dict(self._records), set(self._changed)
        return known

    def learn(self, read: "Sessions") -> None:
        """Know what was read of the same sessions elsewhere."""
        if read.all_read and not self.all_read:
            self._records, self.all_read = read._records, True
        if read._columns is not None and self._columns is None:
            self._columns, self._changed = read._columns, set(read._changed)
            self._made_of = read._made_of

    def follow(self, sessions: Mapping[str, bytes | None], made: Mapping[str, Record]) -> None:
        """Hold the records as they are after a save; what `made` does not have is decoded when it is needed."""
        if self._columns is not None:
            self._changed.update(sessions)
            if len(self._changed) > _MANY:
                # Looked at in columns again sooner than one by one.
                self._columns = None
        keeps_all = self.all_read or self._columns is not None
        for key, raw in sessions.items() if self._records or made or keeps_all else ():
            record = made.get(key) or (decode(raw, Record) if raw is not None and keeps_all else None)
            self._records.pop(key, None)
            if record is not None:
                self._records[key] = record

    def former(self, changed: Iterable[str]) -> list[Entry] | None:
        """What was shown, before a save, of the sessions that it has changed in the book and that do not `follow` it
        yet; None where that is not known.
        """
        found: list[Record] = []
        for key in changed:
            if key in self._records:
                found.append(self._records[key])
            elif (row := self.columns.row(key)) is not None and key not in self._changed:
                document = self._storage.rows("sessions").base_document(key)
                if document is None or not self.columns.is_of(row, document):
                    return None
                found.append(decode(document, Record))
        return [entry for record in found for entry in entries_of(record, self._exchange.lens.unit)]
