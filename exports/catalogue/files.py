"""The catalogue of any file that may hold one: a workbook, a table of themes, TOML, or a book."""

from pathlib import Path

from exports.catalogue.workbook_reader import ReadCatalogue, read_catalogue
from logs.book.book import LogBook
from logs.book.reference import Clock
from logs.catalogue.directive import MOST_BYTES, Directive, read_directive
from logs.store.files import unreadable

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".toml", ".json")
"""Of the files that are read; .json is a book's."""


def catalogue_of_file(path: Path, present: Directive, clock: Clock) -> ReadCatalogue:
    """The catalogue of a file; of a table of themes alone all else is that of the `present` one.

    Raises SotayError `path_missing`, `path_unreadable`, as `read_directive` does, as `read_catalogue` does, and for
    `book.json` as `LogBook.open` does.
    """
    suffix = path.suffix.lower()
    if suffix == ".json":
        with LogBook.open(path.parent, clock=clock, read_only=True) as book:
            return ReadCatalogue(book.directive)
    if suffix in (".toml", ""):
        try:
            with path.open("rb") as file:
                return ReadCatalogue(read_directive(file.read(MOST_BYTES + 1)))
        except OSError as error:
            raise unreadable(path, error) from error
    return read_catalogue(path, present)
