"""Every screen of the program, full of hostile text, in a real terminal: nothing of it commands the terminal."""

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

import tui.screens
from tests.tui.apps.hostile_screens import Hostile, screens
from tests.tui.escapes import check_output
from tests.tui.pty_app import PtyApp, running

PROGRAM = Path(__file__).parents[1] / "apps" / "hostile_screens.py"
OPEN_NEXT, NOTE = "\x1b[24~", "\x1b[23~"
# Through the fields and lists, opening what opens; nothing is taken or saved.
ROUND = "\t\x1b[B\x1b[B\x1b[6~" * 6
MARK = "[@click=app.quit]"
SAYS_NOTHING_OF_DATA = {
    *("ExportDialog", "KitDialog", "ReceiptsDialog", "ReporterDialog", "LetterheadDialog", "WriteDialog"),
    *("CalendarDialog", "ColumnsDialog", "SortDialog", "CopiesDialog", "KeysDialog", "JumpScreen", "TourScreen"),
    *("PaceDialog", "YearsScreen", "SettingsScreen", "SaveTableDialog", "QuickLine", "PaperScreen", "ReportScreen"),
    *("GapsScreen", "ExemptDialog", "ChangeFieldDialog"),
}
"""Screens that may show no data of the book."""


def every_screen() -> set[type[Any]]:
    """The screens there are in `tui`, but for those that others are made from."""
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: set[type[Any]] = set()
    waiting: list[type[Any]] = [Screen]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        found |= {kind for kind in kinds if kind.__module__.startswith("tui.")}
    return {kind for kind in found if not kind.__subclasses__()}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The screens that the app opens, in its order."""
    made = Hostile(tmp_path_factory.mktemp("known"))
    kinds = list(screens(made))
    made.desk.close()
    missing = {kind.__name__ for kind in every_screen()} - {kind.__name__ for kind in kinds}
    assert not missing, f"tests/tui/apps/hostile_screens.py does not open {', '.join(sorted(missing))}"
    return [kind.__name__ for kind in kinds]


def wait_until_noted(app: PtyApp, at: Path, name: str) -> None:
    """Wait until that screen is painted and has noted it."""
    app.wait_for(lambda _screen: at.exists() and at.read_text(encoding="utf-8") == name)
    at.unlink()


def test_no_byte_of_data_commands_the_terminal(tmp_path: Path, known: list[str]) -> None:
    at = tmp_path / "at"
    with running(PROGRAM, str(tmp_path), columns=112, rows=30) as app:
        app.wait_for("Sổ tay")
        for name in known:
            app.send(OPEN_NEXT + NOTE)
            wait_until_noted(app, at, name)
            if name not in SAYS_NOTHING_OF_DATA:
                app.wait_for(MARK)
            app.send(ROUND + NOTE)
            wait_until_noted(app, at, name)
        app.send(OPEN_NEXT)
        assert app.wait_for_end() == 0
    check_output(app.output)
