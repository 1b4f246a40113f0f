"""What every benchmark stands on: turns taken one after the other, what a turn costs, ratios and tables.

A turn is a function that does its work once and gives what it cost. Ways to do one thing take their turns in rounds, so
that whatever else the machine does meets all of them alike; a ratio is the median over the rounds of one way's cost by
another's in the same round.
"""

import importlib.util
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Literal, NamedTuple, TypeVar

from msgspec import Struct

from tests.benchmarks.cost import now, since

ROOT = Path(__file__).parents[2]
DAY = "2014-12-10"
PATIENCE = 240.0
"""Seconds after which a process is given up."""

_LEAST = 1e-6  # seconds: what took less has not been measured

Row = tuple[str, ...]
T = TypeVar("T")
Measure = Literal["clock", "processor"]


class Spent(NamedTuple):
    """Seconds by the clock, seconds of the processors, and the peak memory of the process in MB where it is known."""

    clock: float
    processor: float
    peak: float = math.nan


Turn = Callable[[], Spent]


class Measured(Struct):
    """What each way's turns cost, way by way, and of each way that could not go on why."""

    turns: dict[str, list[Spent]]
    failures: dict[str, str]

    def median(self, way: str, measure: Measure) -> float:
        """The seconds of a turn."""
        return median(_costs(self.turns[way], measure))

    def ratio(self, way: str, other: str, measure: Measure) -> float:
        """How many times the cost of the other way's turns."""
        pairs = zip(_costs(self.turns[way], measure), _costs(self.turns[other], measure), strict=False)
        return median(mine / max(others, _LEAST) for mine, others in pairs)

    def peak(self, way: str) -> float:
        """MB at the most."""
        return median(one.peak for one in self.turns[way])


def _costs(turns: list[Spent], measure: Measure) -> list[float]:
    return [one.clock if measure == "clock" else one.processor for one in turns]


def interleaved(ways: Mapping[str, Turn], rounds: int, patience: float = math.inf) -> Measured:
    """So many rounds of all ways; one that has taken `patience` seconds, or that fails, takes no further turn."""
    found, taken = Measured({way: [] for way in ways}, {}), dict.fromkeys(ways, 0.0)
    for _ in range(rounds):
        for way, turn in ways.items():
            if way in found.failures or taken[way] > patience:
                continue
            begun = now()
            if spent := attempted(way, turn, found.failures):
                found.turns[way].append(spent)
            taken[way] += since(begun)[0]
    found.turns = {way: turns for way, turns in found.turns.items() if turns}
    return found


def attempted(way: str, work: Callable[[], T], failures: dict[str, str]) -> T | None:
    """What a way makes, or None and a line among the failures: a peer that fails is not the end of the others."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - anything may go wrong with what is not ours
        failures[way] = reason(error)
        return None


def reason(error: Exception) -> str:
    """In a line why something failed; of a process the last line that it wrote."""
    if isinstance(error, subprocess.CalledProcessError):
        said = (error.stderr or "").strip().splitlines()
        return said[-1] if said else f"ended with {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"not done after {PATIENCE:.0f} s"
    return f"{type(error).__name__}: {error}".splitlines()[0]


def timed(work: Callable[[], object]) -> Spent:
    """What a call costs in this process."""
    begun = now()
    made = work()
    spent = since(begun)
    del made
    return Spent(*spent)


def told(*words: str) -> Spent:
    """What a process of Python tells of itself, with `cost.tell`."""
    return Spent(*map(float, spoken(*words).split()))


def spoken(*words: str) -> str:
    """What a process of Python prints."""
    return _run(*words).stdout


def whole(module: str, *words: str) -> Spent:
    """What a whole process that runs a module costs, from its start to its end."""
    begun = now()
    ran = _run("-m", "tests.benchmarks.cost", module, *words)
    return Spent(*since(begun), float(ran.stderr.split()[-1]))


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    """A process that may keep its byte code, as an installed program does."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "", "PYTHONUTF8": "1"}
    command = [sys.executable, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=PATIENCE)


def is_installed(module: str) -> bool:
    """Whether a module can be imported."""
    return importlib.util.find_spec(module) is not None


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of the current one's file system, which goes with the block; what is started in it keeps keys there."""
    with tempfile.TemporaryDirectory(prefix="sotay-benchmark-", dir=Path.cwd()) as place:
        former = dict(os.environ)
        os.environ |= {"XDG_DATA_HOME": f"{place}/data", "XDG_CONFIG_HOME": f"{place}/data", "SOTAY_TODAY": DAY}
        try:
            yield Path(place)
        finally:
            os.environ.clear()
            os.environ |= former


def say(title: str, rows: list[Row]) -> None:
    """Print a table."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    sys.stdout.write("\n".join(("", title, "-" * len(title), *lines, "")))
    sys.stdout.flush()
