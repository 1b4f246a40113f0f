"""Saves that follow from their number alone, so that a book's generation says what it has to hold."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from logs.errors import Notice
from logs.store.lock import LOCK_FILE
from logs.store.storage import BookStorage

Tables = dict[str, dict[str, Any]]


def changes(number: int) -> dict[str, dict[str, bytes | None]]:
    """What save `number` changes: sessions of very different lengths put and taken out, and a step noted.

    Every tenth is longer than a block of the journal.
    """
    length = 2000 if number % 10 == 0 else number * 37 % 60
    session = {"notes": "Một buổi tuyên truyền miệng\n" * length, "number": number}
    put: dict[str, bytes | None] = {f"s{number % 7}": msgspec.json.encode(session)}
    if number % 5 == 0:
        put[f"s{(number + 3) % 7}"] = None
    return {"sessions": put, "changes": {f"{number % 40:08}": b'{"number":%d}' % number}}


_states: list[Tables] = [{}]


def state(number: int) -> Tables:
    """The tables after that many saves; do not change."""
    while len(_states) <= number:
        tables = {name: dict(rows) for name, rows in _states[-1].items()}
        for name, rows in changes(len(_states)).items():
            table = tables.setdefault(name, {})
            for key, document in rows.items():
                if document is None:
                    table.pop(key, None)
                else:
                    table[key] = msgspec.json.decode(document)
        _states.append(tables)
    return _states[number]


def held(storage: BookStorage) -> Tables:
    """What the storage holds in memory."""
    return {name: dict(rows) for name, rows in storage.read().items()}


def make(folder: Path, number: int) -> BookStorage:
    """A book of that many saves, open, the last of them in the journal and all four files there."""
    shutil.copytree(_model(number), folder)
    return BookStorage(folder)


@cache
def _model(number: int) -> Path:
    model = Path(tempfile.mkdtemp(prefix="sotay-model-"))
    atexit.register(shutil.rmtree, model, ignore_errors=True)
    folder = model / "book"
    storage = BookStorage(folder, create=True)
    for save in range(1, number + 1):
        storage.commit(changes(save))
        if save in (number // 3, number // 2):
            storage.checkpoint()
    storage.let_go()
    (folder / LOCK_FILE).unlink()
    return folder


def look(folder: Path, *, read_only: bool = False) -> tuple[int, tuple[Notice, ...]]:
    """Open the book as the next program would, and let go of it: its generation and what was told.

    Raises AssertionError when it does not hold exactly the saves of its generation, SotayError when it is refused.
    """
    storage = BookStorage(folder, read_only=read_only)
    try:
        assert held(storage) == state(storage.generation), "the book holds something that was never saved"
        return storage.generation, tuple(storage.notices)
    finally:
        storage.let_go()


def goes_on(folder: Path) -> None:
    """The book takes further saves, also over a checkpoint and a reopening."""
    for checkpoints in (False, True):
        storage = BookStorage(folder)
        number = storage.generation
        storage.commit(changes(number + 1))
        if checkpoints:
            storage.checkpoint()
            storage.commit(changes(number + 2))
        storage.let_go()
        found, notices = look(folder)
        assert (found, notices) == (number + 1 + checkpoints, ()), "a save made after the fault was lost"


def look_at(folder: Path) -> Tables:
    """What a reader beside the program finds."""
    return held(BookStorage(folder, read_only=True))
