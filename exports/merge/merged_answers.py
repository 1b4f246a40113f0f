"""Answers about pairs of sessions, as a merge takes them: kept with whose word they are, and judged when they are read.

What counts is therefore the same whichever came first, an answer or the sessions that it speaks of.
"""

from collections.abc import Iterator, Mapping

from exports.merge.merged_sessions import MergedSessions
from exports.merge.trust import Scope, SenderContext, Senders
from exports.package.lines import SetAside
from logs.exchange.same_event import Answers, LinkRecord


class MergedAnswers:
    """The answers of a book with what files told of them; `changed` are those that differ from the `held` ones."""

    def __init__(self, known: Mapping[str, Answers], sessions: MergedSessions, senders: Senders) -> None:
        self._held = known
        self._sessions = sessions
        self._senders = senders
        self.changed: dict[str, Answers] = {}

    def merge(self, sender: SenderContext) -> Iterator[SetAside]:
        """Keep what was answered about pairs of sessions; tells what cannot count, as far as is known now."""
        package, waiting = sender.package, sender.scope.waiting
        for key, link in package.links.items():
            if waiting and not self._is_of(link, sender.scope):
                # Who speaks for no other unit yet says nothing about sessions of which nobody knows the units either.
                yield SetAside(package.lines[key], "", "link_waits_for_key", {"unit": ", ".join(sorted(waiting))})
                continue
            after = before = self.changed.get(key) or self._held.get(key) or Answers(key)
            speakers = {by: sender.passes_on(by) for by in link}
            for by, record in link.items():
                if unit := speakers[by]:
                    after = after.hearing(unit, record)
            if after != before:
                self.changed[key] = after
            if not all(speakers.values()) or self._is_foreign(after, sender, filter(None, link)):
                yield SetAside(package.lines[key], "", "link_of_other_unit")

    def _is_of(self, answers: Mapping[str, LinkRecord], scope: Scope) -> bool:
        """Whether the answers are of sessions that are here, and of the units that the sender speaks for."""
        contents = (head.content for record in answers.values() for head in record.heads if head.content)
        sessions = map(self._sessions.get, {key for content in contents for key in content.sessions})
        return all(record is not None and record.units() and not scope.foreign(record) for record in sessions)

    def _is_foreign(self, answers: Answers, sender: SenderContext, others: Iterator[str]) -> bool:
        """Whether a session that is here is none of the sender's, or of a unit's whose word the sender passes on."""
        sessions = list(filter(None, map(self._sessions.get, answers.sessions or ())))
        scopes = [sender.scope, *map(self._senders.scope_below, others)]
        return any(scope.foreign(record) for scope in scopes for record in sessions)
