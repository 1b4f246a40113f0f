"""Whose word about which sessions counts here: that of the sessions' units and of whoever stands above them."""

from collections.abc import Collection, Iterable, Mapping

from logs.counting import RecordOf, Speakers
from logs.links import Answers, LinkRecord
from logs.totals import Told


class Hearing:
    """Judges what was told about pairs of sessions by what is known of them now, in whatever order it came.

    A session that is not here is of the units in whose figures it is told of, and one that was deleted of those for
    which it was deleted. Of a session that nobody here has heard of nobody's word counts; it is kept.
    """

    def __init__(self, record_of: RecordOf, totals: Collection[Told], speakers: Speakers) -> None:
        self._record_of = record_of
        self._totals = totals
        self._speakers = speakers

    def counted(self, answers: Mapping[str, Answers]) -> dict[str, LinkRecord]:
        """Of everything that was said what counts, by the ids of the pairs."""
        found = {key: one.counting(self.may_speak) for key, one in answers.items()}
        return {key: one for key, one in found.items() if one is not None}

    def may_speak(self, unit: str, sessions: Iterable[str]) -> bool:
        """Whether a unit's word about all of these sessions counts."""
        return all(self._judge(unit, one) for one in sessions)

    def waits(self, unit: str, sessions: Iterable[str] | None) -> bool:
        """Whether the unit's word may come to count once sessions come of which nobody here has heard."""
        if sessions is None:
            return True
        judged = [self._judge(unit, one) for one in sessions]
        return None in judged and False not in judged

    def _judge(self, unit: str, session_id: str) -> bool | None:
        """Whether the unit may speak about the session; None where nobody here has heard of it."""
        record = self._record_of(session_id)
        if record is None:
            units = {one.totals.unit for one in self._totals if session_id in one.totals.versions}
            return all(self._is_above(unit, one) for one in units) if units else None
        if record.is_deleted:
            return not record.deleted_by or any(self._is_above(unit, one) for one in record.deleted_by)
        return all(self._is_above(unit, one) for one in record.units())

    def _is_above(self, sender: str, unit: str) -> bool:
        return self._speakers.is_above(sender, unit)
