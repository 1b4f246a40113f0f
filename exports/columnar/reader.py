"""Opening data sets: those of several books side by side are read as one, in which each event counts once."""

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from exports.columnar.duckdb_engine import connected, pattern, told
from exports.columnar.queries import BUSY, COUNTED, JUDGED, JUDGED_ALONE, PAIRS, TELLERS, quoted, settled
from exports.columnar.rows import CatalogueRow, UnitRow
from exports.columnar.schema import ABOUT, FORMAT, NO_EVENTS, SESSIONS, SINCE_2, TABLES, About
from logs.catalogue.directive import Directive, read_directive
from logs.counting.unit_totals import TYPED
from logs.errors import SotayError
from logs.exchange.same_event import least_of_groups
from logs.model import Unit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

R = TypeVar("R", bound=msgspec.Struct)
Run = Callable[[str], Sequence[tuple[Any, ...]]]
"""Puts a query of `queries` to whatever holds the tables, and gives the rows of the answer."""

_MOST_ABOUT = 100_000  # bytes
_AT_ONCE = 1_000  # rows that are put in together


class DataSets:
    """The data sets of one or several books in a folder, as tables that `run` asks."""

    def __init__(self, folder: Path, sets: Iterable[About], run: Run) -> None:
        self.folder = folder
        self.sets = tuple(sets)
        self.run = run

    def tells(self, book: str, file: str, unit: str) -> bool:
        """Whether a file's figures of a unit count; those of a book alone always do."""
        return len(self.sets) == 1 or (book, file, unit) in self._tellers

    @cached_property
    def _tellers(self) -> frozenset[tuple[str, ...]]:
        return frozenset(self.run("SELECT book, file, unit FROM tellers"))

    def read(self, name: str, kind: type[R]) -> list[R]:
        """The rows of one of the small tables; raises SotayError `columnar_unreadable` (path, detail)."""
        columns = kind.__struct_fields__
        rows = self.run(f"SELECT {', '.join(columns)} FROM {name}")
        try:
            return msgspec.convert([dict(zip(columns, row, strict=True)) for row in rows], list[kind])  # type: ignore[valid-type]
        except msgspec.MsgspecError as error:
            raise SotayError("columnar_unreadable", path=str(self.folder), detail=name) from error

    @cached_property
    def directive(self) -> Directive:
        """The catalogue of the latest year that any book follows; raises SotayError as `read_directive` does."""
        rows = self.read("catalogues", CatalogueRow)
        if not rows:
            raise SotayError("columnar_unreadable", path=str(self.folder), detail="catalogues")
        return read_directive(max(rows, key=lambda one: (one.year, one.id, one.book)).toml.encode())

    @cached_property
    def units_of(self) -> Mapping[str, tuple[Unit, ...]]:
        """The unit list of each book, by the book's id."""
        found: dict[str, list[Unit]] = {one.book: [] for one in self.sets}
        for row in self.read("units", UnitRow):
            unit = Unit(
                code=row.code, type=row.type, name=row.name, parent=row.parent, since=row.since, until=row.until
            )
            found.setdefault(row.book, []).append(unit)
        return {book: tuple(units) for book, units in found.items()}


@contextmanager
def opened_columnar(folder: Path) -> Iterator[DataSets]:
    """The data set in the folder, or those in the folders in it, until the block ends; of each book the newest.

    Raises SotayError `columnar_missing` (DuckDB is not installed), `columnar_none` (path), `columnar_newer` (path),
    `columnar_unreadable` (path, detail), and `columnar_incomplete` (path) where sessions are not there.
    """
    places = data_sets(folder)
    with tempfile.TemporaryDirectory() as spill, connected(Path(spill)) as db:

        def run(query: str) -> Sequence[tuple[Any, ...]]:
            with told("columnar_unreadable", folder):
                return db.execute(query).fetchall()

        with told("columnar_unreadable", folder):
            for name in TABLES:
                _create(db, name, places)
            _check(db, places)
            data = DataSets(folder, places.values(), run)
            if len(places) == 1:
                db.execute(f"CREATE VIEW judged AS {JUDGED_ALONE}")
            else:
                _join(db, data.directive)
            db.execute(f"CREATE VIEW counted AS {COUNTED}")
        yield data


def data_sets(folder: Path) -> dict[Path, About]:
    """The folders of data sets in or directly under this one, of each book the newest, and what they say of themselves.

    Raises SotayError as `opened_columnar` does.
    """
    with told("columnar_unreadable", folder):
        places = [path.parent for path in (folder / ABOUT, *sorted(folder.glob(f"*/{ABOUT}"))) if path.is_file()]
    newest: dict[str, tuple[Path, About]] = {}
    for place in places:
        about = _about(place)
        held = newest.get(about.book)
        if held is None or (about.saves, about.made) > (held[1].saves, held[1].made):
            newest[about.book] = (place, about)
    if not newest:
        raise SotayError("columnar_none", path=str(folder))
    return dict(newest.values())


