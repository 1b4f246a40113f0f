"""The register as a workbench: sorted, its columns chosen, filters kept, several sessions changed at once."""

import csv
import io
import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from logs.session.query import Query
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, screen_text, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.book_preferences import load_preferences
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask
from tui.screens.common.written import WrittenDialog
from tui.screens.register.column_choice import ColumnsDialog, SortDialog
from tui.screens.register.save_table import SaveTableDialog, write_table
from tui.screens.register.saved_filters import SavedFiltersDialog
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.change_field import ChangeFieldDialog
from tui.widgets.columns import lay_out
from tui.widgets.picker import Picker


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book") as book:
        add(book, "2014-03-05", topic="Đảng ủy họp", attendance=20)
        add(book, "2014-06-06", topic="An toàn giao thông", attendance=30, form="HC", themes=("QT-01",))
        add(book, "2014-10-07", topic="Dân vận", attendance=40, place="=1+1")
        add(book, "2014-11-08", topic="Ấm no", status="draft", attendance=10)
    return tmp_path / "book"


def register(app: SotayApp) -> RegisterScreen:
    assert isinstance(app.screen, RegisterScreen)
    return app.screen


def topics(screen: RegisterScreen) -> list[str]:
    return [entry.session.topic for entry in screen.entries]


async def opened(app: SotayApp, pilot: Pilot[int]) -> RegisterScreen:
    await until_on(pilot, RegisterScreen)
    return register(app)


@pytest.fixture
async def screen(app: SotayApp, pilot: Pilot[int]) -> RegisterScreen:
    return await opened(app, pilot)


async def test_any_column_sorts_in_vietnamese_order_and_turns_round(
    folder: Path, app: SotayApp, pilot: Pilot[int], screen: RegisterScreen
) -> None:
    assert "Ngày ▼" in screen_text(app)
    await pilot.press("s")
    await until_on(pilot, SortDialog)
    await type_text(pilot, "chuyen de")
    await pilot.press("enter")
    await until_on(pilot, RegisterScreen)
    await until(pilot, lambda: topics(screen) == ["An toàn giao thông", "Ấm no", "Dân vận", "Đảng ủy họp"])
    assert "Chuyên đề / chủ đề ▲" in screen_text(app)
    await pilot.press("S")
    await until(pilot, lambda: topics(screen)[0] == "Đảng ủy họp")
    assert load_preferences(folder).sort == "topic"


async def test_a_click_on_a_title_sorts(app: SotayApp, pilot: Pilot[int], screen: RegisterScreen) -> None:
    columns = screen.table.columns
    places = lay_out(columns, screen.table.size.width).starts
    place = (places[[column.key for column in columns].index("attendance")] + 3, 0)
    await pilot.click(screen.table, offset=place)
    await until(pilot, lambda: topics(screen) == ["Dân vận", "An toàn giao thông", "Đảng ủy họp", "Ấm no"])
    assert "▼" in screen_text(app)
    await pilot.click(screen.table, offset=place)
    await until(pilot, lambda: topics(screen)[0] == "Ấm no")


