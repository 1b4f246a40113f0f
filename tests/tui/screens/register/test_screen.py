"""The register: what it lists, finds, counts, deletes and takes back."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.counting.behind import behind
from logs.errors import SotayError
from logs.session.query import Query
from logs.store import derived
from tests.tui.desk import (
    LARGE,
    SMALL,
    add,
    app_on,
    make_desk,
    notices,
    open_palette,
    screen_text,
    type_text,
    until,
    until_on,
)
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask
from tui.screens.common.mode_screen import ModeBar
from tui.screens.guide.help import HelpScreen
from tui.screens.register.filter import FilterDialog
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.form import SessionForm
from tui.text.errors.messages import error_sentence
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book") as book:
        add(book, "2014-03-05", topic="Nghị quyết của Đảng ủy", attendance=20)
        add(book, "2014-06-06", topic="Kết luận của Đảng uỷ", attendance=30, form="HC", themes=("QT-01",))
        add(book, "2014-10-07", topic="Biển, đảo quê hương", attendance=1_400)
        add(book, "2014-11-08", topic="Dự thảo [bold]chưa xong[/bold]", status="draft")
    return tmp_path / "book"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_it_lists_the_newest_first_and_counts_what_is_shown(app: SotayApp) -> None:
    text = screen_text(app)
    assert text.index("08/11/2014") < text.index("07/10/2014") < text.index("05/03/2014")
    assert "4 buổi trong sổ · 3 được tính · 1 bản nháp · 1.450 lượt người nghe" in text
    assert "[bold]chưa xong[/bold]" in text
    assert "3 buổi chưa xuất · chưa xuất lần nào · còn 4 ngày đến hạn" in text


@pytest.mark.parametrize("size", [LARGE])
@pytest.mark.parametrize("language", ["en"])
async def test_it_speaks_english(app: SotayApp) -> None:
    text = screen_text(app)
    assert "4 sessions in the book · 3 counted · 1 drafts · Attendance: 1,450" in text
    assert "Not exported: 3 · never exported · days to the deadline: 4" in text


async def test_words_without_marks_find_both_spellings(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = app.screen
    assert isinstance(screen, RegisterScreen)
    await pilot.press("slash")
    await type_text(pilot, "dang uy")
    await until(pilot, lambda: len(screen.entries) == 2)
    assert {entry.session.topic for entry in screen.entries} == {"Nghị quyết của Đảng ủy", "Kết luận của Đảng uỷ"}
    assert "2/4 buổi trong sổ · 2 được tính · 50 lượt người nghe" in screen_text(app)
    await pilot.press("escape")
    await until(pilot, lambda: len(screen.entries) == 4)


async def test_the_filter_restricts_and_says_so(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = app.screen
    assert isinstance(screen, RegisterScreen)
    await pilot.press("f")
    await until_on(pilot, FilterDialog)
    app.screen.query_one("#filter-by-form", Picker).field.focus()
    await type_text(pilot, "hop")
    await pilot.press("ctrl+s")
    await until_on(pilot, RegisterScreen)
    await until(pilot, lambda: len(screen.entries) == 1)
    assert screen.filter.form == "HC"
    assert "Lọc:  Hình thức HC ×" in screen_text(app)
    await pilot.press("escape")
    await until(pilot, lambda: len(screen.entries) == 4)


async def test_a_deletion_is_asked_about_and_can_be_undone(app: SotayApp, pilot: Pilot[int]) -> None:
    assert app.book is not None
    await pilot.press("d")
    await until_on(pilot, Ask)
    await pilot.press("enter")
    await until_on(pilot, RegisterScreen)
    assert len(app.book.find()) == 4
    await pilot.press("d")
    await until_on(pilot, Ask)
    await pilot.press("left", "enter")
    await until(pilot, lambda: app.book is not None and len(app.book.find()) == 3)
    await until_on(pilot, RegisterScreen)
    await until(pilot, lambda: "· 1 bản nháp" not in screen_text(app))
    await pilot.press("u")
    await until(pilot, lambda: app.book is not None and len(app.book.find()) == 4)
    await until(pilot, lambda: "· 1 bản nháp" in screen_text(app))


async def test_what_was_undone_can_be_done_again(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("u")
    await until(pilot, lambda: app.book is not None and len(app.book.find()) == 3)
    await pilot.press("ctrl+y")
    await until(pilot, lambda: app.book is not None and len(app.book.find()) == 4)


async def test_the_day_begins_with_a_copy_of_the_book(folder: Path, pilot: Pilot[int]) -> None:
    await until(pilot, lambda: any((folder / "backups").glob("*")))


async def test_nothing_to_undo_is_told_as_a_notice(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("u")
        await until(pilot, lambda: notices(app))
        assert isinstance(app.screen, RegisterScreen)


async def test_a_new_notice_takes_the_place_of_the_one_before(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("ctrl+y", "ctrl+y", "ctrl+c")
    await until(pilot, lambda: [one.partition(":")[0] for one in notices(app)] == ["Đã chép"])


async def test_a_reporter_has_no_progress_of_units(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("4")
    await pilot.pause()
    assert app.current_mode == "register"
    assert "4 Tiến độ" not in screen_text(app)


async def test_enter_edits_and_the_cursor_stays_on_the_session(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = app.screen
    assert isinstance(screen, RegisterScreen)
    await pilot.press("down", "enter")
    await until_on(pilot, SessionForm)
    field = app.screen.query_one("#field-topic ViInput", ViInput)
    field.value = "Biển, đảo và biên giới"
    await pilot.press("ctrl+s")
    await until_on(pilot, Ask)
    await pilot.press("enter")
    await until_on(pilot, RegisterScreen)
    await until(pilot, lambda: screen.current is not None and "biên giới" in screen.current.session.topic)
    assert app.book is not None
    assert [step.action for step in app.book.history.of(screen.entries[1].id)] == ["add", "edit"]


async def test_a_second_program_may_look_and_is_told(folder: Path) -> None:
    with LogBook.open(folder, clock=now):
        async with app_on(folder) as (app, pilot):
            assert "chỉ xem" in screen_text(app)
            await pilot.press("n")
            await until(pilot, lambda: notices(app) == [error_sentence(SotayError("book_read_only"))])
            assert isinstance(app.screen, RegisterScreen)


async def test_every_command_that_writes_is_refused_where_the_book_may_only_be_looked_at(folder: Path) -> None:
    with LogBook.open(folder, clock=now):
        async with app_on(folder) as (app, pilot):
            screen = app.screen
            assert isinstance(screen, RegisterScreen)
            menus = ((app, app.MENU), (screen, screen.MENU))
            writing = [
                (node, one) for node, menu in menus for one in menu if one.needs == "writing" and one.id != "hold"
            ]
            assert {"add_session", "export", "edit", "delete", "change_field"} <= {one.id for _node, one in writing}
            for node, one in writing:
                app.clear_notifications()
                await app.run_action(one.action, node)
                await until(pilot, lambda: notices(app) == [error_sentence(SotayError("book_read_only"))])
                assert app.screen is screen


async def test_the_palette_finds_commands_without_marks(app: SotayApp, pilot: Pilot[int]) -> None:
    palette = await open_palette(pilot)
    await type_text(pilot, "them buoi")
    await until(pilot, lambda: "Thêm buổi tuyên truyền" in screen_text(app))
    await until(
        pilot, lambda: [find.target.action for find in palette.found if find.kind == "command"] == ["add_session"]
    )
    await pilot.press("enter")
    await until_on(pilot, SessionForm)


@pytest.mark.parametrize("size", [(120, 60)])
async def test_help_names_every_command(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("f1")
    await until_on(pilot, HelpScreen)
    text = screen_text(app)
    for words in ("Thêm buổi tuyên truyền", "Lặp lại: chép thành buổi mới", "Xuất dữ liệu gửi Đảng ủy", "Sắp xếp"):
        assert words in text
    await pilot.press("escape")
    await until_on(pilot, RegisterScreen)


async def test_behind_a_cell_only_what_the_cell_counts(app: SotayApp, pilot: Pilot[int]) -> None:
    assert app.book is not None
    entry = app.book.find(Query(theme="LC-02", status="complete"))[0]
    app.book.add(replace(entry.session, directive="LC-TTDN-2013", topic="Năm trước"))
    query = behind(app.book.directive, Query(), {"unit": "CB01", "theme": "LC-02"})
    app.push_screen(RegisterScreen(app.book, query, back="coverage"))
    await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and bool(app.screen.back))
    screen = app.screen
    assert isinstance(screen, RegisterScreen)
    await until(pilot, lambda: {one.session.topic for one in screen.entries} >= {entry.session.topic})
    assert "Năm trước" not in {one.session.topic for one in screen.entries}
    assert screen.query_one(ModeBar).mode == "coverage"
    await pilot.press("escape")
    await until(pilot, lambda: app.screen is not screen)


async def test_a_large_book_is_shown_before_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "_LEAST", 0)
    seen: list[str] = []
    paint = RegisterScreen.paint_counts

    def noted(screen: RegisterScreen) -> None:
        paint(screen)
        seen.append(str(screen.query_one("#counts", Plain).content))

    monkeypatch.setattr(RegisterScreen, "paint_counts", noted)
    async with app_on(folder) as (app, pilot):
        await until(pilot, lambda: "1 bản nháp · 1.450 lượt người nghe" in screen_text(app))
        assert seen[0] == "Đang đọc sổ…"
        await until(pilot, lambda: "3 buổi chưa xuất" in screen_text(app))


async def test_a_filter_by_what_was_sent(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = app.screen
    assert isinstance(screen, RegisterScreen)
    screen.use(Query(standing="new"))
    await until(pilot, lambda: len(screen.entries) == 3)
    screen.use(Query(standing="sent"))
    await until(pilot, lambda: not screen.entries)
    assert "Không có buổi nào" in screen_text(app)


async def test_the_foot_adds_up_and_each_part_opens_its_list(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = app.screen
    assert isinstance(screen, RegisterScreen)
    await until(pilot, lambda: "4 buổi trong sổ · 3 được tính · 1 bản nháp" in screen_text(app))
    await pilot.press("p")
    await until(pilot, lambda: "3/4 buổi trong sổ · 3 được tính" in screen_text(app))
    await pilot.press("p")
    await until(pilot, lambda: "1/4 buổi trong sổ · 0 được tính · 1 bản nháp" in screen_text(app))
    assert [entry.session.status for entry in screen.entries] == ["draft"]
    await pilot.press("p")
    await until(pilot, lambda: "4 buổi trong sổ · 3 được tính" in screen_text(app))
    screen.action_list_part("draft")
    await until(pilot, lambda: "Không tính: bản nháp" in screen_text(app))


async def test_eighteen_sessions_are_in_sight_on_a_small_terminal(app: SotayApp) -> None:
    screen = app.screen
    assert isinstance(screen, RegisterScreen)
    assert screen.table._window_rows >= 18


async def test_days_in_the_search_narrow_it_and_are_told(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("slash")
    await type_text(pilot, "dang uy quý I")
    await until(pilot, lambda: "Quý I/2014" in screen_text(app) and "06/06/2014" not in screen_text(app))
    assert "05/03/2014" in screen_text(app)
    await pilot.press("ctrl+u")
    await type_text(pilot, "6/6")
    await until(pilot, lambda: "05/03/2014" not in screen_text(app) and "06/06/2014" in screen_text(app))
