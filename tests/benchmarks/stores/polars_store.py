"""polars: a frame read from the lines."""

import importlib
from pathlib import Path
from typing import Any

from tests.benchmarks.stores.store import LINES, MAY_DAYS, Cell, Day, Pair, answered_of

pl: Any = importlib.import_module("polars")


class Kept:
    """It keeps no file of its own, so that opening reads the lines."""

    @staticmethod
    def make(folder: Path) -> None:
        """The lines are there already."""

    def __init__(self, folder: Path) -> None:
        self._frame = pl.read_ndjson(folder / LINES, infer_schema_length=None)
        self._meant, self._same = answered_of(folder)

    def one(self, key: str) -> str:
        return str(self._frame.filter(pl.col("id") == key)["topic"][0])

    def every(self) -> int:
        return len(self._frame.rows())

    def month(self) -> list[Day]:
        found = self._frame.filter(pl.col("day").is_between(*MAY_DAYS)).select("day", "id", "topic")
        days: list[Day] = found.sort("day", "id").rows()
        return days

    def totals(self) -> tuple[int, int]:
        counted = self._frame.filter(~pl.col("id").is_in([b for _, b in self._same]))["attendance"]
        return len(counted), int(counted.sum())

    def coverage(self) -> list[Cell]:
        counted = self._frame.filter(~pl.col("id").is_in([b for _, b in self._same])).explode("themes")
        read = counted.select(pl.col("themes", "unit").replace(self._meant))
        cells: list[Cell] = read.group_by("themes", "unit").len().rows()
        return cells

    def search(self, words: str) -> list[str]:
        holds = [pl.col("words").str.contains(f" {word}", literal=True) for word in words.split()]
        found: list[str] = self._frame.filter(*holds)["id"].to_list()
        return found

    def duplicates(self) -> list[Pair]:
        plain = self._frame.select("id", "unit", "day", "attendance", "mask", "units")
        beside = plain.with_columns(unit="units").explode("unit")
        joined = pl.concat(
            beside.with_columns(pl.col("day") + days).join(plain, on=("unit", "day"), suffix="_b")
            for days in (-1, 0, 1)
        )
        a, b = pl.col("attendance"), pl.col("attendance_b")
        near = ((a - b).abs() <= 3) | ((5 * b >= 4 * a) & (4 * b <= 5 * a))
        kept = joined.filter(pl.col("id") != pl.col("id_b"), (pl.col("mask") & pl.col("mask_b")) != 0, near)
        same = pl.DataFrame(self._same, schema=["id", "b"], orient="row")
        pairs = kept.select(pl.min_horizontal("id", "id_b"), pl.max_horizontal("id", "id_b").alias("b")).unique()
        found: list[Pair] = pairs.join(same, on=["id", "b"], how="anti").rows()
        return found

    def close(self) -> None:
        """Nothing is open."""
