"""Opening data sets: those of several books side by side are read as one, in which each event counts once."""

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from exports.columnar.duckdb_engine import Address, DuckDB, Place, connected, pattern, read_texts, told
from exports.columnar.engines import Engine, EngineName
from exports.columnar.queries import BUSY, COUNTED, JUDGED, JUDGED_ALONE, MONTHLY_DIMS, PAIRS, TELLERS, Asked, settled
from exports.columnar.rows import CatalogueRow, UnitRow
from exports.columnar.schema import ABOUT, FORMAT, NO_EVENTS, OF_SUMS, SESSIONS, TABLES, About, absent
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
_FIRST_WITH_MONTHS = 3  # of the formats


class DataSets:
    """The data sets of one or several books in a folder, as tables that `run` asks."""

    def __init__(self, place: Place, places: Mapping[Place, About], engine: Engine, *, are_joined: bool) -> None:
        self.place = place
        self.sets = tuple(places.values())
        self.run, self.fill = engine.run, engine.fill
        self.are_sums = any(one.of for one in self.sets)
        self._places = places
        self._checked = set[bool]()
        self.has_months = not are_joined and all(one.format >= _FIRST_WITH_MONTHS for one in self.sets)
        self.are_joined = are_joined

    def tells(self, book: str, file: str, unit: str) -> bool:
        """Whether a file's figures of a unit count; those of a book alone, and those in sums, always do."""
        return not self.are_joined or (book, file, unit) in self._tellers

    def in_months(self, asked: Asked, by: str) -> bool:
        """Whether rows of months tell what is asked for by these columns.

        Raises SotayError `columnar_sums` (path) where they do not and there is nothing else, and as `check` does.
        """
        found = self.has_months and by in MONTHLY_DIMS and asked.months() is not None
        self.check(in_months=found)
        return found

    def check(self, *, in_months: bool = False) -> None:
        """Raise SotayError `columnar_incomplete` (path) where a data set does not hold the sessions, or the rows of
        months, that it was written with; `columnar_sums` (path) where sums never had sessions.
        """
        if self.are_sums and not in_months:
            raise SotayError("columnar_sums", path=str(self.place))
        if in_months not in self._checked:
            _check(self.run, self._places, in_months=in_months)
            self._checked.add(in_months)

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
            raise SotayError("columnar_unreadable", path=str(self.place), detail=name) from error

    @cached_property
    def directive(self) -> Directive:
        """The catalogue of the latest year that any book follows; raises SotayError as `read_directive` does."""
        rows = self.read("catalogues", CatalogueRow)
        if not rows:
            raise SotayError("columnar_unreadable", path=str(self.place), detail="catalogues")
        return read_directive(max(rows, key=lambda one: (one.year, one.id, one.book)).toml.encode())

    @cached_property
    def units_of(self) -> Mapping[str, tuple[Unit, ...]]:
        """The unit list of each book, by the book's id."""
        found: dict[str, list[Unit]] = {one.book: [] for each in self.sets for one in each.books}
        for row in self.read("units", UnitRow):
            unit = Unit(
                code=row.code, type=row.type, name=row.name, parent=row.parent, since=row.since, until=row.until
            )
            found.setdefault(row.book, []).append(unit)
        return {book: tuple(units) for book, units in found.items()}


@contextmanager
def opened_columnar(place: Place, engine: EngineName = "duckdb") -> Iterator[DataSets]:
    """The data set in the folder, or those in the folders in it, until the block ends; of each book the newest.

    Raises SotayError `columnar_missing` (DuckDB is not installed), `columnar_none` (path), `columnar_newer` (path),
    `columnar_unreadable` (path, detail), `columnar_incomplete` (path) where sessions are not there, `columnar_mixed`
    (path) where sums stand beside books, `columnar_network` (path); of other engines `engine_missing` (engine) and
    `engine_failed` (engine, detail).
    """
    with tempfile.TemporaryDirectory() as spill, connected(Path(spill), place=place) as db:
        places = data_sets(place, db)
        if engine == "duckdb":
            yield opened(DuckDB(db, place), place, places)
        elif engine == "spark":
            from exports.columnar.spark_engine import spark  # noqa: PLC0415 - seldom there

            with spark() as other:
                yield opened(other, place, places)
        else:
            from exports.columnar.postgres_engine import postgres  # noqa: PLC0415 - seldom there

            with postgres(db) as other:
                yield opened(other, place, places)


def opened(engine: Engine, place: Place, places: Mapping[Place, About]) -> DataSets:
    """The data sets on the engine; raises SotayError as `opened_columnar` does."""
    sums = [bool(one.of) for one in places.values()]
    if any(sums) and not all(sums):
        raise SotayError("columnar_mixed", path=str(place))
    for name in TABLES:
        engine.hold(name, parts_of(name, places))
    data = DataSets(place, places, engine, are_joined=len(places) > 1 and not any(sums))
    if not data.are_sums:
        settle(engine, data)
    return data


