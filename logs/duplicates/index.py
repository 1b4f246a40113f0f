"""Sessions that look like one event logged twice: typed in twice, or logged by both units of a joint session.

Compared are complete sessions at most a day apart, of one unit or of two of which one names the other as its partner,
that share a theme. They lie in blocks by unit and day, so that each meets only the few beside it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from logs.duplicates.scoring import BEST_OF_OTHER_COUNT, LIKELY, REASONS, Comparable, Likeness, compare, counts_near
from logs.gc_pause import no_collecting
from logs.model import MOST_ATTENDANCE, Brief, Session, SessionId
from logs.session.query import Entry

__all__ = [
    "LIKELY",
    "REASONS",
    "Comparable",
    "Index",
    "Likeness",
    "doubles_by_unit",
    "likely_duplicates",
    "ranked",
    "sketch",
]

# The key of a session, from the left: its day, counted from the first; its place in the list; whether it is another
# unit's that names this one as a partner. For the sessions of a few years it is as small as Python's quickest numbers.
_GUEST = 1
_A_YEAR = 366
_AFTER_ALL = 1 << 80
# No unit holds more sessions than this on two days; of such crowds only those of the nearest counts are compared.
_CROWD = 300
_NEAREST = 10

_Blocks = defaultdict[tuple[str, str, int], list[Entry]]  # by unit, theme and number of the day
_Keys = defaultdict[str, defaultdict[str, list[int]]]


Sketch = tuple[str, int, Collection[str], Collection[str], int]
"""What tells most sessions apart: the unit, the number of the day, themes, partners, the number of listeners."""
SessionAt = Callable[[int], Comparable]
"""Gives the session of a place."""


class _Register(Struct, frozen=True):
    """The keys of sessions by unit and theme: of those that the unit held, and of those that name it as a partner.

    A key is a day, shifted to the left by `shift`, and a place; `counts` are the numbers of listeners by place.
    """

    shift: int
    held: _Keys
    guests: _Keys
    counts: list[int]
    session_at: SessionAt


class Index:
    """Sessions kept in their blocks, to be asked which of them one session is like. Those not complete are not kept."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._kept: dict[SessionId, Entry] = {}
        self._held: _Blocks = defaultdict(list)  # by the unit that held the session
        self._named: _Blocks = defaultdict(list)  # by each partner it names
        with no_collecting():
            for entry in entries:
                self.add(entry)

    def add(self, entry: Entry) -> None:
        """Keep a session, in place of what was kept under its id."""
        self.remove(entry.id)
        if entry.session.status != "complete":
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
        entries: list[Entry] = []
        for near in (day - 1, day, day + 1):
            for theme in session.themes:
                for unit in (session.unit, *session.partners):
                    entries += self._held.get((unit, theme, near), ())
                entries += self._named.get((session.unit, theme, near), ())
        return entries


def likely_duplicates(entries: Iterable[Comparable], least: int = LIKELY) -> list[Likeness]:
    """Every pair of the sessions that looks like one event, once, best first, whatever the order of the sessions.

    Of a crowd of many hundred sessions of one unit within two days, only those of the nearest counts are compared.
    """
    sessions = list(entries)
    return ranked(doubles_by_unit([sketch(one.session) for one in sessions], sessions.__getitem__, least))


def sketch(session: Session | Brief) -> Sketch:
    """What of a session tells most of them apart."""
    return session.unit, session.date.toordinal(), session.themes, session.partners, session.attendance or 0


def doubles_by_unit(
    sketches: Sequence[Sketch], session_at: SessionAt, least: int = LIKELY, units: Container[str] | None = None
) -> dict[str, list[Likeness]]:
    """The pairs by the unit that held both, or that held one and was named by the other as a partner; of some `units`
    where they are given, of which all sessions have to be there, and all that name them. A pair may stand in two.

    Of most sessions no more than the sketch is looked at: `session_at` is asked for few.
    """
    found: dict[str, list[Likeness]] = {}
    with no_collecting():
        register = _registered(sketches, session_at)
        for unit in register.held:
            if units is None or unit in units:
                compared = (compare(session_at(one), session_at(two), least) for one, two in _of(unit, register, least))
                if pairs := {(one.a, one.b): one for one in compared if one}:
                    found[unit] = [*pairs.values()]
    return found


