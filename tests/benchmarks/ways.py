"""Other ways to save a session and the step that logged it."""

import importlib
import os
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.table import Document, Table

from tests.benchmarks.books import Held


class Bare:
    """The limit: the bytes appended to a file, and fsync."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def save(self, key: str, record: bytes, step: bytes) -> None:
        """One save; its bytes are those of a line of the journal, but for the names of the tables."""
        os.write(self._file, b"%b%b%b\n" % (key.encode(), record, step))
        os.fsync(self._file)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


class Sqlite:
    """SQLite as durable as it gets: WAL, synchronous=FULL, one transaction a save."""

    def __init__(self, path: Path, held: Held) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("BEGIN")
        for table in ("sessions", "changes"):
            self._db.execute(f"CREATE TABLE {table} (id TEXT PRIMARY KEY, document BLOB) WITHOUT ROWID")
        for key, documents in held.items():
            self._put(key, *documents)
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def save(self, key: str, record: bytes, step: bytes) -> None:
        """One save."""
        self._db.execute("BEGIN")
        self._put(key, record, step)
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _put(self, key: str, record: bytes, step: bytes) -> None:
        self._db.execute("INSERT INTO sessions VALUES (?, ?)", (key, record))
        self._db.execute("INSERT INTO changes VALUES (?, ?)", (key, step))


class DuckDB:
    """DuckDB's own file, one transaction a save."""

    def __init__(self, path: Path, held: Held) -> None:
        self._db: Any = importlib.import_module("duckdb").connect(str(path))
        lines = path.with_suffix(".jsonl")
        lines.write_bytes(b"\n".join(b'{"id":"%b","session":%b,"step":%b}' % (k.encode(), *d) for k, d in held.items()))
        for table, column in (("sessions", "session"), ("changes", "step")):
            self._db.execute(f"CREATE TABLE {table} (id VARCHAR PRIMARY KEY, document JSON)")
            columns = "columns = {id: 'VARCHAR', session: 'JSON', step: 'JSON'}"
            self._db.execute(f"INSERT INTO {table} SELECT id, {column} FROM read_ndjson('{lines}', {columns})")
        self._db.execute("CHECKPOINT")

    def save(self, key: str, record: bytes, step: bytes) -> None:
        """One save."""
        self._db.execute("BEGIN")
        self._db.execute("INSERT INTO sessions VALUES (?, ?)", (key, record.decode()))
        self._db.execute("INSERT INTO changes VALUES (?, ?)", (key, step.decode()))
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


class _TextIds(Table):
    document_id_class = str  # type: ignore[assignment]


class _TextIdsDB(TinyDB):
    table_class = _TextIds


class StockTinyDB:
    """TinyDB with the storage that it is shipped with; what it saves is not durable."""

    def __init__(self, path: Path, held: Held) -> None:
        tables = {
            "sessions": {key: msgspec.json.decode(record) for key, (record, _) in held.items()},
            "changes": {key: msgspec.json.decode(step) for key, (_, step) in held.items()},
        }
        path.write_bytes(msgspec.json.encode(tables))
        self._db = _TextIdsDB(path, encoding="utf-8")

    def save(self, key: str, record: bytes, step: bytes) -> None:
        """One save: two of TinyDB's, since it knows none of two tables."""
        self._db.table("sessions").insert(Document(msgspec.json.decode(record), doc_id=key))  # type: ignore[arg-type]
        self._db.table("changes").insert(Document(msgspec.json.decode(step), doc_id=key))  # type: ignore[arg-type]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
