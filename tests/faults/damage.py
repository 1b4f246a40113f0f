"""Damaged files: bits flipped, ends cut off, zeros, foreign bytes, in any one of a book's four files."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from logs.errors import SotayError
from logs.store.storage import BookStorage
from tests.faults.saves import Tables, changes, held, make, state

FILES = ("book.json", "book.journal", "book.json.previous", "book.journal.previous")
Dice = random.Random


class Outcome(NamedTuple):
    """How many damaged files were opened whole (told of or not), with a loss told of, refused, or silently wrong."""

    whole: int = 0
    whole_unsaid: int = 0
    counted: int = 0
    uncounted: int = 0
    refused: int = 0
    silent: int = 0

    def __str__(self) -> str:
        return (
            f"nothing lost: {self.whole} (and {self.whole_unsaid} where the damage touches nothing that is read), "
            f"loss counted: {self.counted}, loss told of without its number: {self.uncounted}, "
            f"refused: {self.refused}, silently accepted: {self.silent}"
        )


def flip(data: bytearray, dice: Dice) -> None:
    """One bit, or a few."""
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        data[_place(data, dice)] ^= 1 << dice.randrange(8)


def cut(data: bytearray, dice: Dice) -> None:
    """The end is gone."""
    del data[_place(data, dice) :]


def cut_at_a_block(data: bytearray, dice: Dice) -> None:
    """The end is gone, from a boundary of the disk's own."""
    unit = dice.choice((512, 4_096, 65_536))
    del data[_place(data, dice) // unit * unit :]


def zero(data: bytearray, dice: Dice) -> None:
    """Zeros from some place on, or in a stretch."""
    start = _place(data, dice)
    stop = dice.choice((len(data), min(len(data), start + dice.choice((1, 16, 512, 4_096)))))
    data[start:stop] = bytes(stop - start)


def zero_sectors(data: bytearray, dice: Dice) -> None:
    """A disk's sector reads as zeros."""
    start = _place(data, dice) // 512 * 512
    stop = min(len(data), start + dice.choice((512, 4_096)))
    data[start:stop] = bytes(stop - start)


def overwrite(data: bytearray, dice: Dice) -> None:
    """Foreign bytes in place of some."""
    start = _place(data, dice)
    stop = min(len(data), start + dice.choice((1, 7, 100, 3_000)))
    data[start:stop] = dice.randbytes(stop - start)


def append(data: bytearray, dice: Dice) -> None:
    """Foreign bytes at the end."""
    data += dice.choice((dice.randbytes(dice.randrange(1, 5_000)), bytes(4_096), b"\n", b"{}"))


def repeat(data: bytearray, dice: Dice) -> None:
    """A piece of the file stands where another belongs."""
    start, source, length = _place(data, dice), _place(data, dice), dice.choice((16, 512, 4_096))
    piece = data[source : source + length]
    data[start : start + len(piece)] = piece


KINDS: tuple[Callable[[bytearray, Dice], None], ...] = (
    flip,
    cut,
    cut_at_a_block,
    zero,
    zero_sectors,
    overwrite,
    append,
    repeat,
)


def damaged_files(folder: Path, count: int, seed: int) -> tuple[Outcome, list[str]]:
    """Damage that many files, each of another book, and open the book; what was silently accepted, in words."""
    dice = random.Random(seed)  # noqa: S311 - places to damage, not secrets
    results, silent = [], []
    for number in range(count):
        book = folder / str(number)
        saves = dice.randrange(6, 30)
        make(book, saves).let_go()
        name, kind = dice.choice(FILES), dice.choice(KINDS)
        path = book / name
        before = path.read_bytes()
        data = bytearray(before)
        kind(data, dice)
        if data == before:
            data += b"!"
        path.write_bytes(data)
        result = _open(book, saves, path, bytes(data))
        if result.silent:
            silent.append(f"{kind.__name__} of {name} of {saves} saves, damage number {number}")
        results.append(result)
        shutil.rmtree(book)
    return Outcome(*(sum(column) for column in zip(*results, strict=True))), silent


def _open(book: Path, saves: int, path: Path, damaged: bytes) -> Outcome:
    try:
        storage = BookStorage(book)
        tables = held(storage)
    except SotayError as error:
        refused = error.code
    else:
        refused = ""
    if refused:
        assert refused == "book_damaged"
        assert path.read_bytes() == damaged, "a refused book was changed"
        return Outcome(refused=1)
    notices = {notice.code: notice.params for notice in storage.notices}
    if notices:
        kept = [one.read_bytes() for one in book.glob(f"{path.name}.damaged-*")]
        assert damaged in kept, "the damaged file was not kept"
    storage.let_go()
    _takes_a_save(book, tables)
    if tables == state(saves):
        return Outcome(whole=1) if notices else Outcome(whole_unsaid=1)
    if not notices or not _was_saved(tables, saves):
        return Outcome(silent=1)
    return Outcome(counted=1) if "saves_lost" in notices else Outcome(uncounted=1)


def _was_saved(tables: Tables, saves: int) -> bool:
    """Whether every document was once saved under its id."""
    known: set[tuple[str, str, bytes]] = set()
    for number in range(1, saves + 1):
        for name, rows in changes(number).items():
            known |= {(name, key, document) for key, document in rows.items() if document}
    return all(
        (name, key, msgspec.json.encode(row)) in known for name, rows in tables.items() for key, row in rows.items()
    )


def _takes_a_save(book: Path, tables: Tables) -> None:
    """The repaired book goes on, and has nothing more to tell."""
    storage = BookStorage(book)
    storage.commit({"sessions": {"new": b'{"notes":"x"}'}})
    storage.close()
    again = BookStorage(book)
    found = held(again)
    again.close()
    assert found.pop("sessions").pop("new") == {"notes": "x"}
    assert found == {name: rows for name, rows in tables.items() if name != "sessions"}
    assert not again.notices


def _place(data: bytearray, dice: Dice) -> int:
    """A place in the file; blanks at its end are not hit more often than what is written."""
    written = len(bytes(data).rstrip(b" "))
    return dice.randrange(dice.choice((written + 1, len(data))) or 1) % (len(data) or 1)
