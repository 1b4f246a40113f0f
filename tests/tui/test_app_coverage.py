"""Coverage on the screen: its figures, its cells without colour, and the way to the sessions behind a cell."""

from pathlib import Path

import msgspec
import pytest

from logs.book import LogBook
from logs.coverage import BY
from logs.versions import new_record
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, screen_text, until, until_on
from tui.clock import now
from tui.screens.coverage import CoverageScreen
from tui.screens.entry_text import mark
from tui.screens.grid import GroupLine, RowLine
from tui.screens.progress import ProgressScreen
from tui.screens.register import RegisterScreen
from tui.widgets.matrix import Matrix


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book", "DB01", role="committee") as book:
        add(book, "2014-03-05", unit="CB02", themes=("LC-02",))
        add(book, "2014-03-06", unit="CB02", themes=("LC-02", "QT-01"))
        add(book, "2014-10-07", unit="CB03", themes=("QT-01",), form="HC")
        add(book, "2014-10-08", unit="CB03", themes=("LC-02",), status="draft")
    return tmp_path / "book"


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "vi"), (SMALL, "en"), (LARGE, "en")])
async def test_from_a_cell_to_its_sessions_and_back(folder: Path, size: tuple[int, int], language: str) -> None:
    async with app_on(folder, size, language) as (app, pilot):
        await until_on(pilot, RegisterScreen)
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
        assert ("Bao phủ: 2/33 · 3 buổi" if language == "vi" else "Covered: 2/33 · Sessions: 3") in text
        assert ("chỉ tính một lần" if language == "vi" else "totals count it once") in text
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


async def test_every_kind_of_columns_is_shown(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        await until_on(pilot, RegisterScreen)
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


async def test_a_cell_reads_without_colour(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await pilot.press("2", "b", "b")
        await until_on(pilot, CoverageScreen)
        row = next(line for line in screen_text(app).splitlines() if "LC-02" in line)
        assert "·" in row
        assert "2" in row.split("LC-02")[1]
        assert "★" in screen_text(app)


async def test_gaps_only_leaves_what_is_still_to_do(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await pilot.press("2", "g")
        await until_on(pilot, CoverageScreen)
        screen = app.screen
        assert isinstance(screen, CoverageScreen)
        await until(pilot, lambda: screen.only_gaps)
        codes = {line.code for line in screen.lines if isinstance(line, RowLine)}
        assert "LC-02" not in codes
        assert len(codes) == 31
        heads = {line.code: (line.covered, line.themes) for line in screen.lines if isinstance(line, GroupLine)}
        in_group = [row for row in screen.coverage.rows if row.group == "LC"] if screen.coverage else []
        assert heads["LC"] == (1, len(in_group))  # the whole group, not only what is listed


async def test_english_has_english_titles(folder: Path) -> None:
    async with app_on(folder, LARGE, "en") as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        screen = app.screen
        assert isinstance(screen, CoverageScreen)
        directive = screen.book.directive
        english = {group.code: group.en for group in directive.groups}
        english |= {code: theme.en for code, theme in directive.themes.items()}
        assert all(line.name == english[line.code] for line in screen.lines)


async def test_a_committee_is_told_who_has_not_reported(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        await until_on(pilot, RegisterScreen)
        text = screen_text(app)
        assert "59/59" in text
        assert "chưa xuất" not in text
        screen = app.screen
        assert isinstance(screen, RegisterScreen)
        assert {mark(screen.book, entry) for entry in screen.entries} == {"", "bản nháp"}


async def test_a_theme_that_the_catalogue_lacks_is_shown_last(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        session = msgspec.structs.replace(book.find()[0].session, themes=("XX-01",))
        record = new_record("00000000-0000-4000-8000-000000000001", session)
        book.commit("merge", {"sessions": {record.id: msgspec.json.encode(record)}})
    async with app_on(folder) as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        screen = app.screen
        assert isinstance(screen, CoverageScreen)
        assert [line.code for line in screen.lines[-2:]] == ["", "XX-01"]
        await pilot.press("ctrl+end")
        await until(pilot, lambda: "XX-01" in screen_text(app))


async def test_progress_lists_who_has_not_reported(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await pilot.press("4")
        await until_on(pilot, ProgressScreen)
        text = screen_text(app)
        assert "Đã báo cáo: 0/59" in text
        assert "14/12/2014" in text
        assert "· Chưa báo cáo" in text
