"""What waits for an answer, found once for every state of a book: that takes a look at each of its sessions."""

from weakref import WeakKeyDictionary

from logs.book.book import LogBook
from logs.questions.questions import Question, questions
from tui.core.reckoning import reckoned

_found: WeakKeyDictionary[LogBook, tuple[int, tuple[Question, ...]]] = WeakKeyDictionary()


def known_questions(book: LogBook) -> tuple[Question, ...] | None:
    """The open questions, if they were found since the book was last changed."""
    generation, found = _found.get(book, (-1, ()))
    return found if generation == book.generation else None


async def open_questions(book: LogBook) -> tuple[Question, ...]:
    """The open questions; see `reckoned`."""
    if (known := known_questions(book)) is None:
        known = await reckoned(book, questions)
        _found[book] = book.generation, known
    return known
