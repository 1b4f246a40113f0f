"""Files that came in, looked at again as they were kept."""

from exports.merge.plan import Planning
from exports.package.lines import SetAside
from exports.package.reader import Package, read_sealed
from exports.package.seal import Sealed, unseal
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.received import Received, kept_file
from logs.store.files import error_name


def kept_package(book: LogBook, file: Received) -> Package:
    """The package of a file that was taken in; raises SotayError as `open_kept` and `read_sealed` do."""
    return read_sealed(open_kept(book, file.sha256, file.file))


def open_kept(book: LogBook, sha256: str, name: str) -> Sealed:
    """The file that came under that `name`, by the SHA-256 of its body.

    Raises SotayError `received_missing` (name, detail), and as `unseal` does.
    """
    try:
        return unseal(kept_file(book.folder, sha256).read_bytes())
    except OSError as error:
        raise SotayError("received_missing", name=name, detail=error_name(error)) from error


def set_aside_in(book: LogBook, file: Received) -> tuple[SetAside, ...]:
    """The lines of a received file that would not be taken today either, with their reasons.

    Empty where the file is no longer kept, or would now be taken whole. The book is not changed.
    """
    if not file.set_aside:
        return ()
    try:
        return Planning(book).look_at(kept_package(book, file)).set_aside
    except SotayError:
        return ()
