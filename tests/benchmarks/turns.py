"""How long the app's event loop is ever busy: the longest turn while it starts, after each key, and while figures come.

    python -m tests.benchmarks.turns [--sizes N …] [--rounds N]

The app runs without a terminal, 120 × 40, in a process of its own. A turn is what the process works between two beats
of the loop, in its own and in any other thread: as long would a key that comes meanwhile wait. `done` is all that the
process worked until nothing was left to do, which keys need not wait for. Both are the processor's time.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.books import BOOK, year_book
from tests.benchmarks.kit import DAY, Row, folder, say, spoken
from tui.app.app import SotayApp
from tui.app.run import open_book
from tui.core.i18n import use_language
from tui.core.settings import SettingsFile

SIZES = (4_400, 25_000, 100_000)
GOAL = 100.0
"""Milliseconds that no turn is to last."""
BEAT = 0.002
QUIET, AT_REST = 0.1, 0.02
"""Seconds by the clock, and how much of them the process works when it has nothing to do."""
_WAY = (
    ("mode 0, the overview", "0"), ("mode 1, the register", "1"), ("cursor down", "down"), ("a page down", "pagedown"),
    ("to the end", "ctrl+end"), ("to the beginning", "ctrl+home"),
    ("search: b", "slash b"), ("search: bien", "i e n"), ("search cleared", "escape escape"),
    ("open a session", "enter"), ("close it", "escape"),
    ("type a line", "colon 2 5 space s h space c b 0 5 space l c - 0 2"), ("save it", "enter"), ("undo", "escape u"),
    ("mode 2, coverage", "2"), ("next columns", "b"), ("cursor right", "right"), ("work list", "w"), ("back", "escape"),
    ("targets", "t"), ("back from targets", "escape"), ("last year", "y"), ("back from last year", "escape"),
    ("mode 3, merge", "3"), ("mode 4, progress", "4"), ("other periods", "b"), ("month by month", "v"),
    ("back from months", "escape"), ("a unit", "enter"), ("back from the unit", "escape"),
    ("mode 5, report", "5"), ("mode 6, settings", "6"),
    ("open questions", "0 q"), ("answer", "d"), ("answer again", "d"), ("undo the answer", "u"),
    ("coverage after it", "escape 2"), ("progress after it", "4"), ("register after it", "1"),
)  # fmt: skip
"""What is done, and the keys that do it."""


class Beats:
    """The longest turn of the running loop, and what the process has worked, since they were asked for."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.process_time()
        self._begun = self._last
        self._beat()

    def _beat(self) -> None:
        now = time.process_time()
        self.longest, self._last = max(self.longest, now - self._last), now
        asyncio.get_running_loop().call_later(BEAT, self._beat)

    async def told(self) -> tuple[float, float]:
        """Milliseconds of the longest turn and of all work, once the process has come to rest."""
        worked = self._last
        while True:
            await asyncio.sleep(QUIET)
            now = time.process_time()
            if now - worked < AT_REST:
                break
            worked = now
        found = self.longest * 1000, (worked - self._begun) * 1000
        self.longest, self._begun = 0.0, time.process_time()
        return found


async def _measured(book: Path) -> dict[str, tuple[float, float]]:
    """Every step of the way, on the book, with its longest turn and its work."""
    app, found = _app(book), {}
    beats = Beats()
    async with app.run_test(size=(120, 40)) as pilot:
        found["start"] = await beats.told()
        for title, keys in _WAY:
            for key in keys.split():
                await pilot.press(key)
            found[title] = await beats.told()
    app.book.close()
    return found


def _app(book: Path) -> SotayApp:
    use_language("vi")
    return SotayApp(book, open_book(book), SettingsFile(book.parent / "settings.json"))


def turns(book: Path, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """By what is done, the milliseconds of its longest turn and of all its work, round by round, each on a new copy."""
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=book.parent) as place:
            copied = shutil.copytree(book, Path(place) / BOOK)
            for title, times in json.loads(spoken("-m", "tests.benchmarks.turns", "--book", str(copied))).items():
                found.setdefault(title, []).append(times)
    return found


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.turns", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--book", type=Path, help="one round on a book that is there, as JSON")
    asked = parser.parse_args()
    if asked.book:
        os.environ["SOTAY_TODAY"] = DAY
        sys.stdout.write(json.dumps(asyncio.run(_measured(asked.book))))
        return 0
    with folder() as place:
        found = [_of_size(place / str(size), size, asked.rounds) for size in asked.sizes]
    rows: list[Row] = [("", *(f"{size:,}: {what}" for size in asked.sizes for what in ("turn", "done")))]
    rows += [(title, *(cell for times in found for cell in _cells(times[title]))) for title in found[0]]
    say(f"The longest turn of the loop, ms (goal: {GOAL:.0f})", rows)
    return 0


def _of_size(place: Path, size: int, rounds: int) -> dict[str, list[tuple[float, float]]]:
    place.mkdir()
    year_book(place, size)
    return turns(place / BOOK, rounds)


def _cells(times: list[tuple[float, float]]) -> Row:
    return tuple(f"{median(column):.0f}" for column in zip(*times, strict=True))


if __name__ == "__main__":
    sys.exit(main())
