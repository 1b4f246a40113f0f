"""The end of book.journal, where every save is written."""

import contextlib
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from msgspec import Raw

from logs.files import remove_file, replace_file, sync_folder, write_new
from logs.journal import BLANK, BLOCK, Save, line_of

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
