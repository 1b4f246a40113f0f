"""How much of the core the tests hold: `python -m tests.mutants` changes it in small ways and runs its tests on each.

A mutant is a module with one place changed: `<` for `<=`, one condition of several left out, 3 for 2, `any` for `all`,
a call left out. The tests of the module's room run on it, the module's own first. Where one fails, or they do not end
in time, the mutant is *killed*; where all pass it *survived*: behaviour that no test asks for, or a change that
changes nothing. Read every survivor: write the test, or, where the place makes no difference, make the code simpler.

    python -m tests.mutants                                # a sample of the core; the seed is printed
    python -m tests.mutants --seed 7 --sample 200          # the same sample again, while the core stays the same
    python -m tests.mutants logs/versions.py               # a sample of one module, or of a room
    python -m tests.mutants logs/versions.py:91 --sample 0 # every mutant of a line (0: all that there are)

The working tree is only read: two copies of it are changed, in a temporary folder, and two processes run at most.
Ends with 0; with 1 where fewer than LEAST of a hundred were killed, and 2 where tests fail without any change.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from msgspec import Struct

from tests.mutants.changes import Mutant, mutants_of, source_of

ROOT = Path(__file__).parents[2]
LEAST = 95  # of a hundred mutants
_COPIED = ("logs", "exports", "tui", "tests", "pyproject.toml")
_PROCESSES = 2
T = TypeVar("T")
R = TypeVar("R")
# Tests that take so many times as long as they do without a change are taken to have no end.
_SLOWER, _SECONDS_MORE = 4, 10


def _of(room: str, names: str) -> tuple[str, ...]:
    return tuple(f"tests/{room}/test_{name}.py" for name in names.split())


# What is changed, a module or all of a room, and the tests that have to notice. Of a room with long random tests, which
# play whole years, the others alone: what only a year of random merges notices deserves a test of its own.
TESTS: dict[str, tuple[str, ...]] = {
    "logs/versions.py": ("tests/logs/test_versions.py", *_of("exports/merge", "claims same_event taken_back")),
    "logs/book/history.py": ("tests/logs/book",),
    "logs/counting": ("tests/logs/counting", *_of("exports/merge", "totals same_event")),
    "logs/coverage": ("tests/logs/coverage", *_of("exports/merge", "totals years_totals")),
    "logs/duplicates": ("tests/logs/duplicates",),
    "logs/entry/line_parser.py": ("tests/logs/entry/test_line_parser.py",),
    "logs/exchange": (
        "tests/logs/exchange",
        *_of("exports/merge", "answers merge same_event receipts"),
        "tests/exports/report/test_freezing.py",
        "tests/logs/questions/test_questions.py",
    ),
    "logs/progress": ("tests/logs/progress", "tests/exports/merge/test_totals.py"),
    "logs/questions": ("tests/logs/questions", *_of("exports/merge", "answers claims")),
    "logs/session/fields.py": ("tests/logs/session",),
    "logs/session/validation.py": ("tests/logs/session",),
    "logs/store/journal.py": _of("logs/store", "journal recovery storage"),
    "logs/store/recovery.py": _of("logs/store", "recovery storage"),
    "exports/merge": _of(
        "exports/merge",
        "merge claims trust notices odd_files answers receipts totals years_totals same_event renamed_unit "
        "unit_listing lists_in_use taken_back unmerge purge",
    ),
    "exports/report/build.py": ("tests/exports/report/test_build.py",),
}


class Verdict(Struct, frozen=True):
    """Whether the tests noticed a mutant, and after how many seconds."""

    mutant: Mutant
    is_killed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{'killed  ' if self.is_killed else 'SURVIVED'} {self.seconds:6.1f} s  {self.mutant}"


class Desk:
    """A copy of the tree in which one mutant after the other is tried."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self._seed = seed
        self._tests: subprocess.Popen[bytes] | None = None
        for name in _COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(ROOT / name, folder / name)

    def seconds_of(self, tests: tuple[str, ...]) -> float:
        """How long the tests take without any change; raises RuntimeError where they fail."""
        started = time.monotonic()
        if self._fails(tests):
            raise RuntimeError(f"these fail without any change: {' '.join(tests)}")
        return time.monotonic() - started

    def try_out(self, mutant: Mutant, tests: tuple[str, ...], usual: float) -> Verdict:
        """Run the tests on a mutant; `usual` is how many seconds they take without a change."""
        file = self.folder / mutant.path
        former = file.read_text(encoding="utf-8")
        started = time.monotonic()
        try:
            self._write(file, source_of(mutant, former))
            is_killed = self._fails(tests, _SECONDS_MORE + _SLOWER * usual)
        finally:
            self._write(file, former)
        return Verdict(mutant, is_killed, time.monotonic() - started)

    def stop(self) -> None:
        """End the tests that are running."""
        if self._tests is not None and self._tests.poll() is None:
            os.killpg(self._tests.pid, signal.SIGKILL)

    def _write(self, file: Path, source: str) -> None:
        file.write_text(source, encoding="utf-8")
        # Python would run what it compiled before, where both were written in one second and are of one size.
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
            compiled.unlink()

    def _fails(self, tests: tuple[str, ...], seconds: float | None = None) -> bool:
        """Whether a test fails, or they do not end in so many seconds."""
        quietly = ("-q", "-x", "-o", "addopts=", "-p", "no:cacheprovider")
        # Of the plug-ins those alone that these tests and the settings name: the others take long to load.
        with_plugins = ("-p", "_hypothesis_pytestplugin", "-p", "pytest_asyncio.plugin")
        same = (f"--hypothesis-seed={self._seed}", "--basetemp", str(self.folder / "made"))
        self._tests = subprocess.Popen(
            [sys.executable, "-m", "pytest", *quietly, *with_plugins, *same, *tests],
            cwd=self.folder,
            env=os.environ | {"PYTHONHASHSEED": str(self._seed), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return self._tests.wait(seconds) != 0
        except subprocess.TimeoutExpired:
            return True
        finally:
            self.stop()
            self._tests.wait()


def core(asked: list[str]) -> list[Mutant]:
    """The mutants of all of the core, or of the files, rooms and lines (`path:line`) asked for."""
    files = sorted(file for path in TESTS for file in _files(path, "*.py"))
    mutants = [mutant for file in files for mutant in mutants_of(file, (ROOT / file).read_text(encoding="utf-8"))]
    return [mutant for mutant in mutants if not asked or any(_is_asked(mutant, path) for path in asked)]


def suite_of(path: str) -> tuple[str, ...]:
    """The test files that have to notice a change of a file, its own first."""
    room = next(room for room in TESTS if path == room or path.startswith(f"{room}/"))
    own = f"tests/{Path(path).parent.as_posix()}/test_{Path(path).name}"
    files = dict.fromkeys(file for named in TESTS[room] for file in _files(named, "test_*.py"))
    return tuple(sorted(files, key=own.__ne__))


class Desks:
    """As many copies of the tree as processes may run, each lent to one act at a time."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._all = [Desk(folder / str(number), seed) for number in range(_PROCESSES)]
        self._free: SimpleQueue[Desk] = SimpleQueue()
        for desk in self._all:
            self._free.put(desk)

    def map(self, act: Callable[[Desk, T], R], things: Iterable[T]) -> Iterator[R]:
        """What the act comes to for each of the things, in their order; whatever goes wrong, no tests run on."""

        def on_a_desk(thing: T) -> R:
            desk = self._free.get()
            try:
                return act(desk, thing)
            finally:
                self._free.put(desk)

        with ThreadPoolExecutor(_PROCESSES) as threads:
            try:
                yield from threads.map(on_a_desk, things)
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                for desk in self._all:
                    desk.stop()
                raise


def try_all(mutants: list[Mutant], seed: int, minutes: float) -> list[Verdict]:
    """The verdicts on as many of the mutants as are begun within so many minutes, each printed as it comes.

    Raises RuntimeError where tests fail without any change.
    """
    end = time.monotonic() + minutes * 60

    def try_one(desk: Desk, mutant: Mutant) -> Verdict | None:
        if time.monotonic() >= end:
            return None
        tests = suites[mutant.path]
        verdict = desk.try_out(mutant, tests, usual[frozenset(tests)])
        _say(str(verdict))
        return verdict

    with tempfile.TemporaryDirectory() as folder:
        desks = Desks(Path(folder), seed)
        suites = {mutant.path: suite_of(mutant.path) for mutant in mutants}
        different = {frozenset(tests): tests for tests in suites.values()}
        usual = dict(zip(different, desks.map(Desk.seconds_of, different.values()), strict=True))
        return [verdict for verdict in desks.map(try_one, mutants) if verdict]


def main() -> int:
    """Try a sample, print every verdict, then how many of each file were killed and the survivors once more."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("paths", nargs="*", help="files, rooms or lines (path:line) of the core; without: all of it")
    parser.add_argument("--sample", type=int, default=150, help="how many mutants; 0: all (default: 150)")
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))  # noqa: S311 - printed, to be repeated
    parser.add_argument("--minutes", type=float, default=30, help="begin none after that (default: 30)")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    mutants = core(given.paths)
    chance = random.Random(given.seed)  # noqa: S311 - repeatable on purpose
    sample = chance.sample(mutants, min(given.sample or len(mutants), len(mutants)))
    _say(f"seed {given.seed}: {len(sample)} of {len(mutants)} mutants")
    try:
        verdicts = try_all(sample, given.seed, given.minutes)
    except RuntimeError as error:
        _say(str(error))
        return 2
    return _summarise(verdicts, len(sample), given.seed)


