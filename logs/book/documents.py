"""The documents of a table as values, each decoded when it is first asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from logs.store.tables import Rows

T = TypeVar("T")


def decode(raw: bytes, kind: type[T]) -> T:
    """A document as a value of that kind; raises msgspec.MsgspecError."""
    return msgspec.json.decode(raw, type=kind)


def decode_all(rows: Rows, kind: type[T]) -> dict[str, T]:
    """The documents of a table by their ids."""
    read = msgspec.json.Decoder(kind).decode
    return {key: read(raw) for key, raw in rows.encoded()}


class Decoded(Mapping[str, T]):
    """A table's documents by their ids, as values of that kind; `made` makes of each what is shown in its place.

    Later saves show once `forget` has been told of them. Raises msgspec.MsgspecError for a document that is none.
    """

    def __init__(
        self, rows: Mapping[str, bytes], kind: type[T], made: Callable[[str, T], T] = lambda _key, value: value
    ) -> None:
        self._rows = rows
        self._kind = kind
        self._made = made
        self._known: dict[str, T] = {}

    def forget(self, keys: Iterable[str]) -> None:
        """Look at these documents again."""
        for key in keys:
            self._known.pop(key, None)

    def __getitem__(self, key: str) -> T:
        if key not in self._known:
            self._known[key] = self._made(key, decode(self._rows[key], self._kind))
        return self._known[key]

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
