"""Behind a figure: what asks for the sessions that stand in a place of a table, and for what came of it in figures."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date as Date

from msgspec.structs import replace

from logs.catalogue.directive import Directive
from logs.counting.facts import UNSPLIT, Dim
from logs.counting.sums import Sum
from logs.counting.unit_totals import Summed
from logs.periods import Span, read_period
from logs.session.query import Query, Reason

Where = Mapping[Dim, str | tuple[str, ...]]
"""A place by what is looked at; several themes are one place."""


def behind(directive: Directive, asked: Query, where: Where | None = None, *, only_unit: bool = False) -> Query:
    """The sessions that count in a place of a table of those `asked` for; nowhere in particular: all of them.

    With `only_unit` the place of a unit does not hold those below it.
    """
    query = replace(asked, counted=True)
    if asked.theme is not None:
        # Figures tell of the theme of a row, but not which of them a table of some themes has.
        query = replace(query, theme=None, also=Query(theme=asked.theme, also=asked.also))
    for dim, name in (where or {}).items():
        field = "theme" if dim == "group" else dim
        if dim in ("month", "quarter", "day"):
            query = _within(query, directive, str(name))
        else:
            was = getattr(query, field)
            if dim != "unit" and was not in (None, name):
                # What was asked for holds besides: a session can have several themes, groups or reporters.
                query = replace(query, also=replace(Query(**{field: was}), also=query.also))
            query = replace(query, **{field: name})
            if dim == "unit":
                query = replace(query, only_unit=only_unit or asked.only_unit)
    return query


def left_behind(directive: Directive, asked: Query, reasons: Iterable[Reason]) -> dict[Reason, Query]:
    """What asks for the sessions that a table of those `asked` for leaves out for each of these reasons.

    Of days beyond the guidance's own period no list tells what is outside of them, nor what counts as one within them.
    """
    first, last = directive.reporting.period
    period = Span(first, last)
    if asked.has_days and not (asked.start and asked.end and asked.start in period and asked.end in period):
        reasons = [reason for reason in reasons if reason in ("draft", "planned", "other_catalogue", "unknown_code")]
    anywhere = replace(asked, start=None, end=None)
    return {reason: replace(anywhere if reason == "outside_period" else asked, left_out=reason) for reason in reasons}


def _within(query: Query, directive: Directive, name: str) -> Query:
    """The same of the days of that name as well."""
    if name.count("-") == 2:
        named = (Date.fromisoformat(name),) * 2
    else:
        period = read_period(name)
        named = (period.start, period.end)
    first, last = (query.start, query.end) if query.has_days else directive.reporting.period
    return replace(query, start=max(named[0], first or named[0]), end=min(named[1], last or named[1]))


def in_figures(query: Query, directive: Directive, summed: Callable[[Query], Summed]) -> Sum:
    """What figures in place of sessions add to the sessions asked for; `summed` gives those that answer a query.

    Of a group of themes they tell nothing; what they do not split stands in no one place of reporters and the like. Of
    those left out they do not tell the attendance.
    """
    if not query.counted:
        asked = summed(replace(query, left_out=None)) if query.left_out else Summed()
        return Sum({"other_catalogue": asked.other, "outside_period": asked.outside}.get(query.left_out or "", 0))
    added, code = Sum(), query.theme
    theme = code if isinstance(code, str) and code not in directive.group_by_code else None
    unsplit = (name for name in ("audience", "reporter", "document") if getattr(query, name) == UNSPLIT)
    untold: dict[str, None] = dict.fromkeys(unsplit)
    for figures in summed(replace(query, theme=None if theme else code, **untold)).figures:
        cells = [cell for cell in figures.cells if cell.theme == theme] if theme else figures.months
        added.sessions += sum(cell.sessions for cell in cells)
        added.attendance += sum(cell.attendance for cell in cells)
    return added
