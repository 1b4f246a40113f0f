"""Closing the console window on Windows, over a system that is played by this test."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tui.app.windows_close import CLOSING, heeding_close

CTRL_C = 0


class Kernel32:
    """Keeps the handlers that are set; a close is told as Windows tells it, from a thread of its own."""

    def __init__(self) -> None:
        self.handlers: list[Callable[[int], int]] = []

    def SetConsoleCtrlHandler(self, handler: Any, add: int) -> int:
        if add:
            self.handlers.append(handler)
        else:
            self.handlers.remove(handler)
        return 1

    def tell(self, event: int, answers: list[int]) -> threading.Thread:
        thread = threading.Thread(target=lambda: answers.append(self.handlers[-1](event)))
        thread.start()
        return thread


@pytest.mark.parametrize("event", CLOSING)
def test_the_system_waits_until_the_program_has_ended(event: int) -> None:
    kernel32, told, answers = Kernel32(), threading.Event(), list[int]()
    with heeding_close(told.set, kernel32):
        waiting = kernel32.tell(event, answers)
        assert told.wait(5)
        assert answers == []
    waiting.join(5)
    assert answers == [1]
    assert kernel32.handlers == []


def test_other_events_are_for_others() -> None:
    kernel32, told, answers = Kernel32(), threading.Event(), list[int]()
    with heeding_close(told.set, kernel32):
        kernel32.tell(CTRL_C, answers).join(5)
    assert answers == [0]
    assert not told.is_set()
