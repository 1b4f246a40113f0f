"""What a keystroke in the entry line costs, by the size of the book: `python -m tests.benchmarks.keystrokes`.

Read the line, guess what is missing, compose the session, list the completions: what the screen does at each key, but
for painting. Times are of the processor.
"""

import argparse
import sys
from datetime import date as Date
from datetime import timedelta
from random import Random
from statistics import median, quantiles

import msgspec

from logs.book.book import LogBook
from logs.entry.completion import Completions
from logs.entry.line_parser import read_line
from logs.entry.suggestions import Guesses
from logs.model import Session
from tests.benchmarks.books import alike, made, session
from tests.benchmarks.kit import Row, folder, say, timed

LINE = '12/5 sh cb05 25 lc-02 #biengioi "Chuyên đề biên giới" @hội trường 45p -- ghi chú'
ROUNDS = 5


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.keystrokes")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000, 100_000])
    rows: list[Row] = [("sessions", "a key: median", "a key of 99 in 100", "the first key", "after a save")]
    for size in parser.parse_args().sizes:
        with folder() as place, made(place / "book", alike(size, seed=1)) as book:
            fill(book, min(size, 5_000))
            rows.append((f"{size:,}", *typed(book)))
    say("A key in the entry line, ms of the processor", rows)
    return 0


def fill(book: LogBook, count: int) -> None:
    """Sessions that differ, as those logged last."""
    numbers, units, themes = Random(1), sorted(book.units), sorted(book.directive.themes)  # noqa: S311 - repeatable
    book.add_several(varied(session(), numbers, units, themes, number) for number in range(count))


def varied(usual: Session, numbers: Random, units: list[str], themes: list[str], number: int) -> Session:
    """A session of some unit, day, form, themes, topic and place."""
    return msgspec.structs.replace(
        usual,
        date=Date(2014, 1, 1) + timedelta(days=number % 340),
        unit=numbers.choice(units),
        form=numbers.choice(("TM", "SH", "HC")),
        themes=tuple(numbers.sample(themes, 2)),
        topic=f"{usual.topic} {number % 97}",
        place=f"Hội trường {number % 53}",
    )


def typed(book: LogBook) -> Row:
    """The times of every key of the line, of the first key, and of the first after a save."""
    guesses = Guesses(book)
    first = key(book, guesses, LINE[:1])
    times = [key(book, guesses, LINE[:end]) for _ in range(ROUNDS) for end in range(1, len(LINE) + 1)]
    book.add(session())
    saved = key(book, guesses, LINE[:1])
    return tuple(f"{1_000 * one:.1f}" for one in (median(times), quantiles(times, n=100)[-1], first, saved))


def key(book: LogBook, guesses: Guesses, line: str) -> float:
    """Seconds of the processor for what a key makes the screen do."""

    def answer() -> None:
        book.compose(read_line(line, book, guesses).fields)
        Completions(book.reference.known(), guesses).at(line, len(line))

    return timed(answer).processor


if __name__ == "__main__":
    sys.exit(main())
