"""Small random years over four levels, and an independent recount of what was reported in them.

TINH stands over DUK, DUK over DB01 and DB02, DB01 over the cells CB01 and CB02.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from enum import StrEnum
from pathlib import Path

from hypothesis import strategies as st

from exports.merge.merge import apply_merge, plan_merge
from exports.package.carried import carried
from exports.package.totals import totals_lines
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.model import Session, Unit
from logs.questions.answers import answer_duplicate
from tests import independent
from tests.exports.desk import KEYS, UNITS, Desk, session_of, signer
from tests.logs.coverage.tables import cover

TOP = "TINH"
LIST = (
    Unit(code=TOP, type="dang_bo", name="Đảng bộ tỉnh"),
    *(Unit(code=one.code, type=one.type, name=one.name, parent=one.parent or TOP) for one in UNITS),
)
# Whose files each book takes in.
BELOW = {"CB01": (), "CB02": (), "DB01": ("CB01", "CB02"), "DB02": (), "DUK": ("DB01", "DB02")}
LOGGING = ("CB01", "CB02", "DB02")
THEMES = (["LC-01"], ["LC-02", "DQ-01"], ["DQ-01", "LC-01", "QT-02"])
BY = ("unit", "month", "quarter", "form")


class Act(StrEnum):
    """What can happen in a book."""

    ADD = "log a session"
    EDIT = "edit a session"
    DELETE = "delete a session"
    LINK = "say that two sessions are the same event"
    DETAIL = "export sessions, to be merged above"
    TOTALS = "export totals, to be merged above"


@dataclass(frozen=True)
class Step:
    """One act in a book; `pick` chooses the session, `text` what is typed; what is exported is also `merged` above."""

    act: Act
    unit: str
    pick: int
    text: int
    merged: bool


@dataclass(frozen=True)
class File:
    """A package that was written: by whose book, whether in totals, and its bytes."""

    unit: str
    in_totals: bool
    data: bytes


class Year:
    """Plays steps in real books and keeps every file."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.books = {
            unit: desk.book(unit, role="committee" if unit[0] == "D" else "reporter", units=LIST) for unit in BELOW
        }
        self.files: list[File] = []

    def play(self, step: Step) -> None:
        """Let one step happen, where it can."""
        book = self.books[step.unit]
        entries = book.find()
        match step.act:
            case Act.ADD if step.unit in LOGGING:
                book.add(typed(step.unit, step.text))
            case Act.EDIT if entries:
                entry = entries[step.pick % len(entries)]
                book.edit(entry.id, typed(entry.session.unit, step.text))
            case Act.DELETE if entries:
                book.delete(entries[step.pick % len(entries)].id)
            case Act.LINK if len(entries) > 1:
                one, other = (entries[(step.pick + place) % len(entries)].id for place in (0, 1))
                answer_duplicate(book, one, other, "same")
            case Act.DETAIL | Act.TOTALS:
                self.send(step.unit, in_totals=step.act is Act.TOTALS, merged=step.merged)

    def send(self, unit: str, *, in_totals: bool, merged: bool) -> None:
        """Write a package and, where `merged`, take it into the book above; a book with nothing to say writes none."""
        book = self.books[unit]
        in_totals = in_totals and book.owner.role == "committee"
        if not carried(book) and not totals_lines(book, None, in_full=True):
            return
        written = write_package(book, signer(unit), totals=in_totals)
        book.exchange.note_export(written.export, written.versions)
        self.files.append(File(unit, in_totals, written.data))
        for above in (name for name, units in BELOW.items() if merged and unit in units):
            take(self.desk, self.books[above], [self.files[-1]])

    def end(self, in_totals: Sequence[bool]) -> None:
        """Let every book send what it has, from the cells upward."""
        for unit, totals in zip(BELOW, in_totals, strict=True):
            self.send(unit, in_totals=totals, merged=True)

    def top(self, name: str) -> LogBook:
        """A new book of the highest level."""
        return self.desk.book(TOP, name, role="committee", units=LIST)


def typed(unit: str, text: int) -> Session:
    """One of a few sessions of the unit."""
    return session_of(
        unit, date=Date(2014, 3 + text % 3, 10 + text).isoformat(), themes=THEMES[text % len(THEMES)],
        form=("SH", "HC")[text % 2], attendance=10 + text, audience={"DV": 10 + text}, topic=f"{text}",
    )  # fmt: skip


