"""Sessions that look like one event logged twice: typed in twice, or logged by both units of a joint session.

Compared are complete sessions at most a day apart, of one unit or of two of which one names the other as its partner,
that share a theme. They lie in blocks by unit and day, so that each meets only the few beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from logs.likeness import BEST_OF_OTHER_COUNT, LIKELY, REASONS, Likeness, compare, near_counts
from logs.memory import no_collecting
from logs.model import Session, SessionId
from logs.query import Entry

__all__ = ["LIKELY", "REASONS", "Index", "Likeness", "likely_duplicates"]

# The key of a session, from the left: the number of its day, its listeners, whether it is another unit's that names
# this one as a partner, its place in the list.
_DAY = 49
_COUNT = 32
_GUEST = 1 << 31
_PLACE = _GUEST - 1
_TWO_DAYS = 2 << _DAY
_AFTER_ALL = 1 << 80
_MOST_COUNT = (1 << _DAY - _COUNT) - 1
# No unit holds more sessions than this on two days; of such crowds only those of the nearest counts are compared.
_CROWD = 300
_NEAREST = 10

_Blocks = defaultdict[tuple[str, str, int], list[Entry]]  # by unit, theme and number of the day
_Keys = defaultdict[str, defaultdict[str, list[int]]]


class Index:
    """Sessions kept in their blocks, to be asked which of them one session is like. Drafts are not kept."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._kept: dict[SessionId, Entry] = {}
        self._held: _Blocks = defaultdict(list)  # by the unit that held the session
        self._named: _Blocks = defaultdict(list)  # by each partner it names
        with no_collecting():
            for entry in entries:
                self.add(entry)

    def add(self, entry: Entry) -> None:
        """Keep a session, in place of what was kept under its id."""
        if entry.id in self._kept:
            self.remove(entry.id)
        if entry.session.status == "draft":
            return
        self._kept[entry.id] = entry
        for blocks, place in self._places(entry.session):
            blocks[place].append(entry)

    def remove(self, session_id: SessionId) -> None:
        """Keep a session no longer; nothing happens where none has the id."""
        entry = self._kept.pop(session_id, None)
        if entry is None:
            return
        for blocks, place in self._places(entry.session):
            blocks[place] = [other for other in blocks[place] if other is not entry]
            if not blocks[place]:
                del blocks[place]

    def like(self, entry: Entry, least: int = LIKELY) -> list[Likeness]:
        """The kept sessions that the given one is like, best first; itself, whether kept or not, is not among them."""
        found = {}
        for other in self._beside(entry.session):
            if other.id != entry.id and other.id not in found:
                likeness = compare(entry, other, least)
                if likeness:
                    found[other.id] = likeness
        return _ranked(found.values())

    def _places(self, session: Session) -> list[tuple[_Blocks, tuple[str, str, int]]]:
        """The blocks that a session lies in."""
        day = session.date.toordinal()
        places = [(self._held, (session.unit, theme, day)) for theme in session.themes]
        if session.partners:
            places += [(self._named, (unit, theme, day)) for unit in session.partners for theme in session.themes]
        return places

    def _beside(self, session: Session) -> list[Entry]:
        """What shares a theme and a unit with the session, the day before to the day after; some of it twice."""
        day = session.date.toordinal()
        found: list[Entry] = []
        for near in (day - 1, day, day + 1):
            for theme in session.themes:
                for unit in (session.unit, *session.partners):
                    found += self._held.get((unit, theme, near), ())
                found += self._named.get((session.unit, theme, near), ())
        return found


def likely_duplicates(entries: Iterable[Entry], least: int = LIKELY) -> list[Likeness]:
    """Every pair of the sessions that looks like one event, once, best first, whatever the order of the sessions.

    Of a crowd of many hundred sessions of one unit within two days, only those of the nearest counts are compared.
    """
    found = {}
    with no_collecting():
        sessions = list(entries)
        for pair in _close_pairs(sessions, least):
            if pair not in found:
                likeness = compare(sessions[pair[0]], sessions[pair[1]], least)
                if likeness:
                    found[pair] = likeness
    return _ranked(found.values())


def _close_pairs(sessions: list[Entry], least: int) -> Iterator[tuple[int, int]]:
    """The places, the lesser first, of pairs that share a theme and a unit and lie a day apart at most; some twice.

    Pairs whose numbers of listeners keep them below `least` are left out, before anything else of them is read.
    """
    held, guests = _keys(sessions)
    any_count = least <= BEST_OF_OTHER_COUNT
    for unit, themes in held.items():
        of_guests = guests[unit]
        for theme, keys in themes.items():
            if theme in of_guests:
                keys.extend(of_guests[theme])
            keys.sort()
            for key, other in _nearest(keys, sessions) if _is_crowd(keys) else _close(keys):
                if any_count or near_counts(key >> _COUNT & _MOST_COUNT, other >> _COUNT & _MOST_COUNT):
                    first, second = key & _PLACE, other & _PLACE
                    yield (first, second) if first < second else (second, first)


def _keys(sessions: list[Entry]) -> tuple[_Keys, _Keys]:
    """By unit and theme the keys of the sessions that the unit held, and of those that name it as a partner.

    The sessions themselves are read here once, in the order in which they came; what follows reads numbers.
    """
    held: _Keys = defaultdict(lambda: defaultdict(list))
    guests: _Keys = defaultdict(lambda: defaultdict(list))
    for place, entry in enumerate(sessions):
        session = entry.session
        if session.status == "draft":
            continue
        key = session.date.toordinal() << _DAY | (session.attendance or 0) << _COUNT | place
        own = held[session.unit]
        for theme in session.themes:
            own[theme].append(key)
        if session.partners:
            for partner in set(session.partners) - {session.unit}:
                for theme in session.themes:
                    guests[partner][theme].append(key | _GUEST)
    return held, guests


def _close(keys: list[int]) -> Iterator[tuple[int, int]]:
    """All pairs a day apart at most, but for those of two guests."""
    ended = [*keys, _AFTER_ALL]
    for place, key in enumerate(keys, 1):
        other = ended[place]
        if other - key >= _TWO_DAYS:
            continue
        end, following = (key >> _DAY) + 2 << _DAY, place
        while other < end:
            if not key & other & _GUEST:
                yield key, other
            following += 1
            other = ended[following]


def _is_crowd(keys: list[int]) -> bool:
    """Whether more sessions than a unit can hold lie within two days."""
    return any(later >> _DAY <= (key >> _DAY) + 1 for key, later in zip(keys, keys[_CROWD:], strict=False))


def _nearest(keys: list[int], sessions: list[Entry]) -> Iterator[tuple[int, int]]:
    """Each and the few after it in the order of days and counts, whatever their places."""
    ranked = sorted(keys, key=lambda key: (key >> _COUNT, sessions[key & _PLACE].id))
    for following, key in enumerate(ranked, 1):
        for other in ranked[following : following + _NEAREST]:
            yield key, other


def _ranked(found: Iterable[Likeness]) -> list[Likeness]:
    return sorted(found, key=lambda likeness: (-likeness.score, likeness.a, likeness.b))
