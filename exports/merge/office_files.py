"""What comes from the level above besides its packages: receipts, and starter kits with catalogue and unit list."""

from itertools import islice
from typing import TYPE_CHECKING, Any

from exports.merge.outcomes import FileOutcome
from exports.package.keys import fingerprint
from exports.package.kit import StarterKit
from exports.package.reader import Package
from logs.errors import Notice, SotayError
from logs.exchange.received import Waiting

if TYPE_CHECKING:
    from exports.merge.plan import Planning

_MOST_NAMED = 5  # sessions that a remark names


def take_receipt(planning: "Planning", name: str, package: Package, data: bytes) -> FileOutcome:
    """Take what the level above says of this book's files, and the decisions that come with it.

    Raises SotayError `receipt_of_other` where it speaks of another book's files, or comes from elsewhere.
    """
    book, head = planning.book, package.head
    told: dict[str, Any] = {"file": name, "unit": head.unit, "sha256": package.sha256}
    if head.book == book.owner.book:
        # It lies on the stick that it is to go home with.
        return FileOutcome(**told, outcome="known", code="receipt_own")
    ours = any(line.book == book.owner.book for line in package.receipts)
    if not ours or not planning.senders.is_above(head):
        raise SotayError("receipt_of_other", unit=head.unit)
    told |= {"fingerprint": fingerprint(package.key)}
    held = planning.receipts.get(head.book) or book.exchange.receipts.get(head.book)
    if held is not None and held.number >= head.number:
        return FileOutcome(**told, outcome="known", code="file_known", params={"received": held.came})
    if waits := planning.doubt(name, package, data):
        return waits
    counts, set_aside, _ = planning.merge_records(package)
    taken = planning.keep_receipt(package, data)
    notes = [Notice("receipt_taken", {"unit": head.unit, "held": len(taken.held), "left": len(taken.rejected)})]
    if apart := taken.apart:
        pairs = [f"{ours[:8]} → {theirs[:8]}" for ours, theirs in islice(apart.items(), _MOST_NAMED)]
        rest = len(apart) - len(pairs)
        notes.append(Notice("sessions_kept_apart", {"count": len(apart), "ids": ", ".join(pairs) + " …" * bool(rest)}))
    return FileOutcome(**told, **counts, outcome="merged", set_aside=set_aside, notes=tuple(notes))


def take_kit(planning: "Planning", name: str, kit: StarterKit, data: bytes) -> FileOutcome:
    """Take the office's catalogue and unit list; no session is touched."""
    book, head = planning.book, kit.head
    told: dict[str, Any] = {"file": name, "unit": head.unit, "sha256": kit.sha256, "fingerprint": fingerprint(kit.key)}
    held = planning.kit or book.reference.kit
    is_known = held is not None and held.book == head.book and held.number >= head.number
    if is_known or head.book == book.owner.book:
        return FileOutcome(**told, outcome="known", code="kit_known", params={"unit": head.unit})
    if doubt := planning.senders.doubt_office(head.unit, kit.key, kit.sha256):
        waiting = Waiting(
            sha256=kit.sha256, file=name, unit=head.unit, level="committee", book=head.book, number=head.number,
            came=planning.first_waited(kit.sha256), code=doubt.code, params=doubt.params, key=kit.key,
        )  # fmt: skip
        planning.let_wait(waiting, data)
        return FileOutcome(**told, outcome="quarantined", code=doubt.code, params=doubt.params)
    planning.keep_kit(kit, data)
    note = Notice("kit_taken", {"unit": head.unit, "directive": kit.directive.id, "units": len(kit.units)})
    return FileOutcome(**told, outcome="merged", notes=(note,))
