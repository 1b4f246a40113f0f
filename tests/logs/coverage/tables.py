"""Tables of sessions that are given, whatever days they are of."""

from collections.abc import Iterable
from datetime import date as Date

from logs.catalogue.directive import Directive
from logs.catalogue.rows import Rows
from logs.counting.count_once import NOTHING_DECIDED
from logs.counting.rule import Rule
from logs.counting.tally import Tallies
from logs.counting.unit_totals import NONE_SUMMED, Summed, Told, known_of, narrowed
from logs.coverage.table import Coverage, table
from logs.exchange.code_maps import Lens
from logs.periods import Span
from logs.session.query import Entry, Query

EVER = Query(start=Date(2000, 1, 1), end=Date(2200, 12, 31))


def tallies_of(entries: Iterable[Entry], directive: Directive, by: str, measure: str = "sessions") -> Tallies:
    """The sums of the sessions of that catalogue, each of which counts for itself."""
    tallies, rule = Tallies(directive, (by,), measure), Rule(Lens({}, {}, (), directive), NOTHING_DECIDED)
    for entry in entries:
        left_out = rule.left_out(entry.id, entry.session, Span())
        tallies.add(entry.session, left_out, conflict=entry.conflict)
        tallies.beyond += left_out is None and entry.session.date not in rule.period
    return tallies


def cover(
    entries: Iterable[Entry],
    directive: Directive,
    *,
    by: str = "unit",
    units: Iterable[str] = (),
    reporters: Iterable[str] = (),
    summed: Summed = NONE_SUMMED,
    measure: str = "sessions",
) -> Coverage:
    """The table of those sessions and of the figures given."""
    tallies = tallies_of(entries, directive, by, measure)
    return table(tallies, by=by, rows=Rows(units), reporters=reporters, summed=summed, measure=measure)


def summed_of(told: Iterable[Told], directive: Directive, query: Query = EVER) -> Summed:
    """What the totals of units say of the sessions asked for."""
    return narrowed(map(known_of, told), query, directive)
