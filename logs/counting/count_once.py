"""What tables count of what a book holds: each event once, whether its sessions are here or only figures of them.

Sessions that are here count one by one. A unit's totals count where they tell of more than is here; then the sessions
that they cover are left out. This is the one place that decides.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache

from msgspec import Struct

from logs.counting.authority import RecordOf, Speakers
from logs.counting.unit_totals import Told
from logs.exchange.same_event import LinkRecord, Rank, counted_as, no_rank
from logs.session.query import claim_id
from logs.versions import Record


class Counting(Struct, frozen=True):
    """Which sessions and which totals count.

    `told` are the totals whose figures are added; their sessions are `covered` and not counted themselves. `held` tell
    of nothing that is not here, `beaten` of sessions of which others tell more. `lost` are sessions that only beaten
    totals tell of, so that no table has them; `twice` those that tables may have twice: two senders tell of them who do
    not speak for each other, and a sender's figures never take away from another's unit, or the figures were typed and
    the unit, or one below it, has sessions of that month. `yielded` are totals typed here of months of which the unit's
    own sessions, or totals of a file, count.
    """

    told: tuple[Told, ...] = ()
    held: tuple[Told, ...] = ()
    beaten: tuple[Told, ...] = ()
    lost: frozenset[str] = frozenset()
    twice: frozenset[str] = frozenset()
    stands_for: Mapping[str, str] = {}
    covered: frozenset[str] = frozenset()
    yielded: tuple[Told, ...] = ()

    def counts(self, key: str) -> bool:
        """Whether the live, complete session of that id is counted itself."""
        stands_for = self.stands_for.get(key, key)
        return stands_for == key and stands_for not in self.covered

    def differing(self, other: "Counting") -> set[str]:
        """The sessions of which the two decide otherwise."""
        return {key for key, _one in self.stands_for.items() ^ other.stands_for.items()} | (
            self.covered ^ other.covered
        )


NOTHING_DECIDED = Counting()
"""Where nobody has said anything of two sessions, and no figures came: each session counts for itself."""


def decide(
    totals: Collection[Told],
    links: Collection[LinkRecord],
    is_complete: Callable[[str], bool],
    record_of: RecordOf,
    speakers: Speakers,
    *,
    rank: Rank = no_rank,
    logged: Callable[[], Collection[tuple[str, str]]] = tuple,
) -> Counting:
    """Which of the totals, and which of the live sessions that are complete, count; of one event that of the least
    `rank`.

    `logged` gives the units, each with the months in which it has sessions of the catalogue in use; it is asked where
    totals were typed.

    Of totals that tell of the same sessions those win that tell of more that are not here, then of more at all: which
    of them was counted later is not known, and clocks are not asked.
    """
    absent = {total.key: _absent(total, record_of) for total in totals}
    held = tuple(one for one in totals if not absent[one.key])
    open_ones = [one for one in totals if absent[one.key]]
    told_of = frozenset[str]().union(*(one.totals.versions for one in open_ones))
    groups = counted_as(links, lambda key: key in told_of or is_complete(key))
    open_ones.sort(key=_rank(totals, absent, groups, record_of))
    chosen = _Choice(groups, speakers)
    logged = cache(logged)
    typed = [one for one in open_ones if one.is_typed]
    for one in open_ones:
        if not one.is_typed:
            chosen.take(one)
    places = {*logged(), *(place for one in chosen.told for place in _places(one, speakers))} if typed else set()
    yielded = tuple(one for one in typed if any(place in places for place in _places(one, speakers)))
    for one in typed:
        if one not in yielded:
            chosen.take(one)
    chosen.twice |= _typed_beside(chosen.told, logged, speakers)
    sides = [(one, key, _side(key, one, is_complete)) for one in chosen.told for key in one.totals.versions]
    named = {side for _one, _key, side in sides}
    covered = {side for one, key, side in sides if side != key or _may_cover(one, record_of(key), speakers)}
    stands_for = counted_as(links, lambda key: key in covered or is_complete(key), rank)
    return Counting(
        told=tuple(chosen.told),
        held=held,
        beaten=tuple(chosen.beaten),
        lost=frozenset(key for one in chosen.beaten for key in absent[one.key] if not chosen.has(key)),
        twice=frozenset(chosen.twice | (named - covered)),
        stands_for=stands_for,
        covered=frozenset(stands_for.get(key, key) for key in covered),
        yielded=yielded,
    )


def _typed_beside(
    told: Iterable[Told], logged: Callable[[], Collection[tuple[str, str]]], speakers: Speakers
) -> set[str]:
    """Sessions that somebody typed of months in which the unit, or one below it, has logged some."""
    typed = [
        (speakers.unit(one.totals.unit), month, ids)
        for one in told
        for month in dict.fromkeys(part.month for part in one.totals.months)
        if (ids := one.typed_in(month))
    ]
    places = logged() if typed else ()
    beside = (ids for unit, month, ids in typed if any((below, month) in places for below in speakers.below(unit)))
    return set().union(*beside)


def _places(telling: Told, speakers: Speakers) -> set[tuple[str, str]]:
    """Of which unit, as it is called here, and which months the totals tell."""
    return {(speakers.unit(telling.totals.unit), month.month) for month in telling.totals.months}


class _Choice:
    """The totals that are counted, chosen one after the other; `groups` are events of several sessions."""

    def __init__(self, groups: Mapping[str, str], speakers: Speakers) -> None:
        self.told: list[Told] = []
        self.beaten: list[Told] = []
        self.twice: set[str] = set()
        self._groups = groups
        self._speakers = speakers
        self._by_event: dict[str, list[Told]] = {}

    def has(self, key: str) -> bool:
        """Whether totals that are counted tell of the event."""
        return self._groups.get(key, key) in self._by_event

    def take(self, telling: Told) -> None:
        """Count the totals, unless a rival tells of some of their events already."""
        events = {self._groups.get(key, key) for key in telling.totals.versions}
        others = {other.key: other for event in events for other in self._by_event.get(event, ())}
        if any(self._speakers.beats(other, telling) for other in others.values()):
            self.beaten.append(telling)
            return
        self.told.append(telling)
        self.twice |= {key for key in telling.totals.versions if self.has(key)}
        for event in events:
            self._by_event.setdefault(event, []).append(telling)


def _side(key: str, telling: Told, is_complete: Callable[[str], bool]) -> str:
    """By what the session goes that the totals tell of: of an id that several units claim, that of theirs."""
    claimed = claim_id(key, telling.totals.unit)
    return claimed if is_complete(claimed) else key


def _absent(telling: Told, record_of: RecordOf) -> frozenset[str]:
    """The sessions that the totals tell of and that are not here, or not in the version that was counted."""
    return frozenset(key for key, version in telling.totals.versions.items() if not _knows(record_of(key), version))


def _knows(record: Record | None, version: str) -> bool:
    """Whether the session is here as it was counted, or as it came to be since."""
    if record is None:
        return False
    return version in record.replaced or any(version == side.shown.id for side in (record, *record.sides().values()))


def _rank(
    totals: Iterable[Told],
    absent: Mapping[tuple[str, str], frozenset[str]],
    groups: Mapping[str, str],
    record_of: RecordOf,
) -> Callable[[Told], tuple[object, ...]]:
    """By which totals go first: those that tell of more events not here, of fewer that are known to be counted wrongly
    (deleted since, or the same as others), of more at all, those of the file that tells of more.
    """
    whole: dict[str, int] = {}
    for total in totals:
        whole[total.file.sha256] = whole.get(total.file.sha256, 0) + total.totals.sessions

    def stands(key: str) -> bool:
        record = record_of(key)
        return record is None or not record.is_deleted

    def rank(telling: Told) -> tuple[object, ...]:
        file, sums = telling.file, telling.totals
        new = {groups.get(key, key) for key in absent[telling.key]}
        right = {groups.get(key, key) for key in sums.versions if key in absent[telling.key] or stands(key)}
        wrong = sums.sessions - len(right)
        return -len(new), wrong, -sums.sessions, -whole[file.sha256], -sums.attendance, file.sha256, sums.unit

    return rank


def _may_cover(telling: Told, record: Record | None, speakers: Speakers) -> bool:
    """Whether the figures may stand in for a session: nobody's do for one of a unit he does not speak for, nor do those
    of one unit for what another has logged under the same id.
    """
    if record is None or record.is_deleted:
        return True
    return speakers.speaks_for(telling, record.units()) and speakers.names(telling.totals.unit, record.units())
