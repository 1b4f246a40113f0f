"""What is still to be done: theme by unit by audience with nothing yet, as sessions to hold, the most useful first.

A suggested session is of one unit, on up to two themes of one group, which make one talk, for the audience groups that
have not heard of them. It closes as many gaps as there are empty places of theme and audience in it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from logs.book.book import LogBook
from logs.catalogue.directive import Directive
from logs.catalogue.rows import Rows
from logs.counting.tally import Tallies
from logs.counting.unit_totals import NONE_SUMMED, Summed
from logs.coverage.rows import asked_units
from logs.coverage.scope import Base
from logs.coverage.table import tallies_of
from logs.periods import Span
from logs.session.query import Query

MOST_THEMES = 2
"""Themes of one suggested session."""


class Suggestion(Struct, frozen=True):
    """A session to hold: it closes so many gaps; `first` of its themes nobody at all has talked about yet."""

    unit: str
    themes: tuple[str, ...]
    audience: tuple[str, ...]
    closes: int
    first: int


class WorkList(Struct, frozen=True):
    """The suggested sessions, and of the places of theme, unit and audience how many there are and are empty.

    Of those `untold` nobody knows: their unit's sessions came in figures, which do not say for whom they were held.
    """

    rows: tuple[Suggestion, ...]
    places: int
    empty: int
    untold: int


def work_list_of(book: LogBook, query: Query, base: Base) -> WorkList:
    """The book's work list for the sessions asked for; a unit asked for is the only one looked at.

    Of the audience groups those that are not direct are left out: they are not the units' own. So are themes and groups
    that are over: no session can be held for them any more.
    """
    lists, ahead = book.directive, Span(book.today())
    base = msgspec.structs.replace(base, themes=tuple(code for code in base.themes if lists.themes[code].meets(ahead)))
    of_all = msgspec.structs.replace(query, unit=None, only_unit=False)
    audiences = [group.code for group in lists.audiences if group.direct and group.meets(ahead)]
    tallies = tallies_of(book, of_all, "audience", "units")
    listed = {} if query.only_unit else book.units
    return work_list(tallies, base, Rows(asked_units(book, query.unit), listed), audiences, book.figures.summed(of_all))


def work_list(
    tallies: Tallies, base: Base, units: Rows, audiences: Sequence[str], summed: Summed = NONE_SUMMED
) -> WorkList:
    """What the units still lack of the base for the audience groups, each with all that stand below it.

    `tallies` measure units by audience.
    """
    directive = tallies.directive
    told = {
        (unit, cell.theme)
        for figure in summed.figures
        for unit in (*units.all_of(figure.unit), "")
        for cell in figure.cells
    }
    held: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for theme, group, unit in tallies.sums.of("theme", "audience", "unit"):
        held[theme] |= {(group, row) for row in (*units.all_of(unit), "")}
    untouched = {theme for theme in base.themes if not held[theme] and ("", theme) not in told}
    rows: list[Suggestion] = []
    places = untold = 0
    for unit in units.units:
        themes = [theme for theme in base.themes if base.applies(unit, theme)]
        places += len(themes) * len(audiences)
        lacking = {
            theme: tuple(audience for audience in audiences if (audience, unit) not in held[theme]) for theme in themes
        }
        untold += sum(len(lacking[theme]) for theme in themes if (unit, theme) in told)
        gaps = {theme: lacks for theme, lacks in lacking.items() if lacks and (unit, theme) not in told}
        rows += _of_unit(unit, gaps, untouched, audiences, directive)
    order = {theme: place for place, theme in enumerate(directive.themes)}
    rows.sort(key=lambda suggestion: (-suggestion.closes, -suggestion.first, order[suggestion.themes[0]]))
    return WorkList(tuple(rows), places, sum(one.closes for one in rows), untold)


def _of_unit(
    unit: str,
    gaps: Mapping[str, Sequence[str]],
    untouched: Collection[str],
    audiences: Sequence[str],
    directive: Directive,
) -> Iterator[Suggestion]:
    """The unit's gaps as sessions; the themes that lack most are put together."""
    for group in directive.groups:
        themes = sorted((one.code for one in group.themes if one.code in gaps), key=lambda theme: -len(gaps[theme]))
        for start in range(0, len(themes), MOST_THEMES):
            chosen = tuple(themes[start : start + MOST_THEMES])
            lacking = {gap for theme in chosen for gap in gaps[theme]}
            yield Suggestion(
                unit,
                chosen,
                tuple(audience for audience in audiences if audience in lacking),
                sum(len(gaps[theme]) for theme in chosen),
                sum(theme in untouched for theme in chosen),
            )


def of_units(rows: Iterable[Suggestion]) -> dict[str, list[Suggestion]]:
    """The suggestions by unit, in their order."""
    by_unit: dict[str, list[Suggestion]] = {}
    for row in rows:
        by_unit.setdefault(row.unit, []).append(row)
    return by_unit
