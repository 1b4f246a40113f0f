"""Files that came in, looked at again as they were kept."""

from exports.merge.plan import Planning
from exports.package.lines import SetAside
from exports.package.reader import Package, read_package
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.received import Received, kept_file
from logs.store.files import error_name


def kept_package(book: LogBook, file: Received) -> Package:
    """The package of a file that was taken in.

    Raises SotayError `received_missing` (name, detail), and as `read_package` does.
    """
    return read_kept(book, file.sha256, file.file)


def read_kept(book: LogBook, sha256: str, name: str) -> Package:
    """The same for a file that came under that `name`, by the SHA-256 of its body; raises SotayError alike."""
    try:
        return read_package(kept_file(book.folder, sha256).read_bytes())
    except OSError as error:
        raise SotayError("received_missing", name=name, detail=error_name(error)) from error


def set_aside_in(book: LogBook, file: Received) -> tuple[SetAside, ...]:
    """The lines of a received file that would not be taken today either, with their reasons.

    Empty where the file is no longer kept, or would now be taken whole. The book is not changed.
    """
    if not file.set_aside:
        return ()
    try:
        return Planning(book, frozenset(), trust_new=False).set_aside_of(kept_package(book, file))
    except SotayError:
        return ()
