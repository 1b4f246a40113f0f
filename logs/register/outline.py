"""What an old register needs of every session before any of them is decoded: its day, and what it counts for."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec import Raw, Struct

from logs.model import Session, Status
from logs.session.query import REASONS, Reason, entries_of
from logs.versions import Record


class Outline(Struct, frozen=True, gc=False):
    """A live session by the version that is shown: catalogue, day, status, its listeners (0: none given)."""

    id: str
    version: str
    directive: str
    date: str
    status: Status
    attendance: int
    conflict: bool


class Counts(Struct, frozen=True, gc=False):
    """Live sessions: those that count, with their listeners, and how many do not for which reason; of all of them those
    in conflict.
    """

    counted: int = 0
    attendance: int = 0
    left_out: dict[Reason, int] = {}
    conflicts: int = 0

    @property
    def all(self) -> int:
        """Every live session."""
        return self.counted + sum(self.left_out.values())

    def plus(self, outlines: Iterable[tuple[Outline, Reason | None]], by: int = 1) -> "Counts":
        """These counts and the sessions, each with why it does not count; `by` -1: without them."""
        counted, attendance, conflicts = self.counted, self.attendance, self.conflicts
        left_out = Counter(self.left_out)
        for outline, reason in outlines:
            conflicts += by * outline.conflict
            if reason is None:
                counted += by
                attendance += by * outline.attendance
            else:
                left_out[reason] += by
        return Counts(
            counted, attendance, {reason: left_out[reason] for reason in REASONS if left_out[reason]}, conflicts
        )


class _Line(Struct, frozen=True, gc=False):
    """The fields of a session that an outline has."""

    directive: str
    date: str
    status: Status
    attendance: int | None = None


class _Head(Struct, frozen=True, gc=False):
    """A version as far as outlines read it."""

    id: str
    content: _Line | None


class _Lines(Struct, frozen=True, gc=False):
    """A session's record as far as outlines read it."""

    id: str
    heads: tuple[_Head, ...]


_decode = msgspec.json.Decoder(_Lines).decode
_decode_whole = msgspec.json.Decoder(Record).decode


def outlined(documents: Iterable[bytes | Raw], meaning: Callable[[str], str]) -> Iterator[Outline]:
    """The outlines of encoded records but for deleted sessions; `meaning` gives the unit that a code means.

    Raises msgspec.MsgspecError for what is no record.
    """
    for document in documents:
        record = _decode(document)
        if len(record.heads) != 1:
            # Which is shown and whether they differ is seen in all of their fields.
            for entry in entries_of(_decode_whole(document), meaning):
                yield outline_of(entry.id, entry.version, entry.session, entry.conflict)
            continue
        head = record.heads[0]
        content = head.content
        if content is not None:
            yield Outline(
                record.id, head.id, content.directive, content.date, content.status, content.attendance or 0,
                conflict=False,
            )  # fmt: skip


def outline_of(session_id: str, version: str, content: Session, conflict: bool) -> Outline:
    """The outline of a session that is decoded."""
    day = content.date.isoformat()
    return Outline(session_id, version, content.directive, day, content.status, content.attendance or 0, conflict)
