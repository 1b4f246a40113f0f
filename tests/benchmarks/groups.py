"""How the tasks are measured at one size, in groups that share their preparation; every way by its name."""

import shutil
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from math import nan
from pathlib import Path

from tests.benchmarks.books import BOOK, SESSIONS_A_UNIT, year_book
from tests.benchmarks.keystrokes import keystrokes
from tests.benchmarks.kit import Measured, Spent, Turn, attempted, interleaved, is_installed, told, whole
from tests.benchmarks.merging import AGAIN, COMMAND, LIMIT, Merges
from tests.benchmarks.report_ways import NEEDS
from tests.benchmarks.report_ways import WAYS as WORKBOOKS
from tests.benchmarks.saves import SOTAY, saves
from tests.benchmarks.stores.store import STORES, store_of, write_lines
from tests.benchmarks.stores.turn import KEY, QUESTIONS
from tests.benchmarks.tasks import COMMANDS, MOST_STOCK
from tests.benchmarks.turns import turns

PATIENCE = 3.0
"""Seconds after which a way takes no further turn."""
BARE, STOCK = "bare Textual", "DataTable"
SAVES = 60
"""Saves for each round of the other tasks."""
WHOLE = " (command)"
"""What a question's task is called where the whole process is measured."""
_TURN = "tests.benchmarks.stores.turn"
_KEYS = (*([("pagedown", "\x1b[6~")] * 4), ("slash", "/"), ("b", "b"), ("i", "i"), *([("backspace", "\x7f")] * 2))

Found = dict[str, Measured]
Group = Callable[[Path, int, int, set[str]], Found]
"""Measures in a new folder, at that size, in so many rounds, those tasks of its own that are wanted."""


def save(place: Path, size: int, rounds: int, _wanted: set[str]) -> Found:
    """Saves, in this process."""
    return {"save": saves(place, _book(place, size), SAVES * rounds)}


def stores(place: Path, size: int, rounds: int, wanted: set[str]) -> Found:
    """Questions to a book and to the peers' files of the same sessions, by the library and as whole processes."""
    _book(place, size)
    key = write_lines(place)
    failures: dict[str, str] = {}
    installed = [name for name, known in STORES.items() if is_installed(known.needs)]
    for name in installed:
        attempted(name, partial(_make, name, place), failures)
    names = [name for name in installed if name not in failures]
    found = {}
    for task in wanted:
        question = QUESTIONS[task.removesuffix(WHOLE)]
        asked = [name for name in names if not question.changes or hasattr(store_of(name), "save")]
        ways = {name: partial(_asked, name, task, place, key) for name in asked}
        found[task] = _interleaved(ways, rounds)
        found[task].failures |= failures
    return found


def _asked(name: str, task: str, place: Path, key: str) -> Spent:
    question = QUESTIONS[task.removesuffix(WHOLE)]
    if not task.endswith(WHOLE):
        with_copy = question.changes
        folder = shutil.copytree(place, place / "copy", ignore=_NOT_COPIED) if with_copy else place
        try:
            return told("-m", _TURN, name, task, str(folder), key)
        finally:
            if with_copy:
                shutil.rmtree(folder)
    if name == SOTAY:
        words = (key if word == KEY else word for word in question.command)
        return whole("tui", "--book", str(place / BOOK), *words)
    return whole(_TURN, name, task.removesuffix(WHOLE), str(place), key)


_NOT_COPIED = shutil.ignore_patterns("received", "backups", "copy", "*.jsonl", "*.txt")


def commands(place: Path, size: int, rounds: int, wanted: set[str]) -> Found:
    """Whole commands that no peer has; each writes into a copy of the book and into a folder of its own."""
    book = _book(place, size)
    # An earlier command has left beside the book what it had worked out; the list of questions leaves all of it.
    whole("tui", "--book", str(book), *COMMANDS["questions"])
    numbers = count()

    def turn(words: tuple[str, ...]) -> Spent:
        folder = place / f"command-{next(numbers)}"
        copied = shutil.copytree(book, folder / BOOK)
        try:
            return whole("tui", "--book", str(copied), *(word.replace("FOLDER", str(folder)) for word in words))
        finally:
            shutil.rmtree(folder)

    return {
        task: _interleaved({SOTAY: partial(turn, words)}, rounds) for task, words in COMMANDS.items() if task in wanted
    }


def start(place: Path, size: int, rounds: int, wanted: set[str]) -> Found:
    """The least that is asked of the command line, beside a program that only imports what reads its words."""
    found = commands(place, size, rounds, wanted)
    for one in found.values():
        one.turns |= _interleaved({"import click": lambda: whole("click.globals")}, rounds).turns
    return found


def entry(place: Path, size: int, rounds: int, _wanted: set[str]) -> Found:
    """Keys of the entry line, in this process."""
    return {"entry": Measured({SOTAY: keystrokes(_book(place, size), rounds)}, {})}


def merge(place: Path, size: int, rounds: int, _wanted: set[str]) -> Found:
    """Files of a hundred sessions each, merged and merged again."""
    merges = Merges(place, max(1, size // SESSIONS_A_UNIT), min(size, SESSIONS_A_UNIT))
    peers = merges.peers()
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
    _book(place, size)
    ways = {BARE: TEXT, SOTAY: ("sotay", size)} | ({STOCK: ("DataTable", size)} if size <= MOST_STOCK else {})
    times: dict[str, Times] = {name: {} for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            measure(way, place.parent, times[name], _KEYS)
    painted = {"rows": ("rows",), "page": ("pagedown",), "letter": ("b", "i", "backspace")}
    first = {name: times[name] for name in (BARE, SOTAY)}
    return {"frame": _painted(first, ("frame",))} | {task: _painted(times, keys) for task, keys in painted.items()}


def loop(place: Path, size: int, rounds: int, _wanted: set[str]) -> Found:
    """The app on a copy of the book, by all of its modes: of each round the longest turn of its event loop."""
    steps = turns(_book(place, size), rounds).values()
    longest = [Spent(nan, max(longest for longest, _all in steps) / 1000) for steps in zip(*steps, strict=True)]
    return {"turn": Measured({SOTAY: longest}, {})}


def reports(place: Path, size: int, rounds: int, _wanted: set[str]) -> Found:
    """The report as a workbook, and workbooks of the same sessions."""
    own = commands(place, size, rounds, {"report"})["report"]
    write_lines(place)
    peers = {
        name: partial(whole, "tests.benchmarks.report_ways", name, str(place))
        for name in WORKBOOKS
        if is_installed(NEEDS[name])
    }
    others = _interleaved(peers, rounds)
    return {"report": Measured(own.turns | others.turns, own.failures | others.failures)}


GROUPS: dict[tuple[str, ...], Group] = {
    ("save",): save,
    ("entry",): entry,
    (*QUESTIONS, *(name + WHOLE for name, one in QUESTIONS.items() if one.command)): stores,
    ("log", "help"): start,
    tuple(name for name in COMMANDS if name not in ("log", "help", "report")): commands,
    ("merge", "remerge"): merge,
    ("frame", "rows", "page", "letter"): screens,
    ("turn",): loop,
    ("report",): reports,
}


def _book(place: Path, size: int) -> Path:
    """The standard book of that size, made once."""
    if not (place / BOOK).exists():
        year_book(place, size)
    return place / BOOK


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
