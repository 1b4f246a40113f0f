"""The closing of a console window on Windows, a log-off and a shutdown: the system tells, and waits a few seconds."""

import ctypes
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

CLOSING = (2, 5, 6)
"""CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT."""
PATIENCE = 4.0
"""Seconds the program has to end by itself; the system ends it after five."""

# Windows calls its own way; elsewhere a test does, the way of C.
_HANDLER = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)(ctypes.c_int, ctypes.c_uint32)


@contextmanager
def heeding_close(stop: Callable[[], None], kernel32: Any = None) -> Iterator[None]:
    """Call `stop`, from another thread, when the window is closed, and hold the system off until the `with` ends.

    `kernel32` is the system's own; where there is none (not on Windows) nothing is heeded.
    """
    if kernel32 is None:
        if sys.platform != "win32":
            yield
            return
        kernel32 = ctypes.WinDLL("kernel32")
    ended = threading.Event()

    def called(event: int) -> int:
        if event not in CLOSING:
            return 0
        stop()
        ended.wait(PATIENCE)
        return 1

    handler = _HANDLER(called)
    kernel32.SetConsoleCtrlHandler(handler, 1)
    try:
        yield
    finally:
        kernel32.SetConsoleCtrlHandler(handler, 0)
        ended.set()
