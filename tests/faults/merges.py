"""Every call to the system of a merge, and of one taken back, failed or died at one by one."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import NamedTuple

from exports.merge.merge import apply_merge, plan_merge
from exports.merge.unmerge import batches, unmerge
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.maintenance.integrity import audit
from tests.books import Clock
from tests.exports.desk import KEYS, Desk, package_of, session_of
from tests.faults.book_machine import HARMLESS, Shown, look
from tests.faults.calls import ERRORS
from tests.faults.figures import Figures
from tests.logs.disk import Disk, KilledError


class Merge(NamedTuple):
    """What is disturbed: `prepare` brings the book before the act, and gives the act."""

    name: str
    prepare: Callable[[LogBook, list[Path]], Callable[[], object]]


def _first(book: LogBook, files: list[Path]) -> Callable[[], object]:
    """Nothing was kept and copied before."""
    plan = plan_merge(book, files[1:], trust=KEYS)
    return lambda: apply_merge(book, plan)


def _later(book: LogBook, files: list[Path]) -> Callable[[], object]:
    apply_merge(book, plan_merge(book, files[:1], trust=KEYS))
    return _first(book, files)


def _checkpointing(book: LogBook, files: list[Path]) -> Callable[[], object]:
    """The save of the merge is followed by a new book.json."""
    act = _later(book, files)
    assert book.storage._journal
    book.storage._checkpoint_at = book.storage._journal.end
    return act


def _written_anew(book: LogBook, files: list[Path]) -> Callable[[], object]:
    """The save of the merge is a new book.json."""
    act = _later(book, files)
    book.storage._checkpoint_at = 0
    return act


def _taken_back(book: LogBook, files: list[Path]) -> Callable[[], object]:
    """The first of two merges goes, the later one stays."""
    _later(book, files)()
    key = batches(book)[-1].key
    return lambda: unmerge(book, key)


MERGES = (
    Merge("the first merge", _first),
    Merge("a later merge", _later),
    Merge("a merge and a checkpoint", _checkpointing),
    Merge("a merge that is a new book", _written_anew),
    Merge("a merge taken back", _taken_back),
)


class Desktop:
    """A committee's book with a session of its own, and packages of two cells for it."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.disk = disk
        self._copies = 0
        desk = Desk(folder)
        self._book, cell = desk.book("DB01", "book", role="committee"), desk.book("CB01")
        self._book.add(session_of("DB01"))
        first = cell.add(session_of("CB01"))
        earlier = package_of(cell)
        cell.edit(first.id, session_of("CB01", topic="hai"))
        cell.add(session_of("CB01", topic="ba"))
        self.files = [desk.file(data) for data in (earlier, package_of(cell))]
        other = desk.book("CB02")
        other.add(session_of("CB02"))
        self.files.append(desk.file(package_of(other)))
        desk.close()

    def undisturbed(self, merge: Merge) -> tuple[int, Shown, Shown]:
        """How many calls the act makes, and what the book holds before and after it."""
        book, act = self._begun(merge)
        before = look(book)
        self.disk.fail_at(None)
        act()
        calls = len(self.disk.steps)
        after = look(book)
        assert after != before
        self._put_away(book)
        return calls, before, after

    def failing(self, merge: Merge, errors: tuple[int | None, ...] = (*ERRORS, None)) -> Figures:
        """Let every call of the act fail with every error (None: a write that takes half of its bytes)."""
        calls, before, after = self.undisturbed(merge)
        for code in errors:
            for number in range(1, calls + 1):
                book, act = self._begun(merge)
                if code is None:
                    self.disk.shorten_at(number)
                else:
                    self.disk.fail_at(number, code)
                refused = _refused(act)
                self.disk.fail_at(None)
                if refused:
                    assert refused in ("save_failed", "backup_failed", "book_folder", "received_missing")
                    assert look(book) == before
                    assert _on_disk(book.folder) == before
                    # A second try, of the very same plan, works.
                    act()
                assert look(book) == after
                assert _on_disk(book.folder) == after
                self._put_away(book)
        return Figures(calls * len(errors))

    def killing(self, merge: Merge) -> Figures:
        """Let the program end at every call of the act; the next one finds it whole or absent and makes it whole."""
        calls, before, after = self.undisturbed(merge)
        absent = alarms = 0
        for number in count(1):
            book, act = self._begun(merge)
            self.disk.kill_at(number)
            is_killed = _is_killed(act)
            self.disk.fail_at(None)
            if not is_killed:
                # How often the journal's place is looked at depends on the clock.
                assert number > calls // 2
                self._put_away(book)
                break
            book.storage.let_go()
            book = LogBook.open(book.folder, clock=Clock())
            alarms += bool(book.notices)
            found = look(book)
            assert found in (before, after)
            if found == before:
                absent += 1
                self._again(merge, book)
            assert look(book) == after
            assert _on_disk(book.folder) == after
            self._put_away(book)
        assert 0 < absent < number
        return Figures(number - 1, alarms=alarms)

    def _again(self, merge: Merge, book: LogBook) -> None:
        if merge.prepare is _taken_back:
            unmerge(book, batches(book)[-1].key)
        else:
            apply_merge(book, plan_merge(book, self.files[1:], trust=KEYS))

    def _begun(self, merge: Merge) -> tuple[LogBook, Callable[[], object]]:
        """A fresh copy of the book, up to the act."""
        self.disk.fail_at(None)
        self._copies += 1
        folder = self._book.folder.with_name(f"copy-{self._copies}")
        shutil.copytree(self._book.folder, folder)
        book = LogBook.open(folder, clock=Clock())
        return book, merge.prepare(book, self.files)

    def _put_away(self, book: LogBook) -> None:
        """The book is whole: what it kept and copied, too."""
        found = audit(book)
        assert not [one for one in found if one.severity == "error" or one.code not in HARMLESS], found
        book.close()
        shutil.rmtree(book.folder)


def _is_killed(act: Callable[[], object]) -> bool:
    try:
        act()
    except KilledError:
        return True
    return False


def _refused(act: Callable[[], object]) -> str:
    """The code that the act is refused with; "" where it is done."""
    try:
        act()
    except SotayError as error:
        return error.code
    return ""


def _on_disk(folder: Path) -> Shown:
    with LogBook.open(folder, clock=Clock(), read_only=True) as reader:
        return look(reader)
