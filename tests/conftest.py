"""Which tests a system cannot run at all; a single test that needs what a system lacks says so beside itself."""

import sys

# Where these type into the program, a pseudo-terminal of Unix is the terminal: Windows has none.
collect_ignore_glob = ["tui/test_*_pty.py"] if sys.platform == "win32" else []