def joined(answers: Iterable[tuple[str, str, str | None, str | None]]) -> dict[str, str]:
    """By the answers to `queries.PAIRS`, of all books together, the event of each session that is one with another.

    Of several answers about a pair that of the greatest version counts; data sets of before have no versions.
    """
    said = {(a, b): answer for a, b, _version, answer in sorted(answers, key=lambda one: one[2] or "")}
    pairs = [pair for pair, answer in said.items() if answer != "different"]
    return least_of_groups(pairs)


def tellers(found: Iterable[tuple[str, str, str, int, int]]) -> list[tuple[str, str, str]]:
    """Of the answers to `queries.TELLERS` the book, file and unit of the figures that count.

    They are those of which not all sessions are here; of several books that tell of a unit, or of one month of it where
    they were typed, those of the book that tells of most sessions.
    """
    rows = [(book, file, unit, number) for book, file, unit, number, here in found if here < number]
    sums: dict[str, Counter[str]] = {}
    for book, file, unit, number in rows:
        sums.setdefault(_told_of(file, unit), Counter())[book] += number
    most = {unit: max(books, key=lambda book: (books[book], book)) for unit, books in sums.items()}
    return [(book, file, unit) for book, file, unit, _number in rows if most[_told_of(file, unit)] == book]


def _told_of(file: str, unit: str) -> str:
    return file if file.startswith(TYPED) else unit


def _about(place: Path) -> About:
    with told("columnar_unreadable", place), (place / ABOUT).open("rb") as file:
        data = file.read(_MOST_ABOUT)
    try:
        about = msgspec.json.decode(data, type=About)
    except msgspec.MsgspecError as error:
        raise SotayError("columnar_unreadable", path=str(place), detail=ABOUT) from error
    if about.format > FORMAT:
        raise SotayError("columnar_newer", path=str(place))
    return about


def _create(db: "DuckDBPyConnection", name: str, places: Mapping[Path, About]) -> None:
    """A view of one table of all data sets."""
    parts = [f"SELECT {_columns(name, {*TABLES[name]})} WHERE false"]
    for absent, is_old in ((SINCE_2.get(name, set()), True), (set[str](), False)):
        some = {place: one for place, one in places.items() if (one.format == 1) == is_old}
        if name == SESSIONS:
            files = [pattern(place, SESSIONS, "*", "*", "*.parquet") for place, one in some.items() if one.has_rows]
        else:
            files = [pattern(place, f"{name}.parquet") for place in some]
        if files and len(absent) < len(TABLES[name]):
            # The folders' names say the unit and the year as well; some units' codes would be taken for numbers there.
            source = f"read_parquet([{', '.join(files)}], hive_partitioning = false)"
            parts.append(f"SELECT {_columns(name, absent)} FROM {source}")
    db.execute(f"CREATE VIEW {name} AS {' UNION ALL '.join(parts)}")


def _columns(name: str, absent: Collection[str]) -> str:
    """The columns of a table as SQL, NULL where it does not have them."""
    return ", ".join(
        f"CAST({'NULL' if column in absent else column} AS {kind}) AS {column}" for column, kind in TABLES[name].items()
    )


def _check(db: "DuckDBPyConnection", places: Mapping[Path, About]) -> None:
    """Raise SotayError `columnar_incomplete` where a data set does not hold the sessions that it was written with."""
    is_event = f"beside IS NULL AND coalesce(left_out, '') NOT IN {NO_EVENTS}"
    sums = f"count(*), coalesce(sum(attendance) FILTER ({is_event}), 0), count(*) FILTER ({is_event})"
    rows = db.execute(f"SELECT book, {sums} FROM {SESSIONS} GROUP BY book").fetchall()
    found = {book: numbers for book, *numbers in rows}
    for place, about in places.items():
        if found.get(about.book, [0, 0, 0]) != [about.has_rows, about.attendance, about.sessions]:
            raise SotayError("columnar_incomplete", path=str(place))


def _join(db: "DuckDBPyConnection", directive: Directive) -> None:
    """Let each event that several data sets tell of count once."""
    pairs = joined(db.execute(PAIRS).fetchall())
    _fill(db, "joined (session VARCHAR, event VARCHAR)", pairs.items())
    _fill(db, "tellers (book VARCHAR, file VARCHAR, unit VARCHAR)", tellers(db.execute(TELLERS).fetchall()))
    db.execute(f"CREATE TEMP TABLE busy AS {BUSY}")
    db.execute(f"CREATE TEMP TABLE settled AS {settled(directive)}")
    db.execute(f"CREATE VIEW judged AS {JUDGED}")


def _fill(db: "DuckDBPyConnection", table: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Make a table of texts."""
    db.execute(f"CREATE TEMP TABLE {table}")
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        values = ", ".join(f"({', '.join(map(quoted, row))})" for row in some)
        db.execute(f"INSERT INTO {table.partition(' ')[0]} VALUES {values}")
