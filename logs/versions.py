"""The version rule: which of two versions of a session replaces which, by content and ancestry, never by clocks.

A *version* is a content (or none: deleted) and its parents; its id is a hash of both, so A → B → A is new. A *record*
is the versions that nothing has replaced (its heads, usually one) and the ids of all that were replaced. Merging two
records is commutative, associative and idempotent, so any order, repetition or subset of files gives the same book.
Sessions follow this rule, and so do answers to the question whether two sessions are one (`logs.exchange.same_event`).
"""

import hashlib
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from msgspec import Struct

from logs.model import Session, SessionId, VersionId, canonical_encoder

C = TypeVar("C")
H = TypeVar("H", bound="Heads[Any]")


class Version(Struct, Generic[C], frozen=True):
    """One version; `content` is None where it was deleted. `parents` are sorted."""

    id: VersionId
    parents: tuple[VersionId, ...]
    content: C | None


class Heads(Struct, Generic[C], frozen=True):
    """All that is known of one thing: its heads, sorted by id, and the ids of replaced versions, sorted.

    `deleted_by` are the units whose deletions it holds, sorted: where a deletion comes before the content it deletes,
    they tell, once the content and with it the session's unit is known, whether the deletion was theirs to make.
    """

    id: SessionId
    heads: tuple[Version[C], ...]
    seen: tuple[VersionId, ...] = ()
    deleted_by: tuple[str, ...] = ()

    @property
    def shown(self) -> Version[C]:
        """The head to show, the same on every machine: live before deleted, then the greatest id."""
        return max(self.heads, key=lambda head: (head.content is not None, head.id))

    @property
    def is_conflict(self) -> bool:
        """Whether several heads differ in content: a person has to decide."""
        return len(self.heads) > 1 and any(head.content != self.heads[0].content for head in self.heads)

    @property
    def is_deleted(self) -> bool:
        """Whether no live version is left."""
        return all(head.content is None for head in self.heads)

    def units(self) -> frozenset[str]:
        """The units that the live heads name: none for a deleted session, and for what is no session."""
        return frozenset()


class Record(Heads[Session], frozen=True):
    """All that is known of one session."""

    def units(self) -> frozenset[str]:
        """The units that the live heads name."""
        return frozenset(head.content.unit for head in self.heads if head.content is not None)


def version_id(session_id: str, content: Struct | None, parents: Iterable[str]) -> str:
    """The first 32 hex digits of SHA-256 over the canonical JSON of [session id, content, sorted parents]."""
    encoded = canonical_encoder().encode([session_id, content, sorted(parents)])
    return hashlib.sha256(encoded).hexdigest()[:32]


def make_version(session_id: str, content: C | None, parents: Iterable[str] = ()) -> Version[C]:
    """A version with its id computed."""
    ordered = tuple(sorted(parents))
    return Version(version_id(session_id, content, ordered), ordered, content)  # type: ignore[arg-type]


def make_record(
    session_id: str, heads: Iterable[Version[Session]], seen: Iterable[str] = (), deleted_by: Iterable[str] = ()
) -> Record:
    """A session's record in its one canonical order; heads given twice count once."""
    return in_order(Record, session_id, heads, seen, deleted_by)


def in_order(
    kind: type[H], key: str, heads: Iterable[Version[Any]], seen: Iterable[str], deleted_by: Iterable[str] = ()
) -> H:
    """All that is known of one thing in its one canonical order; heads given twice count once."""
    by_id = {head.id: head for head in heads}
    ordered = tuple(by_id[one] for one in sorted(by_id))
    return kind(key, ordered, tuple(sorted(set(seen))), tuple(sorted(set(deleted_by))))


def save(record: H, content: Struct | None, over: Iterable[str] | None = None) -> H:
    """The record after a save of `content` (None: a deletion) that replaces the heads the person was shown.

    `over` names those heads; without it, all of the record's heads. Heads that came meanwhile stay: a conflict. The
    very same save, made elsewhere and replaced since, stays replaced.
    """
    parents = {head.id for head in record.heads} if over is None else set(over)
    seen = {*record.seen, *parents}
    heads = [head for head in (*record.heads, make_version(record.id, content, parents)) if head.id not in seen]
    deleted_by = record.deleted_by if content is not None else (*record.deleted_by, *record.units())
    return in_order(type(record), record.id, heads, seen, deleted_by)


def new_record(session_id: str, content: Session) -> Record:
    """The record of a session saved for the first time."""
    return make_record(session_id, [make_version(session_id, content)])


def merge(a: H, b: H) -> H:
    """What both records together know: heads of either that neither has seen replaced."""
    if a.id != b.id:
        raise ValueError("records of two things cannot be merged")
    seen = {*a.seen, *b.seen}
    heads = [head for head in (*a.heads, *b.heads) if head.id not in seen]
    return in_order(type(a), a.id, heads, seen, (*a.deleted_by, *b.deleted_by))


def contents_of(record: Heads[Any] | None) -> frozenset[bytes]:
    """What the heads say, in canonical JSON; of what was never heard of the same as of what was deleted."""
    heads = record.heads if record is not None else ()
    return frozenset(canonical_encoder().encode(head.content) for head in heads) or frozenset({b"null"})


def holds_together(key: str, record: Heads[Any]) -> bool:
    """Whether the record obeys the version rule: ids recompute, parents are known, no head was replaced."""
    return (
        record.id == key
        and bool(record.heads)
        and all(
            version_id(key, head.content, head.parents) == head.id
            and set(head.parents) <= set(record.seen)
            and head.id not in record.seen
            for head in record.heads
        )
    )
