"""Every call to the system of a save, a checkpoint, an opening and a creation, failed or died at one by one."""

import contextlib
import errno
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from logs.errors import SotayError
from logs.store.storage import BookStorage
from tests.faults.figures import Figures
from tests.faults.saves import changes, goes_on, held, look, make, state
from tests.logs.disk import Disk, KilledError

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EINTR)


class Act(NamedTuple):
    """Something that a program does with a book of `number` saves: how it begins, and what is disturbed."""

    name: str
    number: int
    prepare: Callable[[Path, int], BookStorage | None]
    run: Callable[[Path, BookStorage | None], BookStorage]
    saves: int = 0  # how many saves it makes
    damaged: bool = False  # whether it has something to tell


def _closed(folder: Path, number: int) -> None:
    make(folder, number).let_go()


def _torn(folder: Path, number: int) -> None:
    """The program was killed in the middle of a save."""
    storage = make(folder, number)
    assert storage._journal
    end = storage._journal.end
    storage.let_go()
    with (folder / "book.journal").open("r+b") as file:
        file.seek(end)
        file.write(b'12345678 00001000 {"number":8,"put":{"'.ljust(-end % 512 + 512, b"x"))


def _cut(folder: Path, number: int) -> None:
    """The program was killed in the middle of a save, and the file's end was cut off."""
    _torn(folder, number)
    journal = folder / "book.journal"
    journal.write_bytes(journal.read_bytes().rstrip(b" "))


def _damaged(folder: Path, number: int) -> None:
    """The first line of book.json is illegible."""
    _closed(folder, number)
    with (folder / "book.json").open("r+b") as file:
        file.write(b"\0\0\0\0")


def _about_to_checkpoint(folder: Path, number: int) -> BookStorage:
    storage = make(folder, number)
    assert storage._journal
    storage._checkpoint_at = storage._journal.end
    return storage


def _about_to_write_anew(folder: Path, number: int) -> BookStorage:
    """Any save is large enough to be written as a new book.json."""
    storage = make(folder, number)
    storage._checkpoint_at = 0
    return storage


def _half_checkpointed(folder: Path, number: int) -> BookStorage:
    """The new book.json has taken its name, the new journal has not."""
    storage = make(folder, number)
    with mock.patch("logs.store.storage.promote_journal", side_effect=OSError(errno.EIO, "")):
        storage.checkpoint()
    return storage


def _create(folder: Path, _: BookStorage | None) -> BookStorage:
    storage = BookStorage(folder, create=True)
    try:
        storage.commit(changes(1))
    except BaseException:
        storage.let_go()
        raise
    return storage


def _save(_: Path, storage: BookStorage | None) -> BookStorage:
    assert storage
    storage.commit(changes(storage.generation + 1))
    return storage


def _save_much(folder: Path, storage: BookStorage | None) -> BookStorage:
    """A save as it is written when it is too large for the journal's own file."""
    with mock.patch("logs.store.journal.IN_PLACE_BYTES", 0):
        return _save(folder, storage)


def _checkpoint(_: Path, storage: BookStorage | None) -> BookStorage:
    assert storage
    storage.checkpoint()
    return storage


def _open(folder: Path, _: BookStorage | None) -> BookStorage:
    return BookStorage(folder)


ACTS = (
    Act("save", 7, make, _save, saves=1),
    Act("save, and the file grows", 9, make, _save, saves=1),
    Act("save and checkpoint", 7, _about_to_checkpoint, _save, saves=1),
    Act("save after half a checkpoint", 7, _half_checkpointed, _save, saves=1),
    Act("large save", 7, make, _save_much, saves=1),
    Act("large save and checkpoint", 7, _about_to_checkpoint, _save_much, saves=1),
    Act("save as a new book", 7, _about_to_write_anew, _save, saves=1),
    Act("checkpoint", 7, make, _checkpoint),
    Act("open", 7, _closed, _open),
    Act("open after a kill", 7, _torn, _open),
    Act("open, the journal cut", 7, _cut, _open, damaged=True),
    Act("open, the book damaged", 7, _damaged, _open, damaged=True),
)


def steps(act: Act, folder: Path, disk: Disk) -> list[str]:
    """The calls that the act makes when nothing disturbs it."""
    storage = act.prepare(folder, act.number)
    disk.fail_at(None)
    done = act.run(folder, storage)
    found = list(disk.steps)
    assert done
    done.let_go()
    return found