def data_sets(place: Place, db: "DuckDBPyConnection | None" = None) -> dict[Place, About]:
    """Where data sets are, in or directly under this place, of each book the newest, and what they say of themselves.

    An address that lists nothing is that of one data set; `db` reads it. Raises SotayError as `opened_columnar` does.
    """
    newest: dict[str, tuple[Place, About]] = {}
    for found, data in _abouts(place, db):
        about = _about(found, data)
        held = newest.get(about.book)
        if held is None or (about.saves, about.made) > (held[1].saves, held[1].made):
            newest[about.book] = (found, about)
    if not newest:
        raise SotayError("columnar_none", path=str(place))
    return dict(newest.values())


def _abouts(place: Place, db: "DuckDBPyConnection | None") -> Iterator[tuple[Place, bytes]]:
    """What each data set says of itself, undecoded."""
    if isinstance(place, Path):
        with told("columnar_unreadable", place):
            for path in (place / ABOUT, *sorted(place.glob(f"*/{ABOUT}"))):
                if path.is_file():
                    with path.open("rb") as file:
                        yield path.parent, file.read(_MOST_ABOUT)
        return
    assert db is not None  # noqa: S101 - whoever takes an address has DuckDB
    with told("columnar_unreadable", place):
        texts = read_texts(db, str(place / ABOUT)) if not place.lists else read_texts(db, str(place / "**" / ABOUT))
    for address, text in sorted(texts.items()):
        yield Address(address.removesuffix(f"/{ABOUT}")), text[:_MOST_ABOUT].encode()


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


def _about(place: Place, data: bytes) -> About:
    try:
        about = msgspec.json.decode(data, type=About)
    except msgspec.MsgspecError as error:
        raise SotayError("columnar_unreadable", path=str(place), detail=ABOUT) from error
    if about.format > FORMAT:
        raise SotayError("columnar_newer", path=str(place))
    return about


def parts_of(name: str, places: Mapping[Place, About]) -> list[tuple[str, list[str]]]:
    """Of a table of the data sets the columns as SQL, with NULL for those that a format has not, and its files; first
    of none.
    """
    found: list[tuple[str, list[str]]] = [(columns_of(name, TABLES[name]), [])]
    for each in range(1, FORMAT + 1):
        missing, files = absent(name, each), list[str]()
        for place, one in places.items():
            if one.format != each or len(missing) == len(TABLES[name]):
                continue
            if name != SESSIONS:
                files += [pattern(place, f"{name}.parquet")] if not one.of or name in OF_SUMS else []
            elif each < _FIRST_WITH_MONTHS:
                files += [pattern(place, SESSIONS, "*", "*", "*.parquet")] if one.has_rows else []
            else:
                files += [pattern(place, *_of_year(place, year)) for year in one.years]
        if files:
            found.append((columns_of(name, missing), files))
    return found


def _of_year(place: Place, year: int) -> tuple[str, ...]:
    """Where the sessions of a year are; raises SotayError `columnar_incomplete` (path) where they are not there."""
    names = SESSIONS, f"year={year}", f"{SESSIONS}.parquet"
    if isinstance(place, Path) and not place.joinpath(*names).exists():
        raise SotayError("columnar_incomplete", path=str(place))
    return names


def columns_of(name: str, missing: Collection[str] = ()) -> str:
    """The columns of a table as SQL, NULL where it does not have them."""
    return ", ".join(
        f"CAST({'NULL' if column in missing else column} AS {kind}) AS {column}"
        for column, kind in TABLES[name].items()
    )


def _check(run: Run, places: Mapping[Place, About], *, in_months: bool) -> None:
    if in_months:
        counts = "theme IS NULL AND audience IS NULL AND reason = ''"
        of = ", ".join(f"coalesce(sum(CASE WHEN {counts} THEN {name} END), 0)" for name in ("sessions", "attendance"))
        rows = run(f"SELECT book, count(*), {of} FROM monthly GROUP BY book")
        wanted = {place: [*one.monthly] for place, one in places.items()}
    else:
        is_event = f"beside IS NULL AND coalesce(left_out, '') NOT IN {NO_EVENTS}"
        of = ", ".join(f"coalesce(sum(CASE WHEN {is_event} THEN {name} END), 0)" for name in ("1", "attendance"))
        rows = run(f"SELECT book, count(*), {of} FROM {SESSIONS} GROUP BY book")
        wanted = {place: [one.has_rows, one.sessions, one.attendance] for place, one in places.items()}
    found = {book: [int(number) for number in numbers] for book, *numbers in rows}
    for place, about in places.items():
        if found.get(about.book, [0, 0, 0]) != wanted[place]:
            raise SotayError("columnar_incomplete", path=str(place))


def settle(engine: Engine, data: DataSets) -> None:
    """Make `judged` and `counted`: let each event that several data sets tell of count once."""
    if not data.are_joined:
        engine.view("judged", JUDGED_ALONE)
    else:
        data.check()
        answers = ((str(a), str(b), version, answer) for a, b, version, answer in engine.run(PAIRS))
        engine.fill("joined", ("session", "event"), joined(answers).items())
        found = tellers((book, file, unit, number, here) for book, file, unit, number, here in engine.run(TELLERS))
        engine.fill("tellers", ("book", "file", "unit"), found)
        engine.keep("busy", BUSY)
        engine.keep("settled", settled(data.directive))
        engine.view("judged", JUDGED)
    engine.view("counted", COUNTED)
