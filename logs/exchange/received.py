"""What a book remembers of the files it took in and of those who send them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date as Date
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from msgspec import Meta, Struct

from logs.errors import Notice, SotayError
from logs.model import EARLIEST, Code
from logs.periods import Period, read_period

# Where a book keeps every file it took in, as it came but unlocked, named by the SHA-256 of its body.
FOLDER = "received"
_BOM = b"\xef\xbb\xbf"
Level = Literal["unit", "committee"]


def kept_file(book: Path, sha256: str) -> Path:
    """Where the book in that folder keeps a file that came, by the SHA-256 of its body."""
    return book / FOLDER / f"{sha256}.jsonl"


_MOST_PARTS = 20  # that are named as missing
PartNumber = Annotated[int, Meta(ge=1, le=10_000)]


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """The how manieth of how many files an export was written into that is too large for one; `export` names it: the
    SHA-256 of what the bodies of all its parts say after their heads, part after part.
    """

    number: PartNumber
    of: PartNumber
    export: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]

    def of_sender(self, key: str) -> str:
        """What names the export among those of all senders: others may name it in their files."""
        return f"{self.export} {key}"


class Received(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A package that was merged, by the SHA-256 of its body.

    `sessions` and `attendance` are of the live sessions found in it, `set_aside` of the lines that were not taken:
    where there are any, the file is looked at again when it comes again. `unknown` counts, by code, the sessions among
    them that wait because nobody has said yet which unit is meant. `directive` is the catalogue that the sender
    followed, "" where a book of before did not note it. An unsigned file has no `key`. `received` is when it was taken
    in, `arrived` the day on which it came where a person has said so. `part` is set where it is one of several.
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
    unknown: dict[str, int] = {}
    arrived: Date | None = None
    part: Part | None = None

    @property
    def export(self) -> str:
        """What names the export that it is of: all its parts say the same, and nobody else's."""
        return self.part.of_sender(self.key) if self.part else self.sha256

    @property
    def day(self) -> Date:
        """The day of its receipt: what a person said, else the day on which it was taken in."""
        return self.arrived or self.received.date()


def missing_parts(files: Iterable[Received]) -> dict[str, Notice]:
    """By export which of its parts are not among the files; exports that are whole are left out."""
    there: dict[str, tuple[int, set[int]]] = {}
    for file in files:
        if file.part:
            there.setdefault(file.export, (file.part.of, set()))[1].add(file.part.number)
    return {export: told for export, (of, numbers) in there.items() if (told := missing_of(of, numbers))}


def missing_of(of: int, there: Collection[int]) -> Notice | None:
    """Which of as many parts are not there (`parts_missing`); None where all are."""
    missing = [f"{number}/{of}" for number in range(1, of + 1) if number not in there]
    more = ["…"] if len(missing) > _MOST_PARTS else []
    return Notice("parts_missing", {"parts": ", ".join([*missing[:_MOST_PARTS], *more])}) if missing else None


def newest_export(files: Iterable[Received]) -> dict[str, list[Received]]:
    """Of each book the files of the export with the highest number; of copies of one number that which came last."""
    by_export: dict[tuple[str, str], list[Received]] = {}
    for file in sorted(files, key=lambda file: (file.number, file.received, file.sha256)):
        by_export.setdefault((file.book, file.export), []).append(file)
    newest: dict[str, list[Received]] = {}
    for (book, _export), parts in sorted(by_export.items(), key=lambda one: _last_of(one[1])):
        newest[book] = parts
    return {book: newest[book] for book in sorted(newest)}


def _last_of(parts: Sequence[Received]) -> tuple[int, datetime, str]:
    return max((part.number, part.received, part.sha256) for part in parts)


def check_arrival(day: Date, today: Date) -> None:
    """Raises SotayError `receipt_ahead` (value, today) or `date_too_early` where no file of today came on that day."""
    if day > today:
        raise SotayError("receipt_ahead", value=day, today=today)
    if day < EARLIEST:
        raise SotayError("date_too_early")


def span_of(file: Received) -> Period | None:
    """The period that a file names; None for one that no register has, such as a year before 2000."""
    return period_named(file.period)


def period_named(text: str) -> Period | None:
    """The period of that name; None for one that no register has."""
    try:
        return read_period(text)
    except SotayError:
        return None


def day_made(file: Received) -> Date:
    """The day a file was made by the clock of its sender, as the receiver's calendar has it."""
    return file.made.astimezone(file.received.tzinfo).date()


# Why a file waits that was taken but for what it says of units below its sender's.
KEY_NOT_COMPARED = "key_not_compared"


class Waiting(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that is kept apart, or a part of one, until a person decides about its sender; `code` and `params` say
    why, `sessions` how many are concerned; `part` is set where it is one of several.

    Once it is `refused` nobody is asked again.
    """

    sha256: str
    file: str
    unit: Code
    level: Level
    book: str
    number: int
    came: datetime
    code: str
    params: dict[str, str] = {}
    sessions: int = 0
    key: str = ""
    refused: bool = False
    part: Part | None = None

    @property
    def export(self) -> str:
        """What names the export that it is of: all its parts say the same, and nobody else's."""
        return self.part.of_sender(self.key) if self.part else self.sha256


class Sender(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A signing key and the unit it speaks for, trusted since the day it was first seen.

    Until a person has `compared` it, it speaks for that unit alone, not for those below. From the moment it is
    `revoked` nothing that it signed is taken; `reason` says why, or why it was enrolled again.
    """

    key: str
    unit: Code
    level: Level
    since: datetime
    compared: bool = True
    revoked: datetime | None = None
    reason: str = ""


F = TypeVar("F", bound=Received | Waiting)


def in_order_sent(files: Iterable[F]) -> list[F]:
    """The files book by book, each book's in the order of their numbers."""
    return sorted(files, key=lambda file: (file.book, file.number, file.sha256))


def body_of(data: bytes, *, sealed: bool = True) -> bytes:
    """What a package says, as it was signed: marks and line ends that programs on the way put in go.

    `data` is a package as it came; the first line of a sealed one is its seal.
    """
    body = data.removeprefix(_BOM)
    if sealed:
        body = body.partition(b"\n")[2].removeprefix(_BOM)
    return body.replace(b"\r\n", b"\n") if b"\r" in body else body
