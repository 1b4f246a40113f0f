"""What waits for an answer, found once for every state of a book: that takes a look at each of its sessions."""

from logs.book.book import LogBook
from logs.questions.questions import Question, questions
from tui.core.reckoning import EachState

_questions = EachState(lambda book: questions(book))  # noqa: PLW0108 - found when it is called


def known_questions(book: LogBook) -> tuple[Question, ...] | None:
    """The open questions, if they were found since the book was last changed."""
    return _questions.known(book)


async def open_questions(book: LogBook) -> tuple[Question, ...]:
    """The open questions; see `reckoned`."""
    return await _questions.of(book)
