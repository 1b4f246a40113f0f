"""pandas: a frame read from the lines."""

import importlib
from pathlib import Path
from typing import Any

from tests.benchmarks.stores.store import LINES, MAY_DAYS, Cell, Day, Pair, answered_of

pd: Any = importlib.import_module("pandas")


class Kept:
    """It keeps no file of its own, so that opening reads the lines."""

    @staticmethod
    def make(folder: Path) -> None:
        """The lines are there already."""

    def __init__(self, folder: Path) -> None:
        self._frame = pd.read_json(folder / LINES, lines=True, encoding="utf-8", convert_dates=False)
        self._meant, self._same = answered_of(folder)

    def one(self, key: str) -> str:
        return str(self._frame.loc[self._frame["id"] == key, "topic"].iloc[0])

    def every(self) -> int:
        return len(self._frame.to_dict("records"))

    def month(self) -> list[Day]:
        found = self._frame.loc[self._frame["day"].between(*MAY_DAYS), ["day", "id", "topic"]]
        return list(found.sort_values(["day", "id"]).itertuples(index=False, name=None))

    def totals(self) -> tuple[int, int]:
        counted = self._frame.loc[~self._frame["id"].isin([b for _, b in self._same]), "attendance"]
        return len(counted), int(counted.sum())

    def coverage(self) -> list[Cell]:
        beside = [b for _, b in self._same]
        apart = self._frame.loc[~self._frame["id"].isin(beside), ["themes", "unit"]].explode("themes")
        read = apart.apply(lambda column: column.map(self._meant).fillna(column))
        counted = read.groupby(["themes", "unit"]).size()
        return [(theme, unit, int(count)) for (theme, unit), count in counted.items()]

    def search(self, words: str) -> list[str]:
        frame = self._frame
        for word in words.split():
            frame = frame[frame["words"].str.contains(f" {word}", regex=False)]
        return list(frame["id"])

    def duplicates(self) -> list[Pair]:
        plain = self._frame[["id", "unit", "day", "attendance", "mask"]]
        beside = plain.assign(unit=self._frame["units"]).explode("unit")
        near_days = [beside.assign(day=beside["day"] + days) for days in (-1, 0, 1)]
        joined = pd.concat(near_days).merge(plain, on=["unit", "day"], suffixes=("", "_b"))
        a, b = joined["attendance"], joined["attendance_b"]
        near = ((a - b).abs() <= 3) | ((5 * b >= 4 * a) & (4 * b <= 5 * a))
        kept = joined[(joined["id"] != joined["id_b"]) & (joined["mask"] & joined["mask_b"] != 0) & near]
        found = {(min(pair), max(pair)) for pair in zip(kept["id"], kept["id_b"], strict=True)}
        return sorted(found.difference(map(tuple, self._same)))

    def close(self) -> None:
        """Nothing is open."""
