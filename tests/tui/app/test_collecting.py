"""Python's collector while the app runs: it never begins by itself, and what was closed goes."""

import gc
import weakref
from pathlib import Path

from textual.pilot import Pilot

from tests.tui.desk import SMALL, app_on, until, until_on
from tui.app.app import SotayApp
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.form import SessionForm


async def test_a_closed_form_is_let_go(app: SotayApp, pilot: Pilot[int]) -> None:
    gone = []
    for _ in range(2):
        await pilot.press("n")
        await until_on(pilot, SessionForm)
        gone.append(weakref.ref(app.screen))
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)
    await until(pilot, lambda: gone[0]() is None)


async def test_the_collector_waits_for_the_app_and_is_left_as_it_was(folder: Path) -> None:
    was_on = gc.isenabled()
    async with app_on(folder, SMALL):
        assert not gc.isenabled()
        assert gc.get_freeze_count()
    assert gc.isenabled() == was_on
    assert not gc.get_freeze_count()
