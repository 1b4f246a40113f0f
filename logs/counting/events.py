"""Which answers about pairs of sessions count, and which sessions are one event by them, from one save to the next."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from logs.counting.authority import Hearing
from logs.exchange.same_event import Answers, LinkRecord, Rank, least_of_groups, same_pairs


class Events:
    """`links` are the answers that count, by the ids of the pairs; `stands_for` says of each session that is one event
    with others which of them is counted. A save puts others in their place: whoever holds them has them as they were.

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
        self.stands_for: Mapping[str, str] = {}
        self._about: defaultdict[str, set[str]] = defaultdict(set)  # the pairs that a session is one of
        self._same: dict[str, tuple[str, str]] = {}  # the pairs that are one event
        self.follow(answers, ())

    def follow(self, pairs: Iterable[str], sessions: Iterable[str]) -> None:
        """Hear anew what is said of these pairs, by their ids, and of these sessions; no other event is looked at."""
        about = (key for session in sessions for key in sorted(self._about.get(session, ())))
        heard = dict.fromkeys((*pairs, *about))
        links, touched = dict(self.links), set[str]()
        for key in heard:
            answers = self._answers.get(key)
            for session in (answers.sessions if answers else None) or ():
                self._about[session].add(key)
            touched.update(self._same.pop(key, ()))
            links.pop(key, None)
            link = self._hearing.counting(answers) if answers else None
            if link is not None:
                links[key] = link
                for pair in same_pairs([link]):
                    self._same[key] = pair
                    touched.update(pair)
        if heard:
            self.links = links
            self._group(touched)

    def _group(self, touched: set[str]) -> None:
        """Find out anew what the events of these sessions are counted as."""
        members, pairs = set[str](), dict[str, tuple[str, str]]()
        while touched:
            session = touched.pop()
            members.add(session)
            near = {key: self._same[key] for key in self._about[session] & self._same.keys()}
            touched.update(one for pair in near.values() for one in pair if one not in members)
            pairs |= near
        stands_for = {key: first for key, first in self.stands_for.items() if key not in members}
        stands_for |= least_of_groups(pairs.values(), self._is_complete, self._rank)
        if stands_for != self.stands_for:
            self.stands_for = stands_for
