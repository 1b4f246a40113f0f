"""What a person waits for: the first picture of the register, and the picture after a key.

    python -m tests.benchmarks.screens [--turns N] [--no-stock]

Each way is a process of its own in a terminal of 120 × 40, and they take their turns. Times are of the processor: from
the start of the process, or from the arrival of a key, to the end of the first painting that answers it. Only ratios
count. The stock table is Textual's `DataTable`, filled with the same rows, and anew after each letter of a search.
"""

import argparse
import compileall
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from tests.benchmarks.books import made, various
from tests.benchmarks.saves import Row, say
from tests.tui.pty_app import ROOT, PtyApp

PROGRAM = Path(__file__).with_name("screen_apps.py")
FEW, MANY = 100, 100_000
STOCK = 10_000
"""Rows of the stock table, which at ten times as many would fill for half a minute and search for one."""
PATIENCE = 100.0
"""Seconds for the slowest way to answer."""
NO_PICTURE = 8.0
"""Seconds after which a key is taken to have changed nothing on the screen."""
QUIET = 0.3
"""Seconds without output after which an app has done all that was asked of it."""
KEYS = (
    *([("down", "\x1b[B")] * 15),
    *([("pagedown", "\x1b[6~"), ("pageup", "\x1b[5~")] * 5),
    *([("ctrl+end", "\x1b[1;5F"), ("ctrl+home", "\x1b[1;5H")] * 4),
    ("slash", "/"),
    *([(letter, letter) for letter in "bien"] + [("backspace", "\x7f")] * 4) * 2,
)
TOLD = {
    "frame": "the frame",
    "rows": "with its rows",
    "down": "cursor down",
    "pagedown": "a page down",
    "ctrl+end": "to the end",
    "ctrl+home": "to the beginning",
    "b": "search: b",
    "i": "search: bi",
    "e": "search: bie",
    "n": "search: bien",
    "backspace": "search: a letter less",
}
Way = tuple[str, int]
Times = dict[str, list[float]]
TEXT, WIDGETS = ("bare", 0), ("DataTable", 0)
NAMES = {TEXT: "a line of text", WIDGETS: "as many stock widgets, empty"}


def topics(count: int) -> list[str]:
    """As many topics as such a book has, for the stock table."""
    numbers = random.Random(1)  # noqa: S311 - repeatable on purpose
    return [various(numbers).topic for _ in range(count)]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.screens", description=__doc__)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--no-stock", action="store_true", help="leave the stock table out: it takes minutes")
    asked = parser.parse_args()
    for part in ("logs", "exports", "tui", "tests"):
        compileall.compile_dir(ROOT / part, quiet=2)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in (FEW, MANY):
            made(folder / str(size), size, role="committee", varied=True).close()
        ways = [TEXT, WIDGETS, ("sotay", FEW), ("sotay", MANY)]
        times: dict[Way, Times] = {way: {} for way in [*ways, ("DataTable", FEW), ("DataTable", STOCK)]}
        for _turn in range(asked.turns):
            for way in ways:
                measure(way, folder, times[way])
        for way in () if asked.no_stock else (("DataTable", FEW), ("DataTable", STOCK)):
            measure(way, folder, times[way])
    first_pictures(times)
    keys(times)
    return 0


def measure(way: Way, folder: Path, times: Times) -> None:
    """One process: its first pictures, then the keys, each once the app has done with the one before."""
    name, size = way
    log = folder / "log"
    log.write_text("")
    app = PtyApp(PROGRAM, name, str(size), str(folder / str(size)), str(log), columns=120, rows=40)
    try:
        wait(app, log, "rows" if size else "frame", PATIENCE)
        for key, typed in KEYS if size else ():
            app.send(typed)
            # A key that leaves the table as it is has no picture.
            wait(app, log, key, NO_PICTURE if key != "slash" else 0)
    finally:
        app.close()
    for said in map(json.loads, log.read_text().splitlines()):
        times.setdefault(said["key"], []).append(said["ms"])


def wait(app: PtyApp, log: Path, key: str, seconds: float) -> None:
    """Read the terminal until the app has noted the answer to a key, or for so long, and has come to rest."""
    begun = time.monotonic()
    rest, written = begun + QUIET, len(app.output)
    said = log.read_text().count(f'"{key}"') if key not in ("frame", "rows") else 0
    while (now := time.monotonic()) < rest or (now < begun + seconds and log.read_text().count(f'"{key}"') <= said):
        if app.process.poll() is not None:
            raise AssertionError(f"the app ended:\n{app.text}")
        app.read(0.05)
        if len(app.output) > written:
            written, rest = len(app.output), now + QUIET


def first_pictures(times: dict[Way, Times]) -> None:
    """The first picture of each way by that of a line of text, and by that of as many stock widgets."""
    text, widgets = (median(times[way]["frame"]) for way in (TEXT, WIDGETS))
    rows: list[Row] = [("", "ms", "by a line of text", "by as many stock widgets")]
    for way, found in times.items():
        for key in ("frame", "rows"):
            if key in found and (way[0] == "sotay" or (key == "rows") == (way[1] > 0)):
                spent = median(found[key])
                title = f"{way[0]} {way[1]:,}, {TOLD[key]}" if way[1] else NAMES[way]
                rows.append((title, f"{spent:.0f}", f"{spent / text:.2f}x", f"{spent / widgets:.2f}x"))
    say("The first picture", rows)


def keys(times: dict[Way, Times]) -> None:
    """Every key of the app and of the stock table, at many rows by few."""
    rows: list[Row] = [
        ("", f"sotay {FEW}, ms", f"sotay {MANY:,}, ms", "ratio", f"DataTable {FEW}, ms", f"{STOCK:,}, ms", "ratio")
    ]
    for key, title in TOLD.items():
        if key not in ("frame", "rows"):
            rows.append((title, *cells(times, "sotay", key), *cells(times, "DataTable", key)))
    say("From a key to its picture", rows)


def cells(times: dict[Way, Times], name: str, key: str) -> Iterable[str]:
    """What a key costs at few rows, at many, and the one by the other."""
    few, many = (times[name, size].get(key) for size in (FEW, MANY if name == "sotay" else STOCK))
    if not few or not many:
        return ("", "", "")
    return f"{median(few):.1f}", f"{median(many):.1f}", f"{median(many) / median(few):.2f}x"


if __name__ == "__main__":
    sys.exit(main())