def ranked(by_unit: Mapping[str, Iterable[Likeness]]) -> list[Likeness]:
    """Each of the pairs once, best first."""
    return _ranked({(one.a, one.b): one for pairs in by_unit.values() for one in pairs}.values())


def _of(unit: str, register: _Register, least: int) -> Iterator[tuple[int, int]]:
    """The places of pairs that share a theme and the unit and lie a day apart at most; some twice, in either order.

    Pairs whose numbers of listeners keep them below `least` are left out, before anything else of them is read.
    """
    near = _any_count if least <= BEST_OF_OTHER_COUNT else counts_near
    of_guests: dict[str, list[int]] = register.guests.get(unit, defaultdict(list))
    for theme, keys in register.held[unit].items():
        if theme in of_guests:
            keys.extend(of_guests[theme])
        keys.sort()
        is_crowd = len(keys) > _CROWD and _is_crowd(keys, register.shift)
        yield from _nearest(keys, register) if is_crowd else _close(keys, register, near)


def _registered(sketches: Sequence[Sketch], session_at: SessionAt) -> _Register:
    """The sketches are read here once, in the order in which they came; what follows reads numbers.

    Drafts are told apart when a pair is compared.
    """
    held: _Keys = defaultdict(lambda: defaultdict(list))
    guests: _Keys = defaultdict(lambda: defaultdict(list))
    shift, counts = len(sketches).bit_length() + 1, []
    first_day = sketches[0][1] - _A_YEAR if sketches else 0
    for place, (unit, day, themes, partners, count) in enumerate(sketches):
        counts.append(count)
        key = day - first_day << shift | place << 1
        own = held[unit]
        for theme in themes:
            own[theme].append(key)
        for partner in partners:
            if partner != unit:
                theirs, key_there = guests[partner], key | _GUEST
                for theme in themes:
                    theirs[theme].append(key_there)
    return _Register(shift, held, guests, counts, session_at)


def _close(keys: list[int], register: _Register, near: Callable[[int], tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of all pairs a day apart at most and of near counts, but for those of two guests."""
    shift, counts = register.shift, register.counts
    places, two_days = (1 << shift) - 1, 2 << shift
    pairs = []
    ended = [*keys, _AFTER_ALL]
    for key, neighbour, number in zip(keys, ended[1:], range(2, len(keys) + 2), strict=True):
        if neighbour - key < two_days:
            other, following = neighbour, number
            end, place = (key >> shift) + 2 << shift, (key & places) >> 1
            fewest, most = near(counts[place])
            while other < end:
                other_place = (other & places) >> 1
                if fewest <= counts[other_place] <= most and not key & other & _GUEST:
                    pairs.append((place, other_place))
                other = ended[following]
                following += 1
    return pairs


def _any_count(_count: int) -> tuple[int, int]:
    return 0, MOST_ATTENDANCE


def _is_crowd(keys: list[int], shift: int) -> bool:
    """Whether more sessions than a unit can hold lie within two days."""
    return any(later >> shift <= (key >> shift) + 1 for key, later in zip(keys, keys[_CROWD:], strict=False))


def _nearest(keys: list[int], register: _Register) -> Iterator[tuple[int, int]]:
    """The places of each and the few after it in the order of days and counts, whatever their places."""
    places, counts = (1 << register.shift) - 1, register.counts
    days = {(key & places) >> 1: key >> register.shift for key in keys}
    ranked = sorted(days, key=lambda place: (days[place], counts[place], register.session_at(place).id))
    for following, place in enumerate(ranked, 1):
        for other in ranked[following : following + _NEAREST]:
            yield place, other


def _ranked(likenesses: Iterable[Likeness]) -> list[Likeness]:
    return sorted(likenesses, key=lambda likeness: (-likeness.score, likeness.a, likeness.b))
