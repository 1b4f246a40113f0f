"""What waits for an answer, found once for every state of a book: that takes a look at each of its sessions."""

import asyncio
from weakref import WeakKeyDictionary

from logs.book.book import LogBook
from logs.questions.questions import Question, questions

_FEW = 2_000  # sessions that are looked through without anybody noticing
_found: WeakKeyDictionary[LogBook, tuple[int, tuple[Question, ...]]] = WeakKeyDictionary()


def known_questions(book: LogBook) -> tuple[Question, ...] | None:
    """The open questions, if they were found since the book was last changed."""
    generation, found = _found.get(book, (-1, ()))
    return found if generation == book.generation else None


def is_small(book: LogBook) -> bool:
    """Whether the questions of the book are found in no time."""
    return len(book.storage.rows("sessions")) <= _FEW


async def open_questions(book: LogBook) -> tuple[Question, ...]:
    """The open questions; those of a large book are looked for in a thread, again where it is changed meanwhile."""
    while (known := known_questions(book)) is None:
        generation = book.generation
        if is_small(book):
            found = questions(book)
        else:
            _ = book.sessions.records  # read here: the thread only looks at what the book holds
            try:
                found = await asyncio.to_thread(questions, book)
            except (KeyError, RuntimeError):  # a save changed what the thread was going through: it looks again
                if generation == book.generation:
                    raise
                continue
        if generation == book.generation:
            _found[book] = generation, found
    return known
