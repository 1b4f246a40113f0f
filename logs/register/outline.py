"""What an old register needs of every session before any of them is decoded: its day, and what it counts for."""

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec import Raw, Struct

from logs.model import Session
from logs.session.query import entries_of
from logs.versions import Record


class Outline(Struct, frozen=True, gc=False):
    """A live session by the version that is shown: the day, whether it is a draft, its listeners (0: none given)."""

    id: str
    version: str
    date: str
    draft: bool
    attendance: int
    conflict: bool


class Counts(Struct, frozen=True, gc=False):
    """Sessions counted once: complete ones and their listeners; drafts apart; of all of them those in conflict."""

    sessions: int = 0
    attendance: int = 0
    drafts: int = 0
    conflicts: int = 0

    @property
    def all(self) -> int:
        """Complete sessions and drafts."""
        return self.sessions + self.drafts

    def plus(self, outlines: Iterable[Outline]) -> "Counts":
        """These counts and the sessions."""
        sessions, attendance, drafts, conflicts = self.sessions, self.attendance, self.drafts, self.conflicts
        for one in outlines:
            conflicts += one.conflict
            if one.draft:
                drafts += 1
            else:
                sessions += 1
                attendance += one.attendance
        return Counts(sessions, attendance, drafts, conflicts)


class _Line(Struct, frozen=True, gc=False):
    """The fields of a session that an outline has."""

    date: str
    status: str
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
                record.id, head.id, content.date, content.status == "draft", content.attendance or 0, conflict=False
            )


def outline_of(session_id: str, version: str, content: Session, conflict: bool) -> Outline:
    """The outline of a session that is decoded."""
    draft = content.status == "draft"
    return Outline(session_id, version, content.date.isoformat(), draft, content.attendance or 0, conflict)
