"""What the coverage table costs, kept and cold from disk: `python -m tests.benchmarks.coverage_tables`.

The limit of the cold table is reading the book's file and parsing it whole as JSON, in the same run, each in a process
of its own.
"""

import argparse
import sys
from functools import partial
from pathlib import Path
from statistics import median

from logs.counting.facts import BY
from logs.coverage.table import coverage_of
from logs.session.query import Query
from tests.benchmarks.books import alike, made
from tests.benchmarks.kit import Row, folder, interleaved, say, timed, told

_PROBE = """
import datetime, pathlib, sys
import msgspec
from logs.book.book import LogBook
from logs.coverage.table import coverage_of
from logs.session.query import Query
from tests.benchmarks.cost import now, since, tell
folder = pathlib.Path(sys.argv[1])
begun = now()
{work}
tell(since(begun))
"""
PARSE, COLD = "reading and parsing the file", "opening the book and a table"
_WORK = {
    PARSE: "msgspec.json.decode((folder / 'book.json').read_bytes())",
    COLD: "coverage_of(LogBook.open(folder, clock=datetime.datetime.now, read_only=True), Query())",
}


def main() -> int:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.coverage_tables")
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with folder() as place:
        say(f"{given.sessions:,} sessions, counters kept", kept(place / "book", given.sessions))
        say("Cold from disk, in processes of their own", cold(place / "book", given.rounds))
    return 0


def kept(place: Path, size: int) -> list[Row]:
    """Counters kept: one session changed, old out and new in; and the tables drawn."""
    with made(place, alike(size, seed=1)) as book:
        entries, tallies = book.find(), book.figures.tallies("unit")

        def change(number: int) -> None:
            session = entries[number].session
            tallies.remove(session)
            tallies.add(session)

        changes = [timed(partial(change, number)).clock for number in range(min(2_000, size))]
        drawn = [timed(partial(coverage_of, book, Query(), by=by)).clock for by in BY for _ in range(5)]
    rows: list[Row] = [("", "median, ms", "the slowest, ms")]
    for name, times in (("one changed session", changes), ("a table", drawn)):
        rows.append((name, f"{median(times) * 1e3:.3f}", f"{max(times) * 1e3:.3f}"))
    return rows


def cold(place: Path, rounds: int) -> list[Row]:
    """The first table of a process, beside parsing the file."""
    found = interleaved(
        {name: partial(told, "-c", _PROBE.format(work=work), str(place)) for name, work in _WORK.items()}, rounds
    )
    rows: list[Row] = [("", "ms", "ratio")]
    for name in found.turns:
        milliseconds, ratio = found.median(name, "clock") * 1e3, found.ratio(name, PARSE, "clock")
        rows.append((name, f"{milliseconds:.0f}", f"{ratio:.2f}x"))
    return rows


if __name__ == "__main__":
    sys.exit(main())
