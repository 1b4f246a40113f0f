"""Python's search for objects that hold on to each other, put off while many are made that do not."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


class _Pauses:
    """How many wait for the collector to stay away, and whether it was on before the first of them."""

    count = 0
    was_on = False


@contextmanager
def no_collecting() -> Iterator[None]:
    """Pause the collector, which would walk over everything read so far again and again.

    It goes on once the last of those who paused it is done, in whatever order they are.
    """
    if not _Pauses.count:
        _Pauses.was_on = gc.isenabled()
        gc.disable()
    _Pauses.count += 1
    try:
        yield
    finally:
        _Pauses.count -= 1
        if not _Pauses.count and _Pauses.was_on:
            gc.enable()


def keep_all() -> None:
    """Let the collector pass over everything there is now: a register that stays until the program ends."""
    gc.freeze()