def take(desk: Desk, book: LogBook, files: Iterable[File]) -> None:
    """Merge the files in one batch; all of each is taken."""
    paths = [desk.file(one.data) for one in files]
    plan = plan_merge(book, paths, trust=KEYS)
    assert all(one.outcome in ("merged", "known") and not one.set_aside for one in plan.files)
    assert not [note for one in plan.files for note in one.notes if note.code in ("counts_differ", "totals_differ")]
    apply_merge(book, plan)


Table = dict[tuple[str, ...], tuple[int, int] | int]


def table_of(book: LogBook) -> Table:
    """What the book's tables say: in all, theme by theme, and each cell."""
    found: Table = {}
    for by in BY:
        table = cover(book.figures.counted(), book.directive, by=by, summed=book.figures.summed())
        found["all",] = (table.totals.sessions, table.totals.attendance)
        for row in table.rows:
            if row.sessions:
                found[row.theme,] = (row.sessions, row.attendance)
            found |= {(row.theme, by, column): number for column, number in row.cells.items() if number}
    return found


def recount(book: LogBook) -> Table:
    """The same, counted by an independent program from the detailed file that the book would send."""
    read = independent.read_package(write_package(book, signer(book.owner.unit)).data)
    shown: dict[str, independent.Json] = {}
    for line in sorted(read["sessions"], key=lambda line: str(line["version"])):
        if line["content"] is not None:
            shown[line["id"]] = line["content"]
    same = [set(line["content"]["sessions"]) for line in read["links"] if line["content"]]
    counted = [content for key, content in shown.items() if key == min(_group(key, same) & shown.keys())]
    found: dict[tuple[str, ...], list[independent.Json]] = {("all",): counted}
    for content in counted:
        month = content["date"][:7]
        quarter = f"2014-Q{(int(month[5:]) + 2) // 3}"
        places = {"unit": content["unit"], "month": month, "quarter": quarter, "form": content["form"]}
        for theme in content["themes"]:
            found.setdefault((theme,), []).append(content)
            for place in places.items():
                found.setdefault((theme, *place), []).append(content)
    sums = {key: (len(all_of), sum(one["attendance"] for one in all_of)) for key, all_of in found.items()}
    return {key: number if len(key) == 1 else number[0] for key, number in sums.items()}


def _group(key: str, same: Sequence[set[str]]) -> set[str]:
    """The sessions that are the same event as this one."""
    found = {key}
    while more := set().union(*(pair for pair in same if pair & found)) - found:
        found |= more
    return found


small = st.integers(0, 5)
acts = st.sampled_from([Act.ADD, Act.ADD, Act.ADD, Act.EDIT, Act.DELETE, Act.LINK, Act.DETAIL, Act.TOTALS])
logging = st.sampled_from(("CB01", "CB02", "DB01", "DB02"))


def years(what: st.SearchStrategy[Act]) -> st.SearchStrategy[list[Step]]:
    """Steps below DUK, which only merges and sends; the cells send and are merged as DB01 is."""
    own = st.builds(Step, act=what, unit=logging, pick=small, text=small, merged=st.booleans())
    sent = st.builds(
        Step, act=st.sampled_from((Act.DETAIL, Act.TOTALS)), unit=st.just("DUK"), pick=small, text=small,
        merged=st.booleans(),
    )  # fmt: skip
    return st.lists(st.one_of(own, own, own, own, sent), min_size=3, max_size=16)


def in_batches(data: st.DataObject, files: Sequence[File]) -> list[list[File]]:
    """All the files at least once, in any order, cut into batches anywhere."""
    more = data.draw(st.lists(st.sampled_from(files), max_size=3))
    order = data.draw(st.permutations([*files, *more]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(order)), max_size=2)))
    parts = [order[start:end] for start, end in zip((0, *cuts), (*cuts, len(order)), strict=True)]
    return [part for part in parts if part]


def folder_in_memory() -> Path | None:
    """A folder in memory, where the system has one: thousands of saves need not wait for the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    return memory if memory.is_dir() else None
