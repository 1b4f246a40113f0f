"""What a book remembers of the files it took in and of those who send them."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from logs.model import Code

# Where a book keeps every file it took in, as it came, named by the SHA-256 of its body.
FOLDER = "received"
_BOM = b"\xef\xbb\xbf"
Level = Literal["unit", "committee"]


class Received(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A package that was merged, by the SHA-256 of its body.

    `sessions` and `attendance` are of the live sessions found in it, `set_aside` of the lines that were not taken:
    where there are any, the file is looked at again when it comes again.
    """

    sha256: str
    file: str
    unit: Code
    book: str
    number: int
    level: Level
    period: str
    made: datetime
    received: datetime
    sessions: int
    attendance: int
    set_aside: int = 0
    nil: bool = False
    key: str = ""


class Sender(Struct, frozen=True, kw_only=True):
    """A signing key and the unit it speaks for, trusted since the day it was first seen."""

    key: str
    unit: Code
    level: Level
    since: datetime


def body_of(data: bytes) -> bytes:
    """What follows the first line, the seal, as it was signed: marks and line ends that programs on the way put in go.

    `data` is a package as it came.
    """
    _, _, body = data.removeprefix(_BOM).partition(b"\n")
    return body.removeprefix(_BOM).replace(b"\r\n", b"\n")
