"""`sotay`, or `python -m tui`."""

import atexit
import gc
import io
import os
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


def program() -> None:
    """`main`, and the end of the process."""
    left: list[int] = []
    # It is called when all threads are done.
    atexit.register(_end_at_once, left)
    try:
        main()
    except SystemExit as error:
        if isinstance(error.code, int):
            left.append(error.code)
        raise


def _end_at_once(left: list[int]) -> None:
    """End with that exit code: to take all modules and sessions apart one by one costs an eighth of most commands."""
    atexit.unregister(_end_at_once)
    atexit._run_exitfuncs()  # what else has been registered
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # the interpreter tells of it in its own way
    if left:
        os._exit(left[0])


if __name__ == "__main__":
    program()
