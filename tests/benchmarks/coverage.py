"""What the coverage table costs, kept and cold from disk: `python -m tests.benchmarks.coverage`.

The limit of the cold table is reading the book's file and parsing it whole as JSON, in the same run, each in a process
of its own.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks.books import made

_PARSE = """
import gc, json, pathlib, sys, time
import msgspec
path = pathlib.Path(sys.argv[1]) / "book.json"
begun = time.perf_counter()
msgspec.json.decode(path.read_bytes())
print(time.perf_counter() - begun)
"""
_COLD = """
import pathlib, sys, time
from logs.book import LogBook
from logs.coverage import coverage_of
from logs.query import Query
from tests.books import Clock
begun = time.perf_counter()
book = LogBook.open(pathlib.Path(sys.argv[1]), clock=Clock(), read_only=True)
table = coverage_of(book, Query())
print(time.perf_counter() - begun)
assert table.totals.sessions == int(sys.argv[2])
"""


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.coverage")
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sotay-benchmark-", dir=Path.cwd()) as place:
        folder = Path(place) / "book"
        for line in (*_kept(folder, given.sessions), *_cold(folder, given.sessions, given.rounds)):
            print(line)  # noqa: T201 - its answer
    return 0


def _kept(folder: Path, size: int) -> list[str]:
    """Counters kept: one session changed, old out and new in; and the tables drawn."""
    from logs.coverage import BY, coverage_of
    from logs.query import Query

    with made(folder, size) as book:
        entries = book.find()
        tallies = book.tallies("unit")

        def change(place: int) -> None:
            session = entries[place].session
            tallies.remove(session)
            tallies.add(session)

        changes = [_timed(partial(change, place)) for place in range(min(2_000, size))]
        drawn = [_timed(partial(coverage_of, book, Query(), by=by)) for by in BY for _ in range(5)]
    return [
        f"{size:,} sessions, counters kept",
        f"  one changed session: {median(changes) * 1e6:.1f} us",
        f"  a table: {median(drawn) * 1e3:.2f} ms (slowest {max(drawn) * 1e3:.2f} ms)",
    ]


def _cold(folder: Path, size: int, rounds: int) -> list[str]:
    """The first table of a process, beside parsing the file."""
    times: dict[str, list[float]] = {"parse": [], "cold": []}
    for _ in range(rounds):
        for name, program in (("parse", _PARSE), ("cold", _COLD)):
            command = [sys.executable, "-c", program, str(folder), str(size)]
            times[name].append(float(subprocess.run(command, check=True, capture_output=True).stdout))
    ratio = median(cold / parse for cold, parse in zip(times["cold"], times["parse"], strict=True))
    return [
        "cold from disk, in processes of their own",
        f"  reading and parsing the file: {median(times['parse']) * 1e3:.0f} ms",
        f"  opening the book and a table: {median(times['cold']) * 1e3:.0f} ms, {ratio:.2f}x",
    ]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
