"""What is being typed into the session form, kept on disk until it is saved or let go: a power cut loses a second."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from logs.files import write_whole

_NAME = "unfinished.json"
_MOST_BYTES = 100_000


class Unfinished(Struct, frozen=True):
    """The texts of the form by field, and the id of the session being edited, "" for a new one."""

    session: str
    texts: dict[str, str]


def keep(folder: Path, unfinished: Unfinished) -> None:
    """Put it beside the book; where that fails, typing goes on, and a save says why it cannot."""
    path = folder / _NAME
    try:
        write_whole(path, [msgspec.json.encode(unfinished)], temporary=path.with_suffix(".new"))
    except OSError:
        return


def kept(folder: Path) -> Unfinished | None:
    """What was being typed when the program last ended, if anything."""
    try:
        with (folder / _NAME).open("rb") as file:
            return msgspec.json.decode(file.read(_MOST_BYTES), type=Unfinished)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def kept_at(folder: Path) -> datetime | None:
    """When it was kept last, None where nothing is."""
    try:
        return datetime.fromtimestamp((folder / _NAME).stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return None


def let_go(folder: Path) -> None:
    """It is saved, or the person does not want it."""
    try:
        (folder / _NAME).unlink(missing_ok=True)
    except OSError:
        return
