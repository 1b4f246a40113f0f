"""Ten paper records in one go: typed like the line, checked together, saved and undone as one step, never lost."""

from datetime import date as Date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.model import Session
from tests.books import fill_disk
from tests.logs.sessions import complete_session
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, notices, screen_text, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.autosave import kept
from tui.core.clock import now
from tui.screens.common.ask import Ask
from tui.screens.common.calendar import CalendarDialog
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.table_entry import PaperScreen
from tui.screens.session.table_rows import MOST_ROWS, PaperRows
from tui.widgets.edit_sheet import CellField, pasted_rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book") as book:
        add(book, "2014-11-05", place="Nhà văn hóa", topic="Biên giới, biển đảo", themes=("QT-02",))
    return tmp_path / "book"


async def open_table(app: SotayApp, pilot: Pilot[int]) -> PaperScreen:
    await until_on(pilot, RegisterScreen)
    await pilot.press("ctrl+g")
    await until_on(pilot, PaperScreen)
    assert isinstance(app.screen, PaperScreen)
    screen = app.screen
    await until(pilot, lambda: screen.sheet.column == 1)
    return screen


@pytest.fixture
async def screen(app: SotayApp, pilot: Pilot[int]) -> PaperScreen:
    return await open_table(app, pilot)


async def type_row(pilot: Pilot[int], cells: list[str]) -> None:
    """Type cells with Tab after each, then go to the next row."""
    for text in cells:
        await type_text(pilot, text)
        await pilot.press("tab")


def saved(app: SotayApp) -> list[Session]:
    return [entry.session for entry in app.book.find()]


