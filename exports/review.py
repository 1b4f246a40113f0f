"""What was not taken of a file that came in, looked up again in the file as it was kept."""

from exports.merge import plan_merge
from exports.reader import SetAside
from logs.book import LogBook
from logs.errors import SotayError


def set_aside_in(book: LogBook, sha256: str) -> tuple[SetAside, ...]:
    """The lines of a received file that would not be taken today either, with their reasons.

    Empty where the file is no longer kept, or would now be taken whole. The book is not changed.
    """
    try:
        plan = plan_merge(book, [book.folder / "received" / f"{sha256}.jsonl"])
    except SotayError:
        return ()
    return plan.files[0].set_aside
