"""The file book.journal: a checked line for every save since book.json was written; read at the start, and its end.

The file book.journal: one checked line for every save since book.json was written.

A line is `crc32 size json`: two figures of eight hexadecimal digits, the save, a line end; the checksum is that of all
that follows it. The file grows by whole blocks of blanks which the lines are written over, so that a save rarely has to
wait for the file system to note a new length, and what a killed program left unfinished is told from what was damaged:
where an unfinished line would end, there is still a blank. The first line names the book.json that is continued.
"""

import contextlib
import os
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import msgspec
from msgspec import Raw, Struct

from logs.store.files import remove_file, replace_file, sync_folder, write_new

BLOCK = 65_536
BLANK = b" "
_HEAD = len("00000000 00000000 ")
_FIGURES = re.compile(rb"([0-9a-f]{8}) ([0-9a-f]{8}) ")
_NUMBER = re.compile(rb'\{"number":([0-9]{1,15}),')
_PAGE = 4_096  # a file that a killed program was making longer ends on a multiple of this
_SECTOR, _MOST_BLANKS = 512, 2
_MARK = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
T = TypeVar("T", bound=Struct)


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

    `flaws`: whether it is not as it was written. `broken`: how many saves at least are illegible behind the last
    legible one.
    """

    opening: Opening | None
    saves: tuple[Save, ...]
    end: int
    flaws: bool
    broken: int = 0

    @property
    def reached(self) -> int:
        """The number of the last save that it is known to lead to."""
        return self.saves[-1].number if self.saves else self.opening.saves if self.opening else 0


def read_journal(path: Path) -> Content:
    """Everything legible in a journal; raises OSError.

    A last line that was being written when the program ended is passed over. Anything else that is not legible is a
    flaw; legible saves behind it count, since each carries whole documents.
    """
    data = path.read_bytes()
    opening, place = _record(data, 0, Opening)
    end = place
    if opening is None:
        place = data.find(b"\n") + 1
    saves: list[Save] = []
    expected = opening.saves + 1 if opening else 0
    flaws = opening is None or data[end - 1 : end] != b"\n"
    begun = len(data)  # where a save that was never finished begins: nothing of it was lost
    while data[place : place + 1].strip(BLANK):
        save, stop = _record(data, place, Save)
        if save is None:
            if _is_unfinished(data, place):
                begun = place
                break
            flaws = True
            stop = data.find(b"\n", place) + 1
            if not stop:
                break
        elif save.number < expected:
            flaws = True
        else:
            flaws = flaws or save.number > expected or data[stop - 1 : stop] != b"\n"
            expected = save.number + 1
            saves.append(save)
            end = stop
        place = stop
    else:
        # A line is never written to the very end, so that a file which ends with one was cut off.
        flaws = flaws or place >= len(data) or len(data) % _PAGE != 0 or bool(data[place:].strip(BLANK))
    reached = expected - 1 if opening or saves else None
    rest = data[end or data.find(b"\n") + 1 or len(data) : begun]
    return Content(opening, tuple(saves), end, flaws, _broken(rest, reached) if flaws else 0)


def new_journal(path: Path, continues: str, saves: int) -> int:
    """Write an empty journal to a new file, and return where its lines end; raises OSError."""
    first = line_of(Opening(continues, saves))
    write_new(path, [first.ljust(BLOCK, BLANK)])
    return len(first)


def write_mark(path: Path, continues: str, saves: int) -> None:
    """Note what a journal continues and the number of its last save, for `read_mark`; nothing happens where it fails.

    It does not wait for the disk: a mark that is lost, or one from before, says less and nothing wrong.
    """
    with contextlib.suppress(OSError), os.fdopen(os.open(path, _MARK, 0o600), "wb") as file:
        file.write(line_of(Opening(continues, saves)))


def read_mark(path: Path) -> Opening | None:
    """The mark in the file; None where none can be read whole."""
    try:
        return _record(path.read_bytes(), 0, Opening)[0]
    except OSError:
        return None


def line_of(record: Opening | Save) -> bytes:
    """The line of a record, with its line end."""
    data = msgspec.json.encode(record)
    size = b"%08x " % len(data)
    return b"%08x %b%b\n" % (crc32(data, crc32(size)), size, data)


def _record(data: bytes, place: int, kind: type[T]) -> tuple[T | None, int]:
    """The record of the line that starts there, None unless its checksum holds, and where the next line starts."""
    found = _FIGURES.match(data, place)
    stop = place + _HEAD + int(found[2], 16) if found else 0
    if found is None or stop > len(data):
        return None, 0
    body = memoryview(data)[place + 9 : stop]
    if int(found[1], 16) != crc32(body):
        return None, 0
    try:
        return msgspec.json.decode(body[9:], type=kind), stop + 1
    except msgspec.MsgspecError:
        return None, 0


def _is_unfinished(data: bytes, place: int) -> bool:
    """Whether what starts there is the beginning of a line as a kill or a power cut leaves it.

    Blanks stand where its end would have come, and it breaks off where a sector of the disk ends, or little before,
    for its text may have had some blanks there.
    """
    found = _FIGURES.match(data, place)
    stop = place + _HEAD + (int(found[2], 16) if found else 0)
    if stop >= len(data) or data.find(b"\n", place) >= 0 or data[stop:].strip(BLANK):
        return False
    return -len(data[:stop].rstrip(BLANK)) % _SECTOR < _MOST_BLANKS


def _broken(rest: bytes, reached: int | None) -> int:
    """How many saves at least the illegible rest behind save number `reached` stood for."""
    if not rest[:1].strip(BLANK):
        return 0
    numbers = [int(found[1]) for found in _NUMBER.finditer(rest)]
    return 1 if reached is None else max(1, max(numbers, default=0) - reached)


MOST_IN_PLACE = 1 << 20  # bytes of a save that is written into the file itself
LONGER = ".longer"  # what is added to the journal's name while a longer one is made
_TICK, _COARSE_TICK = 50_000_000, 2_100_000_000  # nanoseconds; FAT counts in steps of two seconds
_READ_WRITE = os.O_RDWR | getattr(os, "O_BINARY", 0)


class Journal:
    """A journal open for appending at `end`; what follows there is blanked before anything is written.

    `saves` is the number of its saves.
    """

    def __init__(self, path: Path, end: int, saves: int) -> None:
        """Open the journal whose valid lines, that many saves, end at `end`; raises OSError."""
        self.path = path
        self.end = end
        self.saves = saves
        # Asked after at each save in place of the file: a file that was asked after is dearer to write on Linux, since
        # its next change must be told from the one before. No name changes hands without changing its folder.
        self._folder = path.parent
        self._folder_changed: int | None = None
        self._file, self._length, self._place = -1, 0, -1
        try:
            self._open()
            self._is_clean = self._length > end and self._length % BLOCK == 0 and not self._rest().strip(BLANK)
            self.settle()
            # What a killed program wrote is shown from now on, so it has to be on disk.
            _sync(self._file)
        except BaseException:
            self.close()
            raise

    def append(self, number: int, put: Mapping[str, Mapping[str, bytes | None]]) -> None:
        """Write a save so that it survives whatever comes; raises OSError, the save then counts as not made."""
        raw = {name: {key: Raw(one or b"null") for key, one in rows.items()} for name, rows in put.items()}
        line = line_of(Save(number, raw))
        if len(line) > MOST_IN_PLACE:
            self._append_anew(line)
            return
        self.settle()
        self._is_clean = False
        try:
            stop = self.end + len(line)
            if stop >= self._length:
                length = (stop // BLOCK + 1) * BLOCK
                self._write(self._length, BLANK * (length - self._length))
                _sync(self._file)
                self._length = length
            self._write(self.end, line)
            _sync(self._file)
        except BaseException:
            # So that a save which failed does not come back when the book is next opened.
            with contextlib.suppress(OSError):
                self.settle()
            raise
        self.saves += 1
        self.end = stop
        self._is_clean = True

    def _append_anew(self, line: bytes) -> None:
        """Write a save that is large as a new file, so that it need not be made room for first: it takes the name of
        the journal once it is on disk. Raises OSError, the save then counts as not made.
        """
        stop = self.end + len(line)
        length = (stop // BLOCK + 1) * BLOCK
        longer = self.path.with_name(self.path.name + LONGER)
        write_new(longer, [self._read(0, self.end), line, BLANK * (length - stop)])
        self._is_clean = False
        # Windows exchanges no file that is open.
        self.close()
        try:
            replace_file(longer, self.path)
            self._open()
            sync_folder(self._folder)
        except BaseException:
            # So that a save which failed does not come back, whichever of the two files has the name.
            remove_file(longer)
            with contextlib.suppress(OSError):
                if not self.is_open:
                    self._open()
                self.settle()
            raise
        self.saves += 1
        self.end = stop
        self._is_clean = True

    @property
    def is_open(self) -> bool:
        """Whether there is a file to write to; after a large save that failed there may be none."""
        return self._file >= 0

    def settle(self) -> None:
        """Leave nothing but blanks behind the last save, to the end of a block; raises OSError."""
        if self._is_clean:
            return
        length = (self.end // BLOCK + 1) * BLOCK
        self._write(self.end, BLANK * (length - self.end))
        os.ftruncate(self._file, length)
        self._length = length
        os.fsync(self._file)
        self._is_clean = True

    def is_in_place(self) -> bool:
        """Whether the path still stands for the file that is written to, as long as it was left; raises OSError."""
        folder_changed = self._folder.stat().st_mtime_ns
        if folder_changed != self._folder_changed:
            if not self._has_its_name():
                return False
            # Within a tick of the file system's clock another change would not show.
            tick = _COARSE_TICK if folder_changed % 1_000_000_000 == 0 else _TICK
            is_told_apart = sys.platform != "win32" and time.time_ns() - folder_changed > tick
            self._folder_changed = folder_changed if is_told_apart else None
        self._place = os.lseek(self._file, 0, os.SEEK_END)
        return not self._is_clean or self._place == self._length

    def close(self) -> None:
        """Let go of the file."""
        if self.is_open:
            file, self._file = self._file, -1
            os.close(file)

    def _open(self) -> None:
        """Open the file that has the journal's name now."""
        self._file = os.open(self.path, _READ_WRITE)
        status = os.fstat(self._file)
        self._identity = (status.st_dev, status.st_ino)
        self._length = status.st_size
        self._place = -1
        self._folder_changed = None

    def _has_its_name(self) -> bool:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return False
        return (status.st_dev, status.st_ino) == self._identity

    def _rest(self) -> bytes:
        return self._read(self.end, self._length)

    def _read(self, start: int, stop: int) -> bytes:
        """The bytes between two places, as far as the file goes."""
        os.lseek(self._file, start, os.SEEK_SET)
        self._place = -1
        found = b""
        while len(found) < stop - start and (data := os.read(self._file, stop - start - len(found))):
            found += data
        return found

    def _write(self, at: int, data: bytes) -> None:
        if at != self._place:
            os.lseek(self._file, at, os.SEEK_SET)
        self._place = -1
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        self._place = at + len(data)


def _sync(handle: int) -> None:
    """Have what was written to a file on disk."""
    getattr(os, "fdatasync", os.fsync)(handle)
