"""Whatever happens to the program, the terminal stays sound and no record's contents are shown or written down.

A crash shows one sentence and writes a report of where it happened; a signal or a closed window ends the program as the
person would. What is being typed is kept on disk shortly after it changes, and once more now: a screen that has
something to keep has a method `keep_typing()`.
"""

import asyncio
import codecs
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from rich.console import RenderableType
from rich.text import Text
from textual.app import App
from textual.worker import WorkerFailed

from tui.app.crash_report import write_report
from tui.app.windows_close import heeding_close
from tui.core.i18n import _
from tui.text.visible import visible

CRASHED = 70
"""Exit status after a crash: EX_SOFTWARE of sysexits."""
HANGUP = 1
"""The number of SIGHUP, also where there is none: the window is gone."""
PATIENCE = 5.0
"""Seconds a signalled program has to end by itself; a terminal that is gone may block it for ever."""
_SIGNALS = ("SIGTERM", "SIGHUP", "SIGBREAK")

Result = TypeVar("Result")


class InputFailedError(Exception):
    """The thread that reads the keyboard stopped."""


def _nothing() -> None:
    """There is nothing to keep."""


def _leave(code: int) -> None:
    os._exit(code)


class Guarded(App[Result]):
    """An App that ends cleanly at crashes and signals; `return_code` is 70 after a crash, 128 + n after signal n."""

    report_folder: Path | None = None
    """Where reports of crashes go; none are written while it is None."""

    def _handle_exception(self, error: Exception) -> None:
        first = self._exception is None
        if first:
            # Kept so that a test's `run_test` raises what went wrong.
            self._exception = error
            self._exception_event.set()
        if self.return_code == CRASHED and not first:
            return
        self._keep_typing()
        cause = error.error if isinstance(error, WorkerFailed) else error
        path = write_report(cause, self.report_folder) if self.report_folder else None
        self.exit(return_code=CRASHED, message=Text(visible(self._farewell(path))))

    @staticmethod
    def _farewell(path: Path | None) -> str:
        sentence = _("The program stopped because of a fault in it. What was saved is safe; please start it again.")
        if path is None:
            return sentence
        return f"{sentence} " + _("A report without your data is in {path}.").format(path=path)

    def panic(self, *renderables: RenderableType) -> None:
        """End as after a crash, without showing what Textual would show: it may hold values of records."""
        if any(_is_hangup(renderable) for renderable in renderables):
            self._end(HANGUP)
        elif not self._exit:
            self._handle_exception(InputFailedError())

    async def run_async(self, **options: Any) -> Result | None:
        """Run as Textual does, ending cleanly at SIGTERM, SIGHUP and (on Windows) Ctrl+Break."""
        _forgive_bytes()
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._note_failure)
        with self._signals(loop), self._threads(loop), heeding_close(partial(self._end_soon, loop)):
            try:
                return await super().run_async(**options)
            except Exception:
                if self.return_code != 128 + HANGUP:
                    raise
                return None  # the terminal cannot be put in order: it is gone
            finally:
                if self.return_code == 128 + HANGUP:
                    _forget_terminal()

    def _end_soon(self, loop: asyncio.AbstractEventLoop) -> None:
        """The window is closed, says another thread."""
        with suppress(RuntimeError):  # the program has ended meanwhile
            loop.call_soon_threadsafe(self._end, HANGUP)

    def _end(self, number: int) -> None:
        """End as the person would, told by signal `number` or by the like of it; say so where there is a window."""
        self._keep_typing()
        said = _("The program was ended from outside. What was being typed is kept and comes back at the next start.")
        self.exit(return_code=128 + number, message=None if number == HANGUP else Text(said))

    def _keep_typing(self) -> None:
        """Let every screen keep what is being typed into it; one that cannot must not stand in the way of the rest."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                with suppress(Exception):
                    getattr(screen, "keep_typing", _nothing)()

    def _note_failure(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Something failed for which nobody waits: it is reported, and not printed, for its message may hold data."""
        error = context.get("exception")
        if isinstance(error, Exception) and self.report_folder:
            write_report(error, self.report_folder)

    @contextmanager
    def _threads(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        """Let a thread that fails end the program as any other fault does, instead of printing its error."""

        def failed(what: threading.ExceptHookArgs) -> None:
            if isinstance(what.exc_value, OSError):
                self._end_soon(loop)  # the one that writes to a terminal that is gone
            elif isinstance(what.exc_value, Exception):
                loop.call_soon_threadsafe(self._handle_exception, what.exc_value)

        before = threading.excepthook
        threading.excepthook = failed
        try:
            yield
        finally:
            threading.excepthook = before

    @contextmanager
    def _signals(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        """Turn signals into an ordinary exit while the program runs."""
        last_resort: list[threading.Timer] = []

        def stop(number: int, _frame: FrameType | None) -> None:
            if not last_resort:
                timer = threading.Timer(PATIENCE, _leave, (128 + number,))
                timer.daemon = True
                timer.start()
                last_resort.append(timer)
                loop.call_soon_threadsafe(self._end, number)

        before: dict[int, Any] = {}
        for name in _SIGNALS:
            with suppress(AttributeError, ValueError):  # not on this system; not in the main thread
                number = getattr(signal, name)
                before[number] = signal.signal(number, stop)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            for timer in last_resort:
                timer.cancel()


def _is_hangup(renderable: RenderableType) -> bool:
    """Whether Textual's traceback of the keyboard thread says that the terminal is gone."""
    from rich.traceback import Traceback

    return isinstance(renderable, Traceback) and any(stack.exc_type == "OSError" for stack in renderable.trace.stacks)


def _forgive_bytes() -> None:
    """Read a byte that is not UTF-8 as U+FFFD; Textual's reader would stop, and with it the program."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        def forgiving(encoding: str) -> Any:
            return partial(codecs.getincrementaldecoder(encoding), errors="replace")

        linux_driver.getincrementaldecoder = forgiving  # type: ignore[attr-defined]


def _forget_terminal() -> None:
    """Write nothing more to a window that is gone: what cannot be written would change the exit code."""
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - until the process ends
