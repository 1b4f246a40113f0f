"""Which units of a book are looked at, and which of them are the rows of its tables."""

from collections.abc import Iterable, Mapping

from logs.book.book import LogBook
from logs.catalogue.rows import Rows
from logs.catalogue.units import children_of, under
from logs.model import Unit
from logs.progress.status import reporting_units
from logs.session.query import Query


def asked_units(book: LogBook, unit: str | None = None) -> tuple[str, ...]:
    """The units looked at, each with all below it: the one named; at a committee those that report to it; else the own
    ones.
    """
    if unit is not None:
        return (unit,)
    if book.owner.role == "committee":
        return tuple(reporting_unit.code for reporting_unit in reporting_units(book))
    own = under(book.units, book.owner.unit)
    return tuple(code for code in book.units if code in own)


def rows_of(book: LogBook, query: Query) -> Rows:
    """The rows of a table of the sessions asked for."""
    return rows_in(book.units, asked_units(book), query)


def rows_in(units: Mapping[str, Unit], every: Iterable[str], query: Query) -> Rows:
    """`every` unit, or of the unit asked for itself and those directly below it, or it alone."""
    if query.unit is None:
        return Rows(every, units)
    below = () if query.only_unit else children_of(units).get(query.unit, ())
    return Rows((query.unit, *below), units)
