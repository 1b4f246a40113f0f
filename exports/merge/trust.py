"""Who is believed: which key speaks for which unit, and for which other units a package may speak."""

from datetime import datetime

import msgspec
from msgspec import Struct

from exports.package.format import Head
from exports.package.keys import fingerprint
from exports.package.reader import Package
from logs.book.book import LogBook
from logs.catalogue.units import below, children_of
from logs.errors import Notice, SotayError
from logs.exchange.code_maps import Lens
from logs.exchange.received import KEY_NOT_COMPARED, Level, Received, Sender
from logs.model import Reporter
from logs.versions import OWN, Record, Said, make_record, said_together, unit_of, voice_of


class Scope:
    """The units that a package may speak for, whatever codes they go by in its files; `waiting` are those it may speak
    for once a person has compared its key.
    """

    def __init__(self, lens: Lens, units: frozenset[str], waiting: frozenset[str] = frozenset()) -> None:
        self._lens, self.units, self.waiting = lens, units, waiting
        self._meant: dict[str, str] = {}

    def foreign(self, record: Record) -> frozenset[str]:
        """The units that the record names and the package does not speak for, by what their codes mean here."""
        outside = [meant for code in record.units() if (meant := self.meaning(code)) not in self.units]
        return frozenset(outside)

    def holds(self, unit: str) -> bool:
        """Whether the package speaks for the unit of that code."""
        return self.meaning(unit) in self.units

    def meaning(self, code: str) -> str:
        """The unit that a code means here."""
        if code not in self._meant:
            self._meant[code] = self._lens.unit(code)
        return self._meant[code]


class SenderContext(Struct, frozen=True):
    """Whose word a package is: asked once, when it is about to be merged, and handed to whoever merges a part of it.

    Its sender is the unit `meant`, and speaks as `unit`: in a reporter's book the level above speaks as the reporter's
    own unit, and for no other. `voice` is how its word is kept, `scope` the units whose sessions it may change, `below`
    those whose word it may pass on.
    """

    package: Package
    meant: str
    unit: str
    is_above: bool
    is_compared: bool
    voice: str
    scope: Scope
    below: frozenset[str]

    def passes_on(self, by: str) -> str | None:
        """The unit whose word an answer of the package is; None where the sender may not pass on that unit's word."""
        if not by:
            return self.unit
        unit = self.scope.meaning(by)
        return unit if unit in self.below else None


def attributed(record: Record, sender: SenderContext) -> Record:
    """What of a package's record is its sender's to say, by whose word each part is: perhaps no version at all."""
    scope = sender.scope
    if all(head.content and scope.holds(head.content.unit) for head in record.heads) and all(
        voice != OWN and not unit_of(voice)[1] and scope.holds(voice) for voice in record.told
    ):
        return record
    told: dict[str, Said] = {}
    for voice, said in record.told.items():
        unit, below = unit_of(voice)
        is_own = voice == OWN or (below and scope.meaning(unit) == sender.meant)
        if is_own or scope.holds(unit):
            told = said_together(told, {sender.voice if is_own else voice: said})
    gone = {version.id for said in told.values() for version in said.gone}
    heads = [head for head in record.heads if (scope.holds(head.content.unit) if head.content else head.id in gone)]
    return make_record(record.id, heads).telling(told if heads else {})


def goes_before(sent: Reporter, reporter: Reporter, units: frozenset[str]) -> bool:
    """Whether what a package for these units says of a reporter takes the place of what is held; the same one of two
    spellings is kept in any order of files.

    Other units' reporters stay theirs, and so do codes that begin with a unit's own, whoever named them first.
    """
    new, old = _rank(sent), _rank(reporter)
    return new > old if reporter.unit in units else new[0] > old[0]


def _rank(reporter: Reporter) -> tuple[bool, bytes]:
    return reporter.code.startswith(f"{reporter.unit}-"), msgspec.json.encode(reporter)


