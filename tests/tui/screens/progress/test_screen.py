"""Progress on the screen: the grid, its marks, what is doubtful, and the letters."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.exchange.received import Received
from tests.books import ZONE
from tests.tui.desk import LARGE, SMALL, add, app_on, make_office, notices, screen_text, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.input.text_fields import ViInput
from tui.screens.common.letter import LetterDialog
from tui.screens.common.receipt_day import CorrectedDayDialog
from tui.screens.common.written import WrittenDialog
from tui.screens.coverage.grid import RowLine
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.progress.screen import ProgressScreen
from tui.screens.progress.unit import UnitScreen
from tui.screens.register.screen import RegisterScreen
from tui.text.formats import percent
from tui.widgets.table import VirtualTable


def came(book: LogBook, unit: str, day: str, number: int = 1, **more: Any) -> None:
    """A file of the unit that the book took in on that day."""
    moment = datetime.fromisoformat(day).replace(tzinfo=ZONE)
    usual: dict[str, Any] = {
        "period": "2014",
        "made": moment,
        "sessions": 3,
        "attendance": 60,
        "book": f"book of {unit}",
    }
    received = Received(
        sha256=f"{unit} {number}", file=f"BC_{unit}.jsonl", unit=unit, number=number, level="unit", received=moment,
        **(usual | more),
    )  # fmt: skip
    book.history.commit("merge", {"received": {received.sha256: msgspec.json.encode(received)}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_office(tmp_path / "book") as book:
        came(book, "DB02", "2014-12-01", 1)
        came(book, "DB02", "2014-12-02", 3)
        came(book, "DB03", "2014-12-03", nil=True, sessions=0, attendance=0)
        came(book, "DB04", "2014-07-02", period="2014-6T")
    return tmp_path / "book"


@asynccontextmanager
async def progress_on(
    folder: Path, size: tuple[int, int] = SMALL, language: str = "vi"
) -> AsyncIterator[tuple[SotayApp, Pilot[int], ProgressScreen]]:
    async with app_on(folder, size, language) as (app, pilot):
        await pilot.press("4")
        await until_on(pilot, ProgressScreen)
        assert isinstance(app.screen, ProgressScreen)
        yield app, pilot, app.screen


def line_of(app: SotayApp, code: str) -> str:
    """The line of the table that begins with the unit's code."""
    return next(line for line in screen_text(app).splitlines() if line.lstrip(" │›").startswith(code))


@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 60)])
async def test_the_grid_reads_without_colour(folder: Path, size: tuple[int, int]) -> None:
    async with progress_on(folder, size) as (app, pilot, screen):
        text = screen_text(app)
        assert "Đã báo cáo: 2/59 đơn vị (3,4%) · chưa báo cáo: 57 · gồm không phát sinh: 1" in text
        assert "Hạn cuối: 14/12/2014 (còn 4 ngày đến hạn) · 6 tháng: 3/59" in text
        assert "· Chưa báo cáo" in line_of(app, "DB04")  # those that lack something come first
        assert "✓ 02/07" in line_of(app, "DB04")
        screen.table.cursor_row = len(screen.rows) - 1
        await pilot.pause()
        assert "✓ Đúng hạn" in line_of(app, "DB02")
        assert "~ 01/12" in line_of(app, "DB02")
        assert "?1" in line_of(app, "DB02")
        assert "0 Không phát sinh" in line_of(app, "DB03")


async def test_the_unit_under_the_cursor_is_told_in_full(folder: Path) -> None:
    async with progress_on(folder, LARGE) as (app, pilot, screen):
        screen.query_one(VirtualTable).cursor_row = screen.rows.index("DB02")
        await until(pilot, lambda: "? Thiếu tệp số 2." in screen_text(app))
        text = screen_text(app)
        assert "Năm 2014 (trước ngày 15/12/2014): ✓ Đúng hạn · tệp đầu ngày 01/12/2014" in text
        assert "6 tháng đầu năm 2014 (không đặt hạn): ~ Có trong tệp sau: tệp Năm 2014" in text


