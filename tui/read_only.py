"""A book that another program has open can be looked at and not changed: said before anything is typed in vain."""

from logs.book.book import LogBook
from logs.errors import SotayError


def refuse_read_only(book: LogBook) -> None:
    """Raises SotayError `book_read_only` where the book can only be looked at."""
    if book.read_only:
        raise SotayError("book_read_only")
