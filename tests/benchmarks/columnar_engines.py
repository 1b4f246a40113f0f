"""Engines that Ibis puts the program's queries to: Spark in local mode, and PostgreSQL.

The tables are handed over as they lie in the data sets; what is counted is found by the engine itself, with the same
queries. Needs `pip install 'ibis-framework[pyspark,postgres]' 'sqlglot<30' pyarrow`, and Java. PostgreSQL is reached as
SOTAY_BENCHMARK_POSTGRES says, such as `postgresql://user@localhost:5433/sotay`; its tables of these names are replaced.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

from exports.columnar.queries import BUSY, COUNTED, JUDGED, PAIRS, TELLERS, settled
from exports.columnar.reader import DataSets, data_sets, joined, opened_columnar, tellers
from exports.columnar.schema import SESSIONS, TABLES

POSTGRES = "SOTAY_BENCHMARK_POSTGRES"
_POSTGRES_TYPES = {"VARCHAR": "text", "VARCHAR[]": "text[]", "INTEGER[]": "integer[]"}


@contextmanager
def opened_spark(folder: Path) -> Iterator[DataSets]:
    """The data sets in the folder on Spark, in this machine's own process of Java."""
    ibis, spark = import_module("ibis"), import_module("pyspark.sql")
    with tempfile.TemporaryDirectory(prefix="sotay-spark-") as spare:
        settings = {
            "spark.driver.memory": "6g",
            "spark.sql.shuffle.partitions": "16",
            "spark.sql.warehouse.dir": spare,
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            # A unit's code may look like a number.
            "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
        }
        session = spark.SparkSession.builder.master("local[*]").config(map=settings).getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        places = data_sets(folder)
        for name, columns in TABLES.items():
            files = [f"{place}/{name}" if name == SESSIONS else f"{place}/{name}.parquet" for place in places]
            frames = [session.read.parquet(path).select(*columns) for path in files]
            reduce(spark.DataFrame.unionAll, frames).createOrReplaceTempView(name)
        yield _counting(ibis.pyspark.connect(session), folder)
        session.stop()


@contextmanager
def opened_postgres(folder: Path) -> Iterator[DataSets]:
    """The data sets in the folder, copied into PostgreSQL."""
    ibis, psycopg = import_module("ibis"), import_module("psycopg")
    address = os.environ[POSTGRES]
    with psycopg.connect(address, autocommit=True) as base, opened_columnar(folder) as source:
        for name, columns in TABLES.items():
            _copy(base, name, columns, source)
    connection = ibis.connect(address)
    try:
        yield _counting(connection, folder)
    finally:
        connection.disconnect()


def _copy(base: Any, name: str, columns: Mapping[str, str], source: DataSets) -> None:
    kinds = ", ".join(f"{column} {_POSTGRES_TYPES.get(kind, kind)}" for column, kind in columns.items())
    base.execute(f"DROP TABLE IF EXISTS {name}")
    base.execute(f"CREATE UNLOGGED TABLE {name} ({kinds})")
    books = [one.book for one in source.sets] if name == SESSIONS else [None]
    for book in books:
        rows = source.run(f"SELECT * FROM {name}" + (f" WHERE book = '{book}'" if book else ""))
        with base.cursor() as cursor, cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    base.execute(f"ANALYZE {name}")


def _counting(connection: Any, folder: Path) -> DataSets:
    """The data sets with `counted` made by the engine; every query is said in its own words by Ibis."""
    pa = import_module("pyarrow")

    def ask(query: str) -> Any:
        return connection.sql(query, dialect="duckdb")

    def run(query: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in ask(query).to_pyarrow().to_pylist()]

    pairs = joined((str(row[0]), str(row[1]), row[2], row[3]) for row in run(PAIRS))
    for name, columns, rows in (
        ("joined", ("session", "event"), list(pairs.items())),
        ("tellers", ("book", "file", "unit"), tellers(run(TELLERS))),
    ):
        texts = [pa.array([row[at] for row in rows], pa.string()) for at in range(len(columns))]
        connection.create_table(name, pa.table(texts, names=columns), overwrite=True)
    data = DataSets(folder, data_sets(folder).values(), run)
    made = {"busy": BUSY, "settled": settled(data.directive), "judged": JUDGED, "counted": COUNTED}
    for name, query in made.items():
        connection.create_table(name, ask(query), overwrite=True)
    return data
