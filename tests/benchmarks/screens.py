"""What a person waits for: the first picture of the register, and the picture after a key.

    python -m tests.benchmarks.screens [--turns N] [--sizes FEW MANY] [--stock N]

Each way is a process of its own in a terminal of 120 × 40, and they take their turns. Times are of the processor: from
the start of the process, or from the arrival of a key, to the end of the first painting that answers it. Only ratios
count. The stock table is Textual's `DataTable`, filled with the same rows, and anew after each letter of a search.
"""

import argparse
import compileall
import json
import sys
import time
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from statistics import median

from tests.benchmarks.books import BOOK, TOPICS, year_book
from tests.benchmarks.kit import ROOT, Row, folder, say
from tests.tui.pty_app import PtyApp

PROGRAM = "tests.benchmarks.screen_apps"
FEW, MANY = 100, 100_000
STOCK = 10_000
"""Rows of the stock table, which at ten times as many would fill for half a minute and search for one."""
PATIENCE = 100.0
"""Seconds for the slowest way to answer."""
NO_PICTURE = 8.0
"""Seconds after which a key is taken to have changed nothing on the screen."""
QUIET = 0.3
"""Seconds without output after which an app has done all that was asked of it."""
Keys = Sequence[tuple[str, str]]
"""Keys by their names in Textual and by what a terminal sends."""
KEYS: Keys = (
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


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.screens", description=__doc__)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs=2, default=(FEW, MANY))
    parser.add_argument("--stock", type=int, default=STOCK, help="rows of the stock table; 0 leaves it out")
    asked = parser.parse_args()
    few, many = (("sotay", size) for size in asked.sizes)
    stock = [("DataTable", size) for size in (few[1], asked.stock)] if asked.stock else []
    with folder() as place:
        prepare(place, {size for _, size in (few, many, *stock)})
        ways = [TEXT, WIDGETS, few, many]
        times: dict[Way, Times] = {way: {} for way in [*ways, *stock]}
        for _turn in range(asked.turns):
            for way in ways:
                measure(way, place, times[way])
        for way in stock:
            measure(way, place, times[way])
    first_pictures(times)
    keys(times, [few, many], stock)
    return 0


def prepare(place: Path, sizes: Iterable[int]) -> None:
    """A book of each size, in a folder named by it."""
    compile_all()
    for size in sizes:
        year_book(place / str(size), size)


def compile_all() -> None:
    """Keep the byte code of everything that starts, as it is kept where the program is installed."""
    for part in ("logs", "exports", "tui", "tests"):
        compileall.compile_dir(ROOT / part, quiet=2)


def measure(way: Way, place: Path, times: Times, keys: Keys = KEYS) -> None:
    """One process: its first pictures, then the keys, each once the app has done with the one before."""
    name, size = way
    log = place / "log"
    log.write_text("")
    folder = place / str(size)
    words = (name, str(folder / BOOK), str(folder / TOPICS), str(log))
    app = PtyApp(PROGRAM, *words, columns=120, rows=40)
    try:
        wait(app, log, "rows" if size else "frame", PATIENCE)
        for key, typed in keys if size else ():
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


def keys(times: dict[Way, Times], own: list[Way], stock: list[Way]) -> None:
    """Every key of the app and of the stock table, at many rows by few."""
    pairs = [pair for pair in (own, stock) if pair]
    heads = [(f"{few[0]} {few[1]:,}, ms", f"{many[0]} {many[1]:,}, ms", "ratio") for few, many in pairs]
    rows: list[Row] = [("", *chain.from_iterable(heads))]
    for key, title in TOLD.items():
        if key not in ("frame", "rows"):
            cells = [_cells(*(times[way].get(key) for way in pair)) for pair in pairs]
            rows.append((title, *chain.from_iterable(cells)))
    say("From a key to its picture", rows)


def _cells(few: list[float] | None, many: list[float] | None) -> Row:
    """What a key costs at few rows, at many, and the one by the other."""
    if not few or not many:
        return ("", "", "")
    return f"{median(few):.1f}", f"{median(many):.1f}", f"{median(many) / median(few):.2f}x"


if __name__ == "__main__":
    sys.exit(main())
