"""A program of its own that saves into a book and notes each save that it was told is safe."""

import ctypes
import mmap
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import logs.store.storage
from logs.errors import SotayError
from logs.store.storage import BookStorage
from tests.faults.saves import changes

# A child begun from a server has imported everything already and is there within milliseconds.
_CONTEXT: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
if sys.platform != "win32":
    _CONTEXT.set_forkserver_preload(["tests.faults.child", "tests.faults.calls"])
_SHARED = 64
_ANY_TRACER = (0x59616D61, ctypes.c_long(-1))  # PR_SET_PTRACER, PR_SET_PTRACER_ANY


class Shared:
    """What a program and its test tell each other through shared memory, without a system call that could fail.

    `number` is the last save that the program was told is safe, `word` a sign from either of them.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_SHARED))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _SHARED)

    @property
    def number(self) -> int:
        return int.from_bytes(self._memory[:8], "little")

    @number.setter
    def number(self, number: int) -> None:
        self._memory[:8] = number.to_bytes(8, "little")

    @property
    def word(self) -> str:
        return self._memory[8:].rstrip(b"\0").decode()

    @word.setter
    def word(self, word: str) -> None:
        self._memory[8:] = word.encode().ljust(_SHARED - 8, b"\0")


class Child:
    """A running child and what it acknowledged; it waits for `go` where its work begins with `wait`."""

    def __init__(self, process: Any, end: Connection, acknowledged: Shared) -> None:
        self.process = process
        self.acknowledged = acknowledged
        self._end = end

    def wait_for_word(self, seconds: float = 60) -> str:
        """The next word that the child says; empty when it ends before."""
        if not self._end.poll(seconds):
            raise TimeoutError("the child says nothing")
        try:
            return str(self._end.recv())
        except EOFError:
            return ""

    def go(self) -> None:
        """Let it begin."""
        self._end.send("go")

    def kill(self) -> None:
        """End it at once, wherever it is."""
        self.process.kill()
        self.process.join(60)


Work = Callable[..., None]


@contextmanager
def child(work: Work, folder: Path, acknowledged: Path, *args: object, number: int = 0) -> Iterator[Child]:
    """A child that does the work, in a book of `number` saves; killed at the end if it still runs."""
    ours, theirs = _CONTEXT.Pipe()
    shared = Shared(acknowledged)
    # Before it begins: later, the number would take the place of one that the child has noted meanwhile.
    shared.number = number
    process = _CONTEXT.Process(target=work, args=(folder, acknowledged, theirs, *args), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Child(process, ours, shared)
    finally:
        process.kill()
        process.join(60)
        process.close()
        ours.close()


def keep_saving(folder: Path, acknowledged: Path, end: Connection, most_journal: int = 3_000) -> None:
    """Save until killed, or until something fails; checkpoint often, open anew now and then. Says `open` each time."""
    shared = Shared(acknowledged)
    logs.store.storage.CHECKPOINT_BYTES = most_journal
    try:
        while True:
            storage = BookStorage(folder)
            end.send("open")
            for _ in range(9):
                number = storage.generation + 1
                storage.commit(changes(number))
                shared.number = number
            storage.close()
    except SotayError:
        # The disk is gone; so is the book, as far as this program can tell.
        os._exit(1)


def fill_and_go_on(folder: Path, acknowledged: Path, end: Connection, limit: int) -> None:
    """Save until the disk is full, try thrice, say `full`; on `go`, with room again, save twice more and say `done`.

    A `limit` of more than 0 is the size in bytes that no file may outgrow until then.
    """
    shared = Shared(acknowledged)
    logs.store.storage.CHECKPOINT_BYTES = 3_000
    storage = BookStorage(folder)
    if limit:
        import resource

        former = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, former[1]))
    failures = 0
    while failures < 3:
        try:
            number = storage.generation + 1
            storage.commit(changes(number))
            shared.number = number
        except SotayError:
            failures += 1
    end.send("full")
    end.recv()
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
    for _ in range(2):
        number = storage.generation + 1
        storage.commit(changes(number))
        shared.number = number
    end.send("done")
    end.recv()


def act_once(folder: Path, acknowledged: Path, end: Connection, index: int) -> None:
    """Do one of `calls.ACTS` when the shared word is `go`; leaves there `done` or the code of the refusal."""
    from tests.faults.calls import ACTS

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(*_ANY_TRACER)
    shared = Shared(acknowledged)
    act = ACTS[index]
    storage = act.prepare(folder, act.number)
    shared.number, shared.word = act.number, ""
    end.send(f"ready {os.getpid()}")
    while shared.word != "go":
        time.sleep(0.0005)
    try:
        act.run(folder, storage)
        shared.number = act.number + act.saves
        shared.word = "done"
    except SotayError as error:
        shared.word = error.code
    while True:
        time.sleep(1)
