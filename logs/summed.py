"""What figures without sessions can say where a person asks for some sessions only."""

from collections.abc import Iterable

from msgspec import Struct

from logs.periods import days_of
from logs.query import Query
from logs.totals import Figures, MonthSum, ThemeSum, Told

# What the figures do not tell apart.
_NOT_TOLD = ("theme", "audience", "reporter", "document", "standing")


class Summed(Struct, frozen=True):
    """The figures that a table adds to the sessions it counts.

    `left` are sessions that the figures do not let be told from others: of a month asked for in part, or asked for by
    what the figures do not name. `other` are sessions of other catalogues than the one asked for.
    """

    figures: tuple[Figures, ...] = ()
    left: int = 0
    other: int = 0


NONE_SUMMED = Summed()


def narrowed(told: Iterable[Told], query: Query, directive: str) -> Summed:
    """What the totals say of the sessions asked for, under the catalogue of that id."""
    return narrowed_figures(((one.file.directive, one.totals) for one in told), query, directive)


def narrowed_figures(told: Iterable[tuple[str, Figures]], query: Query, directive: str) -> Summed:
    """As `narrowed`, from figures, each with the id of the catalogue that it follows."""
    asked = [(followed, one) for followed, one in told if query.unit in (None, one.unit)]
    if query.status == "draft" or query.conflict or query.directive not in (None, directive):
        return NONE_SUMMED
    ours = [one for followed, one in asked if followed == directive]
    other = 0 if query.directive else sum(one.sessions for _, one in asked) - sum(one.sessions for one in ours)
    if query.text or any(getattr(query, name) for name in _NOT_TOLD):
        return Summed((), sum(one.sessions for one in ours), other)
    kept = [_narrow(one, query) for one in ours]
    left = sum(number for _figures, number in kept)
    return Summed(tuple(figures for figures, _left in kept if figures.sessions), left, other)


def _narrow(figures: Figures, query: Query) -> tuple[Figures, int]:
    """The figures of the months and the form asked for, and how many sessions are of a month asked for in part."""
    months = [one for one in figures.months if _is_asked(one, query)]
    inside = [one for one in months if _lies_in(one, query)]
    cells = tuple(one for one in figures.cells if _is_asked(one, query) and _lies_in(one, query))
    sessions = sum(one.sessions for one in inside)
    left = sum(one.sessions for one in months) - sessions
    narrow = Figures(
        unit=figures.unit, sessions=sessions, attendance=sum(one.attendance for one in inside),
        months=tuple(inside), cells=cells,
    )  # fmt: skip
    return narrow, left


def _is_asked(one: MonthSum | ThemeSum, query: Query) -> bool:
    """Whether some day of the month is asked for, and the form."""
    first, last = days_of(one.month)
    is_within = (query.start is None or query.start <= last) and (query.end is None or first <= query.end)
    return is_within and query.form in (None, one.form)


def _lies_in(one: MonthSum | ThemeSum, query: Query) -> bool:
    """Whether every day of the month is asked for."""
    first, last = days_of(one.month)
    return (query.start is None or query.start <= first) and (query.end is None or last <= query.end)
