"""The file book.journal: one checked line for every save since book.json was written.

A line is `crc32 size json`: two figures of eight hexadecimal digits, the save, a line end; the checksum is that of all
that follows it. The file grows by whole blocks of blanks which the lines are written over, so that a save rarely has to
wait for the file system to note a new length, and what a killed program or a power cut left unfinished is told from
what was damaged: some sector of an unfinished line is still blank. The first line names the book.json that is
continued.
"""

import contextlib
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import msgspec
from msgspec import Raw, Struct

from logs.store.files import remove_file, replace_file, sync_folder, write_new
from logs.store.snapshot import object_parts, object_size

BLOCK = 65_536
BLANK = b" "
IN_PLACE_BYTES = 1 << 20  # bytes of a save that is written into the file itself
LONGER = ".longer"  # what is added to the journal's name while a longer one is made
_TICK, _COARSE_TICK = 50_000_000, 2_100_000_000  # nanoseconds; FAT counts in steps of two seconds
_READ_WRITE = os.O_RDWR | getattr(os, "O_BINARY", 0)
_HEAD = len("00000000 00000000 ")
_FIGURES = re.compile(rb"([0-9a-f]{8}) ([0-9a-f]{8}) ")
_CONTROL = re.compile(rb"[\x00-\x1f]")  # in no line but at its end
_NUMBER = re.compile(rb'\{"number":([0-9]{1,15}),')
_PAGE = 4_096  # a file that a killed program was making longer ends on a multiple of this
_SECTOR, _MOST_BLANKS = 512, 2
_IDENTITY = slice(_HEAD + len('{"continues":"'), _HEAD + len('{"continues":"') + 64)  # of the book.json, in the header
_MORE = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
_MARK = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
T = TypeVar("T", bound=Struct)


