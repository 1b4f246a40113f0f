"""What single tests need that not every system has; files of tests that a system cannot run at all: `conftest.py`."""

import os
import sys

import pytest

_IS_WINDOWS = sys.platform == "win32"

exchanges_open_files = pytest.mark.skipif(
    _IS_WINDOWS, reason="Windows lets nobody replace, rename or remove a file that a program holds open"
)
makes_links = pytest.mark.skipif(_IS_WINDOWS, reason="Windows lets only administrators make symbolic links")
names_freely = pytest.mark.skipif(_IS_WINDOWS, reason="Windows takes no such names for files")
reads_mounts = pytest.mark.skipif(_IS_WINDOWS, reason="Windows is asked about drives, not about mounts")
syncs_folders = pytest.mark.skipif(_IS_WINDOWS, reason="Windows makes names durable by itself and cannot sync folders")

TOOLS_ARE_REQUIRED = os.environ.get("TESTS_REQUIRE_TOOLS") == "1"
"""Set by the project's own check, which installs them: there a test that finds a tool missing is no test left out."""


def patience() -> float:
    """Seconds after which what a test waits for is taken not to come: 5, and more where others want the machine too."""
    waiting = os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 1
    return 20 if "CI" in os.environ else 5 * (1 + waiting)


def processor_seconds(most: float) -> float:
    """The bound on what something may take of a processor: wider on the machines of checks, slow while others work."""
    return 2.5 * most if "CI" in os.environ else most


def skip_where(why_not: str) -> None:
    """Leave out the rest of a test where the system cannot do what it takes; `why_not` is empty where it can."""
    if why_not and TOOLS_ARE_REQUIRED:
        pytest.fail(f"TESTS_REQUIRE_TOOLS=1, and {why_not}")
    if why_not:
        pytest.skip(why_not)
