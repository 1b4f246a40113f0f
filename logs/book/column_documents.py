"""The documents of sessions in columns, read from book.json by the places that columns have of them."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from logs.book.columns import Columns
from logs.errors import SotayError
from logs.store.snapshot import DamageError
from logs.store.storage import BookStorage


def documents_of(storage: BookStorage, columns: Columns, rows: Sequence[int]) -> Iterator[bytes]:
    """The documents of the sessions of those numbers in the columns, as the columns know them; none is kept.

    Raises SotayError `book_damaged`.
    """
    table = storage.rows("sessions")
    # Much is read sooner at once than piece by piece.
    read = None if table.is_loaded else _reader(storage, at_once=4 * len(rows) > columns.size)
    for row in rows:
        try:
            document = None if read is None else columns.document(read, row)
        except (DamageError, OSError):
            document = None
        document = document or table.base_document(columns.id_of(row))
        if document is None:
            raise SotayError("book_damaged", path=str(storage.path))
        yield document


def _reader(storage: BookStorage, *, at_once: bool) -> Callable[[int, int], bytes] | None:
    """Reads book.json by place and size, piece by piece or all of it `at_once`; None where no such file is."""
    base = storage.base
    if base is None:
        return None
    if not at_once:
        return partial(base.document, "sessions")
    try:
        whole = base.document("sessions", 0, base.head.tables["sessions"].size)
    except OSError:
        return None
    return lambda start, size: whole[start : start + size]
