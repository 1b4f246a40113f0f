"""What a book sent, what it took in, and what it takes foreign codes and answers to mean."""

from collections.abc import Mapping
from datetime import date as Date
from datetime import datetime

import msgspec
from msgspec import Struct

from logs.book.changes import change_key
from logs.book.reference import ReferenceData, decode, decode_all
from logs.counting.authority import Speakers
from logs.counting.unit_totals import in_force
from logs.errors import SotayError
from logs.exchange.code_maps import Adoption, CodeMap, Lens
from logs.exchange.exemptions import MarkAnswer, mark_states, told_marks
from logs.exchange.frozen_reports import FrozenReport, pack, unpack
from logs.exchange.narratives import Narrative
from logs.exchange.receipts import Receipt, Rejected
from logs.exchange.received import Received, Sender, Waiting
from logs.exchange.same_event import Answers
from logs.session.query import Entry, Standing, session_id_of
from logs.store.storage import BookStorage


class Export(Struct, frozen=True, kw_only=True):
    """A package that this book wrote."""

    number: int
    sha256: str
    file: str
    period: str
    made: datetime
    sessions: int
    attendance: int
    nil: bool = False


class Exchange:
    """A book's dealings with other books: read at once and again after each save that touches them."""

    def __init__(self, storage: BookStorage, reference: ReferenceData) -> None:
        self._storage = storage
        self._reference = reference
        self.reread()

    def reread(self) -> None:
        """Read the lists again after a save that touched them, or the reference data."""
        rows, reference = self._storage.rows, self._reference
        self.arrivals = decode_all(rows("arrivals"), Date)
        self.received = {
            key: msgspec.structs.replace(file, arrived=self.arrivals[key]) if key in self.arrivals else file
            for key, file in decode_all(rows("received"), Received).items()
        }
        self.senders = decode_all(rows("senders"), Sender)
        self.waiting = decode_all(rows("waiting"), Waiting)
        self.maps = decode_all(rows("maps"), CodeMap)
        self.adoptions = decode_all(rows("adoptions"), Adoption)
        self.receipts = decode_all(rows("receipts"), Receipt)
        self.answers = decode_all(rows("links"), Answers)
        self.narratives = decode_all(rows("narratives"), Narrative)
        self.totals = in_force(rows("totals"), self.received.values())
        self.mark_answers = decode_all(rows("mark_answers"), MarkAnswer)
        senders = {file.unit for file in self.received.values()}
        self.lens = Lens(self.maps, reference.units, senders, reference.directive, self.adoptions)
        self.speakers = Speakers(reference.units, self.lens.unit)
        self.told_marks = told_marks(rows("marks"), self.received.values(), self.lens)
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

    def freeze_report(self, report: FrozenReport, data: bytes) -> None:
        """Keep a report's bytes as they are; no undo takes back what was sent."""
        self._storage.commit(
            {"reports": {report.key: msgspec.json.encode(report)}, "report_data": {report.key: pack(data)}}
        )
