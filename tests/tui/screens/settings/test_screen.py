"""Settings hold at once: language, look, movement, keys; copies are put back; every look and size works."""

from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button
from textual.widgets._footer import FooterKey

from tests.tui.desk import LARGE, add, app_on, make_desk, notices, screen_text, shows, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.i18n import language
from tui.core.paths import settings_path
from tui.core.settings import SettingsFile
from tui.core.themes import LOOKS, PLAIN
from tui.screens.common.ask import Ask
from tui.screens.common.mode_screen import MODES
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.form import SessionForm
from tui.screens.settings.backups import CopiesDialog
from tui.screens.settings.keys import KeysDialog, PressKey
from tui.screens.settings.screen import SettingsScreen
from tui.widgets.table import VirtualTable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book", role="committee") as book:
        add(book)
    return tmp_path / "book"


def _is_on(app: SotayApp, mode: str) -> bool:
    return app.current_mode == mode


def kept() -> SettingsFile:
    return SettingsFile(settings_path())


async def test_the_language_changes_every_screen_at_once_and_is_kept(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("2", "6")
    await until_on(pilot, SettingsScreen)
    await until(pilot, lambda: "Cài đặt" in screen_text(app))
    await pilot.press("enter")
    await until(pilot, lambda: "6 Settings" in screen_text(app) and "F1 Help" in screen_text(app))
    assert kept().settings.language == language() == "en"
    for key, word in (("1", "Search"), ("2", "Coverage"), ("4", "reported")):
        await pilot.press(key)
        await until(pilot, shows(app, word))
        assert "Sổ " not in screen_text(app).replace("Sổ tay", "")


async def test_the_cursor_passes_over_headings(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("6")
    await until_on(pilot, SettingsScreen)
    screen = app.screen
    assert isinstance(screen, SettingsScreen)
    choices = [place for place, row in enumerate(screen.rows) if not row.is_heading]
    seen = [screen.table.cursor_row]
    for key in [*["down"] * (len(choices) - 1), *["up"] * (len(choices) - 1), "up"]:
        await pilot.press(key)
        await pilot.pause()
        seen.append(screen.table.cursor_row)
    assert seen == [*choices, *choices[-2::-1], choices[0]]


async def test_the_way_of_typing_is_taken_at_once_and_the_next_time(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        await pilot.press("6")
        await until_on(pilot, SettingsScreen)
        await pilot.press("down", "down", "down", "down", "right")
        await until(pilot, lambda: app.composing == "telex")
    async with app_on(folder) as (app, _pilot):
        assert app.composing == "telex"


@pytest.mark.parametrize("language", ["en"])
async def test_looks_follow_each_other_and_f2_changes_between_two(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("6")
    await until_on(pilot, SettingsScreen)
    await pilot.press("down")
    seen: list[str] = []
    for _look in LOOKS:
        await pilot.press("right")
        await until(pilot, lambda: not seen or app.theme != seen[-1])
        seen.append(app.theme)
    assert set(seen) == set(LOOKS)
    await pilot.press("f2")
    await until(pilot, lambda: app.theme == "sotay-light")
    assert kept().settings.look == "sotay-light"


@pytest.mark.parametrize("look", LOOKS)
async def test_in_every_look_the_cursor_and_the_mode_can_be_told(folder: Path, look: str) -> None:
    SettingsFile(settings_path()).change(look=look)
    async with app_on(folder) as (app, pilot):
        await until(pilot, lambda: "›" in screen_text(app))
        assert app.theme == look
        segments = [segment for y in range(24) for segment in app.screen._compositor.render_strips()[y]]
        styles = [segment.style for segment in segments if segment.style is not None]
        if look == PLAIN.name:
            lines = app.get_line_filters()
            painted = [one.style for line in lines[-1:] for one in line.apply(segments, app.background_colors[0])]
            assert all(style is None or (style.color is None and style.bgcolor is None) for style in painted)
            assert any(style is not None and style.reverse for style in painted)
        else:
            assert len({style.bgcolor for style in styles}) > 1


async def test_a_command_gets_another_key_at_once_and_a_taken_one_is_refused(folder: Path) -> None:
    async with app_on(folder, language="en") as (app, pilot):
        await pilot.press("6")
        await until_on(pilot, SettingsScreen)
        await pilot.press("k")
        await until_on(pilot, KeysDialog)
        keys = app.screen
        assert isinstance(keys, KeysDialog)
        keys.table.cursor_row = [command.id for command in keys.commands].index("add_session")
        await pilot.press("enter")
        await until_on(pilot, PressKey)
        await pilot.press("x")
        await until(pilot, lambda: "Export data" in screen_text(app))
        await pilot.press("f5")
        await until_on(pilot, KeysDialog)
        await until(pilot, lambda: "F5 *" in screen_text(app))
        await pilot.press("escape")
        await until_on(pilot, SettingsScreen)
        await until(pilot, lambda: "F5 Add" in screen_text(app))
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, SettingsScreen)
        await pilot.press("f5")
        await until_on(pilot, SessionForm)
    assert kept().settings.keys == {"add_session": "f5"}


async def test_own_keys_are_there_the_next_time_and_go_back(folder: Path) -> None:
    SettingsFile(settings_path()).change(keys={"add_session": "f5", "edit": "up", "gone": "z"})
    async with app_on(folder, LARGE, language="en") as (app, pilot):
        await until(pilot, lambda: "F5 Add" in screen_text(app))
        assert "e Edit" in screen_text(app)
        await pilot.press("6")
        await until_on(pilot, SettingsScreen)
        await pilot.press("k")
        await until_on(pilot, KeysDialog)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: any("usual key" in one for one in notices(app)))
        await pilot.press("escape")
        await until(pilot, lambda: "n Add" in screen_text(app))
    assert kept().settings.keys == {}


@pytest.mark.parametrize("language", ["en"])
async def test_a_copy_is_previewed_and_put_back(folder: Path, app: SotayApp, pilot: Pilot[int]) -> None:
    await until(pilot, lambda: list((folder / "backups").glob("daily-*")))
    assert app.book is not None
    app.book.delete(app.book.find()[0].id)
    await pilot.press("6")
    await until_on(pilot, SettingsScreen)
    await pilot.press("b")
    await until_on(pilot, CopiesDialog)
    await pilot.press("enter")
    await until_on(pilot, Ask)
    await until(pilot, lambda: "come back: 1" in screen_text(app))
    assert "Văn hóa các dân tộc" in screen_text(app)
    app.screen.query(Button).first().press()
    await until(pilot, lambda: app.book is not None and len(app.book.find()) == 1)


async def test_every_mode_lives_at_every_size(app: SotayApp, pilot: Pilot[int]) -> None:
    for width, height in ((20, 5), (40, 10), (60, 20), (200, 60)):
        await pilot.resize_terminal(width, height)
        for mode, key, _name in MODES:
            await pilot.press(key)
            await until(pilot, partial(_is_on, app, mode))
            await pilot.pause()
            for line in screen_text(app).splitlines():
                assert len(line) <= max(width, 24) + 2
        await pilot.press("1")
        for opening in ("n", "f1", "ctrl+p", "f6"):
            await pilot.press(opening)
            await pilot.pause()
            await pilot.press("escape")
            await pilot.pause()
    assert app.is_running


@pytest.mark.parametrize("language", ["en"])
async def test_clicks_on_modes_rows_and_footer_keys(app: SotayApp, pilot: Pilot[int]) -> None:
    bar = screen_text(app).splitlines()[0]
    await pilot.click("#mode-bar", offset=(bar.index("2 Coverage") + 1, 0))
    await until(pilot, lambda: app.current_mode == "coverage")
    await pilot.press("1")
    await until_on(pilot, RegisterScreen)
    (key,) = [one for one in app.screen.query(FooterKey) if one.action.endswith("add_session")]
    await pilot.click(key)
    await until_on(pilot, SessionForm)
    await pilot.press("escape")
    await until_on(pilot, RegisterScreen)
    table = app.screen.query_one(VirtualTable)
    await pilot.click(table, offset=(5, 1))
    assert table.cursor_row == 0
    await type_text(pilot, "e")
    await until_on(pilot, SessionForm)
