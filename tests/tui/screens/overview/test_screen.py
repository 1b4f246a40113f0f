"""The overview: the figures of the screens behind its doors, what is to be done, nothing before the paint."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copytree

import pytest
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.progress.grid import grid_of
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, make_office, screen_text, shows, until, until_on
from tui.app.app import SotayApp
from tui.core import reckoning
from tui.core.autosave import Unfinished, keep
from tui.core.open_questions import known_questions
from tui.core.paths import settings_path
from tui.core.settings import SettingsFile
from tui.demo.scenario import TODAY, Scenario
from tui.screens.common.letter import LetterDialog
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.coverage.targets import TargetsScreen
from tui.screens.exchange.export import ExportDialog
from tui.screens.exchange.kit_receipts import KitDialog
from tui.screens.overview.figures import year_of
from tui.screens.overview.screen import OverviewScreen
from tui.screens.progress.pace import PaceDialog
from tui.screens.progress.screen import ProgressScreen
from tui.screens.questions.inbox import InboxScreen
from tui.screens.register.screen import RegisterScreen
from tui.screens.report.screen import ReportScreen
from tui.screens.session.line import QuickLine
from tui.widgets.card import PENDING, Card
from tui.widgets.task_list import TaskList


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committee's book of a demonstration year, closed."""
    story = Scenario(tmp_path_factory.mktemp("demo"), 6).play()
    story.book.close()
    return story.book.folder


@pytest.fixture
def office(played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOTAY_TODAY", TODAY.isoformat())
    return Path(copytree(played, tmp_path / "office"))


@pytest.fixture(autouse=True)
def opens_with_the_overview() -> None:
    SettingsFile(settings_path()).change(opens="overview")


@asynccontextmanager
async def overview_on(
    folder: Path, size: tuple[int, int] = SMALL, language: str = "vi"
) -> AsyncIterator[tuple[SotayApp, Pilot[int], OverviewScreen]]:
    """The overview with all its figures."""
    async with app_on(folder, size, language) as (app, pilot):
        await until_on(pilot, OverviewScreen)
        screen = app.screen
        assert isinstance(screen, OverviewScreen)
        await until(pilot, lambda: screen.query_one(TaskList).tasks is not None)
        await until(pilot, lambda: all(card.figure != PENDING for card in screen.query(Card)))
        yield app, pilot, screen


def card(screen: OverviewScreen, name: str) -> Card:
    return screen.query_one(f"#card-{name}", Card)


def tasks(screen: OverviewScreen) -> list[str]:
    return [task.title for task in screen.query_one(TaskList).tasks or ()]


async def test_five_questions_are_answered_without_a_key(office: Path) -> None:
    async with overview_on(office) as (app, _pilot, _screen):
        text = screen_text(app)
        late, missing, empty = "QUÁ HẠN 4 NGÀY", "5 / 6", "LC-04"
        decide, last = "Trả lời 3 câu hỏi", "18/12/2014"
        for words in (late, missing, empty, decide, last):
            assert words in text


async def test_the_figures_are_those_of_the_screens_behind(office: Path) -> None:
    async with overview_on(office, LARGE) as (app, pilot, screen):
        months = screen.year.months if screen.year else {}
        most = max(months.values())
        named = ", ".join(f"T{int(month[5:])}" for month, held in months.items() if held == most)
        assert f"tháng cao nhất: {most} buổi ({named})" in screen_text(app)
        units, themes = card(screen, "units").share, card(screen, "themes").share
        questions = len(known_questions(screen.book) or ())
        assert card(screen, "questions").figure.startswith(f"{questions} ")
        await pilot.press("4")
        await until_on(pilot, ProgressScreen)
        await until(pilot, shows(app, f"{units[0]}/{units[1]} đơn vị"))
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        await until(pilot, shows(app, f"{themes[0]}/{themes[1]}"))


@pytest.mark.parametrize(
    ("name", "screen"),
    [("days", PaceDialog), ("units", ProgressScreen), ("themes", CoverageScreen), ("questions", InboxScreen)],
)
async def test_a_figure_is_a_door(office: Path, name: str, screen: type) -> None:
    async with overview_on(office) as (_app, pilot, overview):
        card(overview, name).focus()
        await pilot.press("enter")
        await until_on(pilot, screen)


@pytest.mark.parametrize(
    ("row", "screen"), [(0, InboxScreen), (1, LetterDialog), (2, ReportScreen), (3, TargetsScreen)]
)
async def test_what_is_to_be_done_is_done_with_enter(office: Path, row: int, screen: type) -> None:
    async with overview_on(office) as (_app, pilot, overview):
        assert [title.split()[0] for title in tasks(overview)] == ["Trả", "Đôn", "Lập", "Thiếu"]
        await pilot.press(*["down"] * row, "enter")
        await until_on(pilot, screen)


async def test_a_target_that_units_lack_is_told_by_its_title(tmp_path: Path) -> None:
    make_office(tmp_path / "office").close()
    async with overview_on(tmp_path / "office", LARGE) as (_app, _pilot, overview):
        details = [task.detail for task in overview.query_one(TaskList).tasks or ()]
        assert "Mỗi chủ đề trọng tâm ít nhất một buổi ở mỗi đơn vị" in details


async def test_what_was_typed_and_not_saved_is_to_be_done(office: Path) -> None:
    keep(office, Unfinished("", {"line": "25 lc2"}), "line")
    async with overview_on(office) as (app, pilot, screen):
        assert tasks(screen)[0] == "Một dòng ghi nhanh gõ dở, chưa lưu"
        screen.query_one(TaskList).focus()
        await pilot.press("home", "enter")
        await until_on(pilot, QuickLine)
        await until(pilot, shows(app, "25 lc2"))


async def test_an_office_that_received_nothing_yet_is_led_to_its_kit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "2014-03-10")
    make_office(tmp_path / "office").close()
    async with overview_on(tmp_path / "office") as (app, pilot, screen):
        assert "Ghi bộ khởi tạo gửi các đơn vị để lập sổ" in tasks(screen)
        screen.query_one(TaskList).focus()
        await pilot.press("home", *["down"] * tasks(screen).index("Ghi bộ khởi tạo gửi các đơn vị để lập sổ"), "enter")
        await until_on(pilot, KitDialog)
        assert app.has_book


