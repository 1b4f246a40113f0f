"""Coverage of a register past one laptop, from Parquet files: `python -m tests.benchmarks.columnar --sessions 1000000`.

Books of several committees are made, of each hundredth session the next one's book has a copy, and each is written as
`sotay export --columnar` does. The table of the data sets side by side is then compared, cell by cell, with the books'
own tables added up, less the copies; pandas and the engines named make it as well. With `--rows` no books are made:
DuckDB makes the rows, for sizes at which books would take hours. `--country 63` are the sums of so many provinces, with
as many sessions each.

Every way runs in a process of its own. `--engines spark,postgres`: the extras of these names, Java, and SOTAY_POSTGRES
or PostgreSQL's programs. What is not installed is left out and named.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import msgspec

from exports.columnar.postgres_engine import ADDRESS
from logs.book.book import LogBook
from logs.catalogue.directive import shipped
from logs.coverage.table import Coverage, coverage_of
from logs.session.query import Entry, Query
from tests.benchmarks.columnar_made import UNITS, make_books, make_country, make_rows
from tests.benchmarks.columnar_ways import COMPARED
from tests.benchmarks.kit import ROOT, Row, say
from tests.books import Clock
from tests.exports.columnar.servers import server
from tests.logs.coverage.tables import cover

WAYS = "tests.benchmarks.columnar_ways"
NEEDS = {"pandas": ("pandas", "pyarrow"), "spark": ("pyspark",), "postgres": ("psycopg",)}
Cells = Counter[tuple[str, str, str, str]]
Kinds = Sequence[tuple[str, str]]


def main() -> int:
    """Make, write, measure, compare and print tables; 1 where figures differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.columnar", description=__doc__)
    parser.add_argument("--sessions", type=int, default=1_000_000)
    parser.add_argument("--books", type=int, default=10)
    parser.add_argument("--rows", action="store_true", help="no books: data sets made by DuckDB")
    parser.add_argument("--country", type=int, default=0, help="no sessions: sums of so many provinces")
    parser.add_argument("--tables", type=int, default=len(COMPARED), help="how many are compared")
    parser.add_argument("--engines", default="", help="spark,postgres")
    given = parser.parse_args()
    each = given.sessions // given.books
    engines = [name for name in given.engines.split(",") if name]
    with tempfile.TemporaryDirectory(prefix="sotay-benchmark-", dir=Path.cwd()) as place:
        folder = Path(place)
        title = f"{given.sessions:,} sessions of {given.books} committees, {given.books * UNITS:,} units"
        expected = None
        if given.country:
            title = f"{given.country} provinces of {given.sessions:,} sessions, their sums"
            begun = time.process_time()
            make_country(folder, given.country, given.sessions)
            spent = f"{time.process_time() - begun:.0f}"
            say(title, [("made by DuckDB, s of the processors", spent), *_sizes(folder)])
            say("Theme by unit", _ways(folder, ["duckdb", *engines], 1))
            return 0
        if given.rows:
            begun = time.process_time()
            make_rows(folder / "sets", given.books, each)
            spent = f"{time.process_time() - begun:.0f}"
            say(title, [("made and written by DuckDB, s of the processors", spent), *_sizes(folder)])
        else:
            shared = dict(make_books(folder / "books", given.books, each))
            say(title, [*_written(folder, shared), *_sizes(folder)])
            expected = _added(shared, COMPARED[: given.tables])
        ways = ["duckdb", *([] if given.rows else ["books"]), "pandas", *engines]
        compared = COMPARED[: 1 if given.rows else given.tables]
        say("Theme by unit", _ways(folder, ways, len(compared)))
        return 0 if _compared(folder, ways, compared, expected) else 1


def _written(folder: Path, books: dict[Path, list[Entry]]) -> list[Row]:
    """Every book as a data set, each in a process of its own that opens it first."""
    (folder / "sets").mkdir()
    times = [_run("write", book, folder / "sets" / book.name, 1) for book in books]
    return [
        ("books opened and written, s by the clock", f"{sum(one['clock'] for one in times):.1f}"),
        ("s of the processors", f"{sum(one['processors'] for one in times):.1f}"),
        ("peak MB of one", f"{max(one['megabytes'] for one in times):.0f}"),
    ]


def _sizes(folder: Path) -> list[Row]:
    found: list[Row] = []
    for name in ("books", "sets", "sums"):
        files = [path.stat().st_size for path in (folder / name).rglob("*") if path.is_file()]
        found += (
            [(f"{name} on disk, MB", f"{sum(files) / 1e6:.1f}"), (f"files of {name}", f"{len(files):,}")]
            if files
            else []
        )
    return found


