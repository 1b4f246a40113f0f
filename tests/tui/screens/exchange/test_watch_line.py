"""A folder that is watched, and long work that is broken off: nothing comes into the book by itself."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from exports.merge.merge import plan_merge
from tests.tui.desk import SMALL, app_on, make_office, notices, screen_text, until, until_on
from tests.tui.screens.common.test_files import planned
from tests.tui.screens.exchange.test_merge import choose, open_merge, sent
from tui.app.app import SotayApp
from tui.screens.common.ask import Ask
from tui.screens.common.files import FilesDialog, PathField
from tui.screens.common.progress_bar import Working
from tui.screens.exchange import offer
from tui.screens.exchange.merge import MergeScreen
from tui.screens.exchange.watch import WatchLine
from tui.screens.register.screen import RegisterScreen


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often."""
    monkeypatch.setattr("tui.screens.exchange.watch.SECONDS", 0.1)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty folder beside a committee's book."""
    make_office(tmp_path / "book").close()
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


async def begin_to_watch(app: SotayApp, pilot: Pilot[int], folder: Path) -> MergeScreen:
    screen = await open_merge(app, pilot)
    await pilot.press("w")
    await until_on(pilot, FilesDialog)
    app.screen.query_one(PathField).value = str(folder)
    await pilot.press("ctrl+s")
    await until_on(pilot, MergeScreen)
    await until(pilot, lambda: "Đang theo dõi" in screen_text(app))
    return screen


async def test_what_comes_into_a_watched_folder_is_offered_and_never_merged_by_itself(
    tmp_path: Path, stick: Path
) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await begin_to_watch(app, pilot, stick)
        line = screen.query_one(WatchLine)
        assert "chưa có tệp mới" in screen_text(app)
        sent(tmp_path, stick, "CB02", 2)
        await until(pilot, lambda: "1 tệp mới · w" in screen_text(app))
        assert (app.book.find(), app.book.exchange.received) == ([], {})
        await pilot.press("w")
        await until(pilot, lambda: planned(screen) == ["CB02"])
        await until_on(pilot, MergeScreen)
        assert app.book.exchange.received == {}
        await until(pilot, lambda: "chưa có tệp mới" in screen_text(app))
        await pilot.press("escape")  # not now: it goes on waiting
        await until(pilot, lambda: "1 tệp mới · w" in screen_text(app))
        await pilot.press("w")
        await until(pilot, lambda: planned(screen) == ["CB02"])
        await until_on(pilot, MergeScreen)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.done)
        await until_on(pilot, MergeScreen)
        await until(pilot, lambda: line.waiting == () and "chưa có tệp mới" in screen_text(app))
        assert len(app.book.find()) == 2


async def test_it_is_told_on_other_screens_too(tmp_path: Path, stick: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await begin_to_watch(app, pilot, stick)
        await pilot.press("1")
        await until_on(pilot, RegisterScreen)
        sent(tmp_path, stick, "CB02", 1)
        await until(pilot, lambda: any("Nhấn 3 rồi nhấn w" in one for one in notices(app)))
        await pilot.press("3")
        await until_on(pilot, MergeScreen)
        await until(pilot, lambda: "1 tệp mới" in screen_text(app))


def move(folder: Path, to: Path) -> None:
    folder.rename(to)


async def test_a_stick_that_is_pulled_out_is_looked_for_and_watching_ends_when_asked(
    tmp_path: Path, stick: Path
) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await begin_to_watch(app, pilot, stick)
        move(stick, tmp_path / "drawer")
        await until(pilot, lambda: "hiện không thấy" in screen_text(app))
        move(tmp_path / "drawer", stick)
        await until(pilot, lambda: "hiện không thấy" not in screen_text(app))
        await pilot.press("w")
        await until_on(pilot, Ask)
        await pilot.press("enter")
        await until_on(pilot, MergeScreen)
        assert screen.query_one(WatchLine).folder == stick
        await pilot.press("w")
        await until_on(pilot, Ask)
        await pilot.press("left", "left", "enter")
        await until(pilot, lambda: screen.query_one(WatchLine).folder is None)
        await until(pilot, lambda: "Đang theo dõi" not in screen_text(app))


class Gate:
    """Reading stops after the first file until it may go on."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def __call__(self, *args: Any, progress: Any, **kwargs: Any) -> Any:
        def slow(done: int, of: int) -> None:
            progress(done, of)
            self.reached.set()
            self.open.wait(20)
            progress(done, of)

        return plan_merge(*args, progress=slow, **kwargs)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate()
    monkeypatch.setattr(offer, "plan_merge", made)
    yield made
    made.open.set()


async def test_reading_that_is_broken_off_leaves_the_book_and_the_plan_as_they_were(
    tmp_path: Path, stick: Path, gate: Gate
) -> None:
    first, second = (sent(tmp_path, stick, unit, 1) for unit in ("CB02", "CB03"))
    before = (tmp_path / "book" / "book.json").read_bytes()
    async with app_on(tmp_path / "book", SMALL) as (app, pilot):
        screen = await open_merge(app, pilot)
        gate.open.set()
        await choose(app, pilot, first)
        await until(pilot, lambda: planned(screen) == ["CB02"])
        await until_on(pilot, MergeScreen)
        gate.open.clear()
        gate.reached.clear()
        await pilot.press("o")
        await until_on(pilot, FilesDialog)
        app.screen.query_one(PathField).value = str(second)
        await pilot.press("ctrl+s")
        await until(pilot, gate.reached.is_set)
        await until_on(pilot, Working)
        await until(pilot, lambda: "1/2" in screen_text(app))
        assert "Esc Dừng" in screen_text(app)
        await pilot.press("escape")
        await until_on(pilot, MergeScreen)
        gate.open.set()
        await app.workers.wait_for_complete(
            [worker for worker in app.workers if worker.group == "working" and not worker.is_finished]
        )
        assert planned(screen) == ["CB02"]
        assert (app.book.find(), app.book.exchange.received) == ([], {})
    assert (tmp_path / "book" / "book.json").read_bytes() == before
