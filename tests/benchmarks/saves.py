"""What a save and an opening cost, in books of 100 to 100,000 sessions: `python -m tests.benchmarks.saves`.

All ways of saving take their turns in one run, a round of each after the other, on the same disk. A ratio is the median
over the rounds of the time of one way by the time of the bare append in the same round.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.benchmarks.books import made, records, session
from tests.benchmarks.opening import opening, whole_processes
from tests.benchmarks.ways import Bare, Sqlite, StockTinyDB

SIZES = (100, 1_000, 10_000, 100_000)
# The rounds that TinyDB's own storage takes part in: it writes the whole file anew each time.
TINYDB_ROUNDS = {100: 30, 1_000: 15, 10_000: 5}

Row = tuple[str, ...]


def main() -> int:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.saves")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    given = parser.parse_args()
    rows: list[Row] = [("sessions", "append, ms", "BookStorage.commit", "LogBook.add", "SQLite", "TinyDB")]
    with tempfile.TemporaryDirectory(prefix="sotay-benchmark-", dir=Path.cwd()) as place:
        rows += [saves(Path(place) / str(size), size, given.rounds) for size in given.sizes]
        largest = Path(place) / str(max(given.sizes)) / "book"
        say("A save, by a bare append + fsync of the same bytes", rows)
        say(f"Opening a book of {max(given.sizes):,} sessions", opening(largest))
        folders = {size: Path(place) / str(size) / "book" for size in given.sizes}
        say("A session logged on the command line, the whole process", whole_processes(folders))
    return 0


def saves(folder: Path, size: int, rounds: int) -> Row:
    """A row of the table of ratios."""
    times = measured(folder, size, rounds)
    bare = times.pop("append")
    ratios = [
        f"{median(t / b for t, b in zip(one, bare, strict=False)):.2f}x ({median(one) * 1000:.2f} ms)"
        if one
        else "left out: minutes"
        for one in times.values()
    ]
    return (f"{size:,}", f"{median(bare) * 1000:.2f}", *ratios)


def measured(folder: Path, size: int, rounds: int) -> dict[str, list[float]]:
    """The seconds that each save took, way by way."""
    folder.mkdir()
    book, storage = made(folder / "book", size), made(folder / "storage", size).storage
    held = records(size, seed=1)
    bare, sqlite = Bare(folder / "bare"), Sqlite(folder / "sqlite", held)
    tinydb = StockTinyDB(folder / "tinydb.json", held) if size in TINYDB_ROUNDS else None
    one = session()
    ways: dict[str, Callable[[str, bytes, bytes], object]] = {
        "append": bare.save,
        "storage": lambda key, record, step: storage.commit({"sessions": {key: record}, "changes": {key: step}}),
        "add": lambda *_: book.add(one),
        "sqlite": sqlite.save,
        "tinydb": tinydb.save if tinydb else bare.save,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number, (key, (record, step)) in enumerate(records(rounds, seed=2).items()):
        for name, way in ways.items():
            if name == "tinydb" and number >= TINYDB_ROUNDS.get(size, 0):
                continue
            begun = time.perf_counter()
            way(key, record, step)
            times[name].append(time.perf_counter() - begun)
    for opened in (bare, sqlite, tinydb, storage, book):
        if opened is not None:
            opened.close()
    return times


def say(title: str, rows: list[Row]) -> None:
    """Print a table."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    sys.stdout.write("\n".join(("", title, "-" * len(title), *lines, "")))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
