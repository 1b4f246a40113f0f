"""What a save and an opening cost, in books of 100 to 100,000 sessions: `python -m tests.benchmarks.saves`.

All ways of saving take their turns in one run, a round of each after the other, on the same disk. A ratio is the median
over the rounds of the time of one way by the time of the bare append in the same round.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Protocol

from tests.benchmarks.books import Held, alike, made, session
from tests.benchmarks.kit import Measured, Row, Spent, Turn, attempted, folder, interleaved, is_installed, say, timed
from tests.benchmarks.opening import opening, whole_processes
from tests.benchmarks.ways import Bare, DuckDB, Sqlite, StockTinyDB

SIZES = (100, 1_000, 10_000, 100_000)
PATIENCE = 3.0
"""Seconds that a way may take before it has had enough turns: TinyDB's own storage writes the whole file anew."""
BARE = "bare append + fsync"
SOTAY = "Sổ tay"

Save = Callable[[str, bytes, bytes], object]


class Saver(Protocol):
    """Another way to save."""

    def save(self, key: str, record: bytes, step: bytes) -> None:
        """One save."""

    def close(self) -> None:
        """Let go of the file."""


PEERS: dict[str, tuple[str, Callable[[Path, Held], Saver]]] = {
    "SQLite": ("sqlite3", Sqlite),
    "DuckDB": ("duckdb", DuckDB),
    "TinyDB": ("tinydb", StockTinyDB),
}
"""What must be installed for a peer, and the peer, which is made with the sessions that it holds at first."""


def main() -> int:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.saves")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    given = parser.parse_args()
    ways = ("BookStorage.commit", SOTAY, *PEERS)
    rows: list[Row] = [("sessions", "append, ms", "BookStorage.commit", "LogBook.add", *PEERS)]
    with folder() as place:
        for size in given.sizes:
            saved = saves(place / str(size), size, given.rounds)
            rows.append((f"{size:,}", f"{saved.median(BARE, 'clock') * 1000:.2f}", *(cell(saved, way) for way in ways)))
        folders = {size: place / str(size) / "book" for size in given.sizes}
        say("A save, by a bare append + fsync of the same bytes", rows)
        say(f"Opening a book of {max(given.sizes):,} sessions", opening(folders[max(given.sizes)]))
        say("A session logged on the command line, the whole process", whole_processes(folders))
    return 0


def cell(saved: Measured, way: str) -> str:
    """A way's time by the bare append's."""
    if way not in saved.turns:
        return saved.failures.get(way, "not installed")
    return f"{saved.ratio(way, BARE, 'clock'):.2f}x ({saved.median(way, 'clock') * 1000:.2f} ms)"


def saves(place: Path, size: int, rounds: int) -> Measured:
    """What a save costs in each way, in a book of so many sessions, which stays in `place`/book."""
    place.mkdir()
    held, more = alike(size, seed=1), alike(rounds, seed=2)
    with ExitStack() as opened:
        book, storage = opened.enter_context(made(place / "book", held)), made(place / "storage", held).storage
        opened.callback(storage.close)
        one, bare = session(), opened.enter_context(closing(Bare(place / "bare")))
        ways: dict[str, Save] = {
            BARE: bare.save,
            "BookStorage.commit": lambda key, record, step: storage.commit(
                {"sessions": {key: record}, "changes": {key: step}}
            ),
            SOTAY: lambda *_: book.add(one),
        }
        failures: dict[str, str] = {}
        for name, (needs, make) in PEERS.items():
            if is_installed(needs) and (saver := attempted(name, partial(make, place / name, held), failures)):
                ways[name] = opened.enter_context(closing(saver)).save
        found = interleaved({name: saving(way, more) for name, way in ways.items()}, rounds, PATIENCE)
    found.failures |= failures
    return found


def saving(way: Save, held: Held) -> Turn:
    """Turns that save the sessions one after the other."""
    left: Iterator[tuple[str, tuple[bytes, bytes]]] = iter(held.items())

    def turn() -> Spent:
        key, documents = next(left)
        return timed(partial(way, key, *documents))

    return turn


if __name__ == "__main__":
    sys.exit(main())
