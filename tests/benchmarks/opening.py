"""What it costs to open a book, each way in a process of its own: seconds and peak memory."""

from functools import partial
from pathlib import Path

from tests.benchmarks.kit import Row, interleaved, is_installed, told, whole

TURNS = 5
EVERYTHING = ("--date", "12/5", "--form", "sh", "--audience", "dv=18", "--attendance", "18", "--theme", "lc-02")

_PROBE = """
import datetime, sys
from pathlib import Path
from tests.benchmarks.cost import now, since, tell
import {module} as module
path = Path(sys.argv[1])
begun = now()
{work}
tell(since(begun))
"""
WAYS = {
    "read the bytes": ("os", "path.read_bytes()"),
    "BookStorage, nothing read yet": ("logs.store.storage", "module.BookStorage(path.parent, read_only=False)"),
    "BookStorage, every session at hand": (
        "logs.store.storage",
        "storage = module.BookStorage(path.parent); len(storage.rows('sessions'))",
    ),
    "LogBook.open, every session at hand": (
        "logs.book.book",
        "book = module.LogBook.open(path.parent, clock=datetime.datetime.now); len(book.storage.rows('sessions'))",
    ),
    "LogBook.open, every session decoded": (
        "logs.book.book",
        "book = module.LogBook.open(path.parent, clock=datetime.datetime.now); len(book.sessions.records)",
    ),
    "orjson.loads": ("orjson", "module.loads(path.read_bytes())"),
    "msgspec.json.decode": ("msgspec.json", "module.decode(path.read_bytes())"),
    "json.loads": ("json", "module.loads(path.read_bytes())"),
}


def opening(folder: Path) -> list[Row]:
    """A table of all ways, on the same bytes."""
    path = folder / "book.json"
    ways = {
        name: partial(told, "-c", _PROBE.format(module=module, work=work), str(path))
        for name, (module, work) in WAYS.items()
        if is_installed(module.partition(".")[0])
    }
    found = interleaved(ways, TURNS)
    peer = "orjson.loads" if "orjson.loads" in found.turns else "msgspec.json.decode"
    rows: list[Row] = [(f"file of {path.stat().st_size / 1e6:.0f} MB", "ms", f"by {peer}", "peak MB")]
    for name in found.turns:
        milliseconds, ratio = found.median(name, "clock") * 1000, found.ratio(name, peer, "clock")
        rows.append((name, f"{milliseconds:.1f}", f"{ratio:.2f}x", f"{found.peak(name):.0f}"))
    return rows


def whole_processes(folders: dict[int, Path]) -> list[Row]:
    """`sotay log` in books of these sizes, from the start of the process to its end, in turns."""
    ways = {"everything given": EVERYTHING, "a line, the rest guessed from earlier sessions": ("12/5 18dv 7cb lc-02",)}
    found = interleaved(
        {
            f"{way} {size}": partial(whole, "tui", "--book", str(folders[size]), "log", *words)
            for way, words in ways.items()
            for size in folders
        },
        2 * TURNS,
    )
    rows: list[Row] = [("sessions", *ways)]
    for size in folders:
        names = [(f"{way} {size}", f"{way} {min(folders)}") for way in ways]
        cells = [(found.median(name, "clock") * 1000, found.ratio(name, least, "clock")) for name, least in names]
        rows.append((f"{size:,}", *(f"{spent:.0f} ms, {ratio:.2f}x" for spent, ratio in cells)))
    return rows