async def test_columns_are_chosen_and_remembered(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        screen = await opened(app, pilot)
        await pilot.press("k")
        await until_on(pilot, ColumnsDialog)
        await pilot.press("down", "space", "shift+up", "shift+up", "end", "space", "enter")
        await until_on(pilot, RegisterScreen)
        await pilot.pause()
        keys = [column.key for column in screen.table.columns]
        assert "form" not in keys
        assert keys[-1] == "directive"
        assert load_preferences(folder).columns == tuple(keys)
    async with app_on(folder) as (app, pilot):
        screen = await opened(app, pilot)
        await until(pilot, lambda: [column.key for column in screen.table.columns] == keys)
        await pilot.press("k")
        await until_on(pilot, ColumnsDialog)
        await pilot.press("ctrl+r", "ctrl+s")
        await until(pilot, lambda: load_preferences(folder).columns == ())


@pytest.mark.parametrize("size", [LARGE])
async def test_each_condition_is_told_and_taken_away_by_itself(
    app: SotayApp, pilot: Pilot[int], screen: RegisterScreen
) -> None:
    screen.use(Query(form="SH", status="complete", unit="CB01"))
    await until(pilot, lambda: len(screen.entries) == 2)
    await until(pilot, lambda: "Đơn vị CB01 × Hình thức SH × Đã hoàn thành ×" in screen_text(app))
    await pilot.press("backspace")
    await until(pilot, lambda: screen.filter == Query(form="SH", unit="CB01"))
    await until(pilot, lambda: "Đã hoàn thành ×" not in screen_text(app))
    await pilot.click("#filter-bar", offset=(len(" Lọc:  Đơn vị CB01 ×   Hì"), 0))
    await until(pilot, lambda: screen.filter == Query(unit="CB01"))
    await pilot.press("escape")
    await until(pilot, lambda: len(screen.entries) == 4)
    assert not screen.query_one("#filter-bar").display


async def test_a_filter_is_kept_taken_up_and_let_go(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        screen = await opened(app, pilot)
        await pilot.press("slash")
        await type_text(pilot, "giao thong")
        await pilot.press("enter")
        screen.filter = Query(form="HC")
        screen.look()
        await pilot.press("v")
        await until_on(pilot, SavedFiltersDialog)
        await pilot.press("slash")
        await type_text(pilot, "[bold]DV")
        await pilot.press("enter")
        await until(pilot, lambda: "[bold]DV" in screen_text(app) and "“giao thong” · Hình thức HC" in screen_text(app))
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)
        await pilot.press("escape")
        await until(pilot, lambda: len(screen.entries) == 4)
    async with app_on(folder) as (app, pilot):
        screen = await opened(app, pilot)
        await pilot.press("v")
        await until_on(pilot, SavedFiltersDialog)
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)
        await until(pilot, lambda: topics(screen) == ["An toàn giao thông"])
        assert screen.asked == Query(form="HC", text="giao thong")
        await pilot.press("v")
        await until_on(pilot, SavedFiltersDialog)
        await pilot.press("delete")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until_on(pilot, SavedFiltersDialog)
        await pilot.press("escape")
        await until(pilot, lambda: load_preferences(folder).filters == ())


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_several_are_chosen_counted_and_let_go(app: SotayApp, pilot: Pilot[int], screen: RegisterScreen) -> None:
    await pilot.press("space")
    await until(pilot, lambda: "Đã chọn 1 buổi" in screen_text(app))
    assert screen.table.cursor_row == 1
    await pilot.press("shift+down")
    await until(pilot, lambda: len(screen.chosen) == 3)
    assert "Đã chọn 3 buổi · 2 được tính · 70 lượt người nghe" in screen_text(app)
    await pilot.press("shift+up")
    await until(pilot, lambda: len(screen.chosen) == 2)
    assert screen_text(app).count("[x]") == 2
    screen.use(Query(status="draft"))
    await until(pilot, lambda: "1 buổi bị ẩn" in screen_text(app))
    await pilot.press("escape")
    await until(pilot, lambda: not screen.chosen)
    assert "[ ]" not in screen_text(app)
    await pilot.press("escape", "ctrl+a")
    await until(pilot, lambda: len(screen.chosen) == 4)
    await pilot.press("home", "shift+end", "shift+home")
    await until(pilot, lambda: len(screen.chosen) == 1)


async def test_clicks_with_shift_and_ctrl_choose(pilot: Pilot[int], screen: RegisterScreen) -> None:
    await pilot.click(screen.table, offset=(5, 1))
    await pilot.click(screen.table, offset=(5, 3), shift=True)
    await until(pilot, lambda: len(screen.chosen) == 3)
    await pilot.click(screen.table, offset=(5, 2), control=True)
    await until(pilot, lambda: len(screen.chosen) == 2)


