"""What it costs to merge the files of many units: `python -m tests.benchmarks.merging [--packages 1000]`.

The limit is what no program can do without: read the files, hash them, verify their signatures, parse every line, write
the result and fsync it. Every way runs in a process of its own, all in turns; figures are medians. The peers keep, of
every session, the line of the last file; they verify and validate nothing.

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
from pathlib import Path
from statistics import median

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


def measured(folder: Path, rounds: int) -> dict[str, list[float]]:
    """The seconds of every way; none where it is not installed."""
    peers = {name: way for name, (way, needs) in PEERS.items() if _is_installed(needs)}
    times: dict[str, list[float]] = {name: [] for name in (*STAGES, COMMAND, AGAIN, *PEERS)}
    for _ in range(rounds):
        for name, (way, _) in STAGES.items():
            times[name].append(float(_run(folder, way)))
        book = _new_book(folder)
        for name in (COMMAND, AGAIN):
            times[name].append(_timed("-m", "tui", "--book", str(book), *_MERGE, str(folder / "inbox")))
        for name, way in peers.items():
            times[name].append(_timed(str(WAYS), way, str(folder)))
    return times


def rows(times: dict[str, list[float]]) -> list[Row]:
    """A table of medians."""
    limit = median(times[LIMIT])
    table: list[Row] = [("", "s", "by the limit")]
    for name, seconds in times.items():
        whole = median(seconds) if seconds else None
        table.append((name, f"{whole:.2f}", f"{whole / limit:.2f}x") if whole else (name, "not installed", ""))
    again = median(times[AGAIN]) / median(times[COMMAND])
    return [*table, ("again by the first time", "", f"{again:.2f}x")]


def _is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None or (name == "jq" and shutil.which(name) is not None)


def _new_book(folder: Path) -> Path:
    book = folder / "book"
    shutil.rmtree(book, ignore_errors=True)
    shutil.copytree(folder / "office", book)
    return book


def _run(folder: Path, way: str) -> str:
    _new_book(folder)
    words = [sys.executable, str(WAYS), way, str(folder)]
    return subprocess.run(words, check=True, capture_output=True, text=True, env=_environment()).stdout


def _timed(*words: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True, env=_environment())
    return time.perf_counter() - begun


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])}


if __name__ == "__main__":
    sys.exit(main())
