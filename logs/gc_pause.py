"""Python's search for objects that hold on to each other, put off while many are made that do not."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

MANY = 50_000
"""Objects that are walked over in half of what a person notices."""


class _Pauses:
    """How many wait for the collector to stay away; whether it was on before the first of them, how many new objects
    there were.
    """

    count = 0
    was_on = False
    objects = 0


@contextmanager
def no_collecting() -> Iterator[None]:
    """Pause the collector, which would walk over everything read so far again and again.

    It goes on once the last of those who paused it is done, in whatever order they are. What has then come to be in
    great number, it passes over for good: these are sessions and figures, which hold on to nothing of each other.
    """
    if not _Pauses.count:
        _Pauses.was_on = gc.isenabled()
        gc.disable()
        _Pauses.objects = gc.get_count()[0]
    _Pauses.count += 1
    try:
        yield
    finally:
        _Pauses.count -= 1
        if not _Pauses.count:
            if gc.get_count()[0] - _Pauses.objects > MANY:
                gc.freeze()
            if _Pauses.was_on:
                gc.enable()


def at_once(steps: Iterable[object]) -> None:
    """Take all steps of what can be done step by step."""
    with no_collecting():
        for _step in steps:
            pass
