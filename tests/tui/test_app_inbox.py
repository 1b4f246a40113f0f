"""What waits for a person, settled on the screen with single keys; and merges taken back."""

import msgspec
import pytest
from collections.abc import Callable, Iterable
from pathlib import Path
from textual.pilot import Pilot

from exports.keys import load_signer
from exports.merge import apply_merge, plan_merge
from exports.writer import export_book
from logs.book import LogBook, reporter_code
from logs.directive import shipped
from logs.duplicates import Likeness
from logs.model import Reporter, Session, Unit
from logs.query import Entry
from logs.units import shipped_units
from tests.tui.desk import DEADLINE, LARGE, SMALL, add, app_on, make_desk, notices, screen_text, until, until_on
from tui.app import SotayApp
from tui.clock import now
from tui.screens.ask import Ask
from tui.screens.batches import BatchesScreen
from tui.screens.choose import ChooseDialog
from tui.screens.conflict import ConflictScreen
from tui.screens.inbox import InboxScreen
from tui.screens.merge import MergeScreen
from tui.screens.register import RegisterScreen

STRANGER = Unit(code="CB99", type="chi_bo", name="Chi bộ Lạ")


def unit_desk(folder: Path, unit: str) -> LogBook:
    """A unit's book whose list has one unit more than the committee's."""
    reporter = Reporter(code=reporter_code(unit, "Lò Văn Pản"), unit=unit, name="Lò Văn Pản")
    units = (*shipped_units(), STRANGER)
    return LogBook.create(
        folder, unit=unit, reporters=[reporter], role="reporter", directive=shipped(), units=units, clock=now
    )


def send(book: LogBook, to: Path, keys: str = "keys") -> Path:
    """The book's next file, signed with the key kept under that name."""
    return export_book(book, load_signer(to.parent / keys, book.owner.book), to).path


def take(book: LogBook, *paths: Path) -> None:
    """Merge the files without the screen."""
    apply_merge(book, plan_merge(book, paths))


def office(folder: Path) -> LogBook:
    """The book of the committee that receives the files."""
    return make_desk(folder / "book", "DB01", role="committee")


def with_conflict(folder: Path) -> str:
    """A committee's book where a session was edited while the unit edited it too: 30 at the hall, or 40 at home."""
    with unit_desk(folder / "CB02", "CB02") as unit, office(folder) as book:
        entry = add(unit, attendance=20, place="Hội trường xã")
        take(book, send(unit, folder / "in"))
        edit(book, entry.id, attendance=30)
        edit(unit, entry.id, attendance=40, place="Nhà văn hóa")
        take(book, send(unit, folder / "in"))
        return entry.id


def edit(book: LogBook, session_id: str, **changes: object) -> None:
    """Save the session with some fields changed."""
    book.edit(session_id, msgspec.structs.replace(book.get(session_id).session, **changes))


def with_changed_key(folder: Path) -> None:
    """A committee's book where a second book of CB02 has sent a file that waits."""
    with unit_desk(folder / "CB02", "CB02") as unit, office(folder) as book:
        add(unit)
        take(book, send(unit, folder / "in"))
        with unit_desk(folder / "new" / "CB02", "CB02") as other:
            add(other, "2014-11-06")
            add(other, "2014-11-07")
            take(book, send(other, folder / "in", "other-keys"))


def with_stranger(folder: Path) -> None:
    """A committee's book that does not know the unit that sent a file."""
    with unit_desk(folder / "CB99", "CB99") as unit, office(folder) as book:
        add(unit)
        take(book, send(unit, folder / "in"))


def with_unknown_codes(folder: Path) -> None:
    """A committee's book with sessions of a theme and of a unit that it does not know."""
    with unit_desk(folder / "CB02", "CB02") as unit, office(folder) as book:
        session = add(unit).session
        unit.add(msgspec.structs.replace(session, themes=("LC-99",)))
        unit.add(msgspec.structs.replace(session, unit="CB99"))
        take(book, send(unit, folder / "in"))


def with_duplicate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A committee's book with two sessions that look like one event."""
    with office(folder) as book:
        first = add(book, unit="CB02", topic="Văn hóa các dân tộc", place="Hội trường xã")
        second = add(book, "2014-11-06", unit="CB03", topic="Văn hóa dân tộc", place="Hội trường xã")
    a, b = sorted((first.id, second.id))

    def likely(_entries: Iterable[Entry], least: int = 60) -> list[Likeness]:
        return [Likeness(a, b, 88, ("day_apart", "same_themes", "similar_topic"))]

    monkeypatch.setattr("logs.questions.likely_duplicates", likely)
    return a, b
