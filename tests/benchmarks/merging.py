"""The files of many units, merged into an office's book and by others, each way in a process of its own.

The limit is what no program can do without: read the files, hash them, verify their signatures, parse every line, write
the result and fsync it, and sign a receipt for each sender. The peers keep, of every session, the line of the last
file, and write a receipt of what they hold for each unit; they verify, validate and sign nothing.
"""

import shutil
from functools import partial
from itertools import count
from pathlib import Path

from tests.benchmarks.kit import Spent, Turn, is_installed, told, whole
from tests.benchmarks.packages import make_office, make_packages

WAYS = "tests.benchmarks.merging_ways"
LIMIT = "the limit"
COMMAND, AGAIN = "sotay merge, the whole command", "the same files again"
PEERS = {
    "SQLite": ("sqlite", "sqlite3"),
    "SQLite, again": ("sqlite_again", "sqlite3"),
    "DuckDB": ("duckdb", "duckdb"),
    "pandas": ("pandas", "pandas"),
    "polars": ("polars", "polars"),
    "TinyDB": ("tinydb", "tinydb"),
}


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

    def command(self) -> dict[str, Turn]:
        """The whole command, and once more over the same files."""
        return {COMMAND: lambda: self._merge(self._new_book()), AGAIN: lambda: self._merge(self._last_book)}

    def peers(self) -> dict[str, Turn]:
        """Whatever is installed of the peers."""
        return {
            name: partial(whole, WAYS, way, str(self.place))
            for name, (way, needs) in PEERS.items()
            if is_installed(needs)
        }

    def _merge(self, book: Path) -> Spent:
        return whole("tui", "--book", str(book), "merge", "--trust-new", str(self.place / "inbox"))

    def _new_book(self) -> Path:
        """A copy of the office's book, in a folder of its own: removing the one before would slow down what follows."""
        self._last_book = self.place / f"book-{next(self._numbers)}"
        shutil.copytree(self.place / "office", self._last_book)
        return self._last_book
