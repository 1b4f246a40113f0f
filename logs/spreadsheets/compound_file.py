"""Compound files (MS-CFB), in which Excel kept its workbooks up to 2003: a stream out of one, and one around a stream.

Chains of sectors in a file of somebody else can lead in circles; here none is longer than the file.
"""

import struct
from array import array
from math import ceil

from logs.errors import SotayError
from logs.spreadsheets.kinds import OLE

_END = 0xFFFFFFFE  # of a chain
_FREE = 0xFFFFFFFF
_FAT_SECTOR = 0xFFFFFFFD
_LAST = 0xFFFFFFFA  # sectors have lower numbers
_HEADER = struct.Struct("<8s16x5H6x9I")
_ENTRY = struct.Struct("<64sHBBIII16x4x8x8xIQ")
_IN_HEADER = 109  # sectors of the table that the header names itself
_SMALL = 64  # bytes of a sector of small streams
_LEAST = 4_096  # bytes from which a stream has sectors of its own
_SIZE = 4_096  # of the sectors of our own files


class CompoundFile:
    """The streams of a compound file; raises SotayError `table_unreadable`."""

    def __init__(self, data: bytes) -> None:
        try:
            self._open(data)
        except (struct.error, IndexError) as error:
            raise SotayError("table_unreadable") from error

    def _open(self, data: bytes) -> None:
        self._data = data
        header = _HEADER.unpack_from(data)
        shift = header[4]
        if header[0] != OLE or shift not in (9, 12):
            raise SotayError("table_unreadable")
        self._size = 1 << shift
        directory, small_table, more, more_count = header[8], header[11], header[13], header[14]
        sectors = [*struct.unpack_from(f"<{_IN_HEADER}I", data, 76)]
        for _ in range(min(more_count, len(data) // self._size)):
            if more >= _LAST:
                break
            *named, more = self._numbers(self._sector(more))
            sectors += named
        self._table = array("I")
        for sector in sectors[: len(data) // self._size]:
            if sector < _LAST:
                self._table.extend(self._numbers(self._sector(sector)))
        entries = self._chain(directory)
        self._entries = [_ENTRY.unpack_from(entries, at) for at in range(0, len(entries) - 127, 128)]
        self._small_table = array("I", self._numbers(self._chain(small_table))) if small_table < _LAST else array("I")
        start, length = self._entries[0][7:9]
        self._small = self._chain(start)[: length & _FREE] if start < _LAST and len(self._small_table) else b""
        self.names = frozenset(map(self._name, self._entries))

    def stream(self, name: str) -> bytes:
        """The bytes of a stream."""
        try:
            entry = next(entry for entry in self._entries if self._name(entry) == name)
            start, length = entry[7], entry[8] & _FREE  # the upper half may hold anything in old files
            return (self._small_chain(start) if length < _LEAST else self._chain(start))[:length]
        except (StopIteration, struct.error, IndexError) as error:
            raise SotayError("table_unreadable") from error

    def _name(self, entry: tuple[bytes, int, int, int, int, int, int, int, int]) -> str:
        return entry[0][: max(0, min(entry[1], 64) - 2)].decode("utf-16-le", "replace")

    def _numbers(self, sector: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise SotayError("table_unreadable")
        return self._data[start : start + self._size]

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector != _END:
            if len(parts) > len(self._data) // self._size:
                raise SotayError("table_unreadable")
            parts.append(self._sector(sector))
            sector = self._table[sector]
        return b"".join(parts)

    def _small_chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector != _END:
            if len(parts) > _LEAST // _SMALL:
                raise SotayError("table_unreadable")
            parts.append(self._small[sector * _SMALL : (sector + 1) * _SMALL])
            sector = self._small_table[sector]
        return b"".join(parts)


def around(name: str, stream: bytes) -> bytes:
    """A compound file that holds this one stream."""
    stream = stream.ljust(_LEAST, b"\0")
    count = ceil(len(stream) / _SIZE)
    tables = ceil((count + 2) / (_SIZE // 4 - 1))
    table = array("I", [*range(1, count), _END, _END, *[_FAT_SECTOR] * tables])
    table.extend([_FREE] * (tables * _SIZE // 4 - len(table)))
    named = [*range(count + 1, count + 1 + tables), *[_FREE] * (_IN_HEADER - tables)]
    header = _HEADER.pack(OLE, 0x3E, 4, 0xFFFE, 12, 6, 1, tables, count, 0, _LEAST, _END, 0, _END, 0)
    entries = _entry("Root Entry", 5, 1, 0, 0) + _entry(name, 2, _FREE, 0, len(stream))
    return b"".join(
        (
            (header + struct.pack(f"<{_IN_HEADER}I", *named)).ljust(_SIZE, b"\0"),
            stream.ljust(count * _SIZE, b"\0"),
            entries.ljust(_SIZE, b"\0"),
            struct.pack(f"<{len(table)}I", *table),
        )
    )


def _entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return _ENTRY.pack(text, len(text), kind, 1, _FREE, _FREE, child, start, length)
