"""Data sets on Spark, an extra of the program: in local mode, or where the person's own settings say."""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from exports.columnar.dialects import said
from logs.errors import SotayError

MASTER = "SOTAY_SPARK"
"""Names the master, such as `spark://host:7077`; this machine's own processors where it is not set."""


class Spark:
    """A session of Spark as one of the engines that `reader` asks; see `engines.Engine`."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._files = 0

    def run(self, query: str) -> Sequence[tuple[Any, ...]]:
        return [tuple(row) for row in self._session.sql(said(query, "spark")).collect()]

    def keep(self, name: str, query: str) -> None:
        self._session.sql(said(query, "spark")).cache().createOrReplaceTempView(name)

    def view(self, name: str, query: str) -> None:
        self._session.sql(said(query, "spark")).createOrReplaceTempView(name)

    def fill(self, name: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
        schema = ", ".join(f"{column} STRING" for column in columns)
        self._session.createDataFrame(list(rows), schema).createOrReplaceTempView(name)

    def hold(self, name: str, parts: Iterable[tuple[str, Sequence[str]]]) -> None:
        lines = []
        for columns, files in parts:
            source = " WHERE false"
            if files:
                self._files += 1
                view = f"files_{self._files}"
                # The files are named by hand: folders' names would be taken for columns besides.
                self._session.read.parquet(*(file[1:-1].replace("''", "'") for file in files)).createOrReplaceTempView(
                    view
                )
                source = f" FROM {view}"
            lines.append(f"SELECT {columns}{source}")
        self.view(name, " UNION ALL ".join(lines))


@contextmanager
def spark() -> Iterator[Spark]:
    """A session of Spark until the block ends.

    Raises SotayError `engine_missing` (engine) where pyspark is not installed, `engine_failed` (engine, detail) where
    it cannot start, for want of Java, or not answer.
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    except ImportError:
        raise SotayError("engine_missing", engine="spark") from None
    settings = {
        "spark.master": os.environ.get(MASTER, "local[*]"),
        "spark.driver.memory": "4g",
        "spark.sql.shuffle.partitions": "16",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    }
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with tempfile.TemporaryDirectory(prefix="sotay-spark-") as spare:
        session = None
        try:
            session = SparkSession.builder.config(map=settings | {"spark.sql.warehouse.dir": spare}).getOrCreate()
            session.sparkContext.setLogLevel("ERROR")
            yield Spark(session)
        except SotayError:
            raise
        except Exception as error:
            if not type(error).__module__.startswith(("pyspark", "py4j")):
                raise
            raise SotayError("engine_failed", engine="spark", detail=_line(error)) from error
        finally:
            if session is not None:
                session.stop()


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200]
