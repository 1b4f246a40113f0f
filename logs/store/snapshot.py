"""The file book.json: all tables as they stood after some number of saves, whole and checked table by table.

It is TinyDB's JSON, tables of documents under text ids, one document a line, so that TinyDB, an editor or `git diff`
can read it. Its first line says where each table lies and gives its SHA-256, so that a table is read and checked when
it is first needed and a save need not read the sessions of ten years.

A copy of it may be deflated, as gzip: a member of the first line, one of the rest. It is known by its first bytes,
whatever its name, and checked in the same way.
"""

import contextlib
import hashlib
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, BinaryIO, Self, cast
from weakref import finalize

import msgspec
from msgspec import Meta, Raw, Struct

from logs.errors import SotayError
from logs.store.files import write_new

FORMAT = 2
_OPENING = b'{"book":{"head":'
_FORMAT = re.compile(re.escape(_OPENING) + rb'\{"format":([0-9]{1,6})\b')
_MOST_HEAD = 100_000  # bytes of the first line
_AT_ONCE, _MOST_JOINED = 1_000, 8 << 20  # documents, and bytes of them, that are hashed and written together
_COPIED_AT_ONCE = 1 << 20  # bytes of a table that stays as it is
_DEFLATED = b"\x1f\x8b"
_MOST_RATIO = 1_100  # more than deflating can make of anything
_NO_SUM = "0" * 64
_LEVEL, _AS_GZIP = 1, 31  # quick: a third of the size; the window of zlib that writes gzip

Natural = Annotated[int, Meta(ge=0)]
Sha256 = Annotated[str, Meta(min_length=64, max_length=64)]
Columns = tuple[Sequence[str], Sequence[bytes | Raw]]


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


class Standing(Struct, frozen=True):
    """A table as it stands in a book.json, to be copied into another one piece by piece."""

    snapshot: "Snapshot"
    name: str

    @property
    def section(self) -> Section:
        """Where it stands there."""
        return self.snapshot.head.tables[self.name]

    def parts(self) -> Iterator[bytes]:
        """Its bytes; raises DamageError at the end where they are not what was written."""
        digest, left = hashlib.sha256(), self.section.size
        for part in self.snapshot.parts(self.name, _COPIED_AT_ONCE):
            digest.update(part)
            left -= len(part)
            yield part
        if left or digest.hexdigest() != self.section.sha256:
            raise DamageError(self.name)


