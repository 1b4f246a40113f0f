"""What a merge would make of a book, file by file, answers, kits and receipts included; nothing is changed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from exports.merge.links import take_links
from exports.merge.notices import remarks
from exports.merge.office_files import take_kit, take_receipt
from exports.merge.outcomes import COUNTS, FileOutcome, Plan, about, known_outcome, outcome_of
from exports.merge.overlay import Sessions
from exports.merge.taken_totals import take_totals
from exports.merge.trust import Scope, Senders, attributed, goes_before
from exports.package.fast_lines import PlainSession
from exports.package.keys import fingerprint
from exports.package.kit import StarterKit, is_kit, kit_changes, kit_in, kit_of
from exports.package.lines import SetAside
from exports.package.open_files import Opened
from exports.package.reader import Package
from exports.package.sanitize import merge_cleaned
from exports.package.totals import counted_in
from logs.book.book import LogBook
from logs.book.reference import Kit
from logs.counting.unit_totals import TotalsFile, UnitTotals, as_read, differ
from logs.errors import Notice, SotayError
from logs.exchange.code_maps import CodeMap
from logs.exchange.receipts import Receipt, Rejected
from logs.exchange.received import KEY_NOT_COMPARED, Received, Waiting
from logs.exchange.same_event import Answers
from logs.model import Reporter
from logs.versions import Record, judged, unit_of

# What is set aside until a person has compared the sender's key.
WAIT_FOR_KEY = frozenset({"session_waits_for_key", "totals_wait_for_key", "link_waits_for_key"})


class Planning:
    """The book as it would be after the files taken so far; `meaning` is an answer that it does not hold yet."""

    def __init__(
        self,
        book: LogBook,
        trust: frozenset[str],
        trust_new: bool,
        *,
        meaning: CodeMap | None = None,
        in_doubt: frozenset[str] = frozenset(),
    ) -> None:
        self.book = book
        self.lens = book.exchange.lens.knowing(meaning) if meaning else book.exchange.lens
        self.senders = Senders(book, self.lens, trust, trust_new, in_doubt)
        self._meaning = meaning
        self.sessions = Sessions(book)
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
        for one in book.exchange.received.values():
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
        return Scope(self.lens, self.senders.scope(package), self.senders.waiting_for_key(package))

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
        notes = remarks(package, self.book, numbers, is_new=self.senders.is_new(package.key))
        counts, set_aside, unknown = self.merge_records(package)
        notes += tuple(self._differences(package))
        notes += self.let_rest_wait(name, package, set_aside)
        self.remember(name, package, data, len(set_aside), unknown)
        return FileOutcome(**told, **counts, outcome="merged", set_aside=set_aside, notes=notes)

    def keep_kit(self, kit: StarterKit, data: bytes) -> None:
        """Use the catalogue and the unit list of a kit."""
        self.settle(kit.sha256, data)
        self.kit = kit_of(self.book, kit)
        self.kits = kit_changes(self.book, kit)

    def keep_receipt(self, package: Package, data: bytes) -> Receipt:
        """Remember what a receipt says of this book's files."""
        book, head = self.book, package.head
        ours = [line for line in package.receipts if line.book == book.owner.book]
        self.settle(package.sha256, data)
        self.senders.bind(package, book.clock())
        taken = Receipt(
            sha256=package.sha256,
            unit=head.unit,
            book=head.book,
            number=head.number,
            made=head.made,
            came=book.clock(),
            files=tuple(line.number for line in ours),
            held={key: version for line in ours for key, version in line.held.items()},
            set_aside=tuple(Rejected(one.id, one.code, one.params) for line in ours for one in line.set_aside),
        )
        self.receipts[head.book] = taken
        return taken

    def settle(self, sha256: str, data: bytes) -> None:
        """Keep a file that was taken; it waits no more, but for what nobody has compared its key for."""
        self.packages[sha256] = data
        if sha256 in self.book.exchange.waiting:
            self.waiting.setdefault(sha256, None)

    def _received(self, sha256: str) -> Received | None:
        return self.received.get(sha256) or self.book.exchange.received.get(sha256)

    def let_wait(self, file: Waiting, data: bytes) -> None:
        """Keep the file apart until a person has decided about its sender."""
        held = self.book.exchange.waiting.get(file.sha256)
        if file.sha256 not in self.waiting and (held is None or (held.code, held.key) != (file.code, file.key)):
            self.packages[file.sha256] = data
            self.waiting[file.sha256] = file

    def first_waited(self, sha256: str) -> datetime:
        """When a file that is to wait came first, whatever it waited for then; now for one that is new here."""
        waiting = self.book.exchange.waiting.get(sha256)
        return waiting.came if waiting else self.book.clock()

    def doubt(self, name: str, package: Package, data: bytes) -> FileOutcome | None:
        """What becomes of a package whose sender a person has to decide about; None where there is no doubt."""
        doubt, head = self.senders.doubt(package), package.head
        if doubt is None:
            return None
        waiting = Waiting(
            sha256=package.sha256, file=name, unit=head.unit, level=head.level, book=head.book, number=head.number,
            came=self.first_waited(package.sha256), code=doubt.code, params=doubt.params,
            sessions=head.counts.sessions, key=package.key,
        )  # fmt: skip
        self.let_wait(waiting, data)
        return FileOutcome(**about(name, package), outcome="quarantined", code=doubt.code, params=doubt.params)

    def let_rest_wait(self, name: str, package: Package, set_aside: Iterable[SetAside]) -> tuple[Notice, ...]:
        """Let what a key nobody has compared says of units below wait for that, as one question."""
        units = {one.params["unit"] for one in set_aside if one.code in WAIT_FOR_KEY}
        if not units:
            return ()
        count = sum(one.code == "session_waits_for_key" for one in set_aside)
        count += sum(line.sessions for line in package.totals if line.unit in units)
        params = {"unit": package.head.unit, "fingerprint": fingerprint(package.key)}
        others = [
            one
            for one in self.book.exchange.waiting.values()
            if one.key == package.key and one.code == KEY_NOT_COMPARED
        ]
        held = next((one for one in others if one.sha256 == package.sha256), None)
        self.waiting[package.sha256] = held or Waiting(
            sha256=package.sha256, file=name, unit=package.head.unit, level=package.head.level,
            book=package.head.book, number=package.head.number, came=self.first_waited(package.sha256),
            code=KEY_NOT_COMPARED, params=params, sessions=count, key=package.key,
            refused=any(one.refused for one in others),
        )  # fmt: skip
        return (Notice(KEY_NOT_COMPARED, params),)

    def compared_since(self) -> list[Waiting]:
        """The files of which a part waits for keys that a person has compared with this merge."""
        compared = {key for key, sender in self.senders.bound.items() if sender.compared}
        waiting = (
            one for one in self.book.exchange.waiting.values() if one.code == KEY_NOT_COMPARED and one.key in compared
        )
        return [one for one in waiting if one.sha256 not in self.waiting]

    def merge_records(self, package: Package) -> tuple[dict[str, Any], tuple[SetAside, ...], dict[str, int]]:
        """Merge the package's sessions, answers and totals.

        Returns counts of sessions by what becomes of them, those set aside, and how many of these name an unknown unit,
        by its code.
        """
        set_aside = list(package.set_aside)
        unknown: dict[str, int] = {}
        scope = self.scope_of(package)
        new = self._new(package, scope)
        self.sessions.put_new(new)
        self._brought_by.update(dict.fromkeys(new, package.sha256))
        counts: dict[str, Any] = {**dict.fromkeys(COUNTS, 0), "new": len(new)}
        for sent in package.records.but(new).values():
            found = self._merge_session(package, sent, scope)
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

    def _merge_session(self, package: Package, sent: Record, scope: Scope) -> str | SetAside:
        """Merge what a package says of a session; under which of COUNTS that is counted, or why it was set aside."""
        before = self.sessions.get(sent.id)
        own = attributed(sent, package.head.unit, self.senders.voice(package), scope)
        is_known = before is not None and any(map(scope.holds, before.units()))
        if scope.waiting and own.heads and own.is_deleted and not is_known:
            # Of which unit the session was that is deleted nobody can tell, or it is one of those to wait for.
            return self._set_aside(package, sent, scope, scope.waiting)
        after = before
        if own.heads:
            whole = own if before is None else merge_cleaned(before, own)
            after = judged(whole, self.senders.covers)
            if not after.heads:
                return SetAside(package.lines[sent.id], sent.id, "session_replaced_itself")
        if after is not None and after != before:
            self.sessions.put(after)
            if after.is_conflict:
                self._note_sources(after, before, package.sha256)
            self._brought_by[sent.id] = package.sha256
        if foreign := self._foreign(sent, own, after, scope):
            return self._set_aside(package, sent, scope, foreign)
        return outcome_of(before, sent, after or sent)

    def _foreign(self, sent: Record, own: Record, after: Record | None, scope: Scope) -> frozenset[str]:
        """The units of whose sessions the package says something new that is not its sender's to say."""
        if own is sent:
            return frozenset()
        known = {head.id for head in after.heads} | after.replaced if after else frozenset[str]()
        kept = {head.id for head in own.heads}
        foreign = [head.content.unit for head in sent.heads if head.content and head.id not in known | kept]
        if any(head.content is None and head.id not in known for head in sent.heads):
            # A deletion that nobody here has made or was waiting for.
            told = [unit_of(voice)[0] for voice, said in sent.told.items() if said.gone]
            foreign += after.units() if after else [unit for unit in told if unit]
        return frozenset(meant for code in foreign if not scope.holds(meant := scope.meaning(code)))

    def _set_aside(self, package: Package, sent: Record, scope: Scope, foreign: frozenset[str]) -> SetAside:
        nobody_knows = sorted(foreign - self.book.units.keys())
        code = "session_of_other_unit" if not nobody_knows else "session_unit_unknown"
        code = "session_waits_for_key" if foreign <= scope.waiting else code
        unit = nobody_knows[0] if nobody_knows else ", ".join(sorted(foreign))
        return SetAside(package.lines[sent.id], sent.id, code, {"unit": unit})

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
        former = self.book.sessions.record(after.id)
        known = {head.id for head in former.heads} if former else set()
        for head in after.heads:
            if head.id not in held:
                self.sources[head.id] = sha256
            elif head.id not in known and after.id in self._brought_by:
                self.sources.setdefault(head.id, self._brought_by[after.id])

    def _differences(self, package: Package) -> Iterator[Notice]:
        """The taken totals whose figures are not those of the sessions that are here."""
        lens = self.book.exchange.lens
        for one in self.totals_of(package):
            read = as_read(one, package.head.unit, package.head.directive.id, lens)
            if differ(read, self.sessions.get, lens.session):
                yield Notice("totals_differ", {"unit": one.unit})

    def remember(self, name: str, package: Package, data: bytes, set_aside: int, unknown: dict[str, int]) -> None:
        """Keep a package that was taken, its sender's key and its reporters."""
        head, now = package.head, self.book.clock()
        found = counted_in(package)
        self.settle(package.sha256, data)
        if self.book.exchange.first_came(package.sha256) is None:
            self.came[package.sha256] = now
        self.received[package.sha256] = Received(
            sha256=package.sha256, file=name, unit=head.unit, book=head.book, number=head.number,
            level=head.level, period=head.period, made=head.made,
            received=self.book.exchange.first_came(package.sha256) or now, sessions=found.sessions,
            attendance=found.attendance, set_aside=set_aside,
            nil=head.nil and not found.sessions, key=package.key, directive=head.directive.id, unknown=unknown,
        )  # fmt: skip
        self._numbers.setdefault((self.lens.unit(head.unit), head.book), {})[head.number] = package.sha256
        self.senders.bind(package, now)
        scope = self.senders.scope(package)
        for line in package.reporters:
            unit = self.lens.unit(line.unit)
            if unit in scope and line.code != self.book.owner.reporter:
                self._take_reporter(Reporter(code=line.code, unit=unit, name=line.name, rank=line.rank), scope)

    def _take_reporter(self, reporter: Reporter, scope: frozenset[str]) -> None:
        held = self.reporters.get(reporter.code) or self.book.reporters.get(reporter.code)
        if held is None or goes_before(reporter, held, scope):
            self.reporters[reporter.code] = reporter
