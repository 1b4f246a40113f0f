"""What a run of all tasks found: as a file for later, as a table, and beside a run before."""

import os
import platform
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from math import floor, isnan, log, log10
from statistics import linear_regression, median

from msgspec import Struct

from tests.benchmarks.kit import Measured, Row
from tests.benchmarks.saves import SOTAY
from tests.benchmarks.tasks import TASKS

_PACKAGES = ("tinydb", "duckdb", "polars", "pandas", "orjson", "msgspec", "textual", "xlsxwriter", "openpyxl")
_FIGURES = str.maketrans(",.", ".,")


class Figure(Struct, omit_defaults=True):
    """What a way of doing a task cost at a size: medians in seconds, and how many times what Sổ tay's turns did.

    `peak` is of the way's process in MB, less that of an empty one.
    """

    task: str
    size: int
    way: str
    turns: int
    processor: float
    ratio: float
    clock: float | None = None
    peak: float | None = None

    @property
    def spent(self) -> float:
        """What the task's cost is told in."""
        found = self.clock if TASKS[self.task].measure == "clock" else self.processor
        assert found is not None
        return found


class Run(Struct):
    """All figures, what they were measured with, and in lines what was left out."""

    made: str
    machine: str
    versions: dict[str, str]
    empty: float
    figures: list[Figure] = []
    left_out: list[str] = []

    def add(self, task: str, size: int, found: Measured) -> None:
        """Take in what was measured of a task."""
        kind = TASKS[task].measure
        for way, turns in found.turns.items():
            clock, peak = found.median(way, "clock"), found.peak(way)
            self.figures.append(
                Figure(
                    task, size, way, len(turns), found.median(way, "processor"),
                    found.ratio(way, SOTAY, kind) if SOTAY in found.turns else 0.0,
                    None if isnan(clock) else clock,
                    None if isnan(peak) else peak - self.empty,
                )
            )  # fmt: skip
        for way, reason in found.failures.items():
            self.left_out.append(f"{TASKS[task].title}, {size:,} sessions, {way}: {reason}")

    def of(self, task: str, way: str = SOTAY) -> list[Figure]:
        """A way's figures of a task, size by size."""
        return sorted((one for one in self.figures if (one.task, one.way) == (task, way)), key=lambda one: one.size)

    def ways(self, task: str) -> Iterable[str]:
        """Everything that was measured beside Sổ tay."""
        return dict.fromkeys(one.way for one in self.figures if one.task == task and one.way != SOTAY)

    @property
    def sizes(self) -> list[int]:
        """The sizes that were measured."""
        return sorted({one.size for one in self.figures})


def new_run(empty: float) -> Run:
    """A run on this machine, today; `empty` is the memory of a process that does nothing, in MB."""
    found = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    for name in _PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    system = f"{platform.system()} {platform.release().split('-')[0]}, {os.cpu_count()} processors"
    return Run(datetime.now(UTC).date().isoformat(), system, found, empty)


def growth(figures: Iterable[Figure]) -> float | None:
    """The exponent of cost by size, fitted by least squares to the logarithms; None for a single size."""
    points = [(log(one.size), log(one.spent)) for one in figures if one.spent > 0]
    return linear_regression(*zip(*points, strict=True)).slope if len(points) > 1 else None


def table(run: Run) -> list[Row]:
    """A row for each task: ms at each size, growth, KB a session at the largest size, and the others beside it."""
    rows: list[Row] = [("ms", *(f"{size:,}" for size in run.sizes), "growth", "KB a session", "by Sổ tay's cost")]
    for task, (_, title, *_others) in TASKS.items():
        own = run.of(task)
        if own:
            by_size = {one.size: one for one in own}
            cells = (short(by_size[size].spent * 1000) if size in by_size else "" for size in run.sizes)
            exponent = growth(own)
            grows = "" if exponent is None else f"n^{exponent:.2f}"
            rows.append((title, *cells, grows, _kilobytes(own[-1]), "; ".join(_beside(run, task))))
    return rows


def _beside(run: Run, task: str) -> Iterable[str]:
    """The other ways, each at the largest size where it was measured."""
    for way in run.ways(task):
        last = run.of(task, way)[-1]
        where = "" if last.size == run.sizes[-1] else f" at {last.size:,}"
        memory = f" ({kilobytes} KB)" if (kilobytes := _kilobytes(last)) else ""
        yield f"{way} {short(last.ratio)}×{where}{memory}"


def _kilobytes(one: Figure) -> str:
    return "" if one.peak is None else short(max(0.0, one.peak) * 1024 / one.size)


def short(value: float) -> str:
    """Two significant figures, of whole numbers all: 0.36, 5.1, 12, 1,236."""
    digits = 0 if value <= 0 else max(0, 1 - floor(log10(value)))
    return f"{value:,.{digits}f}"


def markdown(run: Run) -> list[str]:
    """The table for a document in Vietnamese."""
    head, *rows = table(run)
    titles = {task.title: f"{task.vietnamese} · {task.title}" for task in TASKS.values()}
    heads = ("việc · task", *map(_in_vietnamese, head[1:-3]), "tăng · growth", "KB/buổi · a session", "× Sổ tay")
    lines = [heads, ("---", *["---:"] * (len(head) - 2), "---")]
    lines += [(titles[title], *map(_in_vietnamese, cells)) for title, *cells in rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _in_vietnamese(text: str) -> str:
    return text.translate(_FIGURES)


def compared(run: Run, former: Run) -> list[Row]:
    """The costs of this run by those of a run before, and beside them how much the machine itself differs."""
    before = {(one.task, one.size, one.way): one.spent for one in former.figures}
    rows: list[Row] = [("now by then", "sessions", SOTAY, "the others, median")]
    for one in (own for task in TASKS for own in run.of(task)):
        found = [other for other in run.figures if (other.task, other.size) == (one.task, one.size)]
        ratios = {
            other.way: other.spent / old for other in found if (old := before.get((other.task, other.size, other.way)))
        }
        own = ratios.pop(SOTAY, None)
        if own is not None:
            others = f"{median(ratios.values()):.2f}x" if ratios else ""
            rows.append((TASKS[one.task].title, f"{one.size:,}", f"{own:.2f}x", others))
    return rows
