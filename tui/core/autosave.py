"""What is being typed, kept on disk until it is saved or let go: a power cut loses a second."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from logs.store.files import write_whole
from tui.core.i18n import N_

Kind = Literal["form", "line", "sheet", "letterhead", "exempt", "totals", "narrative", "catalogue"]
"""Where it is typed: the session form, the entry line, the table of several sessions, the dialogs of how papers are
written, of what does not apply to a unit, of a unit's totals, of what a person writes in a report, and the year's
catalogue.
"""

_NAMES: dict[Kind, str] = {
    "form": "unfinished.json",
    "line": "unfinished-line.json",
    "sheet": "unfinished-sheet.json",
    "letterhead": "unfinished-letterhead.json",
    "exempt": "unfinished-exempt.json",
    "totals": "unfinished-totals.json",
    "narrative": "unfinished-narrative.json",
    "catalogue": "unfinished-catalogue.json",
}
_MOST_BYTES = 1_000_000

LEFT_UNSAVED: dict[Kind, str] = {
    "line": N_("One line was left unsaved. Press : to go on with it."),
    "sheet": N_("Rows typed for several sessions were left unsaved. Press Ctrl+G to go on with them."),
    "letterhead": N_("What was typed about how papers are written is not saved. Press 5, then o, to go on with it."),
    "exempt": N_("A reason why a theme does not apply was left unsaved. Press 2, then o, to go on with it."),
    "totals": N_("Totals of a unit were left unsaved. Press 4, then t, to go on with them."),
    "narrative": N_("A text of the report was left unsaved. Press 5, then e, to go on with it."),
    "catalogue": N_(
        "Changes of the year's catalogue were left unsaved. Open “The year's catalogue” to go on with them."
    ),
}
"""What the program says at its start of what opens again with its screen."""


class Unfinished(Struct, frozen=True):
    """The texts by field, of a line under `line`; the id of the session being edited, "" for a new one.

    `rows` are the texts of a table's rows.
    """

    session: str
    texts: dict[str, str]
    rows: tuple[dict[str, str], ...] = ()


def keep(folder: Path, unfinished: Unfinished, kind: Kind = "form") -> None:
    """Put it beside the book; where that fails, typing goes on, and a save says why it cannot."""
    path = folder / _NAMES[kind]
    try:
        write_whole(path, [msgspec.json.encode(unfinished)])
    except OSError:
        return


def kept(folder: Path, kind: Kind = "form") -> Unfinished | None:
    """What was being typed there when the program last ended, if anything."""
    try:
        with (folder / _NAMES[kind]).open("rb") as file:
            return msgspec.json.decode(file.read(_MOST_BYTES), type=Unfinished)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def kept_at(folder: Path, kind: Kind = "form") -> datetime | None:
    """When it was kept last, None where nothing is."""
    try:
        return datetime.fromtimestamp((folder / _NAMES[kind]).stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return None


def purge_kept(folder: Path, session: str) -> None:
    """Let go of what was being typed into the form of that session."""
    unfinished = kept(folder)
    if unfinished is not None and unfinished.session == session:
        let_go(folder)


def let_go(folder: Path, kind: Kind = "form") -> None:
    """It is saved, or the person does not want it."""
    try:
        (folder / _NAMES[kind]).unlink(missing_ok=True)
    except OSError:
        return
