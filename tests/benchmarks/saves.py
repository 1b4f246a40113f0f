"""What a save costs beside others' and beside the bare append of the same bytes, all in turns on one disk."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Protocol

from logs.book.book import LogBook
from tests.benchmarks.books import BOOK, Held, alike, session
from tests.benchmarks.kit import Measured, Spent, Turn, attempted, interleaved, is_installed, timed
from tests.benchmarks.ways import Bare, DuckDB, Sqlite, StockTinyDB
from tests.books import Clock

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


def saves(place: Path, book_folder: Path, rounds: int) -> Measured:
    """What a save costs in each way, into copies of the book."""
    copied, more = shutil.copytree(book_folder, place / "save" / BOOK), alike(rounds, seed=2)
    with ExitStack() as opened:
        book = opened.enter_context(LogBook.open(copied, clock=Clock()))
        step = next(iter(more.values()))[1]
        held = dict(
            zip(book.storage.rows("sessions"), zip(book.storage.rows("sessions").values(), repeat(step)), strict=True)
        )
        one, bare = session(), opened.enter_context(closing(Bare(place / "save" / "bare")))
        ways: dict[str, Save] = {BARE: bare.save, SOTAY: lambda *_: book.add(one)}
        failures: dict[str, str] = {}
        for name, (needs, make) in PEERS.items():
            if is_installed(needs) and (saver := attempted(name, partial(make, place / "save" / name, held), failures)):
                ways[name] = opened.enter_context(closing(saver)).save
        found = interleaved({name: saving(way, more) for name, way in ways.items()}, rounds, PATIENCE)
    shutil.rmtree(place / "save")
    found.failures |= failures
    return found


def saving(way: Save, held: Held) -> Turn:
    """Turns that save the sessions one after the other."""
    left: Iterator[tuple[str, tuple[bytes, bytes]]] = iter(held.items())

    def turn() -> Spent:
        key, documents = next(left)
        return timed(partial(way, key, *documents))

    return turn