def failing(folder: Path, disk: Disk, act: Act, errors: tuple[int | None, ...] = (*ERRORS, None)) -> Figures:
    """Let every call of the act fail with every error (None: a write that takes half of its bytes)."""
    undisturbed = steps(act, folder / "undisturbed", disk)
    tried = lost = 0
    for code in errors:
        for number in range(1, len(undisturbed) + 1):
            place = folder / f"{code}-{number}"
            storage = act.prepare(place, act.number)
            if code is None:
                disk.shorten_at(number)
            else:
                disk.fail_at(number, code)
            acknowledged, refused = act.number, "save_failed"
            try:
                storage = act.run(place, storage)
                acknowledged += act.saves
            except SotayError as error:
                refused = error.code
            assert refused in ("save_failed", "book_folder")
            disk.fail_at(None)
            if storage is not None:
                # In memory is what was acknowledged, and a second try works.
                assert held(storage) == state(acknowledged)
                storage.commit(changes(acknowledged + 1))
                acknowledged += 1
                storage.let_go()
            tried += 1
            lost += _lost(place, acknowledged, acknowledged)
            shutil.rmtree(place)
    return Figures(tried, lost, 0)


def killing(folder: Path, disk: Disk, act: Act) -> Figures:
    """Let the program end at every call of the act."""
    undisturbed = steps(act, folder / "undisturbed", disk)
    tried = lost = alarms = 0
    for number in range(1, len(undisturbed) + 1):
        place = folder / str(number)
        _kill(place, disk, act, number)
        tried += 1
        lost += _lost(place, act.number, act.number + act.saves)
        alarms += 0 if act.damaged else _alarms(folder, disk, act, number)
        shutil.rmtree(place)
    return Figures(tried, lost, alarms)


def killing_twice(folder: Path, disk: Disk, act: Act) -> Figures:
    """Let the program end at every call of the act, and the next one at every call of its opening."""
    tried = lost = 0
    for first in range(1, len(steps(act, folder / "undisturbed", disk)) + 1):
        for second in _openings(folder / str(first), disk, act, first):
            tried += 1
            lost += _lost(second, act.number, act.number + act.saves)
            shutil.rmtree(second)
    return Figures(tried, lost, 0)


def _openings(folder: Path, disk: Disk, act: Act, first: int) -> Iterator[Path]:
    number = 0
    while True:
        number += 1
        place = folder / str(number)
        _kill(place, disk, act, first)
        disk.kill_at(number)
        try:
            BookStorage(place).let_go()
            disk.fail_at(None)
            shutil.rmtree(place)
            return
        except KilledError:
            disk.fail_at(None)
        yield place


def _kill(place: Path, disk: Disk, act: Act, number: int) -> None:
    storage = act.prepare(place, act.number)
    disk.kill_at(number)
    try:
        storage = act.run(place, storage)
        # Where the machine is slow less is asked of the system, and the act was over before.
        assert len(disk.steps) < number
    except KilledError:
        pass
    disk.fail_at(None)
    if storage is not None:
        storage.let_go()


def _lost(place: Path, least: int, most: int) -> int:
    """How many acknowledged saves the next program does not find; raises AssertionError on anything else wrong."""
    number, _ = look(place)
    assert number <= most, "a save came back that had failed"
    goes_on(place)
    return max(0, least - number)


def _alarms(folder: Path, disk: Disk, act: Act, number: int) -> int:
    place = folder / f"{number}-again"
    _kill(place, disk, act, number)
    _, notices = look(place)
    shutil.rmtree(place)
    return bool(notices)


def creating(folder: Path, disk: Disk) -> Figures:
    """Fail and end the making of a book at every call; then it is whole, or can be made."""
    disk.fail_at(None)
    _create(folder / "undisturbed", None).let_go()
    number = len(disk.steps)
    tried = 0
    arms: tuple[Callable[[int], None], ...] = (disk.kill_at, disk.fail_at)
    for arm in arms:
        for step in range(1, number + 1):
            place = folder / f"{arm.__name__}-{step}"
            arm(step)
            with contextlib.suppress(KilledError, SotayError):
                _create(place, None).let_go()
            disk.fail_at(None)
            refused = ""
            try:
                found = look(place)
            except SotayError as error:
                refused = error.code
                _create(place, None).let_go()
                found = look(place)
            assert refused in ("", "book_missing")
            assert found == (1, ())
            goes_on(place)
            tried += 1
    return Figures(tried, 0, 0)
