"""What was taken back of a session: a withdrawal of what files say, and a purge of its text."""

from collections.abc import Set
from datetime import datetime
from functools import reduce
from typing import Self

from msgspec import Struct

from logs.model import Session
from logs.versions import Record, Said, Version, make_record, make_version, merge, said_together, save


class Withdrawal(Struct, frozen=True):
    """Of a session that was sent on and changed, without a person's word on it, by taking a merge back or putting a
    copy back: `heads` are the versions that this has left, `said` is what it were had nothing been sent, `taken` are
    the files' versions taken back that no file has said since.

    Versions that were withdrawn are replaced for good wherever they have been sent. What files say of the session goes
    to `said`, and new versions say the same. Once the session is what files say (`level`), all that they can say anew
    is what was taken back.
    """

    heads: tuple[str, ...]
    said: Record | None
    taken: tuple[str, ...] = ()
    level: bool = False

    @classmethod
    def leaving(cls, record: Record, said: Record | None, before: Record | None = None) -> Self:
        """That the session was left so; `before` it was what files had said of it, where a merge was taken back."""
        stays = {head.id for head in said.heads} if said is not None else set[str]()
        taken = (head.id for head in before.heads) if before is not None else ()
        return cls(tuple(head.id for head in record.heads), said, tuple(key for key in taken if key not in stays))

    def is_of(self, record: Record) -> bool:
        """Whether the session is still as it was left."""
        return self.heads == tuple(head.id for head in record.heads)

    def following(self, record: Record, said: Record) -> Record:
        """The record where files say that of the session by now: whose versions can stand stand, and new ones say the
        same as those that were replaced.
        """
        # A deletion that stands beside nothing of its unit is remembered by itself, and not withdrawn.
        remembered = {version.id for told in said.told.values() for version in told.gone if version not in said.heads}
        heads = [head for head in record.heads if head.id not in remembered]
        left = [head for head in heads if head.id in self.heads and head not in said.heads and not self.level]
        gone = [head for head in said.heads if head.id in record.replaced and (not self.level or head.id in self.taken)]
        stay = [head for head in left if head.content in (one.content for one in gone)]
        over = {head.id for head in left if head not in stay}
        told_by = [one.content for one in stay]
        again = [_say_anew(record, head, over, said) for head in gone if head.content not in told_by]
        if again:
            return reduce(merge, again)
        heads = [head for head in heads if head.id not in over]
        return make_record(record.id, heads, {*record.seen, *over}, record.deleted_by).telling(record.told)

    def after(self, record: Record, said: Record) -> "Withdrawal | None":
        """What is left of it where files say that by now, and the record follows: None where nothing is."""
        again = {head.id for head in said.heads}
        taken = tuple(key for key in self.taken if key not in again)
        level = self.level or record.heads == said.heads
        return Withdrawal(tuple(head.id for head in record.heads), said, taken, level) if taken or not level else None


def _say_anew(record: Record, head: Version[Session], over: Set[str], said: Record) -> Record:
    """The record with a new version of what the head says, in the name of those whose word that is: not a version that
    said so before and was taken back itself.
    """
    parents = {head.id, *over}
    words = {voice: Said(gone=(head,)) for voice, told in said.told.items() if head in told.gone}
    record = record.telling(said_together(record.told, words))
    while (anew := make_version(record.id, head.content, parents).id) in record.replaced:
        parents.add(anew)
    return save(record, head.content, parents)


class Purge(Struct, frozen=True, kw_only=True):
    """That a session's text was taken out for good: the versions whose content is gone, and what was left then."""

    at: datetime
    versions: tuple[str, ...]
    left: tuple[str, ...]
