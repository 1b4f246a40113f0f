"""Where a book is kept: one JSON file that is always whole, behind TinyDB's own interface.

`book.json` is TinyDB's JSON, tables of documents under text ids, one document a line, so that TinyDB, an editor or `git
diff` can read it. Its first line carries the format number, a generation and the SHA-256 of every byte after that line.
Documents stay encoded in memory and are decoded where they are used.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from filelock import FileLock, Timeout
from msgspec import Meta, Struct
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from logs.errors import SotayError
from logs.files import error_name, make_folder, write_whole

FORMAT = 1
BOOK_FILE = "book.json"
NEW_FILE = "book.json.new"
LOCK_FILE = "book.lock"

# What one save changes: per table, the encoded document under each id, None where it goes.
Changes = Mapping[str, Mapping[str, bytes | None]]


class Header(Struct, frozen=True, forbid_unknown_fields=True):
    """What the first line of book.json says about the rest."""

    format: Annotated[int, Meta(ge=1)]
    generation: Annotated[int, Meta(ge=1)]
    sha256: Annotated[str, Meta(min_length=64, max_length=64)]


class _FirstLine(Struct, frozen=True):
    book: dict[str, Header]


class Documents(MutableMapping[str, Any]):
    """A table's documents by id, decoded when looked at. What is changed stays here until `changes` is asked for.

    Ids are text; TinyDB's callers may also name them by number.
    """

    def __init__(self, encoded: Mapping[str, bytes]) -> None:
        self._encoded = encoded
        self._decoded: dict[str, Any] = {}  # None: taken out

    def changes(self) -> dict[str, bytes | None]:
        """The documents that differ from the table's, encoded; None where one was taken out."""
        changed: dict[str, bytes | None] = {}
        for key, document in self._decoded.items():
            encoded = None if document is None else msgspec.json.encode(document)
            if encoded != self._encoded.get(key):
                changed[key] = encoded
        return changed

    def __getitem__(self, key: str) -> Any:
        key = str(key)
        if key not in self._decoded:
            self._decoded[key] = msgspec.json.decode(self._encoded[key])
        if self._decoded[key] is None:
            raise KeyError(key)
        return self._decoded[key]

    def __setitem__(self, key: str, document: object) -> None:
        self._decoded[str(key)] = document

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._decoded[str(key)] = None

    def __contains__(self, key: object) -> bool:
        key = str(key)
        if key in self._decoded:
            return self._decoded[key] is not None
        return key in self._encoded

    def __iter__(self) -> Iterator[str]:
        yield from [key for key in (*self._encoded, *(self._decoded.keys() - self._encoded.keys())) if key in self]

    def __len__(self) -> int:
        return sum(1 for _ in self)


class BookStorage(Storage):
    """A TinyDB storage whose every save is whole on disk before it is visible.

    Opening takes the folder's lock for the life of the storage, unless `read_only`. Raises SotayError: `book_missing`,
    `book_in_use`, `book_damaged`, `book_newer`, `book_folder` (errno name in `detail`).
    """

    def __init__(self, folder: Path, *, create: bool = False, read_only: bool = False) -> None:
        self.folder = folder
        self.path = folder / BOOK_FILE
        self.read_only = read_only
        self._lock: FileLock | None = None
        if create:
            make_folder(folder)
        if not read_only and folder.is_dir():
            self._lock = _hold_lock(folder)
        try:
            if create and self.path.exists():
                raise SotayError("book_exists", folder=str(folder))
            self._tables: dict[str, dict[str, bytes]] = {}
            self.generation = 0
            if not create:
                self.generation, self._tables = _read_file(self.path)
        except BaseException:
            self.close()
            raise

    def rows(self, table: str) -> Mapping[str, bytes]:
        """A table's documents as they are encoded; a view that later saves show in."""
        return self._tables.setdefault(table, {})

    def commit(self, changes: Changes) -> None:
        """Save the changes of any number of tables as one: on disk whole or not at all, then visible.

        Raises SotayError `book_read_only` or `save_failed`; the book, on disk and in memory, is then as before.
        """
        if self.read_only:
            raise SotayError("book_read_only")
        tables = {name: dict(rows) for name, rows in self._tables.items()}
        for name, rows in changes.items():
            table = tables.setdefault(name, {})
            for key, document in rows.items():
                if document is None:
                    table.pop(key, None)
                else:
                    table[key] = document
        try:
            _write_file(self.path, self.generation + 1, tables)
        except OSError as error:
            raise SotayError("save_failed", detail=error_name(error)) from error
        self.generation += 1
        for name, rows in tables.items():
            # The same dictionaries live on, since `rows` has handed them out.
            held = self._tables.setdefault(name, {})
            held.clear()
            held.update(rows)

    def read(self) -> dict[str, dict[str, Any]]:
        """All tables, as TinyDB asks for them."""
        return {name: Documents(rows) for name, rows in self._tables.items()}  # type: ignore[misc]

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace all tables, as TinyDB asks for it."""
        gone: dict[str, dict[str, bytes | None]] = {name: dict.fromkeys(rows) for name, rows in self._tables.items()}
        for name, rows in data.items():
            gone.setdefault(name, {}).update({str(key): msgspec.json.encode(row) for key, row in rows.items()})
        self.commit(gone)

    def close(self) -> None:
        """Let go of the folder's lock."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None


