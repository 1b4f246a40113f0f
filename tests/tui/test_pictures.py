"""Whole screens as pictures: what they look like is compared with the files in `__snapshots__`.

After a change that is meant, look at the new pictures and keep them:
`python -m pytest tests/tui/test_pictures.py --snapshot-update`.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, TextArea

from exports.intake.workbook import workbook_of
from logs.book.book import LogBook
from tests.tui.apps.parts import PartsScreen
from tests.tui.desk import add, make_desk, type_text, until, until_on
from tui.app.app import SotayApp
from tui.app.run import open_book
from tui.core.i18n import use_language
from tui.core.open_questions import known_questions
from tui.core.paths import settings_path
from tui.core.settings import SettingsFile
from tui.core.themes import DARK, LIGHT, SIXTEEN
from tui.demo.scenario import TODAY, Scenario
from tui.screens.catalogue.screen import CatalogueScreen
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.guide.first_start import StartScreen
from tui.screens.guide.help import HelpScreen
from tui.screens.guide.palette import Palette
from tui.screens.notebook.intake import IntakeDialog
from tui.screens.overview.screen import OverviewScreen
from tui.screens.progress.screen import ProgressScreen
from tui.screens.progress.totals import TotalsDialog
from tui.screens.questions.inbox import InboxScreen
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.form import SessionForm
from tui.widgets.card import PENDING, Card

SMALL, LARGE = (80, 24), (120, 40)
UNITS = 6

Steps = Callable[[Pilot[int]], Awaitable[None]]
SnapCompare = Callable[..., bool]
Look = Callable[[Path, Steps, tuple[int, int]], bool]

# A font from elsewhere, and the frame around each line: in other fonts it cuts the marks off "buổi" and "truyền".
_FONTS_AND_FRAMES = re.compile(r'\s*@font-face \{[^}]*\}|\s*<defs>.*?</defs>| clip-path="[^"]*"', re.DOTALL)
_FONT_FAMILY = "Fira Code, monospace"
WITH_EVERY_MARK = "Consolas, Menlo, Noto Sans Mono, Liberation Mono, monospace"


def picture(app: SotayApp, *, title: str | None = None, simplify: bool = False) -> str:
    """The screen as an SVG that shows every mark in a font which its reader has."""
    drawn = App.export_screenshot(app, title=title, simplify=simplify)
    return _FONTS_AND_FRAMES.sub("", drawn).replace(_FONT_FAMILY, WITH_EVERY_MARK)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committee's book of a demonstration year, closed."""
    story = Scenario(tmp_path_factory.mktemp("demo"), UNITS).play()
    story.book.close()
    return story.book.folder


@pytest.fixture
def demo(played: Path, tmp_path: Path) -> Path:
    """The committee's book, to be opened once."""
    return Path(copytree(played, tmp_path / "office"))


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """A reporter's book with a few sessions."""
    with make_desk(tmp_path / "unit") as book:
        add(book, "2014-03-12", topic="Biển, đảo quê hương", themes=("DQ-01",), place="Hội trường tầng 2")
        add(book, "2014-06-02", topic="Ma túy và người nghiện chích ma túy", attendance=41)
        add(book, "2014-11-05")
    return tmp_path / "unit"


@pytest.fixture
def look(snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch) -> Iterator[Look]:
    """Open the app on a book, take steps, and compare what is seen with the picture of the test."""
    monkeypatch.setenv("SOTAY_TODAY", TODAY.isoformat())
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(SotayApp, "export_screenshot", picture)
    use_language("vi")
    books: list[LogBook] = []

    def compare(folder: Path, steps: Steps, size: tuple[int, int]) -> bool:
        app = SotayApp(folder, open_book(folder))
        app.animation_level = "none"
        if app.has_book:
            books.append(app.book)

        async def before(pilot: Pilot[int]) -> None:
            await steps(pilot)
            await pilot.pause()
            stand_still(pilot)
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=before)

    yield compare
    for book in books:
        book.close()


def stand_still(pilot: Pilot[int]) -> None:
    """Let no cursor blink, and no notice come or go by the clock."""
    for field in (*pilot.app.screen.query(Input), *pilot.app.screen.query(TextArea)):
        field.cursor_blink = False
    pilot.app.clear_notifications()


async def settled(pilot: Pilot[int]) -> None:
    """Wait for what is counted in the background."""
    app = pilot.app
    assert isinstance(app, SotayApp)
    await until(pilot, lambda: not app.has_book or known_questions(app.book) is not None)


def going_to(key: str, screen: type[Screen[Any]] = Screen) -> Steps:
    """Press a key on the first screen, and wait for the screen it leads to."""

    async def steps(pilot: Pilot[int]) -> None:
        await until_on(pilot, RegisterScreen)
        await settled(pilot)
        await pilot.press(key)
        await until_on(pilot, screen)

    return steps


