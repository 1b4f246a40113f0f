"""The version rule: which of two versions of a session replaces which, by content and ancestry, never by clocks.

A *version* is a content (or none: deleted) and its parents; its id is a hash of both, so A → B → A is new. A *record*
is the versions that nothing has replaced (its heads, usually one) and the ids of all that were replaced. Merging two
records is commutative, associative and idempotent, so any order, repetition or subset of files gives the same book.
Sessions follow this rule, and so do answers to the question whether two sessions are one (`logs.exchange.same_event`).

Who says that a version of a session was replaced has to speak for the unit that the version names, and that is known
only once the version itself has come. What others say is therefore kept by whose word it is, and judged with every
merge: an id under which two units have logged a session keeps the versions of both, in whatever order they come.
"""

import hashlib
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Generic, Self, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from logs.model import Session, SessionId, VersionId, canonical_encoder

_APART = 5  # the kind of UUID that is made from another and a name
C = TypeVar("C")
H = TypeVar("H", bound="Heads[Any]")


class Version(Struct, Generic[C], frozen=True):
    """One version; `content` is None where it was deleted. `parents` are sorted."""

    id: VersionId
    parents: tuple[VersionId, ...]
    content: C | None


class Heads(Struct, Generic[C], frozen=True):
    """All that is known of one thing: its heads, sorted by id, and the ids of replaced versions, sorted.

    `deleted_by` are, in books of before, the units whose deletions it holds, sorted.
    """

    id: SessionId
    heads: tuple[Version[C], ...]
    seen: tuple[VersionId, ...] = ()
    deleted_by: tuple[str, ...] = ()

    @property
    def replaced(self) -> frozenset[str]:
        """The ids of all versions that anybody says were replaced."""
        return frozenset(self.seen)

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


class Said(Struct, frozen=True, omit_defaults=True):
    """What one voice says of a session: the ids of the versions that it has seen replaced, sorted, and its deletions,
    as far as nothing has replaced them.
    """

    seen: tuple[VersionId, ...] = ()
    gone: tuple[Version[Session], ...] = ()


OWN = ""
"""The voice of a book's owner, for whatever unit; in a package the voice of its sender."""
_BELOW = "*"
Covers = Callable[[str, str], bool]
"""Whether a voice speaks for a unit, both as they are written."""


def voice_of(unit: str, *, below: bool = False) -> str:
    """The voice that speaks for a unit alone, or for it and those below it."""
    return unit + _BELOW if below else unit


def unit_of(voice: str) -> tuple[str, bool]:
    """The unit that a voice is of, and whether it speaks for those below it too."""
    return voice.removesuffix(_BELOW), voice.endswith(_BELOW)


class Record(Heads[Session], frozen=True):
    """All that is known of one session.

    `seen` are versions known to be replaced by somebody who may; `told`, by the voices, is what others say beside that,
    and what the owner says of other units' versions. Heads may name several units: then the id is claimed by each.
    """

    told: dict[str, Said] = {}

    @property
    def replaced(self) -> frozenset[str]:
        """The ids of all versions that anybody says were replaced."""
        return frozenset(self.seen).union(*(said.seen for said in self.told.values()))

    def units(self) -> frozenset[str]:
        """The units that the live heads name."""
        return frozenset(head.content.unit for head in self.heads if head.content is not None)

    def sides(self, meaning: Callable[[str], str] = str) -> dict[str, "Record"]:
        """The record as each of the units has it that claim the id, by what their codes mean; of the live heads only
        where there are several such units.
        """
        units = {meaning(unit) for unit in self.units()}
        if len(units) < 2:
            return dict.fromkeys(units, self)
        heads = {
            unit: [head for head in self.heads if head.content and meaning(head.content.unit) == unit] for unit in units
        }
        return {unit: replace(self, heads=tuple(heads[unit])) for unit in sorted(units)}

    def is_claimed(self, meaning: Callable[[str], str] = str) -> bool:
        """Whether several units say that the session is theirs."""
        return len({meaning(unit) for unit in self.units()}) > 1

    def deleters(self) -> frozenset[str]:
        """The units for which the session was deleted."""
        deletions = {head.id for head in self.heads if head.content is None}
        made = [voices for key, (_version, voices) in _deletions(self).items() if key in deletions]
        return frozenset(unit_of(voice)[0] for voice in frozenset[str]().union(*made)) - {OWN}

    def telling(self, told: Mapping[str, Said]) -> Self:
        """With what voices say, in its one order; those that say nothing are left out."""
        kept = {voice: told[voice] for voice in sorted(told) if told[voice].seen or told[voice].gone}
        return replace(self, told=kept)


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
    saved = in_order(type(record), record.id, heads, seen, record.deleted_by)
    if isinstance(record, Record) and isinstance(saved, Record):
        return cast("H", _saying(saved, record, frozenset(parents)))
    return saved


def _saying(saved: Record, before: Record, parents: frozenset[str]) -> Record:
    """The record after a save over these versions, with whose word that is."""
    replaced = {head.content.unit for head in before.heads if head.id in parents and head.content is not None}
    gone = [voices for key, (_version, voices) in _deletions(before).items() if key in parents]
    replaced |= {unit_of(voice)[0] for voices in gone for voice in voices} - {OWN}
    made = next((head for head in saved.heads if head.parents == tuple(sorted(parents))), None)
    beside = {head.content.unit for head in saved.heads if head.content is not None}
    more: dict[str, Said] = {}
    if made is not None and made.content is not None:
        beside = {made.content.unit}
    elif made is not None:
        more = {unit: Said(gone=(made,)) for unit in replaced}
        if beside and replaced and not replaced & beside:
            # What other units say of the id stands by itself.
            saved = replace(saved, heads=tuple(head for head in saved.heads if head.id != made.id))
    if beside and replaced - beside:
        # Who gets this has to know in whose name versions of a unit were replaced by those of another.
        more[OWN] = Said(tuple(sorted({*before.seen, *parents})))
    told = said_together(before.told, more)
    return saved.telling({voice: _without(said, saved.seen, voice) for voice, said in told.items()})


