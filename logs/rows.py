"""A table's documents by id: encoded as they are kept, or decoded as TinyDB asks for them."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Set
from typing import Any

import msgspec
from msgspec import Raw


class Rows(Mapping[str, bytes]):
    """A table's encoded documents by id: those of the base, read when first needed, under what was saved since."""

    def __init__(self, load: Callable[[], dict[str, Raw]]) -> None:
        self._load = load
        self._base: dict[str, Raw] | None = None
        self._saved: dict[str, bytes | Raw | None] = {}

    def load(self) -> None:
        """Read the base's documents now; raises what reading them raises."""
        self._from_base()

    def put(self, key: str, document: bytes | Raw | None) -> None:
        """Show a document that has been saved; None: taken out."""
        self._saved[key] = document

    def put_all(self, documents: Mapping[str, bytes | None]) -> None:
        """Show what has been saved; None: taken out."""
        self._saved.update(documents)

    def encoded(self, changes: Mapping[str, bytes | None] | None = None) -> Iterator[tuple[str, bytes | Raw]]:
        """Every id with its document, not copied, as they would be after the changes."""
        over = {**self._saved, **changes} if changes else self._saved
        for key, raw in self._from_base().items():
            if key not in over:
                yield key, raw
        for key, document in over.items():
            if document is not None:
                yield key, document

    def documents(self) -> Iterator[bytes | Raw]:
        """Every document, not copied."""
        return (document for _key, document in self.encoded())

    def having(self, keys: Set[str]) -> set[str]:
        """Those of the ids that there are documents under."""
        gone = {key for key in self._saved.keys() & keys if self._saved[key] is None}
        return (self._from_base().keys() & keys | self._saved.keys() & keys) - gone

    def __getitem__(self, key: str) -> bytes:
        found = self._saved[key] if key in self._saved else self._from_base()[key]
        if found is None:
            raise KeyError(key)
        return bytes(found)

    def __contains__(self, key: object) -> bool:
        return self._saved[str(key)] is not None if key in self._saved else key in self._from_base()

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.encoded())

    def __reversed__(self) -> Iterator[str]:
        """The ids, what was saved last first."""
        yield from (key for key in reversed(self._saved) if self._saved[key] is not None)
        yield from (key for key in reversed(self._from_base()) if key not in self._saved)

    def __len__(self) -> int:
        base = self._from_base()
        return len(base) + sum((one is not None) - (key in base) for key, one in self._saved.items())

    def _from_base(self) -> dict[str, Raw]:
        if self._base is None:
            self._base = self._load()
        return self._base


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
