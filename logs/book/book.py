"""The log book: what a book is asked and told passes through its parts, each with a subject of its own.

Whose book it is and its lists (`logs.book.reference`), what it sent and took in (`logs.book.exchange`), its sessions
one by one (`logs.book.sessions`), what of them counts (`logs.book.figures`), and the steps that changed it
(`logs.book.history`). Here a book is opened, and what one does to it becomes a step.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from datetime import date as Date
from pathlib import Path
from typing import Any, Self

import msgspec

from logs.book.catalogues import Catalogues
from logs.book.changes import Action
from logs.book.exchange import Exchange
from logs.book.figures import Figures
from logs.book.history import History
from logs.book.reference import Clock, Owner, ReferenceData, reporter_code
from logs.book.sessions import Sessions
from logs.catalogue.directive import Directive, catalogue_document
from logs.catalogue.unit_changes import unit_changes
from logs.catalogue.units import find_unit, same_code
from logs.errors import Notice, SotayError
from logs.model import Reporter, Role, Session, Unit
from logs.session.query import Entry, Query, shown_entry
from logs.session.validation import Composed, compose
from logs.store.storage import BookStorage, Changes
from logs.store.tinydb_adapter import BookDB
from logs.versions import Record, new_record, save

__all__ = ["Clock", "LogBook", "Owner", "reporter_code"]


class LogBook:
    """An open book. `clock` gives the time of each step, `new_id` the id of each new session.

    Close it after use, or use it as a context manager. Errors are SotayError; see `logs.store.storage` for those of
    opening and saving.
    """

    def __init__(self, db: BookDB, clock: Clock, new_id: Callable[[], str]) -> None:
        self.db = db
        self.clock = clock
        self.new_id = new_id
        self._stand_on(db.storage)  # type: ignore[arg-type]

    def _stand_on(self, storage: BookStorage, before: Sessions | None = None, changed: Collection[str] = ()) -> None:
        self._under: dict[str, tuple[int, Self]] = {}  # the book under former catalogues, by the save it is as of
        self.storage = storage
        self.reference = ReferenceData(storage, self.clock)
        self.exchange = Exchange(storage, self.reference)
        self.sessions = Sessions(storage, self.reference, self.exchange, before, changed)
        self.figures = Figures(storage, self.reference, self.exchange, self.sessions)
        self.catalogues = Catalogues(storage, self.reference, self.exchange, self.today)
        self.history = History(
            storage, self.clock,
            reference=self.reference, exchange=self.exchange, sessions=self.sessions, figures=self.figures,
        )  # fmt: skip

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

    @property
    def folder(self) -> Path:
        """The folder the book is kept in."""
        return self.storage.folder

    @property
    def read_only(self) -> bool:
        """Whether the book was opened for looking only."""
        return self.storage.read_only

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What a person should know of the book's files: damage found on the way and put right."""
        return tuple(self.storage.notices)

    @property
    def generation(self) -> int:
        """The number of the book's last save."""
        return self.storage.generation

    def today(self) -> Date:
        """The day it is, by the book's clock."""
        return self.clock().date()

    @property
    def owner(self) -> Owner:
        """Whose book it is."""
        return self.reference.owner

    @property
    def directive(self) -> Directive:
        """The catalogue in use."""
        return self.reference.directive

    @property
    def units(self) -> Mapping[str, Unit]:
        """The units that report, by their codes."""
        return self.reference.units

    @property
    def reporters(self) -> Mapping[str, Reporter]:
        """The reporters by their codes."""
        return self.reference.reporters

    def as_if(self, changes: Changes) -> Self:
        """The book as it would be after the changes, to look at only."""
        changed = copy(self)
        changed._stand_on(self.storage.as_if(changes), self.sessions, changes.get("sessions", {}))
        return changed

    def as_it_stands(self) -> "Callable[[], LogBook]":
        """Makes, in whatever thread, the book as it is now, to look at only: no later save shows in it.

        It knows what has been read and added up so far; what it comes to know besides, this one can `learn`.
        """
        storage, sessions, figures = self.storage.as_it_stands(), self.sessions.known(), self.figures.lend()

        def made() -> LogBook:
            standing = copy(self)
            standing._stand_on(storage, sessions)
            standing.sessions.all_read = sessions.all_read
            standing.figures.learn(figures)
            return standing

        return made

    def learn(self, standing: "LogBook") -> None:
        """Know what has been read and added up of the book as it stood, unless it was saved since."""
        if standing.generation == self.generation:
            self.sessions.learn(standing.sessions)
            self.figures.learn(standing.figures.lend())

    def under(self, directive: Directive) -> Self:
        """The book as the catalogue of another year that it has used measures it, to look at only; itself under the one
        in use.
        """
        if directive.id == self.directive.id:
            return self
        generation, measured = self._under.get(directive.id, (-1, self))
        if generation != self.generation:
            owner = msgspec.structs.replace(self.owner, directive=directive.id)
            measured = self.as_if({"about": {"owner": msgspec.json.encode(owner)}})
            self._under[directive.id] = self.generation, measured
        return measured

    def find(self, query: Query | None = None) -> list[Entry]:
        """The live sessions asked for as they are written, drafts too, by date, then id."""
        return list(self.figures.reading.select(query or Query()).written())

    def compose(self, fields: Mapping[str, Any]) -> Composed:
        """A session from typed field values, with everything that is wrong or doubtful about it.

        One of a day that another year's catalogue of the book is for follows that one, where it can.
        """
        composed = compose(fields, self.reference.known(str(fields.get("directive") or "")))
        day = fields.get("date")
        if not fields.get("directive") and isinstance(day, Date):
            of_the_year = self.reference.catalogue_on(day)
            if of_the_year is not self.directive:
                former = compose({**fields, "directive": of_the_year.id}, self.reference.known(of_the_year.id))
                return composed if former.errors else former
        return composed

    def add(self, session: Session) -> Entry:
        """Save a new session."""
        record = new_record(self.new_id(), session)
        return shown_entry(self._save("add", record))

    def add_several(self, sessions: Iterable[Session]) -> list[Entry]:
        """Save new sessions in one step, which an undo takes back as a whole; nothing happens where there are none."""
        made = {record.id: record for record in (new_record(self.new_id(), session) for session in sessions)}
        if made:
            self.history.commit(
                "add", {"sessions": {key: msgspec.json.encode(one) for key, one in made.items()}}, made=made
            )
        return [shown_entry(record) for record in made.values()]

    def edit(self, session_id: str, session: Session, *, reason: str = "", over: Iterable[str] | None = None) -> Entry:
        """Save a session's new content over the heads that the person was shown (`over`; all that are known).

        Where several units claim its id, what the others say of it stays. Raises SotayError as `get` does.
        """
        entry = self.sessions.get(session_id)
        record = self.sessions.existing(entry.id)
        if session == entry.session and not record.is_conflict:
            return entry
        saved = self._save("edit", save(record, session, self._over(entry, over)), reason)
        return next((one for one in self.sessions.entries(saved.id) if one.session == session), shown_entry(saved))

    def delete(self, session_id: str, *, reason: str = "", over: Iterable[str] | None = None) -> None:
        """Delete a session as the person was shown it (`over`: its heads; all that are known).

        Its text goes, its id stays, so that the deletion reaches those who have it. Raises SotayError as `get` does.
        """
        entry = self.sessions.get(session_id)
        self._save("delete", save(self.sessions.existing(entry.id), None, self._over(entry, over)), reason)

    def _over(self, entry: Entry, over: Iterable[str] | None) -> frozenset[str]:
        """The heads that a save of the entry replaces: of those shown, none that another unit claims."""
        own = self.sessions.heads_of(entry.id)
        others = {head.id for head in self.sessions.existing(entry.id).heads} - own
        return own if over is None else frozenset(over) - others

    def use_directive(self, directive: Directive, *, reason: str = "") -> Directive:
        """Take the catalogue in and use it from now on; sessions logged under another keep theirs.

        What it lacks of the book's own of that id and sessions name is kept, over; the result is what is used then.
        Raises SotayError `book_read_only`, `save_failed`, as `use_units` does, and those of `Catalogues.to_use`.
        """
        taken = self.catalogues.to_use(directive)
        self._use(self._using(taken), reason)
        return taken

    def as_if_used(self, directive: Directive) -> Self:
        """The book as it would be with that very catalogue in use, to look at only."""
        return self.as_if(self._using(directive))

    def _using(self, directive: Directive) -> dict[str, dict[str, bytes | None]]:
        owner = msgspec.structs.replace(self.owner, directive=directive.id)
        kept: dict[str, bytes | None] = {directive.id: catalogue_document(directive)}
        return {"about": {"owner": msgspec.json.encode(owner)}, "directives": kept}

    def use_units(self, units: Iterable[Unit], *, reason: str = "") -> None:
        """Replace the unit list; the book's own unit stays listed.

        Raises SotayError as `list_changes` does.
        """
        self._use(self.list_changes(units), reason)

    def list_changes(self, units: Iterable[Unit]) -> dict[str, dict[str, bytes | None]]:
        """What changes in the tables where the unit list becomes this one: themes that do not apply to a unit do not
        apply to it under its new code.

        Raises SotayError `unit_own_code` (value, own) where the list has the code of the book's own unit with other
        capitals, `unit_is_own` (value) where that unit has become another one.
        """
        listed = {unit.code: unit for unit in units}
        new = {code: msgspec.json.encode(unit) for code, unit in listed.items()}
        own = self.owner.unit
        if own not in new and (alike := same_code(new, own)) is not None:
            raise SotayError("unit_own_code", value=alike, own=own)
        if own not in new and own in self.units and find_unit(listed, own) is not None:
            raise SotayError("unit_is_own", value=own)
        gone: dict[str, bytes | None] = dict.fromkeys(self.units.keys() - {own} - new.keys())
        rows = self.storage.rows("units")
        changed = gone | {code: raw for code, raw in new.items() if rows.get(code) != raw}
        if not changed:
            return {}
        codes = {
            change.before.code: change.after.code
            for change in unit_changes(self.units, listed)
            if change.kind == "recoded" and change.before and change.after
        }
        marks: dict[str, bytes | None] = {}
        for mark in self.reference.exemptions.values():
            if mark.unit in codes:
                moved = msgspec.structs.replace(mark, unit=codes[mark.unit])
                marks |= {mark.key: None, moved.key: msgspec.json.encode(moved)}
        return {"units": changed, "exemptions": marks} if marks else {"units": changed}

    def _use(self, lists: Changes, reason: str = "") -> None:
        """Save lists as a step, where they say anything new."""
        if self.read_only:
            raise SotayError("book_read_only")
        new = {
            table: {key: raw for key, raw in rows.items() if self.storage.rows(table).get(key) != raw}
            for table, rows in lists.items()
        }
        if any(new.values()):
            self.history.commit("lists", {table: rows for table, rows in new.items() if rows}, reason=reason)

    def _save(self, action: Action, record: Record, reason: str = "") -> Record:
        changes = {"sessions": {record.id: msgspec.json.encode(record)}}
        self.history.commit(action, changes, reason=reason, made={record.id: record})
        return record
