"""How much two sessions look like one event logged twice: a score of 100 less what differs, and what agrees as reasons.

The weights are such that what differs between ordinary sessions of a day (another place, another topic or quite another
number of listeners) keeps a pair below the score from which a person is asked.
"""

from functools import cache, lru_cache
from typing import Protocol

from msgspec import Struct

from logs.duplicates.text_similarity import Resemblance, places, topics
from logs.model import Brief, Session, SessionId

LIKELY = 70  # from this score on a person is asked

# What may agree, in the order in which it is told, and how much it falls short of agreeing in full.
_AGREEING = {
    "same_day": 0,
    "day_apart": 10,
    "same_unit": 0,
    "partner_unit": 0,
    "same_themes": 0,
    "some_themes": 8,
    "same_topic": 0,
    "similar_topic": 4,
    "same_place": 0,
    "similar_place": 4,
    "same_count": 0,
    "near_count": 4,
    "same_reporter": 0,
    "same_form": 0,
}
REASONS = tuple(_AGREEING)
_LOSS = _AGREEING | {
    "different_topic": 33,
    "one_blank_topic": 9,
    "neither_topic": 0,
    "different_place": 40,
    "one_blank_place": 8,
    "neither_place": 0,
    "other_count": 34,
    "other_reporter": 3,
    "other_form": 3,
}
_TEXTS: tuple[Resemblance, ...] = ("same", "similar", "different", "one_blank", "neither")
_TOPIC = {text: f"{text}_topic" for text in _TEXTS}
_PLACE = {found: f"{found}_place" for found in _TEXTS}
# What a text bears of the 100. Where neither session has it, the rest bears all.
_SHARE = {"neither_topic": 18, "neither_place": 15}

# A pair whose numbers of listeners are not near cannot score more.
BEST_OF_OTHER_COUNT = 100 - _LOSS["other_count"]


class Comparable(Protocol):
    """A session by its id, as much of it as is compared."""

    @property
    def id(self) -> str: ...

    @property
    def session(self) -> Session | Brief: ...


class Likeness(Struct, frozen=True):
    """Two sessions that may be one event: their ids, `a` before `b` as text, a score of 1 to 100, and codes of reasons.

    The codes are those of REASONS, in that order.
    """

    a: SessionId
    b: SessionId
    score: int
    reasons: tuple[str, ...]


def compare(entry: Comparable, other: Comparable, least: int) -> Likeness | None:
    """How alike two sessions are; None below `least`, and always for other units, other themes or distant days."""
    mine, others = entry.session, other.session
    most_loss = 100 - least
    # What tells most pairs apart comes first, and what costs least: few come as far as the end.
    count = _count(mine.attendance or 0, others.attendance or 0)
    loss = _LOSS[count]
    if loss > most_loss:
        return None
    place = _PLACE[places(mine.place, others.place)]
    loss += _LOSS[place]
    if loss > most_loss:
        return None
    topic = _TOPIC[topics(mine.topic, others.topic)]
    if loss + _LOSS[topic] > most_loss:
        return None
    facts = _facts(mine, others)
    if facts is None:
        return None
    score, reasons = _told(*facts, topic, place, count, _reporter(mine, others), _form(mine, others))
    if score < max(1, least):
        return None
    if entry.id < other.id:
        return Likeness(entry.id, other.id, score, reasons)
    return Likeness(other.id, entry.id, score, reasons)


@cache
def _told(*findings: str) -> tuple[int, tuple[str, ...]]:
    """The score of a pair of which this was found, and what of it is a reason; there are but some thousand ways."""
    possible = 100 - sum(_SHARE.get(code, 0) for code in findings)
    score = 100 * (possible - sum(_LOSS[code] for code in findings)) // possible
    return score, tuple(code for code in findings if code in _AGREEING)


def _facts(mine: Session | Brief, others: Session | Brief) -> tuple[str, str, str] | None:
    """How day, unit and themes agree; None where they do not, or for one not complete."""
    is_same_day = mine.date == others.date
    if not is_same_day and abs(mine.date.toordinal() - others.date.toordinal()) > 1:
        return None
    if mine.status != "complete" or others.status != "complete":
        return None
    is_one_unit = mine.unit == others.unit
    if not (is_one_unit or others.unit in mine.partners or mine.unit in others.partners):
        return None
    themes = _themes(mine.themes, others.themes)
    if themes is None:
        return None
    return "same_day" if is_same_day else "day_apart", "same_unit" if is_one_unit else "partner_unit", themes


def _themes(mine: tuple[str, ...], others: tuple[str, ...]) -> str | None:
    if mine == others:
        return "same_themes"
    shared = len(set(mine).intersection(others))
    return "same_themes" if shared == len(mine) == len(others) else "some_themes" if shared else None


@lru_cache(maxsize=4_096)
def counts_near(count: int) -> tuple[int, int]:
    """The fewest and the most listeners that may be of one event with so many: three or a fifth apart at most."""
    return min(count - 3, -(-count * 4 // 5)), max(count + 3, count * 5 // 4)


def _count(count: int, another: int) -> str:
    if count == another:
        return "same_count"
    fewest, most = counts_near(count)
    return "near_count" if fewest <= another <= most else "other_count"


def _reporter(mine: Session | Brief, others: Session | Brief) -> str:
    is_one = not set(mine.reporters).isdisjoint(others.reporters)
    return "same_reporter" if is_one else "other_reporter"


def _form(mine: Session | Brief, others: Session | Brief) -> str:
    return "same_form" if mine.form == others.form else "other_form"
