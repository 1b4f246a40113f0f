"""Thousands of random years; exits 1 when an edit was lost or two books differ: `python -m tests.exports.years`."""

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from logs.book.book import LogBook
from logs.maintenance.integrity import audit
from tests.exports.account import (
    answers_of,
    contradictions,
    counted,
    given_in,
    known_from,
    recount,
    session_lines,
    versions_in,
)
from tests.exports.desk import OFFICE
from tests.exports.histories import Year, Years, expected, played, state_of
from tests.exports.steps import OFTEN, Act, Step

DB01, TOP = 2, 3
# Acts for which there is seldom an occasion, and the books in which more happens.
_RARE = (
    *(Act.DECIDE, Act.UNDO, Act.REDO, Act.RESTORE, Act.ANSWER, Act.RECEIPT, Act.UNMERGE, Act.DELIVER),
    *(Act.CLAIM, Act.TAKE),
)
_PLACES = (0, 0, 0, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7)


@dataclass
class Findings:
    """What examining years came to: versions lost, books that differ from what the packages say, and everything else
    that is wrong, each in words.
    """

    years: int = 0
    packages: int = 0
    conflicts: int = 0
    orders: int = 0
    set_aside: int = 0
    lost: int = 0
    differing: int = 0
    errors: int = 0
    problems: list[str] = field(default_factory=list)
    done: Counter[Act] = field(default_factory=Counter)

    def add(self, other: "Findings") -> None:
        """Count another year in."""
        for name in ("years", "packages", "conflicts", "orders", "set_aside", "lost", "differing", "errors"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.problems += other.problems
        self.done += other.done

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost, nothing differs and nothing else is wrong."""
        return not (self.lost or self.differing or self.errors or self.problems)


class Examination:
    """The end of a year: everything is sent, and taken in many orders."""

    def __init__(self, year: Year, rng: random.Random) -> None:
        self.year = year
        self.rng = rng
        self.found = Findings(years=1, done=Counter(year.done))

    def run(self) -> Findings:
        """Send what is left up and down, and compare all books with an account of the packages alone."""
        self._send_everything()
        self._compare_levels()
        self._check_deliveries()
        for number in range(3):
            self._try_order(number)
        self._check_books()
        year, found = self.year, self.found
        found.packages, found.conflicts = len(year.written), len(year.conflicts)
        found.lost += len(year.account.problems)
        found.problems += year.account.problems
        return found

    def _send_everything(self) -> None:
        """Every book finishes its drafts and writes a package; they go up through DB01 and come down again."""
        year = self.year
        for place in range(len(year.books)):
            year.complete_drafts(place)
        for place in (DB01, TOP) if year.is_renamed else ():
            year.rename(place)
        for place in range(len(year.books)):
            year.export(place)
        self._deliver(DB01, year.packages)
        year.export(DB01)
        self._deliver(TOP, year.packages)
        year.export(TOP)
        self._deliver(DB01, year.packages)
        year.export(DB01)
        for place, book in enumerate(year.books):
            if book.owner.unit not in ("DB01", OFFICE):
                self._deliver(place, [year.written[-1].data] if year.written else [])

    def _deliver(self, place: int, packages: Sequence[bytes]) -> None:
        if packages:
            plan = self.year.deliver(place, packages)
            self.found.set_aside += sum(len(one.set_aside) for one in plan.files)

    def _compare_levels(self) -> None:
        """DB01 and the committee above it hold and count the same, and a cell what they hold of its sessions."""
        year, packages = self.year, self.year.packages
        meant = (lambda code: "CB12" if code == "CB02" else code) if year.is_renamed else str
        wanted, figures = expected(packages), recount(packages, meant)
        for place in (DB01, TOP):
            self._compare(f"book {place}", year.books[place], wanted, figures)
        known = known_from(packages)
        for place, book in enumerate(year.books[:DB01]):
            held, unit = state_of(book), book.owner.unit
            if any(held.get(key) != wanted[key] for key, one in known.items() if one.is_of_alone(unit)):
                self._differs(f"book {place} of {unit} holds something else of its sessions than its office")
        for place in range(len(year.books)):
            written = [one.data for one in year.written if one.place == place]
            for one in contradictions(written) if written else ():
                self._differs(f"packages of book {place}: {one}")

    def _compare(self, name: str, book: LogBook, wanted: object, figures: object) -> None:
        if state_of(book) != wanted:
            self._differs(f"{name}: other sessions")
        elif answers_of(book) != given_in(self.year.packages):
            self._differs(f"{name}: other answers")
        elif counted(book) != figures:
            self._differs(f"{name}: counts {counted(book)}, {figures} expected")

    def _check_deliveries(self) -> None:
        """Whatever was merged anywhere, taken once more where it was taken back, is there or knowingly replaced."""
        year = self.year
        for place, packages in list(year.delivered.items()):
            year.deliver(place, list(packages))
            unit = year.books[place].owner.unit
            lines = session_lines(packages)
            wanted = {
                line["version"]
                for line in lines
                if place in (DB01, TOP) or (line["content"] and line["content"]["unit"] == unit)
            }
            if gone := wanted - versions_in(year.books[place]):
                self.found.lost += len(gone)
                self.found.problems.append(f"book {place} lacks {sorted(gone)}")

    def _try_order(self, number: int) -> None:
        """A new book takes all packages in any order, some twice, in batches of any size."""
        year, rng = self.year, self.rng
        order = list(year.packages)
        if number:
            order += rng.choices(order, k=3)
            rng.shuffle(order)
        book = year.desk.book(OFFICE if number < 2 else "DB01", f"order {number}", role="committee")
        year.books.append(book)
        place = len(year.books) - 1
        when = rng.randrange(len(order))
        while order:
            if year.is_renamed and len(order) <= when + 1:
                year.rename(place)
            size = rng.randint(1, len(order)) if number else len(order)
            self._deliver(place, order[:size])
            order = order[size:]
        if year.is_renamed:
            year.rename(place)
        meant = (lambda code: "CB12" if code == "CB02" else code) if year.is_renamed else str
        packages = year.packages
        self._compare(f"order {number}", book, expected(packages), recount(packages, meant))
        if gone := {line["version"] for line in session_lines(packages)} - versions_in(book):
            self.found.lost += len(gone)
            self.found.problems.append(f"order {number} lacks {sorted(gone)}")
        self.found.orders += 1

    def _differs(self, what: str) -> None:
        self.found.differing += 1
        self.found.problems.append(what)

    def _check_books(self) -> None:
        for place, book in enumerate(self.year.books):
            for one in audit(book):
                if one.severity == "error":
                    self.found.errors += 1
                    self.found.problems.append(f"check of book {place}: {one.code} {one.params}")


def random_steps(rng: random.Random) -> list[Step]:
    """Between ten and seventy acts, those that make histories interesting more often."""
    among = (*Act, *OFTEN, *OFTEN, *_RARE, *_RARE)
    return [
        Step(rng.choice(among), rng.choice(_PLACES), rng.randrange(6), rng.randrange(6))
        for _ in range(rng.randint(10, 70))
    ]


@contextmanager
def playground() -> Iterator[Years]:
    """Where the years are played: in memory where the system has such a folder.

    Thousands of saves need not wait for the disk.
    """
    memory = "/dev/shm"  # noqa: S108 - a folder of its own is made in it
    where = memory if os.access(memory, os.W_OK) else None
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(prefix="sotay-years-", dir=where) as folder:
        for name in {"fsync", "fdatasync"} & set(dir(os)):
            patch.setattr(os, name, lambda _: None)
        made = Years(Path(folder))
        yield made
        made.close()


def examine(years: Years, steps: Sequence[Step], seed: int) -> Findings:
    """Play one year and examine it."""
    return Examination(played(years.desk(), steps), random.Random(seed)).run()  # noqa: S311 - repeatable on purpose


def main() -> int:
    """Play the years and say what they came to."""
    parser = argparse.ArgumentParser(prog="python -m tests.exports.years")
    parser.add_argument("--count", type=int, default=4_000, help="how many years")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first year, to play one of them again")
    given = parser.parse_args()
    total, begun = Findings(), time.monotonic()
    with playground() as years:
        for number in range(given.first, given.first + given.count):
            rng = random.Random(f"{given.seed} {number}")  # noqa: S311 - repeatable on purpose
            try:
                found = examine(years, random_steps(rng), number)
            except Exception as error:
                raise RuntimeError(f"year {number}") from error
            if not found.is_well:
                _say(f"year {number}:", *(f"  {one}" for one in found.problems[:5]))
            total.add(found)
    _say(*_table(total), f"seed {given.seed}, {time.monotonic() - begun:.0f} s")
    return 0 if total.is_well else 1


def _table(total: Findings) -> Iterator[str]:
    yield f"| {'years':60} | {total.years:7,} |"
    for act in Act:
        yield f"| steps: {act.value:53} | {total.done[act]:7,} |"
    for name in ("packages", "conflicts", "orders", "set_aside", "lost", "differing", "errors"):
        yield f"| {name.replace('_', ' '):60} | {getattr(total, name):7,} |"


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
