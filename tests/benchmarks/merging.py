"""What it costs to merge the files of many units: `python -m tests.benchmarks.merging [--packages 1000]`.

The limit is what no program can do without: read the files, hash them, verify their signatures, parse every line, write
the result and fsync it. Every way runs in a process of its own, all in turns. Figures are the least of the rounds,
since whatever else the machine does only adds to them: seconds by the clock, and of the processors' time with that of
further processes. The peers keep, of every session, the line of the last file; they verify and validate nothing.

To measure against all of them: `pip install orjson duckdb pandas polars`, and jq from the system. What is missing is
left out and named; without orjson the limit parses with msgspec.
"""

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.packages import make_office, make_packages
from tests.benchmarks.saves import Row, say

ROOT = Path(__file__).parents[2]
WAYS = Path(__file__).with_name("merging_ways.py")
LIMIT = "the limit"
COMMAND, AGAIN = "sotay merge, the whole command", "the same files again"
# Receipts for the senders are further files, which no peer writes.
_MERGE = ("merge", "--trust-new", "--no-receipts")
STAGES = {
    LIMIT: ("limit", ""),
    "read_package of all files": ("read", ""),
    "plan_merge": ("plan", ""),
    "plan_merge and apply_merge": ("apply", ""),
}
PEERS = {
    "sqlite3": ("sqlite", "sqlite3"),
    "DuckDB": ("duckdb", "duckdb"),
    "pandas": ("pandas", "pandas"),
    "polars": ("polars", "polars"),
    "jq": ("jq", "jq"),
}


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.merging", description=__doc__)
    parser.add_argument("--packages", type=int, default=1_000)
    parser.add_argument("--sessions", type=int, default=100, help="a package")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sotay-benchmark-", dir=Path.cwd()) as place:
        folder = Path(place)
        make_packages(folder / "inbox", given.packages, given.sessions)
        make_office(folder / "office", given.packages)
        times = measured(folder, given.rounds)
        say(f"{given.packages:,} packages of {given.sessions} sessions, merged", rows(times))
    return 0


class Spent(NamedTuple):
    """Seconds by the clock, and of the processors."""

    clock: float
    processors: float


def measured(folder: Path, rounds: int) -> dict[str, list[Spent]]:
    """What every way took; nothing where it is not installed."""
    peers = {name: way for name, (way, needs) in PEERS.items() if _is_installed(needs)}
    times: dict[str, list[Spent]] = {name: [] for name in (*STAGES, COMMAND, AGAIN, *PEERS)}
    for _ in range(rounds):
        for name, (way, _) in STAGES.items():
            times[name].append(_run(folder, way))
        book = _new_book(folder)
        for name in (COMMAND, AGAIN):
            times[name].append(_timed("-m", "tui", "--book", str(book), *_MERGE, str(folder / "inbox")))
        for name, way in peers.items():
            times[name].append(_timed(str(WAYS), way, str(folder)))
    return times


def rows(times: dict[str, list[Spent]]) -> list[Row]:
    """A table of the least."""
    limit = _least(times[LIMIT])
    table: list[Row] = [("", "clock, s", "by the limit", "processors, s", "by the limit")]
    for name, several in times.items():
        if not several:
            table.append((name, "not installed", "", "", ""))
            continue
        one = _least(several)
        clock, processors = (f"{mine / least:.2f}x" for mine, least in zip(one, limit, strict=True))
        table.append((name, f"{one.clock:.2f}", clock, f"{one.processors:.2f}", processors))
    again, first = _least(times[AGAIN]), _least(times[COMMAND])
    ratios = (f"{a / b:.2f}x" for a, b in zip(again, first, strict=True))
    return [*table, ("again by the first time", "", next(ratios), "", next(ratios))]


def _least(several: list[Spent]) -> Spent:
    return Spent(*map(min, zip(*several, strict=True)))


def _is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None or (name == "jq" and shutil.which(name) is not None)


_books = count(1)


def _new_book(folder: Path) -> Path:
    """A copy of the office's book, in a folder of its own: removing the one before would slow down what follows."""
    book = folder / f"book-{next(_books)}"
    shutil.copytree(folder / "office", book)
    return book


def _run(folder: Path, way: str) -> Spent:
    words = [sys.executable, str(WAYS), way, str(folder), str(_new_book(folder))]
    said = subprocess.run(words, check=True, capture_output=True, text=True, env=_environment()).stdout
    return Spent(*map(float, said.split()))


def _timed(*words: str) -> Spent:
    begun, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, *words], check=True, capture_output=True, env=_environment())
    seconds, after = time.perf_counter() - begun, os.times()
    return Spent(seconds, sum(after[2:4]) - sum(before[2:4]))


def _environment() -> dict[str, str]:
    """As it is, but the program may keep its byte code, as it does where it is installed."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""}


if __name__ == "__main__":
    sys.exit(main())
