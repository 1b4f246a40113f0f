"""What a book sent, what it took in, and what it takes foreign codes and answers to mean."""

from collections.abc import Callable, Mapping
from datetime import date as Date
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from logs.book.changes import change_key
from logs.book.documents import Decoded, T, decode, decode_all
from logs.book.reference import ReferenceData
from logs.counting.authority import Speakers
from logs.counting.unit_totals import in_force
from logs.errors import SotayError
from logs.exchange.code_maps import Adoption, CodeMap, Lens
from logs.exchange.exemptions import MarkAnswer, mark_states, told_marks
from logs.exchange.frozen_reports import FrozenReport, unpack
from logs.exchange.narratives import Narrative
from logs.exchange.receipts import Receipt, Rejected
from logs.exchange.received import Received, Sender, Waiting
from logs.exchange.same_event import Answers
from logs.session.query import Entry, Standing, session_id_of
from logs.store.storage import BookStorage, Changes


class Export(Struct, frozen=True, kw_only=True):
    """A package that this book wrote, in as many `parts`."""

    number: int
    sha256: str
    file: str
    period: str
    made: datetime
    sessions: int
    attendance: int
    nil: bool = False
    parts: int = 1


class _Sent(Struct, frozen=True):
    """Of a received package the unit that sent it."""

    unit: str


# Of what else than its own table a list is made.
_OF_TOTALS = frozenset({"totals", "received", "arrivals"})
_OF_MARKS = frozenset({"marks", "mark_answers", "receipts", "received", "arrivals", "exemptions", "about"})