class Senders:
    """The senders that a book knows, and those that come to be known while a merge is planned.

    A key is bound to a unit the first time it is seen, and speaks for that unit alone until a person has compared it.
    What has to be trusted by a person first: another key for a unit that has one, each of several for a unit that has
    none, and whoever stands above the book's own unit. `trust` are keys or fingerprints that a person has compared, or
    checksums of unsigned files; with `trust_new` those of units never seen before count as compared. `in_doubt` are
    units for which new keys are known to contradict each other.
    """

    def __init__(
        self, book: LogBook, lens: Lens, trust: frozenset[str], trust_new: bool, in_doubt: frozenset[str] = frozenset()
    ) -> None:
        self.book = book
        self.lens = lens
        self.trust = frozenset(key.replace(" ", "") for key in trust)
        self.trust_new = trust_new
        self.in_doubt = in_doubt
        self.bound: dict[str, Sender] = {}
        self._first_seen: set[str] = set()  # units whose first key has come with these files, compared by nobody
        self._children = children_of(book.units)
        self._below: dict[str, frozenset[str]] = {}
        # A unit keeps its keys under a new code.
        self._with_key = {book.exchange.lens.unit(sender.unit) for sender in book.exchange.senders.values()}

    def of(self, package: Package) -> SenderContext:
        """Whose word the package is, as things stand now."""
        head, is_above = package.head, self.is_above(package.head)
        is_compared = self.is_compared(package.key, package.sha256)
        meant, owner = self._unit(head), self.book.owner.unit
        unit = owner if is_above else meant
        # Kept by the code that others know the unit by, where this book's list has another one.
        voice = voice_of(owner if is_above else head.unit, below=is_compared)
        scope = self.scope(head, package.key, package.sha256)
        return SenderContext(package, meant, unit, is_above, is_compared, voice, scope, self.below(unit))

    def scope(self, head: Head | Received, key: str, sha256: str) -> Scope:
        """The units that the file speaks for, as things stand now."""
        unit = self.book.owner.unit if self.is_above(head) else self._unit(head)
        covered = self.below(unit)
        units = covered if self.is_compared(key, sha256) else frozenset({unit})
        return Scope(self.lens, units, covered - units)

    def refuse(self, key: str, sha256: str) -> None:
        """Raise SotayError `key_revoked`, `file_refused` where a person has decided against this sender or file."""
        sender = self._sender(key)
        if sender is not None and sender.revoked is not None:
            raise SotayError("key_revoked", unit=sender.unit, since=sender.revoked.date(), reason=sender.reason)
        waiting = self.book.exchange.waiting.get(sha256)
        # The same body under another seal is another sender's: nobody has decided about that one.
        is_refused = waiting is not None and waiting.refused and waiting.key == key
        # What of a file speaks for its sender's own unit was taken, whatever was said of the rest.
        is_whole = waiting is not None and waiting.code != KEY_NOT_COMPARED
        if waiting is not None and is_refused and is_whole and not self._is_trusted(key, sha256):
            raise SotayError("file_refused", unit=waiting.unit)

    def doubt(self, package: Package) -> Notice | None:
        """Why a person has to decide before this sender is believed; None where there is no doubt."""
        unit = self._unit(package.head)
        if unit not in self.book.units:
            return Notice("sender_unknown", _marks(package.head.unit, package.key))
        if not package.key:
            known = self.book.exchange.received.get(package.sha256)
            was_trusted = known is not None and not known.key  # this very file, which is looked at once more
            is_trusted = was_trusted or self._is_trusted(package.key, package.sha256)
            return None if is_trusted else Notice("file_unsigned", {"unit": unit})
        marks = _marks(package.head.unit, package.key)
        sender = self._sender(package.key)
        if sender is not None and self.book.exchange.lens.unit(sender.unit) != unit:
            return Notice("key_of_other_unit", {**marks, "other": sender.unit})
        if self._is_trusted(package.key, package.sha256):
            return None
        if self.is_above(package.head):
            return None if sender is not None and sender.level == "committee" else Notice("office_key_new", marks)
        # Nobody speaks for this book's own unit on first sight: a colleague's or a copied laptop's key is compared.
        is_own = unit == self.book.owner.unit
        if sender is None and unit in self._first_seen:
            self.in_doubt |= {unit}
        if sender is None and unit in self.in_doubt:
            return Notice("keys_differ", marks)
        if sender is None and (is_own or unit in self._with_key):
            return Notice("key_of_own_unit" if is_own else "key_changed", marks)
        return None

    def doubt_office(self, unit: str, key: str, sha256: str) -> Notice | None:
        """Why a person has to decide before a kit of that office is believed; None where there is no doubt."""
        sender, office = self._sender(key), self.lens.unit(unit)
        # Who sends a committee's packages is believed for the units below only: an office stands above this book.
        is_office = sender is not None and sender.level == "committee" and self.lens.unit(sender.unit) == office
        if self._is_trusted(key, sha256) or (is_office and self._may_stand_above(office, "committee")):
            return None
        return Notice("office_key_new", _marks(unit, key))

    def is_new(self, key: str) -> bool:
        """Whether the key has not been bound to a unit yet."""
        return bool(key) and self._sender(key) is None

    def bind(self, sender: SenderContext, now: datetime) -> None:
        """Remember whom the key speaks for; trust in the level above is kept apart from trust in a unit."""
        key = sender.package.key
        if not key:
            return
        level: Level = "committee" if sender.is_above else sender.package.head.level
        known = self._sender(key)
        if known is None:
            self.bound[key] = Sender(key=key, unit=sender.meant, level=level, since=now, compared=sender.is_compared)
            self._with_key.add(sender.meant)
            if not self._is_trusted(key, sender.package.sha256):
                self._first_seen.add(sender.meant)
            return
        level = "committee" if level == "committee" else known.level
        if (level, sender.is_compared) != (known.level, known.compared):
            self.bound[key] = msgspec.structs.replace(known, level=level, compared=sender.is_compared)

    def is_compared(self, key: str, sha256: str) -> bool:
        """Whether a person has compared the key, or, where nobody signed, let the file itself be taken."""
        if not key or self._is_trusted(key, sha256):
            return True
        known = self._sender(key)
        return self.trust_new if known is None else known.compared

    def covers(self, voice: str, unit: str) -> bool:
        """Whether a voice speaks for a unit."""
        (by, below), meant = unit_of(voice), self.lens.unit(unit)
        return meant in self.below(self.lens.unit(by)) if below else meant == self.lens.unit(by)

    def scope_below(self, unit: str) -> Scope:
        """The units that a unit of that code speaks for."""
        return Scope(self.lens, self.below(self.lens.unit(unit)))

    def below(self, unit: str) -> frozenset[str]:
        """The unit and those that the book's list places under it."""
        if unit not in self._below:
            self._below[unit] = below(self._children, unit)
        return self._below[unit]

    def _unit(self, head: Head | Received) -> str:
        """The unit that the sender is here, where its own code is unknown."""
        return self.lens.unit(head.unit)

    def _is_trusted(self, key: str, sha256: str) -> bool:
        return not self.trust.isdisjoint({key or sha256, fingerprint(key).replace(" ", "")} - {""})

    def _sender(self, key: str) -> Sender | None:
        return self.bound.get(key) or self.book.exchange.senders.get(key)

    def is_above(self, head: Head | Received) -> bool:
        """Whether the package is of the level above this book's own: for a reporter every committee's."""
        return self._may_stand_above(self._unit(head), head.level)

    def _may_stand_above(self, unit: str, level: Level) -> bool:
        owner = self.book.owner
        stands_above = unit != owner.unit and owner.unit in self.below(unit)
        return stands_above or (owner.role == "reporter" and level == "committee")


def _marks(unit: str, key: str) -> dict[str, str]:
    return {"unit": unit, "fingerprint": fingerprint(key)}
