"""Writing a book's data set: whole under its name, or not at all."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exports.columnar.duckdb_engine import connected, pattern, told
from exports.columnar.queries import COUNTED, JUDGED_ALONE, monthly, quoted
from exports.columnar.reader import columns_of
from exports.columnar.rows import SessionRow, session_rows, small_tables
from exports.columnar.schema import ABOUT, FORMAT, NO_EVENTS, OWN_FILES, SESSIONS, TABLES, About
from exports.paths import check_folder_name, find_parent
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.store.files import replace_file, sync_folder, write_new

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AT_ONCE = 10_000  # rows that are encoded together
_MOST_MEMORY = 80 << 20  # bytes for DuckDB; what a hundred thousand sessions take beyond it goes to the disk and back


def write_columnar(book: LogBook, to: Path) -> About:
    """Write the book as it counts into the folder `to`; an earlier data set of the same book there is replaced.

    Raises SotayError as `write_set` does.
    """
    return write_set(to, lambda new, spare: _write(book, new, spare), lambda former: former.book == book.owner.book)


def write_set(to: Path, write: Callable[[Path, Path], About], is_former: Callable[[About], bool]) -> About:
    """Let `write` write a data set into a folder, with another to spare, which comes to stand at `to`; a former one
    there is replaced.

    Anything else that stands there is left alone. Raises SotayError `columnar_missing` (DuckDB is not installed),
    `columnar_folder_used` (path), `folder_ending` (name), `export_failed` (path, detail).
    """
    find_parent(to)
    check_folder_name(to)
    with told("export_failed", to):
        stands = _replaceable(to, is_former)
        with tempfile.TemporaryDirectory(prefix=f".{to.name}-", dir=to.parent) as place:
            new = Path(place) / "new"
            new.mkdir()
            about = write(new, Path(place))
            write_new(new / ABOUT, [msgspec.json.format(msgspec.json.encode(about), indent=1), b"\n"])
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


def _replaceable(to: Path, is_former: Callable[[About], bool]) -> bool:
    """Whether something stands at `to` that may go: an empty folder, or a former data set and nothing else."""
    if not to.exists() and not to.is_symlink():
        return False
    if to.is_dir() and not to.is_symlink():
        within = [path.relative_to(to).as_posix() for path in to.rglob("*")]
        if not within or (all(map(OWN_FILES.fullmatch, within)) and _is_former(to, is_former)):
            return True
    raise SotayError("columnar_folder_used", path=str(to))


def _is_former(folder: Path, is_former: Callable[[About], bool]) -> bool:
    with suppress(OSError, msgspec.MsgspecError):
        return is_former(msgspec.json.decode((folder / ABOUT).read_bytes(), type=About))
    return False


def _write(book: LogBook, new: Path, spare: Path) -> About:
    """Write all tables of the data set into the folder `new`; what is needed meanwhile goes into `spare`."""
    sums, counting = _Sums(), book.figures.counting()
    tables: dict[str, Iterable[msgspec.Struct]] = {**small_tables(book), SESSIONS: sums.of(session_rows(book))}
    with connected(spare / "spill", threads=1, most=_MOST_MEMORY) as db:
        for name, rows in tables.items():
            lines = spare / f"{name}.jsonl"
            _write_lines(lines, rows)
            columns = ", ".join(
                f"{column}: {quoted(kind)}" for column, kind in TABLES[name].items() if column != "book"
            )
            source = f"read_ndjson({pattern(lines)}, columns = {{{columns}}}, dateformat = '%Y-%m-%d')"
            source = f"SELECT {quoted(book.owner.book)} AS book, * FROM {source}"
            if name == SESSIONS:
                db.execute(f"CREATE TEMP TABLE {SESSIONS} AS {source}")
            else:
                copy_table(db, name, source, new)
            lines.unlink()
        years = copy_sessions(db, new)
        db.execute(f"CREATE VIEW judged AS {JUDGED_ALONE}")
        db.execute(f"CREATE VIEW counted AS {COUNTED}")
        of_months = copy_monthly(db, monthly(book.owner.book, book.directive), new)
    return About(
        format=FORMAT, book=book.owner.book, unit=book.owner.unit, directive=book.directive.id, saves=book.generation,
        made=book.clock().replace(microsecond=0), sessions=sums.sessions, attendance=sums.attendance,
        rows=sums.rows, maybe_twice=len(counting.twice), only_in_beaten_totals=len(counting.lost), role=book.owner.role,
        years=years, monthly=of_months,
    )  # fmt: skip


def copy_table(db: "DuckDBPyConnection", name: str, source: str, folder: Path) -> None:
    """Write the rows that the query `source` gives as a data set in `folder` holds that table."""
    _copy(db, source, folder / f"{name}.parquet")


def copy_sessions(db: "DuckDBPyConnection", folder: Path) -> tuple[int, ...]:
    """Write the table of sessions as a data set in `folder` holds it, a file a year; their years."""
    years = tuple(int(year) for (year,) in db.execute(f"SELECT DISTINCT year FROM {SESSIONS} ORDER BY 1").fetchall())
    for year in years:
        place = folder / SESSIONS / f"year={year}"
        place.mkdir(parents=True)
        _copy(
            db,
            f"SELECT * FROM {SESSIONS} WHERE year = {year} ORDER BY unit, date, session",
            place / f"{SESSIONS}.parquet",
        )
    return years


def copy_monthly(db: "DuckDBPyConnection", source: str, folder: Path) -> tuple[int, int, int]:
    """Write the rows of months that the query gives, and tell of them what `About.monthly` does."""
    db.execute(f"CREATE TEMP TABLE of_months AS SELECT {columns_of('monthly')} FROM ({source}) AS t")
    # What a table asks for lies together: of all themes, of each, and so on.
    copy_table(
        db,
        "monthly",
        "SELECT * FROM of_months ORDER BY theme IS NULL, audience IS NULL, unit, month, theme, audience, form, reason",
        folder,
    )
    counts = "FILTER (theme IS NULL AND audience IS NULL AND reason = '')"
    told_of = f"SELECT count(*), sum(sessions) {counts}, sum(attendance) {counts} FROM of_months"
    (rows, sessions, attendance) = db.execute(told_of).fetchall()[0]
    return int(rows), int(sessions or 0), int(attendance or 0)


def _copy(db: "DuckDBPyConnection", source: str, path: Path) -> None:
    db.execute(f"COPY ({source}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)")


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