async def test_a_badge_tells_what_waits_behind_each_mode(office: Path) -> None:
    async with overview_on(office) as (app, pilot, _screen):
        await until(pilot, shows(app, "3 Tổng hợp ?3", "4 Tiến độ !1"))
        await pilot.press("1")
        await until_on(pilot, RegisterScreen)
        await until(pilot, shows(app, "?3", "!1"))


async def test_a_reporter_sees_what_is_left_and_has_the_line_at_hand(tmp_path: Path) -> None:
    with make_desk(tmp_path / "unit") as book:
        add(book)
        add(book, "2014-11-06", status="draft")
    async with overview_on(tmp_path / "unit") as (app, pilot, screen):
        assert card(screen, "days").figure == "CÒN 4 NGÀY"
        assert card(screen, "unsent").figure == "1 buổi"
        assert card(screen, "themes").share[0] == 1
        assert card(screen, "mend").figure == "0"
        assert [title.split()[0] for title in tasks(screen)] == ["Gửi", "Hoàn", "Còn"]
        assert "Văn hóa các dân tộc" in screen_text(app)
        await pilot.press("down", "enter")
        await until_on(pilot, RegisterScreen)
        await pilot.press("escape")
        await until_on(pilot, OverviewScreen)
        await pilot.press("x")
        await until_on(pilot, ExportDialog)
        await pilot.press("escape")
        await until_on(pilot, OverviewScreen)
        await pilot.press("colon")
        await until_on(pilot, QuickLine)


async def test_what_is_logged_meanwhile_is_shown(tmp_path: Path) -> None:
    make_desk(tmp_path / "unit").close()
    async with overview_on(tmp_path / "unit") as (app, pilot, screen):
        assert card(screen, "unsent").figure == "0 buổi"
        assert app.book is not None
        add(app.book)
        screen.refresh_book()
        await until(pilot, lambda: card(screen, "unsent").figure == "1 buổi")


async def test_a_new_unit_is_told_how_to_begin_and_that_an_empty_report_is_due(tmp_path: Path) -> None:
    make_desk(tmp_path / "unit").close()
    async with overview_on(tmp_path / "unit") as (app, _pilot, screen):
        text = screen_text(app)
        assert re.search(r"n +Ghi buổi đầu tiên", text)
        assert re.search(r"Ctrl\+O +Nhập sổ cũ", text)
        assert re.search(r"F1 +Hướng dẫn từng việc", text)
        assert tasks(screen)[0].startswith("Gửi báo cáo không phát sinh")


async def test_nothing_left_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "2014-03-10")
    with make_desk(tmp_path / "unit") as book:
        every = tuple(book.directive.themes)
        for start in range(0, len(every), 10):
            rest = {"themes_other": "khác", "documents": tuple(book.directive.document_by_code)[:1]}
            add(book, "2014-03-01", themes=every[start : start + 10], **rest)
    async with overview_on(tmp_path / "unit") as (app, _pilot, screen):
        assert card(screen, "themes").share == (len(every), len(every))
        assert [title.split()[0] for title in tasks(screen)] == ["Gửi"]
        screen.query_one(TaskList).show([])
        assert "✓ Không còn việc gì" in screen_text(app)


async def test_nothing_is_reckoned_before_the_first_painting(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    noted: dict[str, Callable[[LogBook], object]] = {"grid_of": grid_of, "year_of": year_of}

    def render(self: Card, own: Callable[[Card], object] = Card.render) -> object:
        order.append("painted")
        return own(self)

    def noting(name: str) -> Callable[[LogBook], object]:
        def reckon(book: LogBook) -> object:
            order.append(name)
            return noted[name](book)

        return reckon

    monkeypatch.setattr(Card, "render", render)
    for name in noted:
        monkeypatch.setattr(f"tui.screens.overview.screen.{name}", noting(name))
    async with overview_on(office):
        assert order.index("painted") < min(order.index(name) for name in noted)


async def test_a_large_book_is_reckoned_behind_the_keys(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reckoning, "_FEW", 0)
    async with overview_on(office) as (app, pilot, screen):
        assert card(screen, "units").figure == "5 / 6"
        await pilot.press("6", "0")
        await until_on(pilot, OverviewScreen)
        assert "5 / 6" in screen_text(app)


async def test_the_register_comes_first_where_a_person_wants_it(tmp_path: Path) -> None:
    make_desk(tmp_path / "unit").close()
    SettingsFile(settings_path()).change(opens="register")
    async with app_on(tmp_path / "unit") as (_app, pilot):
        await until_on(pilot, RegisterScreen)
        await pilot.press("0")
        await until_on(pilot, OverviewScreen)
