"""Data sets published in PostgreSQL, for other tools to read.

They stand in a schema of their own, `sotay`: the tables of the data sets, of each book the newest, and made from them
`months`, in which each event counts once. The role `sotay_reader` may read figures, no sessions.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from exports.columnar.duckdb_engine import Place, connected, told
from exports.columnar.postgres_engine import Postgres, connection
from exports.columnar.queries import monthly, quoted
from exports.columnar.reader import DataSets, columns_of, data_sets, parts_of, settle
from exports.columnar.schema import TABLES, About
from logs.errors import SotayError

SCHEMA, READER = "sotay", "sotay_reader"
OF_FIGURES = ("months", "units", "themes", "catalogues", "datasets")
"""The tables that the role may read."""
_LOCK = 20_140_512  # one publisher at a time


class Published(Struct, frozen=True):
    """What became of a data set: `new`, `renewed`, `same` as there, or `older` than there."""

    about: About
    state: Literal["new", "renewed", "same", "older"]


@contextmanager
def opened_published(address: str) -> Iterator[DataSets]:
    """What is published at the address, until the block ends; raises SotayError as `connection` does."""
    with connection(address) as base:
        base.execute(f"SET search_path TO {SCHEMA}")
        engine = Postgres(base, None, temporary=True)
        yield DataSets(Path(SCHEMA), _held(engine), engine, are_joined=True)


def publish(place: Place, address: str) -> tuple[Published, ...]:
    """Let PostgreSQL hold the data sets at `place`: of each book the newest, in one step, which happens once.

    A data set that is there already, or older than what is there, changes nothing. Raises SotayError as
    `opened_columnar` and `connection` do, and `columnar_sums` (path).
    """
    with tempfile.TemporaryDirectory() as spill, connected(Path(spill), place=place) as db:
        places = data_sets(place, db)
        if any(one.of for one in places.values()):
            raise SotayError("columnar_sums", path=str(place))
        with connection(address) as base:
            return _published(Postgres(base, db, temporary=False), places)


def _published(engine: Postgres, places: Mapping[Place, About]) -> tuple[Published, ...]:
    engine.do(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    engine.do(f"SET LOCAL search_path TO {SCHEMA}")
    engine.run(f"SELECT pg_advisory_xact_lock({_LOCK})")
    for name in TABLES:
        engine.create(name)
    engine.do(
        "CREATE TABLE IF NOT EXISTS datasets (book VARCHAR PRIMARY KEY, unit VARCHAR, made VARCHAR, about VARCHAR)"
    )
    held = {about.book: about for about in _held(engine).values()}
    found = tuple(Published(about, _state(about, held.get(about.book))) for about in places.values())
    changed = {one.about.book for one in found if one.state in ("new", "renewed")}
    some = {place: about for place, about in places.items() if about.book in changed}
    for name in TABLES:
        for book in changed & held.keys():
            engine.do(f"DELETE FROM {name} WHERE book = {quoted(book)}")
        with told("columnar_unreadable", next(iter(places))):
            engine.add(name, parts_of(name, some))
        engine.do(f"ANALYZE {name}")
    for about in some.values():
        engine.do(f"DELETE FROM datasets WHERE book = {quoted(about.book)}")
        row = map(quoted, (about.book, about.unit, about.made.isoformat(), msgspec.json.encode(about).decode()))
        engine.do(f"INSERT INTO datasets VALUES ({', '.join(row)})")
    if changed:
        data = DataSets(Path(SCHEMA), _held(engine), engine, are_joined=True)
        settle(engine, data)
        engine.keep("months", f"SELECT {columns_of('monthly')} FROM ({monthly('', data.directive)}) AS every")
        _grant(engine)
    return found


def _state(about: About, held: About | None) -> Literal["new", "renewed", "same", "older"]:
    if held is None:
        return "new"
    ours, theirs = (about.saves, about.made), (held.saves, held.made)
    return "renewed" if ours > theirs else "same" if ours == theirs else "older"


def _held(engine: Postgres) -> dict[Place, About]:
    """What the data sets there say of themselves."""
    rows = engine.run("SELECT book, about FROM datasets ORDER BY book")
    return {Path(book): msgspec.json.decode(about, type=About) for book, about in rows}


def _grant(engine: Postgres) -> None:
    """Let the role read figures, where whoever publishes may make it, or it is there."""
    import psycopg  # noqa: PLC0415 - an extra

    engine.do("SAVEPOINT before_roles")
    with suppress(psycopg.errors.InsufficientPrivilege):
        if not engine.run(f"SELECT 1 FROM pg_roles WHERE rolname = '{READER}'"):
            engine.do(f"CREATE ROLE {READER} NOLOGIN")
        engine.do(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {READER}")
        engine.do(f"GRANT SELECT ON {', '.join(OF_FIGURES)} TO {READER}")
        return
    engine.do("ROLLBACK TO SAVEPOINT before_roles")
