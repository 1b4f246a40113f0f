"""What a book sends: one file, or several where that would be larger than a file may be, the parts of one export."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from exports import size_limit
from exports.package import format as package_format
from exports.package.format import Counts, Head
from logs.errors import SotayError
from logs.exchange.received import Part
from logs.versions import Record

# Bytes for the seal, the head, and what locking a file adds.
_BESIDES = 12_000
_FORMAT = 3


class Item(Struct, frozen=True, gc=False):
    """Lines that stay together, encoded: a session's, or one of totals or about a file; how many sessions they tell of,
    and what they add to the counts of a package.

    A session `id` does not count beside totals that cover it.
    """

    lines: bytes
    told: int = 1
    sessions: int = 0
    attendance: int = 0
    id: str = ""
    covered: tuple[str, ...] = ()


def session_item(record: Record, lines: bytes) -> Item:
    """The lines of a session."""
    shown = record.shown.content
    return Item(lines, 1, int(shown is not None), (shown.attendance or 0) if shown else 0, record.id)


class Body(Struct, frozen=True):
    """What a file says: its head, and the lines after it."""

    head: Head
    lines: tuple[bytes, ...]

    def encoded(self) -> bytes:
        """The bytes to seal."""
        return b"".join((msgspec.json.encode(self.head), b"\n", *self.lines))


def part_name(part: Part | None) -> str:
    """What tells a part's file from the others by its name."""
    return f"_p{part.number:0{len(str(part.of))}}of{part.of}" if part else ""


def export_id(files: Sequence[Body]) -> str:
    """What names an export: the SHA-256 of its only body, or what its parts name."""
    part = files[0].head.part
    return part.export if part else hashlib.sha256(files[0].encoded()).hexdigest()


def bodies(head: Head, repeated: bytes, items: Sequence[Item]) -> list[Body]:
    """The bodies of the files: one, or the parts. Each tells what is `repeated`, and its head what it adds up to.

    Raises SotayError `export_too_big` (most, in MB) where a file cannot hold that and a single item.
    """
    room = size_limit.MOST_BYTES - _BESIDES - len(repeated)
    if any(len(item.lines) > room for item in items):
        raise SotayError("export_too_big", most=size_limit.MOST_BYTES // 1_000_000)
    parts = list(_divided(items, room))
    if len(parts) == 1:
        counted = msgspec.structs.replace(head, counts=counts_of(items))
        return [Body(counted, (repeated, *(item.lines for item in items)))]
    # Half as large as may be: easier to send and to read.
    parts = list(_divided(items, room // 2))
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repeated)
        for item in part:
            digest.update(item.lines)
    export = digest.hexdigest()
    return [
        Body(
            msgspec.structs.replace(
                head, format=_FORMAT, counts=counts_of(part), part=Part(number, len(parts), export)
            ),
            (repeated, *(item.lines for item in part)),
        )
        for number, part in enumerate(parts, start=1)
    ]


def _divided(items: Iterable[Item], room: int) -> Iterator[list[Item]]:
    """The items in their order, as many to a file as it has room for."""
    part: list[Item] = []
    size = told = lines = 0
    for item in items:
        size, told, lines = size + len(item.lines), told + item.told, lines + item.lines.count(b"\n")
        if part and (size > room or max(told, lines) > package_format.MOST_SESSIONS):
            yield part
            part, size, told, lines = [], len(item.lines), item.told, item.lines.count(b"\n")
        part.append(item)
    yield part


def counts_of(items: Sequence[Item]) -> Counts:
    """What a receiver of these items alone counts."""
    covered = {key for item in items for key in item.covered}
    counted = [item for item in items if item.id not in covered]
    return Counts(sum(item.sessions for item in counted), sum(item.attendance for item in counted))
