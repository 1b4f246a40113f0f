"""A book's tables in memory: their rows encoded as they are kept, read when first needed, decoded as TinyDB asks."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping, MutableMapping, Set
from copy import copy
from itertools import chain
from pathlib import Path
from threading import Lock, RLock
from typing import Any, cast

import msgspec
from msgspec import Raw

from logs.errors import SotayError
from logs.store.files import error_name
from logs.store.migrations import Documents as StoredDocuments
from logs.store.migrations import upgraded
from logs.store.recovery import BaseState, RecoveredState, former_base, unopenable
from logs.store.snapshot import AnyRows, DamageError, Snapshot, Standing

# The documents of a table as they are read from a file, or as a checkpoint has written them.
_Base = dict[str, Raw] | dict[str, bytes | Raw]
Finder = Callable[[str], bytes | None]
"""Gives the base's document under an id, None for none, without reading the others; raises DamageError, OSError."""


class _BaseRows:
    """The documents of a base, read when first needed; all who rest on it read them once."""

    def __init__(self, load: Callable[[], _Base]) -> None:
        self._load = load
        self._loading = Lock()
        self.known: _Base | None = None

    def read(self) -> _Base:
        """Them; raises what reading them raises."""
        documents = self.known
        if documents is None:
            with self._loading:
                documents = self.known = self._load() if self.known is None else self.known
        return documents

    def let_go(self) -> None:
        """Hold them no longer, until they are needed again."""
        with self._loading:
            self.known = None


class Rows(Mapping[str, bytes]):
    """A table's encoded documents by id: those of the base, read when first needed, under what was saved since."""

    def __init__(self, load: Callable[[], _Base]) -> None:
        self._base = _BaseRows(load)
        self._finder: Finder | None = None
        self._saved: dict[str, bytes | Raw | None] = {}

    def load(self) -> None:
        """Read the base's documents now; raises what reading them raises."""
        self._base.read()

    def let_go(self) -> None:
        """Hold the base's documents no longer, until they are needed again, where single ones are found without."""
        if self._finder is not None:
            self._base.let_go()

    def put(self, key: str, document: bytes | Raw | None) -> None:
        """Show a document that has been saved; None: taken out."""
        self._saved[key] = document

    def put_all(self, documents: Mapping[str, bytes | None]) -> None:
        """Show what has been saved; None: taken out."""
        self._saved.update(documents)

    def as_if(self, changes: Mapping[str, bytes | None]) -> "Rows":
        """The documents as they would be after the changes, in a table of its own, which no checkpoint changes."""
        changed = copy(self)
        changed._saved = {**self._saved, **changes}
        return changed

    def rest(self, changes: Mapping[str, bytes | None] | None) -> None:
        """Take all that there is after the changes for the base, in the order in which a checkpoint has written it."""
        if not self._saved and not changes:
            # What was not read is read from the new book.json, where the table is the same.
            return
        documents = dict(self.encoded(changes))
        self._base, self._saved = _BaseRows(lambda: documents), {}
        self.load()

    def encoded(self, changes: Mapping[str, bytes | None] | None = None) -> Iterator[tuple[str, bytes | Raw]]:
        """Every id with its document, not copied, as they would be after the changes."""
        base, over = self._base.read(), self._saved or changes or {}
        if self._saved and changes:
            over = {**self._saved, **changes}
        kept = base.items() if over.keys().isdisjoint(base) else ((key, base[key]) for key in base if key not in over)
        put = ((key, document) for key, document in over.items() if document is not None)
        return chain(kept, put if None in over.values() else cast("Iterable[tuple[str, bytes | Raw]]", over.items()))

    def view(self, key: str) -> bytes | Raw:
        """The document under an id, not copied; raises KeyError."""
        document = self._saved[key] if key in self._saved else self._in_base(key)
        if document is None:
            raise KeyError(key)
        return document

    def documents(self) -> Iterator[bytes | Raw]:
        """Every document, not copied."""
        return (document for _key, document in self.encoded())

    @property
    def is_changed(self) -> bool:
        """Whether anything was saved since the base."""
        return bool(self._saved)

    def having(self, keys: Set[str]) -> set[str]:
        """Those of the ids that there are documents under."""
        gone = {key for key in self._saved.keys() & keys if self._saved[key] is None}
        return (self._base.read().keys() & keys | self._saved.keys() & keys) - gone

    def __getitem__(self, key: str) -> bytes:
        return bytes(self.view(key))

    def __contains__(self, key: object) -> bool:
        return (self._saved[str(key)] if key in self._saved else self._in_base(str(key))) is not None

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.encoded())

    def __reversed__(self) -> Iterator[str]:
        """The ids, what was saved last first."""
        yield from (key for key in reversed(self._saved) if self._saved[key] is not None)
        yield from (key for key in reversed(self._base.read()) if key not in self._saved)

    def __len__(self) -> int:
        base = self._base.read()
        return len(base) + sum((document is not None) - (key in base) for key, document in self._saved.items())

    def find_with(self, finder: Finder) -> None:
        """Look single documents of the base up so, until all of them are needed."""
        self._finder = finder

    @property
    def is_loaded(self) -> bool:
        """Whether all documents of the base were read."""
        return self._base.known is not None

    @property
    def saved(self) -> KeysView[str]:
        """The ids of what was saved, or taken out, since the base, in turn."""
        return self._saved.keys()

    @property
    def base(self) -> Mapping[str, bytes | Raw]:
        """The documents of the base, in its order; do not change."""
        return self._base.read()

    def base_document(self, key: str) -> bytes | None:
        """The document of the base under an id, whatever was saved since; None for none."""
        document = self._in_base(key)
        return None if document is None else bytes(document)

    def _in_base(self, key: str) -> bytes | Raw | None:
        if not self.is_loaded and self._finder is not None:
            with contextlib.suppress(DamageError, OSError):
                return self._finder(key)
            # Reading all of them tells what is wrong.
            self._finder = None
        return self._base.read().get(key)


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


