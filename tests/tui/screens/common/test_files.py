"""The file chooser: by path, by list, by drop; what is wrong keeps it open and is told."""

import unicodedata
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from tests.tui.desk import LARGE, SMALL, app_on, make_office, notices, screen_text, type_text, until, until_on
from tests.tui.screens.exchange.test_merge import files_in, open_merge, sent
from tui.app.app import SotayApp
from tui.files.drives import Place
from tui.screens.common.files import FilesDialog, PathField
from tui.screens.common.folder_table import FolderTable
from tui.screens.exchange.merge import MergeScreen
from tui.screens.questions.inbox import InboxScreen
from tui.screens.register.screen import RegisterScreen


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Beside a committee's book: a folder with the files of three units, one inside a folder with blanks and marks."""
    make_office(tmp_path / "book").close()
    inbox = tmp_path / "in"
    for unit, folder in (("CB02", inbox), ("CB03", inbox), ("CB04", inbox / "Báo cáo quý")):
        sent(tmp_path, folder, unit, 1)
    (inbox / "ảnh.png").write_bytes(b"")
    return inbox


async def open_files(app: SotayApp, pilot: Pilot[int]) -> FilesDialog:
    await pilot.press("o")
    await until_on(pilot, FilesDialog)
    assert isinstance(app.screen, FilesDialog)
    return app.screen


async def show(app: SotayApp, pilot: Pilot[int], folder: Path) -> FilesDialog:
    """The chooser with a folder listed, the cursor in the list."""
    dialog = await open_files(app, pilot)
    dialog.query_one(PathField).value = str(folder)
    await until(pilot, lambda: dialog.table.listing.folder == folder)
    await pilot.press("down")
    await until(pilot, lambda: dialog.table.has_focus)
    return dialog


def planned(screen: MergeScreen) -> list[str]:
    """The units of the plan's files."""
    return sorted(one.unit for one in screen.plan.files) if screen.plan else []


