"""Whose word about which sessions counts here: that of the sessions' units and of whoever stands above them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property

from logs.catalogue.units import below, children_of
from logs.counting.unit_totals import Told
from logs.exchange.same_event import Answers, LinkRecord
from logs.model import Unit
from logs.versions import Record

RecordOf = Callable[[str], Record | None]


class Speakers:
    """For which units senders speak; `meaning` gives the unit that a code means here."""

    def __init__(self, units: Mapping[str, Unit], meaning: Callable[[str], str]) -> None:
        self._units = units
        self._meaning = meaning
        self._below: dict[str, frozenset[str]] = {}

    def speaks_for(self, telling: Told, units: Iterable[str]) -> bool:
        """Whether the sender of the totals stands at or above all the units."""
        return all(self.is_above(telling.file.unit, unit) for unit in units)

    def unit(self, code: str) -> str:
        """The unit that a code means here."""
        return self._meaning(code)

    def names(self, unit: str, codes: Iterable[str]) -> bool:
        """Whether one of the codes means that unit."""
        return self._meaning(unit) in map(self._meaning, codes)

    @cached_property
    def parents(self) -> frozenset[str]:
        """The units that others stand under."""
        return frozenset(unit for unit, children in self._children.items() if children)

    @cached_property
    def _children(self) -> Mapping[str, Iterable[str]]:
        return children_of(self._units)

    def is_above(self, sender: str, unit: str) -> bool:
        """Whether a sender's unit is that one or stands above it."""
        return self._meaning(unit) in self.below(self._meaning(sender))

    def below(self, unit: str) -> frozenset[str]:
        """The unit and all that the list places below it."""
        if unit not in self._below:
            self._below[unit] = below(self._children, unit)
        return self._below[unit]

    def beats(self, winner: Told, loser: Told) -> bool:
        """Whether figures that are counted keep others from counting: their sender speaks for the others' unit.

        What one file tells of several units stands together, and nobody takes figures from a unit beside.
        """
        return winner.file.sha256 != loser.file.sha256 and self.speaks_for(winner, (loser.totals.unit,))


class Hearing:
    """Judges what was told about pairs of sessions by what is known of them now, in whatever order it came.

    A session that is not here is of the units in whose figures it is told of, and one that was deleted of those for
    which it was deleted. Of a session that nobody here has heard of nobody's word counts; it is kept.
    """

    def __init__(self, record_of: RecordOf, totals: Collection[Told], speakers: Speakers) -> None:
        self._record_of = record_of
        self._totals = totals
        self._speakers = speakers

    def counting(self, answers: Answers) -> LinkRecord | None:
        """What counts of everything that was said about a pair; None for nothing."""
        return answers.counting(self.may_speak)

    def may_speak(self, unit: str, sessions: Iterable[str]) -> bool:
        """Whether a unit's word about all of these sessions counts."""
        return all(self._judge(unit, session) for session in sessions)

    def waits(self, unit: str, sessions: Iterable[str] | None) -> bool:
        """Whether the unit's word may come to count once sessions come of which nobody here has heard."""
        if sessions is None:
            return True
        judged = [self._judge(unit, session) for session in sessions]
        return None in judged and False not in judged

    def _judge(self, unit: str, session_id: str) -> bool | None:
        """Whether the unit may speak about the session; None where nobody here has heard of it."""
        record = self._record_of(session_id)
        if record is None:
            units = {total.totals.unit for total in self._totals if session_id in total.totals.versions}
            return all(self._is_above(unit, one) for one in units) if units else None
        if record.is_deleted:
            deleters = record.deleters()
            return not deleters or any(self._is_above(unit, deleter) for deleter in deleters)
        return all(self._is_above(unit, one) for one in record.units())

    def _is_above(self, sender: str, unit: str) -> bool:
        return self._speakers.is_above(sender, unit)
