"""A long run: every output of many random books, and data sets of several, beside the account of the tests."""

import argparse
import sys
import tempfile
from collections import Counter as Tally
from pathlib import Path

from tests.exports.counted.books import random_book
from tests.exports.counted.counter import Counter
from tests.exports.counted.outputs import differences
from tests.exports.counted.sets import several_differences
from tests.exports.desk import Desk
from tests.exports.levels import folder_in_memory


def main() -> int:
    """Print what differs, of which book, and what the books were made of."""
    parser = argparse.ArgumentParser(prog="python -m tests.exports.counted")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=600)
    given = parser.parse_args()
    seen: Tally[str] = Tally()
    for seed in range(given.first, given.first + given.count):
        with (
            tempfile.TemporaryDirectory(dir=folder_in_memory()) as folder,
            random_book(Desk(Path(folder)), seed) as book,
        ):
            counter = Counter(book)
            seen.update({reason or "counted": number for reason, number in counter.reasons().items()})
            seen["books"] += 1
            seen["books with figures that count"] += bool(counter.told)
            found = differences(book)
        with tempfile.TemporaryDirectory(dir=folder_in_memory()) as folder:
            found += several_differences(Desk(Path(folder)), seed)
        seen["differences"] += len(found)
        for difference in found:
            print(f"{seed}: {difference}")  # noqa: T201 - what the run is for
    for name, number in sorted(seen.items()):
        print(f"{name:<40}{number:>8,}")  # noqa: T201 - what the run is for
    return bool(seen["differences"])


if __name__ == "__main__":
    sys.exit(main())
