"""What a new session most likely is, taken from the earlier session that is most like what is known of it so far.

Form, entry line and grid all guess here. The unit of a new session is the book's own unless another is named, and its
reporter the book's own, or a colleague of the own unit where the earlier session was his. The attendance is never
guessed: it is counted anew each time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from logs.book.book import LogBook
from logs.model import Session
from logs.session.query import Entry
from logs.text import fold

_LOOK_BACK = 300  # sessions that came last, of whichever unit
_OF_UNIT = 100  # and those of the unit asked for, however long ago
_MOST_WORDS = 3  # of a topic that count

# Who listens when the book has no session of that form yet to go by.
_FIRST_AUDIENCE = {"SH": ("DV",), "HC": ("CB", "VC"), "TM": ("CB", "DV")}


class _Traits(Struct, frozen=True):
    """What of a session is compared with others."""

    unit: str | None
    form: str | None
    reporters: tuple[str, ...]
    place: str
    weekday: int | None
    themes: frozenset[str]
    topic: str
    words: frozenset[str]


class _Example(Struct, frozen=True):
    """An earlier session and its traits."""

    entry: Entry
    traits: _Traits


class Guesses:
    """The guesses of a book. Its last sessions are read once, and again after a save."""

    def __init__(self, book: LogBook) -> None:
        self.book = book
        self._generation = -1
        self._read: dict[str | None, list[_Example]] = {}
        self._used: dict[tuple[str, str | None], list[str]] = {}

    def of(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Values for fields that are not among those given; what cannot be guessed is left out."""
        owner, found = self.book.owner, self.similar(fields)
        guesses: dict[str, Any] = {"date": self.book.today(), "unit": owner.unit, "reporters": (owner.reporter,)}
        session = found[0].session if found else None
        if session is not None:
            guesses |= self._like(session, fields)
        form = fields.get("form") or guesses.get("form")
        if form and (session is None or session.form != form):
            guesses["audience"] = self._groups(_FIRST_AUDIENCE.get(form, ()))
        return {name: value for name, value in guesses.items() if value and name not in fields}

    def similar(self, fields: Mapping[str, Any], most: int = 1) -> list[Entry]:
        """The earlier sessions that share most with the fields given, best first; of equals the one that came last."""
        wanted = _traits(({"unit": self.book.owner.unit} | dict(fields)).get)
        # Sorting keeps the order of equals: the one that came last stays first.
        ranked = sorted(self._examples(wanted.unit), key=lambda example: -_shared(example.traits, wanted))
        return [example.entry for example in ranked[:most]]

    def used(self, field: str, unit: str | None = None) -> list[str]:
        """The texts or codes that earlier sessions have in a field, the most frequent first."""
        examples = self._examples(unit)
        if (field, unit) not in self._used:
            values = (getattr(example.entry.session, field) for example in examples)
            counted = Counter(one for value in values for one in ((value,) if isinstance(value, str) else value or ()))
            self._used[field, unit] = [value for value, _times in counted.most_common() if value]
        return self._used[field, unit]

    def _examples(self, unit: str | None) -> list[_Example]:
        """The sessions to go by, the one that came last first."""
        if self._generation != self.book.generation:
            self._read, self._used, self._generation = {}, {}, self.book.generation
        if unit not in self._read:
            if unit is None:
                self._read[unit] = [
                    _example(entry) for entry in self.book.sessions.latest(_LOOK_BACK) if _was_held(entry)
                ]
            else:
                every = self._examples(None)
                held = {example.entry.id for example in every}
                of_unit = self.book.sessions.latest(_OF_UNIT, unit)
                self._read[unit] = [
                    *every,
                    *(_example(entry) for entry in of_unit if entry.id not in held and _was_held(entry)),
                ]
        return self._read[unit]

    def _like(self, session: Session, fields: Mapping[str, Any]) -> dict[str, Any]:
        """What a session like that one would hold, as far as it agrees with the fields given."""
        book = self.book
        same_form = fields.get("form", session.form) == session.form
        same_unit = fields.get("unit", book.owner.unit) == session.unit
        guesses: dict[str, Any] = {"form": session.form, "audience": self._groups(session.audience)}
        own = book.owner.unit
        if same_unit and session.unit == own and all(self._is_of(code, own) for code in session.reporters):
            guesses["reporters"] = session.reporters
        if same_unit and same_form:
            guesses |= {"place": session.place, "mode": session.mode}
        if fields.get("topic") and fold(fields["topic"]) == fold(session.topic):
            guesses["themes"] = tuple(code for code in session.themes if code in book.directive.themes)
        return guesses

    def _is_of(self, reporter: str, unit: str) -> bool:
        """Whether the book knows the reporter as one of the unit."""
        return reporter in self.book.reporters and self.book.reporters[reporter].unit == unit

    def _groups(self, codes: Iterable[str]) -> dict[str, int | None]:
        """Those of the audience groups that the catalogue in use has, uncounted."""
        return dict.fromkeys(code for code in codes if code in self.book.directive.audience_by_code)


def _was_held(entry: Entry) -> bool:
    """A plan lacks what an earlier session is asked for."""
    return entry.session.status != "planned"


def _example(entry: Entry) -> _Example:
    return _Example(entry, _traits(partial(getattr, entry.session)))


def _traits(get: Callable[[str], Any]) -> _Traits:
    """The traits of a session or of fields typed so far."""
    date, topic = get("date"), fold(get("topic") or "")
    return _Traits(
        unit=get("unit"),
        form=get("form"),
        reporters=get("reporters") or (),
        place=get("place") or "",
        weekday=date.weekday() if date else None,
        themes=frozenset(get("themes") or ()),
        topic=topic,
        words=frozenset(topic.split()),
    )


def _shared(example: _Traits, wanted: _Traits) -> int:
    """How much an example has in common with what is wanted; what is not wanted yet counts nothing."""
    shared = 4 * (example.form == wanted.form) + 4 * (example.unit == wanted.unit) + (example.weekday == wanted.weekday)
    if wanted.themes:
        shared += 2 * len(example.themes & wanted.themes)
    if wanted.topic:
        shared += 4 * (example.topic == wanted.topic) + min(_MOST_WORDS, len(example.words & wanted.words))
    if wanted.place:
        shared += 2 * (example.place == wanted.place)
    if wanted.reporters:
        shared += 2 * (example.reporters == wanted.reporters)
    return shared
