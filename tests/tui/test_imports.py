"""What is imported at a start: each part of the program waits until it is asked for, so that the rest begins at once.

How long a start takes is measured by `python -m tests.benchmarks --only start,picture`. A test on time fails on a busy
machine; these fail for whoever imports something too early.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.commands import GOOD, ROOT, environment, log, new_book
from tui.core.paths import settings_path
from tui.core.settings import SettingsFile

FOR_FILES_OF_OTHERS = {
    "python_calamine": "workbooks are read only where somebody brings one",
    "logs.spreadsheets.table": "so are tables of any kind",
    "icalendar": "a file for other calendars alone needs it",
    "docx": "a document is written by the report alone",
    "xlsxwriter": "so is a workbook",
    "jinja2": "and so is a page",
    "nacl": "a signature is made or checked where files travel",
    "pyrage": "an extra, for locked files",
    "markdown_it": "Textual's widget for Markdown is not in use",
    "http": "nothing here speaks to a network, but for the app in a browser",
    "email": "comes with reading the versions of packages, which only a report of a crash tells",
    "multiprocessing": "further processes read the files of many units, and nothing else",
    "filelock": "only a drive that knows no locks asks for it",
}
FOR_THE_SCREEN = {
    "textual": "the app alone paints: it would double what any command costs",
    "asyncio": "comes with Textual",
    "ssl": "comes with asyncio",
    "markdown_it": "comes with Textual",
    "pygments": "colours tracebacks, which nobody is shown",
}
FOR_THE_BOOK = {
    "logs.book.book": "the book is opened by who reads or changes it",
    "msgspec": "decodes what the book holds",
    "tinydb": "keeps the book",
    "tomllib": "reads its catalogue",
    "rich": "lays out facts and bars",
    "exports": "what travels between books",
    "webbrowser": "opened by serve",
    "tempfile": "used by serve",
}
FOR_ANOTHER_MOMENT = {
    "exports": "files are packed, read and merged on other screens",
    "rich.traceback": "Textual shows tracebacks with it, this program shows none",
    "pygments": "comes with it",
    "importlib.metadata": "a report of a crash names versions",
    "webbrowser": "no page is opened",
    "tui.cli": "commands do their work without the app, and it without them",
    "tui.demo": "makes a year of examples",
    "tui.screens.guide.pages": "F1 reads the guide",
    "tui.screens.guide.palette": "the palette looks for things",
    "tui.files.drives": "sticks are looked for where files are chosen",
    "tui.text.printed.print_view": "a table is printed when F7 is pressed",
}
REGISTER = {
    "common", "common.fitted", "common.mode_screen", "common.session_text", "guide", "guide.jump", "register",
    "register.columns", "register.conditions", "register.listing", "register.menu", "register.screen",
    "register.selection",
}  # fmt: skip
OVERVIEW = {
    "common", "common.fitted", "common.mode_screen", "common.session_text", "guide", "guide.jump", "overview",
    "overview.figures", "overview.panels", "overview.screen", "overview.tasks",
}  # fmt: skip
"""The modules of `tui.screens` that make the first screen, and those that answer keys on every screen."""

COMMAND = """
import sys
from tui.__main__ import main
try:
    main()
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""
APP = """
import asyncio, sys
from pathlib import Path
from tui.app.app import SotayApp
from tui.app.run import open_book
def is_shown(screen):
    if screen.query("#tasks"):
        return screen.query_one("#tasks").tasks
    return screen.query("#sessions") and screen.table.row_count
async def main():
    folder = Path(sys.argv[1])
    app = SotayApp(folder, open_book(folder))
    async with app.run_test() as pilot:
        while not is_shown(app.screen):
            await pilot.pause()
        print(*sys.modules, file=sys.stderr)
    app.book.close()
asyncio.run(main())
"""


def imported(program: str, *words: str) -> set[str]:
    """The modules that a fresh process has imported at its end, and the packages they stand in."""
    ended = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        check=True,
        env=environment(),
        cwd=ROOT,
        timeout=60,
    )
    return set(ended.stderr.decode().splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--help"], ["merge", "--help"], ["log", "--nonsense"]])
def test_help_and_a_wrong_word_need_no_book(words: list[str]) -> None:
    assert not imported(COMMAND, *words) & {*FOR_FILES_OF_OTHERS, *FOR_THE_SCREEN, *FOR_THE_BOOK}


def test_a_session_is_logged_without_tables_files_and_screens() -> None:
    new_book()
    assert not imported(COMMAND, "log", *GOOD) & {*FOR_FILES_OF_OTHERS, *FOR_THE_SCREEN, "rich.console", "exports"}


def test_sessions_are_listed_without_files_and_screens() -> None:
    new_book()
    log(*GOOD)
    modules = imported(COMMAND, "list")
    assert "logs.book.book" in modules
    assert not modules & {*FOR_FILES_OF_OTHERS, *FOR_THE_SCREEN, "rich.console"}


@pytest.mark.parametrize(("opens", "shown"), [("overview", OVERVIEW), ("register", REGISTER)])
def test_the_app_shows_its_first_screen_before_anything_else_is_imported(
    tmp_path: Path, opens: str, shown: set[str]
) -> None:
    SettingsFile(settings_path()).change(opens=opens)
    new_book()
    log(*GOOD)
    modules = imported(APP, str(tmp_path / "book"))
    assert not modules & {*FOR_FILES_OF_OTHERS, *FOR_ANOTHER_MOMENT}
    screens = {name.removeprefix("tui.screens.") for name in modules if name.startswith("tui.screens.")}
    assert screens == shown
