"""Coverage on the screen: its figures, its cells without colour, and the way to the sessions behind a cell."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date as Date
from pathlib import Path

import msgspec
import pytest
from textual.content import Content
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.catalogue.directive import shipped
from logs.catalogue.other_years import catalogue_from, catalogue_values
from logs.counting.facts import BY
from logs.session.query import Query
from logs.versions import new_record
from tests.tui.desk import (
    LARGE,
    SMALL,
    add,
    app_on,
    make_office,
    notices,
    screen_text,
    type_text,
    until,
    until_on,
)
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.core.themes import LIGHT, PLAIN, SIXTEEN
from tui.screens.common.session_text import mark
from tui.screens.coverage.exemptions import ExemptDialog
from tui.screens.coverage.gaps import GapsScreen
from tui.screens.coverage.grid import GroupLine, RowLine, SumLine
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.coverage.view import ViewLine
from tui.screens.progress.screen import ProgressScreen
from tui.screens.register.screen import RegisterScreen
from tui.widgets.cells import text_of
from tui.widgets.matrix import Matrix
from tui.widgets.table import VirtualTable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_office(tmp_path / "book") as book:
        add(book, "2014-03-05", unit="CB02", themes=("LC-02",))
        add(book, "2014-03-06", unit="CB02", themes=("LC-02", "QT-01"))
        add(book, "2014-10-07", unit="CB03", themes=("QT-01",), form="HC")
        add(book, "2014-10-08", unit="CB03", themes=("LC-02",), status="draft")
    return tmp_path / "book"


@pytest.mark.parametrize(("size", "language"), [(SMALL, "en"), (LARGE, "vi")])
async def test_from_a_cell_to_its_sessions_and_back(language: str, app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("2")
    await until_on(pilot, CoverageScreen)
    screen = app.screen
    assert isinstance(screen, CoverageScreen)
    assert screen.coverage is not None
    matrix = screen.query_one(Matrix)
    matrix.cursor_row = next(n for n, line in enumerate(screen.lines) if line.code == "LC-02")
    matrix.cursor_column = 2 + screen.coverage.columns.index("CB02")
    await pilot.pause()
    text = screen_text(app)
    assert ("Bao phủ: 2/33 · còn trống 31" if language == "vi" else "Covered: 2/33 · still empty: 31") in text
    assert ("nhiều nhất LC-02 × CB02: 2" if language == "vi" else "most: LC-02 × CB02, 2") in text
    assert ("3 buổi" if language == "vi" else "Sessions: 3") in text
    assert ("chỉ tính một lần" in text) == (app.size == LARGE), "the rule where there is room"
    assert "CB02" in text
    await pilot.press("enter")
    await until_on(pilot, RegisterScreen)
    listed = app.screen
    assert isinstance(listed, RegisterScreen)
    await until(pilot, lambda: len(listed.entries) == 2)
    assert {entry.session.unit for entry in listed.entries} == {"CB02"}
    await pilot.press("escape")
    await until_on(pilot, CoverageScreen)
    assert matrix.cursor_column == 2 + screen.coverage.columns.index("CB02")


async def test_every_kind_of_columns_is_shown(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("2")
    await until_on(pilot, CoverageScreen)
    screen = app.screen
    assert isinstance(screen, CoverageScreen)
    for by in (*BY[1:], BY[0]):
        await pilot.press("b")
        await pilot.pause()
        assert screen.coverage is not None
        assert screen.coverage.by == by
        assert len(screen.query_one(Matrix).columns) == 2 + len(screen.coverage.columns)


async def test_a_cell_reads_without_colour(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("2", "b", "b")
    await until_on(pilot, CoverageScreen)
    row = next(line for line in screen_text(app).splitlines() if "LC-02" in line)
    assert "·" in row
    assert "2" in row.split("LC-02")[1]
    assert "★" in screen_text(app)


async def test_a_month_in_which_a_theme_is_not_valid_is_no_gap(folder: Path) -> None:
    values = catalogue_values(shipped())
    [group] = (group for group in values["group"] if group["code"] == "QT")
    group["from"] = Date(2014, 4, 1)
    with LogBook.open(folder, clock=now) as book:
        book.use_directive(catalogue_from(values))
    async with app_on(folder, LARGE) as (app, pilot):
        await pilot.press("2", "b")
        await until_on(pilot, CoverageScreen)
        screen = app.screen
        assert isinstance(screen, CoverageScreen)
        await until(pilot, lambda: screen.coverage is not None and screen.coverage.by == "month")
        assert screen.shown is not None
        texts = {
            line.code: [text_of(cell) for cell in screen.shown.cells(place)] for place, line in enumerate(screen.lines)
        }
        # In January to March nobody was asked for it, in March somebody has talked about it all the same.
        assert [text.strip() for text in texts["QT-02"][2:7]] == ["–", "–", "–", "·", "·"]
        assert [text.strip() for text in texts["QT-01"][2:7]] == ["–", "–", "1", "·", "·"]
        count = len(group["theme"])
        assert [text.strip() for text in texts["QT"][2:7]] == ["–", "–", "1/1", f"0/{count}", f"0/{count}"]
        matrix = screen.query_one(Matrix)
        matrix.cursor_row = next(n for n, line in enumerate(screen.lines) if line.code == "QT-02")
        matrix.cursor_column = 2
        await until(pilot, lambda: "không phải ô trống" in screen_text(app))


async def test_a_table_without_lines_says_why(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("2")
    await until_on(pilot, CoverageScreen)
    screen = app.screen
    assert isinstance(screen, CoverageScreen)
    await until(pilot, lambda: "Mọi chủ đề đều đã được tuyên truyền" in str(screen.table.empty))
    await pilot.press("slash")
    await type_text(pilot, "zqx")
    await until(pilot, lambda: "Không có gì khớp với chữ đã gõ" in screen_text(app))
    await pilot.press("escape")
    await until(pilot, lambda: "LC-02" in screen_text(app))


async def test_gaps_only_leaves_what_is_still_to_do(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("2", "g")
    await until_on(pilot, CoverageScreen)
    screen = app.screen
    assert isinstance(screen, CoverageScreen)
    await until(pilot, lambda: screen.view.only_gaps)
    codes = {line.code for line in screen.lines if isinstance(line, RowLine)}
    assert "LC-02" not in codes
    assert len(codes) == 31
    heads = {line.code: (line.covered, line.themes) for line in screen.lines if isinstance(line, GroupLine)}
    in_group = [row for row in screen.coverage.rows if row.group == "LC"] if screen.coverage else []
    assert heads["LC"] == (1, len(in_group))  # the whole group, not only what is listed


@asynccontextmanager
async def coverage_on(
    folder: Path, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[SotayApp, Pilot[int], CoverageScreen]]:
    async with app_on(folder, size) as (app, pilot):
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        assert isinstance(app.screen, CoverageScreen)
        yield app, pilot, app.screen


def place_of(screen: CoverageScreen, code: str) -> int:
    return next(n for n, line in enumerate(screen.lines) if line.code == code)


def drawn(screen: CoverageScreen, code: str) -> list[str]:
    """The cells of a theme's or group's line, as they are written."""
    assert screen.shown is not None
    return [text_of(cell).strip() for cell in screen.shown.cells(place_of(screen, code))]


async def test_groups_fold_by_key_and_by_mouse_and_all_at_once(folder: Path) -> None:
    async with coverage_on(folder) as (app, pilot, screen):
        matrix = screen.query_one(Matrix)
        matrix.cursor_row = place_of(screen, "LC-02")
        await pilot.press("space")
        await until(pilot, lambda: screen.view.folded == {"LC"})
        assert screen.lines[matrix.cursor_row].code == "LC", "the cursor stays with its group"
        assert "►" in screen_text(app)
        assert drawn(screen, "LC")[1] == "1/7"
        await pilot.press("space")
        await until(pilot, lambda: not screen.view.folded)
        await pilot.click(Matrix, offset=(6, 2 + place_of(screen, "LC")))
        await until(pilot, lambda: screen.view.folded == {"LC"})
        await pilot.click(Matrix, offset=(6, 2 + place_of(screen, "DQ-01")))
        await pilot.pause()
        assert screen.view.folded == {"LC"}, "a theme does not fold"
        await pilot.press("z")
        await until(pilot, lambda: len(screen.view.folded) == 8)
        assert [type(line) for line in screen.lines] == [GroupLine] * 8 + [SumLine]
        await pilot.press("z")
        await until(pilot, lambda: not screen.view.folded)


async def test_a_click_on_a_title_or_a_key_sorts_groups_and_their_themes(folder: Path) -> None:
    async with coverage_on(folder) as (app, pilot, screen):
        matrix = screen.query_one(Matrix)
        usual = [line.code for line in screen.lines]
        assert usual.index("LC") < usual.index("QT")
        total = matrix.columns[0].width or 0
        await pilot.click(Matrix, offset=(total + 6, 1))
        await until(pilot, lambda: matrix.columns[1].title.endswith("▼"))
        codes = [line.code for line in screen.lines]
        assert codes[:4] == ["QT", "QT-01", "QT-02", "LC"], "one theme of two stands before one of seven"
        assert codes[4] == "LC-02", "in a group the theme with most stands first"
        assert isinstance(screen.lines[-1], SumLine)
        assert sorted(codes) == sorted(usual)
        await pilot.click(Matrix, offset=(6, 1))
        await until(pilot, lambda: [line.code for line in screen.lines] == usual)

        matrix.cursor_column = 2 + screen.coverage.columns.index("CB03") if screen.coverage else 0
        await pilot.press("s")
        await until(pilot, lambda: screen.lines[0].code == "QT")
        assert "CB03▼" in screen_text(app)
        await pilot.press("s")
        await until(pilot, lambda: "CB03▲" in screen_text(app))
        assert screen.lines[0].code == "LC"
        assert screen.lines[-3].code == "QT-02" or screen.lines[-2].code == "QT-01"
        await pilot.press("s")
        await until(pilot, lambda: [line.code for line in screen.lines] == usual)


async def test_a_folded_group_opens_the_sessions_of_all_its_themes(folder: Path) -> None:
    async with coverage_on(folder) as (_app, pilot, screen):
        await pilot.press("z")
        await until(pilot, lambda: screen.view.folded)
        matrix = screen.query_one(Matrix)
        matrix.cursor_row = place_of(screen, "QT")
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)
        await pilot.press("escape")
        await until_on(pilot, CoverageScreen)
        assert screen.lines[matrix.cursor_row].code == "QT"


async def test_cells_count_attendance_or_units(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        add(book, "2014-03-07", unit="CB02", themes=("LC-02",), attendance=1200)
    async with coverage_on(folder, LARGE) as (app, pilot, screen):
        assert screen.coverage is not None
        column = 2 + screen.coverage.columns.index("CB02")
        assert (drawn(screen, "LC-02")[1], drawn(screen, "LC-02")[column]) == ("3", "3")
        await pilot.press("m")
        await until(pilot, lambda: screen.view.measure == "attendance")
        assert (drawn(screen, "LC-02")[1], drawn(screen, "LC-02")[column]) == ("1.250", "1.250")
        assert "1.250" in screen_text(app)
        await pilot.press("m", "b")
        await until(pilot, lambda: (screen.view.measure, screen.view.by) == ("units", "month"))
        march = 2 + screen.coverage.columns.index("2014-03")
        assert (drawn(screen, "QT-01")[1], drawn(screen, "QT-01")[march]) == ("2", "1")
        await pilot.press("m")
        await until(pilot, lambda: screen.view.measure == "sessions")


async def test_themes_can_be_core_or_priority(folder: Path) -> None:
    async with coverage_on(folder) as (app, pilot, screen):
        await pilot.press("k", "k")
        await until(pilot, lambda: screen.view.base == "priority")
        assert {line.code[:2] for line in screen.lines} == {"LC", "DQ"}
        assert "Bao phủ: 1/12" in screen_text(app)
        await pilot.press("k")
        await until(pilot, lambda: screen.view.base == "all")
        assert "Bao phủ: 2/33" in screen_text(app)


async def click_word(app: SotayApp, pilot: Pilot[int], word: str) -> None:
    """Click on what is chosen, which stands between marks on the line of choices."""
    shown = app.screen.query_one(ViewLine).content
    assert isinstance(shown, Content)
    for y, line in enumerate(shown.plain.splitlines()):
        if f"‹{word}›" in line:
            await pilot.click(ViewLine, offset=(line.index(f"‹{word}›") + 1, y))


async def test_the_choices_are_clicked(folder: Path) -> None:
    async with coverage_on(folder) as (app, pilot, screen):
        await click_word(app, pilot, "Đơn vị")
        await until(pilot, lambda: screen.view.by == "month")
        await click_word(app, pilot, "Buổi")
        await until(pilot, lambda: screen.view.measure == "attendance")
        await click_word(app, pilot, "mọi chủ đề")
        await until(pilot, lambda: screen.view.only_gaps)
        assert all(not line.row.sessions for line in screen.lines if isinstance(line, RowLine))


async def test_the_cursor_stays_on_its_theme_and_its_column(folder: Path) -> None:
    async with coverage_on(folder) as (_app, pilot, screen):
        matrix = screen.query_one(Matrix)
        assert screen.coverage is not None
        matrix.cursor_row = place_of(screen, "QT-01")
        matrix.cursor_column = 2 + screen.coverage.columns.index("CB03")
        await pilot.press("m", "k")
        await until(pilot, lambda: screen.view.base == "core")
        assert screen.lines[matrix.cursor_row].code == "QT-01"
        assert screen.coverage.columns[matrix.cursor_column - 2] == "CB03"


@pytest.mark.parametrize("variable", [("NO_COLOR", "1"), ("COLORTERM", "")])
async def test_heat_is_marked_where_there_are_no_shades(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str]
) -> None:
    monkeypatch.setenv(*variable)
    monkeypatch.setenv("TERM", "xterm")
    async with coverage_on(folder) as (app, pilot, screen):
        column = 2 + (screen.coverage.columns.index("CB02") if screen.coverage else 0)
        assert drawn(screen, "LC-02")[column] == "2█"
        assert drawn(screen, "QT-01")[column] == "1▒"
        screen.query_one(Matrix).cursor_column = column
        await until(pilot, lambda: "2█" in screen_text(app))


async def test_heat_is_marked_in_a_look_of_few_colours_whatever_the_terminal_can(folder: Path) -> None:
    async with coverage_on(folder) as (app, pilot, screen):
        column = 2 + (screen.coverage.columns.index("CB02") if screen.coverage else 0)
        assert drawn(screen, "LC-02")[column] == "2"
        for look in (SIXTEEN, PLAIN):
            await app.action_use_look(look.name)
            await until(pilot, lambda: drawn(screen, "LC-02")[column] == "2█")
        await app.action_use_look(LIGHT.name)
        await until(pilot, lambda: drawn(screen, "LC-02")[column] == "2")


async def test_the_first_columns_stay_while_the_rest_scrolls(folder: Path) -> None:
    async with coverage_on(folder) as (app, pilot, screen):
        last = screen.coverage.columns[-1] if screen.coverage else ""
        await pilot.press("end")
        await until(pilot, lambda: f" {last}" in screen_text(app))
        row = next(line for line in screen_text(app).splitlines() if "LC-02" in line and "×" not in line)
        assert "LC-02" in row[:12]
        assert any(line.lstrip().startswith("Chủ đề") and last in line for line in screen_text(app).splitlines())


async def test_a_theme_that_does_not_apply_is_no_gap_and_says_why(folder: Path) -> None:
    async with coverage_on(folder) as (app, pilot, screen):
        matrix = screen.query_one(Matrix)
        assert screen.coverage is not None
        matrix.cursor_row = place_of(screen, "LC-04")
        matrix.cursor_column = column = 2 + screen.coverage.columns.index("CB02")
        await pilot.press("o")
        await until_on(pilot, ExemptDialog)
        await pilot.press("enter")
        await until(pilot, lambda: any("Chưa ghi lý do" in notice for notice in notices(app)))
        await type_text(pilot, "khong co du an")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: any("không áp dụng với CB02" in notice for notice in notices(app)))
        await pilot.press("escape")
        await until_on(pilot, CoverageScreen)
        assert drawn(screen, "LC-04")[column] == "–"
        assert "không áp dụng: khong co du an" in screen_text(app)
        screen.action_choose("by", "form")
        screen._look(filter=Query(unit="CB02"))
        await until(pilot, lambda: "LC-04 (khong co du an)" in " ".join(screen_text(app).split()))
        assert "LC-04" not in [line.code for line in screen.lines]
        assert "chỉ ghi trong sổ này" in " ".join(screen_text(app).split())
        await pilot.press("o")
        await until_on(pilot, ExemptDialog)
        app.screen.query_one("#exempt-marks").focus()
        await pilot.press("enter", "ctrl+r")
        await until(pilot, lambda: any("lại áp dụng với CB02" in notice for notice in notices(app)))
        await pilot.press("escape")
        await until_on(pilot, CoverageScreen)
        assert "LC-04" in [line.code for line in screen.lines]


@pytest.mark.parametrize("size", [LARGE])
@pytest.mark.parametrize("language", ["en"])
async def test_english_has_english_titles(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("2")
    await until_on(pilot, CoverageScreen)
    screen = app.screen
    assert isinstance(screen, CoverageScreen)
    directive = screen.book.directive
    english = {group.code: group.en for group in directive.groups}
    english |= {code: theme.en for code, theme in directive.themes.items()}
    named = [line for line in screen.lines if not isinstance(line, SumLine)]
    assert all(line.name == english[line.code] for line in named)
    assert {line.code for line in named} == english.keys()


async def test_a_committee_is_told_who_has_not_reported(app: SotayApp) -> None:
    text = screen_text(app)
    assert "4 Tiến độ !57 " in text, "of 59 units two have sessions that count"
    assert "chưa xuất" not in text
    screen = app.screen
    assert isinstance(screen, RegisterScreen)
    assert {mark(screen.book, entry) for entry in screen.entries} == {"", "bản nháp"}


async def test_a_theme_that_the_catalogue_lacks_is_shown_last(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        session = msgspec.structs.replace(book.find()[0].session, themes=("XX-01",))
        record = new_record("00000000-0000-4000-8000-000000000001", session)
        book.history.commit("merge", {"sessions": {record.id: msgspec.json.encode(record)}})
    async with app_on(folder) as (app, pilot):
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        screen = app.screen
        assert isinstance(screen, CoverageScreen)
        assert [line.code for line in screen.lines[-3:-1]] == ["", "XX-01"]
        await pilot.press("ctrl+end")
        await until(pilot, lambda: "XX-01" in screen_text(app))


async def test_progress_lists_who_has_not_reported(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("4")
    await until_on(pilot, ProgressScreen)
    text = " ".join(screen_text(app).split())
    assert "Đã báo cáo: 2/59" in text
    assert "chưa báo cáo: 57" in text
    assert "14/12/2014" in text
    assert "· Chưa báo cáo" in text


async def test_the_tables_follow_the_window(folder: Path) -> None:
    async with coverage_on(folder, (200, 60)) as (app, pilot, screen):
        wide = screen.query_one(Matrix).columns[0].width or 0
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: (screen.query_one(Matrix).columns[0].width or 0) < wide)
        await pilot.press("w")
        await until_on(pilot, GapsScreen)
        table = app.screen.query_one(VirtualTable)
        await until(pilot, lambda: table.columns[1].width == 7)
        await pilot.resize_terminal(200, 60)
        await until(pilot, lambda: table.columns[1].width is None)
        await pilot.press("4")
        await until_on(pilot, ProgressScreen)
        progress = app.screen.query_one(VirtualTable)
        wide = progress.columns[1].width or 0
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: (progress.columns[1].width or 0) < wide)


async def test_what_lies_outside_the_period_stands_last(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        add(book, "2013-12-05", unit="CB02")
    async with coverage_on(folder) as (app, pilot, screen):
        screen.action_choose("by", "month")
        await pilot.pause()
        assert screen.coverage is not None
        assert screen._column() == "2014-01"
        assert "cột 1–8/12 ►" in screen_text(app)


async def test_fifteen_lines_are_in_sight_on_a_small_terminal(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("2")
    await until_on(pilot, CoverageScreen)
    assert app.screen.query_one(Matrix)._window_rows >= 15
