"""What a merge would make of a book, file by file, answers, kits and receipts included; nothing is changed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date as Date
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any

import msgspec
from msgspec import Struct

from exports.merge.merged_answers import MergedAnswers
from exports.merge.merged_sessions import MergedSessions
from exports.merge.notices import remarks
from exports.merge.outcomes import FileOutcome, Plan, about, known_outcome
from exports.merge.taken_totals import take_marks, take_totals
from exports.merge.trust import SenderContext, Senders, goes_before
from exports.merge.waiting_files import WaitingFiles
from exports.package.format import ExemptionLine, Head
from exports.package.keys import fingerprint
from exports.package.kit import StarterKit, is_kit, kit_changes, kit_in, kit_of
from exports.package.lines import SetAside
from exports.package.open_files import Opened, open_file
from exports.package.reader import Package, read_sealed
from exports.package.seal import Sealed
from exports.package.totals import counted_in
from logs.book.book import LogBook
from logs.book.reference import Kit
from logs.catalogue.exemptions import Mark
from logs.counting.unit_totals import TotalsFile, UnitTotals, as_read, differ
from logs.coverage.catalogue_change import change_to
from logs.errors import Notice, SotayError
from logs.exchange.code_maps import CodeMap
from logs.exchange.exemptions import MarksFile
from logs.exchange.receipts import AnsweredMark, Receipt, Rejected
from logs.exchange.received import Received, Waiting, kept_file, missing_of, missing_parts
from logs.model import Reporter

_MOST_NAMED = 5  # sessions that a remark names


class Merged(Struct, frozen=True):
    """What became of what a package says: its sessions by COUNTS, what was set aside, the totals and marks taken.

    `unknown` counts, by code, the sessions that wait because nobody has said yet which unit is meant.
    """

    counts: Mapping[str, Any]
    set_aside: tuple[SetAside, ...]
    totals: tuple[UnitTotals, ...]
    marks: tuple[Mark, ...]
    unknown: Counter[str]


class Planning:
    """The book as it would be after the files taken so far; `meaning` is an answer that it does not hold yet.

    `days` are those on which files came, by name or SHA-256, under "" that of all others; else they come now.
    """

    def __init__(
        self,
        book: LogBook,
        trust: frozenset[str] = frozenset(),
        *,
        trust_new: bool = False,
        meaning: CodeMap | None = None,
        in_doubt: frozenset[str] = frozenset(),
        days: Mapping[str, Date] = {},
    ) -> None:
        self._book = book
        self._lens = book.exchange.lens.knowing(meaning) if meaning else book.exchange.lens
        self.senders = Senders(book, self._lens, trust, trust_new, in_doubt)
        self._meaning = meaning
        self._sessions = MergedSessions(book, self.senders)
        self._answers = MergedAnswers(book.exchange.answers, self._sessions, self.senders)
        self._waiting = WaitingFiles(book)
        self._plain_texts: set[str] = set()
        self._reporters: dict[str, Reporter] = {}
        self._received: dict[str, Received] = {}
        self._came: dict[str, datetime] = {}
        self._days = days
        self._arrivals: dict[str, Date] = {}
        self._receipts: dict[str, Receipt] = {}
        self._totals: dict[str, TotalsFile] = {}
        self._marks: dict[str, MarksFile] = {}
        self._kit: Kit | None = None  # the newest that was taken, with what it changes
        self._kit_changes: dict[str, dict[str, bytes | None]] = {}

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], dict[int, str]]:
        """By unit and book the files by number: whoever names another sender's book says nothing of its numbers."""
        numbers: dict[tuple[str, str], dict[int, str]] = {}
        for file in self._book.exchange.received.values():
            numbers.setdefault((self._lens.unit(file.unit), file.book), {})[file.number] = file.export
        return numbers

    def plan(self, outcomes: Iterable[FileOutcome]) -> Plan:
        """The documents to save, encoded, with what became of each file."""
        tables: dict[str, Mapping[str, Struct | None]] = {
            "reporters": self._reporters,
            "received": self._received,
            "senders": self.senders.bound,
            "waiting": self._waiting.changed,
            "receipts": self._receipts,
            "links": self._answers.changed,
            "maps": {self._meaning.key: self._meaning} if self._meaning else {},
            "totals": self._totals,
            "marks": self._marks,
            "withdrawn": self._sessions.withdrawn,
        }
        encode = msgspec.json.Encoder().encode
        changes: dict[str, dict[str, bytes | None]] = {"sessions": self._sessions.changes()}
        for name, table in tables.items():
            changes[name] = {key: None if row is None else encode(row) for key, row in table.items()}
        for name, moments in (("came", self._came), ("arrivals", self._arrivals)):
            changes[name] = {key: encode(when) for key, when in moments.items()}
        for name, rows in self._kit_changes.items():
            changes[name] = changes.get(name, {}) | rows
        return Plan(
            tuple(self._telling_missing(outcomes)),
            changes,
            self._waiting.packages,
            self._book.generation,
            self._sessions.sources,
            self._sessions.as_they_came(),
        )

    def _telling_missing(self, outcomes: Iterable[FileOutcome]) -> Iterator[FileOutcome]:
        """The outcomes; the last file of an export of which parts are missing says which."""
        outcomes = list(outcomes)
        missing = missing_parts({**self._book.exchange.received, **self._received}.values())
        last = {file.export: key for key, file in self._received.items() if file.export in missing}
        for outcome in outcomes:
            file = self._received.get(outcome.sha256) if outcome.outcome == "merged" else None
            if file and last.get(file.export) == file.sha256:
                yield msgspec.structs.replace(outcome, notes=(*outcome.notes, missing[file.export]))
            else:
                yield outcome

    def take(self, file: Opened, *, name: str = "") -> FileOutcome:
        """What becomes of a file, which came under `name` where it has another one here."""
        name, data, sealed = name or file.path.name, file.data, file.found
        try:
            if isinstance(sealed, SotayError):
                raise sealed
            known = self._received.get(sealed.sha256) or self._book.exchange.received.get(sealed.sha256)
            # Under another's key it says nothing new, and would take the place of the file that is kept.
            if known is not None and (not known.set_aside or known.key != sealed.key):
                return known_outcome(name, known)
            self.senders.refuse(sealed.key, sealed.sha256)
            if is_kit(sealed):
                return self._take_kit(name, kit_in(sealed), data)
            sender = self.senders.of(file.package())
            return self._take_receipt(name, sender, data) if sender.package.receipts else self._take(name, sender, data)
        except SotayError as error:
            return FileOutcome(file=name, outcome="refused", code=error.code, params=error.params)

    def take_kept(self, sha256: str) -> FileOutcome:
        """What becomes of a file that came before; one that is not kept any more is refused as `file_not_kept`."""
        path, exchange = kept_file(self._book.folder, sha256), self._book.exchange
        known = exchange.waiting.get(sha256) or exchange.received.get(sha256)
        name = known.file if known else sha256
        if known is None or not path.is_file():
            return FileOutcome(file=name, outcome="refused", code="file_not_kept", params={"name": name}, sha256=sha256)
        return self.take(open_file(path), name=name)

    def take_again(self, file: Sealed, name: str, sessions: Set[str]) -> None:
        """Let a file say again what it says, whatever there is to ask about its sender by now.

        Of a file that was taken whole only these sessions are looked at. What it said is kept already.
        """
        if is_kit(file):
            self._keep_kit(kit_in(file), b"")
            return
        sender = asked = self.senders.of(package := read_sealed(file))
        if not package.receipts and not self._book.exchange.received[file.sha256].set_aside:
            unasked = {key for key in package.records if key not in sessions}
            records = package.records.but(unasked)
            asked = msgspec.structs.replace(sender, package=msgspec.structs.replace(package, records=records))
        merged = self._merge(asked)
        if package.receipts:
            self._keep_receipt(sender, b"")
            return
        self._waiting.let_rest_wait(name, package, merged.set_aside)
        self._remember(name, sender, b"", merged)

    def look_at(self, package: Package) -> Merged:
        """What would become of a package, were it to come now."""
        return self._merge(self.senders.of(package))

    def compared_since(self) -> list[Waiting]:
        """The files of which a part waits for keys that a person has compared with this merge."""
        return self._waiting.with_keys(key for key, sender in self.senders.bound.items() if sender.compared)

    def _take(self, name: str, sender: SenderContext, data: bytes) -> FileOutcome:
        package, known = sender.package, self._book.exchange.received.get(sender.package.sha256)
        said = None if known else self._days.get(package.sha256) or self._days.get(name) or self._days.get("")
        if said is not None:
            self._arrivals[package.sha256] = said
        day = said or (known.day if known else self._book.exchange.arrivals.get(package.sha256))
        days = {"received": day or self._first_came(package.sha256).date(), "made": self._day_of(package.head.made)}
        if waits := self._doubt(name, package, data):
            return msgspec.structs.replace(waits, **days)
        numbers = self._numbers.get((sender.meant, package.head.book), {})
        notes = remarks(package, self._book, numbers, self._plain_texts, is_new=self.senders.is_new(package.key))
        merged = self._merge(sender)
        notes += tuple(self._differences(package, merged.totals))
        notes += self._waiting.let_rest_wait(name, package, merged.set_aside)
        self._remember(name, sender, data, merged)
        if day is not None and days["made"] > day:
            notes += (Notice("receipt_before_made", {"number": package.head.number, **days}),)
        return _taken(about(name, package) | days, merged, notes)

    def _first_came(self, sha256: str) -> datetime:
        """When a file came first: with a merge that was undone since, or to wait for a decision; else now."""
        exchange = self._book.exchange
        waiting = exchange.waiting.get(sha256)
        return exchange.first_came(sha256) or (waiting.came if waiting else self._book.clock())

    def _day_of(self, moment: datetime) -> Date:
        return moment.astimezone(self._book.clock().tzinfo).date()

    def _doubt(self, name: str, package: Package, data: bytes) -> FileOutcome | None:
        """What becomes of a package whose sender a person has to decide about; None where there is no doubt."""
        doubt = self.senders.doubt(package)
        if doubt is None:
            return None
        self._waiting.let_wait(name, package, doubt, data)
        return FileOutcome(**about(name, package), outcome="quarantined", code=doubt.code, params=doubt.params)

    def _take_receipt(self, name: str, sender: SenderContext, data: bytes) -> FileOutcome:
        """Take what the level above says of this book's files, and the decisions that come with it.

        Raises SotayError `receipt_of_other` where it speaks of another book's files, or comes from elsewhere.
        """
        book, package, head = self._book, sender.package, sender.package.head
        told: dict[str, Any] = {"file": name, "unit": head.unit, "sha256": package.sha256}
        if head.book == book.owner.book:
            # It lies on the stick that it is to go home with.
            return FileOutcome(**told, outcome="known", code="receipt_own")
        if not sender.is_above or all(line.book != book.owner.book for line in package.receipts):
            raise SotayError("receipt_of_other", unit=head.unit)
        told |= {"fingerprint": fingerprint(package.key)}
        held = self._receipts.get(head.book) or book.exchange.receipts.get(head.book)
        if held is not None and held.number >= head.number and not _is_missing_of(held, head):
            return FileOutcome(**told, outcome="known", code="file_known", params={"received": held.came})
        if waits := self._doubt(name, package, data):
            return waits
        merged = self._merge(sender)
        return _taken(told, merged, _receipt_notes(self._keep_receipt(sender, data), held))

    def _keep_receipt(self, sender: SenderContext, data: bytes) -> Receipt:
        """Remember what a receipt says of this book's files."""
        book, package, head = self._book, sender.package, sender.package.head
        ours = [line for line in package.receipts if line.book == book.owner.book]
        held = self._receipts.get(head.book) or book.exchange.receipts.get(head.book)
        other = held if held is not None and _is_missing_of(held, head) else None
        self._waiting.settle(package.sha256, data)
        self.senders.bind(sender, book.clock())
        taken = Receipt(
            sha256=package.sha256, unit=head.unit, book=head.book, number=head.number, made=head.made,
            came=book.clock(), files=tuple(line.number for line in ours),
            held={key: version for line in ours for key, version in line.held.items()},
            set_aside=tuple(Rejected(one.id, one.code, one.params) for line in ours for one in line.set_aside),
            exemptions=tuple(_answered(line) for line in package.exemptions if line.accepted is not None),
            parts={head.part.number: package.sha256} if head.part else {}, of=head.part.of if head.part else 1,
        )  # fmt: skip
        taken = self._receipts[head.book] = taken.beside(other) if other else taken
        return taken

    def _take_kit(self, name: str, kit: StarterKit, data: bytes) -> FileOutcome:
        """Take the office's catalogue and unit list; no session is touched."""
        book, head = self._book, kit.head
        told: dict[str, Any] = {
            "file": name, "unit": head.unit, "sha256": kit.sha256, "fingerprint": fingerprint(kit.key)
        }  # fmt: skip
        held = self._kit or book.reference.kit
        is_known = held is not None and held.book == head.book and held.number >= head.number
        if is_known or head.book == book.owner.book:
            return FileOutcome(**told, outcome="known", code="kit_known", params={"unit": head.unit})
        if doubt := self.senders.doubt_office(head.unit, kit.key, kit.sha256):
            self._waiting.let_wait(name, kit, doubt, data)
            return FileOutcome(**told, outcome="quarantined", code=doubt.code, params=doubt.params)
        self._keep_kit(kit, data)
        note = Notice("kit_taken", {"unit": head.unit, "directive": kit.directive.id, "units": len(kit.units)})
        changed = change_to(book, kit.directive) if kit.directive.sha256 != book.directive.sha256 else None
        return FileOutcome(**told, outcome="merged", notes=(note,), catalogue=changed)

    def _keep_kit(self, kit: StarterKit, data: bytes) -> None:
        """Use the catalogue and the unit list of a kit."""
        self._waiting.settle(kit.sha256, data)
        self._kit = kit_of(self._book, kit)
        self._kit_changes = kit_changes(self._book, kit)

    def _merge(self, sender: SenderContext) -> Merged:
        """Merge the sessions, answers and totals of a package."""
        package, (counts, set_aside) = sender.package, self._sessions.merge(sender)
        unknown = Counter(line.params["unit"] for line in set_aside if line.code == "session_unit_unknown")
        set_aside = [*package.set_aside, *set_aside, *self._answers.merge(sender)]
        totals: tuple[UnitTotals, ...] = ()
        if package.totals and not package.receipts:
            taken = take_totals(package, sender.scope, self._book.units)
            totals = taken.lines
            self._totals[package.sha256] = TotalsFile(totals)
            set_aside += taken.set_aside
            unknown.update(taken.unknown)
        marks: tuple[Mark, ...] = ()
        if package.exemptions and not package.receipts:
            marks, left = take_marks(package, sender.scope, self._book.units)
            self._marks[package.sha256] = MarksFile(marks)
            set_aside += left
        return Merged(counts, tuple(sorted(set_aside, key=lambda line: line.line)), totals, marks, unknown)

    def _differences(self, package: Package, taken: Iterable[UnitTotals]) -> Iterator[Notice]:
        """The taken totals whose figures are not those of the sessions that are here."""
        lens = self._book.exchange.lens
        for totals in taken:
            read = as_read(totals, package.head.unit, package.head.directive.id, lens)
            if differ(read, self._sessions.get, lens.session):
                yield Notice("totals_differ", {"unit": totals.unit})

    def _remember(self, name: str, sender: SenderContext, data: bytes, merged: Merged) -> None:
        """Keep a package that was taken, its sender's key and its reporters."""
        package, head, now = sender.package, sender.package.head, self._book.clock()
        found, came = counted_in(package), self._first_came(package.sha256)
        self._waiting.settle(package.sha256, data)
        if self._book.exchange.first_came(package.sha256) is None:
            self._came[package.sha256] = came
        self._received[package.sha256] = Received(
            sha256=package.sha256, file=name, unit=head.unit, book=head.book, number=head.number, level=head.level,
            period=head.period, made=head.made, received=came, sessions=found.sessions,
            attendance=found.attendance, set_aside=len(merged.set_aside), nil=head.nil and not found.sessions,
            key=package.key, directive=head.directive.id, unknown=dict(merged.unknown), part=head.part,
        )  # fmt: skip
        self._numbers.setdefault((sender.meant, head.book), {})[head.number] = package.export
        self.senders.bind(sender, now)
        for line in package.reporters:
            unit = self._lens.unit(line.unit)
            if unit in sender.scope.units and line.code != self._book.owner.reporter:
                self._take_reporter(Reporter(code=line.code, unit=unit, name=line.name, rank=line.rank), sender)

    def _take_reporter(self, reporter: Reporter, sender: SenderContext) -> None:
        held = self._reporters.get(reporter.code) or self._book.reporters.get(reporter.code)
        if held is None or goes_before(reporter, held, sender.scope.units):
            self._reporters[reporter.code] = reporter


