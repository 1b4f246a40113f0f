"""TinyDB with the storage that it is shipped with: the whole file is read for every question."""

from collections import Counter, defaultdict
from pathlib import Path

import msgspec
from tinydb import Query, TinyDB

from tests.benchmarks.stores.store import LINES, MAY_DAYS, Cell, Day, Pair, answered_of


class Kept:
    """A JSON file of numbered documents; what it cannot ask for is done over all of them in Python."""

    @staticmethod
    def make(folder: Path) -> None:
        lines = (folder / LINES).read_bytes().splitlines()
        documents = {str(number): msgspec.Raw(line) for number, line in enumerate(lines, 1)}
        (folder / "tinydb.json").write_bytes(msgspec.json.encode({"_default": documents}))

    def __init__(self, folder: Path) -> None:
        self._db = TinyDB(folder / "tinydb.json", encoding="utf-8", access_mode="r")
        self._meant, self._same = answered_of(folder)

    def one(self, key: str) -> str:
        return str(self._db.search(Query().id == key)[0]["topic"])

    def every(self) -> int:
        return len(self._db.all())

    def month(self) -> list[Day]:
        first, last = MAY_DAYS
        found = self._db.search(Query().day.test(lambda day: first <= day <= last))
        return sorted((one["day"], one["id"], one["topic"]) for one in found)

    def totals(self) -> tuple[int, int]:
        beside = {b for _, b in self._same}
        counted = [one["attendance"] for one in self._db.all() if one["id"] not in beside]
        return len(counted), sum(counted)

    def coverage(self) -> list[Cell]:
        beside, means = {b for _, b in self._same}, self._meant
        counted = Counter(
            (means.get(theme, theme), means.get(one["unit"], one["unit"]))
            for one in self._db.all()
            if one["id"] not in beside
            for theme in one["themes"]
        )
        return [(theme, unit, count) for (theme, unit), count in counted.items()]

    def search(self, words: str) -> list[str]:
        asked = [f" {word}" for word in words.split()]
        found = self._db.search(Query().words.test(lambda text: all(word in text for word in asked)))
        return [one["id"] for one in found]

    def duplicates(self) -> list[Pair]:
        held = self._db.all()
        by_day = defaultdict(list)
        for one in held:
            by_day[one["unit"], one["day"]].append(one)
        found = {
            (min(one["id"], other["id"]), max(one["id"], other["id"]))
            for one in held
            for unit in one["units"]
            for day in (one["day"] - 1, one["day"], one["day"] + 1)
            for other in by_day.get((unit, day), ())
            if other is not one and one["mask"] & other["mask"] and _are_near(one["attendance"], other["attendance"])
        }
        return sorted(found.difference(self._same))

    def close(self) -> None:
        self._db.close()


def _are_near(one: int, other: int) -> bool:
    return abs(one - other) <= 3 or (5 * other >= 4 * one and 4 * other <= 5 * one)
