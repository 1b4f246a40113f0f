"""DuckDB: one table in a file of its own, with lists in it."""

import importlib
from pathlib import Path
from typing import Any

from tests.benchmarks.stores.store import LINES, MAY_DAYS, NEAR, Cell, Day, Pair, answered_of

duckdb: Any = importlib.import_module("duckdb")

# The neighbouring days one by one: joins of what is equal are far quicker here than those of ranges.
_COVERAGE = """
SELECT coalesce(t.means, theme), coalesce(u.means, unit), count(*)
FROM (SELECT unnest(themes) AS theme, unit FROM sessions WHERE id NOT IN (SELECT b FROM same))
LEFT JOIN meant t ON t.code = theme LEFT JOIN meant u ON u.code = unit GROUP BY 1, 2
"""
_DUPLICATES = f"""
WITH places AS (SELECT id, attendance, mask, day, unnest(units) AS unit FROM sessions),
a AS (SELECT * REPLACE (day + unnest([-1, 0, 1]) AS day) FROM places)
SELECT DISTINCT least(a.id, b.id), greatest(a.id, b.id) FROM a JOIN sessions b USING (unit, day)
WHERE a.id <> b.id AND a.mask & b.mask <> 0 AND {NEAR}
EXCEPT SELECT a, b FROM same
"""


class Kept:
    """A database file; columns of lists stand in for further tables."""

    @staticmethod
    def make(folder: Path) -> None:
        db = duckdb.connect(str(folder / "duckdb.db"))
        db.execute(
            "CREATE TABLE sessions AS SELECT * REPLACE (id::VARCHAR AS id) FROM read_ndjson(?)", [str(folder / LINES)]
        )
        meant, same = answered_of(folder)
        db.execute("CREATE TABLE meant (code VARCHAR, means VARCHAR)")
        db.execute("CREATE TABLE same (a VARCHAR, b VARCHAR)")
        db.executemany("INSERT INTO meant VALUES (?, ?)", list(meant.items()))
        db.executemany("INSERT INTO same VALUES (?, ?)", same)
        db.close()

    def __init__(self, folder: Path, *, read_only: bool = True) -> None:
        self._db = duckdb.connect(str(folder / "duckdb.db"), read_only=read_only)

    def one(self, key: str) -> str:
        return str(self._all("SELECT topic FROM sessions WHERE id = ?", key)[0][0])

    def every(self) -> int:
        return len(self._all("SELECT * FROM sessions"))

    def month(self) -> list[Day]:
        return self._all("SELECT day, id, topic FROM sessions WHERE day BETWEEN ? AND ? ORDER BY day, id", *MAY_DAYS)

    def totals(self) -> tuple[int, int]:
        counted = "SELECT count(*), sum(attendance)::BIGINT FROM sessions WHERE id NOT IN (SELECT b FROM same)"
        return tuple(self._all(counted)[0])

    def coverage(self) -> list[Cell]:
        return self._all(_COVERAGE)

    def search(self, words: str) -> list[str]:
        asked = words.split()
        holds = " AND ".join("contains(words, ?)" for _ in asked)
        found = self._all(f"SELECT id FROM sessions WHERE {holds}", *(f" {word}" for word in asked))
        return [key for (key,) in found]

    def duplicates(self) -> list[Pair]:
        return self._all(_DUPLICATES)

    def save(self, key: str) -> None:
        self._db.execute("INSERT INTO sessions SELECT * REPLACE (id || '-2' AS id) FROM sessions WHERE id = ?", [key])

    def close(self) -> None:
        self._db.close()

    def _all(self, statement: str, *values: object) -> list[Any]:
        found: list[Any] = self._db.execute(statement, list(values)).fetchall()
        return found
