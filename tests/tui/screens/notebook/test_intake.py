"""Old notebooks in the app: from the file to the sessions, by keys alone, and nothing saved before the end."""

from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from tests.exports.intake.layouts import H, Layout, one, row
from tests.exports.intake.test_layouts import saved
from tests.tui.desk import SMALL, app_on, make_desk, screen_text, until, until_on
from tui.app.app import SotayApp
from tui.screens.common.written import WrittenDialog
from tui.screens.notebook.intake import IntakeDialog
from tui.widgets.dropdown import Options


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
        await until_on(pilot, WrittenDialog)
        assert "so-cu-can-sua.xlsx" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, WrittenDialog))
        await pilot.press("u")
        await until(pilot, lambda: app.book is not None and app.book.find() == [])


async def pressed(pilot: Pilot[int], dialog: IntakeDialog, name: str) -> None:
    """The step of that name is there, and the button that led to it takes clicks again."""
    await until(pilot, lambda: dialog.step == name and not dialog.query("Button.-active"))


async def test_a_notebook_is_taken_in_by_the_mouse_alone(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    rows = [H, row(audience="nhân dân")]
    path = saved(Layout({"T1": rows, "T2": [H, row("5/2/2014")]}), tmp_path / "so-cu.xlsx")
    async with app_on(tmp_path / "book", SMALL) as (app, pilot):
        dialog = await opened(app, pilot, path)
        await pilot.click(dialog.table, offset=(10, 2), times=2)
        await until(pilot, lambda: dialog.sheets == {"T1"})
        for name in ("columns", "words"):
            await pilot.click("#intake-go_on")
            await pressed(pilot, dialog, name)
        await pilot.click(dialog.table, offset=(5, 1), times=2)
        await until(pilot, lambda: app.screen is not dialog)
        await until(pilot, lambda: app.screen.query(Options) and app.screen.query_one(Options).option_count)
        await pilot.click(Options, offset=(5, 1))
        await until(pilot, lambda: app.screen is dialog)
        await pilot.click("#intake-go_back")
        await pressed(pilot, dialog, "columns")
        for name in ("words", "preview"):
            await pilot.click("#intake-go_on")
            await pressed(pilot, dialog, name)
        await pilot.click("#intake-go_on")
        await until(pilot, lambda: app.screen is not dialog)
        await pilot.click(app.screen.query("Button").first())
        await until(pilot, lambda: app.book is not None and len(app.book.find()) == 1)


async def test_a_value_is_said_for_all_rows_where_a_column_is_missing(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    titles = (*H[:1], *H[2:3], *H[4:])  # no day's month, no form
    rows = [("1", "CB01", *row(topic=f"Bài {n}")[4:]) for n in range(2)]
    layout = one(
        *[(*cells[:1], f"{n + 2}", *cells[1:]) for n, cells in enumerate(rows)], titles=("STT", "Ngày", *titles[1:])
    )
    path = saved(layout, tmp_path / "so-cu.xlsx")
    async with app_on(tmp_path / "book", SMALL) as (app, pilot):
        dialog = await opened(app, pilot, path)
        await step(pilot, dialog, "columns")
        for field, answer in (("form", "SH"), ("month", "3")):
            dialog.table.cursor_row = dialog.table.row_count - len(dialog._missing) + dialog._missing.index(field)
            await pilot.press("enter")
            await until(pilot, lambda: app.screen is not dialog)
            await pilot.press(*answer, *(["enter"] if field == "form" else ["ctrl+s"]))
            await until(pilot, lambda: app.screen is dialog)
        await until(pilot, lambda: dialog.intake is not None and len(dialog.intake.new) == 2)
        assert dialog.intake is not None
        days = [str(line.session.date) for line in dialog.intake.new if line.session]
        assert days == ["2014-03-02", "2014-03-03"]
        assert "SH" in screen_text(app)


async def test_a_table_copied_elsewhere_is_pasted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    make_desk(tmp_path / "book").close()
    rows = [H, row(), row("13/5/2014", 60, topic="Bài khác"), row("31/2/2014")]
    table = "\r\n".join("\t".join(str(cell or "") for cell in cells) for cells in rows)
    async with app_on(tmp_path / "book", SMALL) as (app, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: app.screen.query("#path"))
        app.screen.query_one("#path").post_message(Paste(table))
        await until(pilot, lambda: isinstance(app.screen, IntakeDialog) and app.screen.intake is not None)
        dialog = app.screen
        assert isinstance(dialog, IntakeDialog)
        assert dialog.intake is not None
        assert (len(dialog.intake.new), len(dialog.intake.rejected)) == (2, 1)
        assert "bảng dán vào" in screen_text(app)
        dialog.post_message(Paste("\n".join(table.splitlines()[:2])))
        await until(pilot, lambda: dialog.intake is not None and len(dialog.intake.new) == 1)
        dialog.post_message(Paste(table))
        await until(pilot, lambda: dialog.intake is not None and len(dialog.intake.new) == 2)
        for name in ("columns", "words", "preview"):
            await step(pilot, dialog, name)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not dialog)
        await pilot.press("left", "enter")
        await until(pilot, lambda: app.book is not None and len(app.book.find()) == 2)
        assert (tmp_path / "so-cu-dan-can-sua.csv").exists()


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
        await until(pilot, lambda: "Hãy chọn trước cột nào được đọc" in screen_text(app))
        dialog.table.cursor_row = 8
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not dialog)
        await pilot.press(*"attend", "enter")
        await until(pilot, lambda: app.screen is dialog and dialog.intake is not None and dialog.intake.new != ())
        assert dialog.intake is not None
        assert [new.session.attendance for new in dialog.intake.new if new.session] == [51]
