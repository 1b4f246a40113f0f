"""What is being typed in the session form, kept aside from the book until it is saved or given up."""

import contextlib
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from logs.errors import SotayError
from logs.files import error_name, write_whole

DRAFT_FILE = "book.draft"


class Draft(Struct, frozen=True):
    """The texts typed so far, by field; `session` is the id of the session being changed, "" for a new one."""

    session: str
    fields: dict[str, str]
    at: datetime


def keep_draft(folder: Path, draft: Draft) -> None:
    """Keep what is typed, in place of what was kept before; raises SotayError `save_failed`."""
    path = folder / DRAFT_FILE
    try:
        write_whole(path, [msgspec.json.encode(draft)], temporary=path.with_name(DRAFT_FILE + ".new"))
    except OSError as error:
        raise SotayError("save_failed", detail=error_name(error)) from error


def read_draft(folder: Path) -> Draft | None:
    """What was kept; None where there is nothing, or nothing legible."""
    try:
        return msgspec.json.decode((folder / DRAFT_FILE).read_bytes(), type=Draft)
    except (OSError, msgspec.MsgspecError):
        return None


def drop_draft(folder: Path) -> None:
    """Forget what was kept."""
    with contextlib.suppress(OSError):
        (folder / DRAFT_FILE).unlink(missing_ok=True)
