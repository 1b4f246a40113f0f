"""Random years of several units: what happens in their books and their copies, and the packages that leave them."""

import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec

from exports.merge.merge import apply_merge, plan_merge
from exports.merge.outcomes import Plan
from exports.merge.unmerge import batches, undo, unmerge
from exports.package.carried import carried
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.maintenance.backups import make_backup, restore
from logs.model import Session
from logs.questions.answers import answer_duplicate, keep_both, keep_content, keep_version
from logs.session.query import session_id_of
from logs.versions import new_record, save
from tests import independent
from tests.books import Clock
from tests.exports.account import Account, Shown, State, known_from, sessions_in, state_in, versions_in
from tests.exports.desk import KEYS, OFFICE, UNITS, Desk, session_of, signer
from tests.exports.steps import BEGINNING, TAKES_BACK, Act, Step

# DB01 stands above the other two, DUK above it; CB01 comes first, so that small numbers pick it.
STARTING = ("CB01", "CB02", "DB01", OFFICE)
MOST_BOOKS = 8
# Few texts, so that people in different books also type the same thing.
TEXTS = ("một", "hai", "Ba: ứng dụng", "bản nháp")
DRAFT = "bản nháp"
DAYS = ("2014-05-12", "2014-05-13", "2014-11-03")
THEMES = (["LC-02", "QT-02"], ["LC-02"], ["LC-03"])
# The list of the offices once a unit has another code.
RENAMED = tuple(
    msgspec.structs.replace(unit, code="CB12", aliases=("CB02",)) if unit.code == "CB02" else unit for unit in UNITS
)


@dataclass(frozen=True)
class Parcel:
    """A package, the place of the book that wrote it, and its unit."""

    place: int
    unit: str
    data: bytes


