"""Answers to the question whether two sessions are one event: each is a version, so that it travels and merges as
sessions do and is never asked again.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from itertools import chain
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from logs.model import SessionId, VersionId
from logs.versions import Heads, Version, make_version, merge, save

Answer = Literal["same", "different"]
# Of our own making; the same everywhere, so that every book names a pair alike.
_NAMESPACE = uuid.UUID("5a3d7f0e-0c53-4a55-9d51-6a1f3c2b7e90")


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """Two sessions, the lesser id first, and whether they are the same event."""

    sessions: tuple[SessionId, SessionId]
    answer: Answer


class LinkRecord(Heads[Link], frozen=True):
    """All that was answered about one pair of sessions."""


class Answers(Struct, frozen=True, omit_defaults=True):
    """Everything that was said about one pair of sessions: `heads` and `seen` by the book's owner, the rest, by their
    units, by those who sent files. `pair` names the sessions where all answers have been taken back: these do not.

    Who may speak about which sessions is found out when the answers are read: whatever came first, the sessions, one
    of them, or the answer, the same answers count.
    """

    id: SessionId
    heads: tuple[Version[Link], ...] = ()
    seen: tuple[VersionId, ...] = ()
    told: dict[str, LinkRecord] = {}
    pair: tuple[SessionId, SessionId] | None = None

    @property
    def sessions(self) -> tuple[str, str] | None:
        """The pair; None where no answer has come that names it."""
        heads = chain(self.heads, *(record.heads for record in self.told.values()))
        return next((head.content.sessions for head in heads if head.content is not None), self.pair)

    def hearing(self, unit: str, record: LinkRecord) -> "Answers":
        """With what a unit has told besides."""
        known = self.told.get(unit)
        told = {**self.told, unit: merge(known, record) if known else record}
        return replace(self, told=told, pair=self.sessions or Answers(self.id, record.heads).sessions)

    def saying(self, record: LinkRecord | None) -> "Answers":
        """With what the book's owner says now; None for nothing."""
        return replace(
            self, heads=record.heads if record else (), seen=record.seen if record else (), pair=self.sessions
        )

    def counting(self, may_speak: Callable[[str, tuple[str, str]], bool]) -> LinkRecord | None:
        """What counts of it: the owner's word, and that of units which `may_speak` about the pair; None for nothing."""
        pair = self.sessions
        said = [LinkRecord(self.id, self.heads, self.seen)] if self.heads else []
        said += [one for unit, one in self.told.items() if pair is not None and may_speak(unit, pair)]
        return reduce(merge, said) if said else None


def link_id(a: str, b: str) -> str:
    """The id of what is answered about two sessions, whichever is named first."""
    return str(uuid.uuid5(_NAMESPACE, " ".join(sorted((a, b)))))


def answered(link: LinkRecord | None, a: str, b: str, answer: Answer | None) -> LinkRecord:
    """The pair's record after an answer; None takes back what was answered."""
    key = link_id(a, b)
    first, second = sorted((a, b))
    content = Link((first, second), answer) if answer else None
    if link is None:
        return LinkRecord(key, (make_version(key, content),))
    return save(link, content)


Rank = Callable[[str], int]
"""How fit a session is to stand for its event: of those of the least rank the least id does."""


def no_rank(_session: str) -> int:
    """All are as fit as each other."""
    return 0


def counted_as(links: Iterable[LinkRecord], is_live: Callable[[str], bool], rank: Rank = no_rank) -> dict[str, str]:
    """For each live session that is the same event as another one, which of them is counted.

    `is_live` tells of an id whether it is of a session to count. Sessions that stand for themselves are left out.
    """
    return least_of_groups(same_pairs(links), is_live, rank)


def same_pairs(links: Iterable[LinkRecord]) -> list[tuple[str, str]]:
    """The pairs of sessions that were answered to be the same event."""
    contents = (link.shown.content for link in links)
    return [content.sessions for content in contents if content is not None and content.answer == "same"]


def least_of_groups(
    pairs: Iterable[tuple[str, str]], is_live: Callable[[str], bool] = lambda _id: True, rank: Rank = no_rank
) -> dict[str, str]:
    """For each of the live ids that pairs join to others of them, the one of its group that stands for all."""
    parent: dict[str, str] = {}
    joined = dict.fromkeys(chain.from_iterable(pairs := list(pairs)))
    for pair in pairs:
        a, b = (_root(parent, one) for one in pair)
        if a != b:
            parent[max(a, b)] = min(a, b)
    groups: dict[str, list[str]] = {}
    for one in filter(is_live, joined):
        groups.setdefault(_root(parent, one), []).append(one)
    several = (group for group in groups.values() if len(group) > 1)
    stands = ((min(group, key=lambda session: (rank(session), session)), group) for group in several)
    return {one: first for first, group in stands for one in group}


def is_answered(links: Mapping[str, LinkRecord], a: str, b: str) -> bool:
    """Whether somebody has said, uncontradicted, what the two sessions are to each other."""
    held = links.get(link_id(a, b))
    return held is not None and not held.is_conflict and held.shown.content is not None


def _root(parent: Mapping[str, str], session: str) -> str:
    while session in parent:
        session = parent[session]
    return session
