"""What a book knows besides its sessions: whose it is, its catalogue, units and reporters, what it sent and took in."""

import re
from collections.abc import Callable, Mapping
from datetime import date as Date
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from logs.book.changes import change_key
from logs.catalogue.directive import Directive, kept_catalogue
from logs.catalogue.exemptions import Exemption
from logs.counting.authority import Speakers
from logs.counting.unit_totals import in_force
from logs.errors import Notice, SotayError
from logs.exchange.code_maps import Adoption, CodeMap, Lens
from logs.exchange.frozen_reports import FrozenReport, pack, unpack
from logs.exchange.office_settings import Office
from logs.exchange.receipts import Receipt, Rejected
from logs.exchange.received import Received, Sender, Waiting
from logs.exchange.same_event import Answers, LinkRecord
from logs.model import Code, Reporter, Role, Unit
from logs.session.query import Entry, Standing, session_id_of
from logs.session.validation import Known
from logs.store.storage import BookStorage
from logs.store.tinydb_adapter import BookDB
from logs.text import fold

T = TypeVar("T", bound=Struct)
Clock = Callable[[], datetime]


class Owner(Struct, frozen=True, kw_only=True):
    """Whose book it is: its own random id, the unit it speaks for, the person who writes, the catalogue in use."""

    book: str
    unit: Code
    reporter: Code
    role: Role
    directive: Code
    created: datetime


class Kit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The starter kit that the book was made from or took last: of which office's book, and its number there.

    `recipient` is what files for the office are locked to, "" where it has named nothing.
    """

    book: str
    unit: Code
    number: int
    sha256: str
    came: datetime
    recipient: str = ""


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


class Purge(Struct, frozen=True, kw_only=True):
    """That a session's text was taken out for good: the versions whose content is gone, and what was left then."""

    at: datetime
    versions: tuple[str, ...]
    left: tuple[str, ...]


