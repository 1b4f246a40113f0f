"""The log book: add, edit, delete, find, undo and history; what is saved is there again, what failed never was."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date as Date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from logs.book.book import LogBook
from logs.catalogue.directive import read_directive, shipped
from logs.errors import SotayError
from logs.model import Reporter, Session, Unit
from logs.session.query import Query
from tests.books import Clock, fill_disk, make_book
from tests.logs.book.acts import PAN, contents, refused, reopened, session
from tests.logs.sessions import complete_session


def everything(book: LogBook) -> dict[str, Any]:
    """All that a book knows, as plain values."""
    known = {
        "records": dict(book.sessions.records),
        "changes": [msgspec.json.encode(step) for step in book.history.changes()],
    }
    names = ("owner", "units", "reporters", "generation")
    known |= {"received": book.exchange.received, "senders": book.exchange.senders}
    return known | {name: getattr(book, name) for name in names}


# A book


def test_a_new_book_knows_whose_it_is(book: LogBook, clock: Clock) -> None:
    assert (book.owner.unit, book.owner.reporter, book.owner.role) == ("CB01", PAN, "reporter")
    assert book.owner.created == clock.now
    assert book.directive.sha256 == shipped().sha256
    assert len(book.units) == 60
    assert book.today() == Date(2014, 5, 20)
    assert book.find() == []


def test_no_second_book_is_made_over_the_first(book: LogBook) -> None:
    book.add(session())
    book.close()
    assert refused(make_book, book.folder, book.clock) == "book_exists"
    with LogBook.open(book.folder, clock=book.clock) as first:
        assert len(first.find()) == 1


def test_a_second_program_is_told(book: LogBook) -> None:
    assert refused(LogBook.open, book.folder, clock=book.clock) == "book_in_use"
    program = f"""
from datetime import datetime
from pathlib import Path
from logs.book.book import LogBook
from logs.errors import SotayError
try:
    LogBook.open(Path({str(book.folder)!r}), clock=datetime.now)
except SotayError as error:
    print(error.code)
