"""What a session is a fact of: in which places of a table it stands, and with how many listeners in each.

This is the one definition of unit, month, theme, group of listeners and the like, on which every output stands.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Literal, TypeVar

from logs.catalogue.directive import Theme
from logs.model import Part, Session
from logs.periods import month_of, quarter_of
from logs.session.query import marks_of

MEASURES = ("sessions", "attendance", "units")
UNSPLIT = ""
"""The place of what does not say in which of the other places it belongs."""

Dim = Literal[
    "unit", "month", "quarter", "day", "audience", "form", "reporter", "document", "theme", "group", "mode", "mark"
]
BY: tuple[Dim, ...] = ("unit", "month", "quarter", "audience", "form", "reporter", "document")
"""What can stand across a table of themes."""
Shape = tuple[Dim, ...]
"""By what is added up together: `("theme", "month")` is a cell for each theme and month, `()` the whole."""


Countable = Session | Part
C = TypeVar("C", bound=Session | Part)
KeysOf = Callable[[Countable], Collection[str]]

_PLACES: dict[Dim, KeysOf] = {
    "unit": lambda session: (session.unit,),
    "month": lambda session: (month_of(session.date),),
    "quarter": lambda session: (quarter_of(session.date),),
    "day": lambda session: (session.date.isoformat(),),
    "form": lambda session: (session.form,) if session.form else (),
    "reporter": lambda session: session.reporters,
    "document": lambda session: session.documents,
    "theme": lambda session: session.themes,
}


def places_of(themes: Mapping[str, Theme]) -> dict[Dim, KeysOf]:
    """In which places a session stands, by what is looked at; `themes` are those of the catalogue in use."""
    return {**_PLACES, "group": lambda session: _groups(session, themes), "mode": _modes, "mark": marks_of}


def shares_of(session: Countable) -> dict[str, int]:
    """The groups of a session's listeners with how many of each there were; UNSPLIT with those of no one group.

    A group of which nobody knows how many there were has 0.
    """
    found = dict.fromkeys(session.audience, 0)
    return found | split_of(session.audience, session.attendance or 0)


def split_of(audience: Mapping[str, int | None], attendance: int) -> dict[str, int]:
    """Listeners by group: those counted, the rest under the only group without a count, else under UNSPLIT."""
    counts = {group: count for group, count in audience.items() if count is not None}
    others = [group for group in audience if group not in counts]
    rest = attendance - sum(counts.values())
    if not rest:
        return counts
    return counts | {others[0] if len(others) == 1 else UNSPLIT: rest}


def _groups(session: Countable, themes: Mapping[str, Theme]) -> Collection[str]:
    """The groups of its themes, in the order of the themes, so that the same sessions always make the same bytes."""
    return dict.fromkeys(themes[code].group for code in session.themes if code in themes)


def _modes(session: Countable) -> Collection[str]:
    mode = getattr(session, "mode", None)
    return (mode,) if mode else ()
