"""A disk that fails, and a program that ends, on purpose: at whichever call to the system a test wants."""

import io
import os
import threading
from collections.abc import Callable
from errno import ENOSPC
from typing import Any

import pytest

# What the book's files are worked on with. A file is always closed, as it is at the end of any program.
CALLS = ("open", "read", "write", "ftruncate", "fsync", "fdatasync", "replace", "link", "unlink", "stat", "mkdir")


class KilledError(BaseException):
    """The program ended here: nothing of it runs on, so every later call to the system raises it too."""


class Disk:
    """Stands between the program and the disk: counts the calls and lets one of them fail.

    A write that fails, or in which the program ends, leaves about half of its bytes behind, up to where a sector ends.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        self._failing: int | None = None
        self._error: Callable[[], BaseException] | None = None
        self._is_dead = False
        self._counting = threading.Lock()  # several files wait for the disk at once
        for name in CALLS:
            if hasattr(os, name):
                monkeypatch.setattr(os, name, self._watched(name, getattr(os, name)))
        monkeypatch.setattr(os, "fdopen", self._fdopen)
        self._real_open = io.open
        monkeypatch.setattr(io, "open", self._open)

    def fail_at(self, number: int | None, code: int = ENOSPC) -> None:
        """Count anew, and let that call fail with the system's error."""
        self._arm(number, lambda: OSError(code, os.strerror(code)))

    def kill_at(self, number: int | None) -> None:
        """Count anew, and let the program end at that call; the call itself is not made."""
        self._arm(number, KilledError)

    def shorten_at(self, number: int | None) -> None:
        """Count anew, and let that call, where it is a write, take half of what it is given."""
        self._arm(number, None)

    def step(self, name: str) -> bool:
        """One call; raises what it is to fail with. Whether it is to be cut short."""
        if self._is_dead:
            raise KilledError
        with self._counting:
            self.steps.append(name)
            number = len(self.steps)
        if self._failing != number:
            return False
        if self._error is None:
            return True
        error = self._error()
        self._is_dead = isinstance(error, KilledError)
        raise error

    def write(self, real: Callable[[Any], int], handle: int, data: Any) -> int:
        """One write, whole or half."""
        place = os.lseek(handle, 0, os.SEEK_CUR)
        sector = -(-(place + len(data) // 2) // 512) * 512 - place
        half = memoryview(data)[: sector if sector < len(data) else 0]
        was_dead = self._is_dead
        try:
            return real(memoryview(data)[: len(data) // 2] if self.step("write") and len(data) > 1 else data)
        except BaseException as error:
            # An interrupted call is one that has not begun.
            if not was_dead and len(half) and not isinstance(error, InterruptedError):
                real(half)
            raise

    def _arm(self, number: int | None, error: Callable[[], BaseException] | None) -> None:
        self.steps, self._failing, self._error, self._is_dead = [], number, error, False

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.step(name)
            return real(*args, **kwargs)

        def write(handle: int, data: Any) -> int:
            return self.write(lambda part: int(real(handle, part)), handle, data)

        return write if name == "write" else call

    def _fdopen(self, handle: int, mode: str) -> io.BufferedWriter:
        return io.BufferedWriter(_WatchedFile(handle, self, mode))

    def _open(self, file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if mode != "rb":
            return self._real_open(file, mode, *args, **kwargs)
        self.step("open")
        return io.BufferedReader(_WatchedFile(file, self, mode))


class _WatchedFile(io.FileIO):
    """A file whose reads and writes are calls to the disk."""

    def __init__(self, file: Any, disk: Disk, mode: str) -> None:
        super().__init__(file, mode)
        self._disk = disk

    def write(self, data: Any, /) -> int:
        return self._disk.write(super().write, self.fileno(), data)

    def readinto(self, buffer: Any, /) -> int | None:
        self._disk.step("read")
        return super().readinto(buffer)

    def readall(self, /) -> bytes:
        self._disk.step("read")
        return super().readall()
