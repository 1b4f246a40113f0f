"""What another catalogue would make of a book: its lists, the sessions concerned, and the figures."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from logs.book.book import LogBook
from logs.catalogue.differences import Difference, differences
from logs.catalogue.directive import Directive
from logs.coverage.rows import asked_units
from logs.coverage.scope import base_of, covered, rows_in
from logs.coverage.table import coverage_of
from logs.session.query import Query


class CatalogueFigures(Struct, frozen=True):
    """What counts by a catalogue, and how many of its themes were talked about."""

    sessions: int
    attendance: int
    covered: int
    themes: int

    @property
    def gaps(self) -> int:
        """Themes that nobody has talked about."""
        return self.themes - self.covered


class CatalogueChange(Struct, frozen=True):
    """What a catalogue changes; `directive` is the catalogue itself, as the book would use it."""

    directive: Directive
    differences: tuple[Difference, ...]
    before: CatalogueFigures
    after: CatalogueFigures


def change_of(book: LogBook, new: Directive) -> CatalogueChange:
    """What `LogBook.use_directive` would change; raises SotayError as `logs.book.catalogues.Catalogues.to_use` does."""
    taken = book.catalogues.to_use(new)
    lacking = {(table, entry.code) for table, entries in taken.lists.items() for entry in entries} - {
        (table, entry.code) for table, entries in new.lists.items() for entry in entries
    }
    found = change_to(book, taken)
    told = (replace(one, how="kept") if (one.table, one.code) in lacking else one for one in found.differences)
    return replace(found, differences=tuple(told))


def change_to(book: LogBook, taken: Directive) -> CatalogueChange:
    """What that very catalogue changes, as it does where a kit brings it."""
    uses: Mapping[tuple[str, str], int] = book.catalogues.uses(book.directive.id)
    told = tuple(
        replace(one, sessions=uses.get((one.table, one.code), 0)) for one in differences(book.directive, taken)
    )
    return CatalogueChange(taken, told, _figures(book), _figures(book.as_if_used(taken)))


def _figures(book: LogBook) -> CatalogueFigures:
    table = coverage_of(book, Query())
    return CatalogueFigures(
        table.totals.sessions, table.totals.attendance, *covered(rows_in(table, base_of(book), asked_units(book)))
    )