class Exchange:
    """A book's dealings with other books; what is read of them follows each save, and is the same where none touches
    it.
    """

    def __init__(self, storage: BookStorage, reference: ReferenceData) -> None:
        self._storage = storage
        self._reference = reference
        self._documents: dict[str, Decoded[Any]] = {}
        self.arrivals = self._decoded("arrivals", Date)
        self.received = self._decoded("received", Received, self._as_arrived)
        self.senders = self._decoded("senders", Sender)
        self.waiting = self._decoded("waiting", Waiting)
        self.maps = self._decoded("maps", CodeMap)
        self.adoptions = self._decoded("adoptions", Adoption)
        self.receipts = self._decoded("receipts", Receipt)
        self.answers = self._decoded("links", Answers)
        self.narratives = self._decoded("narratives", Narrative)
        self.mark_answers = self._decoded("mark_answers", MarkAnswer)
        self._lens_of: tuple[object, ...] = ()
        self.follow({table: {} for table in ("received", *_OF_TOTALS, *_OF_MARKS)})

    def _decoded(
        self, table: str, kind: type[T], made: Callable[[str, T], T] = lambda _key, value: value
    ) -> Mapping[str, T]:
        decoded = self._documents[table] = Decoded(self._storage.rows(table), kind, made)
        return decoded

    def _as_arrived(self, sha256: str, file: Received) -> Received:
        return msgspec.structs.replace(file, arrived=self.arrivals[sha256]) if sha256 in self.arrivals else file

    def follow(self, changes: Changes) -> None:
        """Take in a save, of whatever tables, that the reference data have followed; what it does not touch stays the
        same object.
        """
        tables, reference = changes.keys(), self._reference
        for table in tables & self._documents.keys():
            self._documents[table].forget(changes[table])
        self._documents["received"].forget(changes.get("arrivals", ()))
        if "received" in tables:
            self._senders = {file.unit for file in decode_all(self._storage.rows("received"), _Sent).values()}
        lens_of = (reference.units, reference.directive, self._senders)
        if is_read_anew := lens_of != self._lens_of or not tables.isdisjoint(("maps", "adoptions")):
            self._lens_of = lens_of
            # A lens stays as it was made.
            self.lens = Lens(dict(self.maps), reference.units, self._senders, reference.directive, dict(self.adoptions))
            self.speakers = Speakers(reference.units, self.lens.unit)
        if not tables.isdisjoint(_OF_TOTALS):
            self.totals = in_force(self._storage.rows("totals"), self.received.values())
        if is_read_anew or not tables.isdisjoint(_OF_MARKS):
            self.told_marks = told_marks(self._storage.rows("marks"), self.received.values(), self.lens)
            self.marks = mark_states(
                reference.exemptions, self.told_marks, self.mark_answers, self.receipts.values(),
                asks=reference.owner.role == "committee",
            )  # fmt: skip

    def exports(self) -> tuple[Export, ...]:
        """The packages that this book wrote, oldest first."""
        return tuple(
            decode(self._storage.rows("exports")[key], Export) for key in sorted(self._storage.rows("exports"))
        )

    def note_export(self, export: Export, versions: Mapping[str, str]) -> None:
        """Remember a package and, by ids of sessions and of answers about pairs, the versions that it carried."""
        sent = {key: msgspec.json.encode(version) for key, version in versions.items()}
        held = self._storage.rows("sent")
        new = {key: version for key, version in sent.items() if held.get(key) != version}
        self._storage.commit({"exports": {change_key(export.number): msgspec.json.encode(export)}, "sent": new})

    def first_came(self, sha256: str) -> datetime | None:
        """When a file was merged for the first time, though its merge may have been undone since."""
        raw = self._storage.rows("came").get(sha256)
        return None if raw is None else msgspec.json.decode(raw, type=datetime)

    def was_sent(self, session_id: str) -> bool:
        """Whether a package has carried the session, or the answer about a pair, in any form."""
        return session_id_of(session_id) in self._storage.rows("sent")

    def standing(self, entry: Entry) -> Standing:
        """How far the session has come as it is now: new, sent, received by the level above, or set aside there."""
        return self.standing_of(entry.id, entry.version)

    def standing_of(self, session_id: str, version: str) -> Standing:
        """How far the version of a session has come."""
        session_id = session_id_of(session_id)
        for receipt in self.receipts.values():
            if receipt.held.get(session_id) == version:
                return "received"
        if self._storage.rows("sent").get(session_id) != msgspec.json.encode(version):
            return "new"
        return "to_mend" if self.rejection(session_id) else "sent"

    def rejection(self, session_id: str) -> Rejected | None:
        """Why the level above has set the session aside, as far as its last receipt says so."""
        session_id = session_id_of(session_id)
        rejected = (one for receipt in self.receipts.values() for one in receipt.rejected)
        return next((one for one in rejected if one.id == session_id), None)

    def kept_apart(self, session_id: str) -> str | None:
        """The id that a session goes by in the level above's book, where that is another one."""
        named = (receipt.apart.get(session_id_of(session_id)) for receipt in self.receipts.values())
        return next(filter(None, named), None)

    def frozen_reports(self) -> tuple[FrozenReport, ...]:
        """The reports that were kept as they were sent, oldest first."""
        rows = self._storage.rows("reports").values()
        return tuple(sorted((decode(raw, FrozenReport) for raw in rows), key=lambda report: (report.made, report.key)))

    def frozen_report(self, key: str) -> bytes:
        """What was kept of the report whose key is, or begins with, this.

        Raises SotayError `frozen_missing`, `frozen_ambiguous`, `frozen_damaged`.
        """
        found = [name for name in self._storage.rows("reports") if key and name.startswith(key.strip().casefold())]
        if len(found) != 1:
            raise SotayError("frozen_ambiguous" if found else "frozen_missing", value=key)
        return unpack(self._storage.rows("report_data")[found[0]], found[0])

    def freeze_report(self, report: FrozenReport, document: bytes) -> None:
        """Keep a report's bytes, packed, as they are; no undo takes back what was sent."""
        self._storage.commit(
            {"reports": {report.key: msgspec.json.encode(report)}, "report_data": {report.key: document}}
        )
