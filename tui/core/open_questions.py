"""What waits for an answer, found once for every state of a book: that takes a look at each of its sessions."""

from logs.book.book import LogBook
from logs.questions.doubles import Doubles, are_at_hand, doubles_of, learn_doubles
from logs.questions.questions import Question, questions
from tui.core.reckoning import EachState


def _look(book: LogBook) -> tuple[tuple[Question, ...], Doubles]:
    return questions(book), doubles_of(book)


_asked = EachState(_look)


def known_questions(book: LogBook) -> tuple[Question, ...] | None:
    """The open questions, if they were found since the book was last changed."""
    known = _asked.known(book)
    return known[0] if known is not None else None


async def open_questions(book: LogBook) -> tuple[Question, ...]:
    """The open questions; see `reckoned`. After a save or an answer they are there at once."""
    if are_at_hand(book):
        return _asked.now(book)[0]
    found, doubles = await _asked.of(book)
    learn_doubles(book, doubles)
    return found
