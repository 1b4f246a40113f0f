"""How many keys a session takes, and what a key in the entry line costs.

    python -m tests.benchmarks.keystrokes

The typical session is entered in the app as a person would press the keys: in the form with its guesses, in a line, and
as a repeat of one in the register. It has to be saved as meant: a meeting of the unit's own cell like those before, on
another theme, before another number of listeners. Every key counts, those that open and save too; a chord is one.
"""

import asyncio
import os
import shutil
import sys
from datetime import date as Date
from pathlib import Path

from logs.book.book import LogBook
from logs.entry.completion import Completions
from logs.entry.line_parser import read_line
from logs.entry.suggestions import Guesses
from tests.benchmarks.books import session
from tests.benchmarks.kit import Row, Spent, folder, say, timed
from tests.books import Clock
from tests.tui.desk import add, app_on, make_desk, until, until_on
from tui.screens.register.screen import RegisterScreen

LINE = '12/5 sh cb05 25 lc-02 #biengioi "Chuyên đề biên giới" @hội trường 45p -- ghi chú'


TODAY, YESTERDAY, EARLIER = Date(2014, 12, 10), Date(2014, 12, 9), Date(2014, 12, 5)
_FORM = "enter enter enter enter b i e n enter enter 2 3 ctrl+s"  # the guessed fields are passed, none is left out
_LINE = "2 3 space d q 1 enter"
WAYS: dict[str, tuple[int, dict[Date, str]]] = {
    "form": (20, {TODAY: f"n {_FORM}", YESTERDAY: f"n - {_FORM}", EARLIER: f"n 5 {_FORM}"}),
    "line": (12, {TODAY: f": {_LINE}", YESTERDAY: f": q u a space {_LINE}", EARLIER: f": 5 / space {_LINE}"}),
    "repeat": (2, {TODAY: "c ctrl+s"}),
}
"""By way the most keys that it is to take, and the keys by the day of the session."""


async def session_of(place: Path, keys: list[str]) -> tuple[Date, tuple[str, ...], int | None]:
    """The day, the themes and the listeners of the session that the keys have saved in a new book."""
    with make_desk(place) as book:
        add(book, "2014-11-05", place="Hội trường")
    async with app_on(place) as (app, pilot):
        await pilot.press("1")
        await until_on(pilot, RegisterScreen)
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await until(pilot, lambda: len(app.book.find()) > 1)
        saved = max(app.book.find(), key=lambda entry: entry.session.date).session
    return saved.date, saved.themes, saved.attendance


def keys_of_ways(place: Path) -> list[Row]:
    """The keys of each way by day, beside what it is to take; raises AssertionError where another session is saved."""
    rows: list[Row] = [("", "goal", "today", "yesterday", "another day of the month")]
    for name, (goal, days) in WAYS.items():
        for day, keys in days.items():
            wanted = (day, ("LC-02",), 25) if name == "repeat" else (day, ("DQ-01",), 23)
            saved = asyncio.run(session_of(place / f"{name}-{day}", keys.split()))
            assert saved == wanted, (name, saved)
        counts = (str(len(days[day].split())) if day in days else "" for day in (TODAY, YESTERDAY, EARLIER))
        rows.append((name, str(goal), *counts))
    return rows


def main() -> int:
    """Count and print; 1 where a way takes more keys than it is to."""
    with folder() as place:
        os.environ["SOTAY_TODAY"] = TODAY.isoformat()
        say("Keys of the typical session", keys_of_ways(place))
    return int(any(len(keys.split()) > goal for goal, days in WAYS.values() for keys in days.values()))


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


if __name__ == "__main__":
    sys.exit(main())