async def test_periods_are_shown_kind_by_kind_and_come_round(folder: Path) -> None:
    async with progress_on(folder) as (_app, pilot, screen):
        found = []
        for _kind in range(4):
            await pilot.press("b")
            await pilot.pause()
            assert screen.grid is not None
            found.append([due.period.name.removeprefix("2014-") for due in screen.grid.dues])
            assert len(screen.query_one(VirtualTable).columns) >= len(found[-1]) + 3
            assert len(screen.grid.reminded()) == 57, "looking at a period asks nobody for it"
        assert found[0] == ["6T", "9T", "2014"]
        assert found[1] == ["Q1", "Q2", "6T", "Q3", "Q4", "2014"]
        assert len(found[2]) == 14
        assert found[3] == ["6T", "2014"]


async def test_only_those_that_lack_something(folder: Path) -> None:
    async with progress_on(folder) as (_app, pilot, screen):
        assert len(screen.rows) == 59
        await pilot.press("m")
        await until(pilot, lambda: len(screen.rows) == 57)
        assert not {"DB02", "DB03"} & set(screen.rows)


async def test_a_letter_is_copied_and_written(folder: Path, tmp_path: Path) -> None:
    async with progress_on(folder) as (app, pilot, screen):
        screen.query_one(VirtualTable).cursor_row = screen.rows.index("DB04")
        await pilot.press("r")
        await until_on(pilot, LetterDialog)
        assert "Kính gửi: " in screen_text(app)
        await pilot.press("c")
        await until(pilot, lambda: app.clipboard.startswith("Kính gửi: "))
        app.screen.query_one("#letter-folder", ViInput).value = str(tmp_path)
        await pilot.press("ctrl+s")
        path = tmp_path / "Nhac_DB04_2014-12-10.txt"
        await until_on(pilot, WrittenDialog)
        await pilot.press("escape")
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.decode("utf-8-sig").replace("\r\n", "\n") == app.clipboard
        assert "Năm 2014 (hạn: trước ngày 15/12/2014)" in app.clipboard
        await pilot.press("ctrl+s")
        await until(pilot, lambda: any("Đã có" in notice for notice in notices(app)))
        assert path.read_bytes() == data
        app.screen.query_one("#letter-folder", ViInput).value = str(tmp_path / "stick" / "letters")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: any("stick" in notice for notice in notices(app)))
        assert not (tmp_path / "stick").exists()
        await pilot.press("escape")
        await until_on(pilot, ProgressScreen)


async def test_enter_opens_the_unit_its_files_and_what_counts(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        add(book, "2014-05-05", unit="DB04", topic="A")
        add(book, "2014-11-05", unit="DB04", topic="B")
        came(book, "DB04", "2014-07-03", 2, period="2014-6T", set_aside=4)
    async with progress_on(folder, LARGE) as (app, pilot, screen):
        screen.query_one(VirtualTable).cursor_row = screen.rows.index("DB04")
        await pilot.press("enter")
        await until_on(pilot, UnitScreen)
        text = screen_text(app)
        assert "= Có buổi, chưa có tệp · số buổi: 2" in text
        assert "✓ Đã nhận · tệp đầu ngày 02/07/2014, tệp cuối ngày 03/07/2014, số tệp: 2" in text
        assert [cell.strip() for cell in app.screen.query_one(VirtualTable).texts(0)][-3:-1] == ["3", "4"]
        for key, topics in (("enter", {"A"}), ("l", {"A", "B"})):
            await pilot.press(key)
            await until_on(pilot, RegisterScreen)
            listed = app.screen
            assert isinstance(listed, RegisterScreen)
            await until(pilot, lambda: bool(listed.entries) and listed.listed.is_done)  # noqa: B023
            assert {entry.session.topic for entry in listed.entries} == topics
            await pilot.press("escape")
            await until_on(pilot, UnitScreen)
        await pilot.press("r")
        await until_on(pilot, LetterDialog)
        await pilot.press("escape")
        await until_on(pilot, UnitScreen)
        await pilot.press("escape")
        await until_on(pilot, ProgressScreen)


async def test_a_key_opens_the_letter_and_buttons_do_the_same(folder: Path, tmp_path: Path) -> None:
    async with progress_on(folder, LARGE, "en") as (app, pilot, screen):
        screen.query_one(VirtualTable).cursor_row = screen.rows.index("DB04")
        await pilot.press("r")
        await until_on(pilot, LetterDialog)
        app.screen.query_one("#letter-folder", ViInput).value = str(tmp_path)
        await pilot.click("#letter-copy")
        await until(pilot, lambda: "The report for Year 2014 has not come" in app.clipboard)
        await pilot.click("#letter-write")
        await until(pilot, (tmp_path / "Nhac_DB04_2014-12-10.txt").exists)
        await pilot.press("escape", "escape")
        await until_on(pilot, ProgressScreen)


async def test_letters_to_all_and_none_to_those_who_lack_nothing(folder: Path) -> None:
    async with progress_on(folder) as (app, pilot, screen):
        screen.query_one(VirtualTable).cursor_row = screen.rows.index("DB03")
        await pilot.press("r")
        await until(pilot, lambda: "Không còn thiếu gì." in notices(app))
        assert app.screen is screen
        await pilot.press("a")
        await until_on(pilot, LetterDialog)
        assert "Số văn bản đôn đốc: 57" in screen_text(app)
        await pilot.press("c")
        await until(pilot, lambda: app.clipboard.count("Kính gửi: ") == 57)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(7, 12, "58.3%"), (0, 12, "0.0%"), (12, 12, "100.0%"), (1999, 2000, "99.9%"), (1, 5000, "0.1%"), (0, 0, "–")],
)
def test_a_share_is_never_rounded_to_all_or_none(part: int, whole: int, words: str) -> None:
    assert percent(part, whole) in (words, words.replace(".", ","))