class BookLists:
    """The lists of an open book, read at once and again after each save that touches them."""

    def __init__(self, db: BookDB, clock: Clock) -> None:
        self.db = db
        self.clock = clock
        self.storage: BookStorage = db.storage  # type: ignore[assignment]
        self.reread()

    @property
    def folder(self) -> Path:
        """The folder the book is kept in."""
        return self.storage.folder

    @property
    def read_only(self) -> bool:
        """Whether the book was opened for looking only."""
        return self.storage.read_only

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What a person should know of the book's files: damage found on the way and put right."""
        return tuple(self.storage.notices)

    @property
    def generation(self) -> int:
        """The number of the book's last save."""
        return self.storage.generation

    def today(self) -> Date:
        """The day it is, by the book's clock."""
        return self.clock().date()

    def known(self, directive: str = "") -> Known:
        """What sessions are checked against: the catalogue named, if the book has it, else the one in use."""
        return Known(self._directive(directive), self.units, self.reporters, self.today())

    def add_reporter(self, reporter: Reporter) -> None:
        """Take a reporter in, or replace the one of the same code; no step, and no undo."""
        self.storage.commit({"reporters": {reporter.code: msgspec.json.encode(reporter)}})
        self.reread()

    def use_office(self, office: Office) -> None:
        """Write official papers so from now on; no step, and no undo."""
        self.storage.commit({"about": {"office": msgspec.json.encode(office)}})
        self.reread()

    def frozen_reports(self) -> tuple[FrozenReport, ...]:
        """The reports that were kept as they were sent, oldest first."""
        rows = self.storage.rows("reports").values()
        return tuple(sorted((decode(raw, FrozenReport) for raw in rows), key=lambda one: (one.made, one.key)))

    def frozen_report(self, key: str) -> bytes:
        """What was kept of the report whose key is, or begins with, this.

        Raises SotayError `frozen_missing`, `frozen_ambiguous`, `frozen_damaged`.
        """
        found = [name for name in self.storage.rows("reports") if key and name.startswith(key.strip().casefold())]
        if len(found) != 1:
            raise SotayError("frozen_ambiguous" if found else "frozen_missing", value=key)
        return unpack(self.storage.rows("report_data")[found[0]], found[0])

    def freeze_report(self, report: FrozenReport, data: bytes) -> None:
        """Keep a report's bytes as they are; no undo takes back what was sent."""
        self.storage.commit(
            {"reports": {report.key: msgspec.json.encode(report)}, "report_data": {report.key: pack(data)}}
        )

    def exports(self) -> tuple[Export, ...]:
        """The packages that this book wrote, oldest first."""
        return tuple(decode(self.storage.rows("exports")[key], Export) for key in sorted(self.storage.rows("exports")))

    def note_export(self, export: Export, versions: Mapping[str, str]) -> None:
        """Remember a package and, by session id, the versions that it carried."""
        sent = {key: msgspec.json.encode(version) for key, version in versions.items()}
        held = self.storage.rows("sent")
        new = {key: version for key, version in sent.items() if held.get(key) != version}
        self.storage.commit({"exports": {change_key(export.number): msgspec.json.encode(export)}, "sent": new})

    def purge_of(self, session_id: str) -> Purge | None:
        """What was purged of a session, and when it was last; None where nothing was."""
        raw = self.storage.rows("purged").get(session_id)
        return None if raw is None else decode(raw, Purge)

    def first_came(self, sha256: str) -> datetime | None:
        """When a file was merged for the first time, though its merge may have been undone since."""
        raw = self.storage.rows("came").get(sha256)
        return None if raw is None else msgspec.json.decode(raw, type=datetime)

    def was_sent(self, session_id: str) -> bool:
        """Whether a package has carried the session in any form."""
        return session_id_of(session_id) in self.storage.rows("sent")

    def standing(self, entry: Entry) -> Standing:
        """How far the session has come as it is now: new, sent, received by the level above, or set aside there."""
        return self.standing_of(entry.id, entry.version)

    def standing_of(self, session_id: str, version: str) -> Standing:
        """How far the version of a session has come."""
        session_id = session_id_of(session_id)
        for receipt in self.receipts.values():
            if receipt.held.get(session_id) == version:
                return "received"
        if self.storage.rows("sent").get(session_id) != msgspec.json.encode(version):
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

    def reread(self) -> None:
        """Read the lists again after a save that touched them."""
        rows = self.storage.rows
        self.owner = decode(rows("about")["owner"], Owner)
        self.kit = decode(rows("about")["kit"], Kit) if "kit" in rows("about") else None
        self.office = decode(rows("about")["office"], Office) if "office" in rows("about") else Office()
        self.units = {key: decode(raw, Unit) for key, raw in rows("units").items()}
        self.reporters = {key: decode(raw, Reporter) for key, raw in rows("reporters").items()}
        self.received = {key: decode(raw, Received) for key, raw in rows("received").items()}
        self.senders = {key: decode(raw, Sender) for key, raw in rows("senders").items()}
        self.waiting = {key: decode(raw, Waiting) for key, raw in rows("waiting").items()}
        self.maps = {key: decode(raw, CodeMap) for key, raw in rows("maps").items()}
        self.adoptions = {key: decode(raw, Adoption) for key, raw in rows("adoptions").items()}
        self.receipts = {key: decode(raw, Receipt) for key, raw in rows("receipts").items()}
        self._links: Mapping[str, LinkRecord] | None = None
        self.answers = {key: decode(raw, Answers) for key, raw in rows("links").items()}
        self.exemptions = {key: decode(raw, Exemption) for key, raw in rows("exemptions").items()}
        self.totals = in_force(rows("totals"), self.received.values())
        self.directive = self._directive(self.owner.directive)
        senders = {one.unit for one in self.received.values()}
        self.lens = Lens(self.maps, self.units, senders, self.directive, self.adoptions)
        self.speakers = Speakers(self.units, self.lens.unit)

    def held_directive(self, code: str) -> Directive | None:
        """A catalogue that the book has used, by its id."""
        held = self.storage.rows("directives")
        return kept_catalogue(held[code]) if code in held else None

    def _directive(self, code: str) -> Directive:
        return self.held_directive(code) or self.directive


def reporter_code(unit: str, name: str) -> str:
    """A reporter's code from unit and name: `CB01-nguyen-van-an`, at most 32 characters."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    return f"{unit}-{slug or 'bcv'}"[:32].rstrip("-")


def decode(raw: bytes, kind: type[T]) -> T:
    """A document as a Struct of that kind; raises msgspec.MsgspecError."""
    return msgspec.json.decode(raw, type=kind)
