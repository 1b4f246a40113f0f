"""The file book.journal: one checked line for every save since book.json was written.

A line is `crc32 size json`: two figures of eight hexadecimal digits, the save, a line end; the checksum is that of all
that follows it. The file grows by whole blocks of blanks which the lines are written over, so that a save rarely has to
wait for the file system to note a new length, and what a killed program left unfinished is told from what was damaged:
where an unfinished line would end, there is still a blank. The first line names the book.json that is continued.
"""

import contextlib
import os
import re
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import msgspec
from msgspec import Raw, Struct

from logs.files import write_new

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
    broken = True
    while data[place : place + 1].strip(BLANK):
        save, stop = _record(data, place, Save)
        if save is None:
            if _is_unfinished(data, place):
                broken = False
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
    rest = data[end or data.find(b"\n") + 1 or len(data) :]
    return Content(opening, tuple(saves), end, flaws, _broken(rest, reached) if flaws and broken else 0)


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
