"""Runs a small Textual app in a pseudo-terminal, types bytes into it and reads its screen as a person would.

Pilot awaits every key, so it cannot show what a burst of keys does; a terminal can.
"""

import errno
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyte

from tests.systems import patience

ROOT = Path(__file__).resolve().parents[2]


class PtyApp:
    """A running app, its terminal, and every byte it wrote.

    The program is a file or a module (by its name) for this Python, or the words of any program's call; `process` is
    for `subprocess.Popen`.
    """

    def __init__(
        self, program: Path | str | list[str], *arguments: str, columns: int = 80, rows: int = 24, **process: Any
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.output = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {
            **process.pop("env", {**os.environ, "PYTHONPATH": str(ROOT)}),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TEXTUAL_ANIMATIONS": "none",
            "COLUMNS": "",
            "LINES": "",
        }
        if not isinstance(program, list):
            program = [sys.executable, *(("-m", program) if isinstance(program, str) else (str(program),))]
        self.process = subprocess.Popen(
            [*program, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
            # Makes the terminal the app's own, so that closing it sends SIGHUP; nothing else runs before exec.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
            **process,
        )
        os.close(slave)

    def send(self, data: bytes | str) -> None:
        """Write bytes to the terminal's keyboard side, as one piece."""
        os.write(self._master, data.encode() if isinstance(data, str) else data)

    def read(self, seconds: float = 0.02) -> bool:
        """Take what the app wrote within so many seconds; False once its side is closed."""
        if not select.select([self._master], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self._master, 65_536)
        except OSError as error:
            if error.errno == errno.EIO:
                return False
            raise
        self.output += data
        self._stream.feed(data)
        return bool(data)

    @property
    def text(self) -> str:
        """The screen, line by line, with blanks at the ends of lines cut off."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def hides_typing(self) -> bool:
        """Whether the terminal shows nothing of what is typed."""
        return not termios.tcgetattr(self._master)[3] & termios.ECHO

    def wait_for(self, shown: str | Callable[[str], bool]) -> str:
        """Read until the screen holds a text or answers to a test; returns the screen."""
        test = (lambda screen: shown in screen) if isinstance(shown, str) else shown
        end = time.monotonic() + patience()
        while not test(self.text):
            if time.monotonic() > end or not self.read():
                raise AssertionError(f"the screen never showed {shown!r}:\n{self.text}")
        return self.text

    def wait_for_end(self) -> int:
        """Read until the app has ended; returns its exit status."""
        end = time.monotonic() + patience()
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError(f"the app did not end:\n{self.text}")
            self.read()
        while select.select([self._master], [], [], 0)[0] and self.read():
            pass
        return self.process.returncode

    def signal(self, number: signal.Signals) -> None:
        """Send the app a signal."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal's window."""
        os.close(self._master)
        self._master = -1

    def close(self) -> None:
        """End the app, whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self._master >= 0:
            os.close(self._master)


@contextmanager
def running(
    program: Path | list[str], *arguments: str, columns: int = 80, rows: int = 24, **process: Any
) -> Iterator[PtyApp]:
    """An app in a terminal of this size for the length of a `with`."""
    app = PtyApp(program, *arguments, columns=columns, rows=rows, **process)
    try:
        yield app
    finally:
        app.close()