async def test_the_day_of_receipt_of_a_file_is_put_right_with_a_reason(folder: Path) -> None:
    async with progress_on(folder) as (app, pilot, screen):
        screen.query_one(VirtualTable).cursor_row = screen.rows.index("DB02")
        await pilot.press("enter")
        await until_on(pilot, UnitScreen)
        await pilot.press("d")
        await until_on(pilot, CorrectedDayDialog)
        assert "Tệp tự ghi ngày lập 02/12/2014" in screen_text(app)
        app.screen.query_one("#receipt-day-day", ViInput).value = "11/12/2014"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "cần có lý do" in screen_text(app))
        app.screen.query_one("#receipt-day-reason", ViInput).value = "công văn số 41"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "hôm nay là 10/12/2014" in screen_text(app))
        app.screen.query_one("#receipt-day-day", ViInput).value = "3/12"
        await pilot.press("ctrl+s")
        await until_on(pilot, UnitScreen)
        await until(pilot, lambda: "03/12/2014" in app.screen.query_one(VirtualTable).texts(0))
        await until(pilot, lambda: "công văn số 41" in screen_text(app))
        who = app.book.reporters[app.book.owner.reporter].name
        assert f"Ngày nhận do {who} ghi" in screen_text(app)
        await pilot.press("u")
        await until(pilot, lambda: "02/12/2014" in app.screen.query_one(VirtualTable).texts(0)[3])


async def test_units_are_narrowed_by_typing(tmp_path: Path) -> None:
    make_office(tmp_path / "office").close()
    async with app_on(tmp_path / "office", LARGE) as (app, pilot):
        await app.switch_mode("progress")
        await until_on(pilot, ProgressScreen)
        screen = app.screen
        assert isinstance(screen, ProgressScreen)
        whole = len(screen.rows)
        await pilot.press("slash")
        await type_text(pilot, "tai chinh")
        await until(pilot, lambda: screen.rows == ["CB01"])
        await pilot.press("enter")
        assert screen.focused is screen.table
        await pilot.press("slash", "escape")
        await until(pilot, lambda: len(screen.rows) == whole)
        assert not screen.query_one("#narrow").display
        await app.switch_mode("coverage")
        await until_on(pilot, CoverageScreen)
        await pilot.press("slash")
        await type_text(pilot, "tai chinh")
        coverage = app.screen
        assert isinstance(coverage, CoverageScreen)
        await until(pilot, lambda: coverage.shown and coverage.shown.coverage.columns == ("CB01",))
        await pilot.press("ctrl+u")
        await type_text(pilot, "bien gioi")
        await until(pilot, lambda: [line.code for line in coverage.lines if isinstance(line, RowLine)][:1] == ["DQ-01"])
