"""Answers about pairs of sessions, as a merge takes them: kept with whose word they are, and judged when they are read.

What counts is therefore the same whichever came first, an answer or the sessions that it speaks of.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from exports.merge.trust import Scope
from exports.package.lines import SetAside
from exports.package.reader import Package
from logs.exchange.same_event import Answers, LinkRecord

if TYPE_CHECKING:
    from exports.merge.plan import Planning


def take_links(planning: "Planning", package: Package, scope: Scope) -> Iterator[SetAside]:
    """Keep what was answered about pairs of sessions; tells what cannot count, as far as is known now.

    `scope` are the units that the package speaks for.
    """
    for key, told in package.links.items():
        if scope.waiting and not _is_of(planning, told, scope):
            # Who speaks for no other unit yet says nothing about sessions of which nobody knows the units either.
            yield SetAside(package.lines[key], "", "link_waits_for_key", {"unit": ", ".join(sorted(scope.waiting))})
            continue
        before = planning.links.get(key) or planning.book.exchange.answers.get(key) or Answers(key)
        after = heard(planning, package, before)
        if after != before:
            planning.links[key] = after
        is_anyones = all(_speaker(planning, package, by) for by in told)
        if not is_anyones or _is_foreign(planning, after, scope, filter(None, told)):
            yield SetAside(package.lines[key], "", "link_of_other_unit")


def _is_of(planning: "Planning", told: Mapping[str, LinkRecord], scope: Scope) -> bool:
    """Whether the answers about a pair are of sessions that are here, and of the units that the sender speaks for."""
    named = {key for record in told.values() for head in record.heads if head.content for key in head.content.sessions}
    sessions = [planning.sessions.get(key) for key in named]
    return all(record is not None and record.units() and not scope.foreign(record) for record in sessions)


def heard(planning: "Planning", package: Package, answers: Answers) -> Answers:
    """The answers about a pair with what the package tells of it."""
    for by, record in package.links.get(answers.id, {}).items():
        unit = _speaker(planning, package, by)
        answers = answers.hearing(unit, record) if unit else answers
    return answers


def _speaker(planning: "Planning", package: Package, by: str) -> str | None:
    """The unit whose word an answer of the package is; None where the sender may not pass on that unit's word."""
    sender, unit = planning.senders.speaks_as(package.head), planning.lens.unit(by)
    if not by:
        return sender
    return unit if unit in planning.senders.below(sender) else None


def _is_foreign(planning: "Planning", answers: Answers, scope: Scope, others: Iterator[str]) -> bool:
    """Whether a session that is here is none of the sender's, or of a unit's whose word the sender passes on."""
    sessions = [record for one in answers.sessions or () if (record := planning.sessions.get(one)) is not None]
    scopes = [scope, *(Scope(planning.lens, planning.senders.below(planning.lens.unit(unit))) for unit in others)]
    return any(one.foreign(record) for one in scopes for record in sessions)
