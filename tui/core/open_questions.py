"""What waits for an answer, found once for every state of a book: that takes a look at each of its sessions."""

from weakref import WeakKeyDictionary

from logs.book.book import LogBook
from logs.questions.doubles import Doubles, are_at_hand, doubles_of, learn_doubles
from logs.questions.questions import Question, questions
from tui.core.reckoning import reckoned

_found: WeakKeyDictionary[LogBook, tuple[int, tuple[Question, ...]]] = WeakKeyDictionary()


def known_questions(book: LogBook) -> tuple[Question, ...] | None:
    """The open questions, if they were found since the book was last changed."""
    generation, found = _found.get(book, (-1, ()))
    return found if generation == book.generation else None


async def open_questions(book: LogBook) -> tuple[Question, ...]:
    """The open questions; see `reckoned`. After a save or an answer they are there at once."""
    known = known_questions(book)
    if known is not None:
        return known
    if are_at_hand(book):
        found = questions(book)
    else:
        found, doubles = await reckoned(book, _look)
        learn_doubles(book, doubles)
    _found[book] = book.generation, found
    return found


def _look(book: LogBook) -> tuple[tuple[Question, ...], Doubles]:
    return questions(book), doubles_of(book)
