"""The files beside a book that only save time: damaged, of another moment or of another book, gone, or never writable.

Two books live through the same acts; after each, all that is asked of a book is asked, which makes the files. Then some
of them are put beside a book of any moment. Whoever asks then, reading or writing, has to hear what he would hear
without them; the check has to say which do not fit, and nothing of those that do.
"""

import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from logs.book.book import LogBook
from logs.coverage.table import coverage_of
from logs.maintenance.integrity import audit
from logs.questions.questions import questions
from logs.session.query import Query
from logs.store import derived
from logs.store.derived import DERIVED_FILE, DOUBLES_FILE
from tests.books import Clock, make_book
from tests.faults.damage import KINDS
from tests.faults.figures import Figures
from tests.logs.book.acts import session

NAMES = (DERIVED_FILE, DOUBLES_FILE)
Files = dict[str, bytes]


class Moment(NamedTuple):
    """A book's folder as it stood after some act, without those files; what the book says; the files, and those of the
    other moments with the same book.json.
    """

    folder: Path
    says: Any
    files: Files
    alike: list[Files]

    def fits(self, name: str, files: Files) -> bool:
        """Whether the file was made of this moment's book.json, whatever has been saved since."""
        return files[name] in [one[name] for one in self.alike]


def says(book: LogBook) -> Any:
    """What is asked of a book and answered by way of the files."""
    searched = [book.figures.reading.select(Query(text=text)).ids() for text in ("bien", "dat dai")]
    return questions(book), coverage_of(book, Query()), searched


def moments(folder: Path, dice: random.Random, of_base: dict[bytes, list[Files]]) -> list[Moment]:
    """The life of a book, act by act; `of_base` are the files by the book.json that they were made of."""
    clock = Clock()
    book = make_book(folder / "book", clock)
    kept: list[Moment] = []

    def any_session() -> Any:
        topic, unit = dice.choice(("Biên giới", "Đất đai")), dice.choice(("CB01", "CB02"))
        return session(topic=topic, unit=unit, partners=[*{"CB02"} - {unit}])

    def add() -> None:
        book.add(any_session())

    def change() -> None:
        book.edit(dice.choice(book.find()).id, any_session())

    def delete() -> None:
        book.delete(dice.choice(book.find()).id)

    def fold() -> None:
        book.storage.checkpoint()

    def undo() -> None:
        book.history.undo()

    acts = (add, add, add, fold, add, change, fold, delete, add, change, undo, add, fold, fold, change, add, delete)
    for act in acts:
        act()
        with LogBook.open(book.folder, clock=clock, read_only=True) as reader:
            answers = says(reader)
        files = {name: (book.folder / name).read_bytes() for name in NAMES}
        copy = shutil.copytree(book.folder, folder / str(len(kept)), ignore=shutil.ignore_patterns(*NAMES))
        alike = of_base[(copy / "book.json").read_bytes()]
        alike.append(files)
        kept.append(Moment(copy, answers, files, alike))
    book.storage.let_go()
    return kept


def files_that_save_time(folder: Path, count: int, seed: int) -> Figures:
    """Put other files beside a book that many times: how often it said something else, or the check did not tell."""
    dice = random.Random(seed)  # noqa: S311 - which files, not secrets
    with mock.patch.object(derived, "_LEAST", 0):
        of_base: dict[bytes, list[Files]] = defaultdict(list)
        lives = [moments(folder / name, dice, of_base) for name in ("a", "b")]
        lost = alarms = 0
        for moment, files in _exchanges(lives, count, dice):
            place = shutil.copytree(moment.folder, folder / "tried")
            for name, data in files.items():
                (place / name).write_bytes(data)
            unwritable = mock.patch.object(derived, "write_new", side_effect=PermissionError)
            with unwritable if dice.random() < 0.2 else nullcontext():
                alarms += dice.random() < 0.5 and _told(place) != {
                    name for name in files if not moment.fits(name, files)
                }
                lost += not all(_says(place, read_only=dice.random() < 0.5) == moment.says for _ in range(2))
            shutil.rmtree(place)
    return Figures(count, lost, alarms)


def _told(folder: Path) -> set[str]:
    """The files of which the check says that they do not fit."""
    with LogBook.open(folder, clock=Clock(), read_only=True) as book:
        return {Path(str(one.params["path"])).name for one in audit(book) if one.code == "check_derived"}


def _says(folder: Path, *, read_only: bool) -> Any:
    with LogBook.open(folder, clock=Clock(), read_only=read_only) as book:
        said = says(book)
        # Closing would fold the journal.
        book.storage.let_go()
        return said


def _exchanges(lives: list[list[Moment]], count: int, dice: random.Random) -> Iterator[tuple[Moment, Files]]:
    everywhere = [moment for life in lives for moment in life]
    for _ in range(count):
        moment, files = dice.choice(everywhere), Files()
        for name in NAMES:
            data = bytearray(dice.choice((moment, moment, dice.choice(everywhere))).files[name])
            if dice.random() < 0.5:
                dice.choice(KINDS)(data, dice)
            if dice.random() < 0.9:
                files[name] = bytes(data)
        yield moment, files
