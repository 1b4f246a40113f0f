"""What is typed over the tour: a key of the work ends it and does what it does, and nothing behind it is lost."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.desk import screen_text, shows, until, until_on
from tests.tui.pty_app import running
from tui.app.app import SotayApp
from tui.core.paths import settings_path
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.guide.tour import TourScreen
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.form import SessionForm
from tui.screens.session.line import QuickLine

PROGRAM = Path(__file__).parents[2] / "apps" / "sotay.py"
LINE = "12/5/2014 sh 25 lc-02 45p @hội trường"


def test_a_line_typed_over_the_tour_of_the_first_start_ends_in_the_entry_line(tmp_path: Path) -> None:
    settings_path().unlink()
    with running(PROGRAM, "--book", str(tmp_path / "new"), "--lang", "en", columns=120, rows=40) as app:
        app.wait_for("Your name")
        app.send("\rCB07")
        app.wait_for("CB07")
        app.send("\t")
        app.send("Lan")
        app.wait_for("Lan ")
        app.send("\x13")
        app.wait_for("1/4")
        app.send(f":{LINE}")
        app.wait_for(LINE)
        assert "Session in one line" in app.text
        assert "/4" not in app.text


@pytest.mark.parametrize(
    ("key", "screen"),
    [("colon", QuickLine), ("n", SessionForm), ("2", CoverageScreen), ("1", RegisterScreen), ("slash", RegisterScreen)],
)
@pytest.mark.parametrize("language", ["en"])
async def test_a_key_of_the_work_ends_the_tour_and_does_what_it_does(
    key: str, screen: type, app: SotayApp, pilot: Pilot[int]
) -> None:
    app.action_tour()
    await until_on(pilot, TourScreen)
    await pilot.press(key)
    await until_on(pilot, screen)
    assert not any(isinstance(one, TourScreen) for one in app.screen_stack)
    if key == "slash":
        register = app.screen
        assert isinstance(register, RegisterScreen)
        assert register.focused is register.search


@pytest.mark.parametrize("language", ["en"])
async def test_other_keys_neither_leaf_nor_reach_the_screen_behind(app: SotayApp, pilot: Pilot[int]) -> None:
    register = app.screen
    assert isinstance(register, RegisterScreen)
    app.action_tour()
    await until_on(pilot, TourScreen)
    await pilot.press("space", "d", "delete", "e", "z", "@", "ớ")
    await until(pilot, shows(app, "1/4"))
    assert isinstance(app.screen, TourScreen)
    assert "Space" not in screen_text(app)
    assert not register.chosen
