"""The demonstration: a year of several units, with the mishaps that real files bring, merged on the committee's desk.

Everything is drawn from one seed and happens on fixed days, so that every run makes the same books and figures.
"""

import json
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import date as Date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from random import Random
from uuid import UUID

import msgspec

from exports.merge.merge import apply_merge, plan_merge
from exports.merge.outcomes import Plan
from exports.package.keys import Signer
from exports.package.writer import export_book
from logs.book.book import LogBook
from logs.catalogue.directive import Directive, read_directive, shipped
from logs.catalogue.units import shipped_units
from logs.model import Reporter, Role, Session, Unit
from tui.demo.year import Team, year_of

SEED = 2014
COMMITTEE = Unit(code="DUK", type="dang_bo", name="Đảng ủy Khối các cơ quan tỉnh")
DEFAULT_UNITS = 12
MOST_UNITS = 60
TODAY = Date(2014, 12, 18)
_ON_TIME = Date(2014, 12, 12)
_LATE = Date(2014, 12, 17)
_AUTUMN = Date(2014, 10, 3)
# Themes that nobody talks about in the demonstration, so that the table has gaps to show.
_UNTOUCHED = frozenset({"DQ-03", "HP-05", "NT-02", "LC-04"})
_MISHAPS = (
    "silent",  # no file comes
    "nil",  # no sessions, and says so
    "late",  # comes after the deadline, twice, with a date of the wrong year
    "older",  # a file of the autumn turns up after the final one
    "cloned",  # two laptops go on with one book
    "supplement",  # corrects and sends again after the deadline
    "altered",  # figures changed by hand on the way
    "foreign_key",  # a second file that someone else has signed
    "decomposed",  # letters and their marks apart (NFD)
    "last_year",  # last year's catalogue
)
# Sessions in an average month.
_A_MONTH = {"chi_bo": 2.2, "dang_bo": 9.0}


