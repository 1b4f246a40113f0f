"""What a key in the entry line costs: what the screen does at each, but for painting."""

import shutil
from pathlib import Path

from logs.book.book import LogBook
from logs.entry.completion import Completions
from logs.entry.line_parser import read_line
from logs.entry.suggestions import Guesses
from tests.benchmarks.books import session
from tests.benchmarks.kit import Spent, timed
from tests.books import Clock

LINE = '12/5 sh cb05 25 lc-02 #biengioi "Chuyên đề biên giới" @hội trường 45p -- ghi chú'


def keystrokes(folder: Path, rounds: int) -> list[Spent]:
    """Every key of the line, so many times over, and the first after a save each time; in a copy of the book."""
    copied, found = shutil.copytree(folder, folder.with_name("typed")), []
    with LogBook.open(copied, clock=Clock()) as book:
        guesses = Guesses(book)
        for _ in range(rounds):
            found += [key(book, guesses, LINE[:end]) for end in range(1, len(LINE) + 1)]
            book.add(session())
    shutil.rmtree(copied)
    return found


def key(book: LogBook, guesses: Guesses, line: str) -> Spent:
    """What a key makes the screen do: read the line, guess what is missing, compose the session, list completions."""

    def answer() -> None:
        book.compose(read_line(line, book, guesses).fields)
        Completions(book.reference.known(), guesses).at(line, len(line))

    return timed(answer)
