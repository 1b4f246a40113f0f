"""Letters of an input method on a Windows console, which Textual drops while Num Lock, Caps Lock or Shift is on.

Unikey and its like send letters outside the keyboard layout as key events without a key code. Textual takes an event
without a key code for noise as soon as any control key counts as held, and the lock keys count. Old consoles send such
letters with the release of Alt, which Textual does not read at all. Here the events are mended as they are read.
"""

from importlib.metadata import version
from typing import Any

TESTED = "8.2.8"
"""The release of Textual whose reader this mends; `tests/tui/input/test_windows_keys.py` shows whether another needs
it."""

KEY_EVENT = 0x0001
VK_MENU = 0x12
_NO_LETTER = "\x00"


class MendedConsole:
    """kernel32, with a ReadConsoleInputW whose key events Textual reads as the letters they carry."""

    def __init__(self, kernel32: Any) -> None:
        self._kernel32 = kernel32

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kernel32, name)

    def ReadConsoleInputW(self, handle: Any, records: Any, size: int, count: Any) -> Any:  # noqa: N802 - Windows' name
        """Read as kernel32 does; `records` and `count` are ctypes `byref`s of an array and of its filled length."""
        result = self._kernel32.ReadConsoleInputW(handle, records, size, count)
        for record in records._obj[: count._obj.value]:
            if record.EventType == KEY_EVENT:
                mend(record.Event.KeyEvent)
        return result


def mend(event: Any) -> None:
    """Change a KEY_EVENT_RECORD that carries a letter Textual would drop into a plain press of that letter."""
    if event.uChar.UnicodeChar == _NO_LETTER:
        return
    if event.bKeyDown and event.wVirtualKeyCode == 0:
        event.dwControlKeyState = 0
    elif not event.bKeyDown and event.wVirtualKeyCode == VK_MENU:
        event.bKeyDown = True
        event.dwControlKeyState = 0


def mend_key_filter() -> None:
    """Let Textual's console reader read through `MendedConsole`. RuntimeError with another release of Textual."""
    if version("textual") != TESTED:
        raise RuntimeError(f"Textual {version('textual')}: look whether its console reader still needs mending.")
    from textual.drivers import win32  # noqa: PLC0415 - it can be imported on Windows only

    if not isinstance(win32.KERNEL32, MendedConsole):
        win32.KERNEL32 = MendedConsole(win32.KERNEL32)