class Tables:
    """The tables of the book in `folder`, none at first; `base` is what on disk they rest on; who holds `standing` may
    exchange that, for no table is read meanwhile.

    Where a table of the base is damaged and the former files have it, `restored` is called and theirs is taken. Where a
    table is first read, SotayError `book_damaged` and `book_folder` are raised.
    """

    def __init__(self, folder: Path, restored: Callable[[], None]) -> None:
        self.base: BaseState | None = None
        self.standing = RLock()
        self._folder = folder
        self._restored = restored
        self._rows: dict[str, Rows] = {}

    def take(self, state: RecoveredState) -> None:
        """Hold what was found on disk in place of what was held."""
        self.base = state.base
        self._rows.clear()
        for save in state.saves:
            for name, rows in save.put.items():
                for key, document in rows.items():
                    self.rows(name).put(key, None if bytes(document) == b"null" else document)

    def upgrade(self, form: int) -> None:
        """Hold what is held in the format of that number in the present one; it rests on nothing on disk then."""
        try:
            tables = upgraded(self.copied(), form)
        except (LookupError, ValueError, msgspec.MsgspecError) as error:
            raise self._damaged() from error
        self.base = None
        self._rows.clear()
        for name, rows in tables.items():
            self.rows(name).put_all(rows)

    def rest_on(self, snapshot: Snapshot, changes: Mapping[str, Mapping[str, bytes | None]] | None) -> None:
        """Rest on the book.json that a checkpoint has made of the tables after the changes."""
        for name in {**self._rows, **(changes or {})}:
            self.rows(name).rest((changes or {}).get(name))
        self.base = BaseState(snapshot)

    def names(self) -> list[str]:
        """The names of all tables: those of the base first, as a checkpoint orders them."""
        names = self.base.names() if self.base else []
        return [*names, *sorted(name for name in self._rows.keys() - {*names} if self._rows[name].is_changed)]

    def rows(self, name: str) -> Rows:
        """A table's documents as they are encoded; later saves show in it."""
        if name not in self._rows:
            self._rows[name] = Rows(lambda: self._load(name))
        return self._rows[name]

    def as_if(self, changes: Mapping[str, Mapping[str, bytes | None]]) -> "Tables":
        """The tables as they would be after the changes, to look at only; those that are not changed are shared."""
        tables = copy(self)
        tables._rows = {name: self.rows(name) for name in self.names()}
        tables._rows |= {name: self.rows(name).as_if(rows) for name, rows in changes.items()}
        return tables

    def load(self) -> None:
        """Read every table now."""
        for name in self.names():
            self.rows(name).load()

    def load_changed(self, changes: Mapping[str, Mapping[str, bytes | None]] | None) -> None:
        """Read the tables that `encoded` cannot leave as they stand in the base."""
        for name in self.names():
            if not self._stands(name, changes or {}):
                self.rows(name).load()

    def encoded(self, changes: Mapping[str, Mapping[str, bytes | None]] | None) -> dict[str, AnyRows]:
        """Every table's ids and documents, not copied, as they would be after the changes; those that were not read and
        do not change as they stand in the base.
        """
        changes, base = changes or {}, self.base
        return {
            name: Standing(base.snapshot, name)
            if base is not None and self._stands(name, changes)
            else self.rows(name).encoded(changes.get(name))
            for name in dict.fromkeys((*self.names(), *changes))
        }

    def write(self, write: Callable[[], None]) -> None:
        """Let `write` put `encoded` somewhere while no table is read; once more, with all of them read, where one that
        it was to copy from the base is damaged: who reads that looks for it in the former files.
        """
        try:
            with self.standing:
                write()
        except DamageError:
            self.load()
            with self.standing:
                write()

    def copied(self) -> StoredDocuments:
        """Every table's documents, copied."""
        return {name: {key: bytes(raw) for key, raw in self.rows(name).encoded()} for name in self.names()}

    def _stands(self, name: str, changes: Mapping[str, Mapping[str, bytes | None]]) -> bool:
        """Whether a table that was not read would be the same as in the book.json that is the base."""
        if self.base is None or self.base.saves or name not in self.base.snapshot.head.tables:
            return False
        rows = self.rows(name)
        return not (rows.is_loaded or rows.is_changed or changes.get(name))

    def _load(self, name: str) -> dict[str, Raw]:
        """A table of the base; a damaged one from the state that the base was made from."""
        with self.standing:
            if self.base is None:
                return {}
            try:
                try:
                    return self.base.table(name)
                except (DamageError, FileNotFoundError) as damage:
                    return self._load_former(name, self.base, damage)
            except OSError as error:
                raise SotayError("book_folder", folder=str(self._folder), detail=error_name(error)) from error

    def _load_former(self, name: str, base: BaseState, damage: Exception) -> dict[str, Raw]:
        """The table as the former files have it, where it was that which the base was written of."""
        former = former_base(self._folder)
        with contextlib.suppress(DamageError, FileNotFoundError):
            if former and base.snapshot.holds(name, (rows := former.table(name)).items()):
                self._restored()
                return rows
        raise self._damaged() from damage

    def _damaged(self) -> SotayError:
        return unopenable(self._folder)
