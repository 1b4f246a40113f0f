"""The sessions of a book as they would be after the files that a merge has taken so far."""

from collections.abc import Mapping, Set

import msgspec

from exports.package.fast_lines import PlainSession
from logs.book.book import LogBook
from logs.versions import Record


class Sessions:
    """The book's sessions with what was put over them.

    A session that nobody here has heard of, told of by a plain line, is kept as it will be stored: it is decoded only
    where a later file speaks of it again.
    """

    def __init__(self, book: LogBook) -> None:
        self._book = book
        self._held = book.storage.rows("sessions")
        self._changed: dict[str, Record] = {}
        self._new: dict[str, bytes] = {}

    def get(self, key: str) -> Record | None:
        """All that is known of a session; None for one never heard of."""
        if key in self._changed:
            return self._changed[key]
        if key in self._new:
            return msgspec.json.decode(self._new[key], type=Record)
        return self._book.sessions.record(key)

    def known(self, keys: Set[str]) -> Set[str]:
        """Those of the sessions that somebody here has heard of."""
        return self._held.having(keys) | (self._new.keys() & keys) | (self._changed.keys() & keys)

    def put(self, record: Record) -> None:
        """Let the session be known so."""
        self._changed[record.id] = record

    def put_new(self, sessions: Mapping[str, PlainSession]) -> None:
        """Let sessions be known of which nobody here has heard."""
        self._new.update({key: one.document for key, one in sessions.items()})

    def changes(self) -> dict[str, bytes | None]:
        """The documents of the sessions that were put, encoded."""
        encode = msgspec.json.Encoder().encode
        return {**self._new, **{key: encode(record) for key, record in self._changed.items()}}
