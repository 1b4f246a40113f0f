"""A power cut: ext4 is told to stop at once, which drops all that had not reached the device, and mounted again.

`EXT4_IOC_SHUTDOWN` without flushing its log keeps what the device was given and loses the rest of memory, in the middle
of whatever the program and the file system were doing. What it does not show: a device that loses or reorders what it
has acknowledged, sectors torn in the middle, and other file systems.
"""

import os
import random
import shutil
import struct
import subprocess
import sys
from pathlib import Path

from tests.faults.child import child, keep_saving
from tests.faults.figures import Figures
from tests.faults.full import cannot_mount, file_system
from tests.faults.kills import wait
from tests.faults.saves import look, make

_SHUTDOWN, _WITHOUT_LOG = 0x8004587D, struct.pack("I", 2)


def cannot_cut() -> str:
    """Why the power cannot be cut here; empty where it can."""
    if why := cannot_mount():
        return why
    if shutil.which("mkfs.ext4") is None:
        return "mkfs.ext4 is not installed"
    return "" if any(Path("/dev").glob("loop[0-9]*")) else "there is no loop device"


def power_cuts(folder: Path, count: int, seed: int) -> Figures:
    """Cut the power that many times while a program saves; after each, the book has to hold every save."""
    dice = random.Random(seed)  # noqa: S311 - instants, not secrets
    image, place, acknowledged = folder / "image", folder / "disk", folder / "acknowledged"
    with image.open("wb") as file:
        file.truncate(16 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
    with file_system(place, "-o", "loop", str(image)):
        make(place / "book", 9).let_go()
        os.sync()
    place.rmdir()
    lost = alarms = 0
    for _ in range(count):
        with file_system(place, "-o", "loop", str(image)):
            least, _ = look(place / "book")
            with child(keep_saving, place / "book", acknowledged, number=least) as program:
                assert program.wait_for_word() == "open"
                wait(dice.random() * 0.05)
                _cut(place)
                least = program.acknowledged.number
                program.kill()
        place.rmdir()
        with file_system(place, "-o", "loop", str(image)):
            found, notices = look(place / "book")
            assert found <= least + 1, "a save is there that was not begun"
            lost += max(0, least - found)
            alarms += bool(notices)
        place.rmdir()
    return Figures(count, lost, alarms)


def _cut(place: Path) -> None:
    assert sys.platform == "linux"
    import fcntl

    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.ioctl(handle, _SHUTDOWN, _WITHOUT_LOG)
    finally:
        os.close(handle)
