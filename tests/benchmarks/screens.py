"""What a person waits for: the first picture of the register, and the picture after a key.

Each way is a process of its own in a terminal of 120 × 40, and they take their turns. Times are of the processor: from
the start of the process, or from the arrival of a key, to the end of the first painting that answers it. Only ratios
count. The stock table is Textual's `DataTable`, filled with the same rows, and anew after each letter of a search.
"""

import compileall
import json
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.books import BOOK, TOPICS
from tests.benchmarks.kit import ROOT
from tests.tui.pty_app import PtyApp

PROGRAM = "tests.benchmarks.screen_apps"
PATIENCE = 100.0
"""Seconds for the slowest way to answer."""
NO_PICTURE = 8.0
"""Seconds after which a key is taken to have changed nothing on the screen."""
QUIET = 0.3
"""Seconds without output after which an app has done all that was asked of it."""
Keys = Sequence[tuple[str, str]]
"""Keys by their names in Textual and by what a terminal sends."""
Way = tuple[str, int]
Times = dict[str, list[float]]
TEXT = ("bare", 0)


def compile_all() -> None:
    """Keep the byte code of everything that starts, as it is kept where the program is installed."""
    for part in ("logs", "exports", "tui", "tests"):
        compileall.compile_dir(ROOT / part, quiet=2)


def measure(way: Way, place: Path, times: Times, keys: Keys) -> None:
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
