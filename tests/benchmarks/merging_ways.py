"""One way to merge the files of a folder, run in a process of its own: `merging_ways WAY FOLDER [BOOK]`.

The stages of the program, which merge into that book, and the limit print the seconds they took, by the clock and of
the processors; the peers are timed from outside.
"""

import base64
import hashlib
import importlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.cost import now, since, tell


def limit(folder: Path) -> None:
    """Everything that no program can do without."""
    from nacl.signing import VerifyKey

    try:
        loads: Callable[[bytes], Any] = importlib.import_module("orjson").loads
    except ImportError:
        loads = importlib.import_module("msgspec.json").decode
    begun = now()
    found = {}
    for path in _files(folder):
        first, _, body = path.read_bytes().partition(b"\n")
        hashlib.sha256(body).hexdigest()
        seal = loads(first)
        VerifyKey(base64.b64decode(seal["key"])).verify(b"sotay-package-1\n" + body, base64.b64decode(seal["sig"]))
        for line in body.splitlines():
            record = loads(line)
            if record["kind"] == "session":
                found[record["id"]] = line
    with (folder / "result").open("wb") as file:
        file.write(b"\n".join(found.values()))
        file.flush()
        os.fsync(file.fileno())
    tell(since(begun))


def read(folder: Path) -> None:
    """Read every package, as the merge does."""
    from exports.package.reader import read_package

    begun = now()
    for path in _files(folder):
        read_package(path.read_bytes())
    tell(since(begun))


def plan(folder: Path) -> None:
    """Plan the merge."""
    _merge(folder, carry_out=False)


def apply(folder: Path) -> None:
    """Plan the merge and carry it out."""
    _merge(folder, carry_out=True)


def tinydb(folder: Path) -> None:
    """A dictionary by id, put into an empty file at once; a record at a time it would take hours."""
    from tinydb import TinyDB

    found: dict[str, Any] = {}
    for path in _files(folder):
        records = map(json.loads, path.read_bytes().splitlines())
        found |= {record["id"]: record for record in records if record["kind"] == "session"}
    path = folder / "peer-tinydb.json"
    path.unlink(missing_ok=True)
    with TinyDB(path, encoding="utf-8") as db:
        db.insert_multiple(found.values())


def sqlite(folder: Path) -> None:
    """A table by id, every line put over the one before."""
    (folder / "peer.db").unlink(missing_ok=True)
    sqlite_again(folder)


def sqlite_again(folder: Path) -> None:
    """The same where the table may hold the lines already."""
    db = sqlite3.connect(folder / "peer.db")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, line BLOB) WITHOUT ROWID")
    for file in _files(folder):
        records = ((json.loads(line), line) for line in file.read_bytes().splitlines())
        rows = ((record["id"], line) for record, line in records if record["kind"] == "session")
        db.executemany("INSERT INTO sessions VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET line = excluded.line", rows)
    db.commit()
    db.close()


def duckdb(folder: Path) -> None:
    """One query over all files; named columns and a limit to a line spare it looking into each file first."""
    os.chdir(folder)
    db = importlib.import_module("duckdb").connect()
    db.execute("SET memory_limit = '4GB'")
    db.execute(
        "COPY (SELECT * FROM read_ndjson('inbox/*.jsonl', filename = true, maximum_object_size = 65536,"
        " columns = {kind: 'VARCHAR', id: 'VARCHAR', version: 'VARCHAR', parents: 'JSON', seen: 'JSON',"
        " content: 'JSON'}) WHERE kind = 'session'"
        " QUALIFY row_number() OVER (PARTITION BY id ORDER BY filename DESC) = 1) TO 'peer.json' (FORMAT JSON)"
    )


def pandas(folder: Path) -> None:
    """A frame a file, concatenated; the last row of an id stays."""
    pd = importlib.import_module("pandas")
    frame = pd.concat([pd.read_json(path, lines=True, encoding="utf-8") for path in _files(folder)])
    frame = frame[frame["kind"] == "session"].drop_duplicates("id", keep="last")
    frame.to_json(folder / "peer.json", orient="records", lines=True, force_ascii=False)


def polars(folder: Path) -> None:
    """One frame of all files' sessions; the last row of an id stays."""
    pl = importlib.import_module("polars")
    lines = b"\n".join(
        line for path in _files(folder) for line in path.read_bytes().splitlines() if b'"kind":"session"' in line
    )
    frame = pl.read_ndjson(lines, infer_schema_length=None).unique("id", keep="last", maintain_order=True)
    frame.write_ndjson(folder / "peer.json")


def jq(folder: Path) -> None:
    """One filter over all files."""
    filtered = 'reduce inputs as $one ({}; if $one.kind == "session" then .[$one.id] = $one else . end) | .[]'
    with (folder / "peer.json").open("wb") as file:
        subprocess.run(["jq", "-cn", filtered, *map(str, _files(folder))], check=True, stdout=file)


def _merge(folder: Path, *, carry_out: bool) -> None:
    from exports.merge.merge import apply_merge, plan_merge
    from logs.book.book import LogBook
    from tests.books import Clock

    with LogBook.open(Path(sys.argv[3]), clock=Clock()) as book:
        begun = now()
        planned = plan_merge(book, _files(folder), trust_new=True)
        if carry_out:
            apply_merge(book, planned)
        tell(since(begun))


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "inbox").iterdir())


_ALL = (limit, read, plan, apply, tinydb, sqlite, sqlite_again, duckdb, pandas, polars, jq)
WAYS = {one.__name__: one for one in _ALL}

if __name__ == "__main__":
    WAYS[sys.argv[1]](Path(sys.argv[2]))