def paste(app: SotayApp, text: str) -> None:
    """Paste as a terminal does: files dropped on the window come so."""
    app.post_message(events.Paste(text))


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "en")])
async def test_a_folder_is_opened_and_its_files_are_marked(
    tmp_path: Path, box: Path, size: tuple[int, int], language: str
) -> None:
    async with app_on(tmp_path / "book", size, language) as (app, pilot):
        screen = await open_merge(app, pilot)
        dialog = await show(app, pilot, tmp_path)
        row = dialog.table.row_of("in")
        assert row is not None
        dialog.table.cursor_row = row
        await pilot.press("enter")
        await until(pilot, lambda: dialog.table.listing.folder == box)
        text = screen_text(app)
        for words in ("▸ Báo cáo quý", "BC_CB02_2014_v1.jsonl", " KB"):
            assert words in text
        assert "ảnh.png" not in text
        await pilot.press("down", "down", "space", "space")
        await until(pilot, lambda: len(dialog.table.marked) == 2)
        said = "Đã đánh dấu 2 tệp" if language == "vi" else "Files marked: 2"
        await until(pilot, lambda: said in screen_text(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: planned(screen) == ["CB02", "CB03"])


async def test_enter_takes_a_file_and_backspace_leads_up(tmp_path: Path, box: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_merge(app, pilot)
        dialog = await show(app, pilot, box / "Báo cáo quý")
        await pilot.press("backspace")
        await until(pilot, lambda: dialog.table.listing.folder == box)
        assert dialog.table.current is not None
        assert dialog.table.current.path.name == "Báo cáo quý"  # where one comes from
        await pilot.press("enter")
        await until(pilot, lambda: dialog.table.listing.folder == box / "Báo cáo quý")
        await pilot.press("down")
        await until(pilot, lambda: "Enter: chọn tệp BC_CB04" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: planned(screen) == ["CB04"])


async def test_the_whole_folder_is_taken_and_said_to_be(tmp_path: Path, box: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_merge(app, pilot)
        await show(app, pilot, box)
        await until(pilot, lambda: "nhận cả thư mục, gồm 2 tệp" in screen_text(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: planned(screen) == ["CB02", "CB03"])


async def test_the_list_follows_the_path_that_is_typed(tmp_path: Path, box: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await open_merge(app, pilot)
        dialog = await open_files(app, pilot)
        await pilot.press("ctrl+a")
        await type_text(pilot, str(box))
        await until(pilot, lambda: dialog.table.listing.folder == box)
        await pilot.press("slash", *"BC", "underscore", *"CB03")
        await until(pilot, lambda: dialog.table.current is not None and "CB03" in dialog.table.current.path.name)


async def test_a_wrong_path_keeps_the_chooser_open_and_shows_the_nearest_folder(tmp_path: Path, box: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_merge(app, pilot)
        dialog = await open_files(app, pilot)
        field = dialog.query_one(PathField)
        field.value = str(box / "khong-co" / "a.jsonl")
        await pilot.press("enter")
        await until(pilot, lambda: "✗ Không có tệp hoặc thư mục" in screen_text(app))
        await until(pilot, lambda: dialog.table.listing.folder == box)
        assert app.screen is dialog
        assert field.value.endswith("a.jsonl")  # nothing typed is lost
        field.value = str(tmp_path / "home")
        await until(pilot, lambda: "✗" not in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: "không có tệp .jsonl" in dialog.problem)
        field.value = str(box)
        await pilot.press("enter")
        await until(pilot, lambda: planned(screen) == ["CB02", "CB03"])


async def test_where_one_file_is_asked_for_enter_on_a_folder_goes_into_its_list(tmp_path: Path, box: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        app.push_screen(FilesDialog(tmp_path, title="", about="", kind="file"))
        await until_on(pilot, FilesDialog)
        dialog = app.screen
        assert isinstance(dialog, FilesDialog)
        dialog.query_one(PathField).value = str(box)
        await pilot.press("enter")
        await until(pilot, lambda: dialog.table.has_focus)
        assert dialog.table.current is not None
        assert dialog.table.current.path.suffix == ".jsonl"
        assert "✗" not in screen_text(app)


async def test_a_wrong_path_is_told_while_the_list_has_the_keyboard(tmp_path: Path, box: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await open_merge(app, pilot)
        dialog = await show(app, pilot, box)
        paste(app, str(tmp_path / "khong-co"))
        await until(pilot, lambda: dialog.query_one(PathField).value.endswith("khong-co"))
        await pilot.press("tab", "tab")
        await until(pilot, lambda: dialog.table.has_focus)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: dialog.problem and "✗" in screen_text(app))
        await until(pilot, lambda: dialog.table.listing.folder == tmp_path)
        assert dialog.query_one(PathField).value.endswith("khong-co")
        await pilot.press("down")
        await until(pilot, lambda: "✗" not in screen_text(app))


async def test_dropped_files_are_planned_for_at_once(tmp_path: Path, box: Path) -> None:
    paths = files_in(box)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_merge(app, pilot)
        paste(app, f"'{paths[0]}' ")
        await until(pilot, lambda: planned(screen) == ["CB02"])
        await until_on(pilot, MergeScreen)
        paste(app, "file://" + str(paths[1]).replace("_", "%5F"))
        await until(pilot, lambda: planned(screen) == ["CB02", "CB03"])
        await until_on(pilot, MergeScreen)
        escaped = str(files_in(box / "Báo cáo quý")[0]).replace(" ", "\\ ")
        paste(app, unicodedata.normalize("NFD", escaped))
        await until(pilot, lambda: planned(screen) == ["CB02", "CB03", "CB04"])


@pytest.mark.parametrize("key", ["1", "2", "q"])
async def test_files_can_be_dropped_on_any_screen(tmp_path: Path, box: Path, key: str) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_merge(app, pilot)
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not screen)
        paste(app, "\n".join(map(str, files_in(box))))
        await until(pilot, lambda: planned(screen) == ["CB02", "CB03"])
        await until(pilot, lambda: app.screen is screen)
        assert not any(isinstance(one, InboxScreen) for one in app.screen_stack)


async def test_a_dropped_path_that_is_not_there_is_told_and_other_pastes_are_let_be(tmp_path: Path, box: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        paste(app, str(box / "khong-co.jsonl"))
        await until(pilot, lambda: any("Không có tệp hoặc thư mục" in one for one in notices(app)))
        app.clear_notifications()
        paste(app, "một câu dán nhầm")
        await pilot.pause()
        assert notices(app) == []
        assert isinstance(app.screen, RegisterScreen)


async def test_several_paths_pasted_into_the_chooser_stand_in_the_field(tmp_path: Path, box: Path) -> None:
    paths = files_in(box)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_merge(app, pilot)
        dialog = await open_files(app, pilot)
        paste(app, "\r\n".join(f"file://{path}" for path in paths))
        field = dialog.query_one(PathField)
        await until(pilot, lambda: field.value == f"{paths[0]} {paths[1]}")
        await pilot.press("tab")
        paste(app, str(paths[0]))
        await until(pilot, lambda: field.value == str(paths[0]))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: planned(screen) == ["CB02"])


async def test_a_stick_stands_first_as_soon_as_it_is_there(
    tmp_path: Path, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = [Place("Tài liệu", tmp_path / "home")]
    monkeypatch.setattr("tui.screens.common.files.places", lambda: tuple(there))
    monkeypatch.setattr("tui.screens.common.files._DRIVES_SECONDS", 0.05)
    async with app_on(tmp_path / "book") as (app, pilot):
        await open_merge(app, pilot)
        dialog = await open_files(app, pilot)
        await until(pilot, lambda: "Tài liệu" in screen_text(app))
        there.insert(0, Place("KINGSTON", box, is_drive=True))
        await until(pilot, lambda: "◆ KINGSTON" in screen_text(app))
        await pilot.press("tab")
        dialog.query_one("#places").cursor_row = 0  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: dialog.table.listing.folder == box)
        assert dialog.query_one(FolderTable).has_focus


async def test_a_name_from_a_stick_is_no_markup(tmp_path: Path, box: Path) -> None:
    (box / "[@click=app.quit]x[").mkdir()
    async with app_on(tmp_path / "book") as (app, pilot):
        await open_merge(app, pilot)
        await show(app, pilot, box)
        await until(pilot, lambda: "[@click=app.quit]x[" in screen_text(app))
