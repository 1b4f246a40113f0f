"""Textual's own reader of the Windows console, run over a console that is played by this test."""

import asyncio
import ctypes
import importlib
import sys
import threading
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from textual import drivers, events

from tui.input import windows_keys

NUM_LOCK, CAPS_LOCK, SHIFT = 0x20, 0x80, 0x10
VK_PACKET = 0xE7
ALT_NUMPAD = 0x02


@dataclass
class Press:
    """One key event of the console."""

    letter: str
    state: int = 0
    key_code: int = 0
    down: bool = True


class Kernel32:
    """The few functions the reader calls; the console holds one batch of events."""

    def __init__(self) -> None:
        self.presses: list[Press] = []
        self.done = threading.Event()
        # Functions of a library, not methods: Textual sets their argtypes.
        self.GetStdHandle = lambda _which: 1

    def WaitForMultipleObjects(self, *_arguments: Any) -> int:
        return 0

    def ReadConsoleInputW(self, _handle: Any, records: Any, _size: int, count: Any) -> int:
        for record, press in zip(records._obj, self.presses, strict=False):
            record.EventType = windows_keys.KEY_EVENT
            event = record.Event.KeyEvent
            event.bKeyDown = press.down
            event.wVirtualKeyCode = press.key_code
            event.uChar.UnicodeChar = press.letter
            event.dwControlKeyState = press.state
        count._obj.value = len(self.presses)
        self.done.set()
        return 1


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[list[Press]], str]]:
    """Type presses into the reader; what the app gets."""
    kernel32 = Kernel32()
    monkeypatch.setattr(ctypes, "WinDLL", lambda *_names, **_options: kernel32, raising=False)
    monkeypatch.setitem(sys.modules, "msvcrt", types.ModuleType("msvcrt"))
    monkeypatch.delitem(sys.modules, "textual.drivers.win32", raising=False)
    win32 = importlib.import_module("textual.drivers.win32")

    def typed(presses: list[Press]) -> str:
        kernel32.presses = presses
        kernel32.done.clear()
        got: list[str] = []

        def take(event: Any) -> None:
            assert isinstance(event, events.Key)
            got.append(event.character or "")

        loop = asyncio.new_event_loop()
        win32.EventMonitor(loop, None, kernel32.done, take).run()
        loop.close()
        return "".join(got)

    yield typed
    sys.modules.pop("textual.drivers.win32", None)
    if hasattr(drivers, "win32"):
        del drivers.win32


LOST = [
    Press("ế", NUM_LOCK),
    Press("ệ", CAPS_LOCK),
    Press("Đ", SHIFT),
    Press("ữ", ALT_NUMPAD, windows_keys.VK_MENU, down=False),
]
KEPT = [Press("t", NUM_LOCK, ord("T")), Press("ê"), Press("đ", NUM_LOCK, VK_PACKET), Press("\ud83d"), Press("\udc4d")]
NOISE = [
    Press("\x00", NUM_LOCK),
    Press("\x00", SHIFT, 0x10),
    Press("\x00", 0, windows_keys.VK_MENU, down=False),
    Press("t", NUM_LOCK, ord("T"), down=False),
    Press("ê", 0, 0, down=False),
]


def test_textual_alone_drops_the_letters(console: Callable[[list[Press]], str]) -> None:
    """When this fails, Textual reads them itself: `tui/input/windows_keys.py` can go."""
    assert console(LOST) == ""
    assert console(KEPT) == "têđ👍"


def test_no_letter_is_lost(console: Callable[[list[Press]], str]) -> None:
    windows_keys.mend_key_filter()
    windows_keys.mend_key_filter()
    assert console(LOST) == "ếệĐữ"
    assert console(KEPT) == "têđ👍"


def test_noise_stays_noise(console: Callable[[list[Press]], str]) -> None:
    before = console(NOISE)
    windows_keys.mend_key_filter()
    assert console(NOISE) == before


def test_another_release_of_textual_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_keys, "version", lambda _package: "9.0.0")
    with pytest.raises(RuntimeError, match=r"9\.0\.0"):
        windows_keys.mend_key_filter()
