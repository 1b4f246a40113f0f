"""What is being typed, kept on disk until it is saved or let go: a power cut loses a second."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

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


class LeftUnsaved(NamedTuple):
    """What opens again with its screen: what it is, the keys that lead there, and the app's action that does or begins
    to.
    """

    what: str
    keys: str
    action: str


LEFT_UNSAVED: dict[Kind, LeftUnsaved] = {
    "line": LeftUnsaved(N_("One line is typed and not saved"), ":", "app.add_line"),
    "sheet": LeftUnsaved(N_("Rows for several sessions are typed and not saved"), "Ctrl+G", "app.add_many"),
    "letterhead": LeftUnsaved(N_("How papers are written: not saved"), "5 o", "app.switch_mode('report')"),
    "exempt": LeftUnsaved(N_("Why a theme does not apply: not saved"), "2 o", "app.dialog('exempt')"),
    "totals": LeftUnsaved(N_("Totals of a unit: not saved"), "4 t", "app.switch_mode('progress')"),
    "narrative": LeftUnsaved(N_("Words of the report: not saved"), "5 e", "app.switch_mode('report')"),
    "catalogue": LeftUnsaved(N_("Changes of the year's catalogue: not saved"), "6", "app.catalogue"),
}


def left_unsaved(folder: Path) -> list[LeftUnsaved]:
    """What was left so beside the book in that folder; of the session form the program asks at its start."""
    return [left for kind, left in LEFT_UNSAVED.items() if kept(folder, kind)]


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