def _summarise(verdicts: list[Verdict], wanted: int, seed: int) -> int:
    tried = Counter(verdict.mutant.path for verdict in verdicts)
    killed = Counter(verdict.mutant.path for verdict in verdicts if verdict.is_killed)
    for path in sorted(tried):
        _say(f"{killed[path]:4} of {tried[path]:4}  {path}")
    for survivor in sorted(str(verdict) for verdict in verdicts if not verdict.is_killed):
        _say(survivor)
    share = 100 * killed.total() / len(verdicts) if verdicts else 100
    late = f", {wanted - len(verdicts)} not begun in time" if len(verdicts) < wanted else ""
    _say(f"seed {seed}: {killed.total()} of {len(verdicts)} killed, {share:.1f} %{late}")
    return 0 if share >= LEAST else 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _files(path: str, pattern: str) -> list[str]:
    """The files of a room, or the one file that the path names."""
    files = sorted((ROOT / path).glob(pattern)) if (ROOT / path).is_dir() else [ROOT / path]
    return [file.relative_to(ROOT).as_posix() for file in files]


def _is_asked(mutant: Mutant, path: str) -> bool:
    return path in (mutant.path, f"{mutant.path}:{mutant.line}") or mutant.path.startswith(f"{path.rstrip('/')}/")


if __name__ == "__main__":
    sys.exit(main())
