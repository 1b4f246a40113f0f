"""The file book.json: all tables as they stood after some number of saves, whole and checked table by table.

It is TinyDB's JSON, tables of documents under text ids, one document a line, so that TinyDB, an editor or `git diff`
can read it. Its first line says where each table lies and gives its SHA-256, so that a table is read and checked when
it is first needed and a save need not read the sessions of ten years.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Annotated, Self

import msgspec
from msgspec import Meta, Raw, Struct

from logs.errors import SotayError
from logs.store.files import write_new

FORMAT = 1
_OPENING = b'{"book":{"head":'
_FORMAT = re.compile(re.escape(_OPENING) + rb'\{"format":([0-9]{1,6})\b')
_MOST_HEAD = 100_000  # bytes of the first line
_AT_ONCE = 1_000  # documents that are hashed and written together

Natural = Annotated[int, Meta(ge=0)]
Sha256 = Annotated[str, Meta(min_length=64, max_length=64)]


class DamageError(Exception):
    """A file is not what was written; `part` says where it was noticed."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a table's JSON object lies, in bytes after the first line, and its checksum."""

    start: Natural
    size: Natural
    sha256: Sha256


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """What the first line says: the format, how many saves the file holds, and its tables."""

    format: Annotated[int, Meta(ge=1)]
    saves: Natural
    tables: dict[str, Section]


class Snapshot:
    """An open book.json whose first line and size have been checked. `sum` is its identity."""

    def __init__(self, path: Path, head: Head, digest: str, offset: int) -> None:
        self.path = path
        self.head = head
        self.sum = digest
        self._offset = offset

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the first line; raises DamageError, OSError, or SotayError `book_newer`."""
        with path.open("rb") as file:
            first = file.readline(_MOST_HEAD)
            size = os.fstat(file.fileno()).st_size
        raw, comma, rest = first.removeprefix(_OPENING).rpartition(b',"sum":{"sha256":"')
        digest = rest[:64].decode("ascii", "replace")
        is_sound = first.startswith(_OPENING) and comma and hashlib.sha256(raw).hexdigest() == digest
        if _is_newer(first, raw, digest):
            raise SotayError("book_newer", folder=str(path.parent))
        if not is_sound:
            raise DamageError("head")
        try:
            head = msgspec.json.decode(raw, type=Head)
        except msgspec.MsgspecError as error:
            raise DamageError("head") from error
        closing, end = _first_line(raw, digest, bool(head.tables)), _tail(bool(head.tables))
        last = max((one.start + one.size for one in head.tables.values()), default=0)
        if first != closing or size != len(first) + last + len(end):
            raise DamageError("size")
        return cls(path, head, digest, len(first))

    def table(self, name: str) -> dict[str, Raw]:
        """A table's documents, encoded, under their ids; empty where there is no such table.

        The documents share one buffer. Raises DamageError, OSError.
        """
        section = self.head.tables.get(name)
        if section is None:
            return {}
        lead = b",\n" if section.start > len(msgspec.json.encode(name)) + 1 else b""
        before = lead + msgspec.json.encode(name) + b":"
        with self.path.open("rb") as file:
            file.seek(self._offset + section.start - len(before))
            around, data = file.read(len(before)), file.read(section.size)
            after = file.read(2)
        if around != before or not after or after not in (b",\n", b"}\n"):
            raise DamageError(name)
        if len(data) != section.size or hashlib.sha256(data).hexdigest() != section.sha256:
            raise DamageError(name)
        try:
            return msgspec.json.decode(data, type=dict[str, Raw])
        except msgspec.MsgspecError as error:
            raise DamageError(name) from error

    def check(self) -> None:
        """Read all of the file; raises DamageError, OSError."""
        for name in self.head.tables:
            self.table(name)


def new_snapshot(
    temporary: Path,
    path: Path,
    saves: int,
    tables: Mapping[str, Iterable[tuple[str, bytes | Raw]]],
    form: int | None = None,
) -> Snapshot:
    """Write a book.json, meant for `path`, to a new file; `form` is its format's number, where it is an older one.

    Raises OSError.
    """
    parts: list[bytes] = []
    sections: dict[str, Section] = {}
    start = 0
    for name, rows in tables.items():
        lead = (b",\n" if parts else b"") + msgspec.json.encode(name) + b":"
        parts.append(lead)
        start += len(lead)
        digest, size, between = hashlib.sha256(), 0, b"{\n"
        for some in _pieces(rows):
            part = between + b",\n".join(some)
            parts.append(part)
            digest.update(part)
            size += len(part)
            between = b",\n"
        closing = b"}" if size else b"{}"
        parts.append(closing)
        digest.update(closing)
        sections[name] = Section(start, size + len(closing), digest.hexdigest())
        start += size + len(closing)
    head = Head(form or FORMAT, saves, sections)
    raw = msgspec.json.encode(head)
    identity = hashlib.sha256(raw).hexdigest()
    first = _first_line(raw, identity, bool(sections))
    write_new(temporary, [first, *parts, _tail(bool(sections))])
    return Snapshot(path, head, identity, len(first))


def _pieces(rows: Iterable[tuple[str, bytes | Raw]]) -> Iterator[list[bytes]]:
    """The rows as they stand in the file, many at once."""
    encode, rest = msgspec.json.Encoder().encode, iter(rows)
    while some := [b"%b:%b" % (encode(key), document) for key, document in islice(rest, _AT_ONCE)]:
        yield some


def _is_newer(first: bytes, raw: bytes, digest: str) -> bool:
    """Whether a first line names a later format, and not through damage to that one figure."""
    found = _FORMAT.match(first)
    if not found or int(found[1]) <= FORMAT:
        return False
    ours = b'{"format":%d' % FORMAT + first[found.end() : found.end() + len(raw) - (found.end() - len(_OPENING))]
    return hashlib.sha256(ours).hexdigest() != digest


def _first_line(raw: bytes, digest: str, more: bool) -> bytes:
    return _OPENING + raw + b',"sum":{"sha256":"' + digest.encode() + b'"}}' + (b",\n" if more else b"}\n")


def _tail(more: bool) -> bytes:
    return b"}\n" if more else b""
