"""Writing a book's data set: whole under its name, or not at all."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exports.columnar.duckdb_engine import connected, pattern, told
from exports.columnar.queries import quoted
from exports.columnar.rows import SessionRow, session_rows, small_tables
from exports.columnar.schema import ABOUT, FORMAT, NO_EVENTS, OWN_FILES, SESSIONS, TABLES, About
from exports.paths import check_folder_name, find_parent
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.store.files import replace_file, sync_folder, write_new

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AT_ONCE = 10_000  # rows that are encoded together


def write_columnar(book: LogBook, to: Path) -> About:
    """Write the book as it counts into the folder `to`; an earlier data set of the same book there is replaced.

    Anything else that stands there is left alone. Raises SotayError `columnar_missing` (DuckDB is not installed),
    `columnar_folder_used` (path), `folder_ending` (name), `export_failed` (path, detail).
    """
    find_parent(to)
    check_folder_name(to)
    with told("export_failed", to):
        stands = _replaceable(to, book.owner.book)
        with tempfile.TemporaryDirectory(prefix=f".{to.name}-", dir=to.parent) as place:
            new = Path(place) / "new"
            new.mkdir()
            about = _write(book, new, Path(place))
            if stands:
                replace_file(to, Path(place) / "former")
            try:
                replace_file(new, to)
            except BaseException:
                if stands:
                    replace_file(Path(place) / "former", to)
                raise
        sync_folder(to.parent)
    return about


def _replaceable(to: Path, book: str) -> bool:
    """Whether something stands at `to` that may go: an empty folder, or a data set of this book and nothing else."""
    if not to.exists() and not to.is_symlink():
        return False
    if to.is_dir() and not to.is_symlink():
        within = [path.relative_to(to).as_posix() for path in to.rglob("*")]
        if not within or (all(map(OWN_FILES.fullmatch, within)) and _book_of(to) == book):
            return True
    raise SotayError("columnar_folder_used", path=str(to))


def _book_of(folder: Path) -> str:
    """Which book the data set in the folder is of; "" where none is told."""
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode((folder / ABOUT).read_bytes(), type=About).book
    return ""


def _write(book: LogBook, new: Path, spare: Path) -> About:
    """Write all files of the data set into the folder `new`; what is needed meanwhile goes into `spare`."""
    sums, counting = _Sums(), book.figures.counting()
    tables: dict[str, Iterable[msgspec.Struct]] = {**small_tables(book), SESSIONS: sums.of(session_rows(book))}
    # A second thread would write a second file for each unit.
    with connected(spare / "spill", threads=1) as db:
        for name, rows in tables.items():
            lines = spare / f"{name}.jsonl"
            _write_lines(lines, rows)
            columns = ", ".join(
                f"{column}: {quoted(kind)}" for column, kind in TABLES[name].items() if column != "book"
            )
            source = f"read_ndjson({pattern(lines)}, columns = {{{columns}}}, dateformat = '%Y-%m-%d')"
            copy_table(db, name, f"SELECT {quoted(book.owner.book)} AS book, * FROM {source}", new)
            lines.unlink()
    about = About(
        format=FORMAT, book=book.owner.book, unit=book.owner.unit, directive=book.directive.id, saves=book.generation,
        made=book.clock().replace(microsecond=0), sessions=sums.sessions, attendance=sums.attendance,
        rows=sums.rows, maybe_twice=len(counting.twice), only_in_beaten_totals=len(counting.lost), role=book.owner.role,
    )  # fmt: skip
    write_new(new / ABOUT, [msgspec.json.format(msgspec.json.encode(about), indent=1), b"\n"])
    return about


def copy_table(db: "DuckDBPyConnection", name: str, source: str, folder: Path) -> None:
    """Write the rows that the query `source` gives as a data set in `folder` holds that table."""
    kept = "FORMAT parquet, COMPRESSION zstd"
    if name != SESSIONS:
        db.execute(f"COPY ({source}) TO {quoted(str(folder / f'{name}.parquet'))} ({kept})")
        return
    # Unit and year stand in the files as well: not every reader takes them from the folders' names as they are.
    parted = "PARTITION_BY (year, unit), WRITE_PARTITION_COLUMNS true"
    rows = f"SELECT * FROM ({source}) ORDER BY year, unit, date, session"
    names = f"FILENAME_PATTERN '{SESSIONS}_{{uuid}}'"
    db.execute(f"COPY ({rows}) TO {quoted(str(folder / SESSIONS))} ({kept}, {parted}, {names})")


class _Sums:
    """What the rows add up to that went through: the events are those that count for themselves."""

    def __init__(self) -> None:
        self.rows = self.sessions = self.attendance = 0

    def of(self, rows: Iterable[SessionRow]) -> Iterator[SessionRow]:
        """The rows, counted on their way."""
        for row in rows:
            self.rows += 1
            if row.beside is None and row.left_out not in NO_EVENTS:
                self.sessions += 1
                self.attendance += row.attendance
            yield row


def _write_lines(path: Path, rows: Iterable[msgspec.Struct]) -> None:
    """Write the rows as JSON, a line each."""
    encoder, rest = msgspec.json.Encoder(), iter(rows)
    with path.open("wb") as file:
        while some := list(islice(rest, _AT_ONCE)):
            file.write(encoder.encode_lines(some))