class Year:
    """Plays steps in real books, each with a clock of its own, and keeps every package that was written.

    `account` follows every step, `done` counts those in which something could happen.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.books = [
            desk.book(unit, role="committee" if unit in ("DB01", OFFICE) else "reporter") for unit in STARTING
        ]
        self.clocks = [Clock() for _ in self.books]
        for book, clock in zip(self.books, self.clocks, strict=True):
            book.clock = clock
        self.account = Account()
        self.done: Counter[Act] = Counter()
        self.conflicts: set[str] = set()
        self.delivered: dict[int, dict[bytes, None]] = {}
        self.written: list[Parcel] = []
        self._lost: set[bytes] = set()
        self._opened: dict[tuple[int, str], frozenset[str]] = {}
        self._backups: dict[int, list[Path]] = {}
        self._kept: list[tuple[int, Path]] = []
        self._files = itertools.count()

    @property
    def packages(self) -> list[bytes]:
        """Every package that was not lost."""
        return [one.data for one in self.written if one.data not in self._lost]

    @property
    def is_renamed(self) -> bool:
        """Whether an office has given a unit another code."""
        return any("CB12" in book.units for book in self.books)

    def play(self, step: Step) -> None:
        """Let one step happen, where it can."""
        place = step.book % len(self.books)
        self.clocks[place].now += timedelta(minutes=7)
        self.watch(place, step.act, lambda: self._do(place, step))

    def watch(self, place: int, act: Act, run: Callable[[], Shown | None]) -> None:
        """Let the account see what an act does to a book; it returns what the person replaced knowingly."""
        book = self.books[place]
        before = state_of(book)
        # What taking back has left, nobody has typed: it gives way to what files say.
        left = {
            key: heads for key, (heads, _) in before.items() if book.sessions.withdrawal_of(book.sessions.records[key])
        }
        shown = run()
        if shown is not None:
            shown = {
                key: shown.get(key, frozenset()) | left.get(key, frozenset()) for key in shown.keys() | left.keys()
            }
            self.done[act] += 1
            self.account.heard(book.sessions.records.values())
            kept = versions_in(book)
            self.account.saw(place, act.name, before, state_of(book), shown, kept=kept, takes_back=act in TAKES_BACK)
            self.conflicts |= {key for key, record in book.sessions.records.items() if record.is_conflict}

    def export(self, place: int) -> None:
        """Write the package of a book, if it has anything to say."""
        book = self.books[place]
        if told := carried(book):
            written = write_package(book, signer(book.owner.unit))
            assert (told.sessions, told.attendance) == (written.export.sessions, written.export.attendance)
            assert len(told) == sum(key in book.storage.rows("sessions") for key in written.versions)
            book.exchange.note_export(written.export, written.versions)
            self.written.append(Parcel(place, book.owner.unit, written.data))
            self.account.wrote(place, written.data)

    def deliver(self, place: int, packages: Sequence[bytes]) -> Plan:
        """Merge packages into a book in one batch."""
        self.delivered.setdefault(place, {}).update(dict.fromkeys(packages))
        plans: list[Plan] = []

        def run() -> Shown:
            plans.append(self._merge(place, packages))
            return {}

        self.watch(place, Act.DELIVER, run)
        return plans[0]

    def rename(self, place: int) -> None:
        """Give CB02 the code CB12 in the list of an office."""
        self.books[place].use_units(RENAMED)

    def complete_drafts(self, place: int) -> None:
        """Finish whatever was begun, also where it is one side of a conflict."""
        for entry in self.books[place].find():
            record, own = self.books[place].sessions.record(entry.id), self.books[place].sessions.heads_of(entry.id)
            heads = [head.content for head in record.heads if head.id in own] if record else []
            if any(content is not None and content.status == "draft" for content in heads):
                self.watch(place, Act.EDIT, partial(self._finish, place, entry.id, entry.session))

    def _do(self, place: int, step: Step) -> Shown | None:  # noqa: C901, PLR0912 - one case for each act
        book = self.books[place]
        match step.act:
            case Act.ADD if book.owner.unit != OFFICE:
                book.add(self._typed(book.owner.unit, step))
                return {}
            case Act.EDIT | Act.LATE_EDIT | Act.DELETE:
                return self._change(place, step)
            case Act.UNDO if book.history.last_change() is not None:
                return self._taking_back(book, lambda: undo(book))
            case Act.REDO if book.history.next_redo() is not None:
                return self._taking_back(book, book.history.redo)
            case Act.CLONE if len(self.books) < MOST_BOOKS:
                return self._go_on(place, book.folder)
            case Act.KEEP:
                self._kept.append((place, self.desk.folder / f"old {next(self._files)}"))
                shutil.copytree(book.folder, self._kept[-1][1])
                return {}
            case Act.REVIVE if self._kept and len(self.books) < MOST_BOOKS:
                return self._go_on(*self._kept[step.other % len(self._kept)])
            case Act.BACK_UP:
                path = make_backup(book, self.desk.folder / f"backup {next(self._files)}.json")
                self._backups.setdefault(place, []).append(path)
                return {}
            case Act.RESTORE if self._backups.get(place):
                path = self._backups[place][step.other % len(self._backups[place])]
                return self._taking_back(book, lambda: restore(book, path))
            case Act.CLOCK:
                years = step.text - 2 if step.other else 0
                self.clocks[place].now = Clock().now + timedelta(days=365 * years + step.other)
                return {}
            case Act.EXPORT:
                self.export(place)
                return {}
            case Act.LOSE:
                return self._lose(place)
            case Act.RECEIVE:
                return self._receive(place, step)
            case Act.DELIVER:
                return self._deliver_some(place, step)
            case Act.DECIDE:
                return self._decide(book, step)
            case Act.ANSWER:
                return _answer(book, step)
            case Act.CLAIM:
                return self._claim(book, step)
            case Act.MOVE if book.owner.role == "committee":
                return self._move(book, step)
            case Act.TAKE if book.owner.unit != OFFICE:
                return self._take_id(book, step)
            case Act.UNMERGE:
                made = [one for one in batches(book) if not one.undone]
                if made:
                    return self._taking_back(book, lambda: unmerge(book, made[step.text % len(made)].key))
            case Act.RECEIPT if book.owner.role == "committee":
                return self._receipt(place, step)
            case Act.RENAME if book.owner.role == "committee":
                self.rename(place)
                return {}
        return None

    def _typed(self, unit: str, step: Step) -> Session:
        text = TEXTS[step.text % len(TEXTS)]
        count = 10 + step.text
        return session_of(
            unit,
            topic=text,
            attendance=count,
            audience={"DV": count},
            status="draft" if text == DRAFT else "complete",
            date=DAYS[step.other % len(DAYS)],
            themes=THEMES[step.text % len(THEMES)],
        )

    def _change(self, place: int, step: Step) -> Shown | None:
        book = self.books[place]
        entries = book.find()
        if not entries:
            return None
        entry = entries[step.other % len(entries)]
        heads = book.sessions.heads_of(entry.id)
        shown = self._opened.get((place, entry.id), heads) if step.act is Act.LATE_EDIT else heads
        self._opened.setdefault((place, entry.id), heads)
        if step.act is Act.DELETE:
            book.delete(entry.id)
        else:
            book.edit(entry.id, self._typed(entry.session.unit, step), over=shown)
        return {session_id_of(entry.id): shown}

    def _finish(self, place: int, key: str, session: Session) -> Shown:
        book = self.books[place]
        shown = book.sessions.heads_of(key)
        book.edit(key, msgspec.structs.replace(session, status="complete"))
        return {session_id_of(key): shown}

    def _move(self, book: LogBook, step: Step) -> Shown | None:
        """A session goes from one unit to another; the one that had it goes on writing what it likes."""
        entries = [entry for entry in book.find() if entry.session.unit in ("CB01", "CB02")]
        if not entries:
            return None
        entry = entries[step.other % len(entries)]
        shown = book.sessions.heads_of(entry.id)
        book.edit(entry.id, self._typed("CB02" if entry.session.unit == "CB01" else "CB01", step))
        return {session_id_of(entry.id): shown}

    def _take_id(self, book: LogBook, step: Step) -> Shown | None:
        """Somebody logs his own session under an id of another unit's, as if it were new or an edit of that one."""
        others = {
            key: record
            for other in self.books
            for key, record in other.sessions.records.items()
            if not record.is_deleted
        }
        keys = sorted(others.keys() - book.sessions.records.keys())
        if not keys:
            return None
        record, typed = others[keys[step.other % len(keys)]], self._typed(book.owner.unit, step)
        taken = save(record, typed) if step.text % 2 else new_record(record.id, typed)
        book.history.commit("add", {"sessions": {taken.id: msgspec.json.encode(taken)}}, made={taken.id: taken})
        return {taken.id: frozenset(head.id for head in record.heads) | record.replaced}

    def _taking_back(self, book: LogBook, act: Callable[[], object]) -> Shown:
        shown = {key: heads for key, (heads, _) in state_of(book).items()}
        act()
        return shown

    def _go_on(self, place: int, folder: Path) -> Shown:
        """A copy of a book goes on as a book of its own."""
        to = len(self.books)
        self.books.append(self.desk.go_on(folder, f"clone {to}"))
        self.clocks.append(Clock(self.clocks[place].now))
        self.books[to].clock = self.clocks[to]
        self.account.copied(place, to, state_of(self.books[to]))
        self._backups[to] = list(self._backups.get(place, ()))
        return {}

    def _lose(self, place: int) -> Shown | None:
        came = {data for packages in self.delivered.values() for data in packages}
        under_way = [one.data for one in self.written if one.place == place and one.data not in came]
        if not under_way:
            return None
        self._lost.add(under_way[-1])
        return {}

    def _receive(self, place: int, step: Step) -> Shown | None:
        last = {one.place: one for one in self._deliverable(place) if one.place != place}
        found = [last[key] for key in sorted(last)]
        return self._take(place, [found[step.other % len(found)]] if found else [])

    def _deliver_some(self, place: int, step: Step) -> Shown | None:
        found = self._deliverable(place)
        some = [
            found[(step.other * 5 + step.text * number) % len(found)] for number in range(1 + step.text % 3) if found
        ]
        return self._take(place, some)

    def _deliverable(self, place: int) -> list[Parcel]:
        """Packages that a book of this unit may get: of its own unit, of one below it or above it."""
        unit = self.books[place].owner.unit
        return [one for one in self.written if {unit, one.unit} != {"CB01", "CB02"} and one.data not in self._lost]

    def _take(self, place: int, parcels: Sequence[Parcel]) -> Shown | None:
        if not parcels:
            return None
        packages = [one.data for one in parcels]
        self.delivered.setdefault(place, {}).update(dict.fromkeys(packages))
        self._merge(place, packages)
        return {}

    def _merge(self, place: int, packages: Sequence[bytes]) -> Plan:
        plan = self.desk.merge(self.books[place], *map(self.desk.file, packages), trust=KEYS)
        for one in plan.files:
            if one.outcome not in ("merged", "known"):
                self.account.problems.append(f"book {place}: a package of {one.unit} {one.outcome}: {one.code}")
        return plan

    def _decide(self, book: LogBook, step: Step) -> Shown | None:
        open_ones = sorted(key for key, record in book.sessions.records.items() if record.is_conflict)
        if not open_ones:
            return None
        key = open_ones[step.other % len(open_ones)]
        heads, shown = book.sessions.records[key].heads, _heads_of(book, key)
        live = [head.content for head in heads if head.content is not None]
        if step.text % 3 == 1:
            keep_content(book, key, msgspec.structs.replace(live[0], topic=live[-1].topic))
        elif step.text % 3 == 2 and len({msgspec.json.encode(one) for one in live}) > 1:
            keep_both(book, key)
        else:
            keep_version(book, key, heads[step.text % len(heads)].id)
        return {key: shown}

    def _claim(self, book: LogBook, step: Step) -> Shown | None:
        """What is nobody's to say who does not speak for both, whichever comes first: the session or the word."""
        own = [one.id for one in book.find() if session_id_of(one.id) == one.id]
        sent = {key for other in self.books for key in other.sessions.records if other.exchange.was_sent(key)}
        others = sorted(sent - book.sessions.records.keys())
        if not own or not others:
            return None
        a, b = own[step.other % len(own)], others[step.text % len(others)]
        answer_duplicate(book, a, b, "different" if step.text == 5 else "same")
        return {}

    def _receipt(self, place: int, step: Step) -> Shown | None:
        """The office above answers one of the starting books."""
        office, to = self.books[place], 0 if step.text % 2 else step.other % 3
        unit = self.books[to].owner.unit
        if office.owner.role != "committee" or unit == office.owner.unit:
            return None
        data = self.desk.receipt(office, unit)
        if data is None:
            return None
        path = self.desk.file(data)

        def run() -> Shown:
            plan = plan_merge(self.books[to], [path], trust=KEYS)
            apply_merge(self.books[to], plan)
            return {}

        self.watch(to, Act.RECEIPT, run)
        return None