def test_a_guess_in_a_cell_that_was_left_does_not_change(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        for form, themes in (("HC", ("DM-01",)), ("SH", ("QT-02",))):
            book.add(complete_session(reporters=["CB01-lo-van-pan"], date="2014-11-12", form=form, themes=themes))
        rows = PaperRows(book)
        rows.put(0, "date", "5/12")
        rows.leave(0, "date")
        assert rows.read(0).guesses["form"] == "SH"
        rows.leave(0, "form")
        rows.put(0, "themes", "dm-01")
        rows.leave(0, "themes")
        assert rows.read(0).guesses["form"] == "SH"
        rows.put(0, "form", "tm")
        assert "form" not in rows.read(0).guesses
        rows.put(1, "themes", "dm-01")
        assert rows.read(1).guesses["form"] == "HC", "nobody has been in this cell"
        rows.drop(0)
        assert rows.read(0).guesses["form"] == "HC"


@pytest.mark.parametrize(("size", "count"), [(SMALL, 4), (LARGE, 2)])
async def test_records_are_typed_and_saved_in_one_step(
    folder: Path, count: int, app: SotayApp, pilot: Pilot[int], screen: PaperScreen
) -> None:
    for number in range(count):
        await type_row(pilot, [f"{number + 1}/12", "hc" if number % 2 else "sh", "#bg, lc2", f"3{number}"])
        await pilot.press("down", *["shift+tab"] * 4)
        assert (screen.sheet.row, screen.sheet.column) == (number + 1, 1)
    await pilot.press("ctrl+s")
    await until_on(pilot, RegisterScreen)
    made = saved(app)[1:]
    assert [one.date for one in made] == [Date(2014, 12, number + 1) for number in range(count)]
    assert [one.form for one in made] == ["SH", "HC"] * (count // 2)
    assert [one.attendance for one in made] == [30 + number for number in range(count)]
    assert {one.themes for one in made} == {("QT-02", "LC-02")}
    assert {one.place for one in made if one.form == "SH"} == {"Nhà văn hóa"}, "a guess that was in sight"
    assert app.book is not None
    change = app.book.history.last_change()
    assert change is not None
    assert len(change.session_ids) == count
    assert any(f"Đã lưu {count} buổi" in words for words in notices(app))
    assert kept(folder, "sheet") is None
    await pilot.press("u")
    await until(pilot, lambda: len(saved(app)) == 1)


async def test_a_row_by_enter_and_a_cell_copied_from_above(
    app: SotayApp, pilot: Pilot[int], screen: PaperScreen
) -> None:
    await pilot.press(*"5/12", "enter", *"tm", "enter", *"lc2", "enter", "enter", *"18dv", "space", *"7cb", "enter")
    await pilot.press("enter", "enter", "enter")  # no topic, no place, and with no minutes the row ends
    assert (screen.sheet.row, screen.sheet.column) == (1, 1)
    await pilot.press("plus", "tab", "ctrl+d", "tab", "ctrl+d", "tab", *"40", "ctrl+s")
    await until_on(pilot, RegisterScreen)
    one, other = saved(app)[1:]
    assert (one.form, one.audience, one.attendance) == ("TM", {"DV": 18, "CB": 7}, 25)
    assert (other.date, other.form, other.themes, other.attendance) == (Date(2014, 12, 6), "TM", ("LC-02",), 40)
    assert screen.rows.fields[0] == "date"


async def test_errors_stand_under_the_table_and_nothing_is_saved(
    app: SotayApp, pilot: Pilot[int], screen: PaperScreen
) -> None:
    await type_row(pilot, ["5/12", "sh", "lc2", "25"])
    await pilot.press("down", *["shift+tab"] * 4)
    await type_row(pilot, ["31/2", "sh", "lc2"])
    await until(pilot, lambda: "Dòng 2: Không có ngày 31/2" in screen_text(app))
    assert "Chưa nhập số lượt" not in screen_text(app), "a row that is still being typed"
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "Chưa lưu. Cần sửa 1 dòng" in screen_text(app))
    assert "Dòng 2: Chưa nhập số lượt" in screen_text(app)
    assert (screen.sheet.row, screen.sheet.column) == (1, 1)
    assert len(saved(app)) == 1
    await type_text(pilot, "9/12")
    await pilot.press("tab", "tab", "tab")
    await type_text(pilot, "30")
    await pilot.press("ctrl+s")
    await until_on(pilot, RegisterScreen)
    assert [one.attendance for one in saved(app)[1:]] == [25, 30]


async def test_doubts_are_asked_about_with_their_rows(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_table(app, pilot)
    await type_row(pilot, ["5/12", "sh", "lc2", "1500"])
    await until(pilot, lambda: "? 1500" in screen_text(app))
    await pilot.press("ctrl+s")
    await until_on(pilot, Ask)
    assert "Dòng 1" in screen_text(app)
    await pilot.press("enter")
    await until_on(pilot, RegisterScreen)
    assert saved(app)[-1].attendance == 1_500


async def test_what_is_typed_outlives_escape_and_the_program(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        await open_table(app, pilot)
        await type_row(pilot, ["5/12", "sh"])
        await until(pilot, lambda: (found := kept(folder, "sheet")) is not None and len(found.rows[0]) == 2)
        await pilot.press(*"bien")
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)
    async with app_on(folder) as (app, pilot):
        await until(pilot, lambda: any("Bảng nhập bù gõ dở" in words for words in notices(app)))
        screen = await open_table(app, pilot)
        assert screen.rows.texts() == ({"date": "05/12/2014", "form": "SH", "themes": "bien"},)
        await pilot.press("ctrl+k", "escape")
        await until_on(pilot, RegisterScreen)
        assert kept(folder, "sheet") is None


@pytest.mark.parametrize("size", [LARGE])
async def test_a_full_disk_keeps_the_rows(
    monkeypatch: pytest.MonkeyPatch, app: SotayApp, pilot: Pilot[int], screen: PaperScreen
) -> None:
    await type_row(pilot, ["5/12", "sh", "lc2", "25"])
    with monkeypatch.context() as patch:
        fill_disk(patch)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "đĩa đã đầy" in screen_text(app).lower())
    assert len(screen.rows.filled) == 1
    await pilot.press("ctrl+s")
    await until_on(pilot, RegisterScreen)
    assert len(saved(app)) == 2


async def test_cells_of_a_spreadsheet_are_pasted(pilot: Pilot[int], screen: PaperScreen) -> None:
    cells = "5/12/2014\tSinh hoạt chi bộ\tbien gioi\t25\tDV\r6/12/2014\tHC\tLC-02; QT-02\t1.234\t18dv 7cb\r"
    screen.sheet.field.post_message(events.Paste(cells))
    await until(pilot, lambda: len(screen.rows.filled) == 2)
    assert screen.rows.rows[0] == {
        "date": "05/12/2014", "form": "SH", "themes": "QT-02", "attendance": "25", "audience": "DV",
    }  # fmt: skip
    assert screen.rows.rows[1]["themes"] == "LC-02, QT-02"
    assert screen.rows.rows[1]["audience"] == "DV=18, CB=7"
    assert screen.sheet.field.value == "05/12/2014"


async def test_words_from_the_list_the_calendar_and_the_mouse(
    app: SotayApp, pilot: Pilot[int], screen: PaperScreen
) -> None:
    await pilot.press("f4")
    await until_on(pilot, CalendarDialog)
    await pilot.press("left", "enter")
    await until(pilot, lambda: screen.rows.text(0, "date") == "09/12/2014")
    await pilot.press("tab", "tab", *"bg")
    await until(pilot, lambda: "QT-02 Khu vực biên giới" in screen_text(app))
    await pilot.press("pagedown", "pagedown", "tab")
    assert screen.rows.text(0, "themes") == "DQ-01", "the second of the list"
    await pilot.click(screen.sheet.grid, offset=(8, 3))
    await until(pilot, lambda: (screen.sheet.row, screen.sheet.column) == (2, 1))
    await pilot.press(*"6/12", "up")
    assert screen.rows.text(2, "date") == "06/12/2014"
    assert screen.focused is screen.sheet.field


async def test_the_field_stays_on_its_cell_when_rows_are_scrolled(pilot: Pilot[int], screen: PaperScreen) -> None:
    screen.rows.put_cells(0, "date", [["5/12"]] * 30)
    screen.show_rows()
    await pilot.press(*["down"] * 20)
    await pilot.pause()
    row = screen.sheet.grid.region.y + screen.sheet.grid.box()[1]
    await until(pilot, lambda: screen.sheet.field.region.y == row)
    screen.sheet.grid.scroll_to(y=0, animate=False, force=True)
    await until(pilot, lambda: not screen.sheet.field.region.overlaps(screen.sheet.grid.region))
    await pilot.press("up")
    await until(pilot, lambda: screen.sheet.field.region.overlaps(screen.sheet.grid.region))
    assert screen.sheet.row == 19


async def test_arrows_leave_a_cell_at_its_ends(pilot: Pilot[int], screen: PaperScreen) -> None:
    await pilot.press("right", "right", *"lc2", "left", "left", "right", "right")
    assert screen.sheet.column == 3
    await pilot.press("right")
    assert screen.sheet.column == 4
    await pilot.press("left", "left")
    assert screen.sheet.column == 2
    await pilot.press("left", "left", "up")
    assert (screen.sheet.row, screen.sheet.column) == (0, 1)


async def test_the_table_is_emptied_only_when_asked(pilot: Pilot[int], screen: PaperScreen) -> None:
    await type_row(pilot, ["5/12"])
    await pilot.click("#paper-clear")
    await until_on(pilot, Ask)
    await pilot.press("enter")
    await until_on(pilot, PaperScreen)
    assert screen.unsaved
    await pilot.press("ctrl+l")
    await until_on(pilot, Ask)
    await pilot.press("c")
    await until(pilot, lambda: not screen.unsaved)
    assert (screen.sheet.row, screen.sheet.column) == (0, 1)


async def test_rows_that_are_alike_are_told_before_they_are_saved(
    app: SotayApp, pilot: Pilot[int], screen: PaperScreen
) -> None:
    row = ["5/12", "sh", "lc2", "25", "dv"]
    screen.on_cell_field_cells(CellField.Cells([row, ["8/12", *row[1:]], ["6/12", *row[1:]]]))
    told = "Dòng 3: Giống buổi ở dòng 1"
    await until(pilot, lambda: told in screen_text(app))
    assert "3 ?" in screen_text(app)
    await pilot.press("ctrl+s")
    await until_on(pilot, Ask)
    assert told in " ".join(screen_text(app).split())
    await pilot.press("escape")
    await until_on(pilot, PaperScreen)
    assert saved(app)[1:] == []
    screen.rows.put(2, "date", "15/12")
    screen.show_rows()
    await until(pilot, lambda: "Giống buổi" not in screen_text(app))


def test_rows_compared_follow_every_change(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        rows = PaperRows(book)
        rows.put_cells(0, "date", [["5/12", "sh", "lc2", "25", "dv"]] * 3)
        rows.compare()
        assert [[one.params["value"] for one in rows.problems(row) if one.code == "like_row"] for row in range(4)] == [
            [], [1], [1], [],
        ]  # fmt: skip
        rows.drop(0)
        rows.compare()
        assert [[one.params["value"] for one in rows.problems(row) if one.code == "like_row"] for row in range(3)] == [
            [], [1], [],
        ]  # fmt: skip


def test_no_row_is_lost_without_a_word(folder: Path, tmp_path: Path) -> None:
    with make_desk(tmp_path / "other") as book:
        rows = PaperRows(book)
        assert rows.put_cells(0, "date", [["5/12"]] * (MOST_ROWS + 3)) == 3
        assert len(rows.filled) == len(rows) == MOST_ROWS


def test_people_and_units_by_their_names(tmp_path: Path) -> None:
    with make_desk(tmp_path / "office", "DB08", role="committee", name="Hà Văn Sơn") as book:
        rows = PaperRows(book)
        assert rows.fields[1] == "unit"
        for field, text in (
            ("unit", "tai chinh"),
            ("reporters", "ha van son"),
            ("audience", "dang vien"),
            ("place", "x "),
        ):
            rows.put(0, field, text)
            rows.settle(0, field)
        assert rows.rows[0] == {"unit": "CB01", "reporters": book.owner.reporter, "audience": "DV", "place": "x"}


cells_of = st.lists(
    st.lists(st.text(st.sampled_from("aế 1/,\"'"), max_size=8), min_size=2, max_size=4), min_size=1, max_size=4
)


@given(cells_of)
def test_what_a_spreadsheet_copies_is_read_as_it_was(rows: list[list[str]]) -> None:
    quoted = [['"' + text.replace('"', '""') + '"' for text in row] for row in rows]
    assert pasted_rows("\r\n".join("\t".join(row) for row in quoted)) == rows


def test_one_cell_is_no_table() -> None:
    assert pasted_rows("hội trường") == [["hội trường"]]
    assert pasted_rows("") == [[""]]
    assert pasted_rows("a\tb\n") == [["a", "b"]]
    assert pasted_rows("a\nb") == [["a"], ["b"]]


async def test_what_is_typed_right_after_enter_goes_into_the_next_cell(pilot: Pilot[int], screen: PaperScreen) -> None:
    for text in ("5/12", "sh", "lc2", "25"):
        for letter in text:
            screen.sheet.field.post_message(events.Key(letter, letter))
        screen.sheet.field.post_message(later_key("enter"))
    await until(pilot, lambda: screen.sheet.column == 5)
    assert screen.rows.texts() == ({"date": "05/12/2014", "form": "SH", "themes": "LC-02", "attendance": "25"},)


def later_key(key: str) -> events.Key:
    """A key that no hand pressed in one burst with the letters before it."""
    event = events.Key(key, None)
    event.time += 1
    return event