def test_start(look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the screen names the folder

    async def steps(pilot: Pilot[int]) -> None:
        await until_on(pilot, StartScreen)

    assert look(Path("so-tay"), steps, SMALL)


def test_search(look: Look, demo: Path) -> None:
    async def steps(pilot: Pilot[int]) -> None:
        await until_on(pilot, RegisterScreen)
        await settled(pilot)
        await pilot.press("slash")
        await type_text(pilot, "bien gioi")

    assert look(demo, steps, LARGE)


def test_progress(look: Look, demo: Path) -> None:
    assert look(demo, going_to("4", ProgressScreen), LARGE)


def test_help(look: Look, unit: Path) -> None:
    assert look(unit, going_to("f1", HelpScreen), SMALL)


def test_palette(look: Look, unit: Path) -> None:
    async def steps(pilot: Pilot[int]) -> None:
        await going_to("ctrl+p", Palette)(pilot)
        await type_text(pilot, "xuat")

    assert look(unit, steps, SMALL)


NOTEBOOK = """STT;Ngày;Hình thức;Chuyên đề;Chủ đề;Đối tượng;Số lượt người nghe;Ghi chú
1;12/5;SH;Biên giới;LC-02;Đảng viên;45;
2;13/5;TM;Chủ quyền biển đảo;DQ-01;nhân dân;1.200;
3;31/2;SH;Quan hệ đối ngoại;QT-02;Đảng viên;20;
4;14/6;SH;Nông thôn mới;LC-02;25 đv, 5 qc;30;gọi 0912 345 678
;Tổng cộng;;;;;1.295;
"""


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80", "120"])
@pytest.mark.parametrize("step", ["columns", "words", "preview"])
def test_notebook(look: Look, unit: Path, step: str, size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[int]) -> None:
        await until_on(pilot, RegisterScreen)
        await settled(pilot)
        assert isinstance(pilot.app, SotayApp)
        dialog = IntakeDialog(pilot.app.book, workbook_of(NOTEBOOK.encode(), "so-cu.csv"), Path("so-cu.csv"))
        pilot.app.push_screen(dialog)
        await until(pilot, lambda: dialog.intake is not None)
        while dialog.step != step:
            before = dialog.step
            await pilot.press("ctrl+s")
            await until(pilot, lambda before=before: dialog.step != before)  # type: ignore[misc]

    assert look(unit, steps, size)


def test_totals(look: Look, demo: Path) -> None:
    async def steps(pilot: Pilot[int]) -> None:
        await going_to("4", ProgressScreen)(pilot)
        await pilot.press("t")
        await until_on(pilot, TotalsDialog)

    assert look(demo, steps, SMALL)


# The screens that show the visual system, in two sizes and two looks.


async def overview(pilot: Pilot[int]) -> None:
    """All figures of the overview."""
    await until_on(pilot, OverviewScreen)
    await settled(pilot)
    await until(pilot, lambda: all(card.figure != PENDING for card in pilot.app.screen.query(Card)))


async def register_with_details(pilot: Pilot[int]) -> None:
    await until_on(pilot, RegisterScreen)
    await settled(pilot)
    if pilot.app.size.width < LARGE[0]:
        await pilot.press("i")


async def form(pilot: Pilot[int]) -> None:
    await until_on(pilot, RegisterScreen)
    await pilot.press("n")
    await until_on(pilot, SessionForm)
    assert isinstance(pilot.app.screen, SessionForm)
    pilot.app.screen.action_go_to(pilot.app.screen.by_name["topic"].letter)
    await type_text(pilot, "Xây dựng nông thôn mới")


async def inbox(pilot: Pilot[int]) -> None:
    await going_to("3")(pilot)
    await pilot.press("q")
    await until_on(pilot, InboxScreen)
    await settled(pilot)


async def catalogue(pilot: Pilot[int]) -> None:
    await until_on(pilot, RegisterScreen)
    await pilot.app.run_action("catalogue")
    await until_on(pilot, CatalogueScreen)
    await pilot.press("right", "down")


DRAWN: dict[str, tuple[str, str, Steps]] = {
    "overview_office": ("demo", "overview", overview),
    "overview_reporter": ("unit", "overview", overview),
    "register": ("demo", "register", register_with_details),
    "coverage": ("demo", "register", going_to("2", CoverageScreen)),
    "form": ("unit", "register", form),
    "inbox": ("demo", "register", inbox),
    "catalogue": ("demo", "register", catalogue),
}
"""By the picture's name: whose book, with what it opens, and how one gets there."""


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name, SIXTEEN.name], ids=["dark", "light", "sixteen"])
def test_parts(look: Look, unit: Path, theme: str) -> None:
    SettingsFile(settings_path()).change(look=theme)

    async def steps(pilot: Pilot[int]) -> None:
        await until_on(pilot, RegisterScreen)
        await pilot.app.push_screen(PartsScreen())

    assert look(unit, steps, LARGE)


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name], ids=["dark", "light"])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80", "120"])
@pytest.mark.parametrize("name", DRAWN)
def test_screen(look: Look, request: pytest.FixtureRequest, name: str, size: tuple[int, int], theme: str) -> None:
    whose, opens, steps = DRAWN[name]
    SettingsFile(settings_path()).change(look=theme, opens=opens)
    assert look(request.getfixturevalue(whose), steps, size)
