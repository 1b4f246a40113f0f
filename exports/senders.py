"""Who is believed: which key speaks for which unit, and for which other units a package may speak."""

from datetime import datetime

from exports.keys import fingerprint
from exports.package import Head
from exports.reader import Package
from logs.book import LogBook
from logs.errors import Notice
from logs.received import Level, Sender
from logs.units import under


class Senders:
    """The senders that a book knows, and those that come to be known while a merge is planned.

    A key is bound to a unit the first time it is seen. What has to be trusted by a person first: another key for a unit
    that has one, and in a reporter's book whoever stands above the reporter. `trust` are keys or fingerprints that a
    person has compared; with `trust_new` every key is believed.
    """

    def __init__(self, book: LogBook, trust: frozenset[str], trust_new: bool) -> None:
        self.book = book
        self.trust = frozenset(key.replace(" ", "") for key in trust)
        self.trust_new = trust_new
        self.bound: dict[str, Sender] = {}

    def doubt(self, package: Package) -> Notice | None:
        """Why a person has to decide before this sender is believed; None where there is no doubt."""
        unit = package.head.unit
        if not package.key:
            return Notice("file_unsigned", {"unit": unit})
        marks = {"unit": unit, "fingerprint": fingerprint(package.key)}
        sender = self._sender(package.key)
        if sender is not None and sender.unit != unit:
            return Notice("key_of_other_unit", {**marks, "other": sender.unit})
        if sender is None and unit not in self.book.units:
            return Notice("sender_unknown", marks)
        trusted = self.trust_new or not self.trust.isdisjoint({package.key, marks["fingerprint"].replace(" ", "")})
        if trusted:
            return None
        if self._is_above(package.head):
            return None if sender is not None and sender.level == "committee" else Notice("office_key_new", marks)
        # Nobody speaks for this book's own unit on first sight: a colleague's or a copied laptop's key is compared.
        is_own = unit == self.book.owner.unit
        if sender is None and (is_own or any(one.unit == unit for one in {**self.book.senders, **self.bound}.values())):
            return Notice("key_of_own_unit" if is_own else "key_changed", marks)
        return None

    def is_new(self, key: str) -> bool:
        """Whether the key has not been bound to a unit yet."""
        return self._sender(key) is None

    def bind(self, package: Package, now: datetime) -> None:
        """Remember whom the key speaks for; trust in the level above is kept apart from trust in a unit."""
        level: Level = "committee" if self._is_above(package.head) else package.head.level
        known = self._sender(package.key)
        if known is None or (known.level == "unit" and level == "committee"):
            self.bound[package.key] = Sender(key=package.key, unit=package.head.unit, level=level, since=now)

    def speaks_as(self, head: Head) -> str:
        """The unit in whose name the package is taken: in a reporter's book the level above speaks as the reporter's
        own unit, and for no other.
        """
        return self.book.owner.unit if self._is_above(head) else head.unit

    def scope(self, head: Head) -> frozenset[str]:
        """The units whose sessions the package may change."""
        return under(self.book.units, self.speaks_as(head))

    def _sender(self, key: str) -> Sender | None:
        return self.bound.get(key) or self.book.senders.get(key)

    def _is_above(self, head: Head) -> bool:
        """Whether a reporter's book is handed a package of the level above it."""
        owner = self.book.owner
        if owner.role != "reporter":
            return False
        return head.level == "committee" or (
            head.unit != owner.unit and owner.unit in under(self.book.units, head.unit)
        )
