"""What the single file begins with."""

import os
import sys

from tui.__main__ import main

# Programs that this one starts (a browser, LibreOffice) need the system's libraries, not those that came with this one.
for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
    os.environ.pop(name, None)
    if (before := os.environ.pop(f"{name}_ORIG", None)) is not None:
        os.environ[name] = before

try:
    main()
except SystemExit as end:
    # After a double click the window closes with the program, and with it what it said.
    if os.name == "nt" and len(sys.argv) == 1 and end.code:
        os.system("pause")  # noqa: S605, S607
    raise
