"""What a book remembers of the files it took in and of those who send them."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from logs.model import Code

Level = Literal["unit", "committee"]


class Received(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A package that was merged, by the SHA-256 of its body.

    `sessions` and `attendance` are of the live sessions found in it, `set_aside` of the lines that were not taken:
    where there are any, the file is looked at again when it comes again. `directive` is the catalogue that the sender
    followed, "" where a book of before did not note it.
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
    directive: str = ""


class Sender(Struct, frozen=True, kw_only=True):
    """A signing key and the unit it speaks for, trusted since the day it was first seen."""

    key: str
    unit: Code
    level: Level
    since: datetime
