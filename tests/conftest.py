"""What holds for every test: what is right is right on a slow machine too, and what a system cannot run is left out."""

import sys

from hypothesis import HealthCheck, settings

# Where these type into the program, a pseudo-terminal of Unix is the terminal: Windows has none.
collect_ignore_glob = ["*_pty.py"] if sys.platform == "win32" else []

# Where `CI` is set, Hypothesis would try the same examples each time. What no run has tried yet is worth more: the
# check takes others with every change, and what fails is told in a line that brings the example back.
settings.register_profile(
    "any machine",
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("any machine")
