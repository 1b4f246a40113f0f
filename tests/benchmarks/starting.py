"""What it costs to start: help, a session logged, the list, and the app up to its first picture.

    python -m tests.benchmarks.starting [--turns N]

Each way is a whole process, and they take their turns. Times are of the processor, from the start of the process to
its end, or to the end of the first painting in a terminal of 120 × 40. Only ratios count: those of commands to a Python
that does nothing and to one that only imports click; those of the app to a Textual app of one line of text and to one
of as many stock widgets. Byte code is compiled before, as it is after an installation.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks.books import BOOK, TOPICS, year_book
from tests.benchmarks.kit import ROOT, Row, say
from tests.benchmarks.screen_apps import DAY
from tests.benchmarks.screens import PATIENCE, PROGRAM, compile_all, wait
from tests.tui.pty_app import PtyApp

SESSIONS = 100
LINE = "12/5 sh cb01 18dv 7cb lc-02 @hội trường"
PASS, CLICK = ("-c", "pass"), ("-c", "import click")
COMMANDS = {
    "sotay --help": ("--help",),
    "sotay log --help": ("log", "--help"),
    "sotay log LINE": ("log", LINE),
    "sotay list": ("list",),
    "sotay list --json": ("list", "--json"),
}
APPS = {
    "a line of text": "bare",
    "as many stock widgets, empty": "DataTable",
    "sotay, the overview": "overview",
    "sotay, the register": "sotay",
}

Way = Callable[[], float]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.starting")
    parser.add_argument("--turns", type=int, default=11)
    for title, rows in tables(parser.parse_args().turns):
        say(title, rows)
    return 0


def tables(turns: int) -> list[tuple[str, list[Row]]]:
    """A table of commands and one of apps, with their titles."""
    compile_all()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        year_book(folder / "year", SESSIONS)
        commands = measured(command_ways(folder / "year" / BOOK), turns)
        apps = measured({title: partial(first_picture, way, folder) for title, way in APPS.items()}, turns)
    return [
        ("A command, the whole process", compared(commands, ("python -c pass", "import click"))),
        ("The app, up to its first picture", compared(apps, tuple(APPS)[:2])),
    ]


def measured(ways: dict[str, Way], turns: int) -> dict[str, list[float]]:
    """The milliseconds of each way, turn by turn."""
    times: dict[str, list[float]] = {title: [] for title in ways}
    for _turn in range(turns):
        for title, way in ways.items():
            times[title].append(way())
    return times


def compared(times: dict[str, list[float]], peers: tuple[str, ...]) -> list[Row]:
    """A row for each way: its milliseconds, and its ratio to each peer, the median over the turns."""
    rows: list[Row] = [("", "ms", *(f"by {peer}" for peer in peers))]
    for title, spent in times.items():
        ratios = (median(own / other for own, other in zip(spent, times[peer], strict=True)) for peer in peers)
        rows.append((title, f"{median(spent):.0f}", *(f"{ratio:.2f}x" for ratio in ratios)))
    return rows


def command_ways(book: Path) -> dict[str, Way]:
    """The commands, each as a process on the book, after the two that they are compared with."""
    words: dict[str, tuple[str, ...]] = {"python -c pass": PASS, "import click": CLICK}
    words |= {title: ("-m", "tui", "--book", str(book), *given) for title, given in COMMANDS.items()}
    return {title: partial(whole_process, given) for title, given in words.items()}


def whole_process(words: tuple[str, ...]) -> float:
    """The milliseconds of the processor that a Python takes to do this and to end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOTAY_TODAY": DAY}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


def first_picture(way: str, folder: Path) -> float:
    """The milliseconds of the processor from the start of an app of `screen_apps` to the end of its first painting."""
    log = folder / "log"
    log.write_text("")
    year = folder / ("year" if way in ("sotay", "overview") else "empty")
    app = PtyApp(PROGRAM, way, str(year / BOOK), str(year / TOPICS), str(log), columns=120, rows=40)
    try:
        wait(app, log, "frame", PATIENCE)
    finally:
        app.close()
    return float(json.loads(log.read_text().splitlines()[0])["ms"])


if __name__ == "__main__":
    sys.exit(main())
