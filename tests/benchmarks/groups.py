"""How the tasks are measured at one size, in groups that share their preparation; every way by its name."""

from collections.abc import Callable, Mapping
from functools import partial
from math import nan
from pathlib import Path

from tests.benchmarks.books import BOOK, SESSIONS_A_UNIT, year_book
from tests.benchmarks.kit import Measured, Spent, Turn, attempted, interleaved, is_installed, told
from tests.benchmarks.merging import AGAIN, COMMAND, LIMIT, Merges
from tests.benchmarks.report_ways import WAYS as WORKBOOKS
from tests.benchmarks.reports import OWN, written
from tests.benchmarks.saves import SOTAY, saves
from tests.benchmarks.stores.store import STORES, store_of, write_lines
from tests.benchmarks.stores.turn import QUESTIONS
from tests.benchmarks.tasks import MOST_STOCK

PATIENCE = 3.0
"""Seconds after which a way takes no further turn."""
BARE, STOCK = "bare Textual", "DataTable"
SAVES = 60
"""Saves for each round of the other tasks."""
_KEYS = (*([("pagedown", "\x1b[6~")] * 4), ("slash", "/"), ("b", "b"), ("i", "i"), *([("backspace", "\x7f")] * 2))

Found = dict[str, Measured]
Group = Callable[[Path, int, int, set[str]], Found]
"""Measures in a new folder, at that size, in so many rounds, those tasks of its own that are wanted."""


def save(place: Path, size: int, rounds: int, _wanted: set[str]) -> Found:
    """Saves, in this process."""
    found = saves(place / "save", size, SAVES * rounds)
    del found.turns["BookStorage.commit"]
    return {"save": found}


def stores(place: Path, size: int, rounds: int, wanted: set[str]) -> Found:
    """Questions to a book and to the peers' files of the same sessions."""
    year_book(place, size)
    key = write_lines(place)
    failures: dict[str, str] = {}
    installed = [name for name, known in STORES.items() if is_installed(known.needs)]
    for name in installed:
        attempted(name, partial(_make, name, place), failures)
    names = [name for name in installed if name not in failures]
    turn = partial(told, "-m", "tests.benchmarks.stores.turn")
    found = {
        question: _interleaved({name: partial(turn, name, question, str(place), key) for name in names}, rounds)
        for question in QUESTIONS
        if question in wanted
    }
    for measured in found.values():
        measured.failures |= failures
    return found


def merge(place: Path, size: int, rounds: int, _wanted: set[str]) -> Found:
    """Files of a hundred sessions each, merged and merged again."""
    merges = Merges(place, max(1, size // SESSIONS_A_UNIT), min(size, SESSIONS_A_UNIT))
    peers = merges.peers()
    peers.pop("jq", None)
    found = _interleaved({**merges.command(), **merges.limit(), **peers}, rounds)
    # What keeps no list of the files that it has merged does all of its work again.
    both = {name: name for name in peers if not name.startswith("SQLite")}
    return {
        "merge": _named(found, {COMMAND: SOTAY, LIMIT: LIMIT, "SQLite": "SQLite", **both}),
        "remerge": _named(found, {AGAIN: SOTAY, "SQLite, again": "SQLite", **both}),
    }


def screens(place: Path, size: int, rounds: int, _wanted: set[str]) -> Found:
    """Apps in terminals, each from its start to its last key."""
    # Only some systems have such terminals.
    from tests.benchmarks.screens import TEXT, Times, compile_all, measure

    compile_all()
    if not (place / BOOK).exists():
        year_book(place, size)
    ways = {BARE: TEXT, SOTAY: ("sotay", size)} | ({STOCK: ("DataTable", size)} if size <= MOST_STOCK else {})
    times: dict[str, Times] = {name: {} for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            measure(way, place.parent, times[name], _KEYS)
    painted = {"rows": ("rows",), "page": ("pagedown",), "letter": ("b", "i", "backspace")}
    first = {name: times[name] for name in (BARE, SOTAY)}
    return {"frame": _painted(first, ("frame",))} | {task: _painted(times, keys) for task, keys in painted.items()}


def reports(place: Path, size: int, rounds: int, _wanted: set[str]) -> Found:
    """Workbooks of a register of that size."""
    found = _interleaved(written((OWN, *WORKBOOKS), size), rounds)
    return {"report": _named(found, {OWN: SOTAY} | {name: name for name in WORKBOOKS})}


GROUPS: dict[tuple[str, ...], Group] = {
    ("save",): save,
    tuple(QUESTIONS): stores,
    ("merge", "remerge"): merge,
    ("frame", "rows", "page", "letter"): screens,
    ("report",): reports,
}


def _make(name: str, place: Path) -> None:
    store_of(name).make(place)


def _interleaved(ways: Mapping[str, Turn], rounds: int) -> Measured:
    return interleaved(ways, rounds, PATIENCE)


def _named(found: Measured, names: Mapping[str, str]) -> Measured:
    """Some of the ways, under other names."""
    return Measured(
        {name: found.turns[way] for way, name in names.items() if way in found.turns},
        {name: found.failures[way] for way, name in names.items() if way in found.failures},
    )


def _painted(times: Mapping[str, Mapping[str, list[float]]], keys: tuple[str, ...]) -> Measured:
    """Of each app what the answers to these keys took."""
    turns = {
        name: [Spent(nan, milliseconds / 1000) for key in keys for milliseconds in found.get(key, ())]
        for name, found in times.items()
    }
    return Measured({name: spent for name, spent in turns.items() if spent}, {})