def id_apart(session_id: str, name: str) -> str:
    """The id under which what was logged under one id is kept as a session of its own, the same in every book that
    decides so. `name` is the unit that claims the id, or of one unit's versions the id of the version.
    """
    return str(uuid.uuid5(uuid.UUID(session_id), name))


def is_apart(session_id: str) -> bool:
    """Whether it is an id that `id_apart` gives."""
    return uuid.UUID(session_id).version == _APART


def new_record(session_id: str, content: Session) -> Record:
    """The record of a session saved for the first time."""
    return make_record(session_id, [make_version(session_id, content)])


def merge(a: H, b: H) -> H:
    """What both records together know: heads of either that neither has seen replaced."""
    if a.id != b.id:
        raise ValueError("records of two things cannot be merged")
    seen = {*a.seen, *b.seen}
    heads = [head for head in (*a.heads, *b.heads) if head.id not in seen]
    merged = in_order(type(a), a.id, heads, seen, (*a.deleted_by, *b.deleted_by))
    if not isinstance(a, Record) or not isinstance(b, Record) or not isinstance(merged, Record):
        return merged
    told = said_together(a.told, b.told)
    return merged.telling({voice: _without(said, seen, voice) for voice, said in told.items()})


def judged(record: Record, covers: Covers) -> Record:
    """The record as it counts: without the versions that were replaced by a voice that `covers` their units.

    A deletion stands beside live versions only where one of these is of the unit for which it was made; else it is
    remembered. Whatever comes to be known in whatever order, the same is left.
    """
    if not record.told and len(record.heads) == 1:
        return record
    by_voice = {voice: frozenset(said.seen) for voice, said in record.told.items()}
    named = {head.id: head.content.unit for head in record.heads if head.content is not None}
    seen = {*record.seen, *(key for key, unit in named.items() if _is_replaced(key, [unit], by_voice, covers))}
    live = [head for head in record.heads if head.id in named and head.id not in seen]
    units = {named[head.id] for head in live}
    made = _deletions(record)
    for key, (_version, voices) in made.items():
        if _is_replaced(key, [unit_of(voice)[0] for voice in voices], by_voice, covers):
            seen.add(key)
    left = {key: (version, voices) for key, (version, voices) in made.items() if key not in seen}
    beside = [
        version
        for version, voices in left.values()
        if not units or OWN in voices or any(covers(unit_of(voice)[0], unit) for voice in voices for unit in units)
    ]
    waiting = {key: made for key, made in left.items() if made[0] not in beside}
    remembered = {voice: Said(gone=(version,)) for version, voices in waiting.values() for voice in voices}
    told = said_together(record.told, remembered)
    kept = in_order(Record, record.id, (*live, *beside), seen, record.deleted_by)
    return kept.telling({voice: _without(said, seen, voice) for voice, said in told.items()})


def _deletions(record: Record) -> dict[str, tuple[Version[Session], frozenset[str]]]:
    """The deletions that are known, by their ids, with the voices whose word they are."""
    deletions: dict[str, tuple[Version[Session], frozenset[str]]] = {}
    for voice, said in record.told.items():
        for version in said.gone:
            voices = deletions[version.id][1] if version.id in deletions else frozenset[str]()
            deletions[version.id] = (version, voices | {voice})
    for head in record.heads:
        if head.content is None and head.id not in deletions:
            # A book of before does not tell them apart.
            deletions[head.id] = (head, frozenset(record.deleted_by) or frozenset({OWN}))
    return deletions


def _is_replaced(version: str, units: Iterable[str], by_voice: Mapping[str, frozenset[str]], covers: Covers) -> bool:
    """Whether a voice says so that speaks for one of the units."""
    voices = [voice for voice, seen in by_voice.items() if version in seen]
    return any(voice == OWN or covers(voice, unit) for voice in voices for unit in units)


def _without(said: Said, known: Collection[str], voice: str) -> Said:
    """What is left to say where it is known of versions that they were replaced: their deletions need not be told, nor
    what a unit says of its own. What others say goes on to whoever does not know it yet.
    """
    goes_on = voice == OWN or unit_of(voice)[1]
    seen = said.seen if goes_on else tuple(key for key in said.seen if key not in known)
    return Said(seen, tuple(version for version in said.gone if version.id not in known))


def said_together(a: Mapping[str, Said], b: Mapping[str, Said]) -> dict[str, Said]:
    """What the voices say in both."""
    return {
        voice: _both(a.get(voice, Said()), b.get(voice, Said())) for voice in (*a, *(one for one in b if one not in a))
    }


def _both(a: Said, b: Said) -> Said:
    gone = {version.id: version for version in (*a.gone, *b.gone)}
    return Said(tuple(sorted({*a.seen, *b.seen})), tuple(gone[key] for key in sorted(gone)))


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
            and set(head.parents) <= record.replaced
            and head.id not in record.seen
            for head in record.heads
        )
    )
