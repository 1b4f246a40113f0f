"""A full disk: a limit on the size of files, and a file system that has no room left."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.child import child, fill_and_go_on
from tests.faults.figures import Figures, total
from tests.faults.saves import look, make


def limited_files(folder: Path, count: int, seed: int) -> Figures:
    """No file may outgrow a limit, chosen anew each time (RLIMIT_FSIZE: a write takes what fits, the next fails)."""
    dice = random.Random(seed)  # noqa: S311 - sizes, not secrets
    return total(
        [_filled(folder / str(number), folder / f"a{number}", dice.randrange(1, 70_000)) for number in range(count)]
    )


def full_file_systems(folder: Path, count: int, seed: int) -> Figures:
    """A file system in memory that fills up, with some room for small saves or none; then there is room again."""
    dice = random.Random(seed)  # noqa: S311 - sizes, not secrets
    figures = []
    for number in range(count):
        with file_system(folder / f"disk-{number}", "-t", "tmpfs", "-o", "size=1m", "none") as place:
            make(place / "book", 9).let_go()
            free = os.statvfs(place)
            ballast = place / "ballast"
            ballast.write_bytes(bytes((free.f_bavail - dice.randrange(16)) * free.f_bsize))
            figures.append(_filled(place / "book", folder / f"a{number}", 0, ballast))
    return total(figures)


def cannot_limit() -> str:
    """Why the size of files cannot be limited here; empty where it can."""
    return "this system knows no limit on the size of files" if sys.platform == "win32" else ""


def cannot_mount() -> str:
    """Why no file system can be mounted here; empty where one can."""
    if sys.platform != "linux":
        return "only Linux can mount file systems this way"
    if os.geteuid() != 0:
        return "only the administrator may mount file systems"
    probe = Path("/proc/self/status").read_text(encoding="ascii")
    mask = int(next(line.split()[1] for line in probe.splitlines() if line.startswith("CapEff")), 16)
    return "" if mask & (1 << 21) else "this administrator may not mount (a container)"


@contextmanager
def file_system(place: Path, *mount: str) -> Iterator[Path]:
    """A mounted file system, let go of at the end."""
    place.mkdir()
    subprocess.run(["mount", *mount, str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _filled(book: Path, acknowledged: Path, limit: int, ballast: Path | None = None) -> Figures:
    if not ballast:
        make(book, 9).let_go()
    with child(fill_and_go_on, book, acknowledged, limit, number=9) as program:
        assert program.wait_for_word() == "full"
        least = program.acknowledged.number
        found, notices = look(book, read_only=True)
        assert found <= least + 1, "a save came back that had failed"
        lost, alarms = max(0, least - found), int(bool(notices))
        if ballast:
            ballast.unlink()
        program.go()
        assert program.wait_for_word() == "done", "saving does not work with room again"
        program.kill()
        least = program.acknowledged.number
    found, notices = look(book)
    assert found == least
    return Figures(1, lost, alarms + bool(notices))
