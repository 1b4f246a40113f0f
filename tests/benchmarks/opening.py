"""What it costs to open a book, each way in a process of its own: seconds and peak memory."""

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
TURNS = 5
EVERYTHING = ("--date", "12/5", "--form", "sh", "--audience", "dv=18", "--attendance", "18", "--theme", "lc-02")

# Prints seconds and peak memory in MB. What Linux gives of a process includes the one that started it, but for VmHWM.
_PROBE = """
import re, resource, sys, time
from pathlib import Path
from tests.books import Clock
import {module} as module
path = Path(sys.argv[1])
begun = time.perf_counter()
{work}
seconds = time.perf_counter() - begun
status = Path("/proc/self/status")
if status.exists():
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(seconds, peak / 1024)
"""
WAYS = {
    "read the bytes": ("os", "path.read_bytes()"),
    "BookStorage, nothing read yet": ("logs.storage", "module.BookStorage(path.parent, read_only=False)"),
    "BookStorage, every session at hand": (
        "logs.storage",
        "storage = module.BookStorage(path.parent); len(storage.rows('sessions'))",
    ),
    "LogBook.open, every session at hand": (
        "logs.book",
        "book = module.LogBook.open(path.parent, clock=Clock()); len(book.storage.rows('sessions'))",
    ),
    "LogBook.open, every session decoded": (
        "logs.book",
        "book = module.LogBook.open(path.parent, clock=Clock()); len(book.records)",
    ),
    "orjson.loads": ("orjson", "module.loads(path.read_bytes())"),
    "msgspec.json.decode": ("msgspec.json", "module.decode(path.read_bytes())"),
    "json.loads": ("json", "module.loads(path.read_bytes())"),
}


def opening(folder: Path) -> list[tuple[str, ...]]:
    """A table of all ways, on the same bytes."""
    path = folder / "book.json"
    ways = {name: way for name, way in WAYS.items() if importlib.util.find_spec(way[0].partition(".")[0])}
    turns: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(TURNS):
        for name, (module, work) in ways.items():
            said = _run(_PROBE.format(module=module, work=work), str(path)).split()
            turns[name].append((float(said[0]), float(said[1])))
    seconds = {name: median(time for time, _ in turn) for name, turn in turns.items()}
    peer = seconds.get("orjson.loads", seconds["msgspec.json.decode"])
    named = "orjson.loads" if "orjson.loads" in seconds else "msgspec.json.decode"
    rows: list[tuple[str, ...]] = [(f"file of {path.stat().st_size / 1e6:.0f} MB", "ms", f"by {named}", "peak MB")]
    for name, turn in turns.items():
        memory = median(megabytes for _, megabytes in turn)
        rows.append((name, f"{seconds[name] * 1000:.1f}", f"{seconds[name] / peer:.2f}x", f"{memory:.0f}"))
    return rows


def whole_processes(folders: dict[int, Path]) -> list[tuple[str, ...]]:
    """`sotay log` in books of these sizes, from the start of the process to its end, in turns."""
    ways = {"everything given": EVERYTHING, "a line, the rest guessed from earlier sessions": ("12/5 18dv 7cb lc-02",)}
    turns: dict[tuple[str, int], list[float]] = {(way, size): [] for way in ways for size in folders}
    for _ in range(2 * TURNS):
        for (way, size), turn in turns.items():
            begun = time.perf_counter()
            _sotay(folders[size], "log", *ways[way])
            turn.append(time.perf_counter() - begun)
    rows: list[tuple[str, ...]] = [("sessions", *ways)]
    for size in folders:
        cells = [(median(turns[way, size]), median(turns[way, min(folders)])) for way in ways]
        rows.append((f"{size:,}", *(f"{spent * 1000:.0f} ms, {spent / least:.2f}x" for spent, least in cells)))
    return rows


def _sotay(folder: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tui", "--book", str(folder), *words],
        check=True,
        capture_output=True,
        env=_environment(),
    )


def _run(program: str, *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", program, *words], check=True, capture_output=True, text=True, env=_environment()
    )
    return ran.stdout


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
