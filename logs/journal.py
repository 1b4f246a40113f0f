"""The file book.journal: one checked line for every save since book.json was written.

A line is `crc32 json`: eight hexadecimal digits, a space, the save, a line end. The file grows by whole blocks of
blanks that the lines are written over, so that a save rarely has to wait for the file system to note a new length, and
a file that was cut off is told from one that is merely short. Its first line names the book.json it continues.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self, TypeVar
from zlib import crc32

import msgspec
from msgspec import Raw, Struct

from logs.files import write_whole

BLOCK = 65_536
_BLANK = b" "
T = TypeVar("T", bound=Struct)
_sync = getattr(os, "fdatasync", os.fsync)


class Opening(Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: the identity of the book.json that the journal continues, and the saves that that one holds."""

    continues: str
    saves: int


class Save(Struct, frozen=True, forbid_unknown_fields=True):
    """One save: its number, and per table the documents put under their ids (null: taken out)."""

    number: int
    put: dict[str, dict[str, Raw]]


class Content(Struct, frozen=True):
    """What a journal file holds: its opening if legible, its legible saves in order, and where they end.

    `flaws`: whether anything else than blanks stands there besides, or the file was cut off.
    """

    opening: Opening | None
    saves: tuple[Save, ...]
    end: int
    flaws: bool


def read_journal(path: Path) -> Content:
    """Everything legible in a journal; raises OSError.

    What was being written when the program was ended, and what was damaged later, look alike: neither is taken, both
    are flaws. Legible saves behind a damaged one count, since each carries whole documents.
    """
    data = path.read_bytes()
    first, _, _ = data.partition(b"\n")
    opening = _checked(first, Opening)
    place = end = len(first) + 1 if opening else 0
    saves: list[Save] = []
    expected = opening.saves + 1 if opening else 0
    flaws = opening is None or len(data) % BLOCK != 0
    while (stop := data.find(b"\n", place)) >= 0:
        save = _checked(data[place:stop], Save)
        place = stop + 1
        if save is None or save.number < expected:
            flaws = True
            continue
        flaws = flaws or save.number > expected
        expected = save.number + 1
        saves.append(save)
        end = place
    return Content(opening, tuple(saves), end, flaws or bool(data[place:].strip(_BLANK)))


def new_journal(path: Path, continues: str, saves: int) -> int:
    """Put an empty journal in place, whole, and return where its lines end; raises OSError."""
    first = _line(Opening(continues, saves))
    write_whole(path, [first.ljust(BLOCK, _BLANK)], temporary=path.with_name(path.name + ".new"))
    return len(first)


class Journal:
    """A journal open for appending at `end`; what follows there is blanked before anything is written."""

    def __init__(self, path: Path, end: int, saves: int) -> None:
        self.path = path
        self.end = end
        self.saves = saves
        self._file = path.open("r+b", buffering=0)
        self._length = os.fstat(self._file.fileno()).st_size
        self._is_clean = False

    @classmethod
    def open(cls, path: Path, end: int, saves: int) -> Self:
        """Open the journal whose valid lines, that many saves, end at `end`; raises OSError."""
        journal = cls(path, end, saves)
        try:
            journal._blank()
        except OSError:
            journal.close()
            raise
        return journal

    def append(self, number: int, put: Mapping[str, Mapping[str, bytes | None]]) -> None:
        """Write a save so that it survives whatever comes; raises OSError, the save then counts as not made."""
        raws = {name: {key: Raw(one or b"null") for key, one in rows.items()} for name, rows in put.items()}
        line = _line(Save(number, raws))
        if not self._is_clean:
            self._blank()
        stop = self.end + len(line)
        needed = -(-stop // BLOCK) * BLOCK - self.end if stop > self._length else 0
        padded = line.ljust(needed, _BLANK)
        self._is_clean = False
        try:
            self._write(self.end, padded)
            _sync(self._file.fileno())
        except OSError:
            # A save that was refused must not be found there later, should it have been written all the same.
            with contextlib.suppress(OSError):
                self._blank()
            raise
        self._is_clean = True
        self._length = max(self._length, self.end + len(padded))
        self.end = stop
        self.saves += 1

    def is_in_place(self) -> bool:
        """Whether the path still stands for the file that is written to."""
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self.path.stat())
        except FileNotFoundError:
            return False

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _blank(self) -> None:
        """Leave nothing but blanks behind the last save, to the end of a block."""
        length = max(self._length, -(-self.end // BLOCK) * BLOCK)
        self._file.truncate(length)
        self._file.seek(self.end)
        if self._file.read(length - self.end).strip(_BLANK):
            self._write(self.end, _BLANK * (length - self.end))
        os.fsync(self._file.fileno())
        self._length = length
        self._is_clean = True

    def _write(self, at: int, data: bytes) -> None:
        self._file.seek(at)
        view = memoryview(data)
        while view:
            written = self._file.write(view)
            view = view[written or 0 :]


def _line(record: Opening | Save) -> bytes:
    data = msgspec.json.encode(record)
    return b"%08x %s\n" % (crc32(data), data)


def _checked(line: bytes, kind: type[T]) -> T | None:
    """The record of a line whose checksum holds."""
    try:
        if int(line[:8], 16) != crc32(line[9:]) or line[8:9] != b" ":
            return None
        return msgspec.json.decode(line[9:], type=kind)
    except (ValueError, msgspec.MsgspecError):
        return None