# A table's ids and encoded documents, in the order in which they are written, or all of it as it stands elsewhere.
Rows = Iterable[tuple[str, bytes | Raw]]
AnyRows = Rows | Standing


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
        self._held: BinaryIO | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the first line; raises DamageError, OSError, or SotayError `book_newer`."""
        with _opened(path, "head") as file:
            first = file.readline(_MOST_HEAD)
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
        last = max((section.start + section.size for section in head.tables.values()), default=0)
        if first != closing or not _is_of_size(path, len(first), last + len(end)):
            raise DamageError("size")
        return cls(path, head, digest, len(first))

    def table(self, name: str) -> dict[str, Raw]:
        """A table's documents, encoded, under their ids; empty where there is no such table.

        The documents share one buffer. Raises DamageError, OSError.
        """
        if name not in self.head.tables:
            return {}
        with self._opened(name) as file:
            return self._table(file, name)

    def tables(self) -> dict[str, dict[str, Raw]]:
        """All tables, read one after the other; raises as `table` does."""
        with self._opened("tables") as file:
            return {name: self._table(file, name) for name in self.head.tables}

    def _table(self, file: BinaryIO, name: str) -> dict[str, Raw]:
        section = self.head.tables[name]
        lead = b",\n" if section.start > len(msgspec.json.encode(name)) + 1 else b""
        before = lead + msgspec.json.encode(name) + b":"
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

    def parts(self, name: str, at_once: int) -> Iterator[bytes]:
        """A table's bytes as they stand in the file, up to so many at once: nothing says that they were written so.

        Raises DamageError where they cannot be read.
        """
        section = self.head.tables[name]
        try:
            with self._opened(name) as file:
                file.seek(self._offset + section.start)
                for start in range(0, section.size, at_once):
                    yield file.read(min(at_once, section.size - start))
        except OSError as error:
            raise DamageError(name) from error

    def document(self, name: str, start: int, size: int) -> bytes:
        """The bytes of a table at that place, as they stand in the file: nothing says that they are what was written.

        Raises OSError, KeyError.
        """
        with self._opened(name) as file:
            file.seek(self._offset + self.head.tables[name].start + start)
            return file.read(size)

    def hold(self) -> None:
        """Go on reading this very file, whatever takes its name, until `let_go`; raises DamageError where another one
        has taken it, OSError.
        """
        descriptor = os.open(self.path, os.O_RDONLY)
        self._held = open(descriptor, "rb", closefd=False)  # noqa: SIM115 - closed by `let_go`, or with the last use
        self._close = finalize(self, os.close, descriptor)
        if self.sum.encode() not in self._held.readline(_MOST_HEAD):
            self.let_go()
            raise DamageError("head")

    def let_go(self) -> None:
        """Hold the file no longer."""
        if self._held is not None:
            self._held = None
            self._close()

    @contextlib.contextmanager
    def _opened(self, part: str) -> Iterator[BinaryIO]:
        if self._held is not None:
            yield self._held
        else:
            with _opened(self.path, part) as file:
                yield file

    def holds(self, name: str, rows: Rows) -> bool:
        """Whether these are the documents that the table was written of, in their order."""
        section, digest = self.head.tables.get(name), hashlib.sha256()
        for part in object_parts(*_column(rows)):
            digest.update(part)
        return section is not None and digest.hexdigest() == section.sha256

    def check(self) -> None:
        """Read all of the file; raises DamageError, OSError."""
        with self._opened("tables") as file:
            for name in self.head.tables:
                self._table(file, name)


def inflated(data: bytes) -> bytes:
    """What a file of these bytes says, as far as it is there; raises zlib.error where it is deflated and damaged."""
    parts = []
    while data.startswith(_DEFLATED):
        member = zlib.decompressobj(wbits=_AS_GZIP)
        parts.append(member.decompress(data))
        data = member.unused_data
    return b"".join((*parts, data))


@contextlib.contextmanager
def _opened(path: Path, part: str) -> Iterator[BinaryIO]:
    """What is in the file, inflated where it is deflated; raises DamageError, OSError."""
    with path.open("rb") as file:
        is_deflated = file.read(len(_DEFLATED)) == _DEFLATED
        file.seek(0)
        if not is_deflated:
            yield file
            return
        import gzip  # noqa: PLC0415 - only copies are deflated

        try:
            yield cast("BinaryIO", gzip.GzipFile(fileobj=file))
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise DamageError(part) from error


def _is_of_size(path: Path, first: int, rest: int) -> bool:
    """Whether the file holds as many bytes as its first line says, or where it is deflated, may do so."""
    with path.open("rb") as file:
        is_deflated = file.read(len(_DEFLATED)) == _DEFLATED
        size = file.seek(0, os.SEEK_END)
        if not is_deflated:
            return size == first + rest
        file.seek(-4, os.SEEK_END)
        last = int.from_bytes(file.read(4), "little")
    return size * _MOST_RATIO > first + rest and last in ((first + rest) % 2**32, rest % 2**32)


def new_snapshot(
    temporary: Path,
    path: Path,
    saves: int,
    tables: Mapping[str, AnyRows],
    form: int | None = None,
) -> Snapshot:
    """Write a book.json, meant for `path`, to a new file; `form` is its format's number, where it is an older one.

    With a `path` that ends in .gz it is deflated. Raises OSError; DamageError where a table that stands elsewhere is
    not what was written.
    """
    kept = _columns(tables)
    head = Head(form or FORMAT, saves, _laid_out(kept))
    if path.suffix.lower() == ".gz":
        deflating = zlib.compressobj(_LEVEL, wbits=_AS_GZIP)
        rest = [*map(deflating.compress, _body(kept, head)), deflating.flush()]
        write_new(temporary, [zlib.compress(_line_of(head), _LEVEL, _AS_GZIP), *rest])
    else:
        # The first line is as long before the checksums are known.
        write_new(temporary, _body(kept, head), first=lambda: _line_of(head), size=len(_line_of(head)))
    return Snapshot(path, head, _identity(head), len(_line_of(head)))


def snapshot_sum(saves: int, tables: Mapping[str, Rows], form: int) -> str:
    """The identity of the book.json of that format that would be written of these tables after that many saves."""
    kept = _columns(tables)
    head = Head(form, saves, _laid_out(kept))
    for _part in _body(kept, head):
        pass
    return _identity(head)


def _columns(tables: Mapping[str, AnyRows]) -> dict[str, Columns | Standing]:
    return {name: rows if isinstance(rows, Standing) else _column(rows) for name, rows in tables.items()}


def _column(rows: Rows) -> Columns:
    return cast("Columns", tuple(zip(*rows, strict=True)) or ((), ()))


def _laid_out(tables: Mapping[str, Columns | Standing]) -> dict[str, Section]:
    """Where each table will lie, without its checksum yet."""
    sections: dict[str, Section] = {}
    start = 0
    for name, table in tables.items():
        start += len(_lead(name, is_first=not sections))
        size = table.section.size if isinstance(table, Standing) else object_size(*table)
        sections[name] = Section(start, size, _NO_SUM)
        start += size
    return sections


def _body(tables: Mapping[str, Columns | Standing], head: Head) -> Iterator[bytes]:
    """The bytes behind the first line, piece by piece; the head has each table's checksum when they are all taken."""
    for place, (name, table) in enumerate(tables.items()):
        yield _lead(name, is_first=place == 0)
        if isinstance(table, Standing):
            yield from table.parts()
            sha256 = table.section.sha256
        else:
            digest = hashlib.sha256()
            for part in object_parts(*table):
                digest.update(part)
                yield part
            sha256 = digest.hexdigest()
        head.tables[name] = msgspec.structs.replace(head.tables[name], sha256=sha256)
    yield _tail(bool(tables))


