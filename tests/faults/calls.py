"""Every call to the system of a save, a fold, an opening and a creation, failed or died at one by one."""

import errno
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from logs.errors import SotayError
from logs.storage import BookStorage
from tests.faults.saves import changes, goes_on, held, look, make, state
from tests.logs.disk import Disk, KilledError

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EINTR)
SAVES = 9


class Figures(NamedTuple):
    """How many faults were tried, how many saves they lost, and how many openings told of damage without need."""

    tried: int
    lost: int
    alarms: int


class Act(NamedTuple):
    """Something that a program does with the book of SAVES saves: how it begins, and what is disturbed."""

    name: str
    prepare: Callable[[Path], BookStorage | None]
    run: Callable[[Path, BookStorage | None], BookStorage | None]
    saves: int = 0  # how many saves it makes


def _closed(folder: Path) -> None:
    make(folder, SAVES).let_go()


def _torn(folder: Path) -> None:
    """The program was killed in the middle of a save."""
    storage = make(folder, SAVES)
    journal = storage.folder / "book.journal"
    end = storage._journal.end if storage._journal else 0
    storage.let_go()
    with journal.open("r+b") as file:
        file.seek(end)
        file.write(b'12345678 000001f0 {"number":10,"put":{"sess')


def _flawed(folder: Path) -> None:
    """The program was killed in the middle of a save, and the file's end was cut off."""
    _torn(folder)
    journal = folder / "book.journal"
    data = journal.read_bytes()
    journal.write_bytes(data.rstrip(b" "))


def _damaged(folder: Path) -> None:
    """The first line of book.json is illegible."""
    _closed(folder)
    with (folder / "book.json").open("r+b") as file:
        file.write(b"\0\0\0\0")


def _save(_: Path, storage: BookStorage | None) -> BookStorage | None:
    assert storage
    storage.commit(changes(SAVES + 1))
    return storage


def _fold(_: Path, storage: BookStorage | None) -> BookStorage | None:
    assert storage
    storage.fold()
    return storage


def _saving_and_folding(folder: Path) -> BookStorage:
    storage = make(folder, SAVES)
    storage._fold_at = 0
    return storage


def _create(folder: Path, _: BookStorage | None) -> BookStorage:
    storage = BookStorage(folder, create=True)
    storage.commit(changes(1))
    return storage


def _long(folder: Path) -> BookStorage:
    """The next save makes the journal longer."""
    storage = make(folder, SAVES)
    assert storage._journal
    storage._journal._length = storage._journal.end + 1
    storage._journal._is_clean = False
    with (folder / "book.journal").open("r+b") as file:
        file.truncate(storage._journal._length)
    storage._journal._is_clean = True
    return storage


def _open(folder: Path, _: BookStorage | None) -> BookStorage:
    return BookStorage(folder)


ACTS = (
    Act("save", lambda folder: make(folder, SAVES), _save, 1),
    Act("save, file grows", _long, _save, 1),
    Act("save and fold", _saving_and_folding, _save, 1),
    Act("fold", lambda folder: make(folder, SAVES), _fold),
    Act("open", _closed, _open),  # type: ignore[arg-type]
    Act("open after a kill", _torn, _open),  # type: ignore[arg-type]
    Act("open, journal cut", _flawed, _open),  # type: ignore[arg-type]
    Act("open, book damaged", _damaged, _open),  # type: ignore[arg-type]
)


def steps(act: Act, folder: Path, disk: Disk) -> list[str]:
    """The calls that the act makes when nothing disturbs it."""
    storage = act.prepare(folder)
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
            storage = act.prepare(place)
            if code is None:
                disk.shorten_at(number)
            else:
                disk.fail_at(number, code)
            acknowledged = SAVES
            try:
                storage = act.run(place, storage)
                acknowledged += act.saves
            except SotayError as error:
                assert error.code in ("save_failed", "book_folder"), error
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
    was_damaged = "," in act.name and act.name.startswith("open")
    tried = lost = alarms = 0
    for number in range(1, len(undisturbed) + 1):
        place = folder / str(number)
        _kill(place, disk, act, number)
        tried += 1
        lost += _lost(place, SAVES, SAVES + act.saves)
        alarms += 0 if was_damaged else _alarms(folder, disk, act, number)
        shutil.rmtree(place)
    return Figures(tried, lost, alarms)


def killing_twice(folder: Path, disk: Disk, act: Act) -> Figures:
    """Let the program end at every call of the act, and the next one at every call of its opening."""
    tried = lost = 0
    for first in range(1, len(steps(act, folder / "undisturbed", disk)) + 1):
        for second in _openings(folder / str(first), disk, act, first):
            tried += 1
            lost += _lost(second, SAVES, SAVES + act.saves)
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
    storage = act.prepare(place)
    disk.kill_at(number)
    with pytest.raises(KilledError):
        act.run(place, storage)
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
    for arm in (disk.kill_at, disk.fail_at):
        for step in range(1, number + 1):
            place = folder / f"{arm.__name__}-{step}"
            arm(step)
            try:
                _create(place, None).let_go()
            except (KilledError, SotayError):
                pass
            disk.fail_at(None)
            try:
                found, notices = look(place)
                assert (found, notices) == (1, ())
            except SotayError as error:
                assert error.code == "book_missing", error
                _create(place, None).let_go()
            goes_on(place)
            tried += 1
    return Figures(tried, 0, 0)
