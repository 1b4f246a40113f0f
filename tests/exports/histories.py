"""Random years of several units: what happens in their books and their clones, and the packages that leave them."""

import itertools
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec
from hypothesis import strategies as st

from exports.merge import apply_merge, plan_merge
from exports.writer import carried, write_package
from logs.book import LogBook
from logs.model import Session
from tests import independent
from tests.exports.desk import Desk, session_of, signer

# DB01 stands above the other two; CB01 comes first, so that small numbers pick it.
STARTING = ("CB01", "CB02", "DB01")
# Few texts, so that people in different books also type the same thing.
TEXTS = ("một", "hai", "Ba: ứng dụng", "bản nháp")
DRAFT = "bản nháp"


class Act(StrEnum):
    """What can happen in a book."""

    ADD = "log a session"
    EDIT = "edit a session"
    LATE_EDIT = "save a form that was opened before the last edits"
    DELETE = "delete a session"
    UNDO = "undo the last step"
    CLONE = "copy the book's folder to another machine"
    EXPORT = "write a package"
    RECEIVE = "merge the last package of another book of the unit, of one below it or above it"


@dataclass(frozen=True)
class Step:
    """One act in a book; `other` picks the session or the other book, `text` what is typed."""

    act: Act
    book: int
    other: int
    text: int


class Year:
    """Plays steps in real books, and keeps every package that was written."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.books = [desk.book(unit, role="committee" if unit == "DB01" else "reporter") for unit in STARTING]
        self.packages: list[bytes] = []
        self._last: dict[int, bytes] = {}
        self._opened: dict[tuple[int, str], list[str]] = {}

    def play(self, step: Step) -> None:
        """Let one step happen, where it can."""
        place = step.book % len(self.books)
        book = self.books[place]
        match step.act:
            case Act.ADD:
                book.add(self._typed(book.owner.unit, step))
            case Act.EDIT | Act.LATE_EDIT | Act.DELETE:
                self._change(place, step)
            case Act.UNDO:
                if book.last_change() is not None:
                    book.undo()
            case Act.CLONE:
                if len(self.books) < 6:
                    self.books.append(self.desk.clone(book, f"clone {len(self.books)}"))
            case Act.EXPORT:
                self.export(place)
            case Act.RECEIVE:
                self._receive(book, step.other % len(self.books))

    def export(self, place: int) -> None:
        """Write the package of a book, if it has anything to say."""
        book = self.books[place]
        if carried(book):
            written = write_package(book, signer(book.owner.unit))
            book.note_export(written.export, written.versions)
            self.packages.append(written.data)
            self._last[place] = written.data

    def _typed(self, unit: str, step: Step) -> Session:
        text = TEXTS[step.text % len(TEXTS)]
        count = 10 + step.text
        return session_of(
            unit, topic=text, attendance=count, audience={"DV": count}, status="draft" if text == DRAFT else "complete"
        )

    def _change(self, place: int, step: Step) -> None:
        book = self.books[place]
        entries = book.find()
        if not entries:
            return
        entry = entries[step.other % len(entries)]
        heads = [head.id for head in book.records[entry.id].heads]
        shown = self._opened.get((place, entry.id), heads) if step.act is Act.LATE_EDIT else heads
        self._opened.setdefault((place, entry.id), heads)
        if step.act is Act.DELETE:
            book.delete(entry.id)
        else:
            book.edit(entry.id, self._typed(entry.session.unit, step), over=shown)

    def _receive(self, book: LogBook, other: int) -> None:
        units = {book.owner.unit, self.books[other].owner.unit}
        if other in self._last and units != {"CB01", "CB02"}:
            path = self.desk.file(self._last[other])
            apply_merge(book, plan_merge(book, [path], trust_new=True))


small = st.integers(0, 5)
# What makes histories interesting comes more often.
acts = st.sampled_from([*Act, Act.EDIT, Act.EDIT, Act.EDIT, Act.EXPORT, Act.EXPORT, Act.CLONE, Act.RECEIVE])
histories = st.lists(st.builds(Step, act=acts, book=small, other=small, text=small), min_size=4, max_size=16)


def packages_of(desk: Desk, happened: Iterable[Step]) -> list[bytes]:
    """The packages written in the year in which these steps happened; at its end every book writes one more.

    To begin with, CB01 has a session and a second laptop, and DB01 has heard of the session.
    """
    year = Year(desk)
    begun = [Step(act, book, 0, 0) for act, book in ((Act.ADD, 0), (Act.CLONE, 0), (Act.EXPORT, 0), (Act.RECEIVE, 2))]
    for step in (*begun, *happened):
        year.play(step)
    for place in range(len(year.books)):
        year.export(place)
    return year.packages


State = dict[str, tuple[frozenset[str], frozenset[str]]]


def expected(packages: Iterable[bytes]) -> State:
    """What an independent program makes of the packages: per session its versions that nobody replaced, and the others.

    It knows no order: what is a head is what some package carries and none has seen replaced.
    """
    lines = [line for data in packages for line in independent.read_package(data)["sessions"]]
    carried_by: dict[str, set[str]] = {}
    seen: dict[str, set[str]] = {}
    for line in lines:
        carried_by.setdefault(line["id"], set()).add(line["version"])
        seen.setdefault(line["id"], set()).update(line["seen"])
    return {key: (frozenset(found - seen[key]), frozenset(seen[key])) for key, found in carried_by.items()}


def state_of(book: LogBook) -> State:
    """Per session the versions that nobody replaced, and the replaced ones."""
    return {
        key: (frozenset(head.id for head in record.heads), frozenset(record.seen))
        for key, record in book.records.items()
    }


def figures(book: LogBook) -> bytes:
    """What the book shows and counts: every live session, once, with its mark where it is in conflict."""
    return msgspec.json.encode([(one.id, one.version, one.session, one.conflict) for one in book.find()])


def shown_figures(packages: Sequence[bytes]) -> list[tuple[str, str]]:
    """Id and version of every live session as the description has it: of several heads the greatest live one."""
    heads = expected(packages)
    lines = {
        (line["id"], line["version"]): line["content"]
        for data in packages
        for line in independent.read_package(data)["sessions"]
    }
    live = {key: [one for one in found if lines[key, one] is not None] for key, (found, _) in heads.items()}
    return sorted((key, max(found)) for key, found in live.items() if found)


class Years:
    """A folder of its own for every year that is played; the last one is removed when the next begins."""

    def __init__(self, folder: Path) -> None:
        self._folders = (folder / str(number) for number in itertools.count())
        self._desk: Desk | None = None

    def desk(self) -> Desk:
        """A new, empty desk."""
        self.close()
        folder = next(self._folders)
        folder.mkdir()
        self._desk = Desk(folder)
        return self._desk

    def close(self) -> None:
        """Close the books of the last desk and remove its folder."""
        if self._desk is not None:
            self._desk.close()
            shutil.rmtree(self._desk.folder)
            self._desk = None
