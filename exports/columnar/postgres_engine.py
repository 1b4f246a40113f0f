"""PostgreSQL as an engine for data sets, an extra of the program."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.columnar.dialects import said
from exports.columnar.queries import quoted
from exports.columnar.schema import TABLES
from logs.errors import SotayError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ADDRESS = "SOTAY_POSTGRES"
"""Names the server of `--engine postgres`, such as `postgresql://user@localhost/sotay`."""
_AT_ONCE = 1 << 20  # bytes
_LISTS = ("VARCHAR[]", "INTEGER[]")


class Postgres:
    """A connection to PostgreSQL as one of the engines that `reader` asks; see `engines.Engine`."""

    def __init__(self, connection: Any, db: "DuckDBPyConnection | None", *, temporary: bool) -> None:
        self._connection = connection
        self._db = db
        self._kind = "TEMP TABLE" if temporary else "TABLE"

    def run(self, query: str) -> Sequence[tuple[Any, ...]]:
        found: Sequence[tuple[Any, ...]] = self._connection.execute(said(query, "postgres")).fetchall()
        return found

    def do(self, statement: str) -> None:
        """What has no answer."""
        self._connection.execute(said(statement, "postgres"))

    def keep(self, name: str, query: str) -> None:
        self.do(f"DROP TABLE IF EXISTS {name}")
        self.do(f"CREATE {self._kind} {name} AS {query}")
        self.do(f"ANALYZE {name}")

    def view(self, name: str, query: str) -> None:
        # A view would be made out anew for each question.
        self.keep(name, query)

    def fill(self, name: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
        self.do(f"DROP TABLE IF EXISTS {name}")
        self.do(f"CREATE {self._kind} {name} ({', '.join(f'{column} VARCHAR' for column in columns)})")
        with self._connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self.do(f"ANALYZE {name}")

    def hold(self, name: str, parts: Iterable[tuple[str, Sequence[str]]]) -> None:
        self.create(name)
        self.add(name, parts)
        self.do(f"ANALYZE {name}")

    def create(self, name: str) -> None:
        """Make the table, empty, where it is not there."""
        columns = ", ".join(f"{column} {kind}" for column, kind in TABLES[name].items())
        self.do(f"CREATE {self._kind} IF NOT EXISTS {name} ({columns})")

    def add(self, name: str, parts: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Put the rows of the files into the table."""
        assert self._db is not None  # noqa: S101 - DuckDB reads the files
        cells = ", ".join(
            f"CASE WHEN {column} IS NULL THEN NULL WHEN len({column}) = 0 THEN '{{}}'"
            f""" ELSE '{{"' || array_to_string({column}, '","') || '"}}' END"""
            if kind in _LISTS
            else column
            for column, kind in TABLES[name].items()
        )
        with tempfile.TemporaryDirectory() as spare:
            for columns, files in parts:
                if not files:
                    continue
                path = Path(spare) / "rows.csv"
                rows = f"SELECT {columns} FROM read_parquet([{', '.join(files)}], hive_partitioning = false)"
                to = f"{quoted(str(path))} (FORMAT csv, HEADER false, FORCE_QUOTE *)"
                self._db.execute(f"COPY (SELECT {cells} FROM ({rows})) TO {to}")
                with (
                    path.open("rb") as file,
                    self._connection.cursor() as cursor,
                    cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy,
                ):
                    while block := file.read(_AT_ONCE):
                        copy.write(block)


@contextmanager
def postgres(db: "DuckDBPyConnection") -> Iterator[Postgres]:
    """The server that SOTAY_POSTGRES names, for the time of one answer: its tables go with the connection.

    Raises SotayError as `connection` does, and `engine_address`.
    """
    address = os.environ.get(ADDRESS, "")
    if not address:
        raise SotayError("engine_address")
    with connection(address) as base:
        yield Postgres(base, db, temporary=True)


@contextmanager
def connection(address: str) -> Iterator[Any]:
    """A connection, whose changes stand once the block has ended well.

    Raises SotayError `engine_missing` (engine) where psycopg is not installed, `engine_failed` (engine, detail).
    """
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ImportError:
        raise SotayError("engine_missing", engine="postgres") from None
    try:
        with psycopg.connect(address) as base:
            yield base
    except psycopg.Error as error:
        detail = str(error).strip().splitlines()[0][:200]
        raise SotayError("engine_failed", engine="postgres", detail=detail) from error
