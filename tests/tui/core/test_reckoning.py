"""What is reckoned over a large book: in a thread, of one moment, again where a save came, and never for nobody."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from logs.book.book import LogBook
from logs.coverage.table import Coverage, coverage_of
from logs.session.query import Query
from tests.systems import patience
from tests.tui.desk import add, make_desk
from tui.core import reckoning
from tui.core.reckoning import in_slices, reckoned


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LogBook]:
    """A book of one session, which is taken for a large one."""
    monkeypatch.setattr(reckoning, "_FEW", 0)
    with make_desk(tmp_path / "book") as made:
        add(made)
        yield made


def by_month(book: LogBook) -> Coverage:
    return coverage_of(book, Query(), by="month")


async def test_a_save_meanwhile_does_not_show_and_has_it_reckoned_again(book: LogBook) -> None:
    seen: list[tuple[int, int, int]] = []

    def reckon(standing: LogBook) -> int:
        before = by_month(standing).totals.sessions
        if not seen:
            add(book, "2014-11-06")
        seen.append((standing.generation, before, len(standing.find())))
        return len(seen)

    assert await reckoned(book, reckon) == 2
    (first, *_), (second, *_) = seen
    assert second == first + 1 == book.generation
    assert seen == [(first, 1, 1), (second, 2, 2)]


async def test_what_fails_is_told_and_tried_again_only_after_a_save(book: LogBook) -> None:
    faults: list[Exception] = [KeyError("gone"), RuntimeError("changed")]

    def reckon(_standing: LogBook) -> str:
        if faults:
            add(book, "2014-11-06")
            raise faults.pop()
        raise KeyError("fault")

    with pytest.raises(KeyError, match="fault"):
        await reckoned(book, reckon)
    assert not faults


async def test_what_was_read_and_added_up_is_known_from_then_on(book: LogBook) -> None:
    def reckon(standing: LogBook) -> object:
        return len(standing.sessions.records), by_month(standing)

    await reckoned(book, reckon)
    assert book.sessions.all_read
    assert book.figures.tallies("month") is book.figures.tallies("month")


async def test_sums_that_a_thread_looks_at_stay_as_they_were(book: LogBook) -> None:
    await reckoned(book, lambda standing: (len(standing.sessions.records), by_month(standing)))
    standing = book.as_it_stands()()
    was = by_month(standing)
    for _ in range(3):
        entry = add(book, "2014-10-06")
        assert by_month(standing) == was
        assert by_month(book).totals.sessions == len(book.find())
    book.delete(entry.id)
    book.learn(standing)  # it is of another moment: nothing is to be learnt of it
    assert (by_month(standing), by_month(book).totals.sessions) == (was, 3)


async def test_the_loop_goes_on_and_a_thread_that_nobody_waits_for_stops(book: LogBook) -> None:
    began, beats = threading.Event(), 0

    def reckon(_standing: LogBook) -> None:
        threading.current_thread().name = "endless"
        began.set()
        while True:
            pass

    task = asyncio.create_task(reckoned(book, reckon))
    while not began.is_set() or beats < 100:
        beats += 1
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    end = time.monotonic() + patience()
    while any(thread.name == "endless" for thread in threading.enumerate()):
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def test_no_slice_is_longer_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that only the steps move on: five steps of 1 ms make a slice, and after each keys are looked at."""
    now, slices = 0.0, [0]
    monkeypatch.setattr(time, "perf_counter", lambda: now)

    def steps() -> Iterator[None]:
        nonlocal now
        for _ in range(100):
            now += 0.001
            slices[-1] += 1
            yield

    task = asyncio.create_task(in_slices(steps()))
    while not task.done():
        slices.append(0)
        await asyncio.sleep(0)
    assert sum(slices) == 100
    assert max(slices) <= 5
