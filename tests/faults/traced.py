"""Faults put into the calls themselves by `strace`: at every occurrence of every call, an error or the program's end.

The child stands ready before strace is attached, so that only the act's own calls are counted.
"""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.faults.calls import ACTS
from tests.faults.child import act_once, child
from tests.faults.figures import Figures
from tests.faults.saves import goes_on, look

CALLS = (
    "openat",
    "newfstatat",
    "read",
    "lseek",
    "write",
    "ftruncate",
    "fsync",
    "fdatasync",
    "linkat",
    "link",
    "rename",
    "unlink",
)
FAULTS = ("error=ENOSPC", "error=EIO", "error=EINTR", "signal=KILL")


def cannot_trace() -> str:
    """Why strace cannot be used here; empty where it can."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "tracing is not allowed here"


def traced_faults(folder: Path, indexes: range, faults: tuple[str, ...] = FAULTS) -> Figures:
    """Every occurrence of every call of these acts of `calls.ACTS`, with each of the faults."""
    tried = lost = alarms = 0
    for index in indexes:
        place = folder / f"counted-{index}"
        for call, occurrences in _count(place, index).items():
            for fault in faults:
                for number in range(1, occurrences + 1):
                    book = folder / f"{index}-{call}-{fault}-{number}"
                    one = _with_fault(book, index, f"{call}:{fault}:when={number}")
                    tried, lost, alarms = tried + 1, lost + one.lost, alarms + one.alarms
                    shutil.rmtree(book)
    return Figures(tried, lost, alarms)


def _count(place: Path, index: int) -> dict[str, int]:
    """How often the act makes each call when nothing disturbs it."""
    log = place.with_suffix(".log")
    _run(place, index, "-e", f"trace={','.join(CALLS)}", "-o", str(log))
    lines = log.read_text(encoding="utf-8", errors="replace")
    return {call: found for call in CALLS if (found := len(re.findall(rf"(?m)^(?:\d+ +)?{call}\(", lines)))}


def _with_fault(book: Path, index: int, inject: str) -> Figures:
    act = ACTS[index]
    least, word = _run(
        book, index, "-e", f"trace={inject.partition(':')[0]}", "-e", f"inject={inject}", "-o", "/dev/null"
    )
    assert word in ("go", "done", "save_failed", "book_folder"), word
    found, notices = look(book)
    assert found <= act.number + act.saves
    goes_on(book)
    return Figures(1, max(0, least - found), bool(notices) and not act.damaged)


def _run(book: Path, index: int, *options: str) -> tuple[int, str]:
    """Let a child do the act under strace: the last save it acknowledged, and how it ended, `go` when killed."""
    with child(act_once, book, book.with_suffix(".acknowledged"), index) as program:
        pid = program.wait_for_word().removeprefix("ready ")
        tracer = subprocess.Popen(["strace", "-p", pid, *options], stderr=subprocess.PIPE, text=True)
        with tracer:
            assert tracer.stderr
            assert "attached" in tracer.stderr.readline()
            program.acknowledged.word = "go"
            until = time.monotonic() + 60
            while (word := program.acknowledged.word) == "go" and program.process.is_alive():
                if time.monotonic() > until:
                    raise TimeoutError("the act does not end")
                time.sleep(0.001)
            program.kill()
            tracer.wait(60)
        return program.acknowledged.number, word
