"""What every store answers, and the lines that the peers' files are made of."""

import importlib
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from logs.book.book import LogBook
from logs.exchange.same_event import same_pairs
from logs.session.query import Entry

BOOK, LINES, ANSWERS = "book", "sessions.jsonl", "answers.json"
Cell = tuple[str, str, int]
"""A theme, a unit, and how many sessions it has held about it."""
Pair = tuple[str, str]
"""The ids of two sessions, the lesser first."""
Day = tuple[int, str, str]
"""A day as a number, a session's id and its topic."""
MAY = date(2014, 5, 1), date(2014, 5, 31)
MAY_DAYS = MAY[0].toordinal(), MAY[1].toordinal()
Answered = tuple[dict[str, str], list[Pair]]
"""What codes of units and themes mean, and pairs of sessions that are one event: the lesser counts."""
NEAR = """
(abs(a.attendance - b.attendance) <= 3
 OR (5 * b.attendance >= 4 * a.attendance AND 4 * b.attendance <= 5 * a.attendance))
"""
"""In SQL whether the listeners of two sessions may be the same people: three or a fifth apart at most."""


class Store(Protocol):
    """Sessions on disk. `make` writes the file, once; an object of the class has opened it.

    Answers are plain lists, so that no store can leave its work undone.
    """

    @staticmethod
    def make(folder: Path) -> None:
        """Make the store's own file out of the lines in the folder."""

    def __init__(self, folder: Path) -> None: ...

    def one(self, key: str) -> str:
        """The topic of the session of that id."""

    def every(self) -> int:
        """How many sessions there are, each read to its last field."""

    def month(self) -> list[Day]:
        """The sessions of May by their days, then ids."""

    def totals(self) -> tuple[int, int]:
        """How many sessions count and how many listened, each event once."""

    def coverage(self) -> list[Cell]:
        """Sessions by theme and unit, in any order: codes by what they mean, each event once."""

    def search(self, words: str) -> list[str]:
        """The ids of the sessions in whose texts all those words begin a word; marks do not count."""

    def duplicates(self) -> list[Pair]:
        """Pairs that may be one event: of one unit or of a unit and its partner, a day apart at most, of near numbers
        of listeners, with a theme in common, but for those answered. Sổ tay looks at their texts too.
        """

    def close(self) -> None:
        """Let go of the file."""


class Known(NamedTuple):
    """A store: the module beside this one that has its class, which is called `Kept`, and what must be installed."""

    module: str
    needs: str


STORES = {
    "Sổ tay": Known("sotay_store", "logs"),
    "TinyDB": Known("tinydb_store", "tinydb"),
    "SQLite": Known("sqlite_store", "sqlite3"),
    "DuckDB": Known("duckdb_store", "duckdb"),
    "polars": Known("polars_store", "polars"),
    "pandas": Known("pandas_store", "pandas"),
}


def store_of(name: str) -> type[Store]:
    """The class of one of STORES; nothing of the others is imported."""
    found: type[Store] = importlib.import_module(f"tests.benchmarks.stores.{STORES[name].module}").Kept
    return found


def write_lines(folder: Path) -> str:
    """The sessions of the folder's book for the peers, and the id of one in the middle.

    Days are numbers, themes also the bits of one; the texts stand there as Sổ tay folds them, a blank before each word.
    """
    with LogBook.open(folder / BOOK, clock=datetime.now, read_only=True) as book, (folder / LINES).open("wb") as file:
        entries = book.find()
        meant = {alias: unit.code for unit in book.units.values() for alias in unit.aliases}
        meant |= {one.code: one.to for one in book.exchange.maps.values()}
        bits = {code: 1 << place for place, code in enumerate((*book.directive.themes, *meant))}
        answered = meant, same_pairs(book.figures.links.values())
        (folder / ANSWERS).write_bytes(msgspec.json.encode(answered))
        for entry in entries:
            file.write(msgspec.json.encode(_line(entry, bits) | {"words": book.sessions.texts.of(entry)}) + b"\n")
    return entries[len(entries) // 2].id


def answered_of(folder: Path) -> Answered:
    """What the lines in the folder cannot tell: see `Answered`."""
    return msgspec.json.decode((folder / ANSWERS).read_bytes(), type=Answered)


def _line(entry: Entry, bits: dict[str, int]) -> dict[str, Any]:
    session = entry.session
    return {
        "id": entry.id,
        "unit": session.unit,
        "day": session.date.toordinal(),
        "attendance": session.attendance or 0,
        "form": session.form,
        "reporters": session.reporters,
        "themes": session.themes,
        "mask": sum(bits[code] for code in session.themes),
        "units": (session.unit, *session.partners),
        "audience": list(session.audience),
        "topic": session.topic,
        "place": session.place,
        "notes": session.notes,
    }
