"""One step over many sessions: a field changed or the sessions deleted, taken back by one undo."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from logs.book.book import LogBook
from logs.model import Session
from logs.session.query import Entry, session_id_of
from logs.session.validation import Problem
from logs.versions import Record, save


class Changed(Struct, frozen=True):
    """What would become of a session: `session` is None where it cannot be, and `errors` say why.

    A session that has the value already is `same`.
    """

    entry: Entry
    session: Session | None
    errors: tuple[Problem, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing would change."""
        return self.session == self.entry.session


def changed(book: LogBook, entry: Entry, field: str, value: Any) -> Changed:
    """The session with another value of one field, checked as a whole.

    What versions differ about is settled by itself: a session in conflict has the error `change_conflict`.
    """
    if entry.conflict:
        return Changed(entry, None, (Problem(field, "change_conflict"),))
    composed = book.compose(msgspec.structs.asdict(entry.session) | {field: value})
    return Changed(entry, composed.session, composed.errors)


def save_all(book: LogBook, sessions: Mapping[str, Session], *, reason: str = "") -> int:
    """Save new contents of sessions by id as one step; returns how many differ from what they were."""
    records = [
        save(record, content)
        for key, content in sessions.items()
        if (record := book.sessions.record(key)) is not None and record.shown.content not in (None, content)
    ]
    if records:
        book.history.commit("edit", _documents(records), reason=reason, made={one.id: one for one in records})
    return len(records)


def delete_all(book: LogBook, session_ids: Iterable[str], *, reason: str = "") -> int:
    """Delete live sessions as one step; returns how many they were."""
    records: dict[str, Record] = {}
    deleted = 0
    for entry in (entry for key in session_ids if (entry := book.sessions.entry(key)) is not None):
        record = records.get(session_id_of(entry.id)) or book.sessions.record(entry.id)
        assert record is not None  # noqa: S101 - the entry was found in the book
        # Of an id that several units claim each has a session of its own.
        records[record.id] = save(record, None, book.sessions.heads_of(entry.id))
        deleted += 1
    if records:
        book.history.commit("delete", _documents(records.values()), reason=reason, made=records)
    return deleted


def _documents(records: Iterable[Record]) -> dict[str, dict[str, bytes | None]]:
    return {"sessions": {record.id: msgspec.json.encode(record) for record in records}}
