"""`sotay`, or `python -m tui`."""

import gc
import io
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # A process that reads files for this one imports this module too, and needs nothing of it.
    from tui.cli import sotay  # noqa: PLC0415

    # A command reads, answers and ends: looking through all it has read for what holds on to itself would take a fifth
    # of its time. What stays open (the app, `serve`) takes the collector up again.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or an old locale would refuse Vietnamese letters.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sotay.main(prog_name="sotay")


if __name__ == "__main__":
    main()
