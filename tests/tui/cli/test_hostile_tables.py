"""Tables of others, as processes of their own: each is read or refused within seconds and little memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.logs.spreadsheets.hostile_tables import HOSTILE, largest_notebook
from tests.tui.commands import environment, new_book

pytest.importorskip("resource", reason="Windows tells nobody what a process took")

MOST_SECONDS = 10  # of a processor: a busy machine makes none of them longer
MOST_MEGABYTES = 300
# A failing test takes no machine with it.
BOUNDED = f"""
import resource, runpy
resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
resource.setrlimit(resource.RLIMIT_CPU, ({4 * MOST_SECONDS}, {4 * MOST_SECONDS}))
runpy.run_module("tui", run_name="__main__", alter_sys=True)
"""


def run_bounded(*words: str) -> tuple[int, str]:
    """Run `sotay words`; returns its exit code and what it said."""
    process = subprocess.Popen(
        [sys.executable, "-c", BOUNDED, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment()
    )
    assert process.stdout is not None
    with process.stdout as stdout:
        said = stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert used.ru_utime + used.ru_stime < MOST_SECONDS, said
    assert used.ru_maxrss < MOST_MEGABYTES * 1_000, said
    return process.returncode, said


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_table_is_refused_within_bounds(tmp_path: Path, name: str) -> None:
    new_book()
    path = HOSTILE[name](tmp_path / name)
    commands = [("import", str(path), "--dry-run")]
    if name.startswith(("far", "merged", "repeated", "wide")):
        commands.append(("units", "use", str(path)))
    for words in commands:
        code, said = run_bounded(*words)
        assert code == 1, said
        assert "Traceback" not in said
        assert "panicked" not in said
        assert len(said) < 400


def test_the_largest_notebook_that_is_read_stays_within_bounds(tmp_path: Path) -> None:
    new_book()
    path = largest_notebook(tmp_path / "so-cu.xlsx")
    code, said = run_bounded("import", str(path), "--dry-run", "--json")
    assert (code, said.count('"line"')) == (1, 19_999)