class JournalHeader(Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: the identity of the book.json that the journal continues, and the saves that that one holds."""

    continues: str
    saves: int


class JournalEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """One save: its number, and per table the documents put under their ids (null: taken out)."""

    number: int
    put: dict[str, dict[str, Raw]]


class JournalContents(Struct, frozen=True):
    """What a journal file holds: its header if legible, its legible saves in order, and where they end.

    `flaws`: whether it is not as it was written. `broken`: how many saves at least are illegible behind the last
    legible one. `names`: where the header is illegible, what stands in the place of the checksum that it named.
    """

    header: JournalHeader | None
    saves: tuple[JournalEntry, ...]
    end: int
    flaws: bool
    broken: int = 0
    names: bytes = b""

    @property
    def reached(self) -> int:
        """The number of the last save that it is known to lead to."""
        return self.saves[-1].number if self.saves else self.header.saves if self.header else 0

    def belongs_to(self, identity: str) -> bool:
        """Whether it continues the book.json of that checksum; a damaged header has to have most of it still."""
        if self.header:
            return self.header.continues == identity
        agreeing = sum(one == other for one, other in zip(self.names, identity.encode(), strict=False))
        return agreeing > len(identity) // 2


class Mark(Struct, frozen=True):
    """How far a journal went when the book was closed: the checksum that it names and the number of its last save.

    `is_last`: whether no program has opened the book for writing since.
    """

    continues: str
    saves: int
    is_last: bool


def read_journal(path: Path) -> JournalContents:
    """Everything legible in a journal; raises OSError.

    A last line that was being written when the program or the power ended is passed over. Anything else that is not
    legible is a flaw; legible saves behind it count, since each carries whole documents.
    """
    data = path.read_bytes()
    written = len(data.rstrip(BLANK))
    header, place = _record(data, 0, JournalHeader)
    end = place
    if header is None:
        place = data.find(b"\n") + 1
    saves: list[JournalEntry] = []
    expected = header.saves + 1 if header else 0
    flaws = header is None or data[end - 1 : end] != b"\n"
    is_torn = False
    while place < written:
        save, stop = _record(data, place, JournalEntry)
        is_torn = (save is None or stop > written) and _is_torn(data, place, written)
        if is_torn:
            break
        if save is None:
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
        flaws = flaws or place >= len(data) or len(data) % _PAGE != 0
    reached = expected - 1 if header or saves else None
    # Of a save that was never finished nothing was lost.
    rest = data[end or data.find(b"\n") + 1 or len(data) : place if is_torn else len(data)]
    broken = _broken(rest, reached) if flaws else 0
    return JournalContents(header, tuple(saves), end, flaws, broken, b"" if header else data[_IDENTITY])


def new_journal(path: Path, continues: str, saves: int) -> int:
    """Write an empty journal to a new file, and return where its lines end; raises OSError."""
    first = line_of(JournalHeader(continues, saves))
    write_new(path, [first.ljust(BLOCK, BLANK)])
    return len(first)


def write_mark(path: Path, continues: str, saves: int) -> None:
    """Note what a journal continues and the number of its last save, for `read_mark`; nothing happens where it fails.

    It does not wait for the disk: a mark that is lost, or one from before, says less and nothing wrong.
    """
    with contextlib.suppress(OSError), os.fdopen(os.open(path, _MARK, 0o600), "wb") as file:
        file.write(line_of(JournalHeader(continues, saves)))


def read_mark(path: Path) -> Mark | None:
    """The mark in the file; None where none can be read whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    header, stop = _record(data, 0, JournalHeader)
    return Mark(header.continues, header.saves, is_last=len(data) == stop) if header else None


def outdate_mark(path: Path) -> None:
    """Note that more may be saved from now on than the mark says, where there is one; nothing happens where it fails.

    The programs of before read only the first line.
    """
    with contextlib.suppress(OSError), os.fdopen(os.open(path, _MORE), "wb") as file:
        file.write(b"open\n")


def line_of(record: JournalHeader | JournalEntry) -> bytes:
    """The line of a record, with its line end."""
    data = msgspec.json.encode(record)
    size = b"%08x " % len(data)
    return b"%08x %b%b\n" % (crc32(data, crc32(size)), size, data)


def size_of(changes: Mapping[str, Mapping[str, bytes | None]]) -> int:
    """About the bytes of a save's line: its ids and documents."""
    return sum(sum(map(len, rows)) + sum(map(len, filter(None, rows.values()))) for rows in changes.values())


class _LargeLine:
    """The line of a save that is made piece by piece, its documents not copied; `size` is that of all of it, bytes."""

    def __init__(self, number: int, changes: Mapping[str, Mapping[str, bytes | None]]) -> None:
        self._opening = b'{"number":%d,"put":{' % number
        self._tables: dict[bytes, tuple[Sequence[str], Sequence[bytes]]] = {
            msgspec.json.encode(name): ([*rows], [row or b"null" for row in rows.values()])
            for name, rows in changes.items()
        }
        tables = sum(len(name) + 2 + object_size(*rows, b"") for name, rows in self._tables.items())
        self._json_size = len(self._opening) + tables - 1 + len(b"}}")
        self.size = _HEAD + self._json_size + 1

    def parts(self) -> Iterator[bytes]:
        """Its pieces, in turn."""
        size = b"%08x " % self._json_size
        checksum = crc32(size)
        for part in self._json():
            checksum = crc32(part, checksum)
        yield b"%08x " % checksum + size
        yield from self._json()
        yield b"\n"

    def _json(self) -> Iterator[bytes]:
        yield self._opening
        for place, (name, rows) in enumerate(self._tables.items()):
            yield (b"," if place else b"") + name + b":"
            yield from object_parts(*rows, b"")
        yield b"}}"


def _record(data: bytes, place: int, kind: type[T]) -> tuple[T | None, int]:
    """The record of the line that starts there, None unless its checksum holds, and where the next line starts."""
    figures = _FIGURES.match(data, place)
    stop = place + _HEAD + int(figures[2], 16) if figures else 0
    if figures is None or stop > len(data):
        return None, 0
    body = memoryview(data)[place + 9 : stop]
    if int(figures[1], 16) != crc32(body):
        return None, 0
    try:
        return msgspec.json.decode(body[9:], type=kind), stop + 1
    except msgspec.MsgspecError:
        return None, 0


def _is_torn(data: bytes, place: int, written: int) -> bool:
    """Whether what stands from there to where the file is blank is a line that a kill or a power cut left unfinished.

    Sectors of it that the disk did not write, in whatever order it wrote the others, are blank still. A line whose save
    was acknowledged has none that are.
    """
    has_end = data[written - 1 : written] == b"\n"
    figures = _FIGURES.match(data, place)
    # Where its size is not there, it ends with what is there, or in a sector that is not.
    size = _HEAD + int(figures[2], 16) + 1 if figures else written - place if has_end else 0
    stop = place + size if size else -(-written // _SECTOR) * _SECTOR
    if stop >= len(data) or written > stop or (has_end and written < stop):
        return False
    if _CONTROL.search(data, place, written - has_end):
        return False
    cuts = [place, *range((place // _SECTOR + 1) * _SECTOR, stop, _SECTOR), stop]
    sectors = [data[start:end] for start, end in pairwise(cuts)] + ([] if size else [b""])
    is_blank = [not sector.strip(BLANK) for sector in sectors]
    if not any(is_blank) or not (is_blank[-1] or has_end):
        return False
    if not (figures or is_blank[0] or (len(sectors[0]) < _HEAD and is_blank[1])):
        return False
    # Its text may have some blanks where a sector begins or ends, but not many.
    return all(
        blank == blank_next or (_blanks_behind(sector) if blank_next else _blanks_before(following)) < _MOST_BLANKS
        for (sector, following), (blank, blank_next) in zip(pairwise(sectors), pairwise(is_blank), strict=True)
    )


def _blanks_before(text: bytes) -> int:
    return len(text) - len(text.lstrip(BLANK))


def _blanks_behind(text: bytes) -> int:
    return len(text) - len(text.rstrip(BLANK))


def _broken(rest: bytes, reached: int | None) -> int:
    """How many saves at least the illegible rest behind save number `reached` stood for."""
    if not rest[:1].strip(BLANK):
        return 0
    numbers = [int(match[1]) for match in _NUMBER.finditer(rest)]
    return 1 if reached is None else max(1, max(numbers, default=0) - reached)


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

    def append(self, number: int, changes: Mapping[str, Mapping[str, bytes | None]]) -> None:
        """Write a save so that it survives whatever comes; raises OSError, the save then counts as not made."""
        if size_of(changes) > IN_PLACE_BYTES:
            self._append_as_new_file(number, changes)
            return
        put = {name: {key: Raw(row or b"null") for key, row in rows.items()} for name, rows in changes.items()}
        line = line_of(JournalEntry(number, put))
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

    def _append_as_new_file(self, number: int, changes: Mapping[str, Mapping[str, bytes | None]]) -> None:
        """Write a save that is large as a new file, so that it need not be made room for first: it takes the name of
        the journal once it is on disk. Raises OSError, the save then counts as not made.
        """
        line = _LargeLine(number, changes)
        stop = self.end + line.size
        length = (stop // BLOCK + 1) * BLOCK
        longer = self.path.with_name(self.path.name + LONGER)
        write_new(longer, chain([self._read(0, self.end)], line.parts(), [BLANK * (length - stop)]))
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
        data = b""
        while len(data) < stop - start and (piece := os.read(self._file, stop - start - len(data))):
            data += piece
        return data

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
