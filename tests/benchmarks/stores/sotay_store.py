"""Sổ tay's own book."""

import datetime
from pathlib import Path

from logs.book.book import LogBook
from logs.coverage.table import coverage_of
from logs.questions.questions import open_doubles
from logs.register.search import Looking, Order
from logs.session.query import Query
from tests.benchmarks.stores.store import BOOK, MAY, Cell, Day, Pair

# As the other stores: of their own accord tables keep to the period of the guidance.
_ALL_DAYS = Query(start=datetime.date.min, end=datetime.date.max)


class Kept:
    """The book that the lines were taken from."""

    @staticmethod
    def make(folder: Path) -> None:
        """It is there already."""

    def __init__(self, folder: Path, *, read_only: bool = True) -> None:
        self._book = LogBook.open(folder / BOOK, clock=datetime.datetime.now, read_only=read_only)
        self._looking = Looking(self._book)

    def one(self, key: str) -> str:
        return self._book.sessions.get(key).session.topic

    def every(self) -> int:
        return len(self._book.find())

    def month(self) -> list[Day]:
        selected = self._book.figures.reading.select(Query(start=MAY[0], end=MAY[1]))
        return [(one.date.toordinal(), one.id, one.topic) for one in selected.outlines()]

    def totals(self) -> tuple[int, int]:
        found = coverage_of(self._book, _ALL_DAYS, by="form").totals
        return found.sessions, found.attendance

    def coverage(self) -> list[Cell]:
        rows = coverage_of(self._book, _ALL_DAYS).rows
        return [(row.theme, unit, count) for row in rows for unit, count in row.cells.items() if count]

    def search(self, words: str) -> list[str]:
        self._looking.begin(Query(text=words), Order())
        while not self._looking.go_on(1):
            pass
        return list(self._looking.found.ids)

    def duplicates(self) -> list[Pair]:
        return [(one.a, one.b) for one in open_doubles(self._book)]

    def save(self, key: str) -> None:
        self._book.add(self._book.sessions.get(key).session)

    def close(self) -> None:
        self._book.close()