class BookTable(Table):
    """A TinyDB table under text ids whose updates write what they changed."""

    document_id_class = str  # type: ignore[assignment]
    default_query_cache_capacity = 0

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        storage: BookStorage = self._storage  # type: ignore[assignment]
        documents = Documents(storage.rows(self.name))
        updater(documents)  # type: ignore[arg-type]
        if changes := documents.changes():
            storage.commit({self.name: changes})
        self.clear_cache()

    def _get_next_id(self) -> str:
        """The id of a document that comes without one: the next number, as text."""
        number = self._next_id or 1 + max((int(key) for key in self._read_table() if key.isdecimal()), default=0)
        self._next_id = number + 1  # type: ignore[assignment]
        return str(number)


class BookDB(TinyDB):
    """A book's tables through TinyDB: `BookDB(folder).table("units").all()`."""

    table_class = BookTable
    default_storage_class = BookStorage  # type: ignore[assignment]


def _hold_lock(folder: Path) -> FileLock:
    lock = FileLock(folder / LOCK_FILE, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SotayError("book_in_use", folder=str(folder)) from None
    except OSError as error:
        raise SotayError("book_folder", folder=str(folder), detail=error_name(error)) from error
    return lock


def _read_file(path: Path) -> tuple[int, dict[str, dict[str, bytes]]]:
    """Generation and tables of a book file whose checksum holds."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise SotayError("book_missing", folder=str(path.parent)) from None
    except OSError as error:
        raise SotayError("book_folder", folder=str(path.parent), detail=error_name(error)) from error
    first, _, rest = data.partition(b"\n")
    try:
        header = msgspec.json.decode(first.removesuffix(b",") + b"}", type=_FirstLine).book["head"]
        if header.format > FORMAT:
            raise SotayError("book_newer", folder=str(path.parent))
        if hashlib.sha256(rest).hexdigest() != header.sha256:
            raise SotayError("book_damaged", path=str(path))
        tables = msgspec.json.decode(b"{" + rest, type=dict[str, dict[str, msgspec.Raw]])
    except (msgspec.MsgspecError, KeyError) as error:
        raise SotayError("book_damaged", path=str(path)) from error
    return header.generation, {name: {k: bytes(v) for k, v in rows.items()} for name, rows in tables.items()}


def _write_file(path: Path, generation: int, tables: Mapping[str, Mapping[str, bytes]]) -> None:
    parts: list[bytes] = []
    for name, rows in tables.items():
        parts.append(b",\n" if parts else b"")
        parts.append(msgspec.json.encode(name) + b":{")
        lead = b"\n"
        for key, document in rows.items():
            parts.append(lead + msgspec.json.encode(key) + b":" + document)
            lead = b",\n"
        parts.append(b"}")
    parts.append(b"}\n")
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    header = Header(FORMAT, generation, digest.hexdigest())
    first = msgspec.json.encode(_FirstLine({"head": header}))[:-1] + (b"," if tables else b"") + b"\n"
    write_whole(path, [first, *parts], temporary=path.with_name(NEW_FILE))
