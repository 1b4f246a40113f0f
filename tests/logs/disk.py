"""A disk that fails on purpose, at whichever step of a save a test wants."""

import io
import os
from collections.abc import Callable
from errno import ENOSPC
from typing import Any

import pytest


class Disk:
    """Stands between the program and the disk: counts the steps of a save and lets one of them fail, disk full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        self.failing: int | None = None
        for name in ("open", "fsync", "replace", "unlink"):
            monkeypatch.setattr(os, name, self._watched(name, getattr(os, name)))
        monkeypatch.setattr(os, "fdopen", self._fdopen)

    def step(self, name: str) -> None:
        """One step; raises OSError if it is the one that fails."""
        self.steps.append(name)
        if self.failing == len(self.steps):
            raise OSError(ENOSPC, os.strerror(ENOSPC))

    def fail_at(self, number: int | None) -> None:
        """Count anew, and let that step fail."""
        self.steps, self.failing = [], number

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.step(name)
            return real(*args, **kwargs)

        return call

    def _fdopen(self, handle: int, mode: str) -> io.BufferedWriter:
        return io.BufferedWriter(_HalfWriter(handle, self, mode))


class _HalfWriter(io.FileIO):
    """A file whose write, when it fails, leaves half of the bytes behind."""

    def __init__(self, handle: int, disk: Disk, mode: str) -> None:
        super().__init__(handle, mode)
        self._disk = disk

    def write(self, data: Any, /) -> int:
        try:
            self._disk.step("write")
        except OSError:
            super().write(data[: len(data) // 2])
            raise
        return super().write(data)
