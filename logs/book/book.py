"""The log book: every read and every write of a book passes here.

It stands on three classes, each on the one before: what a book knows besides its sessions (`logs.book.reference`), the
steps that change it (`logs.book.undo`), and what is asked of its sessions (`logs.book.queries`). Here a book is opened,
and sessions are saved.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import msgspec

from logs.book.changes import Action, Step, what_became
from logs.book.queries import BookReading
from logs.book.reference import Clock, Export, Owner, reporter_code
from logs.catalogue.directive import Directive, catalogue_document
from logs.errors import SotayError
from logs.model import Reporter, Role, Session, Unit
from logs.session.query import Entry, session_id_of, shown_entry
from logs.session.validation import Composed, compose
from logs.store.storage import BookStorage
from logs.store.tinydb_adapter import BookDB
from logs.versions import Record, new_record, save

__all__ = ["Clock", "Export", "LogBook", "Owner", "reporter_code"]


class LogBook(BookReading):
    """An open book. `clock` gives the time of each step, `new_id` the id of each new session.

    Close it after use, or use it as a context manager. Errors are SotayError; see `logs.store.storage` for those of
    opening and saving.
    """

    def __init__(self, db: BookDB, clock: Clock, new_id: Callable[[], str]) -> None:
        super().__init__(db, clock)
        self.new_id = new_id

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        unit: str,
        reporters: Iterable[Reporter],
        role: Role,
        directive: Directive,
        units: Iterable[Unit],
        clock: Clock,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> Self:
        """Make a new book in `folder` for the first of `reporters`; raises SotayError `book_exists`, `book_folder`."""
        listed = list(reporters)
        owner = Owner(
            book=new_id(), unit=unit, reporter=listed[0].code, role=role, directive=directive.id, created=clock()
        )
        db = BookDB(folder, create=True)
        try:
            storage: BookStorage = db.storage  # type: ignore[assignment]
            storage.commit(
                {
                    "about": {"owner": msgspec.json.encode(owner)},
                    "directives": {directive.id: catalogue_document(directive)},
                    "units": {entry.code: msgspec.json.encode(entry) for entry in units},
                    "reporters": {entry.code: msgspec.json.encode(entry) for entry in listed},
                }
            )
            return cls(db, clock, new_id)
        except BaseException:
            db.close()
            raise

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        clock: Clock,
        read_only: bool = False,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> Self:
        """Open the book in `folder`; only one program at a time may hold it open for writing.

        Raises SotayError as `logs.store.storage.BookStorage` does, and `book_damaged` where a list cannot be read.
        """
        db = BookDB(folder, read_only=read_only)
        try:
            return cls(db, clock, new_id)
        except (KeyError, msgspec.MsgspecError) as error:
            db.close()
            raise SotayError("book_damaged", path=str(folder)) from error
        except BaseException:
            db.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the book go; another program may open it."""
        self.db.close()

    def compose(self, fields: Mapping[str, Any]) -> Composed:
        """A session from typed field values, with everything that is wrong or doubtful about it."""
        return compose(fields, self.known(str(fields.get("directive") or "")))

    def add(self, session: Session) -> Entry:
        """Save a new session."""
        record = new_record(self.new_id(), session)
        return shown_entry(self._save("add", record))

    def add_several(self, sessions: Iterable[Session]) -> list[Entry]:
        """Save new sessions in one step, which an undo takes back as a whole; nothing happens where there are none."""
        made = {record.id: record for record in (new_record(self.new_id(), session) for session in sessions)}
        if made:
            self.commit("add", {"sessions": {key: msgspec.json.encode(one) for key, one in made.items()}}, made=made)
        return [shown_entry(record) for record in made.values()]

    def edit(self, session_id: str, session: Session, *, reason: str = "", over: Iterable[str] | None = None) -> Entry:
        """Save a session's new content over the heads that the person was shown (`over`; all that are known).

        Where several units claim its id, what the others say of it stays. Raises SotayError as `get` does.
        """
        entry = self.get(session_id)
        record = self._existing(entry.id)
        if session == entry.session and not record.is_conflict:
            return entry
        saved = self._save("edit", save(record, session, self._over(entry, over)), reason)
        return next((one for one in self.entries(saved.id) if one.session == session), shown_entry(saved))

    def delete(self, session_id: str, *, reason: str = "", over: Iterable[str] | None = None) -> None:
        """Delete a session as the person was shown it (`over`: its heads; all that are known).

        Its text goes, its id stays, so that the deletion reaches those who have it. Raises SotayError as `get` does.
        """
        entry = self.get(session_id)
        self._save("delete", save(self._existing(entry.id), None, self._over(entry, over)), reason)

    def _over(self, entry: Entry, over: Iterable[str] | None) -> frozenset[str]:
        """The heads that a save of the entry replaces: of those shown, none that another unit claims."""
        own = self.heads_of(entry.id)
        others = {head.id for head in self._existing(entry.id).heads} - own
        return own if over is None else frozenset(over) - others

    def history(self, session_id: str) -> tuple[Step, ...]:
        """Who changed the session when, what and why, oldest first."""
        session_id = session_id_of(session_id)
        steps = [change for change in self.changes() if session_id in change.session_ids]
        records = [*(change.record_before(session_id) for change in steps), self.record(session_id)]
        return tuple(
            Step(change.at, change.who, change.action, change.reason, what_became(old, new))
            for change, (old, new) in zip(steps, pairwise(records), strict=True)
        )

    def _save(self, action: Action, record: Record, reason: str = "") -> Record:
        changes = {"sessions": {record.id: msgspec.json.encode(record)}}
        self.commit(action, changes, reason=reason, made={record.id: record})
        return record