def _ways(folder: Path, ways: list[str], most: int) -> list[Row]:
    rows: list[Row] = [("", "s by the clock", "s of the processors", "peak MB")]
    for way in ways:
        if not all(map(importlib.util.find_spec, NEEDS.get(way, ()))):
            rows.append((way, "not installed", "", ""))
            continue
        source = "books" if way == "books" else "sums" if (folder / "sums").exists() else "sets"
        with server() if way == "postgres" else nullcontext() as address:
            if address:
                os.environ[ADDRESS] = address
            one = _run(way, folder / source, folder / "tables" / way, most)
        rows.append((way, f"{one['clock']:.1f}", f"{one['processors']:.1f}", f"{one['megabytes']:.0f}"))
    return rows


def _run(way: str, source: Path, to: Path, most: int) -> dict[str, float]:
    """Go a way of `columnar_ways`; what it cost."""
    words = [sys.executable, "-m", WAYS, way, str(source), str(to), str(most)]
    said = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=_environment()).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found


def _compared(folder: Path, ways: list[str], compared: Kinds, expected: Cells | None) -> bool:
    """Say whether every way has found the same as the data sets on DuckDB, and those the same as the books."""
    tables = {f"{by}-{measure}": _read(folder / "tables" / "duckdb", by, measure) for by, measure in compared}
    rows: list[Row] = [("", "cells", "differing")]
    if expected is not None:
        found = sum((_cells(one) for one in tables.values() if one.measure != "units"), Cells())
        rows.append(("the books' own tables added up", *_difference(found, expected)))
    for way in ways:
        kept = folder / "tables" / way
        if way == "pandas" and kept.exists():
            cells = json.loads((kept / "cells.json").read_bytes())
            theirs = Cells(
                {("unit", "sessions", theme, unit): n for theme, of in cells.items() for unit, n in of.items()}
            )
            ours = Cells({key: n for key, n in _cells(tables["unit-sessions"]).items() if key[2] and key[3][0] != ":"})
            rows.append((way, *_difference(ours, theirs)))
        elif way not in ("duckdb", "books") and kept.exists():
            others = [_read(kept, by, measure) for by, measure in compared]
            rows.append(
                (way, *_difference(sum(map(_cells, tables.values()), Cells()), sum(map(_cells, others), Cells())))
            )
    say("Compared with the data sets on DuckDB, cell by cell", rows)
    return all(row[2] in ("0", "differing") for row in rows)


def _difference(ours: Cells, theirs: Cells) -> tuple[str, str]:
    keys = {key for one in (ours, theirs) for key, number in one.items() if number}
    return f"{len(keys):,}", f"{sum(ours[key] != theirs[key] for key in keys):,}"


def _added(books: dict[Path, list[Entry]], compared: Kinds) -> Cells:
    """The tables of all books added up, less those of the copies that the next book holds."""
    found = Cells()
    first, last = shipped().reporting.period
    for place, several in books.items():
        copies = [one for one in several if one.session.status == "complete"]
        inside = [one for one in copies if first <= one.session.date <= last]
        outside = len(copies) - len(inside)
        with LogBook.open(place, clock=Clock(), read_only=True) as book:
            for by, measure in compared:
                if measure != "units":  # they are no sums
                    found.update(_cells(coverage_of(book, Query(), by=by, measure=measure)))
                    found.subtract(_cells(cover(inside, shipped(), by=by, measure=measure)))
                    found[by, measure, "", ":outside"] -= outside
    return found


def _cells(table: Coverage) -> Cells:
    """Every figure of a table by kind, measure, theme and column; "" are the rows' own and the columns' sums."""
    kind = table.by, table.measure
    found = Cells({(*kind, row.theme, column): number for row in table.rows for column, number in row.cells.items()})
    found.update({(*kind, row.theme, ":sessions"): row.sessions for row in table.rows})
    found.update({(*kind, row.theme, ":attendance"): row.attendance for row in table.rows})
    found.update({(*kind, "", column): number for column, number in table.sums.items()})
    totals = table.totals
    found.update({(*kind, "", ":sessions"): totals.sessions, (*kind, "", ":attendance"): totals.attendance})
    found.update(
        {(*kind, "", ":outside"): totals.left_out.get("outside_period", 0), (*kind, "", ":conflicts"): totals.conflicts}
    )
    return found


def _read(folder: Path, by: str, measure: str) -> Coverage:
    return msgspec.json.decode((folder / f"{by}-{measure}.json").read_bytes(), type=Coverage)


def _environment() -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}


if __name__ == "__main__":
    sys.exit(main())
