"""DuckDB, an extra of the program: imported when a data set is written or read, kept off the network.

It goes there where a person names a place in the network, by the extension httpfs and the secrets that they have set up
for DuckDB themselves (`INSTALL httpfs`, `CREATE PERSISTENT SECRET`); nothing is installed and nothing is written there.
"""

import errno
import glob
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.columnar.queries import quoted
from logs.errors import SotayError
from logs.store.files import error_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AT_ONCE = 1_000  # rows that are put in together


@dataclass(frozen=True)
class Address:
    """A place in the network that DuckDB reads, such as `s3://bucket/LC` or `https://host/LC`."""

    text: str

    @property
    def lists(self) -> bool:
        """Whether its folders can be listed, as those of object stores."""
        return not self.text.startswith(("http://", "https://"))

    def __truediv__(self, further: str) -> "Address":
        return Address(f"{self.text.rstrip('/')}/{further}")

    def __str__(self) -> str:
        return self.text


Place = Path | Address


def place_of(text: str) -> Place:
    """The place that a person names: a folder, or an address."""
    return Address(text) if "://" in text else Path(text)


class DuckDB:
    """DuckDB as one of the engines that `reader` asks; see `engines.Engine`."""

    def __init__(self, db: "DuckDBPyConnection", place: Place) -> None:
        self._db = db
        self._place = place

    def run(self, query: str) -> Sequence[tuple[Any, ...]]:
        with told("columnar_unreadable", self._place):
            return self._db.execute(query).fetchall()

    def keep(self, name: str, query: str) -> None:
        self.run(f"CREATE TEMP TABLE {name} AS {query}")

    def view(self, name: str, query: str) -> None:
        self.run(f"CREATE VIEW {name} AS {query}")

    def fill(self, name: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} ({', '.join(f'{column} VARCHAR' for column in columns)})")
        rest = iter(rows)
        while some := list(islice(rest, _AT_ONCE)):
            values = ", ".join(f"({', '.join(map(quoted, row))})" for row in some)
            self.run(f"INSERT INTO {name} VALUES {values}")

    def hold(self, name: str, parts: Iterable[tuple[str, Sequence[str]]]) -> None:
        # The folders' names say the year, and once the unit, as well; some units' codes would be taken for numbers.
        source = " FROM read_parquet([{}], hive_partitioning = false)"
        lines = (
            f"SELECT {columns}" + (source.format(", ".join(files)) if files else " WHERE false")
            for columns, files in parts
        )
        self.view(name, " UNION ALL ".join(lines))


def read_texts(db: "DuckDBPyConnection", pattern: str) -> Mapping[str, str]:
    """The texts of the files in the network that the pattern names, by their addresses."""
    return dict(db.execute(f"SELECT filename, content FROM read_text({quoted(pattern)})").fetchall())


@contextmanager
def connected(
    spill: Path, threads: int | None = None, place: Place | None = None, most: int | None = None
) -> "Iterator[DuckDBPyConnection]":
    """A DuckDB of its own until the block ends; what does not fit into memory, of which it takes up to `most` bytes,
    goes into the folder `spill`.

    It works with a thread for each processor unless told otherwise, and reads the network where `place` lies there.
    Raises SotayError `columnar_missing` where DuckDB is not installed, `columnar_network` (path) where httpfs is not.
    """
    try:
        import duckdb  # noqa: PLC0415 - an extra, only needed for columnar data sets
    except ImportError:
        raise SotayError("columnar_missing") from None
    offline = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with duckdb.connect(config={**offline, "temp_directory": str(spill)}) as db:
        if isinstance(place, Address):
            try:
                db.execute("LOAD httpfs")
            except duckdb.Error:
                raise SotayError("columnar_network", path=str(place)) from None
        if threads:
            db.execute(f"SET threads = {threads}")
        if most:
            db.execute(f"SET memory_limit = '{most}B'")
        yield db


@contextmanager
def told(code: str, path: Place) -> Iterator[None]:
    """Turn what the system or DuckDB cannot do into the SotayError of that code (path, detail)."""
    try:
        yield
    except OSError as error:
        raise SotayError(code, path=str(path), detail=error_name(error)) from error
    except Exception as error:
        duckdb = sys.modules.get("duckdb")
        if duckdb is None or not isinstance(error, duckdb.Error):
            raise
        raise SotayError(code, path=str(path), detail=_reason(error)) from error


def pattern(place: Place, *further: str) -> str:
    """The files that `further` names, wildcards among it, below that place, which is taken as it stands; as SQL."""
    return quoted("/".join((glob.escape(place.as_posix()) if isinstance(place, Path) else str(place), *further)))


def _reason(error: Exception) -> str:
    """What stood in the way, in one word: `ENOSPC` where the disk is full, else the kind of error."""
    return errno.errorcode[errno.ENOSPC] if "No space left" in str(error) else type(error).__name__