def _lead(name: str, *, is_first: bool) -> bytes:
    """What stands between a table and the one before."""
    return (b"" if is_first else b",\n") + msgspec.json.encode(name) + b":"


def object_size(keys: Sequence[str], documents: Sequence[bytes | Raw], line_end: bytes = b"\n") -> int:
    """The bytes of `object_parts`."""
    # Besides a colon, a comma and a line end each; braces for all, but no comma behind the last.
    encode = msgspec.json.Encoder().encode_lines
    names = sum(len(encode(keys[start : start + _AT_ONCE])) for start in range(0, len(keys), _AT_ONCE)) - len(keys)
    return names + sum(map(len, documents)) + (2 + len(line_end)) * len(keys) + 1 if keys else 2


def object_parts(keys: Sequence[str], documents: Sequence[bytes | Raw], line_end: bytes = b"\n") -> Iterator[bytes]:
    """The JSON object of encoded documents by their ids, piece by piece, with what stands before each."""
    encode = msgspec.json.Encoder().encode_lines
    for start in range(0, len(keys), _AT_ONCE):
        at_once = slice(start, start + _AT_ONCE)
        # A line end in an id is escaped.
        rows = list(zip(encode(keys[at_once]).split(b"\n"), documents[at_once], strict=False))
        if sum(map(len, documents[at_once])) < _MOST_JOINED:
            yield (b"," if start else b"{") + line_end
            yield (b"," + line_end).join(map(b":".join, rows))
            continue
        # A step may be as large as the sessions that it changed.
        for number, (key, document) in enumerate(rows, start=start):
            yield (b"," if number else b"{") + line_end + key + b":"
            yield document
    yield b"}" if keys else b"{}"


def _is_newer(first: bytes, raw: bytes, digest: str) -> bool:
    """Whether a first line names a later format, and not through damage to that one figure."""
    named = _FORMAT.match(first)
    if not named or int(named[1]) <= FORMAT:
        return False
    ours = b'{"format":%d' % FORMAT + first[named.end() : named.end() + len(raw) - (named.end() - len(_OPENING))]
    return hashlib.sha256(ours).hexdigest() != digest


def _first_line(raw: bytes, digest: str, more: bool) -> bytes:
    return _OPENING + raw + b',"sum":{"sha256":"' + digest.encode() + b'"}}' + (b",\n" if more else b"}\n")


def _line_of(head: Head) -> bytes:
    return _first_line(msgspec.json.encode(head), _identity(head), bool(head.tables))


def _identity(head: Head) -> str:
    return hashlib.sha256(msgspec.json.encode(head)).hexdigest()


def _tail(more: bool) -> bytes:
    return b"}\n" if more else b""
