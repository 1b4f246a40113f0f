"""Tables of others, as processes of their own: each is read or refused within seconds and little memory."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.logs.spreadsheets.hostile_tables import HOSTILE, largest_notebook
from tests.tui.commands import environment, new_book

if not Path("/proc/self/status").exists():
    pytest.skip("only Linux tells how much memory a process took at the most", allow_module_level=True)

MOST_SECONDS = 10
MOST_MEGABYTES = 300
# A failing test takes no machine with it. What a process took is told by itself: to those who wait for it, its first
# moment counts too, in which it is a copy of the test's own process.
BOUNDED = f"""
import atexit, pathlib, resource, runpy, sys
took = pathlib.Path(sys.argv.pop(1))
atexit.register(lambda: took.write_text(pathlib.Path("/proc/self/status").read_text()))
resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
resource.setrlimit(resource.RLIMIT_CPU, ({int(4 * MOST_SECONDS)}, {int(4 * MOST_SECONDS)}))
runpy.run_module("tui", run_name="__main__", alter_sys=True)
"""


def run_bounded(took: Path, *words: str) -> tuple[int, str]:
    """Run `sotay words`, which writes into the file what it took; returns its exit code and what it said."""
    process = subprocess.Popen(
        [sys.executable, "-c", BOUNDED, str(took), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(),
    )
    assert process.stdout is not None
    with process.stdout as stdout:
        said = stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert used.ru_utime + used.ru_stime < MOST_SECONDS, said
    most = re.search(r"VmHWM:\s*(\d+) kB", took.read_text())
    assert most is not None
    assert int(most[1]) < MOST_MEGABYTES * 1_000, said
    return process.returncode, said


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_table_is_refused_within_bounds(tmp_path: Path, name: str) -> None:
    new_book()
    path = HOSTILE[name](tmp_path / name)
    commands = [("import", str(path), "--dry-run")]
    if name.startswith(("far", "merged", "repeated", "wide")):
        commands.append(("units", "use", str(path)))
    for words in commands:
        code, said = run_bounded(tmp_path / "took", *words)
        assert code == 1, said
        assert "Traceback" not in said
        assert "panicked" not in said
        assert len(said) < 400


def test_the_largest_notebook_that_is_read_stays_within_bounds(tmp_path: Path) -> None:
    new_book()
    path = largest_notebook(tmp_path / "so-cu.xlsx")
    code, said = run_bounded(tmp_path / "took", "import", str(path), "--dry-run", "--json")
    assert (code, said.count('"line"')) == (1, 19_999)
