"""What a merge would make of a book, file by file; nothing is changed."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from exports.answers import take_links
from exports.cleaning import merge_cleaned
from exports.kit import is_kit, kit_in
from exports.lines import SetAside
from exports.office import take_kit, take_receipt
from exports.opening import Opened
from exports.outcomes import COUNTS, FileOutcome, Plan, about, known_outcome, outcome_of
from exports.plain import PlainSession
from exports.reader import Package
from exports.remarks import remarks
from exports.scope import Scope, attributed, goes_before, remembered
from exports.senders import Senders
from exports.sessions import Sessions
from exports.totals import counted_in, take_totals
from logs.book import LogBook
from logs.errors import Notice, SotayError
from logs.links import Answers
from logs.lists import Kit
from logs.maps import CodeMap
from logs.model import Reporter
from logs.receipts import Receipt
from logs.received import Received, Waiting
from logs.sums import as_read, differ
from logs.totals import TotalsFile, UnitTotals
from logs.versions import Record


class Planning:
    """The book as it would be after the files taken so far.

    `base` are records to start from instead of the book's, `meaning` is an answer that the book does not hold yet.
    """

    def __init__(
        self,
        book: LogBook,
        trust: frozenset[str],
        trust_new: bool,
        *,
        base: Mapping[str, Record | None] | None = None,
        meaning: CodeMap | None = None,
    ) -> None:
        self.book = book
        self.lens = book.lens.knowing(meaning) if meaning else book.lens
        self.senders = Senders(book, self.lens, trust, trust_new)
        self._meaning = meaning
        self.sessions = Sessions(book, base)
        self.reporters: dict[str, Reporter] = {}
        self.received: dict[str, Received] = {}
        self.waiting: dict[str, Waiting | None] = {}
        self.came: dict[str, datetime] = {}
        self.receipts: dict[str, Receipt] = {}
        self.links: dict[str, Answers] = {}
        self.totals: dict[str, TotalsFile] = {}
        self.kit: Kit | None = None  # the newest that was taken, with what it changes
        self.kits: dict[str, dict[str, bytes | None]] = {}
        self.sources: dict[str, str] = {}
        self._brought_by: dict[str, str] = {}  # by session, the file that changed it last
        self.packages: dict[str, bytes] = {}
        # By unit and book: whoever names another sender's book in his files says nothing of its numbers.
        self._numbers: dict[tuple[str, str], dict[int, str]] = {}
        for one in book.received.values():
            self._numbers.setdefault((self.lens.unit(one.unit), one.book), {})[one.number] = one.sha256

    def plan(self, outcomes: Iterable[FileOutcome]) -> Plan:
        """The documents to save, encoded, with what became of each file."""
        tables: dict[str, Mapping[str, Struct | None]] = {
            "reporters": self.reporters,
            "received": self.received,
            "senders": self.senders.bound,
            "waiting": self.waiting,
            "receipts": self.receipts,
            "links": self.links,
            "maps": {self._meaning.key: self._meaning} if self._meaning else {},
            "totals": self.totals,
        }
        encode = msgspec.json.Encoder().encode
        changes: dict[str, dict[str, bytes | None]] = {"sessions": self.sessions.changes()}
        for name, table in tables.items():
            changes[name] = {key: None if one is None else encode(one) for key, one in table.items()}
        changes["came"] = {key: encode(when) for key, when in self.came.items()}
        for name, rows in self.kits.items():
            changes[name] = changes.get(name, {}) | rows
        return Plan(tuple(outcomes), changes, self.packages, self.book.generation, self.sources)

    def take(self, file: Opened, *, name: str = "") -> FileOutcome:
        """What becomes of a file, which came under `name` where it has another one here."""
        name, data, sealed = name or file.path.name, file.data, file.found
        try:
            if isinstance(sealed, SotayError):
                raise sealed
            known = self._received(sealed.sha256)
            # Under another's key it says nothing new, and would take the place of the file that is kept.
            if known is not None and (not known.set_aside or known.key != sealed.key):
                return known_outcome(name, known)
            self.senders.refuse(sealed.key, sealed.sha256)
            if is_kit(sealed):
                return take_kit(self, name, kit_in(sealed), data)
            package = file.package()
            return take_receipt(self, name, package, data) if package.receipts else self._take(name, package, data)
        except SotayError as error:
            return FileOutcome(file=name, outcome="refused", code=error.code, params=error.params)

    def scope_of(self, package: Package) -> Scope:
        """The units that a package may speak for."""
        return Scope(self.lens, self.senders.scope(package.head))

    def set_aside_of(self, package: Package) -> tuple[SetAside, ...]:
        """What the book would set aside of a package, were it to come now."""
        return self.merge_records(package)[1]

    def totals_of(self, package: Package) -> tuple[UnitTotals, ...]:
        """The totals that were taken of a package."""
        found = self.totals.get(package.sha256)
        return found.lines if found else ()

    def _take(self, name: str, package: Package, data: bytes) -> FileOutcome:
        told, head = about(name, package), package.head
        if waits := self.doubt(name, package, data):
            return waits
        numbers = self._numbers.get((self.lens.unit(head.unit), head.book), {})
        notes = remarks(package, self.book.directive, numbers, is_new=self.senders.is_new(package.key))
        counts, set_aside, unknown = self.merge_records(package)
        notes += tuple(self._differences(package))
        self._remember(name, package, data, len(set_aside), unknown)
        return FileOutcome(**told, **counts, outcome="merged", set_aside=set_aside, notes=notes)

    def settle(self, sha256: str, data: bytes) -> None:
        """Keep a file that was taken; it waits no more."""
        self.packages[sha256] = data
        if sha256 in self.book.waiting:
            self.waiting[sha256] = None

    def take_again(self, package: Package, sessions: Container[str]) -> None:
        """Let a package that was taken before say again what it knows of these sessions."""
        unasked = {key for key in package.records if key not in sessions}
        self.merge_records(msgspec.structs.replace(package, records=package.records.but(unasked)))

    def _received(self, sha256: str) -> Received | None:
        return self.received.get(sha256) or self.book.received.get(sha256)

    def let_wait(self, file: Waiting, data: bytes) -> None:
        """Keep the file apart until a person has decided about its sender."""
        held = self.book.waiting.get(file.sha256)
        if file.sha256 not in self.waiting and (held is None or (held.code, held.key) != (file.code, file.key)):
            self.packages[file.sha256] = data
            self.waiting[file.sha256] = file

    def doubt(self, name: str, package: Package, data: bytes) -> FileOutcome | None:
        """What becomes of a package whose sender a person has to decide about; None where there is no doubt."""
        doubt, head = self.senders.doubt(package), package.head
        if doubt is None:
            return None
        held = self.book.waiting.get(package.sha256)
        waiting = Waiting(
            sha256=package.sha256, file=name, unit=head.unit, level=head.level, book=head.book, number=head.number,
            came=held.came if held else self.book.clock(), code=doubt.code, params=doubt.params,
            sessions=head.counts.sessions, key=package.key,
        )  # fmt: skip
        self.let_wait(waiting, data)
        return FileOutcome(**about(name, package), outcome="quarantined", code=doubt.code, params=doubt.params)

    def merge_records(self, package: Package) -> tuple[dict[str, Any], tuple[SetAside, ...], dict[str, int]]:
        """Merge the package's sessions, answers and totals.

        Returns counts of sessions by what becomes of them, those set aside, and how many of these name an unknown unit,
        by its code.
        """
        set_aside = list(package.set_aside)
        unknown: dict[str, int] = {}
        scope = self.scope_of(package)
        speaker = self.senders.speaks_as(package.head)
        new = self._new(package, scope)
        self.sessions.put_new(new)
        self._brought_by.update(dict.fromkeys(new, package.sha256))
        counts: dict[str, Any] = {**dict.fromkeys(COUNTS, 0), "new": len(new)}
        for sent in package.records.but(new).values():
            found = self._merge_session(package, attributed(sent, speaker), scope)
            if isinstance(found, str):
                counts[found] += 1
                continue
            set_aside.append(found)
            if found.code == "session_unit_unknown":
                unknown[found.params["unit"]] = unknown.get(found.params["unit"], 0) + 1
        set_aside += take_links(self, package, scope)
        if package.totals and not package.receipts:
            taken = take_totals(package, scope, self.book.units)
            self.totals[package.sha256] = TotalsFile(taken.lines)
            set_aside += taken.set_aside
            unknown = {code: unknown.get(code, 0) + taken.unknown.get(code, 0) for code in (unknown | taken.unknown)}
        return counts, tuple(sorted(set_aside, key=lambda one: one.line)), unknown

    def _merge_session(self, package: Package, incoming: Record, scope: Scope) -> str | SetAside:
        """Merge what a package says of a session; under which of COUNTS that is counted, or why it was set aside."""
        before = self.sessions.get(incoming.id)
        if before is not None and not self._may_stand(before, incoming):
            before = None
        after = incoming if before is None else remembered(merge_cleaned(before, incoming), before, incoming)
        foreign = scope.foreign(incoming) | (scope.foreign(before) if before else frozenset())
        if foreign and not (before and (after.heads, after.seen) == (before.heads, before.seen)):
            nobody_knows = sorted(foreign - self.book.units.keys())
            code = "session_unit_unknown" if nobody_knows else "session_of_other_unit"
            unit = nobody_knows[0] if nobody_knows else ", ".join(sorted(foreign))
            return SetAside(package.lines[incoming.id], incoming.id, code, {"unit": unit})
        if after != before:
            self.sessions.put(after)
            if after.is_conflict:
                self._note_sources(after, before, package.sha256)
            self._brought_by[incoming.id] = package.sha256
        return outcome_of(before, incoming, after)

    def _new(self, package: Package, scope: Scope) -> Mapping[str, PlainSession]:
        """The sessions of plain lines that are the sender's own and that nobody here has heard of."""
        rows = package.records.rows
        own, known = {unit for unit in package.tally.units if scope.holds(unit)}, self.sessions.known(rows.keys())
        return {
            key: row
            for key, row in rows.items()
            if isinstance(row, PlainSession) and row.unit in own and key not in known
        }

    def _note_sources(self, after: Record, before: Record | None, sha256: str) -> None:
        """Remember which file brought each version in conflict; what the book had before is told by its steps."""
        held = {head.id for head in before.heads} if before else set()
        former = self.book.record(after.id)
        known = {head.id for head in former.heads} if former else set()
        for head in after.heads:
            if head.id not in held:
                self.sources[head.id] = sha256
            elif head.id not in known and after.id in self._brought_by:
                self.sources.setdefault(head.id, self._brought_by[after.id])

    def _differences(self, package: Package) -> Iterator[Notice]:
        """The taken totals whose figures are not those of the sessions that are here."""
        lens = self.book.lens
        for one in self.totals_of(package):
            read = as_read(one, package.head.unit, package.head.directive.id, lens)
            if differ(read, self.sessions.get, lens.session):
                yield Notice("totals_differ", {"unit": one.unit})

    def _may_stand(self, deleted: Record, incoming: Record) -> bool:
        """Whether a deletion that came before the content it deletes was made by someone who speaks for its unit.

        One that was not is forgotten once the session itself comes, as if the two had come the other way round.
        """
        if not deleted.deleted_by or not deleted.is_deleted:
            return True
        meant, deleters = self.book.lens.unit, [self.book.lens.unit(by) for by in deleted.deleted_by]
        return all(any(meant(unit) in self.senders.below(by) for by in deleters) for unit in incoming.units())

    def _remember(self, name: str, package: Package, data: bytes, set_aside: int, unknown: dict[str, int]) -> None:
        head, now = package.head, self.book.clock()
        found = counted_in(package)
        self.settle(package.sha256, data)
        if self.book.first_came(package.sha256) is None:
            self.came[package.sha256] = now
        self.received[package.sha256] = Received(
            sha256=package.sha256, file=name, unit=head.unit, book=head.book, number=head.number,
            level=head.level, period=head.period, made=head.made, received=self.book.first_came(package.sha256) or now,
            sessions=found.sessions, attendance=found.attendance, set_aside=set_aside,
            nil=head.nil and not found.sessions, key=package.key, directive=head.directive.id, unknown=unknown,
        )  # fmt: skip
        self._numbers.setdefault((self.lens.unit(head.unit), head.book), {})[head.number] = package.sha256
        self.senders.bind(package, now)
        scope = self.senders.scope(head)
        for line in package.reporters:
            unit = self.lens.unit(line.unit)
            if unit in scope and line.code != self.book.owner.reporter:
                self._take_reporter(Reporter(code=line.code, unit=unit, name=line.name, rank=line.rank), scope)

    def _take_reporter(self, reporter: Reporter, scope: frozenset[str]) -> None:
        held = self.reporters.get(reporter.code) or self.book.reporters.get(reporter.code)
        if held is None or goes_before(reporter, held, scope):
            self.reporters[reporter.code] = reporter
