"""Files and folders opened in the programs that the person's system opens them with."""

import os
import sys
from pathlib import Path

_NO_PROGRAM = 127


def can_open() -> bool:
    """Whether there is a desktop to open files on: in a bare terminal of Unix what would open takes the terminal."""
    has_own_desktop = sys.platform in ("win32", "darwin", "cygwin")
    return has_own_desktop or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_in_system(path: Path, *, folder: bool = False) -> bool:
    """Open the file, or its folder with the file marked where the system can; False where nothing opens it."""
    if not can_open():
        return False
    import click  # noqa: PLC0415 - the app starts without it

    code = click.launch(str(path), locate=folder)
    # Windows' file manager answers 1 when all is well.
    return code != _NO_PROGRAM and (sys.platform == "win32" or code == 0)
