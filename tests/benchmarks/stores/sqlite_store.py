"""SQLite: a table of sessions, what they name in tables of their own, and an index of words (FTS5)."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from tests.benchmarks.stores.store import LINES, MAY_DAYS, NEAR, Cell, Day, Pair, answered_of

_COLUMNS = (
    *("id", "unit", "day", "attendance", "form", "reporters", "themes", "mask", "audience", "topic", "place", "notes"),
)
_TABLES = f"""
CREATE TABLE sessions ({", ".join(_COLUMNS)}, PRIMARY KEY (id)) WITHOUT ROWID;
CREATE TABLE themes (theme, unit, id);
CREATE TABLE units (unit, id);
CREATE TABLE meant (code PRIMARY KEY, means) WITHOUT ROWID;
CREATE TABLE same (a, b, PRIMARY KEY (b, a)) WITHOUT ROWID;
CREATE VIRTUAL TABLE texts USING fts5(words, id UNINDEXED);
"""
_INDEXES = """
CREATE INDEX of_days ON sessions (day, id);
CREATE INDEX by_day ON sessions (unit, day);
CREATE INDEX by_theme ON themes (theme, unit);
"""
_COVERAGE = """
SELECT coalesce(t.means, theme), coalesce(u.means, unit), count(*) FROM themes
LEFT JOIN meant t ON t.code = theme LEFT JOIN meant u ON u.code = unit
WHERE id NOT IN (SELECT b FROM same) GROUP BY 1, 2
"""
_DUPLICATES = f"""
SELECT DISTINCT min(a.id, b.id), max(a.id, b.id)
FROM units JOIN sessions a USING (id)
JOIN sessions b ON b.unit = units.unit AND b.day BETWEEN a.day - 1 AND a.day + 1
WHERE a.id <> b.id AND a.mask & b.mask AND {NEAR}
AND (min(a.id, b.id), max(a.id, b.id)) NOT IN (SELECT a, b FROM same)
"""


class Kept:
    """A database file, with the indexes that help."""

    @staticmethod
    def make(folder: Path) -> None:
        db = sqlite3.connect(folder / "sqlite.db")
        db.executescript(_TABLES)
        for line in map(json.loads, (folder / LINES).read_bytes().splitlines()):
            _put(db, line)
        meant, same = answered_of(folder)
        for row in meant.items():
            _insert(db, "meant", *row)
        for pair in same:
            _insert(db, "same", *pair)
        db.executescript(_INDEXES)
        db.commit()
        db.close()

    def __init__(self, folder: Path, *, read_only: bool = True) -> None:
        self._db = sqlite3.connect(folder / "sqlite.db")
        if not read_only:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")

    def one(self, key: str) -> str:
        return str(self._all("SELECT topic FROM sessions WHERE id = ?", key)[0][0])

    def every(self) -> int:
        return len(self._all("SELECT * FROM sessions"))

    def month(self) -> list[Day]:
        return self._all("SELECT day, id, topic FROM sessions WHERE day BETWEEN ? AND ? ORDER BY day, id", *MAY_DAYS)

    def totals(self) -> tuple[int, int]:
        counted = "SELECT count(*), sum(attendance) FROM sessions WHERE id NOT IN (SELECT b FROM same)"
        return tuple(self._all(counted)[0])

    def coverage(self) -> list[Cell]:
        return self._all(_COVERAGE)

    def search(self, words: str) -> list[str]:
        asked = " ".join(f'"{word}"*' for word in words.split())
        return [key for (key,) in self._all("SELECT id FROM texts WHERE words MATCH ?", asked)]

    def duplicates(self) -> list[Pair]:
        return self._all(_DUPLICATES)

    def save(self, key: str) -> None:
        line = dict(zip(_COLUMNS, self._all("SELECT * FROM sessions WHERE id = ?", key)[0], strict=True))
        _put(self._db, line | {
            "id": f"{key}-2", "themes": json.loads(line["themes"]), "units": [line["unit"]], "words": line["topic"],
        })  # fmt: skip
        self._db.commit()

    def close(self) -> None:
        self._db.close()

    def _all(self, statement: str, *values: object) -> list[Any]:
        return self._db.execute(statement, values).fetchall()


def _put(db: sqlite3.Connection, line: dict[str, Any]) -> None:
    _insert(db, "sessions", *(_plain(line[column]) for column in _COLUMNS))
    _insert(db, "texts", line["words"], line["id"])
    for theme in line["themes"]:
        _insert(db, "themes", theme, line["unit"], line["id"])
    for unit in line["units"]:
        _insert(db, "units", unit, line["id"])


def _insert(db: sqlite3.Connection, table: str, *values: object) -> None:
    db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)


def _plain(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