def _taken(about: Mapping[str, Any], merged: Merged, notes: Iterable[Notice]) -> FileOutcome:
    return FileOutcome(**about, **merged.counts, outcome="merged", set_aside=merged.set_aside, notes=tuple(notes))


def _is_missing_of(receipt: Receipt, head: Head) -> bool:
    """Whether a file is a part of the receipt that is not there yet."""
    return head.part is not None and receipt.number == head.number and head.part.number not in receipt.parts


def _answered(line: ExemptionLine) -> AnsweredMark:
    return AnsweredMark(
        directive=line.directive, unit=line.unit, theme=line.theme, reason=line.reason,
        accepted=bool(line.accepted), note=line.note,
    )  # fmt: skip


def _receipt_notes(taken: Receipt, former: Receipt | None) -> Iterator[Notice]:
    yield Notice("receipt_taken", {"unit": taken.unit, "held": len(taken.held), "left": len(taken.rejected)})
    if taken.parts and (missing := missing_of(taken.of, taken.parts)):
        yield missing
    told = former.exemptions if former else ()
    for accepted, code in ((True, "exemptions_accepted"), (False, "exemptions_refused")):
        themes = [mark.theme for mark in taken.exemptions if mark.accepted is accepted and mark not in told]
        if themes:
            yield Notice(code, {"count": len(themes), "themes": ", ".join(themes[:_MOST_NAMED])})
    if apart := taken.apart:
        pairs = [f"{ours[:8]} → {theirs[:8]}" for ours, theirs in islice(apart.items(), _MOST_NAMED)]
        ids = ", ".join(pairs) + " …" * (len(apart) > len(pairs))
        yield Notice("sessions_kept_apart", {"count": len(apart), "ids": ids})
