"""The history of a session on the screen, and whole steps that are asked about before they are taken back."""

from pathlib import Path

import msgspec
import pytest

from exports.merge import apply_merge, plan_merge
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, screen_text, until, until_on
from tests.tui.test_app_exchange import sent
from tui.screens.ask import Ask
from tui.screens.history import HistoryScreen
from tui.screens.register import RegisterScreen


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "en")])
async def test_the_history_tells_what_changed_and_why(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    with make_desk(tmp_path / "book") as book:
        entry = add(book)
        book.edit(entry.id, msgspec.structs.replace(entry.session, attendance=30), reason="[b]Đếm lại[/]")
    async with app_on(tmp_path / "book", size, language) as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await pilot.press("h")
        await until_on(pilot, HistoryScreen)
        text = screen_text(app)
        assert ("Lượt người nghe: 25 → 30" if language == "vi" else "Attendance: 25 → 30") in text
        assert "[b]Đếm lại[/]" in text
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)


async def test_a_whole_merge_is_taken_back_only_when_meant(tmp_path: Path) -> None:
    file = sent(tmp_path, tmp_path, "CB02", 3)
    with make_desk(tmp_path / "book", "DB01", role="committee") as book:
        apply_merge(book, plan_merge(book, [file]))
    async with app_on(tmp_path / "book") as (app, pilot):
        await until_on(pilot, RegisterScreen)
        assert app.book is not None
        await pilot.press("u")
        await until_on(pilot, Ask)
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)
        assert len(app.book.find()) == 3
        await pilot.press("u")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: app.book is not None and not app.book.find())
