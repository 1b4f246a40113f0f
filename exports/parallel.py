"""Packages read by further processes, while the one that merges gathers what they hold.

It pays from some megabytes on. A process that cannot be started, or that ends, is done without: whatever it has not
answered is read by the one that asked.
"""

import contextlib
import gc
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from exports.paths import read_file
from exports.reader import Package, read_sealed
from exports.seal import Sealed, unseal
from logs.errors import SotayError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_MOST_READERS = 3  # more would wait for the process that gathers
_MOST_ASKED = 6  # files of one process at a time
_PIPE = 1 << 20  # bytes that a process may be ahead, where the system allows it
# What starting a process, or talking to one, fails with.
_FAILURES = (OSError, EOFError, RuntimeError, ValueError, AssertionError, pickle.PickleError)


def spare_processors() -> int:
    """How many processes may well read beside this one."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(_MOST_READERS, count - 1)


class Readers:
    """Processes that read files, so many of them from `start` on; they end with the block, whatever ends it."""

    def __init__(self, count: int) -> None:
        self._left = count
        self._readers: list[_Reader] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for reader in self._readers:
            reader.end()

    def start(self) -> None:
        """Have the processes, unless that was tried before."""
        with contextlib.suppress(*_FAILURES), _no_interrupts():
            while self._left > 0:
                self._left -= 1
                self._readers.append(_Reader())

    def ask(self, path: Path, sealed: Sealed) -> "Asked | None":
        """Let a process read the file, which holds just that; None where all have enough to do."""
        ready = [one for one in self._readers if one.is_running and len(one.asked) < _MOST_ASKED]
        return min(ready, key=lambda one: len(one.asked)).ask(path, sealed) if ready else None

    def hear(self) -> None:
        """Take the answers that are there, without waiting."""
        for reader in self._readers:
            reader.hear()


class Asked:
    """A file that a process was asked to read."""

    def __init__(self, reader: "_Reader") -> None:
        self.is_answered = False
        self.answer: Package | SotayError | None = None  # None: whoever asked has to read it
        self._reader = reader

    def wait(self) -> Package | SotayError | None:
        """The answer, once it is there."""
        while not self.is_answered:
            self._reader.hear(wait=True)
        return self.answer


class _Reader:
    """One process, and what it was asked, in this order, and has not answered."""

    def __init__(self) -> None:
        # Not at the top: most merges do without.
        from multiprocessing import get_context  # noqa: PLC0415

        context = get_context("spawn")
        questions, self._questions = context.Pipe(duplex=False)
        self._answers, answers = context.Pipe(duplex=False)
        _widen(self._answers)
        self.asked: deque[Asked] = deque()
        self.is_running = True
        self._process = context.Process(target=_answer_questions, args=(questions, answers), daemon=True)
        self._process.start()
        # From now on they break when the process ends.
        questions.close()
        answers.close()

    def ask(self, path: Path, sealed: Sealed) -> Asked:
        asked = Asked(self)
        self.asked.append(asked)
        try:
            self._questions.send_bytes(pickle.dumps((path, _identity(sealed))))
        except _FAILURES:
            self._give_up()
        return asked

    def hear(self, *, wait: bool = False) -> None:
        """Take the answers that are there; to `wait` is to take the next one."""
        try:
            while self.asked and (wait or self._answers.poll()):
                answer = pickle.loads(self._answers.recv_bytes())  # noqa: S301 - written by our own process
                asked, wait = self.asked.popleft(), False
                asked.answer, asked.is_answered = answer, True
        except _FAILURES:
            self._give_up()

    def end(self) -> None:
        with contextlib.suppress(*_FAILURES):
            self._process.terminate()
            self._process.join()
        self._questions.close()
        self._answers.close()

    def _give_up(self) -> None:
        """Expect nothing more of a process that has ended."""
        self.is_running = False
        while self.asked:
            self.asked.popleft().is_answered = True


def _answer_questions(questions: "Connection", answers: "Connection") -> None:
    """What such a process does, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    # Whatever happens here is nobody's matter: the one that asked reads the file itself then.
    with contextlib.suppress(Exception):
        while True:
            path, identity = pickle.loads(questions.recv_bytes())  # noqa: S301 - written by our own process
            answers.send_bytes(pickle.dumps(_read(path, identity), pickle.HIGHEST_PROTOCOL))


def _read(path: Path, identity: tuple[str, ...]) -> Package | SotayError | None:
    """The package in a file, or why there is none; None where the file is another one by now, or came locked."""
    try:
        sealed = unseal(read_file(path))
    except SotayError:
        return None
    if _identity(sealed) != identity:
        return None
    try:
        return read_sealed(sealed)
    except SotayError as error:
        return error


def _identity(sealed: Sealed) -> tuple[str, ...]:
    return (sealed.sha256, sealed.key, sealed.signature)


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """Let processes that are started here never be told of Ctrl+C: it is meant for this one, which then ends them."""
    if sys.platform == "win32":
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _widen(pipe: "Connection") -> None:
    """Let more go into the pipe before the writer has to wait for the reader."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - not on every system

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
