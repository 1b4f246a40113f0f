"""The other engines find what DuckDB finds; what is published stays in step, once, and shows figures alone.

They run where Spark (pyspark, Java) and PostgreSQL (its programs, psycopg) are to be had.
"""

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date as Date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from exports.columnar.duckdb_engine import Address, Place, place_of
from exports.columnar.engines import ENGINES, EngineName
from exports.columnar.postgres_engine import ADDRESS
from exports.columnar.published import OF_FIGURES, READER, SCHEMA, opened_published, publish
from exports.columnar.reader import DataSets, opened_columnar
from exports.columnar.sums import write_sums
from exports.columnar.tables import coverage, grids
from exports.columnar.writer import write_columnar
from exports.package.writer import write_package
from logs.counting.facts import BY, MEASURES
from logs.coverage.table import Coverage
from logs.errors import SotayError
from logs.questions.answers import answer_duplicate
from logs.session.query import Query
from tests.exports.columnar.servers import programs, server
from tests.exports.columnar.test_folders import copied
from tests.exports.desk import KEYS, Desk, session_of, signer

OTHERS = [name for name in ENGINES if name != "duckdb"]


def is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    if not is_installed("psycopg") or programs() is None:
        pytest.skip("needs PostgreSQL and psycopg")
    with server() as address:
        yield address


@pytest.fixture
def sets(desk: Desk) -> Path:
    """Two offices and a committee that tells of sessions in figures; what they have in common, and what not."""
    cell, middle, first, second = (
        desk.book("CB01"), desk.book("DB01", role="committee"), desk.office("first"), desk.office("second")
    )  # fmt: skip
    for month in ("03", "05"):
        cell.add(session_of("CB01", date=f"2014-{month}-12"))
    desk.merge(middle, desk.export(cell), trust=KEYS)
    desk.merge(first, desk.file(write_package(middle, signer("DB01"), totals=True).data), trust=KEYS)
    here, there, gone = (first.add(session_of("DB02", themes=["LC-01", "LC-02"])) for _ in range(3))
    copied(first, desk, second)
    answer_duplicate(second, here.id, there.id, "same")
    second.delete(gone.id)
    second.add(session_of("DB02", date="2013-12-01", audience={"DV": None, "CB": None}))
    (desk.folder / "sets").mkdir()
    for book in (first, second):
        write_columnar(book, desk.folder / "sets" / book.folder.name)
    write_sums(desk.folder / "sets", desk.folder / "sums")
    return desk.folder


def tables(data: DataSets, kinds: tuple[str, ...] = BY) -> list[Coverage]:
    """Tables of every kind, of all and of some days."""
    asked = Query(), Query(start=Date(2014, 3, 10))
    return [
        coverage(data, query, by=by, measure=measure)
        for by, measure in zip(kinds, MEASURES * len(kinds), strict=False)
        for query in (asked if kinds is BY else asked[:1])
    ]


@pytest.mark.parametrize("engine", OTHERS)
def test_other_engines_find_the_same(
    engine: EngineName, sets: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if engine == "postgres":
        monkeypatch.setenv(ADDRESS, request.getfixturevalue("postgres"))
    elif not is_installed("pyspark") or not shutil.which("java"):
        pytest.skip("needs pyspark and Java")
    few = ("audience",)
    places = ((sets / "sets", BY), (sets / "sets" / "first", BY), (sets / "sums", few))
    # A question takes Spark seconds, however little there is.
    for place, kinds in places if engine == "postgres" else ((sets / "sets", few),):
        with opened_columnar(place) as data, opened_columnar(place, engine) as other:
            assert tables(other, kinds) == tables(data, kinds), place.name
            if engine == "postgres" and place.name != "sums":
                assert grids(other, Date(2014, 12, 10)) == grids(data, Date(2014, 12, 10))


def test_what_is_published_is_in_step_and_shows_figures_alone(desk: Desk, sets: Path, postgres: str) -> None:
    psycopg = import_module("psycopg")

    def ask(query: str, *, as_reader: bool = False) -> list[Any]:
        with closing(psycopg.connect(postgres, autocommit=True)) as base:
            if as_reader:
                base.execute(f"SET ROLE {READER}")
            return list(base.execute(query).fetchall())

    assert [one.state for one in publish(sets / "sets", postgres)] == ["new", "new"]
    before = ask(f"SELECT count(*) FROM {SCHEMA}.sessions")
    assert [one.state for one in publish(sets / "sets", postgres)] == ["same", "same"]
    assert ask(f"SELECT count(*) FROM {SCHEMA}.sessions") == before
    older = shutil.copytree(sets / "sets", sets / "older")
    book = desk.books[2]
    book.add(session_of("DB02"))
    write_columnar(book, sets / "sets" / "first")
    assert [one.state for one in publish(sets / "sets", postgres)] == ["renewed", "same"]
    assert [one.state for one in publish(older, postgres)] == ["older", "same"]
    with opened_columnar(sets / "sets") as data, opened_published(postgres) as there:
        assert tables(there) == tables(data)
        counted = coverage(data).totals.sessions - coverage(data).totals.summed
    counts = "SELECT sum(sessions) FROM {}.months WHERE theme IS NULL AND audience IS NULL AND reason = '' AND own"
    assert ask(counts.format(SCHEMA), as_reader=True) == [(counted,)]
    for name in OF_FIGURES:
        ask(f"SELECT * FROM {SCHEMA}.{name}", as_reader=True)
    for name in ("sessions", "judged", "gone", "told"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(f"SELECT * FROM {SCHEMA}.{name}", as_reader=True)
    with pytest.raises(SotayError, match="columnar_sums"):
        publish(sets / "sums", postgres)


def test_what_cannot_be_reached_is_told(sets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusal(place: Place, engine: EngineName) -> str:
        with pytest.raises(SotayError) as error, opened_columnar(place, engine):
            pass
        return error.value.code

    for name in ("psycopg", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delenv(ADDRESS, raising=False)
    assert refusal(sets / "sets", "spark") == "engine_missing"
    assert refusal(sets / "sets", "postgres") == "engine_address"
    monkeypatch.setenv(ADDRESS, "postgresql://127.0.0.1:1/nothing")
    assert refusal(sets / "sets", "postgres") == "engine_missing"
    assert place_of("s3://bucket/LC") == Address("s3://bucket/LC")
    monkeypatch.setenv("HOME", str(sets))  # no extension of DuckDB is installed there
    assert refusal(place_of("https://127.0.0.1:1/LC"), "duckdb") in ("columnar_network", "columnar_unreadable")
