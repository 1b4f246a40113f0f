"""The sessions of a book as they would be after the files that a merge has taken so far."""

from collections.abc import Mapping

import msgspec

from exports.plain import PlainSession
from logs.book import LogBook
from logs.versions import Record


class Sessions:
    """The book's sessions with what was put over them; `base` are records to start from instead of the book's.

    A session that nobody here has heard of, told of by a plain line, is kept as it will be stored: it is decoded only
    where a later file speaks of it again.
    """

    def __init__(self, book: LogBook, base: Mapping[str, Record | None] | None = None) -> None:
        self._book = book
        self._held = book.storage.rows("sessions")
        self._is_empty = not base and not self._held
        self._base = base or {}
        self._changed: dict[str, Record] = {}
        self._new: dict[str, bytes] = {}

    def get(self, key: str) -> Record | None:
        """All that is known of a session; None for one never heard of."""
        if key in self._changed:
            return self._changed[key]
        if key in self._new:
            return msgspec.json.decode(self._new[key], type=Record)
        return self._base[key] if key in self._base else self._book.record(key)

    def is_new(self, key: str) -> bool:
        """Whether nobody here has heard of the session."""
        if key in self._new or key in self._changed:
            return False
        if self._is_empty:
            return True
        return self._base[key] is None if key in self._base else key not in self._held

    def put(self, record: Record) -> None:
        """Let the session be known so."""
        self._changed[record.id] = record

    def put_new(self, session: PlainSession) -> None:
        """Let a session be known of which nobody here has heard."""
        self._new[session.id] = session.document()

    def changes(self) -> dict[str, bytes | None]:
        """The documents of the sessions that were put, encoded."""
        encode = msgspec.json.Encoder().encode
        return {**self._new, **{key: encode(record) for key, record in self._changed.items()}}
