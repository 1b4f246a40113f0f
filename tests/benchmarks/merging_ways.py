"""One way to merge the files of a folder, run in a process of its own: `merging_ways WAY FOLDER`.

The limit prints the seconds it took, by the clock and of the processors; the peers are timed from outside.
"""

import base64
import hashlib
import importlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.benchmarks.cost import now, since, tell


def limit(folder: Path) -> None:
    """Everything that no program can do without."""
    from nacl.signing import SigningKey, VerifyKey

    try:
        loads: Callable[[bytes], Any] = importlib.import_module("orjson").loads
    except ImportError:
        loads = importlib.import_module("msgspec.json").decode
    begun = now()
    found, held, signer = {}, [], SigningKey(b"0" * 32)
    for path in _files(folder):
        first, _, body = path.read_bytes().partition(b"\n")
        hashlib.sha256(body).hexdigest()
        seal = loads(first)
        VerifyKey(base64.b64decode(seal["key"])).verify(b"sotay-package-1\n" + body, base64.b64decode(seal["sig"]))
        for line in body.splitlines():
            record = loads(line)
            if record["kind"] == "session":
                found[record["id"]] = line
                held.append((record["content"]["unit"], record["id"], record["version"]))
    with (folder / "result").open("wb") as file:
        file.write(b"\n".join(found.values()))
        file.flush()
        os.fsync(file.fileno())
    _receipts(folder, held, lambda data: signer.sign(data).signature)
    tell(since(begun))


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
    _receipts(folder, ((one["content"]["unit"], key, one["version"]) for key, one in found.items()))


def sqlite(folder: Path) -> None:
    """A table by id, every line put over the one before."""
    (folder / "peer.db").unlink(missing_ok=True)
    sqlite_again(folder)


def sqlite_again(folder: Path) -> None:
    """The same where the table may hold the lines already."""
    db = sqlite3.connect(folder / "peer.db")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, unit, version, line BLOB) WITHOUT ROWID")
    put = (
        "INSERT INTO sessions VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET version = excluded.version, line = excluded.line"
    )
    for file in _files(folder):
        records = ((json.loads(line), line) for line in file.read_bytes().splitlines())
        sessions = ((record, line) for record, line in records if record["kind"] == "session")
        db.executemany(put, ((one["id"], one["content"]["unit"], one["version"], line) for one, line in sessions))
    db.commit()
    _receipts(folder, db.execute("SELECT unit, id, version FROM sessions"))
    db.close()


def duckdb(folder: Path) -> None:
    """One query over all files; named columns and a limit to a line spare it looking into each file first."""
    os.chdir(folder)
    db = importlib.import_module("duckdb").connect()
    db.execute("SET memory_limit = '4GB'")
    db.execute(
        "CREATE TABLE held AS (SELECT * FROM read_ndjson('inbox/*.jsonl', filename = true, maximum_object_size = 65536,"
        " columns = {kind: 'VARCHAR', id: 'VARCHAR', version: 'VARCHAR', parents: 'JSON', seen: 'JSON',"
        " content: 'JSON'}) WHERE kind = 'session'"
        " QUALIFY row_number() OVER (PARTITION BY id ORDER BY filename DESC) = 1)"
    )
    db.execute("COPY held TO 'peer.json' (FORMAT JSON)")
    _receipts(folder, db.execute("SELECT content->>'unit', id, version FROM held").fetchall())


def pandas(folder: Path) -> None:
    """A frame a file, concatenated; the last row of an id stays."""
    pd = importlib.import_module("pandas")
    frame = pd.concat([pd.read_json(path, lines=True, encoding="utf-8") for path in _files(folder)])
    frame = frame[frame["kind"] == "session"].drop_duplicates("id", keep="last")
    frame.to_json(folder / "peer.json", orient="records", lines=True, force_ascii=False)
    units = (content["unit"] for content in frame["content"])
    _receipts(folder, zip(units, frame["id"], frame["version"], strict=True))


def polars(folder: Path) -> None:
    """One frame of all files' sessions; the last row of an id stays."""
    pl = importlib.import_module("polars")
    lines = b"\n".join(
        line for path in _files(folder) for line in path.read_bytes().splitlines() if b'"kind":"session"' in line
    )
    frame = pl.read_ndjson(lines, infer_schema_length=None).unique("id", keep="last", maintain_order=True)
    frame.write_ndjson(folder / "peer.json")
    _receipts(folder, frame.select(pl.col("content").struct.field("unit"), "id", "version").rows())


def _receipts(folder: Path, held: Iterable[tuple[str, str, str]], sign: Callable[[bytes], bytes] = bytes) -> None:
    """Write for each unit which versions of its sessions are held."""
    by_unit: dict[str, dict[str, str]] = {}
    for unit, key, version in held:
        by_unit.setdefault(unit, {})[key] = version
    (folder / "receipts").mkdir(exist_ok=True)
    for unit, versions in by_unit.items():
        data = json.dumps({"unit": unit, "held": versions}).encode()
        (folder / "receipts" / unit).write_bytes(data + sign(data))


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "inbox").iterdir())


_ALL = (limit, tinydb, sqlite, sqlite_again, duckdb, pandas, polars)
WAYS = {one.__name__: one for one in _ALL}

if __name__ == "__main__":
    WAYS[sys.argv[1]](Path(sys.argv[2]))
