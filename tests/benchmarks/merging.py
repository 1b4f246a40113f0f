"""What it costs to merge the files of many units: `python -m tests.benchmarks.merging [--packages 1000]`.

The limit is what no program can do without: read the files, hash them, verify their signatures, parse every line, write
the result and fsync it. Every way runs in a process of its own, all in turns. Figures are the least of the rounds,
since whatever else the machine does only adds to them: seconds by the clock, and of the processors' time with that of
further processes. The peers keep, of every session, the line of the last file; they verify and validate nothing.

To measure against all of them: `pip install orjson duckdb pandas polars`, and jq from the system. What is missing is
left out and named; without orjson the limit parses with msgspec.
"""

import argparse
import shutil
import sys
from functools import partial
from itertools import count
from pathlib import Path

from tests.benchmarks.kit import Measured, Row, Spent, Turn, folder, interleaved, is_installed, say, told, whole
from tests.benchmarks.packages import make_office, make_packages

WAYS = "tests.benchmarks.merging_ways"
LIMIT = "the limit"
COMMAND, AGAIN = "sotay merge, the whole command", "the same files again"
# Receipts for the senders are further files, which no peer writes.
_MERGE = ("merge", "--trust-new", "--no-receipts")
STAGES = {"read_package of all files": "read", "plan_merge": "plan", "plan_merge and apply_merge": "apply"}
PEERS = {
    "SQLite": ("sqlite", "sqlite3"),
    "SQLite, again": ("sqlite_again", "sqlite3"),
    "DuckDB": ("duckdb", "duckdb"),
    "pandas": ("pandas", "pandas"),
    "polars": ("polars", "polars"),
    "TinyDB": ("tinydb", "tinydb"),
    "jq": ("jq", "jq"),
}


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.merging", description=__doc__)
    parser.add_argument("--packages", type=int, default=1_000)
    parser.add_argument("--sessions", type=int, default=100, help="a package")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with folder() as place:
        ways = Merges(place, given.packages, given.sessions)
        measured = interleaved({**ways.limit(), **ways.stages(), **ways.command(), **ways.peers()}, given.rounds)
    say(f"{given.packages:,} packages of {given.sessions} sessions, merged", rows(measured))
    return 0


class Merges:
    """The files of so many units, an office's book that knows them, and the turns that merge them into it."""

    def __init__(self, place: Path, packages: int, sessions: int) -> None:
        self.place = place
        self._numbers = count(1)
        make_packages(place / "inbox", packages, sessions)
        make_office(place / "office", packages)

    def limit(self) -> dict[str, Turn]:
        """The least that any program has to do."""
        return {LIMIT: partial(told, "-m", WAYS, "limit", str(self.place))}

    def stages(self) -> dict[str, Turn]:
        """The parts of the program, without its command line."""
        return {name: partial(self._stage, way) for name, way in STAGES.items()}

    def command(self) -> dict[str, Turn]:
        """The whole command, and once more over the same files."""
        return {COMMAND: lambda: self._merge(self._new_book()), AGAIN: lambda: self._merge(self._last_book)}

    def peers(self) -> dict[str, Turn]:
        """Whatever is installed of the peers."""
        return {
            name: partial(whole, WAYS, way, str(self.place))
            for name, (way, needs) in PEERS.items()
            if is_installed(needs) or (needs == "jq" and shutil.which(needs))
        }

    def _stage(self, way: str) -> Spent:
        return told("-m", WAYS, way, str(self.place), str(self._new_book()))

    def _merge(self, book: Path) -> Spent:
        return whole("tui", "--book", str(book), *_MERGE, str(self.place / "inbox"))

    def _new_book(self) -> Path:
        """A copy of the office's book, in a folder of its own: removing the one before would slow down what follows."""
        self._last_book = self.place / f"book-{next(self._numbers)}"
        shutil.copytree(self.place / "office", self._last_book)
        return self._last_book


def rows(measured: Measured) -> list[Row]:
    """A table of the least."""
    limit = _least(measured.turns[LIMIT])
    table: list[Row] = [("", "clock, s", "by the limit", "processors, s", "by the limit")]
    for name in dict.fromkeys((*measured.turns, *PEERS)):
        if name not in measured.turns:
            table.append((name, measured.failures.get(name, "not installed"), "", "", ""))
            continue
        one = _least(measured.turns[name])
        clock, processors = (f"{mine / least:.2f}x" for mine, least in zip(one, limit, strict=True))
        table.append((name, f"{one[0]:.2f}", clock, f"{one[1]:.2f}", processors))
    again, first = _least(measured.turns[AGAIN]), _least(measured.turns[COMMAND])
    ratios = [f"{a / b:.2f}x" for a, b in zip(again, first, strict=True)]
    return [*table, ("again by the first time", "", ratios[0], "", ratios[1])]


def _least(several: list[Spent]) -> tuple[float, float]:
    return min(one.clock for one in several), min(one.processor for one in several)


if __name__ == "__main__":
    sys.exit(main())
