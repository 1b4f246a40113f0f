"""The lines of a package: one JSON record a line, as Structs that both the writer and the reader use.

What each line means, byte by byte: `exports/package/FORMAT.md`.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from logs.catalogue.exemptions import MOST_REASON, Mark
from logs.counting.unit_totals import UnitTotals
from logs.exchange.narratives import NarrativePart, NarrativeText
from logs.exchange.received import Level, Part
from logs.exchange.same_event import Link
from logs.model import Code, Name, Session, SessionId, Unit, UnitType, VersionId

FORMAT = (
    3  # the newest that is read; what is written names the oldest that has all it holds, see `has_minutes` and `part`
)
KIT_FORMAT = 1
MOST_SESSIONS = 50_000
MOST_OTHERS = 25_000  # lines beside one for each session

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Base64 = Annotated[str, Meta(max_length=100)]
Recipient = Annotated[str, Meta(pattern=r"^(age1[0-9a-z]{58})?$(?!\n)")]  # of age, "" for none
Natural = Annotated[int, Meta(ge=0, le=1_000_000_000_000)]
PeriodName = Annotated[str, Meta(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|[69]T))?$(?!\n)")]
Ids = Annotated[tuple[VersionId, ...], Meta(max_length=10_000)]


class Line(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """A record of a package; its kind is the tag."""


class Seal(Line, frozen=True, tag="seal", kw_only=True):
    """The first line: the checksum of the body and its signature."""

    alg: Literal["ed25519"]
    key: Base64
    sig: Base64
    sha256: Sha256


class DirectiveName(Struct, frozen=True, forbid_unknown_fields=True):
    """Which catalogue the sender follows, and the checksum of its text."""

    id: Code
    sha256: Sha256


class Counts(Struct, frozen=True, forbid_unknown_fields=True):
    """Live, complete sessions of the package, and their attendance."""

    sessions: Natural
    attendance: Natural


NO_COUNTS = Counts(sessions=0, attendance=0)


class Head(Line, frozen=True, tag="package", kw_only=True, omit_defaults=True):
    """The second line: who sends what, the how manieth export of the book it is, and what it adds up to; which `part`
    of the export, where that is written into several files.
    """

    format: Annotated[int, Meta(ge=1)]
    book: SessionId
    number: Annotated[int, Meta(ge=1, le=1_000_000_000)]
    previous: Sha256 | None
    unit: Code
    level: Level
    period: PeriodName
    directive: DirectiveName
    made: datetime
    nil: bool
    counts: Counts
    part: Part | None = None


class UnitLine(Line, frozen=True, tag="unit", kw_only=True):
    """A unit that the package speaks of."""

    code: Code
    type: UnitType
    name: Name
    parent: Code | None


class ReporterLine(Line, frozen=True, tag="reporter", kw_only=True):
    """A reporter who held sessions of the package."""

    code: Code
    unit: Code
    name: Name
    rank: Code


class SessionLine(Line, frozen=True, tag="session", kw_only=True, omit_defaults=True):
    """One head of one session; `content` is null for a deletion. Several lines of an id are an open conflict, or, where
    they name several units, an id that each of these claims.

    What a line has `seen` replaced are versions of the unit that its content names. With `by` it is the word of that
    unit, which may be the sender's, about versions of its own and of units below it: where an office has given a
    session to another unit, or has said whose it is. A deletion is the sender's word unless `by` tells whose; a line
    without `by` then stands beside it for programs of before.
    """

    id: SessionId
    version: VersionId
    parents: Ids
    seen: Ids
    content: Session | None
    by: Code | None = None


class LinkLine(Line, frozen=True, tag="link", kw_only=True, omit_defaults=True):
    """One head of what was answered about two sessions; `content` is null where the answer was taken back.

    It stands only in packages of books in which somebody has answered; `id` follows from the two sessions. `by` is the
    unit whose word it is where the sender passes on what it cannot judge, knowing nothing of one of the sessions; else
    it is the sender's.
    """

    id: SessionId
    version: VersionId
    parents: Ids
    seen: Ids
    content: Link | None
    by: Code | None = None


class TotalsLine(UnitTotals, frozen=True, tag_field="kind", tag="totals", kw_only=True):
    """The sessions of a unit in figures, with the versions that were counted."""


class ExemptionLine(
    Mark, frozen=True, tag_field="kind", tag="exemption", kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A theme that does not apply to a unit; in a receipt whether the office has `accepted` that, and its `note`."""

    accepted: bool | None = None
    note: Annotated[str, Meta(max_length=MOST_REASON)] = ""


class NarrativeLine(Line, frozen=True, tag="narrative", kw_only=True):
    """What the sender has written in a part of its report of the package's period."""

    part: NarrativePart
    text: NarrativeText


class RejectedSession(Struct, frozen=True, forbid_unknown_fields=True):
    """A session that the office did not take, and why."""

    id: SessionId
    code: Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$(?!\n)")]
    params: Annotated[dict[Code, Annotated[str, Meta(max_length=300)]], Meta(max_length=10)]


class ReceiptLine(Line, frozen=True, tag="receipt", kw_only=True):
    """What an office says of a file of the book `book`: the version it holds of each session, and what it set aside."""

    book: SessionId
    number: Natural
    file: Sha256
    received: datetime
    held: dict[SessionId, VersionId]
    set_aside: tuple[RejectedSession, ...]


class KitHead(Line, frozen=True, tag="kit", kw_only=True, omit_defaults=True):
    """The second line of a starter kit: the office, and the catalogue with its deadline, as its whole text.

    `recipient` is what reporters lock their files to; without it they are not asked to.
    """

    format: Annotated[int, Meta(ge=1)]
    book: SessionId
    number: Natural
    unit: Code
    made: datetime
    directive: DirectiveName
    toml: Annotated[str, Meta(max_length=1_000_000)]
    recipient: Recipient = ""


class ListedLine(Line, frozen=True, tag="listed", kw_only=True):
    """A unit of the office's list, in a starter kit."""

    unit: Unit


AnyLine = (
    Head | UnitLine | ReporterLine | SessionLine | LinkLine | TotalsLine | ExemptionLine | NarrativeLine | ReceiptLine
)
KitLine = KitHead | ListedLine


def has_minutes(content: Session) -> bool:
    """Whether a session names its minutes (biên bản): such packages have the format 2, as those with marks and texts.

    A program that reads the first alone would set such lines aside; it asks for an update instead.
    """
    return bool(content.record_number or content.record_date)


def as_told(moment: datetime) -> datetime:
    """A moment as packages tell it: in UTC, to the second."""
    return moment.astimezone(UTC).replace(microsecond=0)
