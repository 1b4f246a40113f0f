"""What holds for every test: what is right is right on a slow machine too, and what a system cannot run is left out."""

import sys

from hypothesis import HealthCheck, settings

# Where these type into the program, a pseudo-terminal of Unix is the terminal: Windows has none.
collect_ignore_glob = ["tui/test_*_pty.py"] if sys.platform == "win32" else []

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("any machine")
