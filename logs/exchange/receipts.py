"""What the level above has said of the files that this book sent: which sessions it holds and which it set aside."""

from datetime import datetime

from msgspec import Struct

from logs.model import Code, SessionId, VersionId


class Rejected(Struct, frozen=True):
    """A session that was not taken; `code` and `params` name the reason as those of a SotayError do."""

    id: SessionId
    code: str
    params: dict[str, str] = {}


class Receipt(Struct, frozen=True, kw_only=True):
    """The newest receipt of an office; `number` grows with every receipt that it writes.

    `held` gives the version that the office took of each session, `set_aside` what it did not take. `files` are the
    numbers of our files that it speaks of.
    """

    sha256: str
    unit: Code
    book: SessionId
    number: int
    made: datetime
    came: datetime
    files: tuple[int, ...]
    held: dict[SessionId, VersionId]
    set_aside: tuple[Rejected, ...] = ()
