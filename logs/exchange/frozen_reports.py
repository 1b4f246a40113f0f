"""Reports that were sent: their figures are kept as they were, whatever is corrected afterwards."""

import base64
import hashlib
import zlib
from collections.abc import Iterable
from datetime import date as Date
from datetime import datetime

import msgspec
from msgspec import Struct

from logs.errors import SotayError

_MOST_BYTES = 500_000_000  # of a report unpacked; a year of a million sessions is less


class FrozenReport(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A report that was sent: `key` is the SHA-256 of what is kept of it.

    `number` and `dated` are those of the paper, None where they were left open.
    """

    key: str
    period: str
    start: Date
    end: Date
    made: datetime
    sessions: int
    attendance: int
    reported: int = 0
    obliged: int = 0
    number: int | None = None
    dated: Date | None = None


class Packed(Struct, frozen=True):
    """What is kept of a report, packed to be a part of the book: zlib, then base64."""

    data: str


def key_of(parts: Iterable[bytes]) -> str:
    """The name that a report's bytes, which come piece by piece, are kept under."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return _name(digest.digest())


def pack(parts: Iterable[bytes]) -> tuple[str, bytes]:
    """The same, and the document of them."""
    digest, deflating = hashlib.sha256(), zlib.compressobj()
    opening, closing = msgspec.json.encode(Packed("")).split(b'""')
    document, packed = bytearray(opening + b'"'), b""
    for part in parts:
        digest.update(part)
        packed += deflating.compress(part)
        # In base64 three bytes are four characters.
        whole = len(packed) - len(packed) % 3
        document += base64.b64encode(packed[:whole])
        packed = packed[whole:]
    document += base64.b64encode(packed + deflating.flush()) + b'"' + closing
    return _name(digest.digest()), bytes(document)


def _name(digest: bytes) -> str:
    return digest.hex()


def unpack(document: bytes, key: str) -> bytes:
    """A report's bytes again; raises SotayError `frozen_damaged` where they are not those that were kept."""
    try:
        packed = base64.b64decode(msgspec.json.decode(document, type=Packed).data, validate=True)
        data = zlib.decompressobj().decompress(packed, _MOST_BYTES)
    except (msgspec.MsgspecError, ValueError, zlib.error) as error:
        raise SotayError("frozen_damaged", key=key) from error
    if key_of([data]) != key:
        raise SotayError("frozen_damaged", key=key)
    return data