async def test_the_chosen_are_deleted_in_one_step(app: SotayApp, pilot: Pilot[int], screen: RegisterScreen) -> None:
    await pilot.press("ctrl+a")
    await until(pilot, lambda: len(screen.chosen) == 4)
    await pilot.press("space", "d")
    await until_on(pilot, Ask)
    assert "Xóa 3 buổi đã chọn?" in screen_text(app)
    await pilot.press("left", "enter")
    await until_on(pilot, RegisterScreen)
    await until(pilot, lambda: topics(screen) == ["Ấm no"])
    assert not screen.chosen
    await pilot.press("u")
    await until(pilot, lambda: len(screen.entries) == 4)


@pytest.mark.parametrize("size", [LARGE])
async def test_a_field_of_the_chosen_is_changed_after_a_preview(
    app: SotayApp, pilot: Pilot[int], screen: RegisterScreen
) -> None:
    before = {entry.id: entry.session for entry in screen.entries}
    await pilot.press("ctrl+a")
    await until(pilot, lambda: len(screen.chosen) == 4)
    await pilot.press("m")
    await until_on(pilot, ChangeFieldDialog)
    await type_text(pilot, "hinh thuc")
    await pilot.press("enter")
    await until(pilot, lambda: bool(app.screen.query("#field-form")))
    await until(pilot, lambda: app.focused is app.screen.query_one("#field-form Picker", Picker).field)
    await type_text(pilot, "hop")
    await pilot.press("enter")
    await until(pilot, lambda: "Sẽ sửa: 3 · đã đúng sẵn: 1 · không sửa được: 0" in screen_text(app))
    assert "SH → HC" in screen_text(app)
    await pilot.press("ctrl+s")
    await until_on(pilot, RegisterScreen)
    await until(pilot, lambda: {entry.session.form for entry in screen.entries} == {"HC"})
    await pilot.press("escape", "u")
    await until(pilot, lambda: {entry.id: entry.session for entry in screen.entries} == before)


@pytest.mark.parametrize("size", [LARGE])
async def test_what_cannot_be_changed_is_told_beforehand(app: SotayApp, pilot: Pilot[int]) -> None:
    await opened(app, pilot)
    await pilot.press("space", "m")
    await until_on(pilot, ChangeFieldDialog)
    await type_text(pilot, "luot")
    await pilot.press("enter")
    await until(pilot, lambda: bool(app.screen.query("#field-attendance")))
    app.screen.query_one("#field-attendance ViInput", ViInput).value = "0"
    await until(pilot, lambda: "không sửa được: 1" in screen_text(app))
    await pilot.press("ctrl+s")
    await pilot.pause()
    assert isinstance(app.screen, ChangeFieldDialog), "there is nothing to save"


async def test_a_table_of_the_chosen_is_saved(
    tmp_path: Path, app: SotayApp, pilot: Pilot[int], screen: RegisterScreen
) -> None:
    await pilot.press("down", "space", "t")
    await until_on(pilot, SaveTableDialog)
    assert "Tệp gửi Đảng ủy luôn gồm cả sổ" in screen_text(app).replace("\n", " ")
    app.screen.query_one("#save-table-path", ViInput).value = str(tmp_path / "bang" / "chon.csv")
    await pilot.press("ctrl+s")
    await until_on(pilot, WrittenDialog)
    await pilot.press("enter")
    await until(pilot, lambda: app.screen is screen)
    assert app.book is not None
    rows = list(csv.DictReader(io.StringIO((tmp_path / "bang" / "chon.csv").read_text("utf-8-sig"))))
    assert [(row["topic"], row["place"]) for row in rows] == [("Dân vận", "'=1+1")]
    path = write_table(tmp_path / "chon.json", list(screen.entries), app.book)
    assert [one["topic"] for one in json.loads(path.read_text())["sessions"]] == topics(screen)
    await pilot.press("t")
    await until_on(pilot, SaveTableDialog)
    app.screen.query_one("#save-table-path", ViInput).value = str(tmp_path / "chon.json")
    await pilot.press("enter")
    await until(pilot, lambda: "Hãy chọn tên tệp hoặc thư mục khác" in screen_text(app))