def _heads_of(book: LogBook, key: str) -> frozenset[str]:
    return frozenset(head.id for head in book.sessions.records[key].heads)


def _answer(book: LogBook, step: Step) -> Shown | None:
    entries = [entry for entry in book.find() if session_id_of(entry.id) == entry.id]
    if len(entries) < 2:
        return None
    place = step.other % len(entries)
    other = (place + 1 + step.text % (len(entries) - 1)) % len(entries)
    answer_duplicate(book, entries[place].id, entries[other].id, "different" if step.text == 5 else "same")
    return {}


def played(desk: Desk, happened: Iterable[Step]) -> Year:
    """The year in which these steps happened after the beginning."""
    year = Year(desk)
    for step in (*BEGINNING, *happened):
        year.play(step)
    return year


def packages_of(desk: Desk, happened: Iterable[Step]) -> list[bytes]:
    """The packages of the year in which these steps happened, but the lost ones; at its end every book writes one."""
    year = played(desk, happened)
    for place in range(len(year.books)):
        year.export(place)
    return year.packages


def expected(packages: Iterable[bytes]) -> State:
    """What an independent program makes of the packages: per session its versions that nobody replaced, and the others.

    It knows no order: what is a head is what some package carries and none has seen replaced.
    """
    return sessions_in(packages)


def state_of(book: LogBook) -> State:
    """Per session the versions that nobody replaced, and the replaced ones."""
    return state_in(book.sessions.records)


def figures(book: LogBook) -> bytes:
    """What the book shows and counts: every live session, once, with its mark where it is in conflict."""
    return msgspec.json.encode([(one.id, one.version, one.session, one.conflict) for one in book.find()])


def shown_figures(packages: Sequence[bytes]) -> list[tuple[str, str]]:
    """Id and version of every live session as the description has it: of several heads the greatest live one."""
    for data in packages:
        independent.read_package(data)
    return sorted(pair for key, one in known_from(packages).items() for pair in one.shown(key).items())


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
