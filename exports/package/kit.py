"""The starter kit: one signed file of the office with its catalogue, its unit list and its key.

A reporter's book is made from it; a newer one updates a book in use and touches no session.
"""

from pathlib import Path

import msgspec
from msgspec import Struct

from exports.package.format import KIT_FORMAT, DirectiveName, KitHead, KitLine, ListedLine, as_told
from exports.package.keys import Signer
from exports.package.sanitize import in_nfc, strict
from exports.package.seal import Sealed, seal, unseal
from exports.paths import new_file
from exports.size_limit import read_named
from logs.book.book import Clock, LogBook
from logs.book.reference import Kit
from logs.catalogue.directive import Directive, catalogue_document, read_directive
from logs.catalogue.units import MOST_UNITS
from logs.errors import SotayError
from logs.exchange.received import Sender
from logs.model import Reporter, Role, Unit
from logs.store.files import error_name, write_whole

MOST_KITS = 99
"""Kits of a year in one folder, each with a number behind the one before."""

_DECODER = msgspec.json.Decoder(KitLine)


class StarterKit(Struct, frozen=True):
    """A kit whose seal holds: `key` signed the body with that SHA-256."""

    head: KitHead
    key: str
    sha256: str
    directive: Directive
    units: tuple[Unit, ...]


def write_kit(book: LogBook, signer: Signer, *, recipient: str = "") -> bytes:
    """The kit of an office's book as it is now; `recipient` is what its reporters are to lock their files to."""
    head = KitHead(
        format=KIT_FORMAT,
        book=book.owner.book,
        number=book.generation,
        unit=book.owner.unit,
        made=as_told(book.clock()),
        directive=DirectiveName(book.directive.id, book.directive.sha256),
        toml=book.directive.source,
        recipient=recipient,
    )
    listed = [ListedLine(unit=msgspec.structs.replace(unit, email="")) for unit in book.units.values()]
    return seal(msgspec.json.Encoder().encode_lines([head, *listed]), signer)


def save_kit(book: LogBook, signer: Signer, to: Path, *, recipient: str = "") -> tuple[Path, StarterKit]:
    """Write the kit into the folder `to`, or as the file `to` if that ends in .jsonl, and read it back.

    Raises SotayError `office_only`, as `exports.paths.new_file` does, and `export_failed` (path, detail).
    """
    if book.owner.role != "committee":
        raise SotayError("office_only")
    data = write_kit(book, signer, recipient=recipient)
    path = new_file(to, *(_kit_name(book, number) for number in range(1, MOST_KITS + 1)))
    try:
        write_whole(path, [data])
        return path, read_kit(path.read_bytes())
    except OSError as error:
        raise SotayError("export_failed", path=str(path), detail=error_name(error)) from error


def load_kit(path: Path) -> StarterKit:
    """The kit in a file that a person names.

    Raises SotayError as `exports.size_limit.read_named` and `read_kit` do.
    """
    return read_kit(read_named(path))


def _kit_name(book: LogBook, number: int) -> str:
    """The usual name of the year's kit, `KIT_DUK_2014.jsonl`; of the next of that year `KIT_DUK_2014_2.jsonl`."""
    behind = f"_{number}" if number > 1 else ""
    return f"KIT_{book.owner.unit}_{book.directive.head.year}{behind}.jsonl"


def is_kit(sealed_file: Sealed) -> bool:
    """Whether the file says that it is a kit; whether it may say so is found out by `kit_in`."""
    return b'"kit"' in sealed_file.body[:100].partition(b",")[0]


def read_kit(data: bytes) -> StarterKit:
    """The kit in the bytes of a file; raises SotayError as `kit_in` and `exports.package.seal.unseal` do."""
    return kit_in(unseal(data))


def kit_in(sealed_file: Sealed) -> StarterKit:
    """The kit in a file whose seal holds.

    Raises SotayError `file_forged`, `file_not_kit`, `file_newer`, `units_too_many`, and those of
    `logs.catalogue.directive.read_directive` for its catalogue.
    """
    sealed_file.check_signature()
    if not sealed_file.key:
        raise SotayError("file_not_kit")
    if sealed_file.body.count(b"\n") > MOST_UNITS + 1:
        raise SotayError("units_too_many", most=MOST_UNITS)
    lines = _read_lines(sealed_file.body)
    head, listed = lines[0], lines[1:]
    if not isinstance(head, KitHead) or head.made.tzinfo is None:
        raise SotayError("file_not_kit")
    if head.format > KIT_FORMAT:
        raise SotayError("file_newer")
    directive = read_directive(head.toml.encode())
    if (directive.id, directive.sha256) != (head.directive.id, head.directive.sha256):
        raise SotayError("file_not_kit")
    units = {one.unit.code: one.unit for one in listed if isinstance(one, ListedLine)}
    parents = {unit.parent for unit in units.values() if unit.parent}
    if len(units) != len(listed) or head.unit not in units or not parents <= units.keys():
        raise SotayError("file_not_kit")
    return StarterKit(head, sealed_file.key, sealed_file.sha256, directive, tuple(units.values()))


def begin_book(folder: Path, kit: StarterKit, reporter: Reporter, role: Role, clock: Clock) -> LogBook:
    """A new book in `folder` for the reporter and the reporter's unit, which the kit lists.

    Raises SotayError as `LogBook.create` does.
    """
    book = LogBook.create(
        folder,
        unit=reporter.unit,
        reporters=[reporter],
        role=role,
        directive=kit.directive,
        units=kit.units,
        clock=clock,
    )
    try:
        begun_from(book, kit)
    except BaseException:
        book.close()
        raise
    return book


def begun_from(book: LogBook, kit: StarterKit) -> None:
    """Let a book that was just made from a kit know the office's key and the kit's number."""
    book.history.save(kit_changes(book, kit))


def kit_changes(book: LogBook, kit: StarterKit) -> dict[str, dict[str, bytes | None]]:
    """What taking a kit changes: catalogue, unit list, the office's key; the book's own unit stays listed."""
    sender = book.exchange.senders.get(kit.key) or Sender(
        key=kit.key, unit=kit.head.unit, level="committee", since=book.clock()
    )
    units: dict[str, bytes | None] = dict.fromkeys(book.units)
    units[book.owner.unit] = msgspec.json.encode(book.units[book.owner.unit])
    units |= {unit.code: msgspec.json.encode(unit) for unit in kit.units}
    owner = msgspec.structs.replace(book.owner, directive=kit.directive.id)
    return {
        "about": {"owner": msgspec.json.encode(owner), "kit": msgspec.json.encode(kit_of(book, kit))},
        "directives": {kit.directive.id: catalogue_document(kit.directive)},
        "units": units,
        "senders": {kit.key: msgspec.json.encode(msgspec.structs.replace(sender, level="committee"))},
    }


def kit_of(book: LogBook, kit: StarterKit) -> Kit:
    """What the book remembers of a kit that it takes now."""
    return Kit(
        book=kit.head.book, unit=kit.head.unit, number=kit.head.number, sha256=kit.sha256, came=book.clock(),
        recipient=kit.head.recipient,
    )  # fmt: skip


def _read_lines(body: bytes) -> list[KitLine]:
    """The body's lines; raises SotayError `file_not_kit`."""
    try:
        body.decode("utf-8")
        lines = [in_nfc(line) for line in body.removesuffix(b"\n").split(b"\n")]
        records = [_DECODER.decode(line) for line in lines]
        for line, record in zip(lines, records, strict=True):
            strict(line, record)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise SotayError("file_not_kit") from None
    return records
