"""Which answers about pairs of sessions count, and which sessions are one event by them, from one save to the next."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from logs.counting.authority import Hearing
from logs.exchange.same_event import Answers, LinkRecord, Rank, least_of_groups, same_pairs


class Events:
    """`links` are the answers that count, by the ids of the pairs. A save puts others in their place, and in that of
    `stands_for`: whoever holds them has them as they were.

    `is_complete` tells of a session's id whether it is live and complete, `rank` how fit it is to stand for its event.
    """

    def __init__(
        self, answers: Mapping[str, Answers], hearing: Hearing, is_complete: Callable[[str], bool], rank: Rank
    ) -> None:
        self._answers = answers
        self._hearing = hearing
        self._is_complete = is_complete
        self._rank = rank
        self.links: Mapping[str, LinkRecord] = {}
        self._stands_for: Mapping[str, str] = {}
        self._touched: set[str] = set()  # the sessions whose events are to be found out anew
        self._about: defaultdict[str, set[str]] = defaultdict(set)  # the pairs that a session is one of
        self._same: dict[str, tuple[str, str]] = {}  # the pairs that are one event
        self.follow(answers, ())

    def follow(self, pairs: Iterable[str], sessions: Iterable[str]) -> None:
        """Hear anew what is said of these pairs, by their ids, and of these sessions; no other event is looked at."""
        about = (key for session in sessions for key in sorted(self._about.get(session, ())))
        heard = dict.fromkeys((*pairs, *about))
        links = dict(self.links)
        for key in heard:
            answers = self._answers.get(key)
            for session in (answers.sessions if answers else None) or ():
                self._about[session].add(key)
            self._touched.update(self._same.pop(key, ()))
            links.pop(key, None)
            link = self._hearing.counting(answers) if answers else None
            if link is not None:
                links[key] = link
                for pair in same_pairs([link]):
                    self._same[key] = pair
                    self._touched.update(pair)
        if heard:
            self.links = links

    @property
    def stands_for(self) -> Mapping[str, str]:
        """Of each session that is one event with others which one is counted; the same object until that changes."""
        members, pairs = set[str](), dict[str, tuple[str, str]]()
        while self._touched:
            session = self._touched.pop()
            members.add(session)
            near = {key: self._same[key] for key in self._about[session] & self._same.keys()}
            self._touched.update(one for pair in near.values() for one in pair if one not in members)
            pairs |= near
        if members:
            stands_for = {key: first for key, first in self._stands_for.items() if key not in members}
            stands_for |= least_of_groups(pairs.values(), self._is_complete, self._rank)
            if stands_for != self._stands_for:
                self._stands_for = stands_for
        return self._stands_for
