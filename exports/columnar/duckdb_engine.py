"""DuckDB, an extra of the program: imported when a data set is written or read, kept off the network."""

import errno
import glob
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from exports.columnar.queries import quoted
from logs.errors import SotayError
from logs.store.files import error_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@contextmanager
def connected(spill: Path, threads: int | None = None) -> "Iterator[DuckDBPyConnection]":
    """A DuckDB of its own until the block ends; what does not fit into memory goes into the folder `spill`.

    It works with a thread for each processor unless told otherwise. Raises SotayError `columnar_missing` where DuckDB
    is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415 - an extra, only needed for columnar data sets
    except ImportError:
        raise SotayError("columnar_missing") from None
    offline = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with duckdb.connect(config={**offline, "temp_directory": str(spill)}) as db:
        if threads:
            db.execute(f"SET threads = {threads}")
        yield db


@contextmanager
def told(code: str, path: Path) -> Iterator[None]:
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


def pattern(path: Path, *further: str) -> str:
    """The files that `further` names, wildcards among it, below that path, which is taken as it stands; as SQL."""
    return quoted("/".join((glob.escape(path.as_posix()), *further)))


def _reason(error: Exception) -> str:
    """What stood in the way, in one word: `ENOSPC` where the disk is full, else the kind of error."""
    return errno.errorcode[errno.ENOSPC] if "No space left" in str(error) else type(error).__name__
