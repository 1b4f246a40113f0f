"""Both years on the screen, by theme and by month; and month by month with the projection apart."""

from pathlib import Path

import pytest

from logs.book.book import LogBook
from logs.catalogue.directive import shipped
from tests.logs.coverage.test_year_comparison import last_years, of_last_year
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, make_office, screen_text, until, until_on
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.coverage.year_comparison import YearsScreen
from tui.screens.progress.pace import PaceDialog
from tui.screens.progress.screen import ProgressScreen
from tui.widgets.table import VirtualTable


def two_years(book: LogBook) -> None:
    book.use_directive(last_years())
    book.use_directive(shipped())
    for day in ("2013-03-01", "2013-03-02", "2013-12-31"):
        book.add(of_last_year(day, "KT-01"))
    add(book, "2014-03-05", themes=("DM-01",))
    add(book, "2014-04-05", themes=("LC-02",))


def line_of(app: object, word: str) -> str:
    """The words of the line in which the word stands, a blank between them and without its frame."""
    line = next(line for line in screen_text(app).splitlines() if word in line)
    return " ".join(line.strip("│").split())


@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 60)])
async def test_both_years_stand_side_by_side(tmp_path: Path, size: tuple[int, int]) -> None:
    with make_desk(tmp_path / "book") as book:
        two_years(book)
    async with app_on(tmp_path / "book", size) as (app, pilot):
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        await pilot.press("y")
        await until_on(pilot, YearsScreen)
        assert "danh mục năm trước: LC-TTDN-2013" in screen_text(app)
        table = app.screen.query_one(VirtualTable)
        table.cursor_row = next(n for n, row in enumerate(app.screen.rows) if str(row[0]).startswith("DM-01"))  # type: ignore[attr-defined]
        await until(pilot, lambda: "DM-01" in screen_text(app))
        assert "1 2 −1 3" in line_of(app, "DM-01")
        assert "KT-01" in line_of(app, "DM-01")
        await pilot.press("b")
        await until(pilot, lambda: "Tháng 3" in screen_text(app))
        assert line_of(app, "Tháng 3").endswith("1 2 −1 2")
        # The upper half of a bar is this year, the lower one the year before.
        assert "████████▄▄▄▄▄▄▄" in line_of(app, "Tháng 3")
        assert "▀▀▀▀▀▀▀▀ 1 · +1" in line_of(app, "Tháng 4")
        assert "So với năm 2013: 1 tháng nhiều hơn, 1 tháng ít hơn, 0 tháng bằng nhau." in screen_text(app)
        assert line_of(app, "Tháng 4").endswith("1 · +1 ·")
        assert line_of(app, "Tổng cộng").endswith("2 2 = 3")
        await pilot.press("m")
        await until(pilot, lambda: "Lượt người nghe, năm 2014" in screen_text(app))
        assert line_of(app, "Tổng cộng").endswith("50 20 +30 30")
        await pilot.press("escape")
        await until_on(pilot, CoverageScreen)


async def test_without_a_year_before_the_screen_says_what_to_do(tmp_path: Path) -> None:
    with make_desk(tmp_path / "book") as book:
        add(book)
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("2", "y")
        await until_on(pilot, YearsScreen)
        assert "chưa có buổi nào của năm 2013" in screen_text(app)
        assert "+1" not in screen_text(app)


async def test_the_projection_stands_apart_from_the_facts(tmp_path: Path) -> None:
    with make_desk(tmp_path / "book") as book:
        for day in ("2014-01-10", "2014-01-20", "2014-03-05"):
            add(book, day)
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("2", "v")
        await until_on(pilot, PaceDialog)
        text = screen_text(app)
        facts, _frame, projection = text.partition("DỰ KIẾN")
        assert "Số liệu thực tế, tính đến ngày 10/12/2014" in facts
        assert "3 buổi · 75 lượt người nghe" in facts
        assert "Đã qua 344/348 ngày" in facts
        assert "Tháng chưa có buổi nào: Tháng 2/2014" in facts
        assert "≈" not in facts
        assert "Số buổi trong kỳ: 3 ÷ 344 ngày đã qua × 348 ngày của kỳ ≈ 3" in projection
        assert "không đưa vào biểu" in projection
        await pilot.press("escape")
        await until_on(pilot, CoverageScreen)


async def test_after_the_period_nothing_is_projected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "2014-12-18")
    with make_office(tmp_path / "book") as book:
        add(book, unit="CB02")
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("4")
        await until_on(pilot, ProgressScreen)
        assert "Số buổi theo tháng:" in screen_text(app)
        assert "quá hạn 4 ngày" in screen_text(app)
        await pilot.press("v")
        await until_on(pilot, PaceDialog)
        assert "không có gì để dự kiến" in screen_text(app)
        assert "≈" not in screen_text(app)
        assert "Đơn vị chưa có buổi nào: " in screen_text(app)
