"""Data sets of several committees side by side, to measure with: by way of their books, or straight as rows."""

import random
import uuid
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import msgspec

from exports.columnar.duckdb_engine import connected
from exports.columnar.queries import COUNTED, JUDGED_ALONE, monthly
from exports.columnar.schema import ABOUT, FORMAT, OF_SUMS, SESSIONS, TABLES, About, Of
from exports.columnar.writer import copy_monthly, copy_sessions, copy_table
from logs.book.book import LogBook
from logs.catalogue.directive import shipped
from logs.model import Reporter, Unit, from_fields
from logs.session.query import Entry
from logs.versions import new_record
from tests.books import Clock

UNITS = 100  # of each committee
_SHARED = 100  # of every so many sessions one lies in the next committee's book as well
_THEMES = tuple(shipped().themes)
_GROUPS = tuple(shipped().audience_by_code)
_DOCUMENTS = tuple(shipped().document_by_code)


def committee(number: int) -> str:
    """The code of a committee."""
    return f"DU{number:03}"


def make_books(folder: Path, count: int, sessions: int) -> Iterator[tuple[Path, list[Entry]]]:
    """Books of so many committees with so many sessions each, and of each the sessions that the next one has too.

    Texts are left out: no data set has them.
    """
    before: dict[str, bytes] = {}
    for number in range(1, count + 1):
        numbers = random.Random(number)  # noqa: S311 - repeatable on purpose
        records = {
            key: msgspec.json.encode(new_record(key, from_fields(one)))
            for key, one in _contents(numbers, number, sessions)
        }
        place = folder / committee(number)
        with _book(place, number) as book:
            book.storage.commit({"sessions": {**before, **records}})
            book.storage.checkpoint()
            shared = list(before)
            yield place, [book.sessions.get(key) for key in shared]
        before = {
            key: record for at, (key, record) in enumerate(records.items()) if at % _SHARED == 0 and number < count
        }


def make_rows(folder: Path, count: int, sessions: int) -> None:
    """Data sets of so many committees, their sessions made by DuckDB: no book stands behind them."""
    for number in range(1, count + 1):
        place = folder / committee(number)
        place.mkdir(parents=True)
        book = str(uuid.UUID(int=number))
        with connected(place / "spill", threads=1) as db:
            db.execute(f"CREATE TEMP TABLE {SESSIONS} AS {_rows(book, number, sessions)}")
            years = copy_sessions(db, place)
            of_months = _months_of(db, book, place)
            _small(db, book, {*TABLES} - {SESSIONS, "monthly"}, place)
            found = db.execute(f"SELECT count(*), sum(attendance) FROM {SESSIONS}").fetchall()[0]
        about = About(
            format=FORMAT, book=book, unit=committee(number), directive=shipped().id, saves=1, made=Clock()(),
            sessions=found[0], attendance=int(found[1]), rows=found[0], years=years, monthly=of_months,
        )  # fmt: skip
        (place / ABOUT).write_bytes(msgspec.json.encode(about))


def make_country(folder: Path, provinces: int, sessions: int) -> None:
    """Sums of so many provinces with so many sessions each: those of one, made of 100 committees' rows, and of the
    others the same under codes of their own.
    """
    with connected(folder / "spill") as db:
        db.execute(f"CREATE TEMP TABLE {SESSIONS} AS {_rows('p', 1, 0)}")
        for number in range(1, 101):
            db.execute(
                f"INSERT INTO {SESSIONS} SELECT * FROM ({_rows('p', number, sessions // 100)})"
                f" WHERE unit LIKE '{f'CB{number:03}'}%'"
            )
        (folder / "made").mkdir()
        of_months = _months_of(db, "p", folder / "made")
        for number in range(1, provinces + 1):
            book, place = str(uuid.UUID(int=number)), folder / "sums" / f"P{number:02}"
            place.mkdir(parents=True)
            renamed = f"'{book}' AS book, 'P{number:02}' || unit AS unit"
            copy_table(db, "monthly", f"SELECT * REPLACE ({renamed}) FROM '{folder}/made/monthly.parquet'", place)
            _small(db, book, OF_SUMS - {"monthly", "units"}, place)
            listed = f"""SELECT '{book}' AS book, code, kind AS type, code AS name, parent, NULL::DATE AS since,
                NULL::DATE AS until FROM (SELECT DISTINCT 'P{number:02}' || unit AS code, 'chi_bo' AS kind,
                'P{number:02}DU' || substr(unit, 3, 3) AS parent FROM {SESSIONS}
                UNION ALL SELECT DISTINCT 'P{number:02}DU' || substr(unit, 3, 3), 'dang_bo', 'P{number:02}'
                FROM {SESSIONS} UNION ALL SELECT 'P{number:02}', 'dang_bo', NULL)"""
            copy_table(db, "units", listed, place)
            about = About(
                format=FORMAT, book=book, unit=f"P{number:02}", directive=shipped().id, saves=1, made=Clock()(),
                sessions=of_months[1], attendance=of_months[2], monthly=of_months,
                of=(Of(book, f"P{number:02}", "committee", 1),),
            )  # fmt: skip
            (place / ABOUT).write_bytes(msgspec.json.encode(about))


def _months_of(db: Any, book: str, place: Path) -> tuple[int, int, int]:
    db.execute(f"CREATE VIEW judged AS {JUDGED_ALONE}")
    db.execute(f"CREATE VIEW counted AS {COUNTED}")
    return copy_monthly(db, monthly(book, shipped()), place)


