"""A file beside book.json that only saves time: what was worked out of book.json once, kept for the next program.

It is named by the identity of the book.json that it was made from, and by checksums of its own: one that does not fit,
for whatever reason, is as good as none. So it may be deleted at any time, and nothing is told where it cannot be
written.
"""

import contextlib
import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

import msgspec
from msgspec import Meta, Struct

from logs.store.files import file_size, remove_file, replace_file, unfinished, write_new
from logs.store.snapshot import DamageError, Natural, Sha256

DERIVED_FILE = "book.columns"
DOUBLES_FILE = "book.doubles"
LAYOUT = 2
"""The number of what the parts mean, and of how texts are folded and sessions compared for them: a file with another
one is not read.
"""
_MAGIC = b"sotay columns "
_MOST_HEAD = 10_000  # bytes of the first line
_LEAST = 1 << 20  # bytes of a book.json that is worth the file


class _Part(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a part lies, in bytes after the first line, and its checksum."""

    start: Natural
    size: Natural
    sha256: Sha256


class _Head(Struct, frozen=True, forbid_unknown_fields=True):
    layout: Annotated[int, Meta(ge=1)]
    order: str  # of the bytes of numbers: that of the machine
    book: Sha256
    parts: dict[str, _Part]


class Derived:
    """A file that was made from the book.json of that identity; its parts are read and checked one by one."""

    def __init__(self, path: Path, head: _Head, offset: int) -> None:
        self._path = path
        self._head = head
        self._offset = offset

    @classmethod
    def open(cls, folder: Path, book: str, most: int, name: str = DERIVED_FILE) -> Self | None:
        """The file in the folder that was made from the book.json of that identity; None where there is none, or one of
        more bytes than `most`.
        """
        path = folder / name
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            with path.open("rb") as file:
                first = file.readline(_MOST_HEAD)
                size = os.fstat(file.fileno()).st_size
            raw = first[len(_MAGIC) + 65 : -1]
            if first != _first_line(raw):
                return None
            head = msgspec.json.decode(raw, type=_Head)
            ends = [len(first) + part.start + part.size for part in head.parts.values()]
            fits = (head.layout, head.order, head.book) == (LAYOUT, sys.byteorder, book)
            if fits and max(ends, default=0) == size <= most:
                return cls(path, head, len(first))
        return None

    def has(self, name: str) -> bool:
        """Whether there is such a part, be it empty."""
        return name in self._head.parts

    def size(self, name: str) -> int:
        """How many bytes a part has; none where there is none."""
        return self._head.parts[name].size if name in self._head.parts else 0

    def part(self, name: str) -> bytes:
        """A part as it was written; raises DamageError where it is not there so any more."""
        part = self._head.parts.get(name)
        data = b""
        with contextlib.suppress(OSError):
            if part is not None:
                with self._path.open("rb") as file:
                    file.seek(self._offset + part.start)
                    data = file.read(part.size)
        if part is None or hashlib.sha256(data).hexdigest() != part.sha256:
            raise DamageError(name)
        return data

    def parts(self) -> dict[str, bytes]:
        """All parts by name; raises DamageError."""
        return {name: self.part(name) for name in self._head.parts}

    def holds(self, parts: Mapping[str, bytes]) -> bool:
        """Whether all of it is some of these parts."""
        try:
            return all(self.part(name) == parts.get(name) for name in self._head.parts)
        except DamageError:
            return False


def write_derived(folder: Path, book: str, parts: Mapping[str, bytes], name: str = DERIVED_FILE) -> None:
    """Keep what was made from the book.json of that identity; without a word where that cannot be done."""
    places: dict[str, _Part] = {}
    start = 0
    for part, data in parts.items():
        places[part] = _Part(start, len(data), hashlib.sha256(data).hexdigest())
        start += len(data)
    first = _first_line(msgspec.json.encode(_Head(LAYOUT, sys.byteorder, book, places)))
    path = folder / name
    # Several programs may read a book at once, and each of them may write.
    temporary = unfinished(path.with_name(f"{path.name}.{os.getpid()}"))
    with contextlib.suppress(OSError):
        # It need not be on the disk: what a power cut leaves of it is not read.
        write_new(temporary, [first, *parts.values()], sync=False)
        try:
            replace_file(temporary, path)
        except OSError:
            remove_file(temporary)


def is_worth_it(book: Path) -> bool:
    """Whether the book.json is so large that reading it again takes longer than to look for the file."""
    return file_size(book) > _LEAST


def drop_derived(folder: Path) -> None:
    """Remove the files, which may hold what the book no longer does."""
    for name in (DERIVED_FILE, DOUBLES_FILE):
        remove_file(folder / name)


def _first_line(raw: bytes) -> bytes:
    return _MAGIC + hashlib.sha256(raw).hexdigest().encode() + b" " + raw + b"\n"
