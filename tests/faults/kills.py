"""kill -9 at random instants of a program that saves, checkpoints, closes and opens without a pause."""

import random
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import logs.store.storage
from logs.store.storage import BookStorage
from tests.faults.child import child, keep_saving
from tests.faults.figures import Figures
from tests.faults.saves import look, make

BOOK_LASTS = 50  # kills


def killed_at_random(folder: Path, count: int, seed: int) -> Figures:
    """Kill the program that many times; after each, the next one has to find every save, or that and the one begun."""
    dice = random.Random(seed)  # noqa: S311 - instants, not secrets
    lost = alarms = 0
    for number in range(count):
        book, acknowledged = folder / f"book-{number // BOOK_LASTS}", folder / f"acknowledged-{number // BOOK_LASTS}"
        if not book.exists():
            make(book, 9).let_go()
        least, _ = look(book)
        with child(keep_saving, book, acknowledged, number=least) as program:
            assert program.wait_for_word() == "open"
            wait(dice.random() * 0.03)
            program.kill()
            least = program.acknowledged.number
        found, notices = look(book)
        assert found <= least + 1, "a save is there that was not begun"
        lost += max(0, least - found)
        alarms += bool(notices)
    return Figures(count, lost, alarms)


def two_programs(folder: Path, count: int) -> Figures:
    """Open a book that many times while another program saves: to write is refused, to read is right."""
    book = folder / "book"
    make(book, 9).let_go()
    lost = alarms = 0
    with child(writing, book, folder / "acknowledged") as program:
        assert program.wait_for_word() == "open"
        for _ in range(count):
            least = program.acknowledged.number
            found, notices = look(book, read_only=True)
            lost += max(0, least - found)
            alarms += bool(notices)
            try:
                BookStorage(book)
            except Exception as error:  # noqa: BLE001 - whatever it is, only one refusal is right
                refused = str(getattr(error, "code", error))
            assert refused == "book_in_use"
    return Figures(count, lost, alarms)


def writing(folder: Path, acknowledged: Path, end: Connection) -> None:
    """Save and checkpoint without ever letting go of the book."""
    from tests.faults.child import Shared
    from tests.faults.saves import changes

    shared = Shared(acknowledged)
    logs.store.storage.CHECKPOINT_BYTES = 3_000
    storage = BookStorage(folder)
    end.send("open")
    while True:
        number = storage.generation + 1
        storage.commit(changes(number))
        shared.number = number


def wait(seconds: float) -> None:
    """Let that much time go by, exact to less than a save takes."""
    until = time.perf_counter() + seconds
    if seconds > 0.002 or sys.platform == "win32":
        time.sleep(max(0.0, seconds - 0.001))
    while time.perf_counter() < until:
        pass