"""
    root = Path(__file__).parents[3]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "book_in_use"


def test_reading_beside_the_program_that_writes(book: LogBook) -> None:
    entry = book.add(session())
    looking = LogBook.open(book.folder, clock=book.clock, read_only=True)
    assert looking.read_only
    assert looking.find() == [entry]
    before = everything(looking)
    for write in (
        lambda: looking.add(session()),
        lambda: looking.edit(entry.id, session(attendance=30, audience={"DV": 30})),
        lambda: looking.delete(entry.id),
        looking.history.undo,
        lambda: looking.use_units([]),
        lambda: looking.use_directive(shipped()),
        lambda: looking.reference.add_reporter(Reporter(code="X", unit="CB01", name="X")),
    ):
        assert refused(write) == "book_read_only"
    assert everything(looking) == before
    looking.close()
    assert book.find() == [entry]


def test_a_book_without_its_owner_is_damaged_and_let_go(book: LogBook) -> None:
    book.db.storage.commit({"about": {"owner": None}})  # type: ignore[attr-defined]
    book.close()
    for _ in range(2):  # the second try finds the folder's lock free
        assert refused(LogBook.open, book.folder, clock=book.clock) == "book_damaged"


# Sessions


def test_add_edit_and_delete(book: LogBook) -> None:
    added = book.add(session())
    assert book.sessions.get(added.id) == added
    edited = book.edit(added.id, session(notes="đã sửa"))
    assert edited.id == added.id
    assert edited.version != added.version
    assert book.find() == [edited]
    assert book.edit(added.id, edited.session) == edited, "saving without a change is no step"
    assert [change.action for change in book.history.changes()] == ["add", "edit"]
    book.delete(added.id)
    assert book.find() == []
    for call in (book.sessions.get, book.delete, lambda key: book.edit(key, session())):
        assert refused(call, added.id) == "session_deleted"
        assert refused(call, "ffffffff") == "session_missing"
    assert book.sessions.record("ffffffff") is None


def test_nothing_of_a_deleted_session_remains_in_its_record(book: LogBook) -> None:
    texts = {name: f"bí mật {name}" for name in ("place", "topic", "materials", "notes", "themes_other")}
    kept = book.add(session())
    gone = book.add(session(**texts))
    book.edit(gone.id, session(**texts, minutes=45))
    book.delete(gone.id, reason="nhập trùng")
    again = reopened(book)
    for one in (book, again):
        record = one.sessions.record(gone.id)
        assert record is not None
        assert record.is_deleted
        encoded = msgspec.json.encode(record).decode()
        assert "bí mật" not in encoded
        assert "CB01-" not in encoded
        assert len(record.seen) == 2, "those who have the session learn that it was replaced"
        assert record.deleters() == {"CB01"}
        assert one.find(Query(text="bi mat")) == []
    assert contents(again) == {kept.id: kept.session}
    again.close()


def test_a_save_over_what_was_shown_keeps_what_came_meanwhile(book: LogBook) -> None:
    shown = book.add(session(notes="một"))
    book.edit(shown.id, session(notes="hai"), over=[shown.version])
    late = book.edit(shown.id, session(notes="ba"), over=[shown.version])
    assert late.conflict
    record = book.sessions.record(shown.id)
    assert record is not None
    assert {head.content.notes for head in record.heads if head.content} == {"hai", "ba"}
    assert book.find(Query(conflict=True)) == [book.sessions.get(shown.id)]
    decided = book.edit(shown.id, book.sessions.get(shown.id).session)
    assert not decided.conflict, "saving what is shown decides, though it is no new content"
    assert book.find(Query(conflict=True)) == []


# Find

CASES = {
    "a": session(date="2014-05-12", topic="Đảng ủy triển khai", themes=["LC-02"], audience={"DV": None}),
    "b": session(date="2014-05-12", unit="CB02", topic="Đảng uỷ họp", themes=["QT-02", "LC-01"], form="HC"),
    "c": session(date="2014-03-01", notes="ba\nhội trường", documents=["CT26-2008"], themes=["NT-02"]),
    "d": session(date="2014-12-31", status="draft", themes=["LC-02"], form="TM", audience={"LD": 25}),
    "e": session(date="2015-01-02", unit="DB01", place="Đảng bộ", reporters=["K"], partners=["CB02"], themes=["DQ-01"]),
}

FOUND = [
    (Query(), "cabde"),
    (Query(start=Date(2014, 5, 12)), "abde"),
    (Query(end=Date(2014, 5, 12)), "cab"),
    (Query(start=Date(2014, 5, 12), end=Date(2014, 12, 31)), "abd"),
    (Query(start=Date(2014, 6, 1), end=Date(2014, 5, 1)), ""),
    (Query(unit="CB01"), "cad"),
    (Query(unit="CB02"), "b"),
    (Query(theme="LC-02"), "ad"),
    (Query(theme="LC"), "abd"),
    (Query(theme="XX"), ""),
    (Query(form="SH"), "cae"),
    (Query(audience="DV"), "cabe"),
    (Query(audience="LD"), "d"),
    (Query(reporter=PAN), "cabd"),
    (Query(reporter="K"), "e"),
    (Query(document="CT26-2008"), "c"),
    (Query(status="draft"), "d"),
    (Query(status="complete"), "cabe"),
    (Query(conflict=True), ""),
    (Query(text="dang uy"), "ab"),
    (Query(text="Đảng uỷ"), "ab"),
    (Query(text="ĐẢNG ỦY"), "ab"),
    (Query(text="dang uy hop"), "b"),
    (Query(text="truong ba hoi"), "c"),
    (Query(text="khu vuc bien gioi"), "b"),  # words of a theme's title
    (Query(text="bien gioi"), "be"),
    (Query(text="pan tai chinh"), "cad"),  # the reporter's and the unit's name
    (Query(text="noi vu"), "be"),  # also that of a coordinating unit
    (Query(text="uyen"), ""),  # not within "quyền"
    (Query(text="lc-02"), "ad"),
    (Query(text="  "), "cabde"),
    (Query(text="không có"), ""),
    (Query(text="dang", unit="CB02", form="HC", start=Date(2014, 5, 12)), "b"),
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LogBook, dict[str, str]]]:
    """A book of the sessions of `CASES`, and their names by id."""
    with make_book(tmp_path_factory.mktemp("find") / "book", Clock(), unit="DB08", role="committee") as book:
        book.reference.add_reporter(Reporter(code=PAN, unit="CB01", name="Lò Văn Pản"))
        yield book, {book.add(case).id: name for name, case in CASES.items()}


@pytest.mark.parametrize(("query", "names"), FOUND)
def test_find(register: tuple[LogBook, dict[str, str]], query: Query, names: str) -> None:
    book, name_of = register
    found = book.find(query)
    assert {name_of[entry.id] for entry in found} == set(names)
    assert len(found) == len(names)
    assert found == sorted(found, key=lambda entry: (entry.session.date, entry.id))


def test_find_goes_by_the_names_in_use(book: LogBook) -> None:
    entry = book.add(session())
    assert book.find(Query(text="tai chinh")) == [entry]
    book.use_units([Unit(code="CB01", type="chi_bo", name="Chi bộ Sở Ngân khố")])
    assert book.find(Query(text="tai chinh")) == []
    assert book.find(Query(text="ngan kho")) == [entry]
    edited = book.edit(entry.id, session(topic="Biên giới"))
    assert book.find(Query(text="bien gioi ngan kho")) == [edited]


class Register(RuleBasedStateMachine):
    """A book beside a model of it: contents by id, and copies of them for each step back and forth."""

    folder: Path
    made = 0
    held = Bundle("held")

    @initialize()
    def begin(self) -> None:
        type(self).made += 1
        self.clock = Clock()
        self.book = make_book(self.folder / str(self.made), self.clock)
        self.model: dict[str, Session] = {}
        self.before: list[dict[str, Session]] = []
        self.after: list[dict[str, Session]] = []

    def step(self) -> None:
        self.before.append(dict(self.model))
        self.after.clear()

    @rule(target=held, notes=st.sampled_from("abc"))
    def add(self, notes: str) -> str:
        entry = self.book.add(session(notes=notes))
        self.step()
        self.model[entry.id] = entry.session
        return entry.id

    @rule(session_id=held, notes=st.sampled_from("abc"))
    def edit(self, session_id: str, notes: str) -> None:
        content = session(notes=notes)
        if session_id not in self.model:
            assert refused(self.book.edit, session_id, content) == "session_deleted"
            return
        assert self.book.edit(session_id, content).session == content
        if content != self.model[session_id]:
            self.step()
            self.model[session_id] = content

    @rule(session_id=consumes(held))
    def delete(self, session_id: str) -> None:
        if session_id in self.model:
            self.book.delete(session_id)
            self.step()
            del self.model[session_id]

    @precondition(lambda self: self.before)
    @rule()
    def undo(self) -> None:
        self.book.history.undo()
        self.after.append(self.model)
        self.model = self.before.pop()

    @precondition(lambda self: self.after)
    @rule()
    def redo(self) -> None:
        self.book.history.redo()
        self.before.append(self.model)
        self.model = self.after.pop()

    @rule()
    def reopen(self) -> None:
        before = everything(self.book)
        self.book = reopened(self.book)
        assert everything(self.book) == before

    @invariant()
    def agrees(self) -> None:
        if hasattr(self, "book"):
            assert contents(self.book) == self.model
            assert not any(entry.conflict for entry in self.book.find())
            assert (self.book.history.last_change() is None) == (not self.before)
            assert (self.book.history.next_redo() is None) == (not self.after)

    def teardown(self) -> None:
        if hasattr(self, "book"):
            while self.book.history.last_change() is not None:
                self.book.history.undo()
            assert self.book.find() == []
            with reopened(self.book) as book:
                assert book.find() == []


def test_any_sequence_of_steps(tmp_path: Path) -> None:
    machine = type("_Register", (Register,), {"folder": tmp_path})
    limits = settings(max_examples=25, stateful_step_count=20, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=limits)


# Failing saves


@pytest.mark.parametrize("act", ["add", "edit", "delete", "undo", "use_units", "use_directive", "add_reporter"])
def test_a_failed_save_changes_nothing(book: LogBook, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    entry = book.add(session())
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: book.add(session(notes="mới")),
        "edit": lambda: book.edit(entry.id, session(notes="sửa")),
        "delete": lambda: book.delete(entry.id),
        "undo": book.history.undo,
        "use_units": lambda: book.use_units([Unit(code="CB77", type="chi_bo", name="Chi bộ mới")]),
        "use_directive": lambda: book.use_directive(other_directive()),
        "add_reporter": lambda: book.reference.add_reporter(Reporter(code="X", unit="CB01", name="X")),
    }
    before = everything(book)

    with monkeypatch.context() as patched:
        fill_disk(patched)
        assert refused(acts[act]) == "save_failed"
    assert everything(book) == before
    with LogBook.open(book.folder, clock=book.clock, read_only=True) as on_disk:
        assert everything(on_disk) == before
    acts[act]()
    after = everything(book)
    assert after != before
    again = reopened(book)
    assert everything(again) == after
    again.close()


def test_a_book_that_could_not_be_made_can_be_made_again(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        fill_disk(patched)
        with pytest.raises(SotayError, match="save_failed") as kept:
            make_book(tmp_path / "book", clock)
    make_book(tmp_path / "book", clock).close()
    assert kept.value.params == {"detail": "ENOSPC"}


# Lists


def other_directive(code: str = "LC-TTDN-2015") -> Any:
    """A catalogue of another year, without the groups DM to QT."""
    return read_directive(shipped().source.replace('id = "LC-TTDN-2014"', f'id = "{code}"').encode())


def test_another_catalogue_keeps_the_sessions(book: LogBook) -> None:
    entry = book.add(session())
    book.use_directive(other_directive())
    assert (book.directive.id, book.owner.directive) == ("LC-TTDN-2015", "LC-TTDN-2015")
    assert book.find() == [entry]
    assert entry.session.directive == "LC-TTDN-2014"
    later = book.compose({"date": Date(2014, 6, 1), "unit": "CB01", "status": "draft"}).session
    assert later is not None
    assert later.directive == "LC-TTDN-2015"
    again = reopened(book)
    assert again.directive.id == "LC-TTDN-2015"
    assert again.find() == [entry]
    again.close()


def test_another_unit_list_keeps_the_sessions_and_the_own_unit(book: LogBook) -> None:
    entry = book.add(session(unit="CB02"))
    new = Unit(code="CB77", type="chi_bo", name="Chi bộ mới")
    book.use_units([new])
    assert set(book.units) == {"CB01", "CB77"}
    assert book.find() == [entry]
    again = reopened(book)
    assert again.units == book.units
    again.use_units([Unit(code="CB01", type="chi_bo", name="Chi bộ Sở Tài chính (mới)")])
    assert {code: unit.name for code, unit in again.units.items()} == {"CB01": "Chi bộ Sở Tài chính (mới)"}
    again.close()


def test_a_list_with_the_own_code_in_other_capitals_is_refused(book: LogBook) -> None:
    before = dict(book.units)
    with pytest.raises(SotayError) as refused:
        book.use_units([Unit(code="cb01", type="chi_bo", name="Chi bộ Sở Tài chính")])
    assert (refused.value.code, refused.value.params) == ("unit_own_code", {"value": "cb01", "own": "CB01"})
    assert book.units == before


def test_several_sessions_are_one_step(tmp_path: Path) -> None:
    with make_book(tmp_path / "several", Clock()) as book:
        assert book.add_several([]) == []
        assert book.generation == 1
        made = book.add_several(complete_session(attendance=number, audience={"DV": None}) for number in range(1, 11))
        assert [entry.session.attendance for entry in made] == list(range(1, 11))
        assert {entry.id for entry in book.find()} == {entry.id for entry in made}
        change = book.history.last_change()
        assert change is not None
        assert set(change.session_ids) == {entry.id for entry in made}
        book.history.undo()
        assert book.find() == []
        book.history.redo()
        assert len(book.find()) == 10
    with LogBook.open(tmp_path / "several", clock=Clock()) as book:
        assert len(book.find()) == 10