@dataclass
class Clock:
    """A clock that stands where the story has got to."""

    now: datetime = datetime(2014, 1, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go_to(self, day: Date, hour: int = 9) -> None:
        """Set the clock to an hour of a day."""
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass
class Story:
    """What the demonstration made: the committee's open book, its merges, and where all lies."""

    book: LogBook
    folder: Path
    logged: int
    plans: list[Plan] = field(default_factory=list)
    batches: list[str | None] = field(default_factory=list)
    days: list[Date] = field(default_factory=list)


class Scenario:
    """Plays the story in `folder` with the given number of units; `step` is told what is being done."""

    def __init__(self, folder: Path, units: int = DEFAULT_UNITS, step: Callable[[str], None] = lambda _: None) -> None:
        self.folder = folder
        self.random = Random(SEED)  # noqa: S311 - made-up figures, not secrets
        self.clock = Clock()
        self.step = step
        self.units = _pick(units)
        self.inbox = {"on_time": folder / "hop-thu" / "dot-1", "late": folder / "hop-thu" / "dot-2"}
        self.logged = 0

    @cached_property
    def mishaps(self) -> dict[str, str]:
        """What befalls which unit, by its code: each kind once in twenty units, the last ones not among few."""
        return {
            unit.code: _MISHAPS[place % 20] for place, unit in enumerate(self.units[2:]) if place % 20 < len(_MISHAPS)
        }

    def play(self) -> Story:
        """The whole year; returns with the committee's book open."""
        for box in self.inbox.values():
            box.mkdir(parents=True)
        joint: list[Session] = []
        for unit in self.units:
            self.step(unit.name)
            self._unit_year(unit, joint)
        story = Story(self._committee(), self.folder, self.logged)
        for day, inbox in ((_ON_TIME + timedelta(days=1), "on_time"), (TODAY, "late")):
            self.clock.go_to(day)
            if not any(self.inbox[inbox].iterdir()):
                continue  # among few units nobody is late
            plan = plan_merge(story.book, [self.inbox[inbox]])
            story.batches.append(apply_merge(story.book, plan))
            story.plans.append(plan)
            story.days.append(day)
        return story

    def _unit_year(self, unit: Unit, joint: list[Session]) -> None:
        """One unit's book from January to its last file."""
        mishap = self.mishaps.get(unit.code)
        directive = _last_years(shipped()) if mishap == "last_year" else shipped()
        with self._make_book(unit, directive, self.folder / "don-vi" / unit.code) as book:
            sessions = [] if mishap == "nil" else self._sessions(book, unit, joint, mishap)
            for session in sessions:
                self.clock.go_to(session.date + timedelta(days=self.random.randrange(3)), 16)
                book.add(session)
                self.logged += 1
                if mishap == "older" and session is sessions[len(sessions) * 3 // 4]:
                    self._send(book, _AUTUMN, "late")  # the autumn file turns up after the final one
            if mishap == "silent":
                return
            self._send(book, _LATE if mishap == "late" else _ON_TIME, "late" if mishap == "late" else "on_time", mishap)
            if mishap == "supplement":
                self._correct(book)
                self._send(book, _LATE, "late")
        if mishap == "cloned":
            self._clone(unit)

    def _sessions(self, book: LogBook, unit: Unit, joint: list[Session], mishap: str | None) -> list[Session]:
        team = Team(
            unit.code,
            [reporter.code for reporter in book.reporters.values()],
            [one.code for one in self.units if one.code != unit.code],
            _A_MONTH[unit.type],
        )
        until = _ON_TIME - timedelta(days=2)
        sessions = year_of(team, book.directive, self.random, until=until, untouched=_UNTOUCHED)
        if joint and self.random.random() < 0.7:
            # The partner of a joint session has logged it as well.
            other = joint.pop()
            sessions.append(
                msgspec.structs.replace(other, unit=unit.code, partners=(other.unit,), reporters=(team.reporters[0],))
            )
        joint.extend(session for session in sessions if self.random.random() < 0.02)
        if sessions and self.random.random() < 0.3:
            sessions.append(self.random.choice(sessions))  # typed twice
        if mishap == "late" and sessions:
            wrong = sessions[0].date.replace(year=sessions[0].date.year - 1)
            sessions[0] = msgspec.structs.replace(sessions[0], date=wrong)
        if mishap == "last_year":
            sessions[0] = msgspec.structs.replace(sessions[0], themes=("KT-01",))
        return sorted(sessions, key=lambda session: session.date)

    def _correct(self, book: LogBook) -> None:
        """A miscount put right and a session that never took place taken out."""
        first, second = book.find()[:2]
        counted = msgspec.structs.replace(
            first.session, attendance=(first.session.attendance or 0) + 3, audience={"CB": None}
        )
        book.edit(first.id, counted, reason="Đếm lại theo danh sách điểm danh")
        book.delete(second.id, reason="Buổi đã hoãn")

    def _clone(self, unit: Unit) -> None:
        """A second laptop goes on with a copy of the book; both then change the same session."""
        original = self.folder / "don-vi" / unit.code
        copy = self.folder / "don-vi" / f"{unit.code}-may-2"
        shutil.copytree(original, copy)
        for folder, more in ((original, 2), (copy, 5)):
            with LogBook.open(folder, clock=self.clock) as book:
                entry = book.find()[0]
                changed = (entry.session.attendance or 0) + more
                book.edit(entry.id, msgspec.structs.replace(entry.session, attendance=changed, audience={"DV": None}))
                self._send(book, _LATE, "late", name=None if folder == original else f"BC_{unit.code}_2014_may-2.jsonl")

    def _send(self, book: LogBook, day: Date, box: str, mishap: str | None = None, name: str | None = None) -> None:
        """Write the unit's file into the committee's inbox, and let happen to it what happens."""
        self.clock.go_to(day, 15)
        signer = _signer(book.owner.unit)
        to = self.inbox[box] / name if name else self.inbox[box]
        path = export_book(book, signer, to, nil=mishap == "nil").path
        if mishap == "altered":
            path.write_bytes(path.read_bytes().replace(b'"attendance":1', b'"attendance":9', 1))
        elif mishap == "decomposed":
            path.write_bytes(_decomposed(path.read_bytes(), signer))
        elif mishap == "foreign_key":
            _reseal(path, self.inbox["late"] / f"{path.stem}_sua.jsonl", _signer("someone else"))
        elif mishap == "late":
            shutil.copyfile(path, path.with_name(f"{path.stem} (gui lai).jsonl"))

    def _make_book(self, unit: Unit, directive: Directive, folder: Path) -> LogBook:
        self.clock.go_to(Date(2014, 1, 2))
        many = 3 if unit.type == "dang_bo" else 1
        role: Role = "committee" if unit is COMMITTEE else "reporter"
        reporters = [
            Reporter(code=f"{unit.code}-bcv{n}", unit=unit.code, name=f"Báo cáo viên số {n}")
            for n in range(1, many + 1)
        ]
        ids = _ids(Random(f"{SEED} {unit.code}"))  # noqa: S311 - made-up ids, the same in every run
        return LogBook.create(
            folder, unit=unit.code, reporters=reporters, role=role, directive=directive,
            units=[COMMITTEE, *self.units], clock=self.clock, new_id=lambda: next(ids),
        )  # fmt: skip

    def _committee(self) -> LogBook:
        self.step(COMMITTEE.name)
        return self._make_book(COMMITTEE, shipped(), self.folder / "so-tong-hop")


def _pick(count: int) -> list[Unit]:
    """Units of both kinds, a third of them with sub-cells, their list spelled uỷ as some offices do."""
    listed = shipped_units()
    large = [unit for unit in listed if unit.type == "dang_bo"]
    small = [unit for unit in listed if unit.type == "chi_bo"]
    wanted = max(1, round(count / 3))
    picked = [*large[:wanted], *small[: count - wanted]]
    return [
        msgspec.structs.replace(unit, name=unit.name.replace("ủy", "uỷ").replace("Ủy", "Uỷ"), parent=COMMITTEE.code)
        for unit in picked
    ]


def _last_years(directive: Directive) -> Directive:
    """Last year's catalogue, with a theme that this year's no longer has."""
    source = directive.source.replace("LC-TTDN-2014", "LC-TTDN-2013").replace("year = 2014", "year = 2013", 1)
    return read_directive(source.replace('code = "DM-01"', 'code = "KT-01"', 1).encode())


def _signer(name: str) -> Signer:
    return Signer(sha256(f"{SEED} {name}".encode()).digest())


def _ids(random: Random) -> Iterator[str]:
    while True:
        yield str(UUID(int=random.getrandbits(128), version=4))


def _decomposed(data: bytes, signer: Signer) -> bytes:
    """The package as a program would write it that keeps letters and their marks apart (NFD)."""
    body = data.partition(b"\n")[2].decode()
    return _sealed(unicodedata.normalize("NFD", body).encode(), signer)


def _reseal(source: Path, target: Path, signer: Signer) -> None:
    """The same file with other figures, signed by someone who is not the unit."""
    body = source.read_bytes().partition(b"\n")[2].replace(b'"number":1,', b'"number":2,', 1)
    target.write_bytes(_sealed(body, signer))


def _sealed(body: bytes, signer: Signer) -> bytes:
    seal = {"kind": "seal", "alg": "ed25519", "key": signer.public_key, "sig": signer.sign(body)}
    return json.dumps({**seal, "sha256": sha256(body).hexdigest()}).encode() + b"\n" + body
