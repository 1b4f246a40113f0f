"""Any order of everything that is done to a book, on a disk that fails and in a program that dies, against a model."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from errno import EIO, ENOSPC
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from exports.merge.merge import apply_merge, plan_merge
from exports.merge.unmerge import undo
from exports.package.carried import carried
from exports.package.writer import export_book
from logs.book.book import LogBook
from logs.duplicates.index import likely_duplicates
from logs.errors import SotayError
from logs.maintenance.backups import backups, compare, daily_backup, make_backup, restore
from logs.maintenance.integrity import audit
from logs.model import Session, from_fields
from logs.questions.doubles import doubles_of
from tests.books import ids
from tests.exports.desk import KEYS, Desk, package_of, session_of, signer
from tests.faults.model import Held, Model, Parcel, contents_of
from tests.independent import Json
from tests.logs.disk import Disk, KilledError

# The book under test, and one of a unit below its own.
UNIT, BELOW = "DB01", "CB01"
# What a person may be told when the disk fails, of a copy that cannot be read that it is damaged.
REFUSALS = ("save_failed", "backup_failed", "backup_damaged", "export_failed", "book_folder")
# What the check may find in a book to which nothing worse was done than here.
HARMLESS = ("check_conflict", "check_reference", "check_no_backup", "check_sent_missing", "space_low")
_MOST_COPIES = 2


@dataclass(frozen=True)
class Fault:
    """What happens at the given call to the system: an error, or (`code` 0) the end of the program.

    `again` is the call of the next opening at which the program ends once more.
    """

    call: int
    code: int = 0
    again: int = 0


class Shown(NamedTuple):
    """All of a book that an act may change; `done` are the steps that undo would take, `next` the one of a redo."""

    tables: Any
    sent: Any
    exports: int
    done: tuple[str, ...]
    next: str


# The first few calls end a save; a merge with its copy makes many more.
calls = st.one_of(st.integers(1, 6), st.integers(1, 70))
deaths = st.builds(Fault, calls, again=st.just(0) | st.integers(1, 25))
faults = st.one_of(st.none(), st.none(), deaths, st.builds(Fault, calls, st.sampled_from([ENOSPC, EIO])))
picks = st.integers(0, 7)
contents = st.builds(
    lambda unit, topic, count, status: session_of(
        unit, reporters=[f"{UNIT}-an"], topic=topic, attendance=count, audience={"DV": count}, status=status
    ),
    st.sampled_from([UNIT, BELOW]),
    st.sampled_from(["một", "hai", 'ngoặc "kép"', "Biên giới " * 25]),
    st.integers(10, 12),
    st.sampled_from(["complete", "complete", "draft"]),
)


class Work(NamedTuple):
    """What is done in another book: in which, what, to which session, and the content that is typed."""

    book: int
    act: str
    pick: int
    content: Session


works = st.builds(Work, picks, st.sampled_from(["add", "edit", "edit", "delete"]), picks, contents)


class LogBookMachine(RuleBasedStateMachine):
    """A book equals its model after the last act that was acknowledged, or that and the act that was cut short."""

    def __init__(self) -> None:
        super().__init__()
        memory = "/dev/shm"  # noqa: S108 - a folder of its own is made in it
        self.place = Path(tempfile.mkdtemp(prefix="sotay-book-", dir=memory if os.access(memory, os.W_OK) else None))
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr("logs.store.storage.CHECKPOINT_BYTES", 20_000)
        self.patch.setattr("logs.store.derived._LEAST", 0)
        self.disk = Disk(self.patch)
        self.desk = Desk(self.place)
        self.openings = 0
        self.packages: list[Path] = []
        self.outboxes = 0
        # What each copy of the book holds, and the heads that a form showed when it was opened.
        self.copies: dict[Path, Any] = {}
        self.forms: dict[str, list[str]] = {}
        self.receiver: dict[str, Held] = {}
        self.taken_back: set[str] = set()

    @initialize()
    def begin(self) -> None:
        self.book = self.desk.book(UNIT, "book", role="committee")
        self.folder = self.book.folder
        self.others = [self.desk.book(BELOW)]
        self.model = Model(self.book.owner.reporter, look(self.book).tables)
        # One session that two machines of the unit have, so that they may come to differ about it.
        self.add(session_of(UNIT), None)
        self.copy_to_another_machine()

    def teardown(self) -> None:
        self.patch.undo()
        if hasattr(self, "book"):
            self.book.storage.let_go()
        self.desk.close()
        shutil.rmtree(self.place)

    # A person at the book

    @rule(content=contents, fault=faults)
    def add(self, content: Session, fault: Fault | None) -> None:
        made: list[str] = []
        self.openings += 1
        key = ids(self.openings)()
        self.book.new_id = lambda: key
        self.do(lambda: made.append(self.book.add(content).id), self.model.add(key, plain(content)), fault)
        assert made in ([], [key])

    @precondition(lambda self: self.model.live)
    @rule(content=contents, pick=picks, late=st.booleans(), fault=faults)
    def edit(self, content: Session, pick: int, late: bool, fault: Fault | None) -> None:
        key = chosen(self.model.live, pick)
        content = in_place_of(from_fields(self.model.live[key]), content)
        over = self.forms.get(key) if late else None
        self.forms.setdefault(key, list(self.model.sessions[key].heads))
        after = self.model.edit(key, plain(content), over)
        self.do(lambda: self.book.edit(key, content, reason="nghe lại", over=over), after, fault)

    @precondition(lambda self: self.model.live)
    @rule(pick=picks, fault=faults)
    def delete(self, pick: int, fault: Fault | None) -> None:
        key = chosen(self.model.live, pick)
        self.do(lambda: self.book.delete(key), self.model.delete(key), fault)

    @rule(fault=faults)
    def undo(self, fault: Fault | None) -> None:
        if self.model.done:
            self.take_back(lambda: undo(self.book), self.model.undo(), fault)
        else:
            assert refusal(lambda: undo(self.book)) == "nothing_to_undo"

    @rule(fault=faults)
    def redo(self, fault: Fault | None) -> None:
        if self.model.undone:
            self.take_back(self.book.history.redo, self.model.redo(), fault)
        else:
            assert refusal(self.book.history.redo) == "nothing_to_redo"

    # Its files

    @rule(fault=faults)
    def checkpoint(self, fault: Fault | None) -> None:
        self.do(self.book.storage.checkpoint, self.model, fault)

    @rule(fault=st.none() | deaths)
    def close_and_open(self, fault: Fault | None) -> None:
        self.do(self.book.close, self.model, fault)
        self.reopen()

    @rule(again=st.just(0) | st.integers(1, 25))
    def kill(self, again: int) -> None:
        self.reopen(again)

    # Copies

    @rule(daily=st.booleans(), fault=faults)
    def back_up(self, daily: bool, fault: Fault | None) -> None:
        path = self.place / f"copy-{len(self.copies)}-{self.desk.clock():%H%M%S}.json{'.gz' * (len(self.copies) % 2)}"
        self.do(lambda: daily_backup(self.book) if daily else make_backup(self.book, path), self.model, fault)
        if path.exists():
            self.copies[path] = self.model.tables

    @precondition(lambda self: self.copies)
    @rule(pick=picks, fault=faults)
    def put_back(self, pick: int, fault: Fault | None) -> None:
        path = chosen(self.copies, pick)
        past = replace_tables(self.model, self.copies[path])
        then, now = past.live, self.model.live
        told = compare(self.book, path)
        assert [one.id for one in told.lost] == sorted(now.keys() - then.keys())
        assert [one.id for one in told.back] == sorted(then.keys() - now.keys())
        held, former = self.model.sessions, past.sessions
        both = now.keys() & then.keys()
        changed = sorted(key for key in both if contents_of(held[key]) != contents_of(former[key]))
        assert [(one.id, plain(one.session), plain(other.session)) for one, other in told.changed] == [
            (key, now[key], then[key]) for key in changed
        ]
        # Sent on, and not there yet in the copy: taken back too where it had been deleted before.
        absent = set(self.model.sent) - former.keys()
        self.take_back(lambda: restore(self.book, path), self.model.restore(self.copies[path]), fault)
        self.taken_back |= absent

    # Packages

    @precondition(lambda self: self.model.sendable())
    @rule(fault=faults)
    def export(self, fault: Fault | None) -> None:
        self.outboxes += 1
        to = self.place / f"outbox-{self.outboxes}"
        expected, after = self.model.sendable(), self.model.export()
        self.do(lambda: export_book(self.book, signer(UNIT), to), after, fault)
        written = [Parcel.read(path.read_bytes()) for path in to.glob("*.jsonl")]
        assert written or self.model is not after
        for parcel in written:
            assert {key: Held(one.heads, one.seen) for key, one in parcel.sessions.items()} == expected
        if self.model is after:
            self.hand_over(expected)

    def hand_over(self, sessions: Mapping[str, Held]) -> None:
        """Who takes every package of the book in turn ends with what the last one says, whatever was undone since."""
        for key, held in sessions.items():
            self.receiver[key] = self.receiver[key].merged(held) if key in self.receiver else held
            assert self.receiver[key].heads == held.heads

    @rule(elsewhere=st.lists(works, max_size=2), some=st.lists(picks, min_size=1, max_size=3), fault=faults)
    def merge(self, elsewhere: list[Work], some: list[int], fault: Fault | None) -> None:
        for work in elsewhere:
            self.work(work)
        paths = [chosen(self.packages[-4:], pick) for pick in some if self.packages]
        paths = [path for path in paths if not self.tells_of_taken_back(Parcel.read(path.read_bytes()))]
        plan = plan_merge(self.book, paths, trust=KEYS)
        assert plan.is_clean
        after = self.model.merge([Parcel.read(path.read_bytes()) for path in paths])
        self.do(lambda: apply_merge(self.book, plan), after, fault)

    def tells_of_taken_back(self, parcel: Parcel) -> bool:
        """Whether it tells of sessions that were sent on and taken back: `tests.exports.taking_back` tries that."""
        return not self.taken_back.isdisjoint(parcel.sessions)

    def work(self, work: Work) -> None:
        """Something is done in another book, and a package of it arrives."""
        which, act, pick, content = work
        book = self.others[which % len(self.others)]
        entries, unit = book.find(), book.owner.unit
        if act == "add" or not entries:
            book.add(msgspec.structs.replace(content, unit=unit, reporters=(f"{unit}-an",)))
        elif act == "delete":
            book.delete(entries[pick % len(entries)].id)
        else:
            entry = entries[pick % len(entries)]
            book.edit(entry.id, in_place_of(entry.session, content))
        if carried(book):
            self.packages.append(self.desk.file(package_of(book)))

    @precondition(lambda self: len(self.others) <= _MOST_COPIES)
    @rule()
    def copy_to_another_machine(self) -> None:
        self.others.append(self.desk.clone(self.book, f"clone-{len(self.others)}"))

    # What holds after each

    @invariant()
    def the_disk_says_the_same(self) -> None:
        with LogBook.open(self.folder, clock=self.desk.clock, read_only=True) as reader:
            assert look(reader) == said(self.model)
            pairs = likely_duplicates(reader.find())
            assert doubles_of(reader).pairs == doubles_of(self.book).pairs == pairs
            found = audit(reader)
        assert not [one for one in found if one.severity == "error" or one.code not in HARMLESS]

    def take_back(self, act: Callable[[], object], after: Model, fault: Fault | None) -> None:
        """Let an act happen that answers by new versions what had been sent."""
        before = self.model
        self.do(act, after, fault)
        now, steps = self.model.sessions, [*before.done[-1:], *(step for step, _now in before.undone[-1:])]
        # What says the same stays, and is withdrawn all the same.
        touched = {key for step in steps for key in step.before.get("sessions", ())}
        self.taken_back |= {key for key in before.sent if key in touched or before.sessions.get(key) != now.get(key)}

    def do(self, act: Callable[[], object], after: Model, fault: Fault | None) -> None:
        """Let the act happen, the fault with it; the model becomes what the book has come to."""
        before = self.model
        self.desk.clock.now += timedelta(seconds=1)
        allowed = self._outcomes(act, before, after, fault)
        shown = look(self.book)
        matching = [model for model in allowed if said(model) == shown]
        assert matching, (shown, [said(model) for model in allowed])
        self.model = matching[0]
        made = {one.path for one in backups(self.folder)}
        # What the book copies by itself is what it held before.
        self.copies.update(dict.fromkeys(made - self.copies.keys(), before.tables))
        self.copies = {path: tables for path, tables in self.copies.items() if path in made or path.exists()}

    def _outcomes(
        self, act: Callable[[], object], before: Model, after: Model, fault: Fault | None
    ) -> tuple[Model, ...]:
        """What the book may hold once the act is over."""
        if fault and fault.code:
            self.disk.fail_at(fault.call, fault.code)
        elif fault:
            self.disk.kill_at(fault.call)
        try:
            act()
        except KilledError:
            self.reopen(fault.again if fault else 0)
            return after, before
        except SotayError as error:
            if not (fault and fault.code and error.code in REFUSALS):
                raise
            return (before,)
        finally:
            self.disk.fail_at(None)
        return (after,)

    def reopen(self, again: int = 0) -> None:
        """As after the end of the program; `again` is the call at which the opening itself ends."""
        self.disk.fail_at(None)
        self.book.storage.let_go()
        if again:
            self.disk.kill_at(again)
            with contextlib.suppress(KilledError):
                self._open()
                self.book.storage.let_go()
            self.disk.fail_at(None)
        self._open()

    def _open(self) -> None:
        self.book = LogBook.open(self.folder, clock=self.desk.clock)
        assert not self.book.notices


def look(book: LogBook) -> Shown:
    """What the book holds."""
    sessions = {
        key: Held(
            {head.id: None if head.content is None else plain(head.content) for head in record.heads},
            record.replaced,
        )
        for key, record in book.sessions.records.items()
    }
    tables = {
        "sessions": sessions,
        "reporters": {key: one.name for key, one in book.reporters.items()},
        "received": {key: one.unit for key, one in book.exchange.received.items()},
        "senders": {key: one.unit for key, one in book.exchange.senders.items()},
        "waiting": dict(book.exchange.waiting),
        "maps": dict(book.exchange.maps),
        "links": dict(book.figures.links),
    }
    sent = {key: msgspec.json.decode(raw) for key, raw in book.storage.rows("sent").items()}
    done = tuple(one.action for one in book.history.changes() if not one.undone and one.undoes is None)
    following = book.history.next_redo()
    return Shown(tables, sent, len(book.exchange.exports()), done, following.action if following else "")


def said(model: Model) -> Shown:
    """What the book must hold."""
    following = model.undone[-1][0].action if model.undone else ""
    return Shown(model.tables, model.sent, model.exports, tuple(one.action for one in model.done), following)


def plain(session: Session) -> Json:
    """The content as plain JSON values."""
    values: Json = msgspec.json.decode(msgspec.json.encode(session))
    return values


def in_place_of(session: Session, content: Session) -> Session:
    """Another content of a session: of the same unit and people."""
    return msgspec.structs.replace(content, unit=session.unit, reporters=session.reporters)


def chosen(among: Any, pick: int) -> Any:
    """One of the keys, the newest ones first."""
    keys = list(among)
    return keys[-1 - pick % len(keys)]


def replace_tables(model: Model, tables: Any) -> Model:
    """A book that holds nothing but these."""
    return Model(model.owner, tables)


def refusal(act: Callable[[], object]) -> str:
    """The code that the act is refused with."""
    with pytest.raises(SotayError) as refused:
        act()
    return refused.value.code
