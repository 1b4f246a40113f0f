"""How much memory commands take: `python -m tests.benchmarks.memory`.

Each command is a process of its own on the standard book, or on an office's book into which as many sessions are
merged; what it takes at the most is told in MB. None is to take more than `MOST` at 100,000 sessions.
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from logs.book.book import LogBook
from tests.benchmarks.books import BOOK, year_book
from tests.benchmarks.kit import Row, Spent, attempted, folder, say, whole
from tests.benchmarks.packages import make_office, make_packages
from tests.benchmarks.tasks import COMMANDS
from tests.books import Clock

MOST = 300
SIZES = (20_000, 100_000)
_ID = "ID"
READING = (
    *(COMMANDS[name] for name in ("list", "progress", "questions", "check", "docx", "html", "report")),
    ("list",),
    ("list", "--period", "2014-05"),
    ("list", "--search", "biên giới"),
    ("show", _ID),
    ("calendar",),
    ("coverage", "--by", "unit"),
    ("coverage", "--by", "month", "--period", "2014-05"),
    ("targets",),
    ("received",),
    ("batches",),
    ("narrative",),
    ("directive", "show"),
    ("units", "show"),
    ("report", "--to", "FOLDER/report.csv"),
    ("report", "--to", "FOLDER/report.json"),
    ("paper", "--to", "FOLDER/paper.html"),
    ("receipts", "--to", "FOLDER/receipts"),
    ("kit", "--to", "FOLDER/kit"),
    ("export", "--totals", "--to", "FOLDER/totals"),
    ("export", "--columnar", "FOLDER/columnar"),
    COMMANDS["export"],
)
"""Commands that leave the book as it is, or note but what was sent."""
WRITING = (
    COMMANDS["log"],
    ("edit", _ID, "notes=Đã sửa."),
    ("undo",),
    ("redo",),
    ("delete", _ID),
    COMMANDS["decide"],
    COMMANDS["backup"],
    ("restore", "FOLDER/copy/*"),
    ("undo",),
    ("redo",),
    ("report", "--freeze", "--to", "FOLDER/kept.docx"),
)
"""Commands that change it, one after the other."""
MERGING = (("merge", "--trust-new", "FOLDER/inbox"), ("undo",), ("redo",), ("unmerge", "2"), ("undo",))
"""Commands on an office's book that has nothing yet and the files of units with 100 sessions each."""


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print the table; 1 where a command takes more than it may."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.memory", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="sessions")
    given = parser.parse_args(words)
    failures: dict[str, str] = {}
    with folder() as place:
        peaks = [
            measured(place / f"{size}", size, year_book, READING + WRITING, failures)
            | measured(place / f"{size} in files", size, _office, MERGING, failures)
            for size in given.sizes
        ]
    rows: list[Row] = [("", *(f"{size:,}" for size in given.sizes))]
    rows += [(name, *(f"{found[name]:.0f}" if name in found else "-" for found in peaks)) for name in peaks[-1]]
    say("MB at the most, by sessions", rows)
    sys.stdout.write("".join(f"left out: {name}: {why}\n" for name, why in failures.items()))
    return int(any(peak > MOST for peak in peaks[-1].values()))


def measured(
    place: Path,
    size: int,
    make: Callable[[Path, int], None],
    commands: Iterable[tuple[str, ...]],
    failures: dict[str, str],
) -> dict[str, float]:
    """The peak of each command on a book of that size, made there; what fails is told among the failures."""
    place.mkdir()
    make(place, size)
    found: dict[str, float] = {}
    for words in commands:
        name = " ".join(words).replace("FOLDER/", "") + (" (a merge)" if make is _office else "")
        work = partial(_whole, place, words)
        if spent := attempted(f"{name}, {size:,}", work, failures):
            found[f"{name} (again)" if name in found else name] = spent.peak
    shutil.rmtree(place)
    return found


def _office(place: Path, size: int) -> None:
    units = -(-size // 100)
    make_packages(place / "inbox", units, 100)
    make_office(place / BOOK, units)


def _whole(place: Path, words: Iterable[str]) -> Spent:
    return whole("tui", "--book", str(place / BOOK), *_named(words, place))


def _named(words: Iterable[str], place: Path) -> Iterator[str]:
    """The words with the folder, an id and the one file in a folder in their places."""
    for word in words:
        if word == _ID:
            yield _an_id(place / BOOK)
        elif word.endswith("/*"):
            yield str(next(place.glob(word.removeprefix("FOLDER/"))))
        else:
            yield word.replace("FOLDER", str(place))


def _an_id(book: Path) -> str:
    """Of a session of a unit that still goes by the code that it names."""
    with LogBook.open(book, clock=Clock(), read_only=True) as opened:
        return next(entry.id for entry in opened.sessions.latest(1_000) if entry.session.unit in opened.units)


if __name__ == "__main__":
    sys.exit(main())