def _small(db: Any, book: str, names: Collection[str], place: Path) -> None:
    """The small tables of a data set: empty, but for the catalogue."""
    for name in names:
        nothing = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in TABLES[name].items())
        copy_table(db, name, f"SELECT * FROM (SELECT {nothing}) WHERE false", place)
    reporting = shipped().reporting
    catalogue = f"""SELECT '{book}' AS book, '{shipped().id}' AS id, 2014 AS year,
        DATE '{reporting.deadline}' AS deadline, true AS deadline_exclusive,
        DATE '{reporting.period_start}' AS period_start,
        DATE '{reporting.period_end}' AS period_end, '{shipped().source.replace("'", "''")}' AS toml"""
    copy_table(db, "catalogues", catalogue, place)


def _book(folder: Path, number: int) -> LogBook:
    code = committee(number)
    return LogBook.create(
        folder, unit=code, reporters=[Reporter(code=f"{code}-an", unit=code, name="Nguyễn Thị Ẩn")], role="committee",
        directive=shipped(), units=[Unit(code=code, type="dang_bo", name=f"Đảng ủy số {number}"), *_units(number)],
        clock=Clock(),
    )  # fmt: skip


def _units(number: int) -> Iterator[Unit]:
    for one in range(UNITS):
        yield Unit(code=f"CB{number:03}{one:02}", type="chi_bo", name=f"Chi bộ số {one}", parent=committee(number))


def _contents(numbers: random.Random, number: int, count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for _ in range(count):
        listeners = numbers.randrange(2, 120)
        groups = numbers.sample(_GROUPS, numbers.randrange(1, 4))
        heard: dict[str, int | None] = dict.fromkeys(groups)
        if numbers.random() < 0.5:
            heard[groups[0]] = listeners if len(groups) == 1 else numbers.randrange(1, listeners)
        unit = f"CB{number:03}{numbers.randrange(UNITS):02}"
        yield (
            str(uuid.UUID(int=numbers.getrandbits(128), version=4)),
            {
                "directive": "LC-TTDN-2014",
                "date": f"2014-{numbers.randrange(1, 13):02}-{numbers.randrange(1, 29):02}",
                "unit": unit,
                "status": "draft" if numbers.random() < 0.01 else "complete",
                "form": numbers.choice(("SH", "HC", "TM")),
                "reporters": [f"{unit}-{numbers.randrange(1, 4)}"],
                "attendance": listeners,
                "audience": heard,
                "themes": numbers.sample(_THEMES, numbers.choice((1, 1, 1, 2, 2, 3, 4))),
                "documents": numbers.sample(_DOCUMENTS, 1) if numbers.random() < 0.3 else [],
            },
        )


def _rows(book: str, number: int, sessions: int) -> str:
    """A query that makes the sessions of a committee, alike in kind to those of the books; one in a hundred is of the
    committee before as well.
    """
    themes, groups, documents = (repr(list(codes)) for codes in (_THEMES, _GROUPS, _DOCUMENTS))
    return f"""
WITH drawn AS (
    SELECT CASE WHEN place % {_SHARED} = 0 AND {number} > 1 THEN {number - 1} ELSE {number} END AS owner,
        CASE WHEN place % {_SHARED} = 0 AND {number} > 1 THEN place + 1 ELSE place END AS spot
    FROM range({sessions}) AS t(place)
), hashed AS (
    SELECT md5(owner || ' ' || spot) AS id, owner,
        (hash(owner, spot, 1) >> 1)::BIGINT AS a, (hash(owner, spot, 2) >> 1)::BIGINT AS b
    FROM drawn
), parts AS (
    SELECT *, printf('CB%03d%02d', owner, a % {UNITS}) AS unit, (b % 118 + 2)::INTEGER AS attendance,
        list_distinct([
            {themes}[(a >> (8 * i)) % {len(_THEMES)} + 1] FOR i IN range([1, 1, 1, 2, 2, 3, 4][b % 7 + 1])
        ]) AS themes,
        list_distinct([{groups}[(b >> (8 * i)) % {len(_GROUPS)} + 1] FOR i IN range((a >> 40) % 3 + 1)]) AS groups
    FROM hashed
)
SELECT '{book}' AS book,
    substr(id, 1, 8) || '-' || substr(id, 9, 4) || '-4' || substr(id, 14, 3) || '-8' || substr(id, 18, 3) || '-'
        || substr(id, 21) AS session,
    md5(id) AS version, 1 AS versions, md5(id) AS content, NULL::VARCHAR AS left_out, NULL::VARCHAR AS beside,
    '{shipped().id}' AS directive,
    make_date(2014, ((a >> 16) % 12 + 1)::INTEGER, ((b >> 16) % 28 + 1)::INTEGER) AS date, 2014 AS year, unit,
    ['SH', 'HC', 'TM'][(a >> 24) % 3 + 1] AS form, attendance, false AS conflict, themes,
    [unit || '-' || (b >> 24) % 3 + 1] AS reporters,
    CASE WHEN len(groups) = 1 THEN groups ELSE list_append(groups, '') END AS audience,
    CASE WHEN len(groups) = 1 THEN [attendance] ELSE list_append([0 FOR one IN groups], attendance) END AS heard,
    CASE WHEN (b >> 32) % 10 < 3 THEN [{documents}[(a >> 32) % {len(_DOCUMENTS)} + 1]] ELSE []::VARCHAR[] END
        AS documents
FROM parts"""
