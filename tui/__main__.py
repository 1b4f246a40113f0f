"""`sotay`, or `python -m tui`."""

import io
import sys

from tui.cli import sotay


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or an old locale would refuse Vietnamese letters.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sotay.main(prog_name="sotay")


if __name__ == "__main__":
    main()
