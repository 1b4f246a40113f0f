"""The engines that data sets are asked on: DuckDB in this process, PostgreSQL, and Spark."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, Protocol

EngineName = Literal["duckdb", "postgres", "spark"]
ENGINES: tuple[EngineName, ...] = ("duckdb", "postgres", "spark")


class Engine(Protocol):
    """What holds the tables; every query is said in its own words by `dialects.said`."""

    def run(self, query: str) -> Sequence[tuple[Any, ...]]:
        """The rows of the answer."""

    def keep(self, name: str, query: str) -> None:
        """Make a table of the answer."""

    def view(self, name: str, query: str) -> None:
        """Let a name stand for the query."""

    def fill(self, name: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
        """Make a table of texts."""

    def hold(self, name: str, parts: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Make a table of Parquet files: parts of columns as SQL, and files as SQL texts."""
