"""The command line as tests run it: in this process, or as a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tui.cli import sotay

ROOT = Path(__file__).parents[2]
GOOD = (
    "--date", "12/5", "--form", "sh", "--attendance", "25", "--audience", "dv=18", "--audience", "CB=7",
    "--theme", "lc-02", "--theme", "QT-02",
)  # fmt: skip


def run(*args: str) -> Result:
    """Run `sotay args`; an exception that nothing caught is raised again."""
    return CliRunner().invoke(sotay, args, catch_exceptions=False)


def done(*args: str) -> Result:
    """Run `sotay args`, which has to succeed."""
    result = run(*args)
    assert result.exit_code == 0, result.output
    return result


def read(*args: str) -> Any:
    """The one JSON document that `sotay args --json` prints."""
    return json.loads(done(*args, "--json").stdout)


def refused(code: int, *args: str) -> str:
    """What `sotay args` says on stderr as it ends with the exit code `code`, stdout being empty."""
    result = run(*args)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def new_book(*more: str, unit: str = "CB01") -> None:
    """Make the book of the test."""
    done("init", "--unit", unit, "--reporter", "Lò Văn Pản", *more)


def log(*args: str) -> str:
    """Log a session and return its id."""
    return done("log", *args).stdout.strip()


def process(*args: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run `sotay args` as a process of its own."""
    settings = {"capture_output": True, "timeout": 60, "env": environment(), **more}
    return subprocess.run([sys.executable, "-m", "tui", *args], check=False, **settings)


def environment(**more: str) -> dict[str, str]:
    """The environment of the test, with the project on the import path."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}
