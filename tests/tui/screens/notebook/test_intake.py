"""Old notebooks in the app: from the file to the sessions, by keys alone, and nothing saved before the end."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.exports.intake.layouts import H, Layout, one, row
from tests.exports.intake.test_layouts import saved
from tests.tui.desk import SMALL, app_on, make_desk, screen_text, until
from tui.app.app import SotayApp
from tui.screens.notebook.intake import IntakeDialog


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "2014-12-20")


async def opened(app: SotayApp, pilot: Pilot[int], path: Path) -> IntakeDialog:
    """The notebook on the screen, its sheets read."""
    await pilot.press("ctrl+o")
    await until(pilot, lambda: app.screen.query("#path"))
    app.screen.query_one("#path").value = str(path)  # type: ignore[attr-defined]
    await pilot.press("ctrl+s")
    await until(pilot, lambda: isinstance(app.screen, IntakeDialog) and app.screen.intake is not None)
    assert isinstance(app.screen, IntakeDialog)
    return app.screen


async def step(pilot: Pilot[int], dialog: IntakeDialog, name: str) -> None:
    """On to the step of that name."""
    await pilot.press("ctrl+s")
    await until(pilot, lambda: dialog.step == name and dialog.app.screen is dialog)


async def test_a_notebook_is_taken_in_with_a_word_taught(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    rows = [row(f"{day}/5/2014", 20 + day, audience="nhân dân", topic=f"Bài {day}") for day in (2, 6, 12)]
    path = saved(one(*rows, row("31/2/2014")), tmp_path / "so-cu.xlsx")
    async with app_on(tmp_path / "book", SMALL) as (app, pilot):
        dialog = await opened(app, pilot, path)
        assert "Sổ: 0 buổi" in screen_text(app)
        await step(pilot, dialog, "columns")
        assert "Số người nghe" in screen_text(app)
        await step(pilot, dialog, "words")
        assert "“nhân dân” là nhóm đối tượng nào?" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not dialog)
        await pilot.press(*"LD", "enter")
        await until(pilot, lambda: app.screen is dialog)
        await step(pilot, dialog, "preview")
        assert "3 buổi, 80 lượt" in screen_text(app)
        assert app.book is not None
        assert app.book.find() == []
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not dialog)
        await pilot.press("left", "enter")
        await until(pilot, lambda: app.book is not None and len(app.book.find()) == 3)
        assert (tmp_path / "so-cu-can-sua.xlsx").exists()
        await until(pilot, lambda: not isinstance(app.screen, IntakeDialog))
        await pilot.press("u")
        await until(pilot, lambda: app.book is not None and app.book.find() == [])


async def test_answers_outlive_a_dialog_that_is_closed(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    path = saved(one(row(audience="nhân dân")), tmp_path / "so-cu.xlsx")
    async with app_on(tmp_path / "book", SMALL) as (app, pilot):
        dialog = await opened(app, pilot, path)
        await step(pilot, dialog, "columns")
        await step(pilot, dialog, "words")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not dialog)
        await pilot.press(*"LD", "enter")
        await until(pilot, lambda: app.screen is dialog)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not dialog)
        again = await opened(app, pilot, path)
        assert again.intake is not None
        assert (again.intake.asked, len(again.intake.new)) == ((), 1)


async def test_a_sheet_is_ticked_and_a_column_said(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    titles = (*H[:7], "Số người nghe", "Lượt người nghe")
    layout = Layout({"T1": [titles, (*row("5/1/2014")[:7], 45, 50)], "T2": [titles, (*row("5/2/2014")[:7], 45, 51)]})
    path = saved(layout, tmp_path / "so-cu.xlsx")
    async with app_on(tmp_path / "book", SMALL) as (app, pilot):
        dialog = await opened(app, pilot, path)
        await pilot.press("space")
        await until(pilot, lambda: dialog.sheets == {"T2"} and "T1: không đọc" in screen_text(app))
        await step(pilot, dialog, "columns")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Đề nghị chọn trước cột nào được đọc" in screen_text(app))
        await pilot.press("end", "enter")
        await until(pilot, lambda: app.screen is not dialog)
        await pilot.press(*"attend", "enter")
        await until(pilot, lambda: app.screen is dialog and dialog.intake is not None and dialog.intake.new != ())
        assert dialog.intake is not None
        assert [new.session.attendance for new in dialog.intake.new if new.session] == [51]
