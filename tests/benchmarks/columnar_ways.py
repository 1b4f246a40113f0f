"""One way to a coverage table, run in a process of its own: `columnar_ways.py WAY FOLDER TABLES MOST`.

FOLDER holds data sets side by side (for `books`: the books), TABLES is a folder for the tables that are compared
afterwards, at the most MOST of them. Seconds until the first table is there, by the clock and of the processors, and
the peak of memory in MB are printed as JSON. `write` writes the book in FOLDER as a data set to TABLES.

Runs on Linux, which tells a process what memory it took.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from exports.columnar.engines import ENGINES, EngineName
from exports.columnar.queries import MONTHLY_DIMS
from exports.columnar.reader import opened_columnar
from exports.columnar.tables import coverage
from exports.columnar.writer import write_columnar
from logs.book.book import LogBook
from logs.coverage.table import coverage_of
from logs.session.query import Query
from tests.books import Clock

# The table that is timed comes first.
COMPARED = (
    ("unit", "sessions"), ("month", "attendance"), ("quarter", "units"), ("audience", "sessions"),
    ("audience", "attendance"), ("form", "sessions"), ("reporter", "attendance"), ("document", "sessions"),
)  # fmt: skip


def engine(name: EngineName, folder: Path) -> Iterator[tuple[str, Any]]:
    """As the program does, on that engine."""
    with opened_columnar(folder, name) as data:
        kinds = [kind for kind in COMPARED if kind[0] in MONTHLY_DIMS] if data.are_sums else COMPARED
        for by, measure in kinds:
            yield f"{by}-{measure}", coverage(data, by=by, measure=measure)


def books(folder: Path) -> Iterator[tuple[str, Any]]:
    """The table of each book, one after the other."""
    found = []
    for place in sorted(folder.iterdir()):
        with LogBook.open(place, clock=Clock(), read_only=True) as book:
            found.append(coverage_of(book, Query()))
    yield "unit-sessions-of-each", found


def pandas(folder: Path) -> Iterator[tuple[str, Any]]:
    """All sessions in one frame, events that came twice dropped, themes exploded and grouped: theme by unit."""
    pd = import_module("pandas")
    columns = ["session", "versions", "version", "unit", "themes"]
    files = sorted(folder.glob("*/sessions/*/*.parquet"))
    frame = pd.concat([pd.read_parquet(path, columns=columns, partitioning=None) for path in files])
    frame = frame.sort_values(["versions", "version"], ascending=False).drop_duplicates("session")
    counted = frame[["unit", "themes"]].explode("themes").groupby(["themes", "unit"]).size()
    cells: dict[str, dict[str, int]] = {}
    for (theme, unit), number in counted.items():
        cells.setdefault(theme, {})[unit] = int(number)
    yield "cells", cells


WAYS: dict[str, Callable[[Path], Iterator[tuple[str, Any]]]] = {
    **{one.__name__: one for one in (books, pandas)},
    **{name: partial(engine, name) for name in ENGINES},
}


@contextmanager
def _measured() -> Iterator[dict[str, float]]:
    found: dict[str, float] = {}
    begun, before = time.perf_counter(), sum(os.times()[:4])
    yield found
    found |= {"clock": time.perf_counter() - begun, "processors": sum(os.times()[:4]) - before}
    # What `getrusage` says of a process begins with what its parent took.
    (peak,) = re.findall(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text())
    found["megabytes"] = int(peak) / 1024


def main() -> None:
    """Go that way, keep the tables and tell what the first one cost."""
    way, folder, kept = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if way == "write":
        with _measured() as found, LogBook.open(folder, clock=Clock(), read_only=True) as book:
            write_columnar(book, kept)
        sys.stdout.write(json.dumps(found) + "\n")
        return
    kept.mkdir(parents=True, exist_ok=True)
    tables = WAYS[way](folder)
    with _measured() as found:
        name, first = next(tables)
    (kept / f"{name}.json").write_bytes(msgspec.json.encode(first))
    for name, table in islice(tables, int(sys.argv[4]) - 1):
        (kept / f"{name}.json").write_bytes(msgspec.json.encode(table))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
